import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { DeliveryMessage } from '../../src/env.ts'
import worker from '../../src/index.ts'
import { newUrl, receive } from '../integration/receiver.ts'
import { eventually } from '../support/eventually.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeAll(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'P', price: 3 })
})
afterEach(() => vi.unstubAllGlobals())

const hook = (before: boolean, Route: string, Verb: string) =>
  m.must('POST', '/webhooks', {
    Name: 'h',
    Url: newUrl(),
    HashKey: 'k',
    BeforeProcessRequest: before,
    ApiClientIDs: [m.clients.storefront],
    WebhookRoutes: [{ Route, Verb }],
    ElevatedRoles: ['OrderAdmin'],
  })

it('a before-hook may change the very order whose submit it is asked about', async () => {
  const { ID } = await hook(true, 'v1/orders/{direction}/{orderID}/submit', 'POST')
  const calls: number[] = []
  receive(async ({ body }) => {
    const path = `/orders/Outgoing/${body.RouteParams.orderID}`
    calls.push((await m.api('PATCH', path, { xp: { checked: true } }, body.UserToken)).status)
    calls.push(
      (await m.api('POST', `${path}/lineitems`, { ProductID: 'P', Quantity: 2 }, body.UserToken)).status,
    )
    return Response.json({ proceed: true })
  })
  const order = await m.order(buyer.user, [['P', 1]])
  const submitted = await m.must('POST', `/orders/Outgoing/${order.ID}/submit`, undefined, buyer.user)
  expect(calls).toEqual([200, 201])
  expect(submitted).toMatchObject({ Status: 'Open', Total: 9, LineItemCount: 2, xp: { checked: true } })
  await m.must('DELETE', `/webhooks/${ID}`)
})

it('a receiver may change the order it is told of', async () => {
  await hook(false, 'v1/orders/{direction}/{orderID}/submit', 'POST')
  const told: { LogID: string; status: number; total: number }[] = []
  receive(async ({ body }) => {
    const path = `/orders/Outgoing/${body.RouteParams.orderID}`
    const { status } = await m.api('PATCH', path, { Comments: 'Received' }, body.UserToken)
    told.push({ LogID: body.LogID, status, total: body.Response.Body.Total })
    return new Response()
  })
  const sent: DeliveryMessage[] = []
  vi.spyOn(env.DELIVERIES, 'sendBatch').mockImplementation(async (messages) => {
    for (const { body } of messages) sent.push(body as DeliveryMessage)
    return undefined as never
  })
  const order = await m.order(buyer.user, [['P', 1]])
  await m.must('POST', `/orders/Outgoing/${order.ID}/submit`, undefined, buyer.user)
  await eventually(() => expect(sent).toHaveLength(1))
  const batch = createMessageBatch<DeliveryMessage>('wharf-deliveries', [
    { id: 'one', timestamp: new Date(), attempts: 1, body: sent[0]! },
  ])
  const context = createExecutionContext()
  await worker.queue(batch, env, context)
  await getQueueResult(batch, context)
  expect(told).toEqual([{ LogID: expect.any(String), status: 200, total: 3 }])
  expect(await m.must('GET', `/orders/Outgoing/${order.ID}`, undefined, buyer.user)).toMatchObject({
    Comments: 'Received',
  })
})
