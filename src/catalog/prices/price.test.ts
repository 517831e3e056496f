import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Break,
  breakFor,
  isOnSale,
  lineSubtotal,
  type Markup,
  overriddenSubtotal,
  priceParts,
  quantityProblem,
  type Schedule,
  saleRuns,
  unitPrice,
} from './price.ts'

const NOW = '2026-03-01T12:00:00.000+00:00'
const BEFORE = '2026-03-01T11:59:59.999+00:00'
const AFTER = '2026-03-01T12:00:00.001+00:00'

const priceBreak = (Quantity: number, Price: number, more: Partial<Break> = {}): Break => ({
  Quantity,
  Price,
  SalePrice: null,
  SubscriptionPrice: null,
  BundlePrice: null,
  ...more,
})
const schedule = (PriceBreaks: Break[], more: Partial<Schedule> = {}): Schedule => ({
  ID: 's',
  MinQuantity: 1,
  MaxQuantity: null,
  UseCumulativeQuantity: false,
  RestrictedQuantity: false,
  SaleStart: null,
  SaleEnd: null,
  PriceBreaks,
  ...more,
})
const markup = (PriceMarkupType: Markup['PriceMarkupType'], PriceMarkup: number | null): Markup => ({
  PriceMarkupType,
  PriceMarkup,
})
const plain = { bundle: false, subscription: false }

/** Unit price and subtotal of a line of its own. */
function line(of: Schedule, quantity: number, markups: Markup[] = [], purpose = plain) {
  const parts = priceParts(of, quantity, markups, purpose, NOW)
  return parts && [unitPrice(parts, quantity), lineSubtotal(parts, quantity), parts.IsOnSale]
}

describe('a sale', () => {
  it.each([
    [null, null, true],
    [NOW, null, true],
    [AFTER, null, false],
    [null, NOW, false],
    [null, AFTER, true],
    [BEFORE, AFTER, true],
    [NOW, AFTER, true],
    [BEFORE, NOW, false],
  ])('from %s until %s runs: %s', (SaleStart, SaleEnd, runs) => {
    expect(saleRuns({ SaleStart, SaleEnd }, NOW)).toBe(runs)
  })

  it('shows on a schedule that has a sale price while it runs', () => {
    const some = [priceBreak(1, 10), priceBreak(5, 9, { SalePrice: 0 })]
    expect(isOnSale(schedule(some), NOW)).toBe(true)
    expect(isOnSale(schedule(some, { SaleEnd: NOW }), NOW)).toBe(false)
    expect(isOnSale(schedule([priceBreak(1, 10)]), NOW)).toBe(false)
  })

  it('shows on a line only where the sale price is the one used', () => {
    const of = schedule([priceBreak(1, 10), priceBreak(5, 9, { SalePrice: 8, BundlePrice: 7 })])
    expect(line(of, 1)).toEqual([10, 10, false])
    expect(line(of, 5)).toEqual([8, 40, true])
    expect(line(of, 5, [], { bundle: true, subscription: false })).toEqual([7, 35, false])
    expect(line({ ...of, SaleEnd: NOW }, 5)).toEqual([9, 45, false])
  })
})

