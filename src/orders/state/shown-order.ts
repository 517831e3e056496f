import {
  computed,
  flag,
  id,
  list,
  nullable,
  object,
  readOnly,
  required,
  secret,
  text,
  timestamp,
  virtual,
  writeOnly,
  xp,
} from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { addressCopy, orders } from '../../tables/orders/orders.ts'
import { payments } from '../../tables/orders/payments.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { userLocale } from '../../tables/organizations/party-locale.ts'
import {
  type LineRow,
  type OrderRow,
  type OrderState,
  type PaymentRow,
  statusOfLines,
} from './order-state.ts'
import { isLive } from './states.ts'

/** The user an order is from; roles, password and locale are never told. */
export const orderUser = object('OrderUser', {
  ID: id(),
  CompanyID: readOnly(text()),
  Username: required(text()),
  Password: virtual(writeOnly(secret())),
  FirstName: required(text(100)),
  LastName: required(text(100)),
  Email: required(text(200)),
  Phone: text(100),
  TermsAccepted: timestamp(),
  Active: required(flag()),
  xp: xp(),
  // A list that is never told is null, and not empty as other lists are.
  AvailableRoles: { ...readOnly(list(text())), initial: null as never, nullable: true },
  Locale: computed(userLocale),
  DateCreated: readOnly(timestamp()),
  LastActive: readOnly(timestamp()),
  PasswordLastSetDate: readOnly(timestamp()),
})

const o = orders.fields

export const orderModel = model('Order', {
  // Null of a cart that is not begun, as what an order has from its beginning on.
  ID: { ...id(), optional: true },
  FromUser: readOnly(orderUser),
  FromCompanyID: o.FromCompanyID,
  ToCompanyID: o.ToCompanyID,
  FromUserID: o.FromUserID,
  BillingAddressID: o.BillingAddressID,
  BillingAddress: readOnly({ ...addressCopy }),
  ShippingAddressID: o.ShippingAddressID,
  Comments: o.Comments,
  LineItemCount: o.LineItemCount,
  Status: o.Status,
  DateCreated: o.DateCreated,
  DateSubmitted: o.DateSubmitted,
  DateApproved: o.DateApproved,
  DateDeclined: o.DateDeclined,
  DateCanceled: o.DateCanceled,
  DateCompleted: o.DateCompleted,
  LastUpdated: nullable(o.LastUpdated),
  Subtotal: o.Subtotal,
  ShippingCost: o.ShippingCost,
  TaxCost: o.TaxCost,
  Gratuity: o.Gratuity,
  Fees: o.Fees,
  PromotionDiscount: o.PromotionDiscount,
  BaseDiscount: o.BaseDiscount,
  Currency: o.Currency,
  Total: o.Total,
  IsSubmitted: o.IsSubmitted,
  SubscriptionID: o.SubscriptionID,
  xp: o.xp,
})

/** A copy of something under the ID by which it is named beside it, and has now; a one-time address has none. */
const named = <T extends { ID: string | null }>(copy: T | null, ID: string | null): T | null =>
  copy?.ID ? { ...copy, ID } : copy

/** The user an order is from: what the order was told or has copied stands over what is live. */
function fromUser({ Owner, FromUserCopy: copy, FromUserID, FromCompanyID }: OrderRow) {
  if (!Owner && !copy) return null
  const isWhole = copy !== null && 'ID' in copy
  return {
    ...Owner,
    CompanyID: Owner?.Company ?? FromCompanyID,
    ...copy,
    ...(isWhole ? { ID: FromUserID, CompanyID: FromCompanyID } : {}),
  }
}

/** An order as the wire shows it. */
export const showOrder = (order: OrderRow) =>
  present(orderModel, {
    ...order,
    FromUser: fromUser(order),
    BillingAddress: named(order.BillingAddress, order.BillingAddressID) ?? order.LiveBilling,
    ShippingAddressID: order.ShippingDiffers ? null : order.ShippingAddressID,
  })

/** What an order has from its beginning on. */
const NOT_BEGUN = { ID: null, DateCreated: null, LastUpdated: null }

