import { describe, expect, it } from 'vitest'
import { applied, codeOf, line, once, order, promotion, tenOff } from '../../../test/support/promotable.ts'
import { refreshPromotions } from './refresh-promotions.ts'

describe('a refresh', () => {
  const lines = order([line('L1', 'bike', 1, 300), line('L2', 'bike', 1, 500), line('L3', 'bell', 5, 4)])
  const spring = promotion('spring', {
    LineItemLevel: true,
    EligibleExpression: "item.ProductID = 'bike'",
    ValueExpression: 'item.LineSubtotal * .1',
  })
  const flat = promotion('flat20', { EligibleExpression: 'order.Subtotal > 1000', ValueExpression: '20' })

  it('makes amounts anew, and takes away what may not be any more, as the worked example has it', () => {
    const before = [applied(spring, { L2: 50, L1: 60 }), applied(flat, 20)]
    const after = refreshPromotions([], lines, before)
    expect(
      after.applied.map((a) => [a.promotion.ID, a.discounts.map((d) => [d.LineItemID, d.Amount])]),
    ).toEqual([
      [
        'spring',
        [
          ['L1', 30],
          ['L2', 50],
        ],
      ],
    ])
    expect(after.added).toEqual([])
    expect(after.removed.map((r) => [r.promotion.ID, r.LineItemID, r.Amount, codeOf(r.refusal)])).toEqual([
      ['flat20', null, 20, 'Promotion.NotEligible'],
    ])
  })

  it('adds automatic ones, keeps when others came, and tells of lines that came and went', () => {
    const auto = promotion('auto', { AutoApply: true, ValueExpression: '1' })
    const before = [applied(spring, { L1: 30, L9: 5 })]
    const after = refreshPromotions([auto, tenOff], lines, before)
    expect(after.applied.map((a) => [a.promotion.ID, a.DateApplied])).toEqual([
      ['spring', before[0]!.DateApplied],
      ['auto', lines.now],
    ])
    expect(after.added.map((a) => [a.promotion.ID, a.LineItemID, a.Amount])).toEqual([
      ['spring', 'L2', 50],
      ['auto', null, 1],
    ])
    expect(after.removed.map((r) => [r.promotion.ID, r.LineItemID, codeOf(r.refusal)])).toEqual([
      ['spring', 'L9', 'Promotion.NotEligible'],
    ])
  })

  it('settles by priority which stay: a new one may take the place of one that is there', () => {
    const strong = promotion('strong', { AutoApply: true, CanCombine: false, Priority: 1 })
    const weak = promotion('weak', { Priority: 2 })
    const after = refreshPromotions([strong], lines, [applied(weak, 10)])
    expect(after.applied.map((a) => a.promotion.ID)).toEqual(['strong'])
    expect(after.removed.map((r) => codeOf(r.refusal))).toEqual(['Promotion.CannotCombine'])
    // Of the same priority, what is there stays.
    const even = refreshPromotions([{ ...strong, Priority: 2 }], lines, [applied(weak, 10)])
    expect(even.applied.map((a) => a.promotion.ID)).toEqual(['weak'])
    expect(even.removed).toEqual([])
  })

  it('leaves amounts that a calculation has overridden', () => {
    const overridden = [{ LineItemID: null, Amount: 4, AmountOverridden: true }]
    const after = refreshPromotions([], lines, [applied(tenOff, 4, { discounts: overridden })])
    expect(after.applied[0]!.discounts).toEqual(overridden)
  })

  it('takes away what is not for the user any more, and what is off', () => {
    const before = [applied({ ...tenOff, ForUser: false }, 10), applied({ ...once, Active: false }, 1)]
    const { removed } = refreshPromotions([], lines, before)
    expect(removed.map((r) => codeOf(r.refusal)).sort()).toEqual(['NotFound', 'Promotion.NotActive'])
  })
})
