import type { Marketplace, User } from '../support/marketplace.ts'
import type { World } from './world.ts'

/**
 * Makes a subscription of the world's buyer, with an item, and the server that submits its orders.
 * @returns what is said of that
 */
export async function repeated({ must }: Marketplace, buyer: User) {
  const app = { AppName: 'Repeated', Active: true, AccessTokenDuration: 60, DefaultContextUserName: 'admin' }
  const { ID: ApiClientID } = await must('POST', '/apiclients', app)
  const server = { ApiClientID: ApiClientID as string, Url: 'https://hooks.example.com/repeated' }
  await must('PUT', '/integrations/subscription', { HashKey: 'secret', NotificationDays: 3, ...server })
  const schedule = { Frequency: 2, Interval: 'Weeks', NextOrderDate: '2099-01-01' }
  const Payment = { Type: 'PurchaseOrder' }
  await must('POST', '/me/subscriptions', { ID: 'repeated', ...schedule, Payment }, buyer)
  const item = { ID: 'line', ProductID: 'rope', Quantity: 2 }
  await must('POST', '/me/subscriptions/repeated/items', item, buyer)
  return server
}

/** What bodies need beyond what their fields say, by model. */
export const repeatedBodies = {
  Subscription: ({ market }: World) => ({
    FromCompanyID: 'acme',
    FromUserID: 'uma',
    ToCompanyID: market.id,
    Payment: { Type: 'PurchaseOrder', CreditCardID: null, SpendingAccountID: null },
  }),
  SubscriptionIntegration: ({ repeating }: World) => ({
    ...repeating,
    CustomAuthHeaderName: null,
    ElevatedRoles: [],
  }),
}
