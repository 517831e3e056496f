import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import { int, readOnly, ref, required, timestamp } from '../api/field.ts'
import type { Property } from '../api/filter.ts'
import { envelope } from '../api/list.ts'
import { model, present } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { and } from '../api/sql.ts'
import { decodeRow } from '../api/table.ts'
import type { Call } from '../store/call.ts'
import { type ListSource, listQueries } from '../store/list.ts'
import { parents } from '../store/needs.ts'
import { rowQuery } from '../store/reading.ts'
import { columns } from '../store/rows.ts'
import { readAsShopper } from './audiences.ts'
import { me, shopperRole } from './browsing.ts'
import { ofNamedBundles } from './bundle-contents.ts'
import { readWithFacets } from './facet-counts.ts'
import { mine, modifierRead, ofBuyer, requireModifier } from './product-collections.ts'
import {
  inventoryOf,
  locateProduct,
  productList,
  productListFields,
  productModel,
  products,
} from './products.ts'
import { audienceOf, buyerProductModel, listFields, locate, showProduct } from './shopping.ts'
import {
  decodeVisible,
  fromVisible,
  type View,
  type VisibleProduct,
  visibleByID,
  visibleColumns,
  whereVisible,
} from './visible-products.ts'

type Values = Record<string, unknown>

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
const order = sql`e.ListOrder nulls last, e.DateAdded, e.ProductID`

const path = '/me/productcollections/{productCollectionID}'

/** What stands in the entry and not in the product. */
const ofEntry = (p: Property): SQL | undefined =>
  p.name === 'ListOrder' || p.name === 'DateAdded' ? sql`e.${sql.identifier(p.name)}` : undefined

/**
 * A list of the products of a collection.
 * @param company the buyer
 * @param p the product's alias
 */
function sourceOf(
  call: Call<unknown>,
  company: string,
  p: 'p' | 't',
  parts: Pick<ListSource<Values>, 'columns' | 'decode' | 'where'> & {
    from: (between: SQL, behind: SQL) => SQL
    locate: (p: Property) => SQL | undefined
  },
): ListSource<Values> {
  const m = call.marketplace
  return {
    spec: entryList,
    columns: sql`${parts.columns}, e.ListOrder as entry_ListOrder, e.DateAdded as entry_DateAdded`,
    decode: (row) => ({
      ...parts.decode(row),
      ListOrder: row.entry_ListOrder,
      DateAdded: row.entry_DateAdded,
    }),
    from: (_hint, behind) => parts.from(sql`product_collection_entries e`, behind),
    // A collection is short.
    searched: { table: products, marketplace: m, few: true },
    where: and(
      sql`e.Marketplace = ${m} and e.Kind = 'Buyer' and e.Company = ${company}`,
      sql`e.CollectionID = ${call.params.productCollectionID}`,
      sql`${sql.raw(p)}.ID = e.ProductID`,
      parts.where,
    ),
    implied: ofNamedBundles(m, call.list, p),
    alias: p,
    key: 'ID',
    locate: (property) => ofEntry(property) ?? parts.locate(property),
  }
}

const viewOf = (call: Call<unknown>): View => ({
  marketplace: call.marketplace,
  shopper: me(call),
  seller: sql`${call.marketplace}`,
})

/** The products of a collection that the caller sees. */
const visibleEntries = (call: Call<unknown>, company: string, whole: boolean): ListSource<Values> => {
  const view = viewOf(call)
  return sourceOf(call, company, 'p', {
    columns: whole ? visibleColumns() : columns(products, 'p', true),
    decode: (row) => (whole ? decodeVisible(row) : decodeRow(products, row)) as Values,
    from: (between, behind) => fromVisible(view, { between: sql`cross join ${between}`, behind }),
    where: whereVisible(view),
    locate,
  })
}

/** The products of a collection, seen or not; for a supplier, those it owns or sells. */
const allEntries = (call: Call<unknown>, company: string): ListSource<Values> => {
  const { kind, company: supplier } = call.caller
  const m = call.marketplace
  const sells = sql`(t.OwnerID = ${supplier} or t.DefaultSupplierID = ${supplier} or exists (select 1 from product_assignments pa
    where pa.Marketplace = ${m} and pa.ProductID = t.ID and pa.SellerID = ${supplier}))`
  return sourceOf(call, company, 't', {
    columns: columns(products, 't', true),
    decode: (row) => decodeRow(products, row) as Values,
    from: (between, behind) => sql`${between} cross join products t${behind}`,
    where: and(sql`t.Marketplace = ${m}`, kind === 'Supplier' ? sells : undefined),
    locate: (p) => locateProduct(p, 't'),
  })
}

const listMine = operation({
  id: 'Me.ListProductCollectionEntries',
  method: 'GET',
  path: `${path}/products`,
  ...shopperRole,
  list: entryList,
  listFields: { ...entry, ...listFields },
  response: collectionBuyerProduct,
  page: 'facets',
  status: 200,
  summary: 'Lists the products of a collection that the caller can see, with their prices.',
  run: async (call) => {
    const { productCollectionID } = call.params
    const source = visibleEntries(call, call.caller.company, true)
    const queries = {
      collection: rowQuery(mine, call, productCollectionID!),
      ...listQueries(source, call.list, order),
    }
    const { read, facets } = await readWithFacets(call, source, queries, audienceOf(call), (reads) =>
      readAsShopper(call, me(call), reads),
    )
    if (!read.collection[0]) throw notFound('ProductCollection', productCollectionID)
    const items = (read.items as Values[]).map((row) => ({
      ListOrder: row.ListOrder,
      DateAdded: row.DateAdded,
      ...showProduct(row as unknown as VisibleProduct, call.now),
    }))
    return envelope(call.list, read.total[0]!.total, items, false, facets)
  },
})

