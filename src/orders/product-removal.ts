import { type SQL, sql } from 'drizzle-orm'
import type { Call } from '../store/call.ts'
import type { Write } from '../store/rows.ts'

/**
 * Deleted products leave the orders that are not submitted yet: their lines go, and header totals follow. The lines of a
 * bundle go together: it is bought as a whole. Submitted lines keep their copy of them.
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
  const bundleOf = (line: SQL) => sql`coalesce(${line}.BundleItemID, ${line}.ID)`
  /** Lines that go, as `x` or under the table's own name: those of the products, and with one all of its bundle. */
  const goes = (
    x: SQL,
  ) => sql`exists (select 1 from line_items l where l.Marketplace = ${m} and l.OrderKey = ${x}.OrderKey
    and ${bundleOf(sql`l`)} = ${bundleOf(x)} and ${dropped})`
  const left = (what: string) =>
    sql`(select ${sql.raw(what)} from line_items x where x.Marketplace = ${m} and x.OrderKey = orders.Key and not ${goes(sql`x`)})`
  return [
    {
      sql: sql`update orders set LineItemCount = ${left('count(iif(x.IsBundle, null, 1))')}, Subtotal = ${left('coalesce(sum(x.LineSubtotal), 0)')},
          Total = max(0, Total - Subtotal + ${left('coalesce(sum(x.LineSubtotal), 0)')}),
          LastUpdated = ${call.now}, Version = Version + 1, PricingVersion = PricingVersion + 1
        where Marketplace = ${m} and Key in ${unsubmitted}`,
    },
    {
      sql: sql`delete from shipment_items where Marketplace = ${m} and (OrderKey, LineItemID) in
        (select x.OrderKey, x.ID from line_items x where x.Marketplace = ${m} and x.OrderKey in ${unsubmitted} and ${goes(sql`x`)})`,
    },
    {
      sql: sql`delete from line_items where Marketplace = ${m} and OrderKey in ${unsubmitted} and ${goes(sql`line_items`)}`,
    },
  ]
}
