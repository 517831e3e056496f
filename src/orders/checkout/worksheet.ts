import {
  amount,
  count,
  flag,
  id,
  initially,
  list,
  object,
  oneOf,
  readOnly,
  required,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { type BodyOf, model } from '../../api/model.ts'
import { paymentTypes } from '../../tables/orders/payments.ts'
import { worksheets } from '../../tables/orders/worksheets.ts'
import { orderPromotionModel } from '../promotions/applied/shown-promotions.ts'
import { lineItemModel, orderModel } from '../state/shown-order.ts'

const w = worksheets.fields

/** What repeats an order. */
const subscription = object('Subscription', {
  ID: id(),
  Frequency: required(count({ min: 1 })),
  Interval: required(oneOf(['Days', 'Weeks', 'Months'])),
  NextOrderDate: required(timestamp()),
  LastOrderDate: readOnly(timestamp()),
  NotificationDate: readOnly(timestamp()),
  DateCreated: readOnly(timestamp()),
  EndDate: timestamp(),
  Active: initially(flag(), true),
  FromCompanyID: text(),
  FromUserID: text(),
  ToCompanyID: text(),
  Payment: object('SubscriptionPayment', {
    Type: oneOf(paymentTypes),
    CreditCardID: text(),
    SpendingAccountID: text(),
  }),
  BillingAddressID: text(),
  ShippingAddressID: text(),
  ProjectedSubtotal: readOnly(amount()),
  xp: xp(),
})

/** An order with everything that its checkout depends on, as customers' servers are sent it. */
export const worksheetModel = model('OrderWorksheet', {
  Order: required(object('Order', orderModel.fields)),
  LineItems: list(object('LineItem', lineItemModel.fields)),
  OrderPromotions: list(object('OrderPromotion', orderPromotionModel.fields)),
  // No order comes of a subscription yet: it is always null.
  Subscription: readOnly(subscription),
  ShipEstimateResponse: w.ShipEstimateResponse,
  OrderCalculateResponse: w.OrderCalculateResponse,
  OrderSubmitResponse: w.OrderSubmitResponse,
  OrderSubmitForApprovalResponse: w.OrderSubmitForApprovalResponse,
  OrderApprovedResponse: w.OrderApprovedResponse,
  SubscriptionIntegrationResponse: w.SubscriptionIntegrationResponse,
})

const selection = object('ShipMethodSelection', {
  ShipEstimateID: required(text(100)),
  ShipMethodID: required(text(100)),
})

/** Which method each of some shipments is to go by. */
export const selectionModel = model('OrderShipMethodSelection', { ShipMethodSelections: list(selection) })

/** One shipment's. */
export type ShipMethodSelection = BodyOf<typeof selectionModel>['ShipMethodSelections'][number]