const listOfBuyer = operation({
  id: 'ProductCollections.ListEntries',
  method: 'GET',
  path: '/buyers/{buyerID}/productcollections/{productCollectionID}/products',
  roles: ['ProductCollectionReader'],
  list: entryList,
  listFields: { ...entry, ...productListFields },
  response: collectionProduct,
  page: 'facets',
  status: 200,
  summary: 'Lists the products of a buyer’s collection.',
  run: async (call) => {
    const { buyerID, productCollectionID } = call.params
    const above = parents(ofBuyer, call)
    const isBuyer = call.caller.kind === 'Buyer'
    const source = isBuyer ? visibleEntries(call, buyerID!, false) : allEntries(call, buyerID!)
    const audience = isBuyer ? audienceOf(call) : undefined
    const queries = {
      ...above.queries,
      collection: rowQuery(ofBuyer, call, productCollectionID!),
      ...listQueries(source, call.list, order),
    }
    const { read, facets } = await readWithFacets(call, source, queries, audience, (reads) =>
      readAsShopper(call, me(call), reads),
    )
    above.refuse(read as never)
    if (!read.collection[0]) throw notFound('ProductCollection', productCollectionID)
    const items = (read.items as Values[]).map((row) =>
      present(collectionProduct, { ...row, Inventory: inventoryOf(row) }),
    )
    return envelope(call.list, read.total[0]!.total, items, false, facets)
  },
})

const writers = { ...shopperRole, noGuests: true } as const

/**
 * Puts a product the caller sees into a collection.
 * @param place where it is to stand; nothing to leave it where it is
 */
async function enter(call: Call<unknown>, productID: string, place?: { ListOrder: number | null }) {
  const { marketplace: m, params } = call
  const read = await readAsShopper(call, me(call), {
    collection: rowQuery(mine, call, params.productCollectionID!),
    product: visibleByID(viewOf(call), sql`${productID}`),
    ...modifierRead(call),
  })
  const collection = read.collection[0]
  if (!collection) throw notFound('ProductCollection', params.productCollectionID)
  const guard = requireModifier(call, read as never)
  const product = read.product[0]
  if (!product) throw notFound('Product', productID)
  await call.commit({
    statements: [
      guard,
      {
        sql: sql`insert into product_collection_entries (Marketplace, Kind, Company, CollectionID, ProductID, ListOrder, DateAdded, Version)
          values (${m}, 'Buyer', ${collection.Company}, ${collection.ID}, ${product.ID}, ${place?.ListOrder ?? null}, ${call.now}, 1)
          on conflict (Marketplace, Kind, Company, CollectionID, ProductID) ${
            place ? sql`do update set ListOrder = excluded.ListOrder` : sql`do nothing`
          }`,
      },
      {
        guard: sql`not exists (select 1 from product_collection_entries where Marketplace = ${m} and Kind = 'Buyer'
          and Company = ${collection.Company} and CollectionID = ${collection.ID} limit 1 offset ${MOST_ENTRIES})`,
        else: fail(
          'ProductCollection.ProductEntryLimit',
          `A product collection has at most ${MOST_ENTRIES} products.`,
        ),
      },
    ],
    answer: null,
  })
}

const save = operation({
  id: 'Me.SaveProductCollectionEntry',
  method: 'POST',
  path: `${path}/products`,
  ...writers,
  body: { model: entryModel },
  status: 204,
  summary: 'Adds a product to a collection, or changes where it stands there.',
  run: (call) => enter(call, call.body.ProductID!, { ListOrder: call.body.ListOrder }),
})

const add = operation({
  id: 'Me.CreateProductCollectionEntry',
  method: 'PUT',
  path: `${path}/{productID}`,
  ...writers,
  status: 204,
  summary: 'Adds a product to a collection.',
  run: (call) => enter(call, call.params.productID!),
})

const remove = operation({
  id: 'Me.DeleteProductCollectionEntry',
  method: 'DELETE',
  path: `${path}/{productID}`,
  ...writers,
  status: 204,
  summary: 'Removes a product from a collection.',
  run: async (call) => {
    const { marketplace: m, params } = call
    const read = await call.read({
      collection: rowQuery(mine, call, params.productCollectionID!),
      ...modifierRead(call),
    })
    const collection = read.collection?.[0] as Values | undefined
    if (!collection) throw notFound('ProductCollection', params.productCollectionID)
    await call.commit({
      statements: [
        requireModifier(call, read as never),
        {
          sql: sql`delete from product_collection_entries where Marketplace = ${m} and Kind = 'Buyer'
            and Company = ${call.caller.company} and CollectionID = ${collection.ID} and ProductID = ${params.productID}`,
        },
      ],
      answer: null,
    })
  },
})

export const operations = [listMine, listOfBuyer, save, add, remove]
