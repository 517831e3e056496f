import { describe, expect, it } from 'vitest'
import { applied, line, order, promotion } from '../../../test/support/promotable.ts'
import type { ApiError } from '../../api/errors.ts'
import { orderStatuses } from '../../tables/orders/statuses.ts'
import {
  addPromotion,
  applyAutomatic,
  calculatedPromotions,
  eligiblePromotions,
  recheckPromotions,
  refreshPromotions,
} from './apply-promotions.ts'
import type { Promotion } from './promotable-order.ts'
import { refuseAgreed } from './promotion-refusals.ts'

/** The code of a refusal, or nothing. */
function refusal(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return (error as ApiError).errors[0]!.ErrorCode
  }
}
const codeOf = (error: ApiError | undefined) => error?.errors[0]?.ErrorCode

// The promotions of the scenarios, and an order of any subtotal.
const tenOff = promotion('tenoff', { EligibleExpression: 'order.Subtotal >= 50' })
const line1 = promotion('line1', {
  LineItemLevel: true,
  EligibleExpression: "item.ProductID = 'P10'",
  ValueExpression: 'item.Quantity * 1',
})
const solo = promotion('solo', { CanCombine: false, ValueExpression: '5' })
const auto5 = promotion('auto5', {
  AutoApply: true,
  EligibleExpression: 'order.Subtotal > 100',
  ValueExpression: '5',
})
const once = promotion('once', { RedemptionLimit: 1, ValueExpression: '1' })
const worth = (subtotal: number) => order([line('L1', 'P10', 1, subtotal)])

describe('a promotion is added', () => {
  it('where the order is eligible', () => {
    expect(refusal(() => addPromotion(tenOff, worth(40), []))).toBe('Promotion.NotEligible')
    expect(addPromotion(tenOff, worth(60), [])).toEqual({
      promotion: tenOff,
      DateApplied: worth(60).now,
      discounts: [{ LineItemID: null, Amount: 10, AmountOverridden: false }],
    })
  })

  it('once, and where it goes with the others', () => {
    const on = (p: Promotion) => [applied(p, 10)]
    expect(refusal(() => addPromotion(tenOff, worth(60), on(tenOff)))).toBe('Promotion.AlreadyAdded')
    expect(refusal(() => addPromotion(solo, worth(60), on(tenOff)))).toBe('Promotion.CannotCombine')
    expect(refusal(() => addPromotion(tenOff, worth(60), on(solo)))).toBe('Promotion.CannotCombine')
    expect(addPromotion(solo, worth(60), []).discounts).toHaveLength(1)
  })

  it('with a discount for each line it is for', () => {
    const lines = order([line('L1', 'P10', 2, 10), line('L2', 'P10', 3, 10), line('L3', 'PS1', 1, 10)])
    expect(addPromotion(line1, lines, []).discounts.map((d) => [d.LineItemID, d.Amount])).toEqual([
      ['L1', 2],
      ['L2', 3],
    ])
  })

  it.each<[string, Partial<Promotion>]>([
    ['NotFound', { ForUser: false, Active: false }],
    ['Promotion.NotActive', { Active: false, StartDate: '2027-01-01T00:00:00.000+00:00' }],
    ['Promotion.NotYetValid', { StartDate: '2026-05-20T12:00:00.001+00:00', OwnerID: 'north' }],
    ['Promotion.Expired', { ExpirationDate: '2026-05-20T12:00:00.000+00:00', OwnerID: 'north' }],
    ['Promotion.OwnerIDMustMatchOrderToCompanyID', { OwnerID: 'north', RedemptionLimit: 0 }],
    ['Promotion.ExceedsUsageLimit', { RedemptionLimit: 3, RedemptionCount: 3, EligibleExpression: 'false' }],
    ['Promotion.ExceedsUsageLimit', { RedemptionLimitPerUser: 2, EligibleExpression: 'false' }],
    ['Promotion.NotEligible', { RedemptionLimitPerUser: 3, EligibleExpression: 'false' }],
  ])('is refused as %s: %j', (code, more) => {
    const on = { ...worth(60), redeemedByUser: new Map([['p', 2]]) }
    expect(refusal(() => addPromotion(promotion('p', more), on, []))).toBe(code)
  })

  it('where it has just begun, and is the order’s seller’s or the marketplace owner’s', () => {
    const begun = promotion('p', { StartDate: worth(60).now, RedemptionLimit: 1 })
    expect(addPromotion(begun, worth(60), [])).toBeDefined()
    const toSupplier = order([line('L1', 'P10', 1, 60)], {
      header: { ...worth(60).header, ToCompanyID: 'North' },
    })
    expect(addPromotion(promotion('p', { OwnerID: 'north' }), toSupplier, [])).toBeDefined()
    expect(addPromotion(begun, toSupplier, [])).toBeDefined()
    expect(refusal(() => addPromotion(promotion('p', { OwnerID: 'south' }), toSupplier, []))).toBe(
      'Promotion.OwnerIDMustMatchOrderToCompanyID',
    )
  })

  it('while the order is not agreed', () => {
    const open = orderStatuses.filter((status) => refusal(() => refuseAgreed(status)) === undefined)
    expect(open).toEqual(['Unsubmitted', 'AwaitingApproval'])
  })
})

