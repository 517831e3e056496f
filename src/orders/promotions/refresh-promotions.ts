import type { ApiError } from '../../api/errors.ts'
import { byDate, find, keepOverridden, priorityOf } from './applied-promotions.ts'
import { attempt, automatic, MOST_AUTOMATIC } from './apply-promotions.ts'
import type { Applied, Discount, PromotableOrder, Promotion } from './promotable-order.ts'
import { notEligible } from './promotion-refusals.ts'

/** A discount that came or went, and why it went. */
export interface Change extends Discount {
  readonly promotion: Promotion
  readonly refusal?: ApiError
}

/** What a refresh comes to. */
export interface Refreshed {
  readonly applied: Applied[]
  readonly added: Change[]
  readonly removed: Change[]
}

/**
 * Promotions of an order anew: those that may not be any more go, automatic ones come, and the amounts of the others are
 * made anew. Where not all go together, those of higher priority stay, then those that were there, then the older.
 * @param candidates promotions that are for the order's user
 * @param applied promotions the order has
 */
export function refreshPromotions(
  candidates: readonly Promotion[],
  order: PromotableOrder,
  applied: readonly Applied[],
): Refreshed {
  // Another list with each that stays, since what is made of one is remembered.
  let kept: readonly Applied[] = []
  const refusals = new Map<string, ApiError>()
  let automaticallyAdded = 0
  for (const promotion of byClaim(candidates, applied)) {
    const present = find(applied, promotion)
    if (!present && automaticallyAdded === MOST_AUTOMATIC) continue
    const attempted = attempt(promotion, order, kept)
    if ('refusal' in attempted) refusals.set(promotion.ID, attempted.refusal)
    else if (present) {
      const discounts = keepOverridden(present.discounts, attempted.applied.discounts)
      kept = [...kept, { ...present, promotion, discounts }]
    } else {
      automaticallyAdded++
      kept = [...kept, attempted.applied]
    }
  }
  return { applied: kept.toSorted(byDate), ...changes(applied, kept, refusals) }
}

/** All that an order has or could get by itself, in the order in which they may claim to stay. */
function byClaim(candidates: readonly Promotion[], applied: readonly Applied[]): Promotion[] {
  const claims = [
    ...applied.toSorted(byDate).map(({ promotion }) => promotion),
    ...automatic(candidates, applied),
  ]
  // A stable sort: within a priority, those that are there come first.
  return claims.sort((a, b) => priorityOf(a) - priorityOf(b))
}

/** Discounts that came, and that went; of a promotion that stays, some of its lines may have changed. */
function changes(
  before: readonly Applied[],
  after: readonly Applied[],
  refusals: ReadonlyMap<string, ApiError>,
): Pick<Refreshed, 'added' | 'removed'> {
  const missingIn = (others: readonly Applied[], { promotion, discounts }: Applied) => {
    const known = new Set(find(others, promotion)?.discounts.map((k) => k.LineItemID))
    return discounts.filter((d) => !known.has(d.LineItemID))
  }
  return {
    added: after
      .toSorted(byDate)
      .flatMap((a) => missingIn(before, a).map((d) => ({ ...d, promotion: a.promotion }))),
    removed: before.toSorted(byDate).flatMap((b) =>
      missingIn(after, b).map((d) => ({
        ...d,
        promotion: b.promotion,
        refusal: refusals.get(b.promotion.ID) ?? notEligible(b.promotion),
      })),
    ),
  }
}
