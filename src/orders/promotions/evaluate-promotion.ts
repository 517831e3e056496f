import { AMOUNT_PLACES, type Decimal, decimal, MAX_AMOUNT, round } from '../../api/money.ts'
import { holds, numberOf, type Steps } from '../../rules/evaluate.ts'
import type { Facts } from '../../rules/facts.ts'
import { treeOf } from '../../rules/rule.ts'
import { sortItems } from './item-sort.ts'
import {
  type Applied,
  type Discount,
  type DiscountedLine,
  factsOf,
  type PromotableOrder,
  type Promotion,
  type PromotionFacts,
  type Worth,
} from './promotable-order.ts'

/**
 * Steps of rules that one promotion may take on an order: its rules are asked for each line, and each time they may look
 * at all of them. A second or less.
 */
const MOST_STEPS = 2_000_000
/** The same of all promotions that are held against an order in one request. */
export const MOST_STEPS_TOGETHER = 3 * MOST_STEPS

/** Discounts that an order has at most: all of them are read with it as one text, and D1's have two million bytes. */
const MOST_DISCOUNTS = 10_000

/**
 * What a promotion takes off an order that has these others; undefined where it is not eligible: its condition says no,
 * or is true of no line within the limits, its value comes to no number, its rules take too long, or the order has too
 * many discounts with it. A discount may be zero: shipping may be free before its cost is known.
 */
export function evaluatePromotion(
  promotion: Promotion,
  order: PromotableOrder,
  others: readonly Applied[],
): Discount[] | undefined {
  const facts = factsOf(order, others)
  const allowed = Math.min(MOST_STEPS, order.steps?.left ?? MOST_STEPS)
  const steps = { left: allowed }
  const worth = promotion.ValueExpression === null ? (order.worth ?? (() => undefined)) : undefined
  const discounts = promotion.LineItemLevel
    ? offLines(promotion, facts, steps, worth)
    : offOrder(promotion, facts, steps, worth)
  if (order.steps) order.steps.left -= allowed - Math.max(0, steps.left)
  const all = others.reduce((sum, other) => sum + other.discounts.length, discounts?.length ?? 0)
  return steps.left < 0 || all > MOST_DISCOUNTS ? undefined : discounts
}

/** Discounts on the order are not clipped to it: they may pay for shipping and tax too, and the total ends at zero. */
function offOrder(
  promotion: Promotion,
  facts: Facts,
  steps: Steps,
  worth: Worth | undefined,
): Discount[] | undefined {
  if (!isEligible(promotion, facts, steps)) return undefined
  const value = worth ? toldOf(worth(promotion)).get(null) : worthOf(promotion, facts, steps)
  return value && [discount(null, value, decimal(MAX_AMOUNT))]
}

function offLines(
  promotion: Promotion,
  facts: PromotionFacts,
  steps: Steps,
  worth: Worth | undefined,
): Discount[] | undefined {
  // Of a line whose rule has no answer, it is not true.
  const eligible = facts.items.filter((item) => isEligible(promotion, { ...facts, item }, steps))
  const chosen = withinLimits(promotion, eligible, facts)
  const told = worth && chosen.length > 0 ? toldOf(worth(promotion)) : undefined
  const discounts: Discount[] = []
  for (const { line, pieces } of chosen) {
    const left = decimal(line.LineSubtotal).minus(decimal(line.PromotionDiscount))
    if (worth) {
      const value = told?.get(line.ID)
      if (value) discounts.push(discount(line.ID, value, left))
      continue
    }
    const value = worthOf(promotion, { ...facts, item: line }, steps)
    if (!value) return undefined
    discounts.push(discount(line.ID, pieces === null ? value : value.times(pieces), left))
  }
  return discounts.length > 0 ? discounts : undefined
}

const isEligible = ({ EligibleExpression }: Promotion, facts: Facts, steps: Steps) =>
  holds(treeOf(EligibleExpression), facts, steps) === true

/** What a customer's engine takes off lines by their IDs, all their pieces, or off the order. */
const toldOf = (told: readonly Discount[] = []): ReadonlyMap<string | null, Decimal> =>
  // Of a line that is named twice, the first word.
  new Map(told.toReversed().map((d) => [d.LineItemID, decimal(d.Amount)]))

const worthOf = ({ ValueExpression }: Promotion, facts: Facts, steps: Steps): Decimal | undefined =>
  ValueExpression === null ? undefined : numberOf(treeOf(ValueExpression), facts, steps)

/**
 * The lines that a promotion is for: as many as its limit says, and of the last one perhaps not all pieces.
 * @returns how many pieces of each, where the value is one piece's; null where it is the line's
 */
function withinLimits(
  { ItemLimitPerOrder, QuantityLimitPerOrder, ItemSortBy }: Promotion,
  eligible: readonly DiscountedLine[],
  facts: Facts,
): { line: DiscountedLine; pieces: number | null }[] {
  const lines = sortItems(eligible, ItemSortBy, facts)
  if (QuantityLimitPerOrder === null)
    return lines.slice(0, ItemLimitPerOrder ?? lines.length).map((line) => ({ line, pieces: null }))
  let left = QuantityLimitPerOrder
  const taken: { line: DiscountedLine; pieces: number }[] = []
  for (const line of lines) {
    if (left === 0) break
    const pieces = Math.min(left, line.Quantity)
    taken.push({ line, pieces })
    left -= pieces
  }
  return taken
}

/** @param most what is left to be taken off */
function discount(LineItemID: string | null, value: Decimal, most: Decimal): Discount {
  const rounded = round(value, AMOUNT_PLACES)
  const capped = rounded.gt(most) ? most : rounded
  return { LineItemID, Amount: capped.isNegative() ? 0 : capped.toNumber(), AmountOverridden: false }
}
