import { invalid } from '../../api/errors.ts'
import { Decimal, decimal, MAX_AMOUNT, toAmount } from '../../api/money.ts'

/** The parts of an order that make its total, in units of currency. */
export interface Costs {
  ShippingCost: number
  TaxCost: number
  Gratuity: number
  Fees: number
  PromotionDiscount: number
}

/** The amounts of a line. */
export interface LineAmounts {
  LineSubtotal: number
  /** The heading line of a bundle is no item of its own. */
  IsBundle: boolean
}

/** What an order's header says of its lines. */
export interface Totals {
  LineItemCount: number
  Subtotal: number
  Total: number
}

/**
 * The header's amounts. The total never goes below zero, though discounts may exceed the subtotal: promotions on the
 * whole order may pay for shipping and tax too.
 * @throws ApiError 400 when they come to more than an amount can be
 */
export function totals(lines: LineAmounts[], costs: Costs): Totals {
  const subtotal = lines.reduce((sum, l) => sum.plus(decimal(l.LineSubtotal)), new Decimal(0))
  const total = [costs.ShippingCost, costs.TaxCost, costs.Gratuity, costs.Fees].reduce(
    (sum, cost) => sum.plus(decimal(cost)),
    subtotal.minus(decimal(costs.PromotionDiscount)),
  )
  if (subtotal.gt(MAX_AMOUNT) || total.gt(MAX_AMOUNT))
    throw invalid('Total', 'Range', `The order's total must be at most ${MAX_AMOUNT}.`, {
      Maximum: MAX_AMOUNT,
    })
  return {
    LineItemCount: lines.filter((l) => !l.IsBundle).length,
    Subtotal: toAmount(subtotal),
    Total: total.isNegative() ? 0 : toAmount(total),
  }
}

/** What discounts have taken off an order: the sum over its lines. */
export const baseDiscountOf = (lines: readonly { BaseDiscount: number }[]): number =>
  toAmount(lines.reduce((sum, l) => sum.plus(decimal(l.BaseDiscount)), new Decimal(0)))
