import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAmount } from '../../api/money.ts'
import { calculatedAmounts, isSaid, type Refund, saidAmounts, sumOf } from './refund-amounts.ts'

const NEW: Refund = { RefundAmount: null, RefundOverridden: false, ItemsToReturn: [] }
const item = (LineItemID: string, RefundAmount: number | null, Quantity = 1) => ({
  LineItemID,
  Quantity,
  RefundAmount,
  Comments: null,
})
const wanted = (RefundAmount: number | null, ...ItemsToReturn: ReturnType<typeof item>[]) => ({
  RefundAmount,
  ItemsToReturn,
})
/** What an administrator has said of a new return. */
const said = (...args: Parameters<typeof wanted>) => saidAmounts(NEW, wanted(...args), true)
const amounts = ({ RefundAmount, ItemsToReturn }: Refund) => [
  RefundAmount,
  ...ItemsToReturn.map((i) => i.RefundAmount),
]

describe('what is said of amounts', () => {
  it('of the whole stands over the sum, until that is taken back', () => {
    const whole = said(20, item('a', 12))
    expect(amounts(whole)).toEqual([20, 12])
    expect(amounts(saidAmounts(whole, wanted(20, item('a', 15)), true))).toEqual([20, 15])
    expect(amounts(saidAmounts(whole, wanted(null, item('a', 15)), true))).toEqual([15, 15])
  })

  it('is nothing where it repeats what there is', () => {
    const calculated = calculatedAmounts(said(null, item('a', null)), {
      RefundAmount: 9,
      ItemsToReturnCalcs: [{ LineItemID: 'A', RefundAmount: 7 }],
    })
    expect(amounts(calculated)).toEqual([9, 7])
    expect(saidAmounts(calculated, wanted(9, item('a', 7)), true)).toEqual(calculated)
  })

  it('of an item holds for as much as it was said of', () => {
    const one = said(null, item('a', 7, 1))
    expect(amounts(saidAmounts(one, wanted(null, item('a', null, 1)), false))).toEqual([7, 7])
    expect(amounts(saidAmounts(one, wanted(null, item('a', null, 2)), false))).toEqual([null, null])
  })

  it('is all there is to say with each item, or with the whole of none', () => {
    expect(isSaid(said(null, item('a', 1), item('b', 0)))).toBe(true)
    expect(isSaid(said(5))).toBe(true)
    for (const open of [said(null), said(5, item('a', null)), said(null, item('a', 1), item('b', null))])
      expect(isSaid(open)).toBe(false)
  })
})

const money = fc.option(fc.integer({ min: 0, max: 100_000 }).map((n) => n / 100))
const items = fc
  .subarray(['a', 'b', 'c', 'd'])
  .chain((ids) =>
    fc
      .tuple(...ids.map(() => fc.tuple(money, fc.integer({ min: 0, max: 3 }))))
      .map((all) => all.map(([amount, quantity], i) => item(ids[i]!, amount, quantity))),
  )
const write = fc.record({
  wanted: fc.tuple(money, items).map(([amount, all]) => wanted(amount, ...all)),
  isAdmin: fc.boolean(),
  calculation: fc.option(
    fc.record({
      RefundAmount: money,
      ItemsToReturnCalcs: fc
        .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), money)
        .map((d) => Object.entries(d).map(([LineItemID, RefundAmount]) => ({ LineItemID, RefundAmount }))),
    }),
  ),
})

describe('after any writes', () => {
  it('the whole is what was said of it, or calculated, or the sum of its items', () => {
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 6 }), (writes) => {
        let refund = NEW
        for (const { wanted: next, isAdmin, calculation } of writes) {
          const before = refund
          const now = saidAmounts(before, next, isAdmin)
          refund = calculation && !isSaid(now) ? calculatedAmounts(now, calculation) : now
          const sum = sumOf(refund.ItemsToReturn)
          const whole = calculation && !isSaid(now) ? (calculation.RefundAmount ?? sum) : sum
          if (refund.RefundOverridden)
            expect(refund.RefundAmount).toBe(isAdmin ? next.RefundAmount : before.RefundAmount)
          else expect([whole, before.RefundAmount]).toContain(refund.RefundAmount)
          for (const i of refund.ItemsToReturn) if (i.AmountOverridden) expect(i.RefundAmount).not.toBeNull()
        }
      }),
    )
  })

  it('nothing that a shopper sends is an amount', () => {
    fc.assert(
      fc.property(write, write, (first, { wanted: sent }) => {
        const stored = saidAmounts(NEW, first.wanted, true)
        const amount = (of: typeof sent) => amounts(saidAmounts(stored, of, false))
        const without = {
          RefundAmount: null,
          ItemsToReturn: sent.ItemsToReturn.map((i) => ({ ...i, RefundAmount: null })),
        }
        expect(amount(sent)).toEqual(amount(without))
      }),
    )
  })

  it('sums are exact', () => {
    fc.assert(
      fc.property(items, (all) => {
        const known = all.flatMap((i) => (i.RefundAmount === null ? [] : [Math.round(i.RefundAmount * 100)]))
        const cents = known.reduce((sum, n) => sum + n, 0)
        expect(sumOf(all)).toBe(known.length > 0 ? toAmount(cents / 100) : null)
      }),
    )
  })
})
