import { Decimal, decimal, toAmount, toPrice } from '../../api/money.ts'
import { lower } from '../../api/names.ts'
import type { markupTypes } from '../../tables/catalog/specs.ts'

/** The parts of a price schedule that make a price. */
export interface Schedule {
  ID: string
  MinQuantity: number
  MaxQuantity: number | null
  UseCumulativeQuantity: boolean
  RestrictedQuantity: boolean
  PriceBreaks: Break[]
  SaleStart: string | null
  SaleEnd: string | null
  /** Those that reach the shopper and the product, by their IDs. */
  Discounts?: readonly Discount[]
}

/** What lowers a price in percent, from quantities on: sorted by these. */
export interface Discount {
  ID: string
  Description: string | null
  DiscountBreaks: { Quantity: number; Amount: number }[]
}

export interface Break {
  Quantity: number
  Price: number
  SalePrice: number | null
  SubscriptionPrice: number | null
  BundlePrice: number | null
}

/** What chosen options add. */
export interface Markup {
  PriceMarkupType: (typeof markupTypes)[number] | null
  PriceMarkup: number | null
}

/** Which of a break's prices may be used, beside the sale. */
export interface Purpose {
  bundle: boolean
  subscription: boolean
}

/**
 * What a line's price is made of, in units of currency: kept with the line, since the subtotal comes from these and
 * not from the rounded unit price.
 */
export interface PriceParts {
  /** Price of the break that applies, before any discount. */
  SchedulePrice: number
  /** What the discount takes off it, in percent; no discount when absent. */
  DiscountPercent?: number
  DiscountID?: string | null
  /** Mark-ups per piece. */
  MarkupPerQuantity: number
  /** Mark-ups in percent of the price as it is discounted, added up; none when absent. */
  MarkupPercent?: number
  /** Mark-ups of the line as a whole. */
  MarkupTotal: number
  IsOnSale: boolean
}

/** A sale runs from SaleStart until before SaleEnd; a missing bound is open. Moments are in the wire's form. */
export const saleRuns = (schedule: Pick<Schedule, 'SaleStart' | 'SaleEnd'>, now: string) =>
  (schedule.SaleStart === null || schedule.SaleStart <= now) &&
  (schedule.SaleEnd === null || now < schedule.SaleEnd)

/** Whether a schedule shows as on sale: its sale runs and some break has a sale price. */
export const isOnSale = (schedule: Pick<Schedule, 'SaleStart' | 'SaleEnd' | 'PriceBreaks'>, now: string) =>
  saleRuns(schedule, now) &&
  schedule.PriceBreaks.some((b) => b.SalePrice !== null && b.SalePrice !== undefined)

/** The break of a quantity: the greatest not above it. */
const breakOf = (schedule: Schedule, quantity: number): Break | undefined =>
  byQuantity(schedule).findLast((b) => b.Quantity <= quantity)

const byQuantity = (schedule: Schedule) => [...schedule.PriceBreaks].sort((a, b) => a.Quantity - b.Quantity)

/** The break that prices a quantity. While a cumulative schedule is still filling up, the lowest one shows. */
export const breakFor = (schedule: Schedule, quantity: number): Break | undefined =>
  breakOf(schedule, quantity) ?? (schedule.UseCumulativeQuantity ? byQuantity(schedule)[0] : undefined)

/** The discount that makes a price lowest at a quantity: they never add up. Of several alike it is the first by its ID. */
export function bestDiscount(discounts: readonly Discount[] = [], quantity: number) {
  let best: { discount: Discount; Percent: number; ID: string } | undefined
  for (const discount of discounts) {
    const Percent = percentAt(discount, quantity)
    const ID = lower(discount.ID)
    if (best?.Percent === Percent ? ID < best.ID : Percent > (best?.Percent ?? 0))
      best = { discount, Percent, ID }
  }
  return best && { ...best.discount, Percent: best.Percent }
}

/** What a discount takes off at a quantity. Breaks are halved: all of 200 may be asked of each of a price's 200. */
function percentAt({ DiscountBreaks: breaks }: Discount, quantity: number): number {
  let [reached, beyond] = [0, breaks.length]
  while (reached < beyond) {
    const middle = (reached + beyond) >> 1
    if (breaks[middle]!.Quantity <= quantity) reached = middle + 1
    else beyond = middle
  }
  return breaks[reached - 1]?.Amount ?? 0
}

