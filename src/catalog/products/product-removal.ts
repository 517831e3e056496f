import type { Call } from '../../store/call.ts'
import { type Fact, type Found, type Results, relyOnAll } from '../../store/fact.ts'
import { asJson, columns } from '../../store/rows.ts'
import { priceSchedules } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import { totalWith } from '../../tables/orders/leave-unsubmitted.ts'
import { lineItems, neededBy } from '../../tables/orders/line-items.ts'
import { isNoTemplate } from '../../tables/orders/orders.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { decodeRow, encodeRow, type Row } from '../../tables/table.ts'
import { priceColumns, priceLine } from '../prices/line-price.ts'
import { recount } from '../visibility/shelves.ts'

/** Products that are deleted, or lose their variants. */
export interface Removal {
  marketplace: string
  /** Their IDs, as a sub-select. */
  products: SQL
  /** Only lines of their variants. */
  ofVariants?: boolean
}

const dropped = ({ products, ofVariants }: Removal, l: string): SQL =>
  sql`(${at(l, 'ProductID')} in ${products}${ofVariants ? sql` and ${at(l, 'VariantID')} is not null` : sql``})`

/** The heading of a line's bundle; a line by itself heads itself. */
const bundleOf = (l: string) => sql`coalesce(${at(l, 'BundleItemID')}, ${at(l, 'ID')})`

/**
 * Lines that go, by their alias (or the table's name): those of the products; all of a bundle with its heading, and with
 * an item that it must be bought with; and a heading of which no item is left.
 */
function goes(of: Removal, x: string): SQL {
  const { marketplace } = of
  const beside = (l: string) =>
    sql`line_items ${sql.identifier(l)} where ${at(l, 'Marketplace')} = ${marketplace} and ${at(l, 'OrderKey')} = ${at(x, 'OrderKey')}`
  return sql`(${dropped(of, x)}
    or exists (select 1 from ${beside('mate')} and ${bundleOf('mate')} = ${bundleOf(x)} and ${dropped(of, 'mate')}
      and (mate.IsBundle = 1 or ${neededBy(marketplace, 'mate')}))
    or (${at(x, 'IsBundle')} = 1 and not exists (select 1 from ${beside('item')} and item.BundleItemID = ${at(x, 'ID')}
      and not ${dropped(of, 'item')})))`
}

/** Keys of the orders, not submitted yet, that lose lines. Subscriptions keep theirs, and tell what is not to be had. */
const unsubmitted = (of: Removal): SQL =>
  sql`(select o.Key from orders o where o.Marketplace = ${of.marketplace} and o.Status = 'Unsubmitted' and ${isNoTemplate('o')}
    and o.Key in (select l.OrderKey from line_items l where l.Marketplace = ${of.marketplace} and ${dropped(of, 'l')}))`

/**
 * Lines that stay, while others of their product go that counted for their price. (The plus sign: they are looked for in
 * their order, which is short, and not among all lines of the product.)
 */
const siblings = (of: Removal): SQL => {
  const { marketplace } = of
  return sql`orders o cross join line_items x on x.Marketplace = ${marketplace} and x.OrderKey = o.Key
    left join price_schedules ps on ps.Marketplace = ${marketplace} and ps.ID = x.PriceScheduleID
    where o.Marketplace = ${marketplace} and o.Key in ${unsubmitted(of)} and x.IsBundle = 0 and exists (select 1 from line_items gone
        cross join price_schedules gs on gs.Marketplace = ${marketplace} and gs.ID = gone.PriceScheduleID and gs.UseCumulativeQuantity = 1
        where gone.Marketplace = ${marketplace} and gone.OrderKey = x.OrderKey and +gone.ProductID = x.ProductID and ${goes(of, 'gone')})
      and not ${goes(of, 'x')}`
}

interface Sibling {
  line: Row<typeof lineItems>
  schedule: Row<typeof priceSchedules> | null
  order: { Version: number; SubscriptionID: string | null }
}

/** What a removal looks at beforehand: lines whose price depends on how many of their product the order has. */
export const repricedLines = (of: Removal): Fact<Sibling> => ({
  sql: sql`select ${columns(lineItems, 'x')}, o.Version OrderVersion, o.SubscriptionID, iif(ps.ID is null, null, ${asJson(priceSchedules, 'ps')}) as Schedule from ${siblings(of)}`,
  decode: (row) => ({
    line: decodeRow(lineItems, row),
    schedule: typeof row.Schedule === 'string' ? decodeRow(priceSchedules, JSON.parse(row.Schedule)) : null,
    order: { Version: Number(row.OrderVersion), SubscriptionID: (row.SubscriptionID as string) ?? null },
  }),
  holds: (read) => {
    const versions = [...new Map(read.map(({ line, order }) => [line.OrderKey, order.Version]))]
    return sql`(select count(*) from ${siblings(of)}) = ${read.length} and not exists (select 1 from json_each(${JSON.stringify(versions)}) j
      left join orders o on o.Marketplace = ${of.marketplace} and o.Key = j.value ->> 0 where o.Version is not j.value ->> 1)`
  },
})

