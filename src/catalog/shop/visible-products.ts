import { notFound } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Found, needed, type Reads, type Results, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import type { Around, List } from '../../store/lists/declaration.ts'
import { columnsOf, selectList } from '../../store/rows.ts'
import { and, plain, type Query, type StoredRow } from '../../store/sql/sql.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { bundleProducts } from '../../tables/catalog/bundles.ts'
import { priceSchedules, productAssignments } from '../../tables/catalog/prices.ts'
import { products } from '../../tables/catalog/products.ts'
import { columnsAt } from '../../tables/catalog/recorded-stock.ts'
import { audienceShelves, shelves } from '../../tables/catalog/visibility.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row, storedFields } from '../../tables/table.ts'
import { chosenSchedule, chosenScheduleID, type Priced } from '../prices/chosen-schedule.ts'
import {
  type DiscountedSchedule,
  discountedSchedules,
  discountsBeside,
  discountsOn,
} from '../prices/product-discounts.ts'
import {
  family,
  joinParent,
  notRecorded,
  parent,
  parentBeside,
  recordedFor,
  recordedInFamily,
  soldBy,
  withParent,
} from '../products/shown-columns.ts'
import { fromShopper, readAsCaller, SELLER, shopper } from '../visibility/audiences.ts'
import { isAssigned, type ShopperView } from '../visibility/shopper-view.ts'
import { asShopper, me } from './as-shopper.ts'
import type { Acquainted, ShownProduct } from './known-products.ts'

/** A product as a shopper sees it, with the price schedule that applies to them. */
export type VisibleProduct = Row<typeof products> & {
  Schedule: DiscountedSchedule | null
  /** Whether the seller in question is a supplier related to it; only where products are read by their IDs. */
  Related: boolean
}

/** The product of `fromVisible`. */
export const product = as(products, 'p')
/** The schedule that applies to it, where `fromVisible` has prices. */
export const schedule = as(priceSchedules, 'ps')
const priced: Priced = { shopper, product, parent }

/** What is in a bundle. */
const content = as(products, 'c')
const child = as(products, 'ch')
const pa = as(productAssignments, 'pa')
const s = as(audienceShelves, 's')
const h = as(shelves, 'h')
const bp = as(bundleProducts, 'bp')

type Product = Alias<typeof products>

/** Assigned to the shopper directly: the product, or its parent, to the buyer or one of the shopper's groups. */
const assignedDirectly = (marketplace: string, p: Product) => sql`exists (select 1 from ${family(p.alias)}
  cross join ${pa.from} where ${pa.ProductID} = Relative and ${isAssigned(pa, marketplace, shopper)})`

/**
 * On a shelf the shopper's audience reaches, and there with everything or by direct assignment. What is found of a product
 * is a row read, what is not found is none: so the shelf of all that is only in reach is looked for last.
 */
const isVisible = (marketplace: string, p: Product, catalog?: SQL) => {
  const reached = (everything: 0 | 1) => sql`exists (select 1 from ${s.from}
    where ${s.here(marketplace)} and ${s.Audience} = ${shopper.audience} and ${s.Everything} = ${everything} and ${s.Shelf} = ${p.Shelf}${
      catalog ? sql` and ${s.CatalogID} = ${catalog}` : sql``
    })`
  return sql`(${reached(1)} or (${assignedDirectly(marketplace, p)} and ${reached(0)}))`
}

/**
 * A bundle is seen together with what is in it: every product it must be bought with, and one at least. A child product
 * stands for its parent. (What is seen is a table, since expressions may be nested 100 deep only; its limit keeps the
 * planner from looking for each of the two aggregates.)
 */
const contentsVisible = (marketplace: string) => {
  const members = sql`(select ${bp.ProductID} union all select ${child.ID} from ${child.from} where ${child.here(marketplace)} and ${child.ParentID} = ${bp.ProductID})`
  return sql`coalesce((select max(Seen) and min(Seen or not Required) from (
    select ${bp.Required} as Required, exists (select 1 from ${content.from} where ${content.here(marketplace)} and ${content.ID} in ${members}
      and +${content.Live} = 1 and ${isVisible(marketplace, content)}) as Seen
    from ${bp.from} where ${bp.here(marketplace)} and ${bp.BundleID} = ${product.ID} limit -1)), 0)`
}

/** What the shopper sees of the inventory records. */
export const seenStock = recordedFor(shopper)

const seenInFamily = recordedInFamily(shopper)

/** The select list of visible products without prices; `from` must be `fromVisible`'s. */
export const unpricedColumns = selectList(() =>
  columnsOf(products, product.alias, false, { Recorded: seenInFamily, Parent: parentBeside }),
)

/** The same without what inventory records hold. */
const stocklessColumns = selectList(() =>
  columnsOf(products, product.alias, false, { Recorded: notRecorded, Parent: parentBeside }),
)

