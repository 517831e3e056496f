import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import { computed, id, object, readOnly, ref, sameIgnoringCase, text } from '../api/field.ts'
import type { Property } from '../api/filter.ts'
import { envelope } from '../api/list.ts'
import { model, present } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { and, type Query } from '../api/sql.ts'
import type { Call } from '../store/call.ts'
import { by, columnOf, type ListSource } from '../store/list.ts'
import { readAsShopper, shopper } from './audiences.ts'
import { defaultCatalog, me, shopperRole } from './browsing.ts'
import { ofNamedBundles } from './bundle-contents.ts'
import { readCounted } from './counted-list.ts'
import { asksForPrices } from './facet-counts.ts'
import { isOnSale } from './price.ts'
import { priceScheduleModel } from './price-schedules.ts'
import { productList, productListFields, productModel, products } from './products.ts'
import { recordFilters } from './record-filters.ts'
import { inventoryOf, locateProduct, recordReaches } from './shown-columns.ts'
import { depthOf } from './tree.ts'
import { sold, type View } from './view.ts'
import {
  decodeVisible,
  fromVisible,
  SHOPPER,
  seenStock,
  type VisibleProduct,
  visibleByID,
  visibleColumns,
  visibleTotal,
  whereVisible,
} from './visible-products.ts'

export const {
  OwnerID: _o,
  DefaultPriceScheduleID: _d,
  AutoForward: _a,
  ID: _i,
  ...productFields
} = productModel.fields

/** A product with the price that applies to the shopper. */
export const buyerProductModel = model('BuyerProduct', {
  PriceSchedule: computed(readOnly(object('PriceSchedule', priceScheduleModel.fields))),
  ID: id(),
  ...productFields,
})

/** Filters may also name the owner, which is not shown, and the schedule's properties. */
export const listFields = {
  ...buyerProductModel.fields,
  Inventory: productListFields.Inventory,
  BundleID: productListFields.BundleID,
  InventoryRecords: productListFields.InventoryRecords,
  OwnerID: text(),
  PriceSchedule: object('PriceSchedule', priceScheduleModel.fields),
}

/** A price schedule as a shopper sees it: whose it is, is not told. */
export const showSchedule = (schedule: VisibleProduct['Schedule'], now: string) =>
  schedule &&
  present(priceScheduleModel, {
    ...schedule,
    OwnerID: null,
    IsOnSale: isOnSale(schedule as never, now),
  })

/** A visible product as the wire shows it. */
export const showProduct = (row: VisibleProduct, now: string) =>
  present(buyerProductModel, {
    ...row,
    Inventory: inventoryOf(row),
    PriceSchedule: showSchedule(row.Schedule, now),
  })

function viewOf(call: Call<unknown>): View {
  const { marketplace } = call
  const asked = call.query.sellerID as string | null
  const seller = asked && !sameIgnoringCase(asked, marketplace) ? sql`${asked}` : undefined
  return { marketplace, shopper: me(call), seller, onlySold: Boolean(asked) }
}

/** Reading with the eyes of the caller; their audience is none while it is stale. */
export const eyesOf = (call: Call<unknown>) => ({
  audience: sql`(select xa.A from ${shopper(call.marketplace, me(call))} xa)`,
  send: <R extends Record<string, Query<unknown>>>(reads: R) => readAsShopper(call, me(call), reads),
})

/** Where the properties of a visible product stand that are not its own columns. */
export function locate(property: Property): SQL | undefined {
  const [head, ...below] = property.name.split('.')
  if (head !== 'PriceSchedule') return locateProduct(property, 'p', seenStock)
  if (below.length === 0) return sql`ps.ID`
  const column = columnOf('ps', { ...property, name: below.join('.'), path: property.path.slice(1) })
  // The path of a free property begins with the column's own name.
  return property.free ? sql`json_object(${below[0]}, json(${column}))` : column
}

/** Records that the shopper sees. */
export const reaching = recordReaches('fr', SHOPPER)

/** Categories of a catalogue that a shopper sees, from one of them or the catalogue's root down to a depth, as IDs. */
function visibleBelow(call: Call<unknown>, catalog: SQL, category: string | null, depth: number): SQL {
  const m = call.marketplace
  const top = category
    ? sql`select ${category}, 1`
    : sql`select ID, 1 from categories where Marketplace = ${m} and CatalogID = ${catalog} and ParentID is null`
  return sql`(with recursive below(ID, Level) as (
    ${top} union select k.ID, b.Level + 1 from below b cross join categories k on k.Marketplace = ${m}
      and k.CatalogID = ${catalog} and k.ParentID = b.ID where b.Level < ${depth})
    select b.ID from below b cross join audience_categories ac on ac.Marketplace = ${m}
      and ac.Audience = (select A from ${shopper(m, me(call))}) and ac.CatalogID = ${catalog} and ac.CategoryID = b.ID)`
}

