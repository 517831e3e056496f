import { type SQL, sql } from 'drizzle-orm'
import { fail, idExists, invalid, notFound } from '../../api/errors.ts'
import { id, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { fixed, resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, the, vacancy } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { bundleProducts } from '../../tables/catalog/bundles.ts'
import { products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'
import { narrowing } from '../narrowing.ts'
import { productRules } from '../products/product-rules.ts'
import { declared as declaredProducts, managedPage } from '../products/products.ts'
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
  status: 200,
  summary: 'Lists bundles, visible to shoppers or not.',
  run: (call) => managedPage(declared, call),
})

interface Content {
  ID: string
  OwnerID: string
  IsBundle: 0 | 1
}

/** The product that is to be in a bundle. */
const content = ({ marketplace }: Call, productID: string | null = null): Fact<Content> => ({
  ...plain<Content>(
    sql`select p.ID, p.OwnerID, p.IsBundle from products p where p.Marketplace = ${marketplace} and p.ID = ${productID}`,
  ),
  missing: notFound('Product', productID),
  // A product keeps its owner and remains what it is; the row that names it has a key to it.
  holds: null,
})

/** A bundle holds no product together with its parent. */
function apartFromFamily({ marketplace }: Call, bundleID: string, productID: string): Guard[] {
  const holdsNone = (which: SQL) =>
    sql`not exists (select 1 from bundle_products bp where bp.Marketplace = ${marketplace} and bp.BundleID = ${bundleID}
      and bp.ProductID in (select p.ID from products p where p.Marketplace = ${marketplace} and ${which}))`
  return [
    {
      guard: holdsNone(
        sql`p.ID = (select c.ParentID from products c where c.Marketplace = ${marketplace} and c.ID = ${productID})`,
      ),
      else: fail('Bundle.ParentProductAssigned', 'The bundle holds the parent of this product.'),
    },
    {
      guard: holdsNone(sql`p.ParentID = ${productID}`),
      else: fail('Bundle.ChildProductsAssigned', 'The bundle holds child products of this product.'),
    },
  ]
}

export const operations = [
  ...crud(declared, {
    ...productRules,
    read: (call, bundleID) => ({
      ...productRules.read!(call, bundleID),
      // A product by the ID of a new bundle is in its way, though it is not to be seen as one.
      vacant: bundleID
        ? vacancy(products, call.marketplace, { ID: bundleID }, idExists('Product', bundleID))
        : undefined,
    }),
    decide: (writing) => {
      if (!writing.before) {
        if (writing.read.vacant) the(writing.read.vacant)
        writing.after.IsBundle = true
      }
      return productRules.decide!(writing)
    },
  }),
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
    read: (call, row) => ({
      bundle: ownBundle(call, row.BundleID),
      content: content(call, row.ProductID),
    }),
    saved: (call, _row, read) => {
      const bundle = the(read.bundle)
      const product = the(read.content)
      if (!sameIgnoringCase(bundle.OwnerID, product.OwnerID))
        throw fail('Bundle.OwnerIDMustMatch', 'A bundle and its products have the same owner.')
      if (product.IsBundle)
        throw invalid({ property: 'ProductID', rule: 'Rule', message: 'A bundle cannot hold a bundle.' })
      return apartFromFamily(call, bundle.ID, product.ID)
    },
    removed: (_call, _row, read) => {
      the(read.bundle)
      return []
    },
  }),
]
