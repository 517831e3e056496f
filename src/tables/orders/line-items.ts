import { fail } from '../../api/errors.ts'
import {
  amount,
  computed,
  count,
  emptyIsNull,
  flag,
  hidden,
  initially,
  int,
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
  tooLowAs,
  xp,
} from '../../api/field.ts'
import { markupTypes } from '../catalog/specs.ts'
import { at } from '../columns.ts'
import { shipFrom } from '../organizations/addresses.ts'
import { kept, keyColumn, owned } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import type { ColumnValues } from '../statements.ts'
import { table } from '../table.ts'
import { keepInLine } from './deleted-addresses.ts'
import { addressCopy } from './orders.ts'

/** Which of a product's counters a line draws on. */
export const stockSources = ['Record', 'Product', 'Parent', 'Variant'] as const

/**
 * Whether a line is a required part of its bundle, by the line's alias: as the bundle says now; where that does not hold
 * the product any more, as it said when it was bought.
 */
export function neededBy(marketplace: string, line: string): SQL {
  const of = (column: string) => at(line, column)
  const parent = sql`(select p.ParentID from products p where p.Marketplace = ${marketplace} and p.ID = ${of('ProductID')})`
  return sql`coalesce((select bp.Required from line_items head
      cross join bundle_products bp on bp.Marketplace = ${marketplace} and bp.BundleID = head.ProductID
        and bp.ProductID in (${of('ProductID')}, ${parent})
      where head.Marketplace = ${marketplace} and head.OrderKey = ${of('OrderKey')} and head.ID = ${of('BundleItemID')} limit 1),
    ${of('NeededByBundle')})`
}

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

/** The product of a line as the wire shows it. */
const lineProduct = object('LineItemProduct', lineProductFields)

/** What a line shows of its variant, live and then as it was, too. */
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

/** The variant of a line as the wire shows it. */
const lineVariant = object('LineItemVariant', lineVariantFields)

/** What was chosen or told for the specs of a line's product. */
const lineSpecs = list(
  object('LineItemSpec', {
    SpecID: required(text(100)),
    Name: readOnly(text()),
    OptionID: text(100),
    Value: text(2000),
    PriceMarkupType: oneOf(markupTypes),
    PriceMarkup: number(),
  }),
)

/** What hangs on the line's product. */
const ofProduct = { with: ['ProductID'], onDelete: 'outlive' as const }

/** The ID of an order that a line stands on, by the column of its key; null of a line that only its own order carries. */
const idWhereSplit = (column: 'OrderKey' | 'OutgoingKey') =>
  computed(
    text(),
    (alias) => sql`(iif(${at(alias, 'OutgoingKey')} is null, null, (select s.ID from orders s
      where s.Marketplace = ${at(alias, 'Marketplace')} and s.Key = ${at(alias, column)})) collate nocase)`,
  )

/**
 * Whether an order carries a line, by their aliases: its own, or of the order it was split off, those that came with it.
 * A line is one row, however many orders carry it.
 */
export const carries = (
  order: string,
  line: string,
): SQL => sql`${at(line, 'Marketplace')} = ${at(order, 'Marketplace')}
  and ${at(line, 'OrderKey')} = coalesce(${at(order, 'SourceKey')}, ${at(order, 'Key')})
  and (${at(order, 'SourceKey')} is null or ${at(line, 'OutgoingKey')} = ${at(order, 'Key')})`

/** Lines of orders; the price parts are what a subtotal is made of. */
export const lineItems = table('line_items', {
  keys: ['OrderKey', 'ID'],
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    ProductID: kept(required(ref('Product')), 'products', { onDelete: 'outlive' }),
    Quantity: tooLowAs(initially(int({ min: 1 }), 1), 'LineItem.QuantityMustBePositive'),
    BundleItemID: readOnly(text()),
    IsBundle: readOnly(flag()),
    /** A required part of its bundle, as that was when it was bought. */
    NeededByBundle: hidden(flag()),
    DateAdded: readOnly(timestamp()),
    QuantityShipped: readOnly(count()),
    UnitPrice: emptyIsNull(price({ min: 0 })),
    PromotionDiscount: readOnly(amount()),
    /** What the discount has taken off the subtotal. */
    BaseDiscount: readOnly(amount()),
    DiscountID: kept(readOnly(text()), 'discounts', { onDelete: 'outlive', sparse: true }),
    LineTotal: readOnly(amount()),
    LineSubtotal: readOnly(amount()),
    CostCenter: text(100),
    DateNeeded: timestamp(),
    ShippingAccount: text(100),
    ShippingAddressID: kept(ref('Address'), 'addresses', {
      with: ["'Buyer'", 'OrderKey.FromCompanyID'],
      onDelete: { letGo: keepInLine('ShippingAddress') },
      sparse: true,
    }),
    ...shipFrom({ letGo: keepInLine('ShipFromAddress') }),
    Product: readOnly(lineProduct),
    Variant: readOnly(lineVariant),
    ShippingAddress: readOnly(addressCopy),
    ShipFromAddress: readOnly(addressCopy),
    SupplierID: kept(readOnly(text()), 'companies', {
      with: ["'Supplier'"],
      onDelete: 'outlive',
      sparse: true,
    }),
    InventoryRecordID: kept(ref('InventoryRecord'), 'inventory_records', ofProduct),
    PriceScheduleID: kept(readOnly(text()), 'price_schedules', { onDelete: 'outlive' }),
    IsOnSale: readOnly(flag()),
    PriceOverridden: readOnly(flag()),
    /** By a customer's server: the next calculation begins without it. */
    PriceCalculated: hidden(flag()),
    Specs: lineSpecs,
    IncomingOrderID: idWhereSplit('OrderKey'),
    OutgoingOrderID: idWhereSplit('OutgoingKey'),
    /** By which invitation it came; one that is over is named still. */
    InvitationID: kept(readOnly(text()), 'order_invitations', {
      onDelete: {
        refuse: () =>
          fail('GroupOrder.CannotDeleteWithLineItems', 'Lines of the order came by this invitation.'),
      },
      sparse: true,
    }),
    xp: xp(),
    SchedulePrice: hidden(price()),
    DiscountPercent: hidden(price()),
    MarkupPerQuantity: hidden(price()),
    MarkupPercent: hidden(price()),
    MarkupTotal: hidden(price()),
    /** Which counter the line has been taken from, and its key; it gives back there, whatever is counted by then. */
    StockFrom: hidden(oneOf(stockSources)),
    StockKey: hidden(text()),
    /** The order to its supplier that carries the line too, and at what price there. */
    OutgoingKey: hidden(text()),
    OutgoingScheduleID: kept(hidden(text()), 'price_schedules', { onDelete: 'outlive', sparse: true }),
    /** The rest of its price there, each value as the column of the same name would have it. */
    OutgoingPrice: hidden(json<ColumnValues>()),
    /** The variant its options choose. */
    VariantID: kept(hidden(text()), 'variants', ofProduct),
  },
  indexes: [['OrderKey', 'DateAdded', 'ID']],
})