/** Products of some categories with the first of their places: those that stand there, and their child products. */
function placesIn(call: Call<unknown>, catalog: SQL, categories: SQL): SQL {
  const m = call.marketplace
  const standing = sql`category_products kp where kp.Marketplace = ${m} and kp.CatalogID = ${catalog} and kp.CategoryID in ${categories}`
  const place = sql`coalesce(kp.ListOrder, 2147483647) Place`
  return sql`(select ProductID, min(Place) Place from (
    select kp.ProductID, ${place} from ${standing}
    union all select ch.ID, kp.Place from (select kp.ProductID, ${place} from ${standing}) kp
      cross join products ch on ch.Marketplace = ${m} and ch.ParentID = kp.ProductID) group by ProductID)`
}

const listProducts = operation({
  id: 'Me.ListProducts',
  method: 'GET',
  path: '/me/products',
  ...shopperRole,
  query: {
    catalogID: ref('Catalog'),
    categoryID: ref('Category'),
    depth: text(10),
    sellerID: ref('Supplier'),
  },
  list: productList,
  listFields,
  response: buyerProductModel,
  page: 'facets',
  status: 200,
  summary: 'Lists the products the caller can see, with their prices.',
  run: async (call) => {
    const m = call.marketplace
    const { catalogID, categoryID, depth } = call.query as Record<string, string | null>
    const view = viewOf(call)
    // A depth counts from the category, or else from the catalogue's root.
    const narrow = Boolean(categoryID) || (Boolean(depth) && depth?.toLowerCase() !== 'all')
    const catalog = catalogID ? sql`${catalogID}` : narrow ? defaultCatalog(call) : undefined
    const below = narrow
      ? visibleBelow(call, catalog!, categoryID ?? null, depthOf(depth ?? 'all'))
      : undefined
    // A product of several of the categories stands at the first of its places.
    const placed = below ? sql`cross join ${placesIn(call, catalog!, below)} k` : sql``
    const inCategory = below ? sql`p.ID = k.ProductID` : undefined
    const where = and(whereVisible(view, catalog), inCategory)
    const standsIn = (
      shelf: SQL,
    ) => sql`exists (select 1 from shelf_members sm where sm.Marketplace = ${m} and sm.Shelf = ${shelf}
      and sm.CatalogID = ${catalog} and sm.CategoryID in ${below})`
    const { request, asked } = recordFilters(call.list, 'p', locate, reaching)
    // Only what is shown needs prices, unless the list asks for them.
    const priced = asksForPrices(call.list)
    const source: ListSource<VisibleProduct> = {
      spec: { ...productList, indexed: ['ID', 'Name'] },
      columns: visibleColumns(view),
      decode: decodeVisible,
      from: (hint, driver) =>
        below ? fromVisible(view, { between: placed, priced }) : fromVisible(view, { hint, driver, priced }),
      shown: (hint, driver) => fromVisible(view, { hint, driver }),
      // A category is short.
      searched: { table: products, marketplace: m, few: Boolean(below) },
      where,
      asked,
      implied: ofNamedBundles(m, request, 'p'),
      alias: 'p',
      key: 'ID',
      locate,
      // The products of a category are gathered, and sorted.
      indexFor: below ? undefined : (order) => liveIndexes.get(order.join()),
      total: below
        ? visibleTotal(view, catalog, standsIn(sql`h.ID`), standsIn(sql`p.Shelf`))
        : visibleTotal(view, catalog),
    }
    const { read, total, facets } = await readCounted(call, source, request, {
      order: below ? by(sql`k.Place`, sql`p.OwnerID`, sql`p.Name`, sql`p.ID`) : undefined,
      eyes: { ...eyesOf(call), keepsTotal: true },
    })
    const items = read.items.map((row) => showProduct(row as VisibleProduct, call.now))
    return envelope(call.list, total, items, false, facets)
  },
})

/** The orders of visible products that have an index of their own. */
const liveIndexes = new Map(
  [['ID'], ['Name', 'ID'], ['OwnerID', 'Name', 'ID'], ['DateCreated', 'ID']].map((order) => [
    order.join(),
    products.index(['Live', ...order]),
  ]),
)

const getProduct = operation({
  id: 'Me.GetProduct',
  method: 'GET',
  path: '/me/products/{productID}',
  ...shopperRole,
  query: { sellerID: ref('Supplier') },
  response: buyerProductModel,
  status: 200,
  summary: 'Gets a product the caller can see, with its price.',
  run: async (call) => {
    const productID = call.params.productID!
    const view = viewOf(call)
    const query = visibleByID(view, sql`${productID}`)
    const read = await readAsShopper(call, me(call), {
      product: { ...query, sql: sql`${query.sql} and ${sold(view)}` },
    })
    const product = read.product[0]
    if (!product) throw notFound('Product', productID)
    return showProduct(product, call.now)
  },
})

export const operations = [listProducts, getProduct]
