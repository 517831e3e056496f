import { count, hidden, object } from '../../api/field.ts'
import { keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'
import { responseFields } from './checkout-responses.ts'

/**
 * What customers' servers have answered on the way of an order; there is none until one has. Estimate and calculation
 * are of the order with this `PricingVersion`, and void once it has another.
 */
export const worksheets = table('worksheets', {
  keys: ['OrderKey'],
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    PricingVersion: hidden(count()),
    ShipEstimateResponse: object('ShipEstimateResponse', responseFields.ShipEstimateResponse),
    OrderCalculateResponse: object('OrderCalculateResponse', responseFields.OrderCalculateResponse),
    OrderSubmitResponse: object('OrderSubmitResponse', responseFields.OrderSubmitResponse),
    OrderSubmitForApprovalResponse: object(
      'OrderSubmitForApprovalResponse',
      responseFields.OrderSubmitForApprovalResponse,
    ),
    OrderApprovedResponse: object('OrderApprovedResponse', responseFields.OrderApprovedResponse),
    SubscriptionIntegrationResponse: object(
      'SubscriptionIntegrationResponse',
      responseFields.SubscriptionIntegrationResponse,
    ),
  },
})
