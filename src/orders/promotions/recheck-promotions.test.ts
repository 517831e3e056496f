import { describe, expect, it } from 'vitest'
import {
  applied,
  auto5,
  codeOf,
  once,
  promotion,
  solo,
  tenOff,
  worth,
} from '../../../test/support/promotable.ts'
import { recheckPromotions } from './recheck-promotions.ts'

describe('a check', () => {
  it('removes nothing, says of each why it may not be, and makes the amounts of the others anew', () => {
    const percent = promotion('percent', { ValueExpression: 'order.Subtotal * .1' })
    const expired = promotion('expired', { ExpirationDate: '2026-05-01T00:00:00.000+00:00' })
    const before = [applied(percent, 99), applied(expired, 3), applied(auto5, 5)]
    const after = recheckPromotions(worth(60), before)
    expect(after.applied.map((a) => [a.promotion.ID, a.discounts[0]!.Amount])).toEqual([
      ['auto5', 5],
      ['expired', 3],
      ['percent', 6],
    ])
    expect(after.refusals.map(codeOf)).toEqual(['Promotion.NotEligible', 'Promotion.Expired'])
  })

  it('finds fault with each of those that do not go together', () => {
    const { refusals } = recheckPromotions(worth(60), [applied(tenOff, 10), applied(solo, 5)])
    expect(refusals.map(codeOf)).toEqual(['Promotion.CannotCombine', 'Promotion.CannotCombine'])
  })

  it('asks conditions of what a calculation has begun with, and not of the prices that it says', () => {
    const used = { ...once, RedemptionCount: 1 }
    const has = [applied(tenOff, 7), applied(used, 1)]
    const { refusals, applied: all } = recheckPromotions(worth(40), has, worth(60))
    expect(refusals.map(codeOf)).toEqual(['Promotion.ExceedsUsageLimit'])
    expect(all.map((a) => a.discounts[0]!.Amount)).toEqual([1, 7])
    const never = recheckPromotions(worth(40), [applied(tenOff, 7)], worth(40))
    expect(never.refusals.map(codeOf)).toEqual(['Promotion.NotEligible'])
    expect(never.applied.map((a) => a.discounts[0]!.Amount)).toEqual([7])
  })
})
