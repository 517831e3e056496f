import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { claimsOf, type Received, receive } from '../../integration/receiver.ts'
import type { User } from '../../support/marketplace.ts'
import { alice, completed, m, opened, refuses, useReturns } from './support.ts'

useReturns()

let shopper: User
let admin: User

beforeAll(async () => {
  await m.must('POST', '/integrationEvents', {
    ID: 'returns',
    Name: 'Returns',
    EventType: 'OrderReturn',
    CustomImplementationUrl: 'https://returns.example.com',
    HashKey: 'Key',
    ElevatedRoles: ['OrderReader'],
    ConfigData: { rate: 1 },
  })
  const client = await m.must('POST', '/apiclients', {
    AppName: 'Returns',
    Active: true,
    AllowAnyBuyer: true,
    AllowSeller: true,
    AccessTokenDuration: 60,
    OrderReturnIntegrationEventID: 'returns',
  })
  shopper = await m.as(alice, { client: client.ID })
  admin = await m.as(m.seller, { client: client.ID })
})
afterEach(() => {
  vi.unstubAllGlobals()
})

const answering = (answer: (received: Received) => unknown) =>
  receive((received) => Response.json(answer(received)))
/** A server that gives back ten for each. */
const ten = () =>
  answering(({ body }) => ({
    ItemsToReturnCalcs: body.OrderReturn.ItemsToReturn.map((i: { LineItemID: string; Quantity: number }) => ({
      LineItemID: i.LineItemID,
      RefundAmount: i.Quantity * 10,
    })),
  }))
const some = (Quantity: number, RefundAmount: number | null = null) => ({
  ItemsToReturn: [{ LineItemID: 'X1', Quantity, RefundAmount }],
})
const post = (OrderID: string, more: object, as = shopper) =>
  m.api('POST', '/orderreturns', { OrderID, ...more }, as)

