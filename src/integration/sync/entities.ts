import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import type { Entity } from '../../tables/integration/synchronized.ts'

/** How an object that can be synchronized is read. */
interface Read {
  /** The operation that answers it. */
  get: string
  /** What names it, in the order of its key: its own ID last. Paths have the same in lower case. */
  names: readonly string[]
}

/** Everything that can be synchronized. */
export const objects: Record<Entity, Read> = {
  adminusers: { get: 'AdminUsers.Get', names: ['UserID'] },
  buyers: { get: 'Buyers.Get', names: ['BuyerID'] },
  'buyers/usergroups': { get: 'UserGroups.Get', names: ['BuyerID', 'UserGroupID'] },
  'buyers/users': { get: 'Users.Get', names: ['BuyerID', 'UserID'] },
  catalogs: { get: 'Catalogs.Get', names: ['CatalogID'] },
  categories: { get: 'Categories.Get', names: ['CatalogID', 'CategoryID'] },
  orders: { get: 'Orders.Get', names: ['Direction', 'OrderID'] },
  products: { get: 'Products.Get', names: ['ProductID'] },
  'products/inventoryrecords': { get: 'InventoryRecords.Get', names: ['ProductID', 'InventoryRecordID'] },
  suppliers: { get: 'Suppliers.Get', names: ['SupplierID'] },
  'suppliers/users': { get: 'SupplierUsers.Get', names: ['SupplierID', 'UserID'] },
}

/** How the API calls the operations on the settings of an entity, behind `EntitySynchronization.`. */
interface Named {
  /** All of it, and one; and all, where some verbs have it otherwise. */
  all: string
  saved?: string
  one: string
  /** The path of the request for one, where it is another than that of its settings. */
  path?: string
  /** The refusal where it is not set up. */
  disabled: ErrorCode
}

/** The entities that have settings of one kind; products and orders have others. */
export const settingsOf: Record<Exclude<Entity, 'orders' | 'products'>, Named> = {
  adminusers: {
    all: 'AdminUsers',
    one: 'AdminUser',
    disabled: 'Synchronize.EntitySyncForAdminUsersNotEnabled',
  },
  buyers: { all: 'Buyers', one: 'Buyer', disabled: 'Synchronize.EntitySyncForBuyerNotEnabled' },
  // The SDK has it so: some names leave the buyer out.
  'buyers/usergroups': {
    all: 'BuyerUserGroups',
    saved: 'UserGroups',
    one: 'BuyerUserGroup',
    disabled: 'Synchronize.EntitySyncForBuyerUserGroupNotEnabled',
  },
  'buyers/users': {
    all: 'BuyerUsers',
    one: 'BuyerUser',
    disabled: 'Synchronize.EntitySyncForBuyerUsersNotEnabled',
  },
  categories: { all: 'Categories', one: 'Category', disabled: 'Synchronize.EntitySyncForCategoryNotEnabled' },
  catalogs: { all: 'Catalogs', one: 'Catalog', disabled: 'Synchronize.EntitySyncForCatalogNotEnabled' },
  'products/inventoryrecords': {
    all: 'InventoryRecords',
    one: 'InventoryRecord',
    disabled: 'Synchronize.EntitySyncForInventoryRecordNotEnabled',
  },
  suppliers: {
    all: 'Suppliers',
    one: 'Supplier',
    path: 'supplier',
    disabled: 'Synchronize.EntitySyncForSupplierNotEnabled',
  },
  'suppliers/users': {
    all: 'SupplierUsers',
    one: 'SupplierUser',
    disabled: 'Synchronize.EntitySyncForSupplierUsersNotEnabled',
  },
}
