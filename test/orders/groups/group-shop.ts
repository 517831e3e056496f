import { decodeJwt } from 'jose'
import { beforeAll } from 'vitest'
import { toWire } from '../../../src/api/time.ts'
import { type As, type Marketplace, marketplace, type User } from '../../support/marketplace.ts'

export const DAY = 86_400_000

export let m: Marketplace
/** Users of the buyer `acme`. */
export let alice: User
export let bob: User

/** Makes, for a file of tests, a buyer with two users who may read orders, and `rope` for 10. */
export function useGroups() {
  beforeAll(async () => {
    m = await marketplace()
    const acme = await m.buyer({ ID: 'acme' })
    const user = (ID: string) =>
      m.user('Buyer', 'acme', ['Shopper', 'OrderReader', 'UnsubmittedOrderReader'], { ID })
    alice = await user('alice')
    bob = await user('bob')
    await m.product(acme, { ID: 'rope', price: 10 })
  })
}

export const inDays = (days: number) => toWire(Date.now() + days * DAY)

export const order = async (as: As = alice): Promise<string> =>
  (await m.must('POST', '/orders/Outgoing', {}, as)).ID

export const invite = async (OrderID: string, more: object = {}, as = alice): Promise<string> =>
  (await m.must('POST', '/me/orderinvitations', { OrderID, ExpirationDate: inDays(7), ...more }, as)).ID

/** A token of somebody who was invited. */
export const tokenFor = async (invitationID: string): Promise<string> =>
  (await m.must('POST', `/grouporders/${invitationID}/token`, undefined, 'nobody')).access_token

export const claimsOf = (token: string) => decodeJwt(token)

/** The path of an order, as its user and everybody who was invited to it names it. */
export const path = (orderID: string, below = '') => `/orders/Outgoing/${orderID}${below}`

export const rope = { ProductID: 'rope', Quantity: 1 }
