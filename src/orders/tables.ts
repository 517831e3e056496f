import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import {
  amount,
  count,
  createOnly,
  flag,
  hidden,
  id,
  json,
  list,
  number,
  object,
  oneOf,
  price,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../api/field.ts'
import { type Referring, type Table, table } from '../api/table.ts'
import { inventoryRecords } from '../catalog/inventory-records.ts'
import { markupTypes } from '../catalog/price.ts'
import { priceSchedules } from '../catalog/price-schedules.ts'
import { products } from '../catalog/products.ts'
import { variants } from '../catalog/variants.ts'
import { addresses, addressFields, oneTimeAddress, shipFromReferences } from '../organizations/addresses.ts'
import { companies } from '../organizations/companies.ts'
import { users } from '../organizations/users.ts'
import { at } from '../store/rows.ts'
import { stockSources } from './counters.ts'
import { liveStatuses, orderStatuses } from './states.ts'

/** An address copied into an order, line or shipment. */
export const addressCopy = object('Address', addressFields)

/** Whose outgoing orders share a namespace of IDs: the buyers', and the marketplace owner's to suppliers. */
export const legs = ['Buyer', 'Seller'] as const

const from = (kind: 'Buyer' | 'Seller') => sql`Leg = ${sql.raw(`'${kind}'`)}`

/** An order that is not open yet, or was canceled before: it has no copies. */
const isLiveRow = (alias: string) =>
  sql`(${at(alias, 'Status')} in (${sql.raw(liveStatuses.map((s) => `'${s}'`).join())}) or ${at(alias, 'IsSubmitted')} = 0)`

/**
 * What is not open yet shows addresses as they are: it keeps one that is deleted as a one-time address, and its ID goes.
 * From Open on an order has its copies, and tells what was agreed.
 */
const keptIn = (table: string, name: string, { referred }: Referring) => {
  const copy = sql.identifier(name)
  return sql`${copy} = coalesce(${copy}, ${referred(table, oneTimeAddress)}), ${sql.identifier(`${name}ID`)} = null`
}

const keepInOrder = (name: 'BillingAddress' | 'ShippingAddress') => (rows: Referring) => [
  sql`update orders set ${keptIn('orders', name, rows)}, Version = Version + 1
    where ${rows.refers('orders')} and ${isLiveRow('orders')}`,
]

/** The order notices, too: whoever has read it meanwhile decides anew. */
const keepInLine = (name: 'ShippingAddress' | 'ShipFromAddress') => (rows: Referring) => [
  sql`update orders set Version = Version + 1 where Marketplace = ${rows.marketplace} and ${isLiveRow('orders')}
    and Key in (select l.OrderKey from line_items l where ${rows.refers('l')})`,
  sql`update line_items set ${keptIn('line_items', name, rows)}${name === 'ShipFromAddress' ? sql`, ShipFromCompany = null` : sql``}
    where ${rows.refers('line_items')} and exists (select 1 from orders o where o.Marketplace = ${rows.marketplace}
      and o.Key = line_items.OrderKey and ${isLiveRow('o')})`,
]

/**
 * Orders. `Key` never changes and never shows: an order's ID is unique per leg only, and changes on its way to submit.
 * `PricingVersion` moves with whatever voids a calculation made by a customer's server.
 */
export const orders = table('orders', {
  keys: ['Key'],
  rowid: 'RowKey',
  fullText: ['ID', 'FromCompanyID', 'ToCompanyID', 'Comments'],
  fields: {
    Key: hidden(required(text())),
    ID: required(id()),
    Leg: hidden(required(oneOf(legs))),
    FromUserKey: hidden(required(text())),
    FromCompanyID: createOnly(ref('Buyer')),
    ToCompanyID: createOnly(ref('Supplier')),
    FromUserID: createOnly(ref('User')),
    BillingAddressID: ref('Address'),
    ShippingAddressID: ref('Address'),
    Comments: text(2000),
    LineItemCount: readOnly(count()),
    Status: readOnly(required(oneOf(orderStatuses))),
    DateCreated: readOnly(timestamp()),
    DateSubmitted: readOnly(timestamp()),
    DateApproved: readOnly(timestamp()),
    DateDeclined: readOnly(timestamp()),
    DateCanceled: readOnly(timestamp()),
    DateCompleted: readOnly(timestamp()),
    LastUpdated: readOnly(required(timestamp())),
    Subtotal: readOnly(amount()),
    ShippingCost: amount({ min: 0 }),
    TaxCost: amount({ min: 0 }),
    Gratuity: amount({ min: 0 }),
    Fees: readOnly(amount()),
    PromotionDiscount: readOnly(amount()),
    Currency: readOnly(text()),
    Total: readOnly(amount()),
    IsSubmitted: readOnly(flag()),
    SubscriptionID: readOnly(text()),
    xp: xp(),
    /** Own names of the order for its user (guest checkout); from Open on the whole user as it was. */
    FromUserCopy: hidden(json<Record<string, unknown>>()),
    /** An anonymous shopper's, who borrows the user. */
    IsGuests: hidden(flag()),
    /** A one-time address, or from Open on the address as it was. */
    BillingAddress: hidden(addressCopy),
    /** A one-time address of the order; lines carry copies. */
    ShippingAddress: hidden(addressCopy),
    /** Lines differ in address: the header shows none. */
    ShippingDiffers: hidden(flag()),
    /** Completed by `/complete` and not by shipping: nothing reopens it. */
    CompletedByHand: hidden(flag()),
    PricingVersion: hidden(count()),
  },
  references: [
    { columns: ["'Buyer'", 'FromCompanyID'], to: (): Table => companies, onDelete: 'clear', kept: true },
    { columns: ["'Supplier'", 'ToCompanyID'], to: (): Table => companies, onDelete: 'clear', kept: true },
    {
      columns: ["'Buyer'", 'FromCompanyID', 'FromUserID'],
      to: (): Table => users,
      onDelete: 'clear',
      kept: true,
      when: from('Buyer'),
    },
    {
      columns: ["'Seller'", 'FromCompanyID', 'FromUserID'],
      to: (): Table => users,
      onDelete: 'clear',
      kept: true,
      when: from('Seller'),
    },
    {
      columns: ["'Buyer'", 'FromCompanyID', 'BillingAddressID'],
      to: (): Table => addresses,
      onDelete: { letGo: keepInOrder('BillingAddress') },
      kept: true,
    },
    {
      columns: ["'Buyer'", 'FromCompanyID', 'ShippingAddressID'],
      to: (): Table => addresses,
      onDelete: { letGo: keepInOrder('ShippingAddress') },
      kept: true,
    },
  ],
  uniques: [
    {
      columns: ['Leg', 'ID'],
      error: () =>
        fail('IdExists', 'An order with this ID already exists.', { ObjectType: 'Order', ObjectID: '' }),
    },
  ],
  indexes: [
    ['ToCompanyID', 'IsSubmitted', 'DateSubmitted', 'DateCreated', 'ID'],
    ['FromCompanyID', 'IsSubmitted', 'DateSubmitted', 'DateCreated', 'ID'],
    ['FromUserKey', 'IsSubmitted', 'DateSubmitted', 'DateCreated', 'ID'],
    ['IsSubmitted', 'DateSubmitted', 'DateCreated', 'ID'],
    ['ToCompanyID', 'LastUpdated', 'ID'],
    ['ToCompanyID', 'ID'],
    ['Status', 'DateCreated'],
  ],
})

/** What a line shows of its product: live until the order is open, then as it was. */
export const lineProductFields = {
  ID: text(),
  Name: text(),
  Description: text(),
  Returnable: flag(),
  QuantityMultiplier: count(),
  ShipWeight: number(),
  ShipHeight: number(),
  ShipWidth: number(),
  ShipLength: number(),
  DefaultSupplierID: text(),
  ParentID: text(),
  xp: xp(),
}
export const lineProduct = object('LineItemProduct', lineProductFields)

export const lineVariantFields = {
  ID: text(),
  Name: text(),
  Description: text(),
  ShipWeight: number(),
  ShipHeight: number(),
  ShipWidth: number(),
  ShipLength: number(),
  xp: xp(),
}
export const lineVariant = object('LineItemVariant', lineVariantFields)

export const lineSpecs = list(
  object('LineItemSpec', {
    SpecID: required(text(100)),
    Name: readOnly(text()),
    OptionID: text(100),
    Value: text(2000),
    PriceMarkupType: oneOf(markupTypes),
    PriceMarkup: number(),
  }),
)

/** Lines of orders; the price parts are what a subtotal is made of. */
export const lineItems = table('line_items', {
  keys: ['OrderKey', 'ID'],
  fields: {
    OrderKey: hidden(required(text())),
    ProductID: required(ref('Product')),
    Quantity: {
      ...count({ min: 1 }),
      initial: 1,
      tooLow: 'LineItem.QuantityMustBePositive',
    } as ReturnType<typeof count>,
    BundleItemID: readOnly(text()),
    IsBundle: readOnly(flag()),
    /** The bundle had to be bought with it. */
    NeededByBundle: hidden(flag()),
    DateAdded: readOnly(timestamp()),
    QuantityShipped: readOnly(count()),
    UnitPrice: { ...price({ min: 0 }), cleared: true },
    PromotionDiscount: readOnly(amount()),
    LineTotal: readOnly(amount()),
    LineSubtotal: readOnly(amount()),
    CostCenter: text(100),
    DateNeeded: timestamp(),
    ShippingAccount: text(100),
    ShippingAddressID: ref('Address'),
    ShipFromAddressID: ref('Address'),
    /** Whose address that is: a supplier's, or the marketplace owner's. */
    ShipFromCompany: hidden(text()),
    Product: readOnly(lineProduct),
    Variant: readOnly(lineVariant),
    ShippingAddress: readOnly(addressCopy),
    ShipFromAddress: readOnly(addressCopy),
    SupplierID: readOnly(text()),
    InventoryRecordID: ref('InventoryRecord'),
    PriceScheduleID: readOnly(text()),
    IsOnSale: readOnly(flag()),
    PriceOverridden: readOnly(flag()),
    Specs: lineSpecs,
    IncomingOrderID: readOnly(text()),
    OutgoingOrderID: readOnly(text()),
    InvitationID: readOnly(text()),
    xp: xp(),
    SchedulePrice: hidden(price()),
    MarkupPerQuantity: hidden(price()),
    MarkupPercent: hidden(price()),
    MarkupTotal: hidden(price()),
    /** Which counter the line has been taken from, and its key; it gives back there, whatever is counted by then. */
    StockFrom: hidden(oneOf(stockSources)),
    StockKey: hidden(text()),
    /** The variant its options choose. */
    VariantID: hidden(text()),
  },
  references: [
    { columns: ['OrderKey'], to: (): Table => orders, onDelete: 'remove' },
    { columns: ['ProductID'], to: (): Table => products, onDelete: 'clear', kept: true },
    {
      columns: ['ProductID', 'InventoryRecordID'],
      to: (): Table => inventoryRecords,
      onDelete: 'clear',
      kept: true,
    },
    { columns: ['ProductID', 'VariantID'], to: (): Table => variants, onDelete: 'clear', kept: true },
    {
      columns: ["'Supplier'", 'SupplierID'],
      to: (): Table => companies,
      onDelete: 'clear',
      kept: true,
      sparse: true,
    },
    { columns: ['PriceScheduleID'], to: (): Table => priceSchedules, onDelete: 'clear', kept: true },
    {
      columns: ["'Buyer'", 'OrderKey.FromCompanyID', 'ShippingAddressID'],
      to: (): Table => addresses,
      onDelete: { letGo: keepInLine('ShippingAddress') },
      kept: true,
      sparse: true,
    },
    ...shipFromReferences({ letGo: keepInLine('ShipFromAddress') }),
  ],
  indexes: [['OrderKey', 'DateAdded', 'ID']],
})