/** Lines that stay are priced for what is left of their product. */
function reprice({ marketplace }: Removal, read: readonly Sibling[], now: string): Written[] {
  const byOrder = Map.groupBy(
    read.map((r) => r.line),
    (line) => line.OrderKey,
  )
  const priced = read.flatMap(({ line, schedule, order }) => {
    const beside = byOrder.get(line.OrderKey)!
    // Which discount is best is looked at when the order is priced as a whole: a line keeps the one it has.
    const { DiscountID: ID, DiscountPercent: Amount } = line
    const Discounts =
      ID && Amount ? [{ ID, Description: null, DiscountBreaks: [{ Quantity: 1, Amount }] }] : []
    const price = schedule?.UseCumulativeQuantity
      ? priceLine(line, beside, { ...schedule, Discounts }, order.SubscriptionID !== null, now)
      : undefined
    const row = price && encodeRow(lineItems, { ...price })
    return row ? [[line.OrderKey, line.ID, ...priceColumns.map((name) => row[name])]] : []
  })
  if (priced.length === 0) return []
  const set = priceColumns.map(
    (name, i) => sql`${sql.identifier(name)} = j.value ->> ${sql.raw(String(i + 2))}`,
  )
  return [
    sql`update line_items set ${sql.list(set)} from json_each(${JSON.stringify(priced)}) j
      where line_items.Marketplace = ${marketplace} and line_items.OrderKey = j.value ->> 0 and line_items.ID = j.value ->> 1`,
  ]
}

/**
 * Deleted products leave the orders that are not submitted yet: their lines go, and what stays is priced and totalled
 * anew. Submitted lines keep their copy of them.
 * @param repriced what `repricedLines` found
 */
export function dropUnsubmittedLines(call: Removing, of: Removal, repriced: Found<Sibling>): Written[] {
  const { marketplace } = of
  const orders = unsubmitted(of)
  const left = (what: SQL) =>
    sql`(select ${what} from line_items x where x.Marketplace = ${marketplace} and x.OrderKey = orders.Key and not ${goes(of, 'x')})`
  const subtotal = left(sql`coalesce(sum(x.LineSubtotal), 0)`)
  const going = (order: SQL) =>
    sql`line_items x where x.Marketplace = ${marketplace} and x.OrderKey = ${order} and ${goes(of, 'x')}`
  const discount = sql`max(0, orders.PromotionDiscount - (select coalesce(sum(x.PromotionDiscount), 0) from ${going(sql`orders.Key`)}))`
  const discounts = sql`(select coalesce(json_group_array(json(d.value)), '[]') from json_each(order_promotions.Discounts) d
    where not exists (select 1 from ${going(sql`order_promotions.OrderKey`)} and x.ID = d.value ->> 'LineItemID'))`
  return [
    ...reprice(of, relyOnAll(call, repriced), call.now),
    sql`update orders set (LineItemCount, Subtotal, BaseDiscount, ShippingDiffers) = ${left(sql`count(iif(x.IsBundle, null, 1)),
          coalesce(sum(x.LineSubtotal), 0), coalesce(sum(x.BaseDiscount), 0), coalesce(max(x.ShippingAddressID is not orders.ShippingAddressID), 0)`)},
        PromotionDiscount = ${discount}, Total = ${totalWith('orders', { subtotal, discount })},
        LastUpdated = ${call.now}, Version = Version + 1, PricingVersion = PricingVersion + 1
      where Marketplace = ${marketplace} and Key in ${orders}`,
    sql`update order_promotions set Discounts = ${discounts} where Marketplace = ${marketplace} and OrderKey in ${orders}`,
    sql`delete from order_promotions where Marketplace = ${marketplace} and OrderKey in ${orders} and json_array_length(Discounts) = 0`,
    sql`delete from shipment_items where Marketplace = ${marketplace} and (OrderKey, LineItemID) in
      (select x.OrderKey, x.ID from line_items x where x.Marketplace = ${marketplace} and x.OrderKey in ${orders} and ${goes(of, 'x')})`,
    sql`delete from line_items where Marketplace = ${marketplace} and OrderKey in ${orders} and ${goes(of, 'line_items')}`,
  ]
}

/** Of the call that deletes. */
type Removing = Pick<Call, 'marketplace' | 'now' | 'relied'>

/** What the deletion of products looks at beforehand. */
export const removalReads = ({ marketplace }: Pick<Call, 'marketplace'>, which: SQL) => ({
  repriced: repricedLines(chosen(marketplace, which)),
})

/** What the deletion of products takes along beside their own rows. */
export const removal = (
  call: Removing,
  which: SQL,
  { repriced }: Results<ReturnType<typeof removalReads>>,
): Written[] => [
  recount(call.marketplace, which, '-'),
  ...dropUnsubmittedLines(call, chosen(call.marketplace, which), repriced),
]

const chosen = (marketplace: string, which: SQL): Removal => ({
  marketplace,
  products: sql`(select ID from products where Marketplace = ${marketplace} and ${which})`,
})
