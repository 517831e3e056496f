import { AMOUNT_PLACES } from '../../api/money.ts'
import { at } from '../columns.ts'
import type { Referring } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'

/** The total of the order of an alias with another subtotal or discount. It never goes below zero. */
export const totalWith = (
  alias: string,
  {
    subtotal = at(alias, 'Subtotal'),
    discount = at(alias, 'PromotionDiscount'),
  }: Partial<Record<'subtotal' | 'discount', SQL>>,
): SQL =>
  sql`max(0, ${subtotal} + ${at(alias, 'ShippingCost')} + ${at(alias, 'TaxCost')} + ${at(alias, 'Gratuity')} + ${at(alias, 'Fees')} - (${discount}))`

/** Rows of orders that are not submitted; past those that were redeemed, which are any number, an index leads. */
const unsubmitted = (marketplace: string, alias: string) =>
  sql`${at(alias, 'RedeemedBy')} is null and exists (select 1 from orders u where u.Marketplace = ${marketplace}
    and u.Key = ${at(alias, 'OrderKey')} and u.Status = 'Unsubmitted')`

/**
 * Promotions leave the orders that are not submitted: what they took off lines and totals comes back.
 * @param now in the wire's form, where it is known
 */
export function leaveUnsubmitted(
  { marketplace, refers }: Pick<Referring, 'marketplace' | 'refers'>,
  now?: string,
): SQL[] {
  const going = sql`${refers('op')} and ${unsubmitted(marketplace, 'op')}`
  const each = sql`order_promotions op, json_each(op.Discounts) d where ${going}`
  // Amounts in JSON are in units of currency.
  const amount = sql`cast(round(sum(d.value ->> 'Amount') * ${sql.raw(String(10 ** AMOUNT_PLACES))}) as integer)`
  const left = (alias: string, gone: SQL) => sql`max(0, ${at(alias, 'PromotionDiscount')} - ${gone})`
  return [
    sql`update line_items set PromotionDiscount = ${left('line_items', sql`g.Amount`)},
        LineTotal = max(0, LineSubtotal - ${left('line_items', sql`g.Amount`)})
      from (select op.OrderKey, d.value ->> 'LineItemID' LineItemID, ${amount} Amount from ${each} and d.value ->> 'LineItemID' is not null
        group by 1, 2) g
      where line_items.Marketplace = ${marketplace} and line_items.OrderKey = g.OrderKey and line_items.ID = g.LineItemID`,
    sql`update orders set PromotionDiscount = ${left('orders', sql`g.Amount`)}, Total = ${totalWith('orders', { discount: left('orders', sql`g.Amount`) })},
        Version = Version + 1, PricingVersion = PricingVersion + 1${now ? sql`, LastUpdated = ${now}` : sql``}
      from (select op.OrderKey, ${amount} Amount from ${each} group by 1) g
      where orders.Marketplace = ${marketplace} and orders.Key = g.OrderKey`,
    sql`delete from order_promotions where ${refers('order_promotions')} and ${unsubmitted(marketplace, 'order_promotions')}`,
  ]
}
