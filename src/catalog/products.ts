import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import {
  computed,
  count,
  createOnly,
  flag,
  hidden,
  id,
  initially,
  int,
  list,
  number,
  object,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  virtual,
  xp,
} from '../api/field.ts'
import type { Property } from '../api/filter.ts'
import { envelope } from '../api/list.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { resource } from '../api/resource.ts'
import { and } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import { companies } from '../organizations/companies.ts'
import type { Call } from '../store/call.ts'
import { crud } from '../store/crud.ts'
import { listQueries } from '../store/list.ts'
import { resourceSource, show } from '../store/reading.ts'
import { at } from '../store/rows.ts'
import { bundlesOf, ofNamedBundles } from './bundle-contents.ts'
import { readWithFacets } from './facet-counts.ts'
import { priceSchedules } from './price-schedules.ts'
import { assignmentOperations } from './product-assignments.ts'
import { productRules } from './product-rules.ts'

export const inventory = object('Inventory', {
  Enabled: flag(),
  NotificationPoint: int(),
  VariantLevelTracking: flag(),
  OrderCanExceed: flag(),
  QuantityAvailable: int(),
  LastUpdated: readOnly(timestamp()),
})

/** None yet; a bare 0 behind ORDER BY would be read as the number of a column. */
const none = () => sql`cast(0 as integer)`

/** Products; what shoppers see of them is decided by `Live` and `Shelf`. */
export const products = table('products', {
  keys: ['ID'],
  rowid: 'RowKey',
  fullText: ['ID', 'Name', 'Description', 'xp'],
  fields: {
    OwnerID: createOnly(ref('Supplier')),
    DefaultPriceScheduleID: ref('PriceSchedule'),
    AutoForward: flag(),
    ParentID: ref('Product'),
    IsParent: flag(),
    IsBundle: readOnly(flag()),
    Name: required(text(100)),
    Description: text(2000),
    QuantityMultiplier: initially(int({ min: 1 }), 1),
    ShipWeight: number(),
    ShipHeight: number(),
    ShipWidth: number(),
    ShipLength: number(),
    Active: flag(),
    // Specs and variants are counted here once there are any.
    SpecCount: computed(count(), none),
    VariantCount: computed(count(), none),
    ShipFromAddressID: ref('Address'),
    Inventory: virtual(inventory),
    DefaultSupplierID: ref('Supplier'),
    AllSuppliersCanSell: flag(),
    Returnable: flag(),
    DateCreated: readOnly(timestamp()),
    xp: xp(),
    /** The inventory object in columns, since stock is counted by guarded updates; all null without one. */
    InventoryEnabled: hidden({ ...flag(), initial: null as boolean | null, nullable: true }),
    NotificationPoint: hidden(int()),
    VariantLevelTracking: hidden(flag()),
    OrderCanExceed: hidden(flag()),
    QuantityAvailable: hidden(int()),
    InventoryUpdated: hidden(timestamp()),
    /** Where it stands: catalogues and categories. */
    Shelf: hidden(required(text())),
    /** Active, and so are its parent and its owner. */
    Live: hidden(flag()),
  },
  references: [
    { columns: ["'Supplier'", 'OwnerID'], to: (): Table => companies, onDelete: 'remove', kept: true },
    { columns: ['DefaultPriceScheduleID'], to: (): Table => priceSchedules, onDelete: 'clear' },
    {
      columns: ["'Supplier'", 'DefaultSupplierID'],
      to: (): Table => companies,
      onDelete: 'clear',
      kept: true,
    },
    {
      columns: ['ParentID'],
      to: (): Table => products,
      onDelete: {
        refuse: (id) => fail('Product.CannotDeleteParentProduct', `Product "${id}" has child products.`),
      },
    },
  ],
  indexes: [
    ['Live', 'ID'],
    ['Live', 'Name', 'ID'],
    ['Live', 'OwnerID', 'Name', 'ID'],
    ['Live', 'Shelf', 'ID'],
  ],
})

const {
  InventoryEnabled,
  NotificationPoint,
  VariantLevelTracking,
  OrderCanExceed,
  QuantityAvailable,
  InventoryUpdated,
  Shelf,
  Live,
  ...shown
} = products.fields
export const productModel = model('Product', { ID: id(), ...shown })

/**
 * What product lists filter and sort by: `Inventory` too, though it stands in columns of its own, and the bundles a
 * product is in, though it does not show them.
 */
export const productListFields = {
  ...productModel.fields,
  Inventory: inventory,
  BundleID: computed(list(text()), (alias) => bundlesOf(alias)),
}

