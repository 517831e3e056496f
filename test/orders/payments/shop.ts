import { beforeEach, expect } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../../support/marketplace.ts'

export type Values = Record<string, unknown>

export let m: Marketplace
/** A user of the buyer `acme`, who sees `rope` for 10. */
export let alice: User
/** ID of an order of hers, of ten. */
export let order: string

/** A buyer's order for each test. */
export const useOrder = () =>
  beforeEach(async () => {
    m = await marketplace()
    const buyer = await m.buyer({ ID: 'acme' })
    alice = buyer.user
    await m.product(buyer, { ID: 'rope', price: 10 })
    order = await newOrder()
  })

export const newOrder = async (quantity = 10) => (await m.order(alice, [['rope', quantity]])).ID as string
export const base = (as: As, id = order) => `/orders/${as === 'seller' ? 'Incoming' : 'Outgoing'}/${id}`
export const at = (path = '', as: As = alice, id = order) => `${base(as, id)}/payments${path}`
export const pay = (body: Values, as: As = alice, id = order) => m.must('POST', at('', as, id), body, as)
export const submit = (id = order) => m.must('POST', `${base(alice, id)}/submit`, undefined, alice)

/** Of a request about payments that is refused, the status and the first error. */
export async function refusal(method: string, path: string, body?: Values, as: As = alice, id = order) {
  const answer = await m.api(method, at(path, as, id), body, as)
  return { status: answer.status, ...(answer.body as { Errors: Values[] }).Errors[0] }
}
export const refusedAs = (status: number, ErrorCode: string, Data?: Values) =>
  expect.objectContaining({ status, ErrorCode, ...(Data ? { Data: expect.objectContaining(Data) } : {}) })
export const outcome = async (...of: Parameters<Marketplace['outcome']>) => String(await m.outcome(...of))
