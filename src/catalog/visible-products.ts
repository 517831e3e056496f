import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import { and, plain, type Query, type Results } from '../api/sql.ts'
import { decodeRow, type Row, storedFields } from '../api/table.ts'
import { currencyOf, userParty } from '../organizations/party-locale.ts'
import type { Call } from '../store/call.ts'
import { columnsOf, selectList } from '../store/rows.ts'
import { readAsShopper, shopper } from './audiences.ts'
import { priceSchedules } from './price-schedules.ts'
import { products, withParent } from './products.ts'
import { joinParent, notRecorded, type OfProduct, parentOf, recordedFor, soldBy } from './shown-columns.ts'

/** A product as a shopper sees it, with the price schedule that applies to them. */
export type VisibleProduct = Row<typeof products> & {
  Schedule: Row<typeof priceSchedules> | null
  /** Whether the seller in question is a supplier related to it; only where products are read by their IDs. */
  Related: boolean
}

/** Whose eyes, and whose prices. */
export interface View {
  marketplace: string
  /** Key of the shopper: a parameter, or a sub-select from an order. */
  shopper: SQL
  /** Whose prices are asked for; the marketplace owner's when the same. */
  seller: SQL
  /** Products that the seller does not sell to the shopper show no price. */
  onlySold?: boolean
  /** What inventory records hold is not looked at. */
  withoutStock?: boolean
}

/**
 * Whether the seller sells a product to the shopper's buyer: the marketplace owner sells all; a supplier that the buyer
 * may order from, what it owns or is related to.
 */
export const sold = (v: View): SQL => {
  const m = v.marketplace
  return sql`(${v.seller} = ${m} or exists (select 1 from companies sc where sc.Marketplace = ${m} and sc.Kind = 'Supplier'
    and sc.ID = ${v.seller} and (sc.AllBuyersCanOrder = 1 or exists (select 1 from supplier_buyers sb
      where sb.Marketplace = ${m} and sb.SupplierID = sc.ID and sb.BuyerID = x.Buyer))
    and (sc.ID in (p.OwnerID, p.DefaultSupplierID) or ${soldBy('p', sql`sc.ID`)})))`
}

const groupsOf = (
  m: string,
) => sql`(select g.UserGroupID from group_members g where g.Marketplace = ${m} and g.Kind = 'Buyer'
  and g.Company = x.Buyer and g.UserID = x.UserID)`

/** Assigned to the shopper directly: the product, or its parent, to the buyer or one of the shopper's groups. */
const assignedDirectly = (
  m: string,
  p: SQL,
) => sql`exists (select 1 from product_assignments pa where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer
  and pa.ProductID in (${p}.ID, ${p}.ParentID) and (pa.UserGroupID is null or pa.UserGroupID in ${groupsOf(m)}))`

/** On a shelf the shopper's audience reaches, and there with everything or by direct assignment. */
const visible = (
  m: string,
  catalog?: SQL,
  p = sql`p`,
) => sql`exists (select 1 from audience_shelves s where s.Marketplace = ${m} and s.Audience = x.A
  and s.Shelf = ${p}.Shelf${catalog ? sql` and s.CatalogID = ${catalog}` : sql``} and (s.Everything = 1 or ${assignedDirectly(m, p)}))`

/**
 * A bundle is seen together with what is in it: every product it must be bought with, and one at least. A child product
 * stands for its parent. (What is seen is a table, since expressions may be nested 100 deep only; its limit keeps the
 * planner from looking for each of the two aggregates.)
 */
const contentsVisible = (m: string) => {
  const family = sql`(select bp.ProductID union all select ch.ID from products ch where ch.Marketplace = ${m} and ch.ParentID = bp.ProductID)`
  return sql`coalesce((select max(Seen) and min(Seen or not Required) from (
    select bp.Required, exists (select 1 from products c where c.Marketplace = ${m} and c.ID in ${family}
      and +c.Live = 1 and ${visible(m, undefined, sql`c`)}) as Seen
    from bundle_products bp where bp.Marketplace = ${m} and bp.BundleID = p.ID limit -1)), 0)`
}

/** Currency of the shopper. Of the user and not of `x`, so that it is looked for once and not for each product. */
const currencyFor = (v: View) =>
  sql`(select ${currencyOf(userParty('cu'))} from users cu where cu.Marketplace = ${v.marketplace} and cu.Key = ${v.shopper})`

