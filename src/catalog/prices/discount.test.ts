import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type PricedLine, priceLine } from './line-price.ts'
import { type Break, bestDiscount, type Discount, discounted, type Markup, type Schedule } from './price.ts'

const NOW = '2026-03-01T12:00:00.000+00:00'
const percent = (ID: string, ...breaks: [Quantity: number, Amount: number][]): Discount => ({
  ID,
  Description: null,
  DiscountBreaks: breaks.map(([Quantity, Amount]) => ({ Quantity, Amount })),
})
const priceBreak = (Quantity: number, Price: number, more: Partial<Break> = {}): Break => ({
  Quantity,
  Price,
  SalePrice: null,
  SubscriptionPrice: null,
  BundlePrice: null,
  ...more,
})
const schedule = (Discounts: Discount[], more: Partial<Schedule> = {}): Schedule => ({
  ID: 'ps',
  MinQuantity: 1,
  MaxQuantity: null,
  UseCumulativeQuantity: false,
  RestrictedQuantity: false,
  SaleStart: null,
  SaleEnd: null,
  PriceBreaks: [priceBreak(1, 20), priceBreak(10, 18)],
  Discounts,
  ...more,
})
const line = (Quantity: number, more: Partial<PricedLine> = {}): PricedLine => ({
  ID: '1',
  ProductID: 'MUG',
  Quantity,
  IsBundle: false,
  BundleItemID: null,
  PriceOverridden: false,
  UnitPrice: null,
  PromotionDiscount: 0,
  Specs: [],
  ...more,
})
const priced = (of: PricedLine, by: Schedule, lines = [of]) => priceLine(of, lines, by, false, NOW)!

describe('a discount', () => {
  it('is that of the greatest quantity the line reaches', () => {
    const of = schedule([percent('d', [5, 10], [10, 25])])
    expect(priced(line(4), of)).toMatchObject({ UnitPrice: 20, BaseDiscount: 0, DiscountID: null })
    expect(priced(line(5), of)).toMatchObject({ UnitPrice: 18, LineSubtotal: 90, BaseDiscount: 10 })
    expect(priced(line(10), of)).toMatchObject({ UnitPrice: 13.5, BaseDiscount: 45, DiscountID: 'd' })
  })

  it('is the best of those that are on the price, alone; of equals the first', () => {
    const two = [percent('a', [1, 12]), percent('b', [1, 10], [5, 12]), percent('c', [1, 3])]
    expect(priced(line(1), schedule(two))).toMatchObject({ UnitPrice: 17.6, DiscountID: 'a' })
    expect(priced(line(5), schedule(two))).toMatchObject({ UnitPrice: 17.6, DiscountID: 'a' })
  })

  it('is on the sale price, where that is the price', () => {
    const sale = { PriceBreaks: [priceBreak(1, 20, { SalePrice: 10 })] }
    expect(priced(line(1), schedule([percent('d', [1, 50])], sale))).toMatchObject({
      UnitPrice: 5,
      BaseDiscount: 5,
      IsOnSale: true,
    })
  })

  it('comes before mark-ups: those in percent are of what is left, those in money stay', () => {
    const Specs: Markup[] = [
      { PriceMarkupType: 'Percentage', PriceMarkup: 10 },
      { PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 1 },
      { PriceMarkupType: 'AmountTotal', PriceMarkup: 3 },
    ]
    // 2 × (10 + 1 + 1) + 3 for 2 × (20 + 2 + 1) + 3
    expect(priced(line(2, { Specs }), schedule([percent('d', [1, 50])]))).toMatchObject({
      LineSubtotal: 27,
      BaseDiscount: 22,
    })
  })

  it('counts as many as the price does: all of the product where that is cumulative', () => {
    const of = schedule([percent('d', [5, 10])], { UseCumulativeQuantity: true })
    const lines = [line(2), line(3, { ID: '2' })]
    expect(priced(lines[0]!, of, lines)).toMatchObject({ UnitPrice: 18, BaseDiscount: 4 })
  })

  it('is none on a price that somebody has said', () => {
    const said = line(5, { PriceOverridden: true, UnitPrice: 7 })
    expect(priced(said, schedule([percent('d', [1, 10])]))).toMatchObject({
      UnitPrice: 7,
      BaseDiscount: 0,
      DiscountID: null,
    })
  })

  it('of all of it makes it free', () => {
    expect(priced(line(3), schedule([percent('d', [1, 100])]))).toMatchObject({
      UnitPrice: 0,
      LineSubtotal: 0,
      BaseDiscount: 60,
    })
  })

  it('keeps six places of a price, rounded half away from zero', () => {
    expect(discounted(0.333333, 50)).toBe(0.166667)
    expect(discounted(10, 33.333333)).toBe(6.666667)
  })
})

describe('discounts', () => {
  const amount = fc.integer({ min: 1, max: 100_000_000 }).map((n) => n / 1_000_000)
  const any = fc.uniqueArray(
    fc
      .tuple(
        fc.constantFrom('a', 'B', 'c', 'D', 'e'),
        fc.uniqueArray(fc.tuple(fc.integer({ min: 1, max: 9 }), amount), {
          minLength: 1,
          maxLength: 3,
          selector: ([quantity]) => quantity,
        }),
      )
      .map(([ID, breaks]) => percent(ID, ...breaks.toSorted(([a], [b]) => a - b))),
    { maxLength: 4, selector: (d) => d.ID },
  )
  const Price = fc.integer({ min: 0, max: 500_000_000 }).map((n) => n / 1_000_000)
  const quantity = fc.integer({ min: 1, max: 12 })
  const bare = (price: number, Discounts: Discount[]) =>
    schedule(Discounts, { PriceBreaks: [priceBreak(1, price)] })

  it('never raise a price, and never take more than it', () => {
    fc.assert(
      fc.property(any, Price, quantity, (all, price, n) => {
        const without = priced(line(n), bare(price, []))
        const { UnitPrice, LineSubtotal, BaseDiscount } = priced(line(n), bare(price, all))
        expect(UnitPrice).toBeGreaterThanOrEqual(0)
        expect(UnitPrice).toBeLessThanOrEqual(without.UnitPrice!)
        // In cents, where sums are exact.
        const cents = (amount: number) => Math.round(amount * 100)
        expect(cents(LineSubtotal) + cents(BaseDiscount)).toBe(cents(without.LineSubtotal))
      }),
    )
  })

  it('come to the lowest price that one of them alone makes', () => {
    fc.assert(
      fc.property(any, Price, quantity, (all, price, n) => {
        const alone = [[], ...all.map((d) => [d])].map((d) => priced(line(n), bare(price, d)).UnitPrice!)
        expect(priced(line(n), bare(price, all)).UnitPrice).toBe(Math.min(...alone))
      }),
    )
  })

  it('that are alike at a quantity go by their IDs', () => {
    const [b, D] = [percent('b', [1, 5], [3, 20]), percent('D', [3, 20])]
    for (const discounts of [
      [b, D],
      [D, b],
    ])
      expect(bestDiscount(discounts, 3)).toMatchObject({ ID: 'b', Percent: 20 })
  })

  it('do not depend on their order', () => {
    const shuffled = any.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length })),
    )
    fc.assert(
      fc.property(shuffled, quantity, ([all, other], n) => {
        const told = (discounts: Discount[]) => {
          const best = bestDiscount(discounts, n)
          return best && [best.ID, best.Percent]
        }
        expect(told(other)).toEqual(told(all))
      }),
    )
  })
})
