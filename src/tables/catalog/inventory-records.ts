import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import {
  assignedBuyer,
  computedLate,
  count,
  createOnly,
  flag,
  hidden,
  initially,
  int,
  object,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { at, jsonModel } from '../columns.ts'
import { addressFields } from '../organizations/addresses.ts'
import { table } from '../table.ts'

/** Whose address a record stands at: the owner's, who is the marketplace owner or a supplier. */
const kindOf = (alias: string) =>
  sql`iif(${at(alias, 'OwnerID')} = ${at(alias, 'Marketplace')}, 'Seller', 'Supplier')`

const addressJson = (alias: string): SQL => {
  return sql`(select ${jsonModel(addressFields, 'ia')} from addresses ia where ia.Marketplace = ${at(alias, 'Marketplace')}
    and ia.Kind = ${kindOf(alias)} and ia.Company = ${at(alias, 'OwnerID')} and ia.ID = ${at(alias, 'AddressID')})`
}

const heldBy = (kind: 'Seller' | 'Supplier') => ({
  columns: [`'${kind}'`, 'OwnerID', 'AddressID'],
  to: 'addresses',
  onDelete: {
    refuse: (id: string) =>
      fail('Address.CannotDeleteInventoryRecordAddress', `Inventory is recorded at address "${id}".`),
  },
  kept: true,
  when: kind === 'Seller' ? sql`OwnerID = Marketplace` : sql`OwnerID <> Marketplace`,
})

/** Stock of a product (or of a variant of it) at an address; IDs are unique in the product. */
export const inventoryRecords = table('inventory_records', {
  keys: ['ProductID', 'ID'],
  fields: {
    ProductID: hidden(required(ref('Product'))),
    VariantID: hidden(ref('Variant')),
    OwnerID: createOnly(ref('Supplier')),
    AllowAllBuyers: initially(flag(), true),
    Address: computedLate(object('Address', addressFields), addressJson),
    AddressID: required(ref('Address')),
    OrderCanExceed: flag(),
    QuantityAvailable: count(),
    NotificationPoint: int(),
    LastUpdated: readOnly(timestamp()),
    xp: xp(),
    StockKey: hidden(required(text())),
  },
  indexes: [['StockKey']],
  references: [
    { columns: ['ProductID'], to: 'products', onDelete: 'remove' },
    { columns: ['ProductID', 'VariantID'], to: 'variants', onDelete: 'remove' },
    { columns: ["'Supplier'", 'OwnerID'], to: 'companies', onDelete: 'remove', kept: true },
    heldBy('Seller'),
    heldBy('Supplier'),
  ],
})

/** Which buyers and groups see a record that is not for all. */
export const recordAssignments = table('inventory_record_assignments', {
  keys: ['ProductID', 'InventoryRecordID', 'BuyerID', 'UserGroupID'],
  fields: {
    InventoryRecordID: required(ref('InventoryRecord')),
    BuyerID: assignedBuyer(),
    UserGroupID: ref('UserGroup'),
  },
  references: [
    {
      columns: ['ProductID', 'InventoryRecordID'],
      to: 'inventory_records',
      onDelete: 'remove',
    },
    { columns: ["'Buyer'", 'BuyerID'], to: 'companies', onDelete: 'remove', kept: true },
    {
      columns: ["'Buyer'", 'BuyerID', 'UserGroupID'],
      to: 'groups',
      onDelete: 'remove',
      kept: true,
    },
  ],
})
