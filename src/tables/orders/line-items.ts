import { type SQL, sql } from 'drizzle-orm'
import {
  amount,
  count,
  emptyIsNull,
  flag,
  hidden,
  initially,
  int,
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
  tooLowAs,
  xp,
} from '../../api/field.ts'
import { markupTypes } from '../catalog/specs.ts'
import { at } from '../columns.ts'
import { shipFromReferences } from '../organizations/addresses.ts'
import { table } from '../table.ts'
import { keepInLine } from './kept-addresses.ts'
import { addressCopy } from './orders.ts'

/** Which of a product's counters a line draws on. */
export const stockSources = ['Record', 'Product', 'Parent', 'Variant'] as const

/**
 * Whether a line's bundle must be bought with it, by the line's alias: as the bundle says now; where it does not hold the
 * product any more, as it said when it was bought.
 */
export const neededBy = (m: string, l: string): SQL =>
  sql`coalesce((select bp.Required from line_items head cross join bundle_products bp on bp.Marketplace = ${m} and bp.BundleID = head.ProductID
      and bp.ProductID in (${at(l, 'ProductID')}, (select p.ParentID from products p where p.Marketplace = ${m} and p.ID = ${at(l, 'ProductID')}))
    where head.Marketplace = ${m} and head.OrderKey = ${at(l, 'OrderKey')} and head.ID = ${at(l, 'BundleItemID')} limit 1),
    ${at(l, 'NeededByBundle')})`

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
    Quantity: tooLowAs(initially(int({ min: 1 }), 1), 'LineItem.QuantityMustBePositive'),
    BundleItemID: readOnly(text()),
    IsBundle: readOnly(flag()),
    /** The bundle had to be bought with it. */
    NeededByBundle: hidden(flag()),
    DateAdded: readOnly(timestamp()),
    QuantityShipped: readOnly(count()),
    UnitPrice: emptyIsNull(price({ min: 0 })),
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
    { columns: ['OrderKey'], to: 'orders', onDelete: 'remove' },
    { columns: ['ProductID'], to: 'products', onDelete: 'clear', kept: true },
    {
      columns: ['ProductID', 'InventoryRecordID'],
      to: 'inventory_records',
      onDelete: 'clear',
      kept: true,
    },
    { columns: ['ProductID', 'VariantID'], to: 'variants', onDelete: 'clear', kept: true },
    {
      columns: ["'Supplier'", 'SupplierID'],
      to: 'companies',
      onDelete: 'clear',
      kept: true,
      sparse: true,
    },
    { columns: ['PriceScheduleID'], to: 'price_schedules', onDelete: 'clear', kept: true },
    {
      columns: ["'Buyer'", 'OrderKey.FromCompanyID', 'ShippingAddressID'],
      to: 'addresses',
      onDelete: { letGo: keepInLine('ShippingAddress') },
      kept: true,
      sparse: true,
    },
    ...shipFromReferences({ letGo: keepInLine('ShipFromAddress') }),
  ],
  indexes: [['OrderKey', 'DateAdded', 'ID']],
})
