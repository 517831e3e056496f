import { sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../../api/errors.ts'
import { assignedBuyer, int, ref, required, sameIgnoringCase } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { type Assignments, refuseUserLevel } from '../../resource/assignment.ts'
import { assignments } from '../../resource/assignments.ts'
import { param } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { by } from '../../store/lists/order.ts'
import { and } from '../../store/sql/sql.ts'
import { bumpAccess } from '../../store/versions.ts'
import { productCatalogs } from '../../tables/catalog/catalogs.ts'
import { categoryProducts } from '../../tables/catalog/categories.ts'
import { productAssignments } from '../../tables/catalog/prices.ts'
import { at } from '../../tables/columns.ts'
import { assignmentsSeen, removalFromParty, rulesRead } from '../prices/product-assignments.ts'
import {
  enterCatalog,
  enterCategory,
  leaveCatalog,
  leaveCategory,
  placesRead,
} from '../visibility/memberships.ts'
import { ofVisibleCatalogs, ownCatalog, requireOwned } from '../visibility/ownership.ts'
import { bundleIDs } from './bundle-contents.ts'
import { bundleRead, requireBundle } from './bundles.ts'

type Values = Record<string, unknown>
type Read = Record<string, Values[]>

/** Bundles stand in catalogues and categories, and are given to parties, as the products they are. */
const asProducts = { wireNames: { ProductID: 'BundleID' } }

/** Of the rows that products have, those of bundles. */
const ofBundles = (call: Call<unknown>, alias: string) =>
  sql`${at(alias, 'ProductID')} in ${bundleIDs(call.marketplace)}`

const names = {
  list: 'ListBundleAssignments',
  save: 'SaveBundleAssignment',
  remove: 'DeleteBundleAssignment',
}

/** What a bundle's places are about: the catalogue's owner decides, whosever the bundle is. */
const placing = {
  ...asProducts,
  names,
  visible: (call, alias) => and(ofVisibleCatalogs(call, alias), ofBundles(call, alias)),
  read: (call, row) => ({
    $catalog: ownCatalog(call, row.CatalogID as string),
    ...placesRead(call, row),
    ...bundleRead(call, row.ProductID),
  }),
} satisfies Partial<Assignments>

/** The bundle must be one; its owner does not matter to those who fill a catalogue. */
function requirePlaced(call: Call<unknown>, row: Values, read: Read) {
  if (!read.$bundle?.[0]) throw notFound('Bundle', row.ProductID as string)
  return requireOwned(call, row, read)
}

const categoryPath = '/catalogs/{catalogID}/categories'
const roles = { read: ['BundleReader'], write: ['BundleAdmin', 'BundleAssignmentAdmin'] }

/** Whose assignment it is: the caller's own, or, said by the marketplace owner, the bundle's owner's. */
function sellerOf(call: Call<unknown>, row: Values, owner: unknown): string {
  const { kind, company } = call.caller
  if (kind !== 'Seller' || !row.SellerID || sameIgnoringCase(row.SellerID, company)) return company
  if (sameIgnoringCase(row.SellerID, owner)) return owner as string
  throw invalid({ property: 'SellerID', rule: 'Rule', message: 'SellerID must be the owner of the bundle.' })
}

export const operations = [
  ...assignments({
    ...placing,
    id: 'Catalogs',
    table: productCatalogs,
    model: model('BundleCatalogAssignment', {
      CatalogID: required(ref('Catalog')),
      BundleID: required(ref('Bundle')),
    }),
    scope: {},
    path: '/catalogs/bundleassignments',
    removePath: '/catalogs/{catalogID}/bundleassignments/{bundleID}',
    roles: { read: ['CatalogReader'], write: ['CatalogAdmin'] },
    identity: ['CatalogID', 'ProductID'],
    saved: (call, row, read) => [...requirePlaced(call, row, read), ...enterCatalog(call, row, read)],
    removed: (call, row, read) => [...requirePlaced(call, row, read), ...leaveCatalog(call, row, read)],
  }),
  ...assignments({
    ...placing,
    id: 'Categories',
    table: categoryProducts,
    model: model('CategoryBundleAssignment', {
      CategoryID: required(ref('Category')),
      BundleID: required(ref('Bundle')),
      ListOrder: int(),
    }),
    scope: { CatalogID: param('catalogID') },
    path: `${categoryPath}/bundleassignments`,
    removePath: `${categoryPath}/{categoryID}/bundleassignments/{bundleID}`,
    roles: { read: ['CategoryReader'], write: ['CategoryAdmin'] },
    identity: ['CategoryID', 'ProductID'],
    order: ['CategoryID', 'ListOrder', 'ProductID'],
    orderBy: ({ categoryID }) =>
      categoryID ? by(sql`t.ListOrder is null`, sql`t.ListOrder`, sql`t.ProductID`) : undefined,
    saved: (call, row, read) => [...requirePlaced(call, row, read), ...enterCategory(call, row, read)],
    removed: (call, row, read) => [...requirePlaced(call, row, read), ...leaveCategory(call, row, read)],
  }),
  ...assignments({
    ...asProducts,
    id: 'Bundles',
    table: productAssignments,
    model: model('BundleAssignment', {
      SellerID: ref('Supplier'),
      BundleID: required(ref('Bundle')),
      BuyerID: assignedBuyer(),
      UserGroupID: ref('UserGroup'),
    }),
    scope: {},
    path: '/bundles/assignments',
    removePath: '/bundles/{bundleID}/assignments/{buyerID}',
    roles,
    users: { write: ['Seller', 'Supplier'] },
    identity: ['ProductID', 'BuyerID', 'UserGroupID', 'SellerID'],
    filters: { bundleID: 'ProductID', buyerID: 'BuyerID', userGroupID: 'UserGroupID' },
    levels: true,
    check: refuseUserLevel,
    visible: (call, alias) => and(assignmentsSeen(call, alias), ofBundles(call, alias)),
    read: (call, row) => ({ ...rulesRead(call, row), ...bundleRead(call, row.ProductID) }),
    saved: (call, row, read) => {
      const bundle = requireBundle(call, row.ProductID, read)
      if (read.$product![0]!.Shared !== 1)
        throw fail(
          'Product.CannotAssignNotInBuyerCatalog',
          'The bundle is in no catalog that is assigned to the buyer.',
        )
      row.SellerID = sellerOf(call, row, bundle.OwnerID)
      return read.$known?.[0]?.found === 1 ? [] : [bumpAccess(call)]
    },
  }).slice(0, 2),
  removalFromParty(
    {
      id: 'Bundles.DeleteAssignment',
      path: '/bundles/{bundleID}/assignments/{buyerID}',
      roles: roles.write,
      summary: 'Removes a bundle assignment.',
    },
    'Bundle',
  ),
]
