import { beforeAll } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

export let m: Marketplace
/** The buyer `B1`, and its user. */
export let buyer: { ID: string; user: User }

/** Makes, for a file of tests, a buyer that sees products for 10, for 20, and for a third of 10. */
export function useOrders() {
  beforeAll(async () => {
    m = await marketplace()
    buyer = await m.buyer({ ID: 'B1' })
    for (const [ID, price] of [
      ['TEN', 10],
      ['TWENTY', 20],
      ['THIRDS', 3.333333],
    ] as const)
      await m.product(buyer, { ID, price })
  })
}

/** A path below the buyer's own orders. */
export const order = (path = '') => `/orders/Outgoing/${path}`
