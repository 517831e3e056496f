import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import type { Reads, Results } from '../../store/fact.ts'
import { columnsOf, selectList } from '../../store/rows.ts'
import { and, plain, type Query } from '../../store/sql/sql.ts'
import { priceSchedules } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { chosenSchedule, chosenScheduleID } from '../prices/chosen-schedule.ts'
import {
  family,
  joinParent,
  notRecorded,
  parentBeside,
  recordedFor,
  recordedInFamily,
  soldBy,
} from '../products/shown-columns.ts'
import { withParent } from '../products/with-parent.ts'
import { readAsShopper, shopper } from '../visibility/audiences.ts'
import { reachesShopper, SHOPPER, type View } from '../visibility/view.ts'

/** A product as a shopper sees it, with the price schedule that applies to them. */
export type VisibleProduct = Row<typeof products> & {
  Schedule: Row<typeof priceSchedules> | null
  /** Whether the seller in question is a supplier related to it; only where products are read by their IDs. */
  Related: boolean
}

/** Assigned to the shopper directly: the product, or its parent, to the buyer or one of the shopper's groups. */
const assignedDirectly = (
  m: string,
  p: 'p' | 'c',
) => sql`exists (select 1 from ${family(p)} cross join product_assignments pa where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer
  and pa.ProductID = Relative and ${reachesShopper(m)})`

/** On a shelf the shopper's audience reaches, and there with everything or by direct assignment. */
const visible = (
  m: string,
  catalog?: SQL,
  p: 'p' | 'c' = 'p',
) => sql`exists (select 1 from audience_shelves s where s.Marketplace = ${m} and s.Audience = x.A
  and s.Shelf = ${at(p, 'Shelf')}${catalog ? sql` and s.CatalogID = ${catalog}` : sql``} and (s.Everything = 1 or ${assignedDirectly(m, p)}))`

/**
 * A bundle is seen together with what is in it: every product it must be bought with, and one at least. A child product
 * stands for its parent. (What is seen is a table, since expressions may be nested 100 deep only; its limit keeps the
 * planner from looking for each of the two aggregates.)
 */
const contentsVisible = (m: string) => {
  const family = sql`(select bp.ProductID union all select ch.ID from products ch where ch.Marketplace = ${m} and ch.ParentID = bp.ProductID)`
  return sql`coalesce((select max(Seen) and min(Seen or not Required) from (
    select bp.Required, exists (select 1 from products c where c.Marketplace = ${m} and c.ID in ${family}
      and +c.Live = 1 and ${visible(m, undefined, 'c')}) as Seen
    from bundle_products bp where bp.Marketplace = ${m} and bp.BundleID = p.ID limit -1)), 0)`
}

/** What the shopper sees of the inventory records. */
export const seenStock = recordedFor(SHOPPER)

const seenInFamily = recordedInFamily(SHOPPER)

/** The select list of visible products without prices; `from` must be `fromVisible`'s. */
export const unpricedColumns = selectList(() =>
  columnsOf(products, 'p', false, { Recorded: seenInFamily, Parent: parentBeside }),
)

/** The same without what inventory records hold. */
const stocklessColumns = selectList(() =>
  columnsOf(products, 'p', false, { Recorded: notRecorded, Parent: parentBeside }),
)

/** The select list of visible products with the schedule that applies. */
export const visibleColumns = (v: View): SQL =>
  sql`${v.withoutStock ? stocklessColumns() : unpricedColumns()}, ${chosenSchedule(v)} as Schedule`

/** How the tables of visible products are put together. */
interface Joined {
  /** An index for `p`. */
  hint?: SQL
  /** What is read between the shopper and the product. */
  between?: SQL
  /** A table directly before the product. */
  driver?: SQL
  /** Conditions or orders ask for prices: the schedule that applies is a table, `ps`. */
  priced?: boolean
}

/** The tables of visible products: `x` the shopper, `p` the product, `pp` its parent. */
export const fromVisible = (v: View, more: Joined = {}): SQL => {
  const { hint = sql``, between = sql``, driver = sql``, priced = false } = more
  const m = v.marketplace
  const schedule = sql`left join price_schedules ps on ps.Marketplace = ${m} and ps.ID = ${chosenScheduleID(v)}`
  return sql`${shopper(m, v.shopper)} x ${between} cross join ${driver}products p${hint} ${joinParent('p')}
    ${priced ? schedule : sql``}`
}

/** The condition of visible products; a catalogue narrows it to that one. */
export const whereVisible = (v: View, catalog?: SQL): SQL => and(sql`p.Live = 1`, visibleFound(v, catalog))

/** The same of products that are found by their IDs. (A plus sign leads to the key, where there is one row to read.) */
export const whereVisibleByID = (v: View, catalog?: SQL): SQL =>
  and(sql`+p.Live = 1`, visibleFound(v, catalog))

const visibleFound = (v: View, catalog?: SQL) =>
  and(
    sql`p.Marketplace = ${v.marketplace}`,
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
            and ${reachesShopper(m)}
          union select c.ID from product_assignments pa cross join products c on c.Marketplace = ${m} and c.ParentID = pa.ProductID
            where pa.Marketplace = ${m} and pa.BuyerID = x.Buyer and ${reachesShopper(m)})
        and +p.Shelf in (${reach(0)}) and +p.Shelf not in (${reach(1)}) and ${members}))
      - (select count(*) from products p where p.Marketplace = ${m} and p.IsBundle = 1 and +p.Live = 1
        and ${visible(m, catalog)} and ${members} and not ${contentsVisible(m)}) as total
    from ${shopper(m, v.shopper)} x)`
}

/** Visible products by their IDs, with their prices. */
export const visibleByID = (v: View, ids: SQL): Query<VisibleProduct> => ({
  sql: sql`select ${visibleColumns(v)}${v.seller ? sql`, ${soldBy('p', v.seller)} as Related` : sql``} from ${fromVisible(v)} where ${whereVisibleByID(v)} and p.ID in (${ids})`,
  decode: decodeVisible,
})

/** One row of visible products. */
export const decodeVisible = (row: Record<string, unknown>): VisibleProduct =>
  Object.assign(withParent(decodeRow(products, row)), {
    Related: row.Related === 1,
    Schedule: typeof row.Schedule === 'string' ? decodeRow(priceSchedules, JSON.parse(row.Schedule)) : null,
  })

/** Whether a shopper sees a product: a row, or none. */
const visibleOne = (marketplace: string, shopperKey: SQL, productID: string): Query<{ ID: string }> =>
  plain(sql`select p.ID from ${shopper(marketplace, shopperKey)} x cross join products p
    where ${whereVisibleByID({ marketplace, shopper: shopperKey })} and p.ID = ${productID}`)

/**
 * Reads what hangs on a product, as the shopper sees it, in one round trip.
 * @throws ApiError 404 when the shopper does not see the product
 */
export async function readOfVisible<Q extends Reads>(
  call: Call,
  shopperKey: SQL,
  productID: string,
  queries: Q,
): Promise<Results<Q>> {
  const product = visibleOne(call.marketplace, shopperKey, productID)
  const read = await readAsShopper(call, shopperKey, { ...queries, $product: product })
  if (!(read.$product as unknown[])[0]) throw notFound('Product', productID)
  return read as never
}