describe('the price', () => {
  it('of a bundle’s item comes before the subscription’s, that before the sale’s', () => {
    const all = { SalePrice: 3, SubscriptionPrice: 2, BundlePrice: 1 }
    const used = (more: Partial<Break>, bundle: boolean, subscription: boolean) =>
      line(schedule([priceBreak(1, 4, { ...all, ...more })]), 1, [], { bundle, subscription })?.[0]
    expect(used({}, true, true)).toBe(1)
    expect(used({ BundlePrice: null }, true, true)).toBe(2)
    expect(used({ BundlePrice: null, SubscriptionPrice: null }, true, true)).toBe(3)
    expect(used({ BundlePrice: null, SubscriptionPrice: null, SalePrice: null }, true, true)).toBe(4)
    expect(used({}, false, true)).toBe(2)
    expect(used({}, false, false)).toBe(3)
  })

  it('may be nothing', () => {
    expect(line(schedule([priceBreak(1, 4, { SalePrice: 0 })]), 3)).toEqual([0, 0, true])
  })

  it.each([
    [1, 20],
    [9, 20],
    [10, 18],
    [1000, 18],
  ])('of %d is that of the greatest break not above it: %d', (quantity, price) => {
    expect(breakFor(schedule([priceBreak(10, 18), priceBreak(1, 20)]), quantity)?.Price).toBe(price)
  })

  it('of a quantity below every break is none, unless the schedule is cumulative and filling up', () => {
    const breaks = [priceBreak(20, 8), priceBreak(10, 9)]
    expect(breakFor(schedule(breaks), 5)).toBeUndefined()
    expect(priceParts(schedule(breaks), 5, [], plain, NOW)).toBeUndefined()
    expect(breakFor(schedule(breaks, { UseCumulativeQuantity: true }), 5)?.Price).toBe(9)
    expect(breakFor(schedule([], { UseCumulativeQuantity: true }), 5)).toBeUndefined()
  })
})

describe('mark-ups', () => {
  const fifty = schedule([priceBreak(1, 50)])

  it.each([
    ['NoMarkup', 1, 50, 50],
    ['NoMarkup', 10, 50, 500],
    [null, 10, 50, 500],
    ['AmountPerQuantity', 1, 60, 60],
    ['AmountPerQuantity', 10, 60, 600],
    ['AmountTotal', 1, 60, 60],
    ['AmountTotal', 10, 51, 510],
    ['Percentage', 1, 55, 55],
    ['Percentage', 10, 55, 550],
  ] as const)('%s of 10 on a price of 50, quantity %d: %d each, %d in all', (type, quantity, unit, total) => {
    expect(line(fifty, quantity, [markup(type, 10)])).toEqual([unit, total, false])
  })

  it('of several kinds add up; percentages do not compound', () => {
    const of = schedule([priceBreak(1, 20), priceBreak(10, 18, { SalePrice: 15 })])
    const options = [markup('AmountPerQuantity', 2.5), markup('Percentage', 10), markup('AmountTotal', 5)]
    expect(line(of, 12, options)).toEqual([19.416667, 233, true])
    expect(line(fifty, 1, [markup('Percentage', 10), markup('Percentage', 10)])).toEqual([60, 60, false])
  })

  it('without an amount are none', () => {
    expect(line(fifty, 2, [markup('AmountPerQuantity', null), markup('Percentage', null)])).toEqual([
      50,
      100,
      false,
    ])
  })

  it('may be mark-downs, but nothing gets below zero', () => {
    expect(line(fifty, 2, [markup('AmountPerQuantity', -20)])).toEqual([30, 60, false])
    expect(line(fifty, 2, [markup('AmountPerQuantity', -60)])).toEqual([0, 0, false])
    expect(line(fifty, 2, [markup('AmountTotal', -500)])).toEqual([0, 0, false])
  })

  it('are rounded with the subtotal, once', () => {
    // Half a millionth each: nothing for one, half a unit for a million.
    const of = schedule([priceBreak(1, 0.01)])
    expect(line(of, 1_000_000, [markup('Percentage', 0.005)])).toEqual([0.010001, 10_000.5, false])
    expect(line(schedule([priceBreak(1, 1.005)]), 1)).toEqual([1.005, 1.01, false])
    expect(line(schedule([priceBreak(1, 0.335)]), 3)).toEqual([0.335, 1.01, false])
  })

  /** The same sums in whole numbers: 10⁻¹⁴ of the currency. */
  function exactly(price: bigint, markups: [string, bigint][], quantity: bigint) {
    let piece = price * 10n ** 8n
    let total = 0n
    for (const [type, value] of markups) {
      if (type === 'AmountPerQuantity') piece += value * 10n ** 8n
      else if (type === 'AmountTotal') total += value * 10n ** 8n
      else piece += price * value
    }
    const half = (n: bigint, unit: bigint) => Number(n < 0n ? 0n : (2n * n + unit) / (2n * unit))
    return {
      cents: half(piece * quantity + total, 10n ** 12n),
      millionths: half(piece * quantity + total, 10n ** 8n * quantity),
    }
  }

  it('come to the same as in whole numbers', () => {
    const millionths = (most: number) => fc.integer({ min: -most, max: most })
    const types = fc.constantFrom('AmountPerQuantity', 'AmountTotal', 'Percentage')
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 10_000_000_000 }),
        fc.array(fc.tuple(types, millionths(100_000_000)), { maxLength: 4 }),
        fc.integer({ min: 1, max: 100_000 }),
        (price, markups, quantity) => {
          const expected = exactly(
            BigInt(price),
            markups.map(([type, value]) => [type, BigInt(value)]),
            BigInt(quantity),
          )
          const parts = priceParts(
            schedule([priceBreak(1, Number(`${price}e-6`))]),
            quantity,
            markups.map(([type, value]) => markup(type as Markup['PriceMarkupType'], Number(`${value}e-6`))),
            plain,
            NOW,
          )!
          expect(lineSubtotal(parts, quantity)).toBe(Number(`${expected.cents}e-2`))
          expect(unitPrice(parts, quantity)).toBe(Number(`${expected.millionths}e-6`))
        },
      ),
    )
  })

  it('do not count on a line whose price was overridden', () => {
    expect(overriddenSubtotal(19.416667, 12)).toBe(233)
    expect(overriddenSubtotal(0.335, 3)).toBe(1.01)
  })
})

