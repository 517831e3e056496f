import { marketplace } from './marketplace.ts'

/** A subscription of nothing yet, as it is sent: every day, from a date in the future on. */
export const DAILY = { Frequency: 1, Interval: 'Days', NextOrderDate: '2031-01-31T06:00:00.000+00:00' }

/** A marketplace with a buyer whose user may subscribe, and a product that costs subscribers 8, and others 10. */
export async function subscribing() {
  const market = await marketplace()
  const buyer = await market.buyer({}, ['Shopper', 'MeAdmin', 'MeCreditCardAdmin', 'MeSubscriptionAdmin'])
  const { ID: mug } = await market.product(buyer)
  await market.must('PATCH', `/priceschedules/${mug}`, {
    PriceBreaks: [{ Quantity: 1, Price: 10, SubscriptionPrice: 8 }],
  })
  return { market, buyer, mug: mug as string }
}