/** A price with a discount in percent: six places. */
export const discounted = (price: number, percent: number): number =>
  toPrice(decimal(price).minus(decimal(price).times(decimal(percent)).div(100)))

/**
 * What a line's price is made of.
 * @param quantity that picks the break: the line's own, or the order's of that product where it is cumulative
 * @returns undefined when no break applies
 */
export function priceParts(
  schedule: Schedule,
  quantity: number,
  markups: Markup[],
  purpose: Purpose,
  now: string,
): Required<PriceParts> | undefined {
  const applied = breakFor(schedule, quantity)
  if (!applied) return undefined
  const sale = saleRuns(schedule, now) ? applied.SalePrice : null
  const bundle = purpose.bundle ? applied.BundlePrice : null
  const subscription = purpose.subscription ? applied.SubscriptionPrice : null
  const price = bundle ?? subscription ?? sale ?? applied.Price
  const sum = (type: Markup['PriceMarkupType']) =>
    markups
      .filter((markup) => markup.PriceMarkupType === type)
      .reduce((total, { PriceMarkup }) => total.plus(decimal(PriceMarkup ?? 0)), new Decimal(0))
  const best = bestDiscount(schedule.Discounts, quantity)
  return {
    SchedulePrice: price,
    DiscountPercent: best?.Percent ?? 0,
    DiscountID: best?.ID ?? null,
    MarkupPerQuantity: toPrice(sum('AmountPerQuantity')),
    // Percentages each apply to the price; they do not compound.
    MarkupPercent: sum('Percentage').toNumber(),
    MarkupTotal: toPrice(sum('AmountTotal')),
    IsOnSale: (sale ?? null) !== null && (bundle ?? subscription ?? null) === null,
  }
}

/** Price of one piece with its mark-ups, exact. */
function pieceOf(parts: PriceParts): Decimal {
  const { SchedulePrice, DiscountPercent = 0, MarkupPerQuantity, MarkupPercent = 0 } = parts
  const price = decimal(discounted(SchedulePrice, DiscountPercent))
  return price.plus(decimal(MarkupPerQuantity)).plus(price.times(decimal(MarkupPercent)).div(100))
}

/** Subtotal of a line: from the un-rounded parts, rounded once. Mark-downs cannot make it negative. */
export const lineSubtotal = (parts: PriceParts, quantity: number): number =>
  toAmount(floor(pieceOf(parts).times(quantity).plus(decimal(parts.MarkupTotal))))

/** What the discount has taken off a line's subtotal. */
export function baseDiscount(parts: PriceParts, quantity: number): number {
  const whole = lineSubtotal({ ...parts, DiscountPercent: 0 }, quantity)
  return toAmount(floor(decimal(whole).minus(decimal(lineSubtotal(parts, quantity)))))
}

/** Unit price of a line, for show: six places. */
export const unitPrice = (parts: PriceParts, quantity: number): number =>
  toPrice(floor(pieceOf(parts).plus(decimal(parts.MarkupTotal).div(quantity))))

/** Subtotal of a line whose unit price was overridden: specs no longer count. */
export const overriddenSubtotal = (price: number, quantity: number): number =>
  toAmount(decimal(price).times(quantity))

const floor = (value: Decimal) => (value.isNegative() ? new Decimal(0) : value)

/** A rule of a schedule that a quantity breaks; the code's `Cumulative` twin where the quantity is the order's. */
export type QuantityProblem = 'CannotBeLessThanMin' | 'CannotExceedMax' | 'QuantityNotAllowed'

/**
 * Which rule a quantity breaks, if any.
 * @param fillingUp the order may still grow: a cumulative minimum and a restricted cumulative quantity wait for submit
 */
export function quantityProblem(
  schedule: Schedule,
  quantity: number,
  fillingUp: boolean,
): QuantityProblem | undefined {
  const waits = fillingUp && schedule.UseCumulativeQuantity
  if (!waits && quantity < schedule.MinQuantity) return 'CannotBeLessThanMin'
  if (schedule.MaxQuantity !== null && quantity > schedule.MaxQuantity) return 'CannotExceedMax'
  if (waits) return undefined
  if (schedule.RestrictedQuantity && !schedule.PriceBreaks.some((b) => b.Quantity === quantity))
    return 'QuantityNotAllowed'
  return breakOf(schedule, quantity) ? undefined : 'QuantityNotAllowed'
}