/** What a list has of visible products with the schedule that applies; `from` must be `fromVisible`'s. */
export const visibleItems = (
  view: ShopperView,
): Pick<List<VisibleProduct>, 'columns' | 'decode'> & Required<Pick<List<unknown>, 'whole'>> => ({
  columns: sql`${view.withoutStock ? stocklessColumns() : unpricedColumns()}, ${chosenSchedule(view, priced)} as Schedule,
    ${discountsOn(view.marketplace, priced)} as Discounts`,
  whole: (page) => discountsBeside(view, page),
  decode: visibleDecoder(),
})

/** A product of a page that has been found: under the shopper's name, since the page has the shopper's columns too. */
const onPage = as(products, 'x')
const stored = Object.keys(storedFields(products))

/** Columns by their names, of what is not known. */
const unlessKnown = (columns: [name: string, column: SQL][]) =>
  sql.list(columns.map(([name, column]) => sql`iif(x.IsKnown, null, ${column}) as ${sql.raw(name)}`))

const foundColumns = selectList(() =>
  sql.list([...columnsAt(product.alias, stored).map(([, column]) => column), ...Object.values(shopper)]),
)
const unknownColumns = selectList(() =>
  unlessKnown([
    ...columnsAt(onPage.alias, stored),
    ['Recorded', seenInFamily(onPage.alias)],
    ['Parent', parentBeside(onPage.alias)],
  ]),
)

/**
 * The same for a list that reads of its page only what is not known yet: a product that is, costs its ID. (The limit keeps
 * the planner from finding out for each column whether it is known.)
 * @param undiscounted the shopper's audience is known to have no discounts
 */
export function itemsBeside(
  view: ShopperView,
  acquainted: Acquainted,
  undiscounted: boolean,
): Pick<List<VisibleProduct | ShownProduct>, 'columns' | 'whole' | 'decode'> {
  const { marketplace } = view
  const on = { shopper, product: onPage, parent }
  const prices = unlessKnown([
    ['Schedule', chosenSchedule(view, on)],
    ['Discounts', undiscounted ? sql`'[]'` : discountsOn(marketplace, on)],
  ])
  const read = (page: SQL) => sql`select x.ID as ProductID, ${unknownColumns()}, ${prices}
    from (select *, ${acquainted.knows(sql`ID`)} as IsKnown from (${page}) x limit -1) x ${joinParent(onPage.alias)} and not x.IsKnown`
  return {
    columns: foundColumns(),
    whole: (page) => (undiscounted ? read(page) : discountsBeside(view, read(page))),
    decode: visibleDecoder((row) => acquainted.product(String(row.ProductID))),
  }
}

/** How the tables of visible products are put together. */
interface Joined extends Partial<Around> {
  /** What is read between the shopper and the product. */
  between?: SQL
  /** Conditions or orders ask for prices: the `schedule` that applies is a table. */
  prices?: boolean
  /** What the view knows as `SELLER`. */
  seller?: SQL
}

/** The tables of visible products: the `shopper`, the `product`, and its `parent`. */
export const fromVisible = (view: ShopperView, more: Joined = {}): SQL => {
  const { hint = sql``, between = sql``, first = sql``, prices = false, seller } = more
  return sql`${fromShopper(view.marketplace, view.shopper, false, seller)} ${between} cross join ${first}${productBeside(hint)} ${prices ? joinSchedule(view) : sql``}`
}

/**
 * The same to stand behind the many rows of what matches a search: what falls out by its product costs no row of the
 * shopper's.
 */
export const fromMatches = (view: ShopperView, prices: boolean): SQL =>
  sql`${productBeside()} cross join ${fromShopper(view.marketplace, view.shopper, true)} ${prices ? joinSchedule(view) : sql``}`

const productBeside = (hint = sql``) => sql`${product.from}${hint} ${joinParent(product.alias)}`

const joinSchedule = (view: ShopperView) =>
  sql`left join ${schedule.from} on ${schedule.here(view.marketplace)} and ${schedule.ID} = ${chosenScheduleID(view, priced)}`

/** The condition of visible products; a catalogue narrows it to that one. */
export const whereVisible = (view: ShopperView, catalog?: SQL): SQL =>
  and(sql`${product.Live} = 1`, whereFound(view, catalog))

/** The same of products that are found by their IDs. (A plus sign leads to the key, where there is one row to read.) */
export const whereVisibleByID = (view: ShopperView, catalog?: SQL): SQL =>
  and(sql`+${product.Live} = 1`, whereFound(view, catalog))

const whereFound = ({ marketplace }: ShopperView, catalog?: SQL) =>
  and(
    product.here(marketplace),
    isVisible(marketplace, product, catalog),
    sql`(${product.IsBundle} = 0 or ${contentsVisible(marketplace)})`,
  )