describe('the server of a client’s returns', () => {
  it('is told of the return and its order, and says what they come to', async () => {
    const received = ten()
    const OrderID = await completed()
    const { body } = await post(OrderID, { ...some(2), RefundAmount: 99 })
    expect(body).toMatchObject({ RefundAmount: 20, ItemsToReturn: [{ RefundAmount: 20 }] })
    expect(received).toHaveLength(1)
    expect(received[0]).toMatchObject({
      url: 'https://returns.example.com/calculateorderreturn',
      body: {
        ConfigData: { rate: 1 },
        OrderReturn: { OrderID, ItemsToReturn: [{ LineItemID: 'X1', Quantity: 2, RefundAmount: null }] },
        OrderWorksheet: { Order: { ID: OrderID }, LineItems: [{ ID: 'X1' }, { ID: 'X2' }] },
      },
    })
    expect(claimsOf(received[0]!.body.OrderCloudAccessToken).role).toContain('OrderReader')
  })

  it('is asked by each write that says more than a note', async () => {
    const received = ten()
    const { body } = await post(await completed(), some(1))
    const path = `/orderreturns/${body.ID}`
    const times = async (method: string, sent: object) => {
      const before = received.length
      const answer = await m.must(method, path, sent, shopper)
      return [received.length - before, answer.RefundAmount]
    }
    expect(await times('PATCH', { xp: { a: 1 } })).toEqual([0, 10])
    expect(await times('PATCH', {})).toEqual([0, 10])
    expect(await times('PATCH', some(2))).toEqual([1, 20])
    expect(await times('PATCH', { Comments: 'late' })).toEqual([1, 20])
    expect(await times('PUT', { OrderID: body.OrderID, ...some(3) })).toEqual([1, 30])
  })

  it('is not asked where an administrator has said it all, and says the rest where they have said some', async () => {
    const received = ten()
    const OrderID = await completed()
    expect((await post(OrderID, some(1, 7), admin)).body.RefundAmount).toBe(7)
    expect((await post(OrderID, { RefundAmount: 5 }, admin)).body.RefundAmount).toBe(5)
    expect(received).toEqual([])
    const two = { ItemsToReturn: [...some(1, 7).ItemsToReturn, { LineItemID: 'X2', Quantity: 1 }] }
    const { body } = await post(OrderID, two, admin)
    expect(body).toMatchObject({
      RefundAmount: 17,
      ItemsToReturn: [{ RefundAmount: 7 }, { RefundAmount: 10 }],
    })
    // What was said stays so when it is asked again; the whole is the administrator's too.
    const patched = await m.must(
      'PATCH',
      `/orderreturns/${body.ID}`,
      { Comments: 'b', RefundAmount: 3 },
      admin,
    )
    expect(patched).toMatchObject({
      RefundAmount: 3,
      ItemsToReturn: [{ RefundAmount: 7 }, { RefundAmount: 10 }],
    })
    expect(received).toHaveLength(2)
  })

  it('says numbers, also as texts, in any letter case', async () => {
    answering(() => ({
      refundAmount: '91.294',
      itemsToReturnCalcs: [{ lineItemID: 'x1', refundAmount: ' 80.54' }, { LineItemID: 'X2' }],
    }))
    refuses(await post(await completed(), some(1)), 400, 'IntegrationEvent.BadRequest')
    answering(() => ({
      refundAmount: '91.294',
      itemsToReturnCalcs: [{ lineItemID: 'x1', refundAmount: '80.54' }],
    }))
    expect((await post(await completed(), some(1))).body).toMatchObject({
      RefundAmount: 91.29,
      ItemsToReturn: [{ RefundAmount: 80.54 }],
    })
  })

  it.each([
    ['an amount that is none', { RefundAmount: 'much' }, 'RefundAmount'],
    ['an amount below zero', { RefundAmount: -1 }, 'RefundAmount'],
    ['no list', { ItemsToReturnCalcs: 5 }, 'ItemsToReturnCalcs'],
    ['a line that is not returned', { ItemsToReturnCalcs: [{ LineItemID: 'X2', RefundAmount: 1 }] }, '"X2"'],
    [
      'a line twice',
      {
        ItemsToReturnCalcs: [
          { LineItemID: 'X1', RefundAmount: 1 },
          { LineItemID: 'x1', RefundAmount: 2 },
        ],
      },
      '"x1"',
    ],
    ['that it has failed', { Succeeded: false, UnhandledErrorBody: 'out of paper' }, 'out of paper'],
  ])('that says %s is refused, and which value it is', async (_, answer, told) => {
    answering(() => answer)
    const refused = await post(await completed(), some(1))
    refuses(refused, 400, 'IntegrationEvent.BadRequest')
    expect(refused.body.Errors[0].Data).toEqual({
      HttpStatusCode: 200,
      UnhandledErrorBody: expect.stringContaining(told),
    })
  })

  it('that fails refuses the return', async () => {
    receive(() => new Response('no paper', { status: 500 }))
    const OrderID = await completed()
    const refused = await post(OrderID, some(1))
    refuses(refused, 400, 'IntegrationEvent.BadRequest')
    expect(refused.body.Errors[0].Data).toEqual({ HttpStatusCode: 500, UnhandledErrorBody: 'no paper' })
    expect((await m.must('GET', `/orderreturns?OrderID=${OrderID}`)).Items).toEqual([])
  })

  it('may call back into the same return while it is asked', async () => {
    const OrderID = await completed()
    const { ID } = await opened(OrderID)
    receive(async () => {
      vi.unstubAllGlobals()
      await m.must('PATCH', `/orderreturns/${ID}`, { xp: { seen: true } })
      return Response.json({ RefundAmount: 4 })
    })
    const patched = await m.must('PATCH', `/orderreturns/${ID}`, { ...some(1), RefundAmount: null }, admin)
    expect(patched).toMatchObject({ RefundAmount: 4, xp: { seen: true } })
  })

  it('is not asked by an operation that takes a line off', async () => {
    const received = ten()
    const { body } = await post(await completed(), some(1))
    const left = await m.must('DELETE', `/orderreturns/${body.ID}/items/X1`, undefined, shopper)
    expect([left.RefundAmount, received.length]).toEqual([null, 1])
  })
})
