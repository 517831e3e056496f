import { beforeAll, expect } from 'vitest'
import { desk } from '../../fulfillment/support.ts'
import { type Marketplace, marketplace, type User } from '../../support/marketplace.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

export let m: Marketplace
export let d: ReturnType<typeof desk>
/** The buyer `B1`, its first user, a colleague of hers who administers orders, and one who only shops. */
export let buyer: { ID: string; user: User }
export let alice: User
export let carol: User
export let bob: User

/** A marketplace with a buyer for a file of tests; product `P` costs 10, and `PNR`, at 15, is not taken back. */
export function useReturns() {
  beforeAll(async () => {
    m = await marketplace()
    d = desk(m)
    buyer = await m.buyer({ ID: 'B1' })
    alice = buyer.user
    carol = await m.user('Buyer', 'B1', ['OrderAdmin'])
    bob = await m.user('Buyer', 'B1', ['Shopper'])
    await m.product(buyer, { ID: 'P', Returnable: true })
    await m.product(buyer, { ID: 'PNR', price: 15, Returnable: false })
  })
}

let made = 0

/** A completed order of alice's: three of `P` as `X1`, one of `PNR` as `X2`; its total is 45. */
export async function completed(ID = `C${++made}`): Promise<string> {
  await d.open(alice, ID, [
    ['X1', 'P', 3],
    ['X2', 'PNR', 1],
  ])
  await m.must('POST', `/orders/Incoming/${ID}/complete`)
  return ID
}

/** A return of `X1`, unless it is said otherwise, of an order. */
export const give = (OrderID: string, more: Record<string, unknown> = {}, as: User = alice): Promise<Json> =>
  m.must(
    'POST',
    '/orderreturns',
    { OrderID, ItemsToReturn: [{ LineItemID: 'X1', Quantity: 1 }], ...more },
    as,
  )

/** A return that is open, at a refund. */
export async function opened(OrderID: string, RefundAmount: number | null = 20): Promise<Json> {
  const { ID } = await give(OrderID, { RefundAmount }, m.seller)
  return m.must('POST', `/orderreturns/${ID}/submit`)
}

export const read = (ID: string, as?: User): Promise<Json> =>
  m.must('GET', `/orderreturns/${ID}`, undefined, as)

/** Pays something back for a return. */
export const refund = (
  OrderID: string,
  OrderReturnID: string,
  Amount: number,
  more: Record<string, unknown> = {},
) => m.api('POST', `/orders/All/${OrderID}/payments`, { Type: 'CreditCard', Amount, OrderReturnID, ...more })

/** That an answer is a refusal, and of which code. */
export const refuses = (answer: { status: number; body: Json }, status: number, code: string) =>
  expect([answer.status, answer.body?.Errors?.[0]?.ErrorCode]).toEqual([status, code])