/**
 * The schedule that applies to a product: the seller's assigned to a group of the shopper, else to the buyer (of
 * several the cheapest, then by ID); where the marketplace owner sells and has none assigned, the product owner's
 * likewise; then a supplier's own default for the product, then the product's. A child product that yields nothing
 * takes its parent's.
 */
function scheduleID(v: View): SQL {
  const m = v.marketplace
  const currency = currencyFor(v)
  const assigned = (product: SQL, owner: SQL) => sql`(select pa.PriceScheduleID from product_assignments pa
    join price_schedules a on a.Marketplace = ${m} and a.ID = pa.PriceScheduleID
    where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer and pa.ProductID = ${product}
      and (pa.UserGroupID is null or pa.UserGroupID in ${groupsOf(m)}) and a.Currency is ${currency}
      and (pa.SellerID = ${v.seller} or (${v.seller} = ${m} and pa.SellerID = ${owner}))
    order by pa.SellerID <> ${v.seller}, pa.UserGroupID is null, a.FirstPrice, a.ID limit 1)`
  const usable = (id: SQL) =>
    sql`(select d.ID from price_schedules d where d.Marketplace = ${m} and d.ID = ${id} and d.Currency is ${currency})`
  const parentDefault = sql`(select pp.DefaultPriceScheduleID from products pp where pp.Marketplace = ${m} and pp.ID = p.ParentID)`
  const suppliersDefault = (
    product: SQL,
  ) => sql`iif(${v.seller} = ${m}, null, (select d.ID from product_suppliers sd
    join price_schedules d on d.Marketplace = ${m} and d.ID = sd.DefaultPriceScheduleID
    where sd.Marketplace = ${m} and sd.ProductID = ${product} and sd.SupplierID = ${v.seller} and d.Currency is ${currency}))`
  const own = sql`${assigned(sql`p.ID`, sql`p.OwnerID`)}, ${suppliersDefault(sql`p.ID`)}`
  // The join that follows looks at the currency too; only a child, which has another choice, must know it before.
  const applies = sql`iif(p.ParentID is null, coalesce(${own}, p.DefaultPriceScheduleID), coalesce(${own},
    ${usable(sql`p.DefaultPriceScheduleID`)}, ${assigned(sql`p.ParentID`, sql`p.OwnerID`)},
    ${suppliersDefault(sql`p.ParentID`)}, ${usable(parentDefault)}))`
  return v.onlySold ? sql`iif(${sold(v)}, ${applies}, null)` : applies
}

/** What the shopper `x` sees of the inventory records. */
export const seenStock = recordedFor({ buyer: sql`x.Buyer`, user: sql`x.UserID` })

const prefixed = sql.join(
  Object.keys(storedFields(priceSchedules)).map(
    (c) => sql`ps.${sql.identifier(c)} as ${sql.identifier(`schedule_${c}`)}`,
  ),
  sql`, `,
)

const listWith = (stock: OfProduct, ...more: SQL[]) =>
  selectList(() =>
    sql.join(
      [columnsOf(products, 'p', false, { Recorded: stock, Parent: parentOf(stock) }), ...more],
      sql`, `,
    ),
  )

/** The select list of visible products; `from` must be `fromVisible`'s. */
export const visibleColumns = listWith(seenStock, prefixed)

/** The same without prices. */
export const unpricedColumns = listWith(seenStock)

/** The same without what inventory records hold. */
const columnsWithoutStock = listWith(notRecorded, prefixed)

/** How the tables of visible products are put together. */
interface Joined {
  /** An index for `p`. */
  hint?: SQL
  /** What is read between the shopper and the product. */
  between?: SQL
  /** A table directly before the product. */
  driver?: SQL
  /** Nobody asks for `ps`: looking for prices takes the planner longer than the rest. */
  unpriced?: boolean
}

/** The tables of visible products: `x` the shopper, `p` the product, `pp` its parent, `ps` the schedule. */
export const fromVisible = (v: View, more: Joined = {}): SQL => {
  const { hint = sql``, between = sql``, driver = sql``, unpriced = false } = more
  const prices = sql`left join price_schedules ps on ps.Marketplace = ${v.marketplace} and ps.ID = ${scheduleID(v)}
    and ps.Currency is ${currencyFor(v)}`
  return sql`${shopper(v.marketplace, v.shopper)} x ${between} cross join ${driver}products p${hint} ${joinParent('p')}
    ${unpriced ? sql`` : prices}`
}

