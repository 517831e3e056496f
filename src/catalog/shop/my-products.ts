import { notFound } from '../../api/errors.ts'
import { computed, hidden, id, object, readOnly, ref, text } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { envelope } from '../../api/lists/list.ts'
import { model, present } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { columnOf, type List } from '../../store/lists/declaration.ts'
import { byIndex, bySearch, bySearchWithin, inOrder } from '../../store/lists/finders.ts'
import { and } from '../../store/sql/sql.ts'
import type { Named } from '../../tables/alias.ts'
import { products } from '../../tables/catalog/products.ts'
import { recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import {
  isFirstPlace,
  isOneCategory,
  type Listing,
  listingOrder,
  merged,
  mergedProduct,
  place,
  placesIn,
  placesInOne,
  shelvesIn,
  stands,
  standsIn,
} from '../categories/category-listing.ts'
import { priceScheduleModel } from '../prices/price-schedules.ts'
import { hasDiscounts } from '../prices/product-discounts.ts'
import { buyerPriceSchedule, showSchedule } from '../prices/shown-schedule.ts'
import { namedProducts } from '../products/named-products.ts'
import { productList, productListFields, productModel } from '../products/products.ts'
import { inventoryOf, joinParent, locateProduct } from '../products/shown-columns.ts'
import { recordFilters } from '../stock/record-filters.ts'
import { ifFresh, readAsCaller, shopper } from '../visibility/audiences.ts'
import { depthOf } from '../visibility/category-tree.ts'
import { type ShopperView, sold } from '../visibility/shopper-view.ts'
import { asShopper, defaultCatalog, me, shopperRole } from './as-shopper.ts'
import { readCounted } from './counted-list.ts'
import { asksForPrices, isPersonal, type ProductList } from './facet-counts.ts'
import { forAudience } from './for-audience.ts'
import type { Counts } from './known-counts.ts'
import { Acquainted, type ShownProduct } from './known-products.ts'
import {
  fromMatches,
  fromVisible,
  itemsBeside,
  product,
  schedule,
  seenStock,
  type VisibleProduct,
  visibleByID,
  visibleTotal,
  whereVisible,
  whereVisibleByID,
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
  PriceSchedule: computed(readOnly(buyerPriceSchedule)),
  ID: id(),
  ...productFields,
})

/** Filters may also name the owner, which is not shown, and the schedule's properties but for its owner. */
export const listFields = {
  ...buyerProductModel.fields,
  Inventory: productListFields.Inventory,
  BundleID: productListFields.BundleID,
  InventoryRecords: productListFields.InventoryRecords,
  OwnerID: text(),
  PriceSchedule: object('PriceSchedule', {
    ...priceScheduleModel.fields,
    OwnerID: hidden(priceScheduleModel.fields.OwnerID),
  }),
}

/** A visible product as the wire shows it. */
export const showProduct = (row: VisibleProduct, now: string) =>
  present(buyerProductModel, {
    ...row,
    Inventory: inventoryOf(row),
    PriceSchedule: showSchedule(row.Schedule, now),
  })

function viewOf(call: Call<unknown>): ShopperView {
  const { marketplace } = call
  const asked = call.query.sellerID as string | null
  const seller = asked && !sameIgnoringCase(asked, marketplace) ? sql`${asked}` : undefined
  return { marketplace, shopper: me(call), seller, onlySold: Boolean(asked) }
}

/** Where the properties of a visible product stand that are not its own columns. */
export function locate(property: Property): SQL | undefined {
  const [head, ...below] = property.name.split('.')
  if (head !== 'PriceSchedule') return locateProduct(property, product.alias, seenStock)
  if (below.length === 0) return schedule.ID
  const column = columnOf(schedule.alias, {
    ...property,
    name: below.join('.'),
    path: property.path.slice(1),
  })
  // The path of a free property begins with the column's own name.
  return property.free ? sql`json_object(${below[0]}, json(${column}))` : column
}

