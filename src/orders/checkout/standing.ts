import { worksheets } from '../../tables/orders/worksheets.ts'
import { blankRow } from '../state/new-rows.ts'
import type { OrderState, OrderWith, WorksheetRow } from '../state/order-state.ts'

/** What a customer's server has answered of an order as it is to be calculated. */
type Calculation = Pick<WorksheetRow, 'ShipEstimateResponse' | 'OrderCalculateResponse'>

const NONE: Calculation = { ShipEstimateResponse: null, OrderCalculateResponse: null }

/** Estimate and calculation that stand: those of another `PricingVersion` are void. */
export const standing = ({ header, worksheet }: OrderState): Calculation =>
  worksheet && worksheet.PricingVersion === header.PricingVersion ? worksheet : NONE

/** Whether an order is calculated as it is. */
export const isCalculated = (order: OrderState): boolean =>
  standing(order).OrderCalculateResponse?.Succeeded === true

/** An order for which this has been answered; what else stands goes on to do so. */
export function answered<O extends OrderWith<'worksheet'>>(order: O, answers: Partial<Calculation>): O {
  const { Key: OrderKey, PricingVersion } = order.header
  const { ShipEstimateResponse, OrderCalculateResponse } = { ...standing(order), ...answers }
  const row = order.worksheet ?? { ...blankRow(worksheets), OrderKey }
  return { ...order, worksheet: { ...row, PricingVersion, ShipEstimateResponse, OrderCalculateResponse } }
}
