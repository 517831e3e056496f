import { describe, expect, it } from 'vitest'
import { type PricedLine, priceLine, pricingQuantity, quantityRefusal } from './line-price.ts'
import type { Break, Markup, Schedule } from './price.ts'

const NOW = '2026-03-01T12:00:00.000+00:00'
const priceBreak = (Quantity: number, Price: number, more: Partial<Break> = {}): Break => ({
  Quantity,
  Price,
  SalePrice: null,
  SubscriptionPrice: null,
  BundlePrice: null,
  ...more,
})
const schedule = (more: Partial<Schedule> = {}): Schedule => ({
  ID: 'ps',
  MinQuantity: 1,
  MaxQuantity: null,
  UseCumulativeQuantity: false,
  RestrictedQuantity: false,
  SaleStart: null,
  SaleEnd: null,
  PriceBreaks: [priceBreak(1, 20), priceBreak(10, 18)],
  ...more,
})
const line = (ID: string, Quantity: number, more: Partial<PricedLine> = {}) => ({
  ID,
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

describe('the quantity that picks the break', () => {
  const lines = [
    line('1', 4),
    line('2', 5, { ProductID: 'mug', PriceOverridden: true, UnitPrice: 1 }),
    line('3', 7, { ProductID: 'CAP' }),
    line('4', 1, { IsBundle: true }),
  ]

  it('is the line’s own', () => {
    expect(pricingQuantity(lines[0]!, lines, schedule())).toBe(4)
  })

  it('is the order’s of that product where the schedule is cumulative: overridden lines count, bundles’ headings do not', () => {
    expect(pricingQuantity(lines[0]!, lines, schedule({ UseCumulativeQuantity: true }))).toBe(9)
  })
})

describe('the price of a line', () => {
  const priced = (of: PricedLine, lines = [of], by: Schedule | null = schedule()) =>
    priceLine(of, lines, by, false, NOW)

  it('comes from its schedule, with the parts it is made of', () => {
    const specs = [
      { PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 2.5 },
      { PriceMarkupType: 'Percentage', PriceMarkup: 10 },
      { PriceMarkupType: 'AmountTotal', PriceMarkup: 5 },
    ] as const
    const sale = schedule({ PriceBreaks: [priceBreak(1, 20), priceBreak(10, 18, { SalePrice: 15 })] })
    const of = line('1', 12, { Specs: [...specs], PromotionDiscount: 3.5 })
    expect(priced(of, [of], sale)).toEqual({
      UnitPrice: 19.416667,
      LineSubtotal: 233,
      LineTotal: 229.5,
      BaseDiscount: 0,
      DiscountID: null,
      SchedulePrice: 15,
      DiscountPercent: 0,
      MarkupPerQuantity: 2.5,
      MarkupPercent: 10,
      MarkupTotal: 5,
      PriceScheduleID: 'ps',
      IsOnSale: true,
    })
  })

  it('follows the order’s quantity where the schedule is cumulative', () => {
    const lines = [line('1', 4), line('2', 6)]
    const prices = (by: Schedule) => lines.map((l) => priced(l, lines, by)?.UnitPrice)
    expect(prices(schedule({ UseCumulativeQuantity: true }))).toEqual([18, 18])
    expect(prices(schedule())).toEqual([20, 20])
  })

  it('keeps its mark-ups apart: per piece, in percent, in all', () => {
    const Specs: Markup[] = [
      { PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 2.5 },
      { PriceMarkupType: 'Percentage', PriceMarkup: 10 },
      { PriceMarkupType: 'AmountTotal', PriceMarkup: 5 },
    ]
    expect(priced(line('1', 12, { Specs }))).toMatchObject({
      UnitPrice: 22.716667,
      LineSubtotal: 272.6,
      SchedulePrice: 18,
      MarkupPerQuantity: 2.5,
      MarkupPercent: 10,
      MarkupTotal: 5,
    })
  })

  it('is refused where mark-ups make more of it than a price can be', () => {
    const Specs: Markup[] = [{ PriceMarkupType: 'Percentage', PriceMarkup: 8_000_000_000 }]
    expect(() =>
      priced(line('1', 1, { Specs }), undefined, schedule({ PriceBreaks: [priceBreak(1, 1000)] })),
    ).toThrow('UnitPrice and mark-ups must be at most')
  })

  it('that was overridden stays, and knows no parts', () => {
    expect(priced(line('1', 3, { PriceOverridden: true, UnitPrice: 0.335 }))).toMatchObject({
      UnitPrice: 0.335,
      LineSubtotal: 1.01,
      SchedulePrice: null,
      PriceScheduleID: 'ps',
      IsOnSale: false,
    })
  })

  it('of a bundle’s heading is nothing, whatever it is a heading of', () => {
    expect(priced(line('1', 1, { IsBundle: true }), [], null)).toMatchObject({
      UnitPrice: 0,
      LineSubtotal: 0,
    })
  })

  it('of a bundle’s item is the bundle price', () => {
    const by = schedule({ PriceBreaks: [priceBreak(1, 20, { BundlePrice: 12, SalePrice: 11 })] })
    expect(priced(line('1', 2, { BundleItemID: 'b' }), [], by)).toMatchObject({
      UnitPrice: 12,
      IsOnSale: false,
    })
  })

  it('is none without a schedule, or without a break', () => {
    expect(priced(line('1', 1), [], null)).toBeUndefined()
    expect(priced(line('1', 1), [], schedule({ PriceBreaks: [priceBreak(5, 20)] }))).toBeUndefined()
  })
})

describe('the refusal of a quantity', () => {
  const refusal = (of: PricedLine, lines: PricedLine[], by: Schedule, fillingUp: boolean) =>
    quantityRefusal(of, lines, by, fillingUp)?.errors[0]

  it('tells the limits', () => {
    expect(refusal(line('1', 2), [], schedule({ MinQuantity: 3, MaxQuantity: 9 }), true)).toMatchObject({
      ErrorCode: 'PriceSchedule.CannotBeLessThanMin',
      Data: { ProductID: 'MUG', Quantity: 2, MinQuantity: 3, MaxQuantity: 9 },
    })
  })

  const codes = (by: Partial<Schedule>, quantity: number, fillingUp: boolean) => {
    const lines = [line('1', 1), line('2', quantity - 1)]
    const single = refusal(line('1', quantity), [line('1', quantity)], schedule(by), fillingUp)
    const all = refusal(lines[0]!, lines, schedule({ ...by, UseCumulativeQuantity: true }), fillingUp)
    return [single?.ErrorCode, all?.ErrorCode]
  }

  it('has a code of its own where the order’s quantity counts', () => {
    expect(codes({ MaxQuantity: 5 }, 6, true)).toEqual([
      'PriceSchedule.CannotExceedMax',
      'PriceSchedule.CumulativeCannotExceedMax',
    ])
    expect(codes({ MinQuantity: 9 }, 6, false)).toEqual([
      'PriceSchedule.CannotBeLessThanMin',
      'PriceSchedule.CumulativeCannotBeLessThanMin',
    ])
    expect(codes({ RestrictedQuantity: true }, 6, false)).toEqual([
      'PriceSchedule.QuantityNotAllowed',
      'PriceSchedule.CumulativeQuantityNotAllowed',
    ])
  })

  it('waits for submit where another line may still top the order up', () => {
    expect(codes({ MinQuantity: 9 }, 6, true)[1]).toBeUndefined()
    expect(codes({ RestrictedQuantity: true }, 6, true)[1]).toBeUndefined()
  })

  it('never meets a bundle’s heading', () => {
    expect(refusal(line('1', 1, { IsBundle: true }), [], schedule({ MinQuantity: 9 }), false)).toBeUndefined()
  })
})
