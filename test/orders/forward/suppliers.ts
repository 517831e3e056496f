import { beforeAll } from 'vitest'
import { desk, type Wanted } from '../../fulfillment/support.ts'
import { type Marketplace, marketplace, type User } from '../../support/marketplace.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

export let m: Marketplace
export let d: ReturnType<typeof desk>
export let alice: User
/** Users of the suppliers `S1` and `S2`. */
export let sue: User
export let sam: User

/**
 * Makes a marketplace with two suppliers, for a file of tests: the buyer `B1` gets `PS1` of the first for 25 (20 by its
 * default), `PS2` of the second for 40, and `P10` of nobody's.
 */
export function useSuppliers() {
  beforeAll(async () => {
    m = await marketplace()
    d = desk(m)
    const buyer = await m.buyer({ ID: 'B1' })
    alice = buyer.user
    sue = (await m.supplier({ ID: 'S1' })).user
    sam = (await m.supplier({ ID: 'S2' })).user
    await m.product(buyer, { ID: 'P10' })
    await m.product(buyer, { ID: 'PS1', price: 20, DefaultSupplierID: 'S1' })
    await m.product(buyer, { ID: 'PS2', price: 40, DefaultSupplierID: 'S2' })
    const agreed = { ID: 'agreed', Name: 'Agreed', PriceBreaks: [{ Quantity: 1, Price: 25 }] }
    await m.must('POST', '/priceschedules', agreed)
    const assignment = { ProductID: 'PS1', BuyerID: 'B1', PriceScheduleID: 'agreed' }
    await m.must('POST', '/products/assignments', assignment)
  })
}

/** Lines of both suppliers and of nobody's. */
export const MIXED: Wanted[] = [
  ['X1', 'PS1', 2],
  ['X2', 'PS2', 1],
  ['X3', 'P10', 1],
]

/** A submitted order that has been forwarded: those to the suppliers are called by it and them. */
export async function forwarded(ID: string, lines: Wanted[] = MIXED) {
  await d.open(alice, ID, lines)
  const { OutgoingOrders } = await m.must('POST', `/orders/Incoming/${ID}/forward`)
  for (const { ID: generated, ToCompanyID } of OutgoingOrders)
    await m.must('PATCH', `/orders/Outgoing/${generated}`, { ID: `${ID}-${ToCompanyID}` })
  return ID
}

export const outgoing = (ID: string): Promise<Json> => m.must('GET', `/orders/Outgoing/${ID}`)
