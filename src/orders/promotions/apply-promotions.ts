import type { ApiError } from '../../api/errors.ts'
import { byPriority, find } from './applied-promotions.ts'
import { evaluatePromotion } from './evaluate-promotion.ts'
import { type Applied, discountsOf, type PromotableOrder, type Promotion } from './promotable-order.ts'
import { alreadyAdded, notEligible, refusalOf, unusable } from './promotion-refusals.ts'

/** Promotions that one call adds by itself at most. */
export const MOST_AUTOMATIC = 100

/** A promotion as an order with these others would have it, or why it may not. */
export function attempt(
  promotion: Promotion,
  order: PromotableOrder,
  others: readonly Applied[],
): { applied: Applied } | { refusal: ApiError } {
  const refusal = refusalOf(promotion, order, others)
  if (refusal) return { refusal }
  const discounts = evaluatePromotion(promotion, order, others)
  return discounts
    ? { applied: { promotion, DateApplied: order.now, discounts } }
    : { refusal: notEligible(promotion) }
}

/**
 * A promotion that somebody asks for by its code, as the order has it then.
 * @param applied promotions the order has
 * @throws ApiError one of `Promotion.*`
 */
export function addPromotion(
  promotion: Promotion,
  order: PromotableOrder,
  applied: readonly Applied[],
): Applied {
  const refusal = unusable(promotion, order)
  if (refusal) throw refusal
  if (find(applied, promotion)) throw alreadyAdded(promotion)
  const attempted = attempt(promotion, order, applied)
  if ('refusal' in attempted) throw attempted.refusal
  return attempted.applied
}

/**
 * Automatic promotions that an order comes to have, by priority: each is tried, and those that may not be are passed over.
 * @param candidates promotions that are for the order's user
 * @param applied promotions the order has
 */
export function applyAutomatic(
  candidates: readonly Promotion[],
  order: PromotableOrder,
  applied: readonly Applied[],
): Applied[] {
  let all = applied
  for (const promotion of automatic(candidates, applied)) {
    if (all.length - applied.length === MOST_AUTOMATIC) break
    const attempted = attempt(promotion, order, all)
    if ('applied' in attempted) all = [...all, attempted.applied]
  }
  return all.slice(applied.length)
}

/** Promotions that an order may get by itself and does not have, in the order in which they are tried. */
export const automatic = (candidates: readonly Promotion[], applied: readonly Applied[]) =>
  candidates.filter((p) => p.AutoApply && !find(applied, p)).toSorted(byPriority)

/** A promotion that an order could have, and what it would take off. */
export interface Eligible {
  readonly promotion: Promotion
  readonly Amount: number
}

/** Promotions that an order does not have and could be given, each by itself, in no particular order. */
export function eligiblePromotions(
  candidates: readonly Promotion[],
  order: PromotableOrder,
  applied: readonly Applied[],
): Eligible[] {
  return candidates.flatMap((promotion) => {
    if (find(applied, promotion)) return []
    const attempted = attempt(promotion, order, applied)
    return 'applied' in attempted ? [{ promotion, Amount: discountsOf([attempted.applied]).order }] : []
  })
}
