import {
  type Field,
  flag,
  hidden,
  optionalID,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { at, jsonModel } from '../columns.ts'
import { kept, type LetGo, owned } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'
import { companyKey, inCompany } from './parties.ts'

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
    Company: companyKey(),
    ...stored,
    /** The user whose private address it is: seen by nobody else. */
    PrivateUserID: owned(hidden(ref('User')), 'users', inCompany),
    /** The order of the anonymous shopper whose it is: all of them share a user. */
    PrivateOrderID: hidden(text()),
    /** What a private address may be used for; assignments say it of the others. */
    Shipping: hidden(flag()),
    Billing: hidden(flag()),
  },
  // Shipments and products name addresses without saying whose they are.
  indexes: [['ID'], ['Kind', 'Company', 'PrivateUserID', 'PrivateOrderID']],
})

/** An address in a column as an order or line keeps one that is nobody's but its own: without an ID. */
export const oneTimeAddress = (alias: string): SQL =>
  jsonModel(addressFields, alias, (name) => (name === 'ID' || name === 'DateCreated' ? sql`null` : undefined))

/**
 * Fields of a table whose rows come from an address. Whether one may be named is decided by the table's own rules, hence
 * the conditions.
 */
export const shipFrom = (onDelete: LetGo) => ({
  ShipFromAddressID: shipFromAddress(
    'Seller',
    onDelete,
    shipFromAddress('Supplier', onDelete, ref('Address')),
  ),
  /** Whose address that is: a supplier's, or the marketplace owner's. */
  ShipFromCompany: kept(hidden(text()), 'companies', {
    with: ["'Supplier'"],
    onDelete: 'outlive',
    sparse: true,
  }),
})

const shipFromAddress = (kind: 'Seller' | 'Supplier', onDelete: LetGo, field: Field<string | null>) =>
  kept(field, 'addresses', {
    with: [`'${kind}'`, 'ShipFromCompany'],
    onDelete,
    sparse: true,
    when: (alias) =>
      sql`${at(alias, 'ShipFromCompany')} ${sql.raw(kind === 'Seller' ? '=' : '<>')} ${at(alias, 'Marketplace')}`,
  })

/** Which users of a buyer may ship or bill to an address. */
export const addressAssignments = table('address_assignments', {
  keys: ['Kind', 'Company', 'AddressID', 'UserID', 'UserGroupID'],
  fields: {
    AddressID: owned(required(ref('Address')), 'addresses', inCompany),
    UserID: owned(ref('User'), 'users', inCompany),
    UserGroupID: owned(ref('UserGroup'), 'groups', inCompany),
    IsShipping: flag(),
    IsBilling: flag(),
  },
})
