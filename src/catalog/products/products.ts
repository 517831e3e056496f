import { sql } from 'drizzle-orm'
import { computed, id, list, text } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import { envelope } from '../../api/lists/list.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { resourceList, show } from '../../resource/reading.ts'
import { type Resource, resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { tablesOf } from '../../store/lists/declaration.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { inventory, products } from '../../tables/catalog/products.ts'
import { recordedOf } from '../../tables/catalog/recorded-stock.ts'
import { at } from '../../tables/columns.ts'
import type { Row } from '../../tables/table.ts'
import { bundlesOf } from '../bundles/bundle-contents.ts'
import { narrowed, narrowing } from '../narrowing.ts'
import { assignmentOperations } from '../prices/product-assignments.ts'
import { readCounted } from '../shop/counted-list.ts'
import type { ProductList } from '../shop/facet-counts.ts'
import { recordFilters, recordsFilter } from '../stock/record-filters.ts'
import { namedProducts } from './named-products.ts'
import { productRules } from './product-rules.ts'
import { inventoryOf, joinParent, locateProduct, ownInventory, soldBy } from './shown-columns.ts'
import { withParent } from './with-parent.ts'

const {
  ShipFromCompany,
  InventoryEnabled,
  NotificationPoint,
  VariantLevelTracking,
  OrderCanExceed,
  QuantityAvailable,
  InventoryUpdated,
  StockKey,
  VariantQuantity,
  Shelf,
  Live,
  RecordCount,
  Recorded,
  Parent,
  ...shown
} = products.fields
export const productModel = model('Product', { ID: id(), ...shown })

/**
 * What product lists filter and sort by: `Inventory` too, though it stands in columns of its own, and what no product
 * shows, the bundles it is in and its inventory records.
 */
export const productListFields = {
  ...productModel.fields,
  Inventory: inventory,
  BundleID: computed(list(text()), (alias) => bundlesOf(alias)),
  InventoryRecords: recordsFilter,
}

export const productList = {
  search: 'any',
  sort: 'any',
  order: ['OwnerID', 'Name'],
  indexed: ['ID', 'Name', 'DateCreated'],
  searchType: true,
} as const

export const declared = resource({
  id: 'Products',
  table: products,
  model: productModel,
  path: '/products/{productID}',
  scope: {},
  roles: { read: ['ProductReader'], write: ['ProductAdmin'] },
  users: { write: ['Seller', 'Supplier'] },
  list: productList,
  verbs: ['Create', 'Get', 'Save', 'Patch', 'Delete'],
  visible: (caller, alias) =>
    caller.kind === 'Seller'
      ? undefined
      : caller.kind === 'Supplier'
        ? sql`(${at(alias, 'OwnerID')} = ${caller.company} or ${at(alias, 'AllSuppliersCanSell')} = 1
            or ${soldBy(alias, sql`${caller.company}`)})`
        : sql`exists (select 1 from product_catalogs pc join catalog_assignments ca on ca.Marketplace = pc.Marketplace and ca.CatalogID = pc.CatalogID
            where pc.Marketplace = ${caller.marketplace} and pc.ProductID = coalesce(${at(alias, 'ParentID')}, ${at(alias, 'ID')}) and ca.BuyerID = ${caller.company})`,
  owned: 'Product.CannotModify',
  calculate: (row) => ({ Inventory: ownInventory(row) }),
  shows: (row) => {
    const product = withParent(row)
    return { ...product, Inventory: inventoryOf(product) }
  },
})

/** A page of products, or bundles, as those who manage the catalogue see them: with facets, and narrowed by parameters. */
export async function managedPage(r: Resource<typeof products>, call: Call<unknown>) {
  const all = resourceList(r, call)
  const locate = (p: Property) => locateProduct(p, 't', recordedOf)
  const asked = recordFilters(call.list, 't', locate)
  const list: ProductList<Row<typeof products>> = {
    ...all,
    row: as(products, 't'),
    from: (around) => sql`${tablesOf({ row: all.row }, around)} ${joinParent('t')}`,
    where: and(all.where, narrowed(call)),
    locate,
  }
  const picks = namedProducts(call.marketplace, asked, 't')
  const { items, total, facets } = await readCounted(call, () => list, { ...asked, picks })
  return envelope(
    call.list,
    total,
    items.map((row) => show(r, row, call.now)),
    false,
    facets,
  )
}

const listProducts = operation({
  id: 'Products.List',
  method: 'GET',
  path: '/products',
  roles: ['ProductAdmin', 'ProductReader'],
  query: narrowing,
  list: productList,
  listFields: productListFields,
  response: productModel,
  page: 'facets',
  status: 200,
  summary: 'Lists products, visible to shoppers or not.',
  run: (call) => managedPage(declared, call),
})

export const operations = [...crud(declared, productRules), listProducts, ...assignmentOperations]
