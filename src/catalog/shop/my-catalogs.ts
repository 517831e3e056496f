import { notFound } from '../../api/errors.ts'
import { hidden, ref, text } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listPage, listQueries } from '../../store/list.ts'
import { columns, wholeRows } from '../../store/rows.ts'
import { and, type StoredRow } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { catalogAssignments, catalogs } from '../../tables/catalog/catalogs.ts'
import { categories, categoryProducts } from '../../tables/catalog/categories.ts'
import { products } from '../../tables/catalog/products.ts'
import { audienceCategories } from '../../tables/catalog/visibility.ts'
import { isForBuyer } from '../../tables/organizations/parties.ts'
import { sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { decodeRow } from '../../tables/table.ts'
import { catalogList, catalogModel } from '../categories/catalogs.ts'
import { categoryList, categoryModel } from '../categories/categories.ts'
import { fromShopper, readAsCaller, shopper } from '../visibility/audiences.ts'
import { rootOf, treeOf, withoutRoot } from '../visibility/category-tree.ts'
import { defaultCatalog, me, shopperRole } from './as-shopper.ts'
import { forAudience } from './for-audience.ts'

const catalog = as(catalogs, 't')
const category = as(categories, 't')
const ca = as(catalogAssignments, 'ca')
const ac = as(audienceCategories, 'ac')
const standing = as(categoryProducts, 'kp')
const child = as(products, 'ch')

/** Catalogues that are active and assigned to the caller's buyer, or its group; whose they are is not shown. */
const isMine = ({
  marketplace,
  caller,
}: Call<unknown>) => sql`${catalog.here(marketplace)} and ${catalog.Active} = 1
  and ${catalog.ID} in (select ${ca.CatalogID} from ${ca.from} where ${ca.here(marketplace)} and ${isForBuyer(ca.alias, marketplace, caller.company)})`

const showCatalog = (row: Row<typeof catalogs>) => present(catalogModel, { ...row, OwnerID: null })

/** What is not shown is not to be found out by asking for it. */
const myCatalogList = { ...catalogList, sort: ['Name', 'ID'] }

const listCatalogs = operation({
  id: 'Me.ListCatalogs',
  method: 'GET',
  path: '/me/catalogs',
  ...shopperRole,
  query: { sellerID: ref('Supplier') },
  list: myCatalogList,
  listFields: { ...catalogModel.fields, OwnerID: hidden(catalogModel.fields.OwnerID) },
  response: catalogModel,
  summary: 'Lists the catalogs the caller can shop from.',
  run: forAudience(async (call) => {
    const seller = call.query.sellerID as string | null
    return listPage(call, {
      ...wholeRows(catalogs, catalog.alias),
      where: and(isMine(call), seller ? sql`${catalog.OwnerID} = ${seller}` : undefined),
      show: showCatalog,
    })
  }),
})

const getCatalog = operation({
  id: 'Me.GetCatalog',
  method: 'GET',
  path: '/me/catalogs/{catalogID}',
  ...shopperRole,
  response: catalogModel,
  summary: 'Gets a catalog the caller can shop from.',
  run: forAudience(async (call) => {
    const catalogID = call.params.catalogID!
    const read = await call.read({
      row: {
        sql: sql`select ${columns(catalogs, catalog.alias)} from ${catalog.from} where ${isMine(call)} and ${catalog.ID} = ${catalogID}`,
        decode: (row: StoredRow) => decodeRow(catalogs, row),
      },
    })
    if (!read.row[0]) throw notFound('Catalog', catalogID)
    return showCatalog(read.row[0])
  }),
})

/** Categories the caller's audience sees, in the catalogue asked for or the buyer's default. */
function visibleCategories(call: Call<unknown>) {
  const { marketplace } = call
  const catalogID = call.query.catalogID as string | null
  const inCatalog = catalogID ? sql`${catalogID}` : defaultCatalog(call)
  return {
    catalog: inCatalog,
    from: sql`${fromShopper(marketplace, me(call))}
      join ${ac.from} on ${ac.here(marketplace)} and ${ac.Audience} = ${shopper.audience} and ${ac.CatalogID} = ${inCatalog}
      join ${category.from} on ${category.here(marketplace)} and ${category.CatalogID} = ${ac.CatalogID} and ${category.ID} = ${ac.CategoryID}`,
    decode: (row: StoredRow) => decodeRow(categories, row),
  }
}

/** Categories with a product, or with its parent. */
const holding = (marketplace: string, productID: string) => sql`exists (select 1 from ${standing.from}
  where ${standing.here(marketplace)} and ${standing.CatalogID} = ${category.CatalogID} and ${standing.CategoryID} = ${category.ID}
    and ${standing.ProductID} in (${productID}, (select ${child.ParentID} from ${child.from} where ${child.here(marketplace)} and ${child.ID} = ${productID})))`

const listCategories = operation({
  id: 'Me.ListCategories',
  method: 'GET',
  path: '/me/categories',
  ...shopperRole,
  query: { depth: text(10), catalogID: ref('Catalog'), productID: ref('Product') },
  list: categoryList,
  response: categoryModel,
  summary: 'Lists the categories the caller can see.',
  run: forAudience(async (call) => {
    const { depth, productID }: Record<string, string | null> = call.query
    const seen = visibleCategories(call)
    const tree = treeOf(category, {
      marketplace: call.marketplace,
      catalog: seen.catalog,
      depth: depth ?? (productID ? 'all' : null),
      root: rootOf(call.list),
      request: call.list,
    })
    const read = await readAsCaller(
      call,
      listQueries(
        {
          spec: categoryList,
          row: category,
          columns: columns(categories, category.alias, true),
          decode: seen.decode,
          from: () => sql`${seen.from} ${tree.join}`,
          where: productID ? holding(call.marketplace, productID) : sql`1`,
          order: tree.order,
        },
        { ...call.list, filters: withoutRoot(call.list) },
      ),
    )
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => present(categoryModel, row)),
    )
  }),
})

const getCategory = operation({
  id: 'Me.GetCategory',
  method: 'GET',
  path: '/me/categories/{categoryID}',
  ...shopperRole,
  query: { catalogID: ref('Catalog') },
  response: categoryModel,
  summary: 'Gets a category the caller can see.',
  run: forAudience(async (call) => {
    const categoryID = call.params.categoryID!
    const seen = visibleCategories(call)
    const read = await readAsCaller(call, {
      row: {
        sql: sql`select ${columns(categories, category.alias)} from ${seen.from} where ${category.ID} = ${categoryID}`,
        decode: seen.decode,
      },
    })
    if (!read.row[0]) throw notFound('Category', categoryID)
    return present(categoryModel, read.row[0])
  }),
})

export const operations = [listCatalogs, getCatalog, listCategories, getCategory]
