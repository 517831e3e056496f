import { fail } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'

/**
 * Inventory records that are deleted leave the lines that draw on them: those of orders still to be submitted name none
 * any more, and such an order notices.
 * @param which the lines, as a condition over `line_items`
 * @param refuse orders that are open or wait for approval keep the record from being deleted
 */
export function releaseRecords(marketplace: string, which: SQL, refuse: boolean): Written[] {
  const lines = sql`line_items l where l.Marketplace = ${marketplace} and ${which}`
  const orders = (statuses: SQL) =>
    sql`(select o.Key from orders o where o.Marketplace = ${marketplace} and o.Status in (${statuses}) and o.Key in (select l.OrderKey from ${lines}))`
  const unsubmitted = orders(sql`'Unsubmitted'`)
  return [
    ...(refuse
      ? [
          {
            guard: sql`not exists ${orders(sql`'Open', 'AwaitingApproval'`)}`,
            else: fail('InventoryRecord.OpenOrdersExist', 'Lines of open orders draw on this record.'),
          },
        ]
      : []),
    sql`update orders set Version = Version + 1 where Marketplace = ${marketplace} and Key in ${unsubmitted}`,
    sql`update line_items as l set InventoryRecordID = null where l.Marketplace = ${marketplace} and ${which} and l.OrderKey in ${unsubmitted}`,
  ]
}

/** What the deletion of a supplier takes along of the inventory it keeps of anybody's products. */
export const supplierStockRemoval = (
  { marketplace }: Pick<Call, 'marketplace'>,
  supplierID: string,
): Written[] => {
  const theirs = sql`inventory_records ir where ir.Marketplace = ${marketplace} and ir.OwnerID = ${supplierID}`
  return [
    ...releaseRecords(
      marketplace,
      sql`(l.ProductID, l.InventoryRecordID) in (select ir.ProductID, ir.ID from ${theirs})`,
      false,
    ),
    sql`update products set Version = Version + 1,
        RecordCount = RecordCount - (select count(*) from ${theirs} and ir.ProductID = products.ID)
      where Marketplace = ${marketplace} and ID in (select ir.ProductID from ${theirs})`,
    sql`update variants set RecordCount = RecordCount - (select count(*) from ${theirs}
          and ir.ProductID = variants.ProductID and ir.VariantID = variants.ID)
      where Marketplace = ${marketplace} and (ProductID, ID) in (select ir.ProductID, ir.VariantID from ${theirs})`,
  ]
}

/** What goes with the variants of a product; open orders keep the records they draw on, and so the variants. */
export const variantStockRemoval = (marketplace: string, productID: string): Written[] => {
  const records = sql`inventory_records where Marketplace = ${marketplace} and ProductID = ${productID} and VariantID is not null`
  return [
    ...releaseRecords(
      marketplace,
      sql`l.ProductID = ${productID} and l.InventoryRecordID in (select ID from ${records})`,
      true,
    ),
    sql`delete from inventory_record_assignments where Marketplace = ${marketplace} and ProductID = ${productID}
      and InventoryRecordID in (select ID from ${records})`,
    sql`delete from ${records}`,
  ]
}
