import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  type Break,
  isOnSale,
  lineSubtotal,
  type Markup,
  priceParts,
  quantityProblem,
  type Schedule,
  unitPrice,
} from './prices/price.ts'

const moment = (day: number) => `2026-03-${String(day).padStart(2, '0')}T00:00:00.000+00:00`

/** Prices and mark-ups are drawn as whole millionths, so that the model can count in whole numbers. */
interface Drawn {
  breaks: {
    Quantity: number
    Price: number
    Sale: number | null
    Sub: number | null
    Bundle: number | null
  }[]
  start: number | null
  end: number | null
  now: number
  min: number
  max: number | null
  cumulative: boolean
  restricted: boolean
  markups: { type: Markup['PriceMarkupType']; value: number }[]
  bundle: boolean
  subscription: boolean
  /** What picks the break, and what the line itself has. */
  asked: number
  quantity: number
}

const price = fc.integer({ min: 0, max: 500_000_000 })
const maybe = fc.option(price)
const day = fc.option(fc.integer({ min: 1, max: 9 }))
const drawn: fc.Arbitrary<Drawn> = fc.record({
  breaks: fc.uniqueArray(
    fc.record({ Quantity: fc.nat(12), Price: price, Sale: maybe, Sub: maybe, Bundle: maybe }),
    { maxLength: 5, selector: (b) => b.Quantity },
  ),
  start: day,
  end: day,
  now: fc.integer({ min: 1, max: 9 }),
  min: fc.integer({ min: 1, max: 6 }),
  max: fc.option(fc.integer({ min: 6, max: 12 })),
  cumulative: fc.boolean(),
  restricted: fc.boolean(),
  markups: fc.array(
    fc.record({
      type: fc.constantFrom(null, 'NoMarkup', 'AmountPerQuantity', 'AmountTotal', 'Percentage'),
      value: fc.integer({ min: -60_000_000, max: 60_000_000 }),
    }),
    { maxLength: 4 },
  ),
  bundle: fc.boolean(),
  subscription: fc.boolean(),
  asked: fc.integer({ min: 1, max: 15 }),
  quantity: fc.integer({ min: 1, max: 15 }),
}) as fc.Arbitrary<Drawn>

const units = (millionths: number) => Number(`${millionths}e-6`)
const unitsOrNull = (millionths: number | null) => (millionths === null ? null : units(millionths))

const scheduleOf = (d: Drawn): Schedule => ({
  ID: 's',
  MinQuantity: d.min,
  MaxQuantity: d.max,
  UseCumulativeQuantity: d.cumulative,
  RestrictedQuantity: d.restricted,
  SaleStart: d.start === null ? null : moment(d.start),
  SaleEnd: d.end === null ? null : moment(d.end),
  PriceBreaks: d.breaks.map(
    (b): Break => ({
      Quantity: b.Quantity,
      Price: units(b.Price),
      SalePrice: unitsOrNull(b.Sale),
      SubscriptionPrice: unitsOrNull(b.Sub),
      BundlePrice: unitsOrNull(b.Bundle),
    }),
  ),
})

const runs = (d: Drawn) => (d.start === null || d.now >= d.start) && (d.end === null || d.now < d.end)

/** Half away from zero, of what is not negative. */
const rounded = (n: bigint, to: bigint) => Number(n < 0n ? 0n : (2n * n + to) / (2n * to))

function modelPrice(d: Drawn) {
  let applied: Drawn['breaks'][number] | undefined
  for (let q = d.asked; q >= 0 && !applied; q--) applied = d.breaks.find((b) => b.Quantity === q)
  if (!applied && d.cumulative)
    for (let q = 0; q <= 12 && !applied; q++) applied = d.breaks.find((b) => b.Quantity === q)
  if (!applied) return undefined
  let each = applied.Price
  let onSale = false
  if (d.bundle && applied.Bundle !== null) each = applied.Bundle
  else if (d.subscription && applied.Sub !== null) each = applied.Sub
  else if (runs(d) && applied.Sale !== null) {
    each = applied.Sale
    onSale = true
  }
  // In 10⁻¹⁴ of the currency: a percentage of a price has so many places.
  let piece = BigInt(each) * 10n ** 8n
  let once = 0n
  for (const { type, value } of d.markups) {
    if (type === 'AmountPerQuantity') piece += BigInt(value) * 10n ** 8n
    if (type === 'Percentage') piece += BigInt(each) * BigInt(value)
    if (type === 'AmountTotal') once += BigInt(value) * 10n ** 8n
  }
  const all = piece * BigInt(d.quantity) + once
  return {
    subtotal: Number(`${rounded(all, 10n ** 12n)}e-2`),
    unit: Number(`${rounded(all, 10n ** 8n * BigInt(d.quantity))}e-6`),
    onSale,
  }
}

function modelProblem(d: Drawn, fillingUp: boolean) {
  const offered = (q: number) =>
    d.restricted ? d.breaks.some((b) => b.Quantity === q) : d.breaks.some((b) => b.Quantity <= q)
  const below = d.asked < d.min
  const above = d.max !== null && d.asked > d.max
  if (d.cumulative && fillingUp) return above ? 'CannotExceedMax' : undefined
  if (below) return 'CannotBeLessThanMin'
  if (above) return 'CannotExceedMax'
  return offered(d.asked) ? undefined : 'QuantityNotAllowed'
}

it('the price of a line is what a naive model makes of any schedule, sale, purpose, quantity and mark-ups', () => {
  fc.assert(
    fc.property(drawn, (d) => {
      const markups = d.markups.map((k) => ({ PriceMarkupType: k.type, PriceMarkup: units(k.value) }))
      const { bundle, subscription } = d
      const parts = priceParts(scheduleOf(d), d.asked, markups, { bundle, subscription }, moment(d.now))
      expect(
        parts && {
          subtotal: lineSubtotal(parts, d.quantity),
          unit: unitPrice(parts, d.quantity),
          onSale: parts.IsOnSale,
        },
      ).toEqual(modelPrice(d))
    }),
    { numRuns: 2000 },
  )
})

it('a schedule is on sale exactly while some break’s sale price would be used by a plain line', () => {
  fc.assert(
    fc.property(drawn, (d) => {
      const plain = { ...d, bundle: false, subscription: false }
      const used = d.breaks.some((b) => modelPrice({ ...plain, asked: b.Quantity })?.onSale)
      expect(isOnSale(scheduleOf(d), moment(d.now))).toBe(used)
    }),
  )
})

it('a quantity is refused exactly where a naive model refuses it', () => {
  fc.assert(
    fc.property(drawn, fc.boolean(), (d, fillingUp) => {
      expect(quantityProblem(scheduleOf(d), d.asked, fillingUp)).toBe(modelProblem(d, fillingUp))
    }),
    { numRuns: 1000 },
  )
})
