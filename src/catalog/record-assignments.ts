import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import { ref, required, sameIgnoringCase } from '../api/field.ts'
import { model } from '../api/model.ts'
import { param } from '../api/resource.ts'
import { plain } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import { companies } from '../organizations/companies.ts'
import { groups } from '../organizations/groups.ts'
import { assignments, refuseUserLevel } from '../store/assignments.ts'
import type { Call } from '../store/call.ts'
import { at, type Guard } from '../store/rows.ts'
import { inventoryRecords } from './inventory-records.ts'

type Values = Record<string, unknown>

/** Which buyers and groups see a record that is not for all. */
export const recordAssignments = table('inventory_record_assignments', {
  keys: ['ProductID', 'InventoryRecordID', 'BuyerID', 'UserGroupID'],
  fields: {
    InventoryRecordID: required(ref('InventoryRecord')),
    BuyerID: required(ref('Buyer')),
    UserGroupID: ref('UserGroup'),
  },
  references: [
    {
      columns: ['ProductID', 'InventoryRecordID'],
      to: (): Table => inventoryRecords,
      onDelete: 'remove',
    },
    { columns: ["'Buyer'", 'BuyerID'], to: (): Table => companies, onDelete: 'remove', kept: true },
    {
      columns: ["'Buyer'", 'BuyerID', 'UserGroupID'],
      to: (): Table => groups,
      onDelete: 'remove',
      kept: true,
    },
  ],
})

/** The record of an assignment, if it is one of the product itself. */
const recordOf = (call: Call<unknown>, row: Values) => ({
  $record: plain(sql`select OwnerID from inventory_records where Marketplace = ${call.marketplace}
    and ProductID = ${call.params.productID} and ID = ${row.InventoryRecordID as string} and VariantID is null`),
})

/** Who sees a record is said by its owner or the marketplace owner. */
function requireOwner(call: Call<unknown>, _row: Values, read: Record<string, Values[]>): Guard[] {
  const { kind, company } = call.caller
  const record = read.$record?.[0]
  if (record && kind !== 'Seller' && !sameIgnoringCase(record.OwnerID, company))
    throw fail('Product.CannotModify', 'This inventory record belongs to another organization.')
  return []
}

export const operations = assignments({
  id: 'InventoryRecords',
  table: recordAssignments,
  model: model('InventoryRecordAssignment', recordAssignments.fields),
  scope: { ProductID: param('productID') },
  path: '/products/{productID}/inventoryrecords/assignments',
  removePath: '/products/{productID}/inventoryrecords/{inventoryRecordID}/assignments',
  roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
  users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
  identity: ['InventoryRecordID', 'BuyerID', 'UserGroupID'],
  filters: { buyerID: 'BuyerID', inventoryRecordID: 'InventoryRecordID', userGroupID: 'UserGroupID' },
  removalQuery: ['BuyerID', 'UserID', 'UserGroupID'],
  requiredOnRemoval: ['BuyerID'],
  levels: true,
  check: refuseUserLevel,
  read: recordOf,
  saved: requireOwner,
  removed: requireOwner,
  visible: ({ caller, marketplace }, alias) =>
    caller.kind === 'Supplier'
      ? sql`exists (select 1 from inventory_records ar where ar.Marketplace = ${marketplace} and ar.ProductID = ${at(alias, 'ProductID')}
          and ar.ID = ${at(alias, 'InventoryRecordID')} and ar.OwnerID = ${caller.company})`
      : undefined,
})
