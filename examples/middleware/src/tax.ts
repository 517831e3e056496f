import { cents } from './cents.ts'
import type { Answer } from './checkout-events.ts'
import type { OrderCalculateResponse, OrderWorksheet } from './models.ts'

/** Sales tax by state, as a part of what is sold; elsewhere there is none. */
const rates: Record<string, number> = { CA: 0.0725, IL: 0.0625, IN: 0.07, NV: 0.0685, NY: 0.04, OH: 0.0575 }

/** Each line is taxed where it is shipped to; shipping stays what the chosen methods cost. */
export function orderTax({ Order, LineItems }: OrderWorksheet): Answer<OrderCalculateResponse> {
  const onLines = LineItems.reduce((sum, line) => sum + line.PromotionDiscount, 0)
  const sold = LineItems.reduce((sum, line) => sum + line.LineTotal, 0)
  // What is taken off the whole order is taken off each line, in proportion.
  const paid = sold > 0 ? Math.max(1 - (Order.PromotionDiscount - onLines) / sold, 0) : 0
  const tax = LineItems.reduce(
    (sum, line) => sum + line.LineTotal * paid * (rates[line.ShippingAddress?.State ?? ''] ?? 0),
    0,
  )
  return { TaxTotal: cents(tax) }
}
