import { type SQL, sql } from 'drizzle-orm'
import { fail, type Issue } from '../api/errors.ts'
import { flag, hidden, id, readOnly, ref, required, text, timestamp, xp } from '../api/field.ts'
import { model } from '../api/model.ts'
import type { CommerceRole } from '../api/operation.ts'
import { fixed, ownMarketplace, param, resource, type Source, writersOf } from '../api/resource.ts'
import { type OnDelete, type Reference, type Table, table } from '../api/table.ts'
import { assignments, oneParty } from '../store/assignments.ts'
import { crud } from '../store/crud.ts'
import { at, jsonObject } from '../store/rows.ts'
import { companies } from './companies.ts'
import { groups } from './groups.ts'
import { users } from './users.ts'

/** The properties of an address; orders and shipments carry copies of the same shape. */
export const addressFields = {
  // One that is given for one order only has none.
  ID: { ...id(), optional: true },
  DateCreated: readOnly(timestamp()),
  CompanyName: text(100),
  FirstName: text(100),
  LastName: text(100),
  Street1: required(text(100)),
  Street2: text(100),
  City: required(text(100)),
  State: text(100),
  Zip: text(100),
  Country: required(text(2)),
  Phone: text(100),
  AddressName: text(100),
  xp: xp(),
}

const WITH_STATES = new Set(['US', 'CA'])

/** State and Zip are required in the United States and Canada; a country has two letters. */
export function checkAddress(value: Record<string, unknown>): Issue[] {
  const issues: Issue[] = []
  const country = value.Country as string | null
  if (country && !/^[A-Za-z]{2}$/.test(country))
    issues.push({ property: 'Country', rule: 'Pattern', message: 'Country must be a code of two letters.' })
  if (country && WITH_STATES.has(country.toUpperCase()))
    for (const property of ['State', 'Zip'])
      if (!value[property])
        issues.push({ property, rule: 'Required', message: `${property} is required in ${country}.` })
  return issues
}

export const addressModel = model('Address', addressFields, checkAddress)

const { ID: _, ...stored } = addressFields

/** Addresses of buyers, suppliers and the seller; a buyer's user may have private ones. */
export const addresses = table('addresses', {
  keys: ['Kind', 'Company', 'ID'],
  fields: {
    ...stored,
    /** The user whose private address it is: seen by nobody else. */
    PrivateUserID: hidden(ref('User')),
    /** The order of the anonymous shopper whose it is: all of them share a user. */
    PrivateOrderID: hidden(text()),
    /** What a private address may be used for; assignments say it of the others. */
    Shipping: hidden(flag()),
    Billing: hidden(flag()),
  },
  references: [
    { columns: ['Kind', 'Company'], to: (): Table => companies, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'PrivateUserID'], to: (): Table => users, onDelete: 'remove' },
  ],
  // Shipments and products name addresses without saying whose they are.
  indexes: [['ID'], ['Kind', 'Company', 'PrivateUserID', 'PrivateOrderID']],
})

/** An address in a column as an order or line keeps one that is nobody's but its own: without an ID. */
export const oneTimeAddress = (alias: string): SQL =>
  jsonObject(
    Object.keys(addressFields).map((n): [string, SQL] => [
      n,
      n === 'xp' ? sql`json(${at(alias, n)})` : n === 'ID' || n === 'DateCreated' ? sql`null` : at(alias, n),
    ]),
  )

/**
 * References of a table whose rows come from an address: `ShipFromAddressID`, of the supplier or the marketplace owner
 * in `ShipFromCompany`. Whether one may be named is decided by the table's own rules, hence the conditions.
 */
export const shipFromReferences = (onDelete: OnDelete): Reference[] => [
  {
    columns: ["'Supplier'", 'ShipFromCompany'],
    to: (): Table => companies,
    onDelete: 'clear',
    kept: true,
    sparse: true,
  },
  ...(['Supplier', 'Seller'] as const).map((kind) => ({
    columns: [`'${kind}'`, 'ShipFromCompany', 'ShipFromAddressID'],
    to: (): Table => addresses,
    onDelete,
    kept: true,
    sparse: true,
    when: sql`ShipFromCompany ${sql.raw(kind === 'Seller' ? '=' : '<>')} Marketplace`,
  })),
]

/** Which users of a buyer may ship or bill to an address. */
export const addressAssignments = table('address_assignments', {
  keys: ['Kind', 'Company', 'AddressID', 'UserID', 'UserGroupID'],
  fields: {
    AddressID: required(ref('Address')),
    UserID: ref('User'),
    UserGroupID: ref('UserGroup'),
    IsShipping: flag(),
    IsBilling: flag(),
  },
  references: [
    { columns: ['Kind', 'Company', 'AddressID'], to: (): Table => addresses, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: (): Table => users, onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: (): Table => groups, onDelete: 'remove' },
  ],
})

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