describe('automatic promotions', () => {
  it('are applied where the order is eligible, and others are not', () => {
    const ids = (subtotal: number) =>
      applyAutomatic([auto5, tenOff], worth(subtotal), []).map((a) => a.promotion.ID)
    expect(ids(110)).toEqual(['auto5'])
    expect(ids(90)).toEqual([])
  })

  it('are tried by priority, then by ID; what does not go with those before is passed over', () => {
    const auto = (ID: string, more: Partial<Promotion> = {}) => promotion(ID, { AutoApply: true, ...more })
    const all = [
      auto('Late'),
      auto('b', { Priority: 2 }),
      auto('alone', { Priority: 2, CanCombine: false }),
      auto('c', { Priority: 1 }),
      auto('early'),
    ]
    const ids = (some: Promotion[]) => applyAutomatic(some, worth(60), []).map((a) => a.promotion.ID)
    expect(ids(all)).toEqual(['c', 'b', 'early', 'Late'])
    expect(ids(all.filter((p) => p.ID !== 'c'))).toEqual(['alone'])
  })

  it('are no more than a hundred at a time', () => {
    const many = Array.from({ length: 130 }, (_, i) =>
      promotion(`p${i}`, { AutoApply: true, ValueExpression: '0' }),
    )
    expect(applyAutomatic(many, worth(60), [])).toHaveLength(100)
    const { added, applied: all } = refreshPromotions(many, worth(60), [applied(tenOff, 10)])
    expect([added.length, all.length]).toEqual([100, 101])
  })
})

describe('eligible promotions', () => {
  it('are those that could be added, with what each would take off', () => {
    const found = eligiblePromotions([tenOff, line1, auto5, solo, once], worth(60), [applied(tenOff, 10)])
    expect(found.map((e) => [e.promotion.ID, e.Amount])).toEqual([
      ['line1', 1],
      ['once', 1],
    ])
  })
})

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

  it('asks no condition over the prices of a calculation, but whether it may still be used', () => {
    const used = { ...once, RedemptionCount: 1 }
    const { refusals, applied: all } = recheckPromotions(
      worth(40),
      [applied(tenOff, 7), applied(used, 1)],
      true,
    )
    expect(refusals.map(codeOf)).toEqual(['Promotion.ExceedsUsageLimit'])
    expect(all.map((a) => a.discounts[0]!.Amount)).toEqual([1, 7])
  })
})

describe('a calculation', () => {
  const lines = order([line('L1', 'P10', 2, 10), line('L2', 'P10', 3, 10)])

  it('says amounts of promotions on the order and on lines; of what is not there it is ignored', () => {
    const before = [applied(tenOff, 10), applied(line1, { L1: 2, L2: 3 })]
    const after = calculatedPromotions(lines, before, [
      { LineItemID: 'L1', PromotionID: 'TENOFF', Amount: 4 },
      { LineItemID: 'L2', PromotionID: 'line1', Amount: 0.005 },
      { LineItemID: 'L9', PromotionID: 'line1', Amount: 9 },
      { LineItemID: 'L1', PromotionID: 'nothing', Amount: 9 },
    ])
    const all = after.flatMap((a) =>
      a.discounts.map((d) => [a.promotion.ID, d.LineItemID, d.Amount, d.AmountOverridden]),
    )
    expect(all).toEqual([
      ['line1', 'L1', 2, false],
      ['line1', 'L2', 0.01, true],
      ['tenoff', null, 4, true],
    ])
  })

  it('without a word on them makes them anew', () => {
    const overridden = [{ LineItemID: null, Amount: 4, AmountOverridden: true }]
    const [after] = calculatedPromotions(lines, [applied(tenOff, 4, { discounts: overridden })], [])
    expect(after!.discounts).toEqual([{ LineItemID: null, Amount: 10, AmountOverridden: false }])
  })
})
