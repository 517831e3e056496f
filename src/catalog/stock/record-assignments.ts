import { fail, notFound } from '../../api/errors.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { param } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import type { Fact } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { recordAssignments } from '../../tables/catalog/inventory-records.ts'
import { at } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { levels } from './inventory-records.ts'

/** The record of an assignment, which is one of what the path names: who sees it, its owner or the marketplace owner says. */
const ownRecord = (
  { caller, marketplace, params }: Call,
  recordID: string | undefined,
): Fact<{ OwnerID: string }> => ({
  ...plain<{ OwnerID: string }>(sql`select OwnerID from inventory_records where Marketplace = ${marketplace}
    and ProductID = ${params.productID} and ID = ${recordID} and VariantID is ${params.variantID ?? null} collate nocase`),
  missing: notFound('InventoryRecord', recordID),
  refusal: ({ OwnerID }) =>
    caller.kind === 'Seller' || sameIgnoringCase(OwnerID, caller.company)
      ? undefined
      : fail('Product.CannotModify', 'This inventory record belongs to another organization.'),
  // A record keeps its owner, and the assignment has a key to it.
  holds: null,
})

export const operations = levels.flatMap(({ suffix, path }) =>
  assignments({
    id: 'InventoryRecords',
    names: {
      list: `List${suffix}Assignments`,
      save: `Save${suffix}Assignment`,
      remove: `Delete${suffix}Assignment`,
    },
    table: recordAssignments,
    model: model('InventoryRecordAssignment', recordAssignments.fields),
    scope: { ProductID: param('productID') },
    path: `${path}/assignments`,
    removePath: `${path}/{inventoryRecordID}/assignments`,
    roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
    users: { read: ['Seller', 'Supplier'], write: ['Seller', 'Supplier'] },
    identity: ['InventoryRecordID', 'BuyerID', 'UserGroupID'],
    filters: { buyerID: 'BuyerID', inventoryRecordID: 'InventoryRecordID', userGroupID: 'UserGroupID' },
    removalQuery: ['BuyerID', 'UserID', 'UserGroupID'],
    requiredOnRemoval: ['BuyerID'],
    levels: true,
    check: refuseUserLevel,
    requires: (call, { InventoryRecordID }) => [ownRecord(call, InventoryRecordID)],
    visible: ({ caller, marketplace, params }, alias) =>
      sql`exists (select 1 from inventory_records ar where ar.Marketplace = ${marketplace} and ar.ProductID = ${at(alias, 'ProductID')}
      and ar.ID = ${at(alias, 'InventoryRecordID')} and ar.VariantID is ${params.variantID ?? null} collate nocase
      ${caller.kind === 'Supplier' ? sql`and ar.OwnerID = ${caller.company}` : sql``})`,
  }),
)