/** The condition of visible products; a catalogue narrows it to that one. */
export const whereVisible = (v: View, catalog?: SQL): SQL =>
  and(
    sql`p.Marketplace = ${v.marketplace}`,
    sql`p.Live = 1`,
    visible(v.marketplace, catalog),
    sql`(p.IsBundle = 0 or ${contentsVisible(v.marketplace)})`,
  )

/**
 * How many products a shopper sees, from the shelves' counters: exact, and one row a shelf. Products that only a
 * direct assignment shows are counted one by one, and so are bundles that what is in them hides. (Plus signs lead to
 * the few products by their IDs, and not by their shelves.)
 */
export const visibleTotal = (v: View, catalog?: SQL, shelves: SQL = sql`1`, members: SQL = sql`1`): SQL => {
  const m = v.marketplace
  const reach = (
    everything: 0 | 1,
  ) => sql`select s.Shelf from audience_shelves s where s.Marketplace = ${m} and s.Audience = x.A
    and s.Everything = ${everything}${catalog ? sql` and s.CatalogID = ${catalog}` : sql``}`
  return sql`select coalesce(sum(total), 0) as total from (
    select (select coalesce(sum(h.Live), 0) from shelves h where h.Marketplace = ${m} and h.ID in (${reach(1)}) and ${shelves})
      + iif(not exists (${reach(0)}), 0, (select count(*) from products p where p.Marketplace = ${m} and +p.Live = 1 and p.ID in (
          select pa.ProductID from product_assignments pa where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer
            and (pa.UserGroupID is null or pa.UserGroupID in ${groupsOf(m)})
          union select c.ID from product_assignments pa cross join products c on c.Marketplace = ${m} and c.ParentID = pa.ProductID
            where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer and (pa.UserGroupID is null or pa.UserGroupID in ${groupsOf(m)}))
        and +p.Shelf in (${reach(0)}) and +p.Shelf not in (${reach(1)}) and ${members}))
      - (select count(*) from products p where p.Marketplace = ${m} and p.IsBundle = 1 and +p.Live = 1
        and ${visible(m, catalog)} and ${members} and not ${contentsVisible(m)}) as total
    from ${shopper(m, v.shopper)} x)`
}

/** Visible products by their IDs, with their prices. */
export const visibleByID = (v: View, ids: SQL): Query<VisibleProduct> => ({
  sql: sql`select ${v.withoutStock ? columnsWithoutStock() : visibleColumns()}, ${soldBy('p', v.seller)} as Related from ${fromVisible(v)} where ${whereVisible(v)} and p.ID in (${ids})`,
  decode: decodeVisible,
})

/** One row of visible products. */
export function decodeVisible(row: Record<string, unknown>): VisibleProduct {
  const schedule: Record<string, unknown> = {}
  for (const c of Object.keys(storedFields(priceSchedules))) schedule[c] = row[`schedule_${c}`]
  return {
    ...withParent(decodeRow(products, row)),
    Related: row.Related === 1,
    Schedule: row.schedule_ID === null ? null : decodeRow(priceSchedules, schedule),
  }
}

/** Whether a shopper sees a product: a row, or none. */
const visibleOne = (marketplace: string, shopperKey: SQL, productID: string): Query<{ ID: string }> =>
  plain(sql`select p.ID from ${shopper(marketplace, shopperKey)} x cross join products p
    where ${whereVisible({ marketplace, shopper: shopperKey, seller: sql`${marketplace}` })} and p.ID = ${productID}`)

/**
 * Reads what hangs on a product, as the shopper sees it, in one round trip.
 * @throws ApiError 404 when the shopper does not see the product
 */
export async function readOfVisible<Q extends Record<string, Query<unknown>>>(
  call: Call<unknown>,
  shopperKey: SQL,
  productID: string,
  queries: Q,
): Promise<Results<Q>> {
  const product = visibleOne(call.marketplace, shopperKey, productID)
  const read = await readAsShopper(call, shopperKey, { ...queries, $product: product })
  if (!(read.$product as unknown[])[0]) throw notFound('Product', productID)
  return read as never
}
