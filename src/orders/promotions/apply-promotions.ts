import type { ApiError } from '../../api/errors.ts'
import { decimal, toAmount } from '../../api/money.ts'
import { evaluatePromotion } from './evaluate-promotion.ts'
import {
  type Applied,
  type Discount,
  discountsOf,
  type PromotableOrder,
  type Promotion,
} from './promotable-order.ts'
import { alreadyAdded, notEligible, refusalOf, unusable } from './promotion-refusals.ts'

/** Promotions that one call adds by itself at most. */
const MOST_AUTOMATIC = 100

/** By priority, what has none last, then by ID. */
const byPriority = (a: Promotion, b: Promotion) =>
  (a.Priority ?? Number.POSITIVE_INFINITY) - (b.Priority ?? Number.POSITIVE_INFINITY) ||
  inOrder(a.ID.toLowerCase(), b.ID.toLowerCase())
const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** In the order in which they came to the order: each sees it as those before have left it. */
const byDate = (a: Applied, b: Applied) =>
  inOrder(a.DateApplied, b.DateApplied) || byPriority(a.promotion, b.promotion)

const isSame = (a: Promotion, b: Promotion) => a.ID.toLowerCase() === b.ID.toLowerCase()
const without = (applied: readonly Applied[], promotion: Promotion) =>
  applied.filter((a) => !isSame(a.promotion, promotion))
const find = (applied: readonly Applied[], promotion: Promotion) =>
  applied.find((a) => isSame(a.promotion, promotion))

/** A promotion as an order with these others would have it, or why it may not. */
function attempt(
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
  const added: Applied[] = []
  for (const promotion of automatic(candidates, applied)) {
    if (added.length === MOST_AUTOMATIC) break
    const attempted = attempt(promotion, order, [...applied, ...added])
    if ('applied' in attempted) added.push(attempted.applied)
  }
  return added
}

const automatic = (candidates: readonly Promotion[], applied: readonly Applied[]) =>
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

/** Discounts as they are anew, but for those that a calculation has overridden. */
const keepOverridden = (before: readonly Discount[], anew: readonly Discount[]): Discount[] =>
  anew.map((discount) => {
    const known = before.find((d) => d.LineItemID === discount.LineItemID)
    return known?.AmountOverridden ? known : discount
  })

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
  const kept: Applied[] = []
  const refusals = new Map<string, ApiError>()
  let automaticallyAdded = 0
  for (const promotion of byClaim(candidates, applied)) {
    const present = find(applied, promotion)
    if (!present && automaticallyAdded === MOST_AUTOMATIC) continue
    const attempted = attempt(promotion, order, kept)
    if ('refusal' in attempted) refusals.set(promotion.ID, attempted.refusal)
    else if (present)
      kept.push({
        ...present,
        promotion,
        discounts: keepOverridden(present.discounts, attempted.applied.discounts),
      })
    else {
      automaticallyAdded++
      kept.push(attempted.applied)
    }
  }
  return { applied: kept.toSorted(byDate), ...changes(applied, kept, refusals) }
}

/** All that an order has or could get by itself, in the order in which they may claim to stay. */
function byClaim(candidates: readonly Promotion[], applied: readonly Applied[]): Promotion[] {
  const rank = ({ Priority }: Promotion) => Priority ?? Number.POSITIVE_INFINITY
  const claims = [
    ...applied.toSorted(byDate).map(({ promotion }) => promotion),
    ...automatic(candidates, applied),
  ]
  // A stable sort: within a priority, those that are there come first.
  return claims.sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)))
}

/** Discounts that came, and that went; of a promotion that stays, some of its lines may have changed. */
function changes(
  before: readonly Applied[],
  after: readonly Applied[],
  refusals: ReadonlyMap<string, ApiError>,
): Pick<Refreshed, 'added' | 'removed'> {
  const missingIn = (others: readonly Applied[], { promotion, discounts }: Applied) => {
    const known = find(others, promotion)?.discounts ?? []
    return discounts.filter((d) => !known.some((k) => k.LineItemID === d.LineItemID))
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

/** Discounts as they are, as far as others leave something of their lines. */
function withinLines(
  discounts: readonly Discount[],
  { lines }: PromotableOrder,
  others: readonly Applied[],
): Discount[] {
  const { byLine } = discountsOf(others)
  return discounts.map((discount) => {
    const line = lines.find(({ ID }) => ID === discount.LineItemID)
    if (!line || discount.AmountOverridden) return discount
    const left = decimal(line.LineSubtotal).minus(decimal(byLine.get(line.ID) ?? 0))
    return { ...discount, Amount: Math.max(0, Math.min(discount.Amount, left.toNumber())) }
  })
}

/** What becomes of an order's promotions as it is checked. */
export interface Rechecked {
  /** All it has: amounts of those that may be are made anew, the others are as they were. */
  readonly applied: Applied[]
  /** Why some may not be any more, in the order in which they came to the order. */
  readonly refusals: ApiError[]
}

/**
 * Holds an order's promotions against what must be so of them; nothing is removed.
 * @param calculated a calculation of the customer's stands: it is the later word on amounts, and over its prices no
 *   condition is asked again
 */
export function recheckPromotions(
  order: PromotableOrder,
  applied: readonly Applied[],
  calculated = false,
): Rechecked {
  const refusals: ApiError[] = []
  const done: Applied[] = []
  for (const present of applied.toSorted(byDate)) {
    const { promotion, discounts } = present
    const anew = calculated ? discounts : evaluatePromotion(promotion, order, done)
    const refusal =
      refusalOf(promotion, order, without(applied, promotion)) ?? (anew ? undefined : notEligible(promotion))
    if (refusal) refusals.push(refusal)
    done.push({
      ...present,
      discounts: anew && !refusal ? keepOverridden(discounts, anew) : withinLines(discounts, order, done),
    })
  }
  return { applied: done, refusals }
}

/** An amount that a calculation of the customer's says for a promotion, named under a line. */
export interface Override {
  readonly LineItemID: string
  readonly PromotionID: string
  readonly Amount: number
}

/**
 * Promotions of an order after a calculation: amounts made anew, and then those it says. What it says of a promotion on
 * the order may stand under any line; of one that is not there it is ignored.
 */
export function calculatedPromotions(
  order: PromotableOrder,
  applied: readonly Applied[],
  overrides: readonly Override[],
): Applied[] {
  const plain = applied.map((a) => ({
    ...a,
    discounts: a.discounts.map((d) => ({ ...d, AmountOverridden: false })),
  }))
  return recheckPromotions(order, plain).applied.map((a) => ({
    ...a,
    discounts: a.discounts.map((d) => {
      const said = overrides.findLast(
        (o) =>
          o.PromotionID.toLowerCase() === a.promotion.ID.toLowerCase() &&
          (d.LineItemID === null || o.LineItemID === d.LineItemID),
      )
      return said ? { ...d, Amount: Math.max(0, toAmount(said.Amount)), AmountOverridden: true } : d
    }),
  }))
}
