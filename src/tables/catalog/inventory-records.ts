import { fail } from '../../api/errors.ts'
import {
  computedLate,
  count,
  type Field,
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
import { assignedBuyerID, assignedGroupID, ownerID } from '../organizations/parties.ts'
import { kept, owned } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'

/** Whose address a record stands at: the owner's, who is the marketplace owner or a supplier. */
const kindOf = (alias: string) =>
  sql`iif(${at(alias, 'OwnerID')} = ${at(alias, 'Marketplace')}, 'Seller', 'Supplier')`

const addressJson = (alias: string): SQL => {
  return sql`(select ${jsonModel(addressFields, 'ia')} from addresses ia where ia.Marketplace = ${at(alias, 'Marketplace')}
    and ia.Kind = ${kindOf(alias)} and ia.Company = ${at(alias, 'OwnerID')} and ia.ID = ${at(alias, 'AddressID')})`
}

/** The address of a record, which is the marketplace owner's or a supplier's; the deletion of it is refused. */
const recordsAddress = (kind: 'Seller' | 'Supplier', field: Field<string>) =>
  kept(field, 'addresses', {
    with: [`'${kind}'`, 'OwnerID'],
    onDelete: {
      refuse: (id) =>
        fail('Address.CannotDeleteInventoryRecordAddress', `Inventory is recorded at address "${id}".`),
    },
    when: (alias) =>
      sql`${at(alias, 'OwnerID')} ${sql.raw(kind === 'Seller' ? '=' : '<>')} ${at(alias, 'Marketplace')}`,
  })

/** Stock of a product (or of a variant of it) at an address; IDs are unique in the product. */
export const inventoryRecords = table('inventory_records', {
  keys: ['ProductID', 'ID'],
  moves: [{ version: 'StockVersion' }],
  fields: {
    ProductID: owned(hidden(required(ref('Product'))), 'products'),
    VariantID: owned(hidden(ref('Variant')), 'variants', { with: ['ProductID'] }),
    OwnerID: ownerID(),
    AllowAllBuyers: initially(flag(), true),
    Address: computedLate(object('Address', addressFields), addressJson),
    AddressID: recordsAddress('Supplier', recordsAddress('Seller', required(ref('Address')))),
    OrderCanExceed: flag(),
    QuantityAvailable: count(),
    NotificationPoint: int(),
    LastUpdated: readOnly(timestamp()),
    xp: xp(),
    StockKey: hidden(required(text())),
  },
  indexes: [['StockKey']],
})

/** Which buyers and groups see a record that is not for all. */
export const recordAssignments = table('inventory_record_assignments', {
  keys: ['ProductID', 'InventoryRecordID', 'BuyerID', 'UserGroupID'],
  moves: [{ version: 'StockVersion' }],
  // Of a group that has none yet, the users are no audience of their own.
  triggers: [
    `CREATE TRIGGER "inventory_record_assignments_first" AFTER INSERT ON "inventory_record_assignments"
WHEN NEW."UserGroupID" IS NOT NULL AND (SELECT count(*) FROM "inventory_record_assignments" WHERE "Marketplace" = NEW."Marketplace"
  AND "BuyerID" = NEW."BuyerID" AND "UserGroupID" = NEW."UserGroupID") = 1
BEGIN
  UPDATE "marketplaces" SET "AccessVersion" = "AccessVersion" + 1 WHERE "ID" = NEW."Marketplace";
END;`,
  ],
  fields: {
    InventoryRecordID: owned(required(ref('InventoryRecord')), 'inventory_records', { with: ['ProductID'] }),
    BuyerID: assignedBuyerID(),
    UserGroupID: assignedGroupID(),
  },
})
