import { fail } from '../../api/errors.ts'
import {
  amount,
  count,
  createOnly,
  type Field,
  flag,
  hidden,
  id,
  json,
  object,
  oneOf,
  readOnly,
  ref,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { at } from '../columns.ts'
import { addressFields } from '../organizations/addresses.ts'
import { kept } from '../reference.ts'
import { type SQL, sql } from '../sql.ts'
import { table } from '../table.ts'
import { keepInOrder } from './deleted-addresses.ts'
import { orderStatuses } from './statuses.ts'

/** An address copied into an order, line or shipment. */
export const addressCopy = object('Address', addressFields)

/**
 * Whose outgoing orders share a namespace of IDs: the buyers', and the marketplace owner's to suppliers. Templates of
 * subscriptions, which are a buyer's too, are no orders to anybody who looks for orders.
 */
export const legs = ['Buyer', 'Seller', 'Subscription'] as const

/** Whether the order of an alias is one, and no template. */
export const isNoTemplate = (alias: string): SQL => sql`${at(alias, 'Leg')} <> 'Subscription'`

/** The user whose order it is, where it is the seller's or not. */
const userOf = (kind: 'Buyer' | 'Seller', field: Field<string | null>) =>
  kept(field, 'users', {
    with: [`'${kind}'`, 'FromCompanyID'],
    onDelete: 'outlive',
    when: (alias) => sql`${at(alias, 'Leg')} ${sql.raw(kind === 'Seller' ? '=' : '<>')} 'Seller'`,
  })

/** An address of the buyer whose order it is. */
const ordersAddress = (name: 'BillingAddress' | 'ShippingAddress') =>
  kept(ref('Address'), 'addresses', {
    with: ["'Buyer'", 'FromCompanyID'],
    onDelete: { letGo: keepInOrder(name) },
  })

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
    FromCompanyID: kept(createOnly(ref('Buyer')), 'companies', { with: ["'Buyer'"], onDelete: 'outlive' }),
    ToCompanyID: kept(createOnly(ref('Supplier')), 'companies', {
      with: ["'Supplier'"],
      onDelete: 'outlive',
    }),
    FromUserID: userOf('Seller', userOf('Buyer', createOnly(ref('User')))),
    BillingAddressID: ordersAddress('BillingAddress'),
    ShippingAddressID: ordersAddress('ShippingAddress'),
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
    /** What discounts have taken off the subtotal. */
    BaseDiscount: readOnly(amount()),
    Currency: readOnly(text()),
    Total: readOnly(amount()),
    IsSubmitted: readOnly(flag()),
    SubscriptionID: kept(readOnly(text()), 'subscriptions', { onDelete: 'outlive', sparse: true }),
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
    /** The order it was split off, whose lines it carries. */
    SourceKey: hidden(text()),
  },
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
    ['SourceKey'],
  ],
})
