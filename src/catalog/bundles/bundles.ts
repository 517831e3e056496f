import { sql } from 'drizzle-orm'
import { fail, idExists, invalid, notFound } from '../../api/errors.ts'
import { id, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { assignments } from '../../resource/assignments.ts'
import { crud } from '../../resource/crud.ts'
import { operation } from '../../resource/operation.ts'
import { fixed, resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { bundleProducts } from '../../tables/catalog/bundles.ts'
import { products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'
import { narrowing } from '../narrowing.ts'
import { managedPage } from '../products/managed-products.ts'
import { productRules } from '../products/product-rules.ts'
import { declared as declaredProducts } from '../products/products.ts'

type Values = Record<string, unknown>

const { OwnerID, Name, Description, Active, xp } = products.fields

const bundleList = {
  search: 'any',
  sort: 'any',
  order: ['OwnerID', 'Name'],
  // Few products are bundles: one index finds them, other orders are sorted.
  indexed: [],
  searchType: true,
} as const

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
  list: bundleList,
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
  list: bundleList,
  response: declared.model,
  page: 'facets',
  status: 200,
  summary: 'Lists bundles, visible to shoppers or not.',
  run: (call) => managedPage(declared, call),
})

/** The bundle a row of an assignment names. */
export const bundleRead = (call: Call<unknown>, bundleID: unknown): Record<string, Query<unknown>> => ({
  $bundle: plain(sql`select b.ID, b.OwnerID from products b where b.Marketplace = ${call.marketplace}
    and b.ID = ${bundleID as string} and +b.IsBundle = 1`),
})

/**
 * The owner of the bundle that was read.
 * @throws ApiError 404 when there is none, 403 when it is another organisation's than the caller's
 */
export function requireBundle(
  call: Call<unknown>,
  bundleID: unknown,
  read: Record<string, Values[]>,
): Values {
  const bundle = read.$bundle?.[0]
  if (!bundle) throw notFound('Bundle', bundleID as string)
  if (call.caller.kind !== 'Seller' && !sameIgnoringCase(bundle.OwnerID, call.caller.company))
    throw fail('Product.CannotModify', 'Bundle belongs to another organization.')
  return bundle
}

/** A product of the bundle's owner that is no bundle, and neither parent nor child of one that is in it. */
function requireContent(call: Call<unknown>, row: Values, read: Record<string, Values[]>): Guard[] {
  const bundle = requireBundle(call, row.BundleID, read)
  const product = read.$content![0]!
  if (!sameIgnoringCase(bundle.OwnerID, product.OwnerID))
    throw fail('Bundle.OwnerIDMustMatch', 'A bundle and its products have the same owner.')
  if (product.IsBundle)
    throw invalid({ property: 'ProductID', rule: 'Rule', message: 'A bundle cannot hold a bundle.' })
  const m = call.marketplace
  const holds = (which: ReturnType<typeof sql>) =>
    sql`not exists (select 1 from bundle_products bp where bp.Marketplace = ${m} and bp.BundleID = ${bundle.ID}
      and bp.ProductID in (select p.ID from products p where p.Marketplace = ${m} and ${which}))`
  return [
    {
      guard: holds(
        sql`p.ID = (select c.ParentID from products c where c.Marketplace = ${m} and c.ID = ${product.ID})`,
      ),
      else: fail('Bundle.ParentProductAssigned', 'The bundle holds the parent of this product.'),
    },
    {
      guard: holds(sql`p.ParentID = ${product.ID}`),
      else: fail('Bundle.ChildProductsAssigned', 'The bundle holds child products of this product.'),
    },
  ]
}

/** Rows of the caller's own bundles; a buyer's user sees what is in those it may read. */
const seen = (call: Call<unknown>, alias: string) => {
  const visible = declared.visible?.(call.caller, 'b')
  return (
    visible &&
    sql`exists (select 1 from products b where b.Marketplace = ${call.marketplace} and b.ID = ${at(alias, 'BundleID')} and ${visible})`
  )
}

export const operations = [
  ...crud(declared, {
    ...productRules,
    read: (call, bundleID) => ({
      ...productRules.read!(call, bundleID),
      taken: plain(sql`select ID from products where Marketplace = ${call.marketplace} and ID = ${bundleID}`),
    }),
    decide: (w) => {
      if (!w.before && w.read.taken?.[0]) throw idExists('Product', w.read.taken[0].ID as string)
      if (!w.before) w.after.IsBundle = true
      return productRules.decide!(w)
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
    roles: { read: ['BundleReader'], write: ['BundleAdmin'] },
    users: { write: ['Seller', 'Supplier'] },
    identity: ['BundleID', 'ProductID'],
    visible: seen,
    read: (call, row) => ({
      ...bundleRead(call, row.BundleID),
      $content:
        plain(sql`select p.ID, p.OwnerID, p.IsBundle from products p where p.Marketplace = ${call.marketplace}
        and p.ID = ${row.ProductID as string}`),
    }),
    saved: requireContent,
    removed: (call, row, read) => {
      requireBundle(call, row.BundleID, read)
      return []
    },
  }),
]