/** The same of what a place names, which may not be begun yet. */
export const showPlaced = (order: OrderRow, isNew = false) =>
  isNew ? { ...showOrder(order), ...NOT_BEGUN } : showOrder(order)

const l = lineItems.fields

export const lineItemModel = model('LineItem', {
  ID: id(),
  ProductID: l.ProductID,
  Quantity: l.Quantity,
  BundleItemID: l.BundleItemID,
  IsBundle: l.IsBundle,
  DateAdded: l.DateAdded,
  QuantityShipped: l.QuantityShipped,
  UnitPrice: l.UnitPrice,
  PromotionDiscount: l.PromotionDiscount,
  BaseDiscount: l.BaseDiscount,
  DiscountID: l.DiscountID,
  LineTotal: l.LineTotal,
  LineSubtotal: l.LineSubtotal,
  CostCenter: l.CostCenter,
  DateNeeded: l.DateNeeded,
  ShippingAccount: l.ShippingAccount,
  ShippingAddressID: l.ShippingAddressID,
  ShipFromAddressID: l.ShipFromAddressID,
  Product: l.Product,
  Variant: l.Variant,
  ShippingAddress: l.ShippingAddress,
  ShipFromAddress: l.ShipFromAddress,
  SupplierID: l.SupplierID,
  InventoryRecordID: l.InventoryRecordID,
  PriceScheduleID: l.PriceScheduleID,
  IsOnSale: l.IsOnSale,
  PriceOverridden: l.PriceOverridden,
  Specs: l.Specs,
  IncomingOrderID: l.IncomingOrderID,
  OutgoingOrderID: l.OutgoingOrderID,
  InvitationID: l.InvitationID,
  xp: l.xp,
})

/** Which side of the marketplace something is shown to: a caller, or whoever is sent it. */
type Side = { kind: string }

/** Properties of a line that not every side is shown, with those that are. */
const shownTo: Readonly<Record<string, readonly string[]>> = {
  // Which orders a line was forwarded through is the marketplace owner's own knowledge.
  IncomingOrderID: ['Seller'],
  OutgoingOrderID: ['Seller'],
  // Whoever knows an invitation comes by it to the buyer's order.
  InvitationID: ['Buyer', 'Seller'],
}

/** Whether a property of lines is there for others than the caller only. */
export const isHiddenOfLine = (name: string, { kind }: Side): boolean =>
  shownTo[name]?.includes(kind) === false

/** The values of a line with its live product, variant and addresses put in where nothing was copied yet. */
export function lineValues(line: LineRow, status: OrderStatus, caller: Side) {
  const live = isLive(status)
  const told = (name: 'IncomingOrderID' | 'OutgoingOrderID' | 'InvitationID') =>
    isHiddenOfLine(name, caller) ? null : line[name]
  return {
    ...line,
    Product: (live ? line.LiveProduct : null) ?? named(line.Product, line.ProductID) ?? line.LiveProduct,
    Variant: (live ? line.LiveVariant : null) ?? line.Variant ?? line.LiveVariant,
    ShippingAddress: named(line.ShippingAddress, line.ShippingAddressID) ?? line.LiveShipping,
    ShipFromAddress: named(line.ShipFromAddress, line.ShipFromAddressID) ?? line.LiveShipFrom,
    IncomingOrderID: told('IncomingOrderID'),
    OutgoingOrderID: told('OutgoingOrderID'),
    InvitationID: told('InvitationID'),
  }
}

/** A line as the wire shows it. */
export const showLine = (line: LineRow, status: OrderStatus, caller: Side) =>
  present(lineItemModel, lineValues(line, status, caller))

/** What an operation answers with that is about a line. */
export const answeredLine =
  (id: string, caller: Side) =>
  ({ header, lines }: OrderState) =>
    lines?.filter((l) => l.ID === id).map((l) => showLine(l, statusOfLines(header), caller))[0]

export const paymentModel = model('Payment', { ID: id(), ...payments.fields })

/** A payment as the wire shows it. */
export const showPayment = (payment: PaymentRow) => present(paymentModel, payment)

/** What an operation answers with that is about a payment. */
export const answeredPayment =
  (id: string) =>
  ({ payments }: OrderState) =>
    payments?.filter((p) => p.ID === id).map(showPayment)[0]
