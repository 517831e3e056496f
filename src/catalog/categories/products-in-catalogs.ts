import { int, ref, required } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { assignments } from '../../resource/assignments.ts'
import type { Operation } from '../../resource/operation.ts'
import { param } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { by } from '../../store/lists/order.ts'
import { and } from '../../store/sql/sql.ts'
import { productCatalogs } from '../../tables/catalog/catalogs.ts'
import { categoryProducts } from '../../tables/catalog/categories.ts'
import { at } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { bundleIDs, bundleNamed } from '../bundles/bundle-contents.ts'
import {
  enterCatalog,
  enterCategory,
  leaveCatalog,
  leaveCategory,
  type Placing,
  placesRead,
} from '../visibility/product-places.ts'
import { editableCatalog, inVisibleCatalog } from './caller-catalogs.ts'

/** Which products, or which bundles, stand in catalogues and categories: bundles do as the products they are. */
function placements(kind: 'Product' | 'Bundle'): Operation[] {
  const isBundle = kind === 'Bundle'
  const parameter = isBundle ? '{bundleID}' : '{productID}'
  const collection = isBundle ? 'bundleassignments' : 'productassignments'
  const categories = '/catalogs/{catalogID}/categories'
  const named = { [`${kind}ID`]: required(ref(kind)) }
  const shared = {
    names: {
      list: `List${kind}Assignments`,
      save: `Save${kind}Assignment`,
      remove: `Delete${kind}Assignment`,
    },
    wireNames: { ProductID: `${kind}ID` },
    changes: [`${kind}ID`],
    visible: (call: Call, alias: string) =>
      and(
        inVisibleCatalog(call, alias),
        sql`${at(alias, 'ProductID')} ${isBundle ? sql`in` : sql`not in`} ${bundleIDs(call.marketplace)}`,
      ),
    // The catalogue is the caller's to fill, whosever the product is.
    requires: (call: Call, row: Placing) => [
      ...(isBundle ? [bundleNamed(call.marketplace, row.ProductID)] : []),
      editableCatalog(call, row.CatalogID),
    ],
    read: placesRead,
  }
  return [
    ...assignments({
      ...shared,
      id: 'Catalogs',
      table: productCatalogs,
      model: model(`${kind}CatalogAssignment`, { CatalogID: required(ref('Catalog')), ...named }),
      scope: {},
      path: `/catalogs/${collection}`,
      removePath: `/catalogs/{catalogID}/${collection}/${parameter}`,
      roles: { read: ['CatalogReader'], write: ['CatalogAdmin'] },
      identity: ['CatalogID', 'ProductID'],
      saved: enterCatalog,
      removed: leaveCatalog,
    }),
    ...assignments({
      ...shared,
      id: 'Categories',
      table: categoryProducts,
      model: model(`Category${kind}Assignment`, {
        CategoryID: required(ref('Category')),
        ...named,
        ListOrder: int(),
      }),
      scope: { CatalogID: param('catalogID') },
      path: `${categories}/${collection}`,
      removePath: `${categories}/{categoryID}/${collection}/${parameter}`,
      roles: { read: ['CategoryReader'], write: ['CategoryAdmin'] },
      identity: ['CategoryID', 'ProductID'],
      order: ['CategoryID', 'ListOrder', 'ProductID'],
      // Within a category, products without a place stand behind the others.
      orderBy: ({ categoryID }) =>
        categoryID ? by(sql`t.ListOrder is null`, sql`t.ListOrder`, sql`t.ProductID`) : undefined,
      saved: enterCategory,
      removed: leaveCategory,
    }),
  ]
}

export const operations = [...placements('Product'), ...placements('Bundle')]
