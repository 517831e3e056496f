import { fail, notFound } from '../../api/errors.ts'
import { int, readOnly, ref, required, timestamp } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { envelope } from '../../api/lists/list.ts'
import { model, present } from '../../api/model.ts'
import { parents } from '../../resource/links.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { needed, rely, the } from '../../store/fact.ts'
import type { Asked, List } from '../../store/lists/declaration.ts'
import { bySearchAmongFew } from '../../store/lists/finders.ts'
import { by } from '../../store/lists/order.ts'
import { columns } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as, type Named } from '../../tables/alias.ts'
import { collectionEntries } from '../../tables/catalog/collections.ts'
import { products } from '../../tables/catalog/products.ts'
import { recordedOf } from '../../tables/catalog/recorded-stock.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { namedProducts } from '../products/named-products.ts'
import { productList, productListFields, productModel } from '../products/products.ts'
import { inventoryOf, joinParent, locateProduct, soldBy, withParent } from '../products/shown-columns.ts'
import { asShopper, me, shopperRole } from '../shop/as-shopper.ts'
import { readCounted } from '../shop/counted-list.ts'
import { asksForPrices, type ProductList } from '../shop/facet-counts.ts'
import { buyerProductModel, listFields, locate, seesRecord, showProduct } from '../shop/my-products.ts'
import {
  fromVisible,
  unpricedColumns,
  type VisibleProduct,
  visibleByID,
  visibleItems,
  whereVisibleByID,
} from '../shop/visible-products.ts'
import { recordFilters } from '../stock/record-filters.ts'
import { readAsCaller } from '../visibility/audiences.ts'
import type { ShopperView } from '../visibility/shopper-view.ts'
import { collectionsOfBuyer, modifiable, myCollections } from './product-collections.ts'

/** Entries a collection has at most. */
const MOST_ENTRIES = 500

const entry = { ListOrder: int(), DateAdded: readOnly(timestamp()) }
const collectionBuyerProduct = model('ProductCollectionBuyerProduct', {
  ...entry,
  ...buyerProductModel.fields,
})
const collectionProduct = model('ProductCollectionProduct', { ...entry, ...productModel.fields })
const entryModel = model('ProductCollectionEntry', { ProductID: required(ref('Product')), ListOrder: int() })

const entryList = { ...productList, order: ['ListOrder', 'DateAdded'], indexed: [] } as const
/** Entries without a place stand behind the others. */
const order = by(sql`e.ListOrder is null`, sql`e.ListOrder`, sql`e.DateAdded`, sql`e.ProductID`)

const path = '/me/productcollections/{productCollectionID}'

/** What stands in the entry and not in the product. */
const ofEntry = (p: Property): SQL | undefined =>
  p.name === 'ListOrder' || p.name === 'DateAdded' ? sql`e.${sql.identifier(p.name)}` : undefined

/** What stands in an entry beside its product. */
type Entry = Pick<Row<typeof collectionEntries>, 'ListOrder' | 'DateAdded'>

/** What is read of a collection: a list, and what is left for it to be asked. */
interface Entries<P> {
  list: ProductList<P & Entry>
  asked: Asked
}

/**
 * A list of the products of a collection.
 * @param company the buyer
 * @param p the product's alias
 */
function entriesOf<P extends object>(
  call: Call,
  company: string,
  p: 'p' | 't',
  parts: Pick<List<P>, 'columns' | 'whole' | 'decode' | 'where'> & {
    from: (entries: SQL) => SQL
    locate: (p: Property) => SQL | undefined
    /** Which inventory records count; all, if nothing is said. */
    records?: (record: Named) => SQL
  },
): Entries<P> {
  const { marketplace } = call
  const at = (property: Property) => ofEntry(property) ?? parts.locate(property)
  const asked = recordFilters(call.list, p, at, parts.records)
  const list: ProductList<P & Entry> = {
    spec: entryList,
    columns: sql`${parts.columns}, e.ListOrder as ListOrder, e.DateAdded as DateAdded`,
    whole: parts.whole,
    decode: (row) => {
      const { ListOrder, DateAdded } = decodeRow(collectionEntries, row)
      return { ...parts.decode(row), ListOrder, DateAdded }
    },
    from: () => parts.from(sql`product_collection_entries e`),
    where: and(
      sql`e.Marketplace = ${marketplace} and e.Kind = 'Buyer' and e.Company = ${company}`,
      sql`e.CollectionID = ${call.params.productCollectionID}`,
      sql`${sql.raw(p)}.ID = e.ProductID`,
      parts.where,
    ),
    row: as(products, p),
    locate: at,
    order,
    // A collection is short.
    finders: [bySearchAmongFew(marketplace)],
  }
  return { list, asked: { ...asked, picks: namedProducts(marketplace, asked, p) } }
}

const viewOf = (call: Call): ShopperView => ({
  marketplace: call.marketplace,
  shopper: me(call),
})

/** Of a collection, the products that the caller sees. */
const seenBy = (call: Call) => {
  const view = viewOf(call)
  return {
    from: (entries: SQL) =>
      fromVisible(view, { between: sql`cross join ${entries}`, prices: asksForPrices(call.list) }),
    where: whereVisibleByID(view),
    locate,
    records: seesRecord,
  }
}

/** The products of a collection that the caller sees, with their prices. */
const pricedEntries = (call: Call, company: string): Entries<VisibleProduct> =>
  entriesOf(call, company, 'p', {
    ...seenBy(call),
    ...visibleItems(viewOf(call)),
  })

const decodeProduct: List<Row<typeof products>>['decode'] = (row) => withParent(decodeRow(products, row))