/** The columns behind `Inventory`, by its own property names. */
export const inventoryColumns: Record<string, string> = {
  Enabled: 'InventoryEnabled',
  NotificationPoint: 'NotificationPoint',
  VariantLevelTracking: 'VariantLevelTracking',
  OrderCanExceed: 'OrderCanExceed',
  QuantityAvailable: 'QuantityAvailable',
  LastUpdated: 'InventoryUpdated',
}

/** The inventory object of a row: null where the product has none, and a quantity of 0 where tracking has none yet. */
export function inventoryOf(row: Record<string, unknown>) {
  if (row.InventoryEnabled === null || row.InventoryEnabled === undefined) return null
  return {
    Enabled: row.InventoryEnabled,
    NotificationPoint: row.NotificationPoint,
    VariantLevelTracking: row.VariantLevelTracking,
    OrderCanExceed: row.OrderCanExceed,
    QuantityAvailable: row.InventoryEnabled ? (row.QuantityAvailable ?? 0) : row.QuantityAvailable,
    LastUpdated: row.InventoryUpdated,
  }
}

/** Where the properties of a product stand that are not columns of their own name. */
export function locateProduct(property: Property, alias: string): SQL | undefined {
  const [head, below] = property.name.split('.')
  if (head !== 'Inventory') return undefined
  return at(alias, below ? inventoryColumns[below]! : 'InventoryEnabled')
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
  visible: (caller, alias) =>
    caller.kind === 'Seller'
      ? undefined
      : caller.kind === 'Supplier'
        ? sql`(${at(alias, 'OwnerID')} = ${caller.company} or ${at(alias, 'AllSuppliersCanSell')} = 1 or ${at(alias, 'DefaultSupplierID')} = ${caller.company})`
        : sql`exists (select 1 from product_catalogs pc join catalog_assignments ca on ca.Marketplace = pc.Marketplace and ca.CatalogID = pc.CatalogID
            where pc.Marketplace = ${caller.marketplace} and pc.ProductID = coalesce(${at(alias, 'ParentID')}, ${at(alias, 'ID')}) and ca.BuyerID = ${caller.company})`,
  owned: 'Product.CannotModify',
  calculate: (row) => ({ Inventory: inventoryOf(row) }),
})

/** A parameter that a leading `!` negates. */
function negatable(value: string | null | undefined, condition: (id: string) => SQL): SQL | undefined {
  if (!value) return undefined
  return value.startsWith('!') ? sql`not ${condition(value.slice(1))}` : condition(value)
}

const rootOf = (alias: string) => sql`coalesce(${at(alias, 'ParentID')}, ${at(alias, 'ID')})`

/** The parameters of a list of products, or bundles. */
export const narrowing = { catalogID: text(101), categoryID: text(101), supplierID: text(101) }

/** Products of a catalogue, category or supplier, as the list's own parameters say. */
export function narrowed(call: Call<unknown>): SQL | undefined {
  const { catalogID, categoryID, supplierID } = call.query as Record<string, string | null>
  if (categoryID && (!catalogID || catalogID.startsWith('!')))
    throw fail('Product.CategoryFilterRequiresCatalogID', 'categoryID needs a catalogID.')
  const m = call.marketplace
  return and(
    call.caller.kind === 'Supplier' ? sql`t.OwnerID = ${call.caller.company}` : undefined,
    negatable(
      catalogID,
      (c) =>
        sql`exists (select 1 from product_catalogs pc where pc.Marketplace = ${m} and pc.ProductID = ${rootOf('t')} and pc.CatalogID = ${c})`,
    ),
    negatable(
      categoryID,
      (
        k,
      ) => sql`exists (select 1 from category_products kp where kp.Marketplace = ${m} and kp.CatalogID = ${catalogID} and kp.CategoryID = ${k}
        and kp.ProductID in (t.ID, t.ParentID))`,
    ),
    negatable(supplierID, (s) => sql`(t.OwnerID = ${s} or t.DefaultSupplierID = ${s})`),
  )
}

const listProducts = operation({
  id: 'Products.List',
  method: 'GET',
  path: '/products',
  roles: ['ProductAdmin', 'ProductReader'],
  query: narrowing,
  list: productList,
  listFields: productListFields,
  response: productModel,
  page: 'facets',
  status: 200,
  summary: 'Lists products, visible to shoppers or not.',
  run: async (call) => {
    const all = resourceSource(declared, call)
    const source = {
      ...all,
      where: and(all.where, narrowed(call)),
      implied: ofNamedBundles(call.marketplace, call.list, 't'),
      locate: (p: Property) => locateProduct(p, 't'),
    }
    const { read, facets } = await readWithFacets(call, source, listQueries(source, call.list))
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((row) => show(declared, row as never, call.now)),
      false,
      facets,
    )
  },
})

export const operations = [...crud(declared, productRules, ['List']), listProducts, ...assignmentOperations]
