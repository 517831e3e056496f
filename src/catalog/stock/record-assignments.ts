import { sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { param } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { plain } from '../../store/sql/sql.ts'
import { recordAssignments } from '../../tables/catalog/inventory-records.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'
import { type Level, levels } from './inventory-records.ts'

type Values = Record<string, unknown>

/** The record of an assignment; 404 where it is not one of what the path names. */
const recordOf = (call: Call<unknown>, row: Values) => ({
  $record: plain(sql`select OwnerID from inventory_records where Marketplace = ${call.marketplace}
    and ProductID = ${call.params.productID} and ID = ${row.InventoryRecordID as string} and VariantID is ${call.params.variantID ?? null} collate nocase`),
})

/** Who sees a record is said by its owner or the marketplace owner. */
function requireOwner(call: Call<unknown>, row: Values, read: Record<string, Values[]>): Guard[] {
  const { kind, company } = call.caller
  const record = read.$record?.[0]
  if (!record) throw notFound('InventoryRecord', row.InventoryRecordID as string)
  if (kind !== 'Seller' && !sameIgnoringCase(record.OwnerID, company))
    throw fail('Product.CannotModify', 'This inventory record belongs to another organization.')
  return []
}

const assignmentsAt = (level: Level) =>
  assignments({
    id: 'InventoryRecords',
    names: {
      list: `List${levels[level].suffix}Assignments`,
      save: `Save${levels[level].suffix}Assignment`,
      remove: `Delete${levels[level].suffix}Assignment`,
    },
    table: recordAssignments,
    model: model('InventoryRecordAssignment', recordAssignments.fields),
    scope: { ProductID: param('productID') },
    path: `${levels[level].path}/assignments`,
    removePath: `${levels[level].path}/{inventoryRecordID}/assignments`,
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
    visible: ({ caller, marketplace, params }, alias) =>
      sql`exists (select 1 from inventory_records ar where ar.Marketplace = ${marketplace} and ar.ProductID = ${at(alias, 'ProductID')}
      and ar.ID = ${at(alias, 'InventoryRecordID')} and ar.VariantID is ${params.variantID ?? null} collate nocase
      ${caller.kind === 'Supplier' ? sql`and ar.OwnerID = ${caller.company}` : sql``})`,
  })

export const operations = [...assignmentsAt('Product'), ...assignmentsAt('Variant')]