/** The products of a buyer's collection that its user sees. */
const visibleEntries = (call: Call, company: string): Entries<Row<typeof products>> =>
  entriesOf(call, company, 'p', { ...seenBy(call), columns: unpricedColumns(), decode: decodeProduct })

/** The products of a collection, seen or not; for a supplier, those it owns or sells. */
const allEntries = (call: Call, company: string): Entries<Row<typeof products>> => {
  const { kind, company: supplier } = call.caller
  const sells = sql`(${supplier} in (t.OwnerID, coalesce(t.DefaultSupplierID, pp.DefaultSupplierID)) or ${soldBy('t', sql`${supplier}`)})`
  return entriesOf(call, company, 't', {
    columns: columns(products, 't', true),
    decode: decodeProduct,
    from: (entries) => sql`${entries} cross join products t ${joinParent('t')}`,
    where: and(sql`t.Marketplace = ${call.marketplace}`, kind === 'Supplier' ? sells : undefined),
    locate: (p) => locateProduct(p, 't', recordedOf),
  })
}

const listMyEntries = operation({
  id: 'Me.ListProductCollectionEntries',
  method: 'GET',
  path: `${path}/products`,
  ...shopperRole,
  list: entryList,
  listFields: { ...entry, ...listFields },
  response: collectionBuyerProduct,
  page: 'facets',
  summary: 'Lists the products of a collection that the caller can see, with their prices.',
  run: async (call) => {
    const { list, asked } = pricedEntries(call, call.caller.company)
    const { items, total, facets } = await readCounted(call, () => list, asked, {
      above: [objectOf(myCollections, call)],
      as: asShopper(call),
    })
    const shown = items.map(({ ListOrder, DateAdded, ...product }) => ({
      ListOrder,
      DateAdded,
      ...showProduct(product, call.now),
    }))
    return envelope(call.list, total, shown, false, facets)
  },
})

const listEntriesOfBuyer = operation({
  id: 'ProductCollections.ListEntries',
  method: 'GET',
  path: '/buyers/{buyerID}/productcollections/{productCollectionID}/products',
  roles: ['ProductCollectionReader'],
  list: entryList,
  listFields: { ...entry, ...productListFields },
  response: collectionProduct,
  page: 'facets',
  summary: 'Lists the products of a buyer’s collection.',
  run: async (call) => {
    const { buyerID } = call.params
    const isBuyer = call.caller.kind === 'Buyer'
    const { list, asked } = (isBuyer ? visibleEntries : allEntries)(call, buyerID!)
    const { items, total, facets } = await readCounted(call, () => list, asked, {
      above: [...parents(collectionsOfBuyer, call), objectOf(collectionsOfBuyer, call)],
      as: isBuyer ? asShopper(call) : undefined,
    })
    const shown = items.map((row) => present(collectionProduct, { ...row, Inventory: inventoryOf(row) }))
    return envelope(call.list, total, shown, false, facets)
  },
})

const writers = { ...shopperRole, noGuests: true } as const

/**
 * Puts a product the caller sees into a collection.
 * @param place where it is to stand; nothing to leave it where it is
 */
async function enter(call: Call, productID: string, place?: { ListOrder: number | null }) {
  const { marketplace } = call
  const read = await readAsCaller(call, {
    collection: objectOf(myCollections, call),
    modifiable: modifiable(call),
    product: needed(visibleByID(viewOf(call), sql`${productID}`), notFound('Product', productID)),
  })
  const collection = the(read.collection)
  rely(call, read.modifiable)
  const product = the(read.product)
  await commit(call, [
    sql`insert into product_collection_entries (Marketplace, Kind, Company, CollectionID, ProductID, ListOrder, DateAdded, Version)
      values (${marketplace}, 'Buyer', ${collection.Company}, ${collection.ID}, ${product.ID}, ${place?.ListOrder ?? null}, ${call.now}, 1)
      on conflict (Marketplace, Kind, Company, CollectionID, ProductID) ${
        place ? sql`do update set ListOrder = excluded.ListOrder` : sql`do nothing`
      }`,
    {
      guard: sql`not exists (select 1 from product_collection_entries where Marketplace = ${marketplace} and Kind = 'Buyer'
        and Company = ${collection.Company} and CollectionID = ${collection.ID} limit 1 offset ${MOST_ENTRIES})`,
      else: fail(
        'ProductCollection.ProductEntryLimit',
        `A product collection has at most ${MOST_ENTRIES} products.`,
      ),
    },
  ])
}

const save = operation({
  id: 'Me.SaveProductCollectionEntry',
  method: 'POST',
  path: `${path}/products`,
  ...writers,
  body: { model: entryModel },
  summary: 'Adds a product to a collection, or changes where it stands there.',
  run: (call) => enter(call, call.body.ProductID!, { ListOrder: call.body.ListOrder }),
})

const add = operation({
  id: 'Me.CreateProductCollectionEntry',
  method: 'PUT',
  path: `${path}/{productID}`,
  ...writers,
  summary: 'Adds a product to a collection.',
  run: (call) => enter(call, call.params.productID!),
})

const remove = operation({
  id: 'Me.DeleteProductCollectionEntry',
  method: 'DELETE',
  path: `${path}/{productID}`,
  ...writers,
  summary: 'Removes a product from a collection.',
  run: async (call) => {
    const { marketplace, params } = call
    const read = await call.read({ collection: objectOf(myCollections, call), modifiable: modifiable(call) })
    const collection = the(read.collection)
    rely(call, read.modifiable)
    await commit(call, [
      sql`delete from product_collection_entries where Marketplace = ${marketplace} and Kind = 'Buyer'
        and Company = ${call.caller.company} and CollectionID = ${collection.ID} and ProductID = ${params.productID}`,
    ])
  },
})

export const operations = [listMyEntries, listEntriesOfBuyer, save, add, remove]
