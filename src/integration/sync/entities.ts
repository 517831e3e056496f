import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import type { Entity } from '../../tables/integration/synchronized.ts'

/** How what can be synchronized is called by the API. */
interface Named {
  /** The operation that answers one, and its object type. */
  get: string
  type: string
  /** Names of its operations behind `EntitySynchronization.`: all of it, and one. */
  all: string
  /** Those whose names have it otherwise. */
  saved?: string
  one: string
  /** The path of the request for one, where it is another than that of its settings. */
  path?: string
  /** The refusal where it is not set up. */
  disabled: ErrorCode
}

/** The entities that have settings of one kind; products and orders have others. */
export const entities = {
  adminusers: {
    get: 'AdminUsers.Get',
    type: 'User',
    all: 'AdminUsers',
    one: 'AdminUser',
    disabled: 'Synchronize.EntitySyncForAdminUsersNotEnabled',
  },
  buyers: {
    get: 'Buyers.Get',
    type: 'Buyer',
    all: 'Buyers',
    one: 'Buyer',
    disabled: 'Synchronize.EntitySyncForBuyerNotEnabled',
  },
  'buyers/usergroups': {
    get: 'UserGroups.Get',
    type: 'UserGroup',
    all: 'BuyerUserGroups',
    saved: 'UserGroups',
    one: 'BuyerUserGroup',
    disabled: 'Synchronize.EntitySyncForBuyerUserGroupNotEnabled',
  },
  'buyers/users': {
    get: 'Users.Get',
    type: 'User',
    all: 'BuyerUsers',
    one: 'BuyerUser',
    disabled: 'Synchronize.EntitySyncForBuyerUsersNotEnabled',
  },
  categories: {
    get: 'Categories.Get',
    type: 'Category',
    all: 'Categories',
    one: 'Category',
    disabled: 'Synchronize.EntitySyncForCategoryNotEnabled',
  },
  catalogs: {
    get: 'Catalogs.Get',
    type: 'Catalog',
    all: 'Catalogs',
    one: 'Catalog',
    disabled: 'Synchronize.EntitySyncForCatalogNotEnabled',
  },
  'products/inventoryrecords': {
    get: 'InventoryRecords.Get',
    type: 'InventoryRecord',
    all: 'InventoryRecords',
    one: 'InventoryRecord',
    disabled: 'Synchronize.EntitySyncForInventoryRecordNotEnabled',
  },
  suppliers: {
    get: 'Suppliers.Get',
    type: 'Supplier',
    all: 'Suppliers',
    one: 'Supplier',
    path: 'supplier',
    disabled: 'Synchronize.EntitySyncForSupplierNotEnabled',
  },
  'suppliers/users': {
    get: 'SupplierUsers.Get',
    type: 'User',
    all: 'SupplierUsers',
    one: 'SupplierUser',
    disabled: 'Synchronize.EntitySyncForSupplierUsersNotEnabled',
  },
} as const satisfies Partial<Record<Entity, Named>>

/** The operation that answers an object of an entity. */
export const readerOf: Record<Entity, string> = {
  ...Object.fromEntries(Object.entries(entities).map(([entity, { get }]) => [entity, get])),
  products: 'Products.Get',
  orders: 'Orders.Get',
} as Record<Entity, string>
