import { list, object, price, text } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { breakFields } from '../../tables/catalog/prices.ts'
import { type Break, bestDiscount, discounted, isOnSale } from './price.ts'
import { priceScheduleModel } from './price-schedules.ts'
import type { DiscountedSchedule } from './product-discounts.ts'

const PRICES = ['Price', 'SalePrice', 'SubscriptionPrice', 'BundlePrice'] as const

/** The prices of a break with the discount that is best from its quantity on; null where none is on it. */
const discountedPrices = object('DiscountedPrices', {
  ...Object.fromEntries(PRICES.map((name) => [name, price()])),
  Percent: price(),
})

/** A price schedule as shoppers see it: with the discount that is on its prices for them. */
export const buyerPriceSchedule = object('BuyerPriceSchedule', {
  ...priceScheduleModel.fields,
  PriceBreaks: list(object('BuyerPriceBreak', { Discounted: discountedPrices, ...breakFields })),
  Discount: object('BuyerDiscount', { ID: text(), Description: text() }),
})

/** A price schedule as a shopper sees it: whose it is, is not told. */
export const showSchedule = (schedule: DiscountedSchedule | null, now: string) =>
  schedule &&
  present(
    { fields: buyerPriceSchedule.fields! },
    {
      ...schedule,
      OwnerID: null,
      IsOnSale: isOnSale(schedule, now),
      PriceBreaks: schedule.PriceBreaks.map((b) => ({ ...b, Discounted: discountedBreak(b, schedule) })),
      Discount: shownDiscount(schedule),
    },
  )

function discountedBreak(prices: Break, { Discounts }: DiscountedSchedule) {
  // A break of none begins with the first piece.
  const best = bestDiscount(Discounts, Math.max(prices.Quantity, 1))
  if (!best) return null
  const shown = PRICES.map((name) => [name, lowered(prices[name], best.percent)] as const)
  return { ...Object.fromEntries(shown), Percent: best.percent }
}

const lowered = (value: number | null, percent: number) =>
  value === null ? null : discounted(value, percent)

/** The discount that is best from the lowest quantity on at which there is any. */
function shownDiscount({ Discounts }: DiscountedSchedule) {
  const least = Math.min(...Discounts.flatMap((d) => d.DiscountBreaks.map((b) => b.Quantity)))
  return bestDiscount(Discounts, least)?.discount ?? null
}
