import { describe, expect, it } from 'vitest'
import {
  applied,
  auto5,
  line,
  line1,
  once,
  order,
  promotion,
  solo,
  tenOff,
  worth,
} from '../../../test/support/promotable.ts'
import type { ApiError } from '../../api/errors.ts'
import { orderStatuses } from '../../tables/orders/statuses.ts'
import { addPromotion, applyAutomatic, eligiblePromotions } from './apply-promotions.ts'
import type { Promotion } from './promotable-order.ts'
import { refuseAgreed } from './promotion-refusals.ts'
import { refreshPromotions } from './refresh-promotions.ts'

/** The code of a refusal, or nothing. */
function refusal(run: () => unknown): string | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    return (error as ApiError).errors[0]!.ErrorCode
  }
}
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

it('lines are gone through once for all promotions that are not eligible', () => {
  let looks = 0
  const counted = {
    ...line('L1', 'P10', 1, 10),
    get LineSubtotal() {
      looks++
      return 10
    },
  }
  const looksFor = (count: number) => {
    looks = 0
    const all = Array.from({ length: count }, (_, i) =>
      promotion(`p${i}`, { AutoApply: true, EligibleExpression: 'false' }),
    )
    const on = { ...order([]), lines: [counted] }
    expect([eligiblePromotions(all, on, []), applyAutomatic(all, on, [])]).toEqual([[], []])
    return looks
  }
  expect(looksFor(100)).toBe(looksFor(1))
})
