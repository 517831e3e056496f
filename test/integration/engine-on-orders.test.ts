import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { newUrl, type Received, receive } from './receiver.ts'

let m: Marketplace
let alice: User
let received: Received[]
/** What the engine answers. */
let answer: (asked: Received['body']) => unknown

beforeAll(async () => {
  m = await marketplace()
  const buyer = await m.buyer({ ID: 'B1' })
  alice = buyer.user
  await m.product(buyer, { ID: 'TEN', price: 10 })
  await m.must('PUT', '/integrations/promotion', { HashKey: 'Key', Url: newUrl() })
  const engine = { ValueExpression: null, UseIntegration: true, AllowAllBuyers: true, CanCombine: true }
  const over = 'order.Subtotal >= 10'
  await m.must('POST', '/promotions', { ID: 'whole', Code: 'WHOLE', EligibleExpression: over, ...engine })
  await m.must('POST', '/promotions', {
    ID: 'lines',
    Code: 'LINES',
    LineItemLevel: true,
    EligibleExpression: 'item.Quantity > 1',
    ...engine,
  })
  await m.must('POST', '/promotions', {
    ID: 'auto',
    Code: 'AUTO',
    AutoApply: true,
    EligibleExpression: 'order.Subtotal >= 50',
    ...engine,
  })
})
beforeEach(() => {
  answer = () => ({ PromosAccepted: [{ PromotionID: 'whole', Amount: 2.5 }] })
  received = receive(({ body }) => Response.json(answer(body)))
})
afterEach(() => vi.unstubAllGlobals())

const path = (ID: string, below = '') => `/orders/Outgoing/${ID}${below}`
async function order(...quantities: number[]): Promise<string> {
  const { ID } = await m.must('POST', '/orders/Outgoing', {}, alice)
  for (const [i, Quantity] of quantities.entries())
    await m.must('POST', path(ID, '/lineitems'), { ID: `L${i + 1}`, ProductID: 'TEN', Quantity }, alice)
  return ID
}
const add = (ID: string, code: string) => m.outcome('POST', path(ID, `/promotions/${code}`), undefined, alice)
const header = (ID: string) => m.must('GET', path(ID), undefined, alice)

describe('a promotion that the customer’s engine values', () => {
  it('is added with what it says, asked once and about the order as it is', async () => {
    const ID = await order(1)
    expect(await add(ID, 'WHOLE')).toBe(201)
    expect(await header(ID)).toMatchObject({ PromotionDiscount: 2.5, Total: 7.5 })
    expect(received).toHaveLength(1)
    expect(received[0]!.body).toMatchObject({
      Order: { ID, Subtotal: 10 },
      LineItems: [{ ID: 'L1', Quantity: 1 }],
      PromosApplied: [],
      PromosRequested: [{ ID: 'whole', Code: 'WHOLE' }],
    })
  })

  it('is not asked about where its condition does not hold, or it is not there', async () => {
    const ID = await order()
    expect(await add(ID, 'WHOLE')).toEqual([400, 'Promotion.NotEligible'])
    expect(await add(ID, 'NONE')).toEqual([404, 'NotFound'])
    expect(received).toEqual([])
  })

  it('takes off lines that its condition holds of, and no more than they cost', async () => {
    const ID = await order(1, 2)
    answer = () => ({
      PromosAccepted: ['L1', 'L2'].map((LineItemID) => ({ PromotionID: 'lines', LineItemID, Amount: 25 })),
    })
    expect(await add(ID, 'LINES')).toBe(201)
    const { Items } = await m.must('GET', path(ID, '/promotions'), undefined, alice)
    expect(Items).toMatchObject([{ LineItemID: 'L2', Amount: 20 }])
    expect(await header(ID)).toMatchObject({ Subtotal: 30, Total: 10 })
  })

  it.each([
    ['rejected', { PromosRejected: [{ PromotionID: 'whole', Reason: 'No' }] }, 'Promotion.NotEligible'],
    ['valued by nonsense', { PromosAccepted: 7 }, 'PromotionIntegration.FailedToEvaluate'],
  ])('is refused where it is %s, and nothing is written', async (_, said, code) => {
    const ID = await order(1)
    answer = () => said
    const before = await header(ID)
    expect(await add(ID, 'WHOLE')).toEqual([400, code])
    expect(await header(ID)).toEqual(before)
  })

  it('is valued anew by a refresh, and keeps its amount through validate and submit', async () => {
    const ID = await order(1)
    await add(ID, 'WHOLE')
    answer = () => ({ PromosAccepted: [{ PromotionID: 'whole', Amount: 4 }] })
    await m.must('POST', path(ID, '/refreshpromotions'), undefined, alice)
    expect(await header(ID)).toMatchObject({ PromotionDiscount: 4 })
    await m.must('POST', path(ID, '/validate'), undefined, alice)
    expect(await m.must('POST', path(ID, '/submit'), undefined, alice)).toMatchObject({ Total: 6 })
    expect(received).toHaveLength(2)
  })

  it('comes by itself where the engine accepts it; where that fails, the others come all the same', async () => {
    const ID = await order(5)
    answer = () => ({ PromosAccepted: [{ PromotionID: 'auto', Amount: 5 }] })
    expect(await m.must('POST', path(ID, '/applypromotions'), undefined, alice)).toMatchObject({ Total: 45 })
    const other = await order(5)
    answer = () => 'nonsense'
    expect(await m.must('POST', path(other, '/applypromotions'), undefined, alice)).toMatchObject({
      Total: 50,
    })
  })

  it('is asked about once more where the order changes meanwhile', async () => {
    const ID = await order(1)
    let changed = false
    vi.unstubAllGlobals()
    received = receive(async ({ body }) => {
      if (!changed) await m.must('PATCH', path(ID, '/lineitems/L1'), { Quantity: 3 }, alice)
      changed = true
      const [line] = body.LineItems
      return Response.json({ PromosAccepted: [{ PromotionID: 'whole', Amount: line.Quantity }] })
    })
    expect(await add(ID, 'WHOLE')).toBe(201)
    expect(received).toHaveLength(2)
    expect(await header(ID)).toMatchObject({ Subtotal: 30, PromotionDiscount: 3 })
  })

  it('is asked about again where what the engine takes off is what its condition needs', async () => {
    const engine = { ValueExpression: null, UseIntegration: true, AllowAllBuyers: true, CanCombine: true }
    const isLess = (by: number) => ({ EligibleExpression: `order.PromotionDiscount = ${by}`, ...engine })
    await m.must('POST', '/promotions', { ID: 'then', Code: 'THEN', AutoApply: true, ...isLess(2) })
    const ID = await order(1)
    answer = ({ PromosRequested: asked }) => ({
      PromosAccepted: asked.map((p: { ID: string }) => ({ PromotionID: p.ID, Amount: 2 })),
    })
    await add(ID, 'WHOLE')
    expect(await m.must('POST', path(ID, '/applypromotions'), undefined, alice)).toMatchObject({ Total: 6 })
    answer = ({ PromosRequested: asked }) => ({
      PromosAccepted: asked.map((p: { ID: string }) => ({ PromotionID: p.ID, Amount: 3 })),
    })
    await m.must('PATCH', '/promotions/then', isLess(3))
    received.length = 0
    expect(await m.must('POST', path(ID, '/refreshpromotions'), undefined, alice)).toMatchObject({
      PromosRemoved: [],
    })
    expect(received.map((r) => r.body.PromosRequested.length)).toEqual([1, 1])
    expect(await header(ID)).toMatchObject({ PromotionDiscount: 6, Total: 4 })
    await m.must('DELETE', '/promotions/then')
  })
})
