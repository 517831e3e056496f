import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from '../../api/errors.ts'
import { MAX_AMOUNT } from '../../api/money.ts'
import { lineTotal } from '../../catalog/prices/line-price.ts'
import { type Costs, totals } from './totals.ts'

const free: Costs = { ShippingCost: 0, TaxCost: 0, Gratuity: 0, Fees: 0, PromotionDiscount: 0 }
const line = (LineSubtotal: number, IsBundle = false) => ({ LineSubtotal, IsBundle })

describe('the totals of an order', () => {
  it('are those of its lines, its costs and its discounts', () => {
    const costs = { ShippingCost: 10, TaxCost: 4.2, Gratuity: 1, Fees: 0.5, PromotionDiscount: 5 }
    expect(totals([line(50.05), line(0.1), line(0.2)], costs)).toEqual({
      LineItemCount: 3,
      Subtotal: 50.35,
      Total: 61.05,
    })
  })

  it('of an order without lines are its costs', () => {
    expect(totals([], { ...free, ShippingCost: 7 })).toEqual({ LineItemCount: 0, Subtotal: 0, Total: 7 })
  })

  it('do not count the headings of bundles', () => {
    expect(totals([line(5), line(0, true)], free).LineItemCount).toBe(1)
  })

  it('never get below zero, though a discount may exceed the subtotal', () => {
    expect(totals([line(5)], { ...free, PromotionDiscount: 8 })).toMatchObject({ Subtotal: 5, Total: 0 })
    expect(totals([line(5)], { ...free, ShippingCost: 10, PromotionDiscount: 8 }).Total).toBe(7)
  })

  it('are exact: the sum of cents, whatever their number and order', () => {
    const cents = fc.integer({ min: 0, max: 100_000_000 })
    fc.assert(
      fc.property(
        fc.array(cents, { maxLength: 30 }),
        fc.array(cents, { minLength: 5, maxLength: 5 }),
        (lines, costs) => {
          const amount = (n: number) => Number(`${n}e-2`)
          const [shipping, tax, gratuity, fees, discount] = costs as [number, number, number, number, number]
          const sum = lines.reduce((a, b) => a + b, 0)
          const all = totals(
            lines.map((n) => line(amount(n))),
            {
              ShippingCost: amount(shipping),
              TaxCost: amount(tax),
              Gratuity: amount(gratuity),
              Fees: amount(fees),
              PromotionDiscount: amount(discount),
            },
          )
          expect(all.Subtotal).toBe(amount(sum))
          expect(all.Total).toBe(amount(Math.max(0, sum + shipping + tax + gratuity + fees - discount)))
        },
      ),
    )
  })

  it('are refused where they are more than an amount can be', () => {
    expect(totals([line(MAX_AMOUNT)], free).Total).toBe(MAX_AMOUNT)
    expect(() => totals([line(MAX_AMOUNT), line(0.01)], free)).toThrow(ApiError)
    expect(() => totals([line(MAX_AMOUNT)], { ...free, Fees: 1 })).toThrow(ApiError)
  })
})

describe('the total of a line', () => {
  it('is its subtotal less its discount', () => {
    expect(lineTotal(0.3, 0.1)).toBe(0.2)
  })
})
