import { type SQL, sql } from 'drizzle-orm'
import { flag, hidden, optionalID, readOnly, ref, required, text, timestamp, xp } from '../../api/field.ts'
import { jsonModel } from '../columns.ts'
import { type OnDelete, type Reference, table } from '../table.ts'

/** The properties of an address; orders and shipments carry copies of the same shape. */
export const addressFields = {
  // One that is given for one order only has none.
  ID: optionalID(),
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
    { columns: ['Kind', 'Company'], to: 'companies', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'PrivateUserID'], to: 'users', onDelete: 'remove' },
  ],
  // Shipments and products name addresses without saying whose they are.
  indexes: [['ID'], ['Kind', 'Company', 'PrivateUserID', 'PrivateOrderID']],
})

/** An address in a column as an order or line keeps one that is nobody's but its own: without an ID. */
export const oneTimeAddress = (alias: string): SQL =>
  jsonModel(addressFields, alias, (name) => (name === 'ID' || name === 'DateCreated' ? sql`null` : undefined))

/**
 * References of a table whose rows come from an address: `ShipFromAddressID`, of the supplier or the marketplace owner
 * in `ShipFromCompany`. Whether one may be named is decided by the table's own rules, hence the conditions.
 */
export const shipFromReferences = (onDelete: OnDelete): Reference[] => [
  {
    columns: ["'Supplier'", 'ShipFromCompany'],
    to: 'companies',
    onDelete: 'clear',
    kept: true,
    sparse: true,
  },
  ...(['Supplier', 'Seller'] as const).map((kind) => ({
    columns: [`'${kind}'`, 'ShipFromCompany', 'ShipFromAddressID'],
    to: 'addresses',
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
    { columns: ['Kind', 'Company', 'AddressID'], to: 'addresses', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserID'], to: 'users', onDelete: 'remove' },
    { columns: ['Kind', 'Company', 'UserGroupID'], to: 'groups', onDelete: 'remove' },
  ],
})
