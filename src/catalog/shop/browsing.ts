import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { hidden, ref, text } from '../../api/field.ts'
import { envelope } from '../../api/lists/list.ts'
import { present } from '../../api/model.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listPage, listQueries } from '../../store/list.ts'
import { columns } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { catalogs } from '../../tables/catalog/catalogs.ts'
import { categories } from '../../tables/catalog/categories.ts'
import { decodeRow } from '../../tables/table.ts'
import { catalogList, catalogModel } from '../categories/catalogs.ts'
import { categoryList, categoryModel } from '../categories/categories.ts'
import { readAsShopper, shopper } from '../visibility/audiences.ts'
import { rootOf, treeOf, withoutRoot } from '../visibility/tree.ts'

/** Key of the caller, as the shopper whose eyes a statement takes. */
export const me = (call: Call<unknown>): SQL => sql`${call.caller.key}`

/** Who may shop: users of buyers with the role for it. */
export const shopperRole = { roles: ['Shopper'], users: ['Buyer'] } as const

/** The default catalogue of the caller's buyer. */
export const defaultCatalog = (call: Call<unknown>) =>
  sql`(select o.DefaultCatalogID from companies o where o.Marketplace = ${call.marketplace} and o.Kind = 'Buyer' and o.ID = ${call.caller.company})`

/** Catalogues that are active and assigned to the caller's buyer; whose they are is not shown. */
const assignedCatalogs = (
  call: Call<unknown>,
) => sql`t.Marketplace = ${call.marketplace} and t.Active = 1 and t.ID in (select ca.CatalogID from catalog_assignments ca
  where ca.Marketplace = ${call.marketplace} and ca.BuyerID = ${call.caller.company})`

const showCatalog = (row: Record<string, unknown>) => present(catalogModel, { ...row, OwnerID: null })

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
  page: 'plain',
  status: 200,
  summary: 'Lists the catalogs the caller can shop from.',
  run: async (call) => {
    const seller = call.query.sellerID as string | null
    return listPage(
      call,
      {
        spec: myCatalogList,
        columns: columns(catalogs, 't', true),
        decode: (row) => decodeRow(catalogs, row) as Record<string, unknown>,
        where: and(assignedCatalogs(call), seller ? sql`t.OwnerID = ${seller}` : undefined),
        row: as(catalogs, 't'),
      },
      showCatalog,
    )
  },
})

const getCatalog = operation({
  id: 'Me.GetCatalog',
  method: 'GET',
  path: '/me/catalogs/{catalogID}',
  ...shopperRole,
  response: catalogModel,
  status: 200,
  summary: 'Gets a catalog the caller can shop from.',
  run: async (call) => {
    const catalogID = call.params.catalogID!
    const read = await call.read({
      row: {
        sql: sql`select ${columns(catalogs, 't')} from catalogs t where ${assignedCatalogs(call)} and t.ID = ${catalogID}`,
        decode: (row) => decodeRow(catalogs, row) as Record<string, unknown>,
      },
    })
    if (!read.row[0]) throw notFound('Catalog', catalogID)
    return showCatalog(read.row[0])
  },
})

/** Categories the caller's audience sees, in the catalogue asked for or the buyer's default. */
function visibleCategories(call: Call<unknown>) {
  const m = call.marketplace
  const catalogID = call.query.catalogID as string | null
  const catalog = catalogID ? sql`${catalogID}` : defaultCatalog(call)
  return {
    catalog,
    from: sql`${shopper(m, me(call))} x join audience_categories ac on ac.Marketplace = ${m} and ac.Audience = x.A and ac.CatalogID = ${catalog}
      join categories t on t.Marketplace = ${m} and t.CatalogID = ac.CatalogID and t.ID = ac.CategoryID`,
    decode: (row: Record<string, unknown>) => decodeRow(categories, row) as Record<string, unknown>,
  }
}

const listCategories = operation({
  id: 'Me.ListCategories',
  method: 'GET',
  path: '/me/categories',
  ...shopperRole,
  query: { depth: text(10), catalogID: ref('Catalog'), productID: ref('Product') },
  list: categoryList,
  response: categoryModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the categories the caller can see.',
  run: async (call) => {
    const { depth, productID } = call.query as Record<string, string | null>
    const seen = visibleCategories(call)
    const tree = treeOf({
      marketplace: call.marketplace,
      catalog: seen.catalog,
      depth: depth ?? (productID ? 'all' : null),
      root: rootOf(call.list),
      request: call.list,
    })
    const read = await readAsShopper(
      call,
      me(call),
      listQueries(
        {
          spec: categoryList,
          columns: columns(categories, 't', true),
          decode: seen.decode,
          from: () => sql`${seen.from} join ${tree.from} tree on tree.ID = t.ID`,
          where: productID
            ? sql`exists (select 1 from category_products kp where kp.Marketplace = ${call.marketplace} and kp.CatalogID = t.CatalogID and kp.CategoryID = t.ID
              and kp.ProductID in (${productID}, (select ch.ParentID from products ch where ch.Marketplace = ${call.marketplace} and ch.ID = ${productID})))`
            : sql`1`,
          row: as(categories, 't'),
          order: tree.order,
        },
        { ...call.list, filters: withoutRoot(call.list) },
      ),
    )
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => present(categoryModel, row as never)),
    )
  },
})

const getCategory = operation({
  id: 'Me.GetCategory',
  method: 'GET',
  path: '/me/categories/{categoryID}',
  ...shopperRole,
  query: { catalogID: ref('Catalog') },
  response: categoryModel,
  status: 200,
  summary: 'Gets a category the caller can see.',
  run: async (call) => {
    const categoryID = call.params.categoryID!
    const seen = visibleCategories(call)
    const read = await readAsShopper(call, me(call), {
      row: {
        sql: sql`select ${columns(categories, 't')} from ${seen.from} where t.ID = ${categoryID}`,
        decode: seen.decode,
      },
    })
    if (!read.row[0]) throw notFound('Category', categoryID)
    return present(categoryModel, read.row[0])
  },
})

export const operations = [listCatalogs, getCatalog, listCategories, getCategory]
