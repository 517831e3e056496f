import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import {
  computed,
  count,
  createOnly,
  flag,
  hidden,
  id,
  int,
  json,
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
import { type Resource, resource } from '../api/resource.ts'
import { and } from '../api/sql.ts'
import { decodeRow, type Table, table } from '../api/table.ts'
import { shipFromReferences } from '../organizations/addresses.ts'
import { companies } from '../organizations/companies.ts'
import type { Call } from '../store/call.ts'
import { crud } from '../store/crud.ts'
import type { ListSource } from '../store/list.ts'
import { resourceSource, show } from '../store/reading.ts'
import { at } from '../store/rows.ts'
import { bundlesOf } from './bundle-contents.ts'
import { readCounted } from './counted-list.ts'
import { inherit } from './families.ts'
import { productTriggers } from './listing-triggers.ts'
import { namedProducts } from './named-products.ts'
import { narrowed, narrowing } from './narrowing.ts'
import { priceSchedules } from './price-schedules.ts'
import { assignmentOperations } from './product-assignments.ts'
import { productRules } from './product-rules.ts'
import { recordFilters, recordsFilter } from './record-filters.ts'
import { comeFromNowhere } from './ship-from.ts'
import {
  inventoryOf,
  joinParent,
  locateProduct,
  ownInventory,
  parentOf,
  recordedOf,
  soldBy,
} from './shown-columns.ts'

export const inventory = object('Inventory', {
  Enabled: flag(),
  NotificationPoint: int(),
  VariantLevelTracking: flag(),
  OrderCanExceed: flag(),
  QuantityAvailable: int(),
  LastUpdated: readOnly(timestamp()),
})

/** Products; what shoppers see of them is decided by `Live` and `Shelf`. */
export const products = table('products', {
  keys: ['ID'],
  rowid: 'RowKey',
  fullText: ['ID', 'Name', 'Description', 'xp'],
  inherits: 'ParentID',
  movesCatalog: {
    except: ['QuantityAvailable', 'VariantQuantity', 'RecordCount', 'InventoryUpdated', 'NotificationPoint'],
  },
  triggers: productTriggers,
  fields: {
    OwnerID: createOnly(ref('Supplier')),
    DefaultPriceScheduleID: ref('PriceSchedule'),
    AutoForward: flag(),
    ParentID: ref('Product'),
    IsParent: flag(),
    IsBundle: readOnly(flag()),
    Name: required(text(100)),
    Description: text(2000),
    /** Null in child products that take their parent's. */
    QuantityMultiplier: { ...int({ min: 1 }), initial: 1 as number | null, nullable: true },
    ShipWeight: number(),
    ShipHeight: number(),
    ShipWidth: number(),
    ShipLength: number(),
    Active: flag(),
    SpecCount: readOnly(count()),
    VariantCount: readOnly(count()),
    ShipFromAddressID: ref('Address'),
    /** Whose address that is: a supplier's, or the marketplace owner's. */
    ShipFromCompany: hidden(text()),
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
    /** The counter's own name: an order gives back to what it took from, not to what has its ID by then. */
    StockKey: hidden(required(text())),
    /** What its variants have in stock, all together. */
    VariantQuantity: hidden(int()),
    /** Where it stands: catalogues and categories. */
    Shelf: hidden(required(text())),
    /** Active, and so are its parent and its owner. */
    Live: hidden(flag()),
    /** Inventory records; they are looked at only where there are any. */
    RecordCount: hidden(count()),
    /** What the inventory records hold together: shown in place of the product's own quantity. */
    Recorded: hidden(computed(int(), recordedOf)),
    /** What a child product shows of its parent, as it is stored. */
    Parent: hidden(computed(json<Record<string, unknown>>(), parentOf(recordedOf))),
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
    ...shipFromReferences({ letGo: ({ refers }) => [comeFromNowhere(refers('products'))] }),
  ],
  indexes: [
    ['StockKey'],
    ['Live', 'ID'],
    ['Live', 'Name', 'ID'],
    ['Live', 'OwnerID', 'Name', 'ID'],
    ['Live', 'Shelf', 'ID'],
  ],
})

const {
  ShipFromCompany,
  InventoryEnabled,
  NotificationPoint,
  VariantLevelTracking,
  OrderCanExceed,
  QuantityAvailable,
  InventoryUpdated,
  StockKey,
  VariantQuantity,
  Shelf,
  Live,
  RecordCount,
  Recorded,
  Parent,
  ...shown
} = products.fields
export const productModel = model('Product', { ID: id(), ...shown })

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

/** A row with its parent's values where it has none. */
export const withParent = <R extends Record<string, unknown>>(row: R): R =>
  inherit(row, row.Parent ? decodeRow(products, row.Parent as Record<string, unknown>) : null)

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
        ? sql`(${at(alias, 'OwnerID')} = ${caller.company} or ${at(alias, 'AllSuppliersCanSell')} = 1
            or ${soldBy(alias, sql`${caller.company}`)})`
        : sql`exists (select 1 from product_catalogs pc join catalog_assignments ca on ca.Marketplace = pc.Marketplace and ca.CatalogID = pc.CatalogID
            where pc.Marketplace = ${caller.marketplace} and pc.ProductID = coalesce(${at(alias, 'ParentID')}, ${at(alias, 'ID')}) and ca.BuyerID = ${caller.company})`,
  owned: 'Product.CannotModify',
  calculate: (row) => ({ Inventory: ownInventory(row) }),
  shows: (row) => {
    const product = withParent(row)
    return { ...product, Inventory: inventoryOf(product) }
  },
})

/** A page of products, or bundles, as those who manage the catalogue see them: with facets, and narrowed by parameters. */
export async function managedPage(r: Resource<typeof products>, call: Call<unknown>) {
  const all = resourceSource(r, call)
  const locate = (p: Property) => locateProduct(p, 't', recordedOf)
  const { request, asked } = recordFilters(call.list, 't', locate)
  const source: ListSource<unknown> = {
    ...all,
    from: (hint, driver) => sql`${all.from(hint, driver)} ${joinParent('t')}`,
    where: and(all.where, narrowed(call)),
    asked,
    implied: namedProducts(call.marketplace, request, 't'),
    locate,
  }
  const { read, total, facets } = await readCounted(call, () => source, request)
  return envelope(
    call.list,
    total,
    read.items.map((row) => show(r, row as never, call.now)),
    false,
    facets,
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
  run: (call) => managedPage(declared, call),
})

export const operations = [...crud(declared, productRules, ['List']), listProducts, ...assignmentOperations]
