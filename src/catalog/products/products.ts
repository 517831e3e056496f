import { computed, id, list, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { resource } from '../../resource/resource.ts'
import type { Writing } from '../../resource/rules.ts'
import { carriedBy } from '../../tables/catalog/catalogs.ts'
import { inventory, products } from '../../tables/catalog/products.ts'
import { at } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { bundlesOf } from '../bundles/bundle-contents.ts'
import { recordsFilter } from '../stock/record-filters.ts'
import { inventoryOf, ownInventory, soldBy, withParent } from './shown-columns.ts'

export const productModel = model('Product', { ID: id(), ...products.fields })

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
        : carriedBy(alias, caller.marketplace, caller.company),
  owned: 'Product.CannotModify',
  calculate: (row) => ({ Inventory: ownInventory(row) }),
  shows: (row) => {
    const product = withParent(row)
    return { ...product, Inventory: inventoryOf(product) }
  },
})

/** A write of a product, or of a bundle, which is one. */
export type ProductWriting = Writing<typeof products, typeof productModel>
