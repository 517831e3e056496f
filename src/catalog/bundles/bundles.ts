import { fail, idExists, invalid } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { fixed, resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, the, vacancy } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { bundleProducts } from '../../tables/catalog/bundles.ts'
import { products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import { narrowing } from '../narrowing.ts'
import { managedPage } from '../products/managed-products.ts'
import { productRules } from '../products/product-rules.ts'
import { declared as declaredProducts } from '../products/products.ts'
import { ownBundle } from './bundle-contents.ts'

const { OwnerID, Name, Description, Active, xp } = products.fields

/**
 * Bundles: products that are sold together. A bundle and its companion product are one row, so that they share their ID
 * and are always alike; `/products` shows what a bundle does not.
 */
const declared = resource({
  id: 'Bundles',
  table: products,
  model: model('Bundle', { ID: id(), OwnerID, Name, Description, Active, xp }),
  path: '/bundles/{bundleID}',
  scope: { IsBundle: fixed('1') },
  roles: { read: ['BundleReader'], write: ['BundleAdmin'] },
  users: { write: ['Seller', 'Supplier'] },
  list: {
    search: 'any',
    sort: 'any',
    order: ['OwnerID', 'Name'],
    // Few products are bundles: one index finds them, other orders are sorted.
    indexed: [],
    searchType: true,
  },
  verbs: ['Create', 'Get', 'Save', 'Patch', 'Delete'],
  visible: declaredProducts.visible,
  owned: 'Product.CannotModify',
})

const list = operation({
  id: 'Bundles.List',
  method: 'GET',
  path: '/bundles',
  roles: ['BundleReader', 'BundleAdmin'],
  query: narrowing,
  list: declared.list,
  response: declared.model,
  page: 'facets',
  summary: 'Lists bundles, visible to shoppers or not.',
  run: (call) => managedPage(declared, call),
})

interface Content {
  BundleID: string
  ProductID: string
  IsBundle: 0 | 1
  SameOwner: 0 | 1
}

/** A product that is to be in a bundle; that both are there was seen with the links of the row. */
const content = (
  { marketplace }: Call,
  { BundleID = null, ProductID = null }: { BundleID?: string | null; ProductID?: string | null },
): Fact<Content> => ({
  ...plain<Content>(sql`select b.ID BundleID, p.ID ProductID, p.IsBundle, p.OwnerID = b.OwnerID SameOwner from products b
    cross join products p on p.Marketplace = b.Marketplace and p.ID = ${ProductID} where b.Marketplace = ${marketplace} and b.ID = ${BundleID}`),
  refusal: ({ IsBundle, SameOwner }) => {
    if (!SameOwner) return fail('Bundle.OwnerIDMustMatch', 'A bundle and its products have the same owner.')
    return IsBundle ? invalid('ProductID', 'Rule', 'A bundle cannot hold a bundle.') : undefined
  },
  // A product keeps its owner, and remains a bundle or none.
  holds: null,
})

/** A bundle holds no product together with its parent. */
function apartFromFamily({ marketplace }: Call, { BundleID, ProductID }: Content): Guard[] {
  const holdsNone = (which: SQL) =>
    sql`not exists (select 1 from bundle_products bp where bp.Marketplace = ${marketplace} and bp.BundleID = ${BundleID}
      and bp.ProductID in (select p.ID from products p where p.Marketplace = ${marketplace} and ${which}))`
  return [
    {
      guard: holdsNone(
        sql`p.ID = (select c.ParentID from products c where c.Marketplace = ${marketplace} and c.ID = ${ProductID})`,
      ),
      else: fail('Bundle.ParentProductAssigned', 'The bundle holds the parent of this product.'),
    },
    {
      guard: holdsNone(sql`p.ParentID = ${ProductID}`),
      else: fail('Bundle.ChildProductsAssigned', 'The bundle holds child products of this product.'),
    },
  ]
}

/** A bundle is written as the product it is. */
const rules = rulesFor(declared, {
  read: (call, bundleID) => ({
    ...productRules.read!(call, bundleID),
    // A product by the ID of a new bundle is in its way, though it is not to be seen as one.
    vacant: bundleID
      ? vacancy(products, call.marketplace, { ID: bundleID }, (taken) => idExists('Product', taken))
      : undefined,
  }),
  first: (writing) => productRules.first!(writing),
  decide: (writing) => {
    const { before, after, read } = writing
    if (!before) {
      if (read.vacant) the(read.vacant)
      after.IsBundle = true
    }
    return productRules.decide!(writing)
  },
  readForRemoval: productRules.readForRemoval,
  remove: productRules.remove,
})

export const operations = [
  ...crud(declared, rules),
  list,
  ...assignments({
    id: 'Bundles',
    names: {
      list: 'ListProductAssignments',
      save: 'SaveProductAssignment',
      remove: 'DeleteProductAssignment',
    },
    table: bundleProducts,
    model: model('BundleProductAssignment', bundleProducts.fields),
    scope: {},
    path: '/bundles/productassignments',
    removePath: '/bundles/{bundleID}/productassignments/{productID}',
    roles: declared.roles,
    users: declared.users,
    identity: ['BundleID', 'ProductID'],
    // Rows of the caller's own bundles; a buyer's user sees what is in those it may read.
    visible: (call, alias) => {
      const visible = declared.visible?.(call.caller, 'b')
      return (
        visible &&
        sql`exists (select 1 from products b where b.Marketplace = ${call.marketplace} and b.ID = ${at(alias, 'BundleID')} and ${visible})`
      )
    },
    requires: (call, row) => [ownBundle(call, row.BundleID)],
    read: (call, row) => ({ content: content(call, row) }),
    saved: (call, _row, read) => apartFromFamily(call, the(read.content)),
  }),
]
