import { beforeAll } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

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

/**
 * A marketplace to check out in, with the buyer `B1` and its users alice and bob: `P10` for 10, `PS1` for 25,
 * `PINV` for 30, of which there are 5; promotions; and alice's account `gift1` with 50.
 */
export async function checkoutShop() {
  const market = await marketplace()
  const { must } = market
  const B1 = await market.buyer({ ID: 'B1' })
  const user = (ID: string) => market.user('Buyer', 'B1', ['Shopper'], { ID })
  const [alice, bob] = [await user('alice'), await user('bob')]

  await market.product(B1, { ID: 'P10', price: 10 })
  await market.product(B1, { ID: 'PS1', price: 25 })
  await market.product(B1, { ID: 'PINV', price: 30, Inventory: { Enabled: true, QuantityAvailable: 5 } })

  for (const [ID, EligibleExpression, ValueExpression, more] of [
    ['TENOFF', 'order.Subtotal >= 50', '10', {}],
    ['LINE1', "item.ProductID = 'P10'", 'item.Quantity * 1', { LineItemLevel: true }],
    ['SOLO', 'true', '5', { CanCombine: false }],
    ['AUTO5', 'order.Subtotal > 100', '5', { AutoApply: true }],
    ['ONCE', 'true', '1', { RedemptionLimit: 1 }],
  ] as const) {
    const rules = { EligibleExpression, ValueExpression, AllowAllBuyers: true, CanCombine: true, ...more }
    await must('POST', '/promotions', { ID, Code: ID, Active: true, ...rules })
  }

  const accounts = '/buyers/B1/spendingaccounts'
  await must('POST', accounts, { ID: 'gift1', Name: 'Gift', Balance: 50, AllowAsPaymentMethod: true })
  await must('POST', `${accounts}/assignments`, { SpendingAccountID: 'gift1', UserID: 'alice' })

  /** What submit moves: the stock of PINV, the balance of gift1, and how often ONCE was redeemed. */
  async function moved(): Promise<[stock: number, balance: number, redeemed: number]> {
    const { Inventory } = await must('GET', '/products/PINV')
    const { Balance } = await must('GET', `${accounts}/gift1`)
    const { RedemptionCount } = await must('GET', '/promotions/ONCE')
    return [Inventory.QuantityAvailable, Balance, RedemptionCount]
  }

  /** Calls the API as one of them. @returns the answer's body where it succeeds, else the codes of the refusal */
  const call = (as: As) => async (method: string, path: string, body?: unknown) => {
    const answer = await market.api(method, path, body, as)
    return answer.status < 400
      ? answer.body
      : answer.body.Errors.map((e: { ErrorCode: string }) => e.ErrorCode)
  }

  return { market, alice, bob, asAlice: call(alice), asBob: call(bob), asSeller: call('seller'), moved }
}
