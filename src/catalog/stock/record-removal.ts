import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import type { Guard, Write } from '../../tables/statements.ts'

/**
 * Inventory records that are deleted leave the lines that draw on them: those of orders still to be submitted name none
 * any more, and such an order notices.
 * @param which the lines, as a condition over `line_items`
 * @param refuse orders that are open or wait for approval keep the record from being deleted
 */
export function releaseRecords(m: string, which: SQL, refuse: boolean): (Write | Guard)[] {
  const lines = sql`line_items l where l.Marketplace = ${m} and ${which}`
  const orders = (statuses: SQL) =>
    sql`(select o.Key from orders o where o.Marketplace = ${m} and o.Status in (${statuses}) and o.Key in (select l.OrderKey from ${lines}))`
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
    { sql: sql`update orders set Version = Version + 1 where Marketplace = ${m} and Key in ${unsubmitted}` },
    {
      sql: sql`update line_items as l set InventoryRecordID = null where l.Marketplace = ${m} and ${which} and l.OrderKey in ${unsubmitted}`,
    },
  ]
}
