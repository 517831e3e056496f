import type { SubscriptionEvent } from './checkout-events.ts'
import type { Order } from './models.ts'

/**
 * Submits the order that was made of a subscription. One that is submitted is told of again where our answer was lost: it
 * stays as it is.
 * @param url origin of the API
 * @returns the order as it is now
 * @throws Error with what refuses it; the API tells of it again within the hour
 */
export async function submitted(
  {
    OrderWorksheet: { Order },
    OrderCloudAccessToken,
  }: Pick<SubscriptionEvent, 'OrderWorksheet' | 'OrderCloudAccessToken'>,
  url: string,
): Promise<Order> {
  if (Order.Status !== 'Unsubmitted') return Order
  const response = await fetch(`${url}/v1/orders/Incoming/${Order.ID}/submit`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${OrderCloudAccessToken}` },
  })
  if (!response.ok) throw new Error(`Order ${Order.ID} cannot be submitted: ${await response.text()}`)
  return response.json()
}
