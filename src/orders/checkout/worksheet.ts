import { list, object, readOnly, required, text } from '../../api/field.ts'
import { type BodyOf, model } from '../../api/model.ts'
import { worksheets } from '../../tables/orders/worksheets.ts'
import { orderPromotionModel } from '../promotions/applied/shown-promotions.ts'
import { lineItemModel, orderModel } from '../state/shown-order.ts'
import { subscriptionModel } from '../subscriptions/subscription-model.ts'

const w = worksheets.fields

/** An order with everything that its checkout depends on, as customers' servers are sent it. */
export const worksheetModel = model('OrderWorksheet', {
  Order: required(object('Order', orderModel.fields)),
  LineItems: list(object('LineItem', lineItemModel.fields)),
  OrderPromotions: list(object('OrderPromotion', orderPromotionModel.fields)),
  Subscription: readOnly(object('Subscription', subscriptionModel.fields)),
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
