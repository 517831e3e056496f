import { type SQL, sql } from 'drizzle-orm'
import type { Call } from '../store/call.ts'
import type { Write } from '../store/rows.ts'

/**
 * Deleted products leave the orders that are not submitted yet: their lines go, header totals follow. Submitted lines
 * keep their copy of them.
 * @param productIDs a sub-select
 * @param which of their lines, over the alias `l`
 */
export function dropUnsubmittedLines(
  call: Pick<Call, 'marketplace' | 'now'>,
  productIDs: SQL,
  which: SQL = sql`1`,
): Write[] {
  const m = call.marketplace
  const dropped = sql`l.ProductID in ${productIDs} and ${which}`
  const unsubmitted = sql`(select o.Key from orders o where o.Marketplace = ${m} and o.Status = 'Unsubmitted'
    and o.Key in (select l.OrderKey from line_items l where l.Marketplace = ${m} and ${dropped}))`
  const left = (what: string) =>
    sql`(select ${sql.raw(what)} from line_items l where l.Marketplace = ${m} and l.OrderKey = orders.Key and not (${dropped}))`
  return [
    {
      sql: sql`update orders set LineItemCount = ${left('count(*)')}, Subtotal = ${left('coalesce(sum(l.LineSubtotal), 0)')},
          Total = max(0, Total - Subtotal + ${left('coalesce(sum(l.LineSubtotal), 0)')}),
          LastUpdated = ${call.now}, Version = Version + 1, PricingVersion = PricingVersion + 1
        where Marketplace = ${m} and Key in ${unsubmitted}`,
    },
    {
      sql: sql`delete from shipment_items where Marketplace = ${m} and (OrderKey, LineItemID) in
        (select l.OrderKey, l.ID from line_items l where l.Marketplace = ${m} and ${dropped} and l.OrderKey in ${unsubmitted})`,
    },
    {
      sql: sql`delete from line_items as l where l.Marketplace = ${m} and ${dropped} and l.OrderKey in ${unsubmitted}`,
    },
  ]
}
