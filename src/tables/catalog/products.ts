import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import {
  computed,
  count,
  createOnly,
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
import { shipFromReferences } from '../organizations/addresses.ts'
import { table } from '../table.ts'
import { productTriggers } from './listing-triggers.ts'
import { parentOf, recordedOf } from './recorded-stock.ts'

/** Products that a condition names come from no certain address any more. */
export const comeFromNowhere = (which: SQL): SQL =>
  sql`update products set ShipFromAddressID = null, ShipFromCompany = null, Version = Version + 1 where ${which}`

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
    QuantityMultiplier: { ...int({ min: 1 }), initial: 1 },
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
    Parent: hidden(computed(json<Record<string, unknown>>(), parentOf(recordedOf))),
  },
  references: [
    { columns: ["'Supplier'", 'OwnerID'], to: 'companies', onDelete: 'remove', kept: true },
    { columns: ['DefaultPriceScheduleID'], to: 'price_schedules', onDelete: 'clear' },
    {
      columns: ["'Supplier'", 'DefaultSupplierID'],
      to: 'companies',
      onDelete: 'clear',
      kept: true,
    },
    {
      columns: ['ParentID'],
      to: 'products',
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
