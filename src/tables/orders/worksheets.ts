import { count, hidden, json } from '../../api/field.ts'
import { keyColumn, owned } from '../reference.ts'
import { table } from '../table.ts'

const response = () => hidden(json<Record<string, unknown>>())

/**
 * What customers' servers have answered for orders. Estimate and calculation are of the order with this
 * `PricingVersion`, and void once it has another.
 */
export const worksheets = table('worksheets', {
  keys: ['OrderKey'],
  fields: {
    OrderKey: owned(keyColumn(), 'orders'),
    PricingVersion: hidden(count()),
    ShipEstimateResponse: response(),
    OrderCalculateResponse: response(),
    OrderSubmitResponse: response(),
    OrderSubmitForApprovalResponse: response(),
    OrderApprovedResponse: response(),
    SubscriptionIntegrationResponse: response(),
  },
})
