import type { ApiError } from '../../api/errors.ts'
import { decimal } from '../../api/money.ts'
import { byDate, keepOverridden, without } from './applied-promotions.ts'
import { evaluatePromotion } from './evaluate-promotion.ts'
import { type Applied, type Discount, discountsOf, type PromotableOrder } from './promotable-order.ts'
import { notEligible, refusalOf } from './promotion-refusals.ts'

/** Discounts as they are, as far as others leave something of their lines. */
function withinLines(
  discounts: readonly Discount[],
  { lines }: PromotableOrder,
  others: readonly Applied[],
): Discount[] {
  const { byLine } = discountsOf(others)
  const named = new Map(lines.map((line) => [line.ID, line]))
  return discounts.map((discount) => {
    const line = discount.LineItemID === null ? undefined : named.get(discount.LineItemID)
    if (!line || discount.AmountOverridden) return discount
    const left = decimal(line.LineSubtotal).minus(decimal(byLine.get(line.ID) ?? 0))
    return { ...discount, Amount: Math.max(0, Math.min(discount.Amount, left.toNumber())) }
  })
}

/** What becomes of an order's promotions as it is checked. */
export interface Rechecked {
  /** All it has: amounts of those that may be are made anew, the others are as they were, as far as their lines go. */
  readonly applied: Applied[]
  /** Why some may not be any more, in the order in which they came to the order. */
  readonly refusals: ApiError[]
}

/**
 * Holds an order's promotions against what must be so of them; nothing is removed.
 * @param uncalculated the order without what a calculation of the customer's says of prices, where one stands: it is the
 *   later word on amounts, and conditions are asked of what it has begun with
 */
export function recheckPromotions(
  order: PromotableOrder,
  applied: readonly Applied[],
  uncalculated?: PromotableOrder,
): Rechecked {
  const refusals: ApiError[] = []
  const done: Applied[] = []
  // As conditions see them: to each another list, since what is made of one is remembered.
  let seen: readonly Applied[] = []
  for (const present of applied.toSorted(byDate)) {
    const { promotion, discounts } = present
    const anew = evaluatePromotion(promotion, uncalculated ?? order, seen)
    const refusal =
      refusalOf(promotion, order, without(applied, promotion)) ?? (anew ? undefined : notEligible(promotion))
    if (refusal) refusals.push(refusal)
    const kept = anew && !refusal ? keepOverridden(discounts, anew) : withinLines(discounts, order, done)
    done.push({ ...present, discounts: uncalculated ? discounts : kept })
    seen = [...seen, { ...present, discounts: uncalculated && anew ? anew : kept }]
  }
  return { applied: done, refusals }
}