describe('a quantity', () => {
  const breaks = [priceBreak(5, 10), priceBreak(10, 9)]
  const problem = (more: Partial<Schedule>, quantity: number, fillingUp: boolean) =>
    quantityProblem(schedule(breaks, more), quantity, fillingUp)

  it.each<[string, Partial<Schedule>, number, string | undefined, string | undefined]>([
    ['between the limits', { MinQuantity: 5, MaxQuantity: 20 }, 20, undefined, undefined],
    ['below the minimum', { MinQuantity: 6 }, 5, 'CannotBeLessThanMin', 'CannotBeLessThanMin'],
    ['above the maximum', { MaxQuantity: 6 }, 7, 'CannotExceedMax', 'CannotExceedMax'],
    ['below every break', {}, 4, 'QuantityNotAllowed', 'QuantityNotAllowed'],
    [
      'of no break, where it is restricted',
      { RestrictedQuantity: true },
      7,
      'QuantityNotAllowed',
      'QuantityNotAllowed',
    ],
    ['of a break, where it is restricted', { RestrictedQuantity: true }, 10, undefined, undefined],
    [
      'of a break but below the minimum',
      { RestrictedQuantity: true, MinQuantity: 6 },
      5,
      'CannotBeLessThanMin',
      'CannotBeLessThanMin',
    ],
    // What an order has in all may still be filled up, except above the maximum.
    [
      'in all below the minimum',
      { UseCumulativeQuantity: true, MinQuantity: 6 },
      5,
      undefined,
      'CannotBeLessThanMin',
    ],
    [
      'in all above the maximum',
      { UseCumulativeQuantity: true, MaxQuantity: 6 },
      7,
      'CannotExceedMax',
      'CannotExceedMax',
    ],
    ['in all below every break', { UseCumulativeQuantity: true }, 4, undefined, 'QuantityNotAllowed'],
    [
      'in all of no break, where it is restricted',
      { UseCumulativeQuantity: true, RestrictedQuantity: true },
      7,
      undefined,
      'QuantityNotAllowed',
    ],
    [
      'in all of a break, where it is restricted',
      { UseCumulativeQuantity: true, RestrictedQuantity: true },
      10,
      undefined,
      undefined,
    ],
  ])('%s', (_, more, quantity, writing, submitting) => {
    expect([problem(more, quantity, true), problem(more, quantity, false)]).toEqual([writing, submitting])
  })
})
