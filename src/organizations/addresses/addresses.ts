import { sql } from 'drizzle-orm'
import { fail, type Issue } from '../../api/errors.ts'
import type { ValuesOf } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import type { CommerceRole } from '../../api/operation.ts'
import { oneParty } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { fixed, ownMarketplace, param, resource, type Source, writersOf } from '../../resource/resource.ts'
import { at } from '../../tables/columns.ts'
import { addressAssignments, addresses, addressFields } from '../../tables/organizations/addresses.ts'

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

const addressesOf = (
  resourceID: string,
  base: string,
  kind: CommerceRole,
  company: Source,
  roles: { read: string[]; write: string[] },
) =>
  resource({
    id: resourceID,
    table: addresses,
    model: addressModel,
    path: `${base}/{addressID}`,
    scope: { Kind: fixed(kind), Company: company },
    roles,
    users: writersOf(kind),
    list: addressList,
    // Private addresses are their users' alone.
    visible: (_caller, alias) => sql`${at(alias, 'PrivateUserID')} is null`,
  })

const ofBuyer = { Kind: fixed('Buyer'), Company: param('buyerID') }
const buyerRoles = { read: ['AddressReader'], write: ['AddressAdmin'] }

export const operations = [
  ...crud(addressesOf('Addresses', '/buyers/{buyerID}/addresses', 'Buyer', param('buyerID'), buyerRoles)),
  ...assignments({
    id: 'Addresses',
    table: addressAssignments,
    model: model('AddressAssignment', addressAssignments.fields),
    scope: ofBuyer,
    path: '/buyers/{buyerID}/addresses/assignments',
    removePath: '/buyers/{buyerID}/addresses/{addressID}/assignments',
    roles: buyerRoles,
    identity: ['AddressID', 'UserID', 'UserGroupID'],
    filters: {
      addressID: 'AddressID',
      userID: 'UserID',
      userGroupID: 'UserGroupID',
      isShipping: 'IsShipping',
      isBilling: 'IsBilling',
    },
    levels: true,
    check: (row) => {
      oneParty(row)
      if (!row.IsShipping && !row.IsBilling)
        throw fail(
          'AddressAssignment.MustBeBillingOrShipping',
          'An address is assigned for shipping, billing, or both.',
        )
    },
  }),
  ...crud(
    addressesOf('SupplierAddresses', '/suppliers/{supplierID}/addresses', 'Supplier', param('supplierID'), {
      read: ['SupplierAddressReader'],
      write: ['SupplierAddressAdmin'],
    }),
  ),
  ...crud(
    addressesOf('AdminAddresses', '/addresses', 'Seller', ownMarketplace, {
      read: ['AdminAddressReader'],
      write: ['AdminAddressAdmin'],
    }),
  ),
]