/** The shopper sees an inventory record. */
export const seesRecord = (record: Named): SQL => recordReaches(record.alias, shopper)

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
  summary: 'Lists the products the caller can see, with their prices.',
  run: forAudience(async (call, lasting) => {
    const { marketplace } = call
    const { catalogID, categoryID, depth }: Record<string, string | null> = call.query
    const view = viewOf(call)
    // A depth counts from the category, or else from the catalogue's root.
    const narrow = Boolean(categoryID) || (Boolean(depth) && depth?.toLowerCase() !== 'all')
    const catalog = catalogID ? sql`${catalogID}` : narrow ? defaultCatalog(call) : undefined
    const listing: Listing | undefined = narrow
      ? { view, catalog: catalog!, category: categoryID ?? null, depth: depthOf(depth ?? 'all') }
      : undefined
    const asked = recordFilters(call.list, product.alias, locate, seesRecord)
    // Only what is shown needs prices, unless the list asks for them.
    const prices = asksForPrices(call.list)
    const acquainted = new Acquainted(call)
    const listFor = (known?: Counts): ProductList<VisibleProduct | ShownProduct> => ({
      spec: { ...productList, indexed: ['ID', 'Name'] },
      ...itemsBeside(view, acquainted, known?.discounted === false),
      ...(listing ? ofCategories(listing, prices, known?.oneCategory) : ofEverything(view, catalog, prices)),
      row: product,
      shown: (around) => fromVisible(view, around),
      locate,
    })
    const picks = namedProducts(marketplace, asked, product.alias)
    const { items, total, facets, exact } = await readCounted(
      call,
      listFor,
      { ...asked, picks },
      {
        as: { ...asShopper(call), keepsTotal: true },
        oneCategory: listing && isOneCategory(listing),
        discounted: hasDiscounts(view),
      },
    )
    const page = items.map((item) => ('shown' in item ? item : shownProduct(item, call.now)))
    if (!exact || isPersonal(call.list)) lasting.endsAtOnce()
    lasting.shows(page)
    return envelope(
      call.list,
      total,
      page.map((p) => p.shown),
      false,
      facets,
    )
  }),
})

/** A product as it is shown until a sale begins or ends. */
function shownProduct(row: VisibleProduct, now: string): ShownProduct {
  const { ID, Schedule } = row
  const moments = [Schedule?.SaleStart, Schedule?.SaleEnd].filter((m) => m && m > now)
  const until = Math.min(Number.POSITIVE_INFINITY, ...moments.map((m) => Date.parse(m!)))
  const shown = showProduct(row, now)
  return { ID, shown, json: JSON.stringify(shown), until }
}

type Listed = Pick<List<VisibleProduct>, 'from' | 'where' | 'order' | 'finders' | 'total'>

/** A shopper of a stale audience sees nothing, and nothing need be looked at for them. */
const gateOf = ({ marketplace, shopper: key }: ShopperView) => sql`${ifFresh(marketplace, key)} cross join`

/** Everything a shopper sees. */
function ofEverything(view: ShopperView, catalog: SQL | undefined, prices: boolean): Listed {
  const where = whereVisible(view, catalog)
  return {
    from: (around) => fromVisible(view, { ...around, prices }),
    where,
    finders: [
      bySearch(view.marketplace, () => ({ gate: gateOf(view), from: fromMatches(view, prices), where })),
      byIndex((order) => liveIndexes.get(order.join())),
    ],
    total: () => visibleTotal(view, catalog),
  }
}

/**
 * What of it stands in some categories.
 * @param one it is known to be the one category that the listing names
 */
function ofCategories(listing: Listing, prices: boolean, one = false): Listed {
  const { view, catalog } = listing
  const shown = whereVisibleByID(view, catalog)
  const standing = and(shown, sql`${product.ID} = ${place.ProductID}`)
  const from = (places: SQL) => fromVisible(view, { between: sql`cross join ${places}`, prices })
  return {
    from: () => from(placesIn(listing)),
    where: standing,
    order: listingOrder,
    finders: [
      bySearchWithin(
        view.marketplace,
        (few) => shelvesIn(listing, few),
        () => ({
          gate: gateOf(view),
          from: fromMatches(view, prices),
          // First what most rows fail by.
          where: and(stands(listing, product.ID), shown),
        }),
      ),
      inOrder(() =>
        one
          ? { from: from(placesInOne(listing)), where: standing, order: listingOrder }
          : {
              from: sql`${merged(listing)} cross join ${product.from} ${joinParent(product.alias)}`,
              where: and(shown, sql`${product.ID} = ${mergedProduct}`, isFirstPlace(listing)),
            },
      ),
    ],
    total: () => visibleTotal(view, catalog, (shelf) => standsIn(listing, shelf)),
  }
}

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
  summary: 'Gets a product the caller can see, with its price.',
  run: forAudience(async (call, lasting) => {
    const productID = call.params.productID!
    const view = viewOf(call)
    const read = await readAsCaller(call, {
      product: visibleByID(view, sql`${productID}`, sold(view, product, shopper)),
    })
    const [found] = read.product
    if (!found) throw notFound('Product', productID)
    const one = shownProduct(found, call.now)
    lasting.shows([one])
    return one.shown
  }),
})

export const operations = [listProducts, getProduct]
