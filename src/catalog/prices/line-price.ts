import { type ApiError, fail, invalid } from '../../api/errors.ts'
import { oncePer } from '../../api/memory.ts'
import { decimal, MAX_PRICE, toAmount } from '../../api/money.ts'
import { lower } from '../../api/names.ts'
import type { lineItems } from '../../tables/orders/line-items.ts'
import type { Row } from '../../tables/table.ts'
import {
  baseDiscount,
  lineSubtotal,
  type Markup,
  overriddenSubtotal,
  priceParts,
  quantityProblem,
  type Schedule,
  unitPrice,
} from './price.ts'

/** What pricing looks at of a line. */
export interface PricedLine {
  ID: string
  ProductID: string
  Quantity: number
  IsBundle: boolean
  BundleItemID: string | null
  PriceOverridden: boolean
  UnitPrice: number | null
  PromotionDiscount: number
  Specs: Markup[]
}

/** The columns that pricing a line fills. */
export const priceColumns = [
  'UnitPrice',
  'LineSubtotal',
  'LineTotal',
  'BaseDiscount',
  'DiscountID',
  'SchedulePrice',
  'DiscountPercent',
  'MarkupPerQuantity',
  'MarkupPercent',
  'MarkupTotal',
  'PriceScheduleID',
  'IsOnSale',
] as const

/** What pricing makes of a line. */
export type LinePrice = Pick<Row<typeof lineItems>, (typeof priceColumns)[number]>

/** How many lines have of each product: they are counted once, and not for each that is priced beside the others. */
const quantities = oncePer((lines: readonly PricedLine[]) => {
  const sums = new Map<string, number>()
  for (const { ProductID, Quantity, IsBundle } of lines) {
    const id = lower(ProductID)
    if (!IsBundle) sums.set(id, (sums.get(id) ?? 0) + Quantity)
  }
  return sums
})

/** The quantity that picks a line's break: its own, or the order's of the product where the schedule is cumulative. */
export const pricingQuantity = (
  line: PricedLine,
  lines: readonly PricedLine[],
  schedule: Schedule,
): number =>
  schedule.UseCumulativeQuantity ? (quantities(lines).get(lower(line.ProductID)) ?? 0) : line.Quantity

/**
 * The price of one line among the others of its order, which do not change any more.
 * @returns undefined when the schedule has no break for the quantity
 * @throws ApiError 400 when mark-ups take it beyond what a price can be
 */
export function priceLine(
  line: PricedLine,
  lines: readonly PricedLine[],
  schedule: Schedule | null,
  subscription: boolean,
  now: string,
): LinePrice | undefined {
  const quantity = schedule ? pricingQuantity(line, lines, schedule) : line.Quantity
  return priceAt(line, quantity, schedule, subscription, now)
}

/** The same where the quantity is known that picks the break. */
export function priceAt(
  line: PricedLine,
  quantity: number,
  schedule: Schedule | null,
  subscription: boolean,
  now: string,
): LinePrice | undefined {
  if (line.IsBundle) return fixed(line, 0, schedule)
  if (line.PriceOverridden) return fixed(line, line.UnitPrice ?? 0, schedule)
  if (!schedule) return undefined
  const parts = priceParts(
    schedule,
    quantity,
    line.Specs,
    { bundle: line.BundleItemID !== null, subscription },
    now,
  )
  if (!parts) return undefined
  const subtotal = lineSubtotal(parts, line.Quantity)
  const each = unitPrice(parts, line.Quantity)
  refuseBeyond([each, parts.MarkupPerQuantity, parts.MarkupPercent, parts.MarkupTotal])
  return {
    UnitPrice: each,
    LineSubtotal: subtotal,
    LineTotal: lineTotal(subtotal, line.PromotionDiscount),
    BaseDiscount: baseDiscount(parts, line.Quantity),
    ...parts,
    PriceScheduleID: schedule.ID,
  }
}

/** Mark-ups may make of a price more than a price can be. */
function refuseBeyond(parts: number[]): void {
  if (parts.some((p) => Math.abs(p) > MAX_PRICE))
    throw invalid('UnitPrice', 'Range', `UnitPrice and mark-ups must be at most ${MAX_PRICE}.`, {
      Maximum: MAX_PRICE,
    })
}

/** What a price is made of that does not come from a schedule: no discount is on it. */
export const NO_PARTS = {
  BaseDiscount: 0,
  DiscountID: null,
  SchedulePrice: null,
  DiscountPercent: null,
  MarkupPerQuantity: null,
  MarkupPercent: null,
  MarkupTotal: null,
  IsOnSale: false,
}

/** A price that does not come from a schedule. */
function fixed(line: PricedLine, price: number, schedule: Schedule | null): LinePrice {
  const subtotal = overriddenSubtotal(price, line.Quantity)
  return {
    UnitPrice: price,
    LineSubtotal: subtotal,
    LineTotal: lineTotal(subtotal, line.PromotionDiscount),
    ...NO_PARTS,
    PriceScheduleID: schedule?.ID ?? null,
  }
}

const MESSAGES = {
  CannotBeLessThanMin: 'The quantity is below the minimum.',
  CannotExceedMax: 'The quantity is above the maximum.',
  QuantityNotAllowed: 'This quantity is not offered.',
}

/**
 * The refusal of a line's quantity, if its schedule refuses it.
 * @param fillingUp the order is still being filled: cumulative minimums wait for submit
 */
export const quantityRefusal = (
  line: PricedLine,
  lines: readonly PricedLine[],
  schedule: Schedule,
  fillingUp: boolean,
) => refusalAt(line, pricingQuantity(line, lines, schedule), schedule, fillingUp)

/** The same where the quantity is known that counts. */
export function refusalAt(
  line: PricedLine,
  quantity: number,
  schedule: Schedule,
  fillingUp: boolean,
): ApiError | undefined {
  if (line.IsBundle) return undefined
  const problem = quantityProblem(schedule, quantity, fillingUp)
  if (!problem) return undefined
  const counted = schedule.UseCumulativeQuantity ? 'Cumulative' : ''
  return fail(`PriceSchedule.${counted}${problem}`, MESSAGES[problem], {
    ProductID: line.ProductID,
    Quantity: quantity,
    MinQuantity: schedule.MinQuantity,
    MaxQuantity: schedule.MaxQuantity,
  })
}

/** A line's total: its subtotal less its promotions, which stay what they were where it has become less since. */
export const lineTotal = (subtotal: number, discount: number) =>
  Math.max(0, toAmount(decimal(subtotal).minus(decimal(discount))))
