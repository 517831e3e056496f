import { type SQL, sql } from 'drizzle-orm'
import type { Call } from '../store/call.ts'
import type { Write } from '../store/rows.ts'

/**
 * Deleted products leave the orders that are not submitted yet: their lines go, and with a bundle those of its items;
 * header totals follow. Submitted lines keep their copy of them.
 * @param productIDs a sub-select
 */
export function dropUnsubmittedLines(call: Pick<Call, 'marketplace' | 'now'>, productIDs: SQL): Write[] {
  const m = call.marketplace
  const unsubmitted = sql`(select o.Key from orders o where o.Marketplace = ${m} and o.Status = 'Unsubmitted'
    and o.Key in (select l.OrderKey from line_items l where l.Marketplace = ${m} and l.ProductID in ${productIDs}))`
  /** Lines that go, as `l` or under the table's own name. */
  const goes = (l: SQL) => sql`(${l}.ProductID in ${productIDs} or exists (select 1 from line_items h
    where h.Marketplace = ${m} and h.OrderKey = ${l}.OrderKey and h.ID = ${l}.BundleItemID and h.ProductID in ${productIDs}))`
  const left = (what: string) =>
    sql`(select ${sql.raw(what)} from line_items l where l.Marketplace = ${m} and l.OrderKey = orders.Key and not ${goes(sql`l`)})`
  return [
    {
      sql: sql`update orders set LineItemCount = ${left('count(iif(l.IsBundle, null, 1))')}, Subtotal = ${left('coalesce(sum(l.LineSubtotal), 0)')},
          Total = max(0, Total - Subtotal + ${left('coalesce(sum(l.LineSubtotal), 0)')}),
          LastUpdated = ${call.now}, Version = Version + 1, PricingVersion = PricingVersion + 1
        where Marketplace = ${m} and Key in ${unsubmitted}`,
    },
    {
      sql: sql`delete from shipment_items where Marketplace = ${m} and (OrderKey, LineItemID) in
        (select l.OrderKey, l.ID from line_items l where l.Marketplace = ${m} and l.OrderKey in ${unsubmitted} and ${goes(sql`l`)})`,
    },
    {
      sql: sql`delete from line_items where Marketplace = ${m} and OrderKey in ${unsubmitted} and ${goes(sql`line_items`)}`,
    },
  ]
}
