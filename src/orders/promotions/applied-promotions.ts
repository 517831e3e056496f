import { sameIgnoringCase } from '../../api/names.ts'
import type { Applied, Discount, Promotion } from './promotable-order.ts'

/** Behind any 32-bit number. */
const LAST = Number.MAX_SAFE_INTEGER

/** The priority of a promotion as a number: the lower comes first, and what has none comes last. */
export const priorityOf = ({ Priority }: Promotion) => Priority ?? LAST

const inOrder = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** By priority, then by ID. */
export const byPriority = (a: Promotion, b: Promotion) =>
  priorityOf(a) - priorityOf(b) || inOrder(a.ID.toLowerCase(), b.ID.toLowerCase())

/** In the order in which they came to the order: each sees it as those before have left it. */
export const byDate = (a: Applied, b: Applied) =>
  inOrder(a.DateApplied, b.DateApplied) || byPriority(a.promotion, b.promotion)

const isSame = (a: Promotion, b: Promotion) => sameIgnoringCase(a.ID, b.ID)

/** A promotion as the order has it, if it does. */
export const find = (applied: readonly Applied[], promotion: Promotion): Applied | undefined =>
  applied.find((a) => isSame(a.promotion, promotion))

/** The others of an order. */
export const without = (applied: readonly Applied[], promotion: Promotion): Applied[] =>
  applied.filter((a) => !isSame(a.promotion, promotion))

/** Discounts as they are anew, but for those that a calculation has overridden. */
export function keepOverridden(before: readonly Discount[], anew: readonly Discount[]): Discount[] {
  const known = new Map(before.map((d) => [d.LineItemID, d]))
  return anew.map((discount) => {
    const own = known.get(discount.LineItemID)
    return own?.AmountOverridden ? own : discount
  })
}
