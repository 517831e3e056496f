import { fail } from '../../api/errors.ts'
import { flag, id, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { param, resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { existence, type Fact, rely, standing } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { as } from '../../tables/alias.ts'
import { catalogAssignments } from '../../tables/catalog/catalogs.ts'
import { categories, categoryAssignments } from '../../tables/catalog/categories.ts'
import { isForBuyer } from '../../tables/organizations/parties.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { rootOf, treeOf, withoutRoot } from '../visibility/category-tree.ts'
import { editableCatalog, inVisibleCatalog } from './caller-catalogs.ts'

export const categoryModel = model('Category', { ID: id(), ...categories.fields })
export const categoryList = {
  search: ['ID', 'Name', 'Description'],
  sort: ['ID', 'Name'],
  order: ['ListOrder', 'Name'],
  indexed: ['ID', 'Name'],
}

const roles = { read: ['CategoryReader'], write: ['CategoryAdmin'] }

/** The categories of a list. */
const category = as(categories, 't')

const declared = resource({
  id: 'Categories',
  table: categories,
  model: categoryModel,
  path: '/catalogs/{catalogID}/categories/{categoryID}',
  scope: { CatalogID: param('catalogID') },
  roles,
  list: categoryList,
  listQuery: { depth: text(10) },
  writeQuery: { adjustListOrders: flag() },
  visible: (caller, alias) => inVisibleCatalog({ caller, marketplace: caller.marketplace }, alias),
  lists: (call, list) => {
    const tree = treeOf(category, {
      marketplace: call.marketplace,
      catalog: sql`${call.params.catalogID!}`,
      depth: call.query.depth,
      root: rootOf(call.list),
      request: call.list,
    })
    return {
      list: { ...list, from: () => sql`${category.from} ${tree.join}`, order: tree.order, finders: [] },
      asked: { ...call.list, filters: withoutRoot(call.list) },
    }
  },
})

type CategoryWriting = Writing<typeof categories, typeof categoryModel>

/** The subtree below a category, as a table of IDs. */
const subtree = (call: Call, root: SQL | string): SQL => sql`(with recursive below(ID) as (
  select ID from categories where Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID} and ID = ${root}
  union select k.ID from below b cross join categories k on k.ParentID = b.ID
    where k.Marketplace = ${call.marketplace} and k.CatalogID = ${call.params.catalogID}) select ID from below)`

/** That a category is not put below itself; two moves at once could close a circle that neither saw. */
const noCircle = (call: Call, categoryID: string, parentID: string): Fact<unknown> =>
  standing(
    plain(
      sql`select 1 where not exists (select 1 from ${subtree(call, categoryID)} s where s.ID = ${parentID})`,
    ),
    fail('Category.CircularReference', 'A category cannot be its own ancestor.'),
  )

const rules = rulesFor(declared, {
  read: (call, categoryID) => {
    const { ParentID = null } = call.body
    return {
      catalog: editableCatalog(call, call.params.catalogID),
      siblings: plain<{ Last: number | null }>(sql`select max(ListOrder) Last from categories
        where Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID} and ParentID is ${ParentID}`),
      noCircle: categoryID && ParentID ? noCircle(call, categoryID, ParentID) : undefined,
    }
  },
  decide: (writing) => {
    const { call, before, after, read } = writing
    rely(call, read.catalog)
    if (after.ParentID && sameIgnoringCase(after.ParentID, after.ID))
      throw fail('Category.CircularReference', 'A category cannot be its own ancestor.')
    if (read.noCircle) rely(call, read.noCircle)
    if (!before) {
      after.Key = call.newID()
      after.ListOrder ??= (read.siblings[0]?.Last ?? -1) + 1
    }
    const moved =
      !before ||
      before.ParentID !== after.ParentID ||
      before.Active !== after.Active ||
      before.ID !== after.ID
    return [...adjustment(writing), ...(moved ? [bumpAccess(call)] : [])]
  },
  remove: (call, row) => removal(call, row.ID),
})

/** `adjustListOrders` makes room among the siblings from the place that was asked for. */
function adjustment({ call, after }: CategoryWriting): Written[] {
  if (!call.query.adjustListOrders || typeof call.body.ListOrder !== 'number') return []
  return [
    sql`update categories set ListOrder = ListOrder + 1 where Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID}
      and ParentID is ${after.ParentID} and ListOrder >= ${after.ListOrder} and ID <> ${after.ID}`,
  ]
}

/** A category takes its whole subtree along, with all assignments. */
function removal(call: Call, categoryID: string): Written[] {
  const below = (
    column: string,
  ) => sql`Marketplace = ${call.marketplace} and CatalogID = ${call.params.catalogID}
    and ${sql.identifier(column)} in ${subtree(call, categoryID)} and ${sql.identifier(column)} <> ${categoryID}`
  const discounts = sql`Marketplace = ${call.marketplace} and DiscountID in (select ID from discounts where ${below('CategoryID')})`
  return [
    sql`delete from discount_assignments where ${discounts}`,
    sql`delete from audience_discounts where ${discounts}`,
    ...[
      ...['discounts', 'category_products', 'category_assignments', 'shelf_members'],
      ...['audience_categories', 'audience_branches'],
    ].map((name) => sql`delete from ${sql.identifier(name)} where ${below('CategoryID')}`),
    // One statement for all: a tree's own key is checked when the statement has ended.
    sql`delete from categories where ${below('ID')}`,
    bumpAccess(call),
  ]
}

export const operations = [
  ...crud(declared, rules),
  ...assignments({
    id: 'Categories',
    table: categoryAssignments,
    model: model('CategoryAssignment', categoryAssignments.fields),
    scope: { CatalogID: param('catalogID') },
    path: '/catalogs/{catalogID}/categories/assignments',
    removePath: '/catalogs/{catalogID}/categories/{categoryID}/assignments',
    roles,
    users: { write: ['Seller', 'Supplier'] },
    identity: ['CategoryID', 'BuyerID', 'UserGroupID'],
    removalQuery: ['BuyerID', 'UserID', 'UserGroupID'],
    requiredOnRemoval: ['BuyerID'],
    levels: true,
    check: refuseUserLevel,
    visible: inVisibleCatalog,
    requires: (call, { CatalogID }) => [editableCatalog(call, CatalogID)],
    read: (call, { CatalogID, BuyerID }) => ({
      assigned: existence(
        catalogAssignments,
        call.marketplace,
        { CatalogID },
        {
          type: 'CatalogAssignment',
          id: `${CatalogID}/${BuyerID}`,
          and: isForBuyer('t', call.marketplace, BuyerID),
        },
      ),
    }),
    saved: (call, _row, read) => {
      rely(call, read.assigned)
      return [bumpAccess(call)]
    },
    removed: (call) => [bumpAccess(call)],
  }),
]
