import { fail, type Issue } from '../../api/errors.ts'
import type { ValuesOf } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { oneParty } from '../../resource/assignment.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { addressAssignments, addresses, addressFields } from '../../tables/organizations/addresses.ts'
import { buyerObjects } from '../buyer-objects.ts'
import { type Side, sellerSide, supplierSide } from '../sides.ts'

const WITH_STATES = new Set(['US', 'CA'])

/** State and Zip are required in the United States and Canada; a country has two letters. */
export function checkAddress(
  value: Pick<ValuesOf<typeof addressFields>, 'Country' | 'State' | 'Zip'>,
): Issue[] {
  const issues: Issue[] = []
  const country = value.Country
  if (country && !/^[A-Za-z]{2}$/.test(country))
    issues.push({ property: 'Country', rule: 'Pattern', message: 'Country must be a code of two letters.' })
  if (country && WITH_STATES.has(country.toUpperCase()))
    for (const property of ['State', 'Zip'] as const)
      if (!value[property])
        issues.push({ property, rule: 'Required', message: `${property} is required in ${country}.` })
  return issues
}

export const addressModel = model('Address', addressFields, checkAddress)

export const addressList = {
  search: [
    'ID',
    'AddressName',
    'CompanyName',
    'City',
    'Street1',
    'Street2',
    'LastName',
    'FirstName',
    'State',
    'Zip',
  ],
  sort: [
    'AddressName',
    'ID',
    'DateCreated',
    'CompanyName',
    'FirstName',
    'LastName',
    'Street1',
    'Street2',
    'City',
    'State',
    'Zip',
    'Country',
    'Phone',
  ],
  order: ['AddressName'],
  indexed: ['AddressName', 'ID', 'DateCreated', 'CompanyName'],
}

/** Addresses of the other sides of the marketplace are assigned to nobody. */
const addressesOf = ({ prefix, path, scope, users }: Side) =>
  crud(
    resource({
      id: `${prefix}Addresses`,
      table: addresses,
      model: addressModel,
      path: `${path}/addresses/{addressID}`,
      scope,
      roles: { read: [`${prefix}AddressReader`], write: [`${prefix}AddressAdmin`] },
      users,
      list: addressList,
    }),
  )

export const operations = [
  ...buyerObjects({
    one: 'Address',
    many: 'Addresses',
    table: addresses,
    model: addressModel,
    list: addressList,
    assigned: {
      table: addressAssignments,
      identity: ['AddressID', 'UserID', 'UserGroupID'],
      filters: {
        addressID: 'AddressID',
        userID: 'UserID',
        userGroupID: 'UserGroupID',
        isShipping: 'IsShipping',
        isBilling: 'IsBilling',
      },
      check: (row) => {
        oneParty(row)
        if (!row.IsShipping && !row.IsBilling)
          throw fail(
            'AddressAssignment.MustBeBillingOrShipping',
            'An address is assigned for shipping, billing, or both.',
          )
      },
    },
  }),
  ...addressesOf(supplierSide),
  ...addressesOf(sellerSide),
]
