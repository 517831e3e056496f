import type { Particular } from './requests.ts'
import { order, type World } from './world.ts'

/** An address that is the cart's alone. */
export function oneTimeInCart(which: string) {
  return async ({ market, buyer }: World): Promise<Particular> => {
    const body = { Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
    await market.must('PUT', `/cart/${which}`, body, buyer)
    return {}
  }
}

/** An address that an order has alone, or a line of it. */
export function oneTime(which: string) {
  return async (world: World): Promise<Particular> => {
    const orderID = await order(world)
    const body = { Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
    await world.market.must('PUT', `/orders/Outgoing/${orderID}/${which}`, body, world.buyer)
    return { params: { orderID } }
  }
}
