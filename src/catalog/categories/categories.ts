import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { flag, id, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { parents } from '../../resource/needs.ts'
import { operation } from '../../resource/operation.ts'
import { resourceList, show } from '../../resource/reading.ts'
import { param, resource } from '../../resource/resource.ts'
import type { Rules, Writing } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { listPage } from '../../store/list.ts'
import { by } from '../../store/lists/order.ts'
import { exists } from '../../store/rows.ts'
import { and, plain, type Query } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { as } from '../../tables/alias.ts'
import { catalogAssignments } from '../../tables/catalog/catalogs.ts'
import { categories, categoryAssignments, categoryProducts } from '../../tables/catalog/categories.ts'
import { at } from '../../tables/columns.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { bundleIDs } from '../bundles/bundle-contents.ts'
import { rootOf, treeOf, withoutRoot } from '../visibility/category-tree.ts'
import { enterCategory, leaveCategory, placesRead } from '../visibility/memberships.ts'
import { ofVisibleCatalogs, ownedCatalogs, requireOwned } from '../visibility/ownership.ts'

const { Key: _, ...shown } = categories.fields
export const categoryModel = model('Category', { ID: id(), ...shown })
export const categoryList = {
  search: ['ID', 'Name', 'Description'],
  sort: ['ID', 'Name'],
  order: ['ListOrder', 'Name'],
  indexed: ['ID', 'Name'],
}

const roles = { read: ['CategoryReader'], write: ['CategoryAdmin'] }

export const declared = resource({
  id: 'Categories',
  table: categories,
  model: categoryModel,
  path: '/catalogs/{catalogID}/categories/{categoryID}',
  scope: { CatalogID: param('catalogID') },
  roles,
  list: categoryList,
  visible: (caller, alias) =>
    caller.kind === 'Seller'
      ? undefined
      : ofVisibleCatalogs({ caller, marketplace: caller.marketplace } as Call, alias),
})

/** The subtree below a category, as a table of IDs. */
const subtree = (call: Call<unknown>, root: SQL | string): SQL => sql`(with recursive below(ID) as (
  select ID from categories where Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID} and ID = ${root}
  union select k.ID from below b cross join categories k on k.ParentID = b.ID
    where k.Marketplace = ${call.marketplace} and k.CatalogID = ${call.params.catalogID}) select ID from below)`

const rules: Rules = {
  read: (call, categoryID) => {
    const parent = call.body.ParentID as string | null | undefined
    const reads: Record<string, Query<unknown>> = {
      ...ownedCatalogs(call, { CatalogID: call.params.catalogID }),
      siblings:
        plain(sql`select max(ListOrder) Last from categories where Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID}
        and ParentID is ${parent ?? null}`),
    }
    if (categoryID && parent)
      reads.circle = plain(
        sql`select exists (select 1 from ${subtree(call, categoryID)} s where s.ID = ${parent}) found`,
      )
    return reads
  },
  decide: (w) => {
    const { call, before, after, read } = w
    requireOwned(call, after, read)
    if (
      after.ParentID &&
      (read.circle?.[0]?.found === 1 ||
        (after.ParentID as string).toLowerCase() === (after.ID as string).toLowerCase())
    )
      throw fail('Category.CircularReference', 'A category cannot be its own ancestor.')
    if (!before) {
      after.Key = call.newID()
      after.ListOrder ??= ((read.siblings?.[0]?.Last as number | null) ?? -1) + 1
    }
    const moved =
      !before ||
      before.ParentID !== after.ParentID ||
      before.Active !== after.Active ||
      before.ID !== after.ID
    return [...adjustment(w), ...noCircle(w), ...(moved ? [bumpAccess(call)] : [])]
  },
  remove: (call, row) => removal(call, row.ID as string),
}

/** Two moves at once could close a circle that neither saw. */
function noCircle({ call, before, after }: Writing): Guard[] {
  if (!before || before.ParentID === after.ParentID || !after.ParentID) return []
  return [
    {
      guard: sql`not exists (select 1 from ${subtree(call, after.ID as string)} s where s.ID = ${after.ParentID as string})`,
    },
  ]
}

/** `adjustListOrders` makes room among the siblings from the place that was asked for. */
function adjustment({ call, after }: Writing): Write[] {
  if (!call.query.adjustListOrders || typeof call.body.ListOrder !== 'number') return []
  return [
    {
      sql: sql`update categories set ListOrder = ListOrder + 1 where Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID}
        and ParentID is ${(after.ParentID as string | null) ?? null} and ListOrder >= ${after.ListOrder as number} and ID <> ${after.ID as string}`,
    },
  ]
}

/** A category takes its whole subtree along, with all assignments. */
function removal(call: Call<unknown>, categoryID: string): Write[] {
  const below = (
    column: string,
  ) => sql`Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID}
    and ${sql.identifier(column)} in ${subtree(call, categoryID)} and ${sql.identifier(column)} <> ${categoryID}`
  return [
    ...['category_products', 'category_assignments', 'shelf_members', 'audience_categories'].map((name) => ({
      sql: sql`delete from ${sql.identifier(name)} where ${below('CategoryID')}`,
    })),
    // One statement for all: a tree's own key is checked when the statement has ended.
    { sql: sql`delete from categories where ${below('ID')}` },
    bumpAccess(call),
  ]
}

const category = as(categories, 't')

const standard = crud(declared, rules).map((o) => {
  if (o.method === 'GET' && o.page)
    return operation({
      ...o,
      query: { depth: text(10) },
      run: async (call) => {
        const above = parents(declared, call)
        const list = resourceList(declared, call)
        const tree = treeOf(category, {
          marketplace: call.marketplace,
          catalog: sql`${call.params.catalogID!}`,
          depth: call.query.depth as string | null,
          root: rootOf(call.list),
          request: call.list,
        })
        return listPage(
          call,
          {
            ...list,
            from: () => sql`${category.from} ${tree.join}`,
            order: tree.order,
            finders: [],
          },
          (row) => show(declared, row as Record<string, unknown>, call.now),
          above.queries,
          above.refuse,
          { ...call.list, filters: withoutRoot(call.list) },
        )
      },
    })
  return o.id.endsWith('.Create') || o.id.endsWith('.Save') || o.id.endsWith('.Patch')
    ? operation({ ...o, query: { adjustListOrders: flag() } })
    : o
})

const categoryScope = { CatalogID: param('catalogID') }
const path = '/catalogs/{catalogID}/categories'

export const operations = [
  ...standard,
  ...assignments({
    id: 'Categories',
    table: categoryAssignments,
    model: model('CategoryAssignment', categoryAssignments.fields),
    scope: categoryScope,
    path: `${path}/assignments`,
    removePath: `${path}/{categoryID}/assignments`,
    roles,
    users: { write: ['Seller', 'Supplier'] },
    identity: ['CategoryID', 'BuyerID', 'UserGroupID'],
    removalQuery: ['BuyerID', 'UserID', 'UserGroupID'],
    requiredOnRemoval: ['BuyerID'],
    levels: true,
    check: refuseUserLevel,
    visible: (call, alias) => ofVisibleCatalogs(call, alias),
    read: (call, row) => ({
      ...ownedCatalogs(call, row),
      $assigned: exists(catalogAssignments, call.marketplace, {
        CatalogID: row.CatalogID,
        BuyerID: row.BuyerID,
      }),
    }),
    saved: (call, row, read) => {
      requireOwned(call, row, read)
      if (read.$assigned?.[0]?.found !== 1)
        throw notFound('CatalogAssignment', `${row.CatalogID}/${row.BuyerID}`)
      return [bumpAccess(call)]
    },
    removed: (call, row, read) => [...requireOwned(call, row, read), bumpAccess(call)],
  }),
  ...assignments({
    id: 'Categories',
    names: {
      list: 'ListProductAssignments',
      save: 'SaveProductAssignment',
      remove: 'DeleteProductAssignment',
    },
    table: categoryProducts,
    model: model('CategoryProductAssignment', categoryProducts.fields),
    scope: categoryScope,
    path: `${path}/productassignments`,
    removePath: `${path}/{categoryID}/productassignments/{productID}`,
    roles,
    identity: ['CategoryID', 'ProductID'],
    order: ['CategoryID', 'ListOrder', 'ProductID'],
    // Within a category, products without a place stand behind the others.
    orderBy: ({ categoryID }) =>
      categoryID ? by(sql`t.ListOrder is null`, sql`t.ListOrder`, sql`t.ProductID`) : undefined,
    visible: (call, alias) =>
      and(
        ofVisibleCatalogs(call, alias),
        sql`${at(alias, 'ProductID')} not in ${bundleIDs(call.marketplace)}`,
      ),
    read: (call, row) => ({
      ...ownedCatalogs(call, row),
      ...placesRead(call, row),
    }),
    saved: (call, row, read) => [...requireOwned(call, row, read), ...enterCategory(call, row, read)],
    removed: (call, row, read) => [...requireOwned(call, row, read), ...leaveCategory(call, row, read)],
  }),
]
