import { list, object, price, text } from '../../api/field.ts'
import { present } from '../../api/model.ts'
import { breakFields } from '../../tables/catalog/prices.ts'
import { type Break, bestDiscount, discounted, isOnSale } from './price.ts'
import { priceScheduleModel } from './price-schedules.ts'
import type { DiscountedSchedule } from './product-discounts.ts'

const PRICES = ['Price', 'SalePrice', 'SubscriptionPrice', 'BundlePrice'] as const
const discountedPrices = object(
  'DiscountedPrices',
  Object.fromEntries([...PRICES, 'Percent'].map((name) => [name, price()])),
)

const fields = {
  ...priceScheduleModel.fields,
  PriceBreaks: list(object('BuyerPriceBreak', { Discounted: discountedPrices, ...breakFields })),
  Discount: object('BuyerDiscount', { ID: text(), Description: text() }),
}

/** A price schedule with the discount that is on its prices for a shopper. */
export const buyerPriceSchedule = object('BuyerPriceSchedule', fields)

/**
 * A price schedule as a shopper sees it: whose it is, is not told. The discount is the best one at the lowest quantity at
 * which there is any; each break shows that which is best from its own quantity on.
 */
export function showSchedule(schedule: DiscountedSchedule | null, now: string) {
  if (!schedule) return null
  const { Discounts } = schedule
  const least = Math.min(...Discounts.map((d) => d.DiscountBreaks[0]!.Quantity))
  const PriceBreaks = schedule.PriceBreaks.map((b) => ({ ...b, Discounted: discountedBreak(b, Discounts) }))
  const Discount = bestDiscount(Discounts, least) ?? null
  const shown = { ...schedule, OwnerID: null, IsOnSale: isOnSale(schedule, now), PriceBreaks, Discount }
  return present({ fields }, shown)
}

function discountedBreak({ Quantity, ...prices }: Break, discounts: DiscountedSchedule['Discounts']) {
  // A break of none begins with the first piece.
  const best = bestDiscount(discounts, Math.max(Quantity, 1))
  if (!best) return null
  const lowered = (value: number | null) => (value === null ? null : discounted(value, best.Percent))
  return { ...Object.fromEntries(PRICES.map((n) => [n, lowered(prices[n])])), Percent: best.Percent }
}