/**
 * How many products a shopper sees, from the shelves' counters: exact, and one row a shelf. Products that only a
 * direct assignment shows are counted one by one, and so are bundles that what is in them hides. (Plus signs lead to
 * the few products by their IDs, and not by their shelves.)
 * @param onShelves the condition that narrows it, of a shelf's ID: all shelves count, if nothing is said
 */
export function visibleTotal(
  { marketplace, shopper: key }: ShopperView,
  catalog?: SQL,
  onShelves: (shelf: SQL) => SQL = () => sql`1`,
): SQL {
  const reach = (
    everything: 0 | 1,
  ) => sql`select ${s.Shelf} from ${s.from} where ${s.here(marketplace)} and ${s.Audience} = ${shopper.audience}
    and ${s.Everything} = ${everything}${catalog ? sql` and ${s.CatalogID} = ${catalog}` : sql``}`
  const p = product
  const members = onShelves(p.Shelf)
  const assigned = sql`select ${pa.ProductID} from ${pa.from} where ${isAssigned(pa, marketplace, shopper)}
    union select ${content.ID} from ${pa.from} cross join ${content.from} on ${content.here(marketplace)} and ${content.ParentID} = ${pa.ProductID}
      where ${isAssigned(pa, marketplace, shopper)}`
  return sql`select coalesce(sum(total), 0) as total from (
    select (select coalesce(sum(${h.Live}), 0) from ${h.from} where ${h.here(marketplace)} and ${h.ID} in (${reach(1)}) and ${onShelves(h.ID)})
      + iif(not exists (${reach(0)}), 0, (select count(*) from ${p.from} where ${p.here(marketplace)} and +${p.Live} = 1 and ${p.ID} in (${assigned})
        and +${p.Shelf} in (${reach(0)}) and +${p.Shelf} not in (${reach(1)}) and ${members}))
      - (select count(*) from ${p.from} where ${p.here(marketplace)} and ${p.IsBundle} = 1 and +${p.Live} = 1
        and ${isVisible(marketplace, p, catalog)} and ${members} and not ${contentsVisible(marketplace)}) as total
    from ${fromShopper(marketplace, key)})`
}

/**
 * Visible products by their IDs, with their prices.
 * @param more a condition over `fromVisible`
 */
export function visibleByID(of: ShopperView, ids: SQL, more?: SQL): Query<VisibleProduct> {
  const { seller } = of
  const view = seller ? { ...of, seller: SELLER } : of
  const { columns, whole, decode } = visibleItems(view)
  const related = view.seller ? sql`, ${soldBy(product.alias, view.seller)} as Related` : sql``
  const found = sql`select ${columns}${related}
    from ${fromVisible(view, { seller })} where ${and(whereVisibleByID(view), sql`${product.ID} in (${ids})`, more)}`
  return { sql: whole(found), decode }
}

/**
 * Reads rows of visible products, one after the other.
 * @param known what is known already of a product that was not read
 */
function visibleDecoder<K = never>(known?: (row: StoredRow) => K): (row: StoredRow) => VisibleProduct | K {
  const scheduleOf = discountedSchedules()
  return (row) => {
    const product = known && row.ID === null ? undefined : withParent(decodeRow(products, row))
    // The first row, whatever it is, has the discounts of all.
    const Schedule = scheduleOf(row, product)
    return product ? Object.assign(product, { Related: row.Related === 1, Schedule }) : known!(row)
  }
}

/** A product that a shopper sees: 404 where they do not. */
const seenProduct = (marketplace: string, key: SQL, productID: string): Fact<{ ID: string }> =>
  needed(
    plain(sql`select ${product.ID} as ID from ${fromShopper(marketplace, key)} cross join ${product.from}
      where ${whereVisibleByID({ marketplace, shopper: key })} and ${product.ID} = ${productID}`),
    notFound('Product', productID),
  )

/**
 * Reads what hangs on a product, as the shopper sees it, in one round trip.
 * @throws ApiError 404 when the shopper does not see the product
 */
export async function readOfVisible<Q extends Reads>(
  call: Call,
  productID: string,
  queries: Q,
): Promise<Results<Q>> {
  const $product = seenProduct(call.marketplace, me(call), productID)
  // What comes of reads of a kind unknown and of one more, TypeScript does not take apart.
  const read = (await readAsCaller(call, { ...queries, $product })) as Results<Q> & {
    $product: Found<{ ID: string }>
  }
  the(read.$product)
  return read
}

/**
 * Lists what hangs on the product of the path, as the caller sees it.
 * @param more facts that must be, once the product is seen
 */
export const listOfVisible = <T>(
  call: Call,
  list: List<T>,
  show: (item: T) => unknown,
  more: readonly Fact<unknown>[] = [],
) => {
  const above = [seenProduct(call.marketplace, me(call), call.params.productID!), ...more]
  return listPage(call, { ...list, show, above, send: asShopper(call).send })
}
