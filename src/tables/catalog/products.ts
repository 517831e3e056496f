import { fail } from '../../api/errors.ts'
import {
  computed,
  count,
  flag,
  hidden,
  int,
  json,
  number,
  object,
  optionalFlag,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  virtual,
  xp,
} from '../../api/field.ts'
import { shipFrom } from '../organizations/addresses.ts'
import { ownerID } from '../organizations/parties.ts'
import { kept, link } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import type { ColumnValues } from '../statements.ts'
import { table } from '../table.ts'
import { productTriggers } from './listing-triggers.ts'
import { parentOf, recordedOf } from './recorded-stock.ts'

/**
 * Has products come from no address any more.
 * @param which of them, by their alias
 */
export const clearShipFrom = (which: (product: string) => SQL): SQL =>
  sql`update products set ShipFromAddressID = null, ShipFromCompany = null, Version = Version + 1
    where ${which('products')}`

/** A product's stock on the wire; stored in columns of its own, since it is counted by guarded updates. */
export const inventory = object('Inventory', {
  Enabled: flag(),
  NotificationPoint: int(),
  VariantLevelTracking: flag(),
  OrderCanExceed: flag(),
  QuantityAvailable: int(),
  LastUpdated: readOnly(timestamp()),
})

/** What changes with each order. */
const stockColumns = [
  'QuantityAvailable',
  'VariantQuantity',
  'RecordCount',
  'InventoryUpdated',
  'NotificationPoint',
]

/** Products; what shoppers see of them is decided by `Live` and `Shelf`. */
export const products = table('products', {
  keys: ['ID'],
  rowid: 'RowKey',
  fullText: ['ID', 'Name', 'Description', 'xp'],
  searchedWithin: 'Shelf',
  words: 'product_words',
  inherits: 'ParentID',
  moves: [
    { version: 'CatalogVersion', except: stockColumns },
    { version: 'StockVersion', only: stockColumns, notNew: true },
  ],
  triggers: productTriggers,
  lookedUpFirst: ['DefaultPriceScheduleID', 'DefaultSupplierID'],
  fields: {
    OwnerID: ownerID(),
    DefaultPriceScheduleID: link(ref('PriceSchedule'), 'price_schedules', { onDelete: 'clear' }),
    AutoForward: flag(),
    ParentID: link(ref('Product'), 'products', {
      onDelete: {
        refuse: (id) => fail('Product.CannotDeleteParentProduct', `Product "${id}" has child products.`),
      },
    }),
    IsParent: flag(),
    IsBundle: readOnly(flag()),
    Name: required(text(100)),
    Description: text(2000),
    /** Null in child products that take their parent's. */
    QuantityMultiplier: { ...int({ min: 1 }), initial: 1 },
    ShipWeight: number(),
    ShipHeight: number(),
    ShipWidth: number(),
    ShipLength: number(),
    Active: flag(),
    SpecCount: readOnly(count()),
    VariantCount: readOnly(count()),
    ...shipFrom({ letGo: ({ refers }) => [clearShipFrom(refers)] }),
    Inventory: virtual(inventory),
    DefaultSupplierID: kept(ref('Supplier'), 'companies', { with: ["'Supplier'"], onDelete: 'outlive' }),
    AllSuppliersCanSell: flag(),
    Returnable: flag(),
    DateCreated: readOnly(timestamp()),
    xp: xp(),
    /** The inventory object in columns; all null without one. */
    InventoryEnabled: hidden(optionalFlag()),
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
    Parent: hidden(computed(json<ColumnValues>(), parentOf(recordedOf))),
  },
  indexes: [
    ['StockKey'],
    ['Live', 'ID'],
    ['Live', 'Name', 'ID'],
    ['Live', 'OwnerID', 'Name', 'ID'],
    ['Live', 'Shelf', 'ID'],
  ],
})
