import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import packageJson from '../../examples/middleware/package.json' with { type: 'json' }
import { verify } from '../../examples/middleware/src/checkout-events.ts'
import middleware from '../../examples/middleware/src/index.ts'
import { storedResponse } from '../../src/integration/events/stored-response.ts'
import { signature } from '../../src/store/outbox/signature.ts'

const HASH_KEY = 'a key of the integration event'
const API_URL = 'https://wharf.example'
const KEPT = {
  '/shippingrates': 'ShipEstimateResponse',
  '/ordercalculate': 'OrderCalculateResponse',
  '/ordersubmit': 'OrderSubmitResponse',
  '/ordersubmitforapproval': 'OrderSubmitForApprovalResponse',
  '/orderapproved': 'OrderApprovedResponse',
  '/success': 'SubscriptionIntegrationResponse',
  '/failure': 'SubscriptionIntegrationResponse',
} as const
const STEPS = ['/ordersubmit', '/ordersubmitforapproval', '/orderapproved'] as const

/** A request as the API sends it. */
function requestOf(path: string, payload: unknown, key: string): Request {
  const body = new TextEncoder().encode(JSON.stringify(payload))
  return new Request(`https://middleware.example${path}`, {
    method: 'POST',
    headers: { 'X-oc-hash': signature(key, body) },
    body,
  })
}

/** What the API keeps of the middleware's answer to a step of an order. */
async function ask<S extends keyof typeof KEPT>(
  step: S,
  Order: object | null,
  LineItems: object[] = [],
  more: object = {},
) {
  const Subscription = { ID: 'monthly' }
  const worksheet = { OrderWorksheet: { Order, LineItems, Subscription }, ...more }
  const response = await middleware.fetch(requestOf(step, worksheet, HASH_KEY), { HASH_KEY, API_URL })
  const answer = { status: response.status, text: await response.text() }
  const kept = storedResponse(KEPT[step], answer, () => 'given by the API')
  expect(kept).toMatchObject({ Succeeded: true })
  return kept
}

describe('a request', () => {
  const key = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 50 })

  test('that the API signed with the key is read, and no other', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), key, key, async (payload, ours, another) => {
        fc.pre(ours !== another)
        expect(await verify(requestOf('/', payload, ours), ours)).toEqual(JSON.parse(JSON.stringify(payload)))
        expect(await verify(requestOf('/', payload, another), ours)).toBeNull()
        const { headers } = requestOf('/', payload, ours)
        const changed = { method: 'POST', headers, body: `${JSON.stringify(payload)} ` }
        expect(await verify(new Request('https://middleware.example', changed), ours)).toBeNull()
      }),
    )
  })

  test.each(Object.keys(KEPT))('to %s is refused when nobody signed it', async (step) => {
    for (const header of [
      null,
      '',
      'AAAA',
      'no Base64 at all',
      signature('another key', Buffer.from('{}')),
    ]) {
      const headers: Record<string, string> = header === null ? {} : { 'X-oc-hash': header }
      const request = new Request(`https://middleware.example${step}`, {
        method: 'POST',
        body: '{}',
        headers,
      })
      expect((await middleware.fetch(request, { HASH_KEY, API_URL })).status).toBe(401)
    }
  })
})

test('shipping is of all lines together, and costs more the more they weigh', async () => {
  const line = (ID: string, Quantity: number, ShipWeight: number | null) => ({
    ID,
    Quantity,
    Product: { ShipWeight },
  })
  const lines = [line('a', 10, 0.9), line('b', 2, 3), line('c', 1, null)]
  expect(await ask('/shippingrates', {}, lines)).toMatchObject({
    ShipEstimates: [
      {
        ID: 'all',
        ShipEstimateItems: [
          { LineItemID: 'a', Quantity: 10 },
          { LineItemID: 'b', Quantity: 2 },
          { LineItemID: 'c', Quantity: 1 },
        ],
        ShipMethods: [
          { ID: 'ground', Name: 'Ground', EstimatedTransitDays: 5, Cost: 14.75 },
          { ID: 'two-day', Name: 'Two-day air', EstimatedTransitDays: 2, Cost: 34 },
          { ID: 'overnight', Name: 'Overnight', EstimatedTransitDays: 1, Cost: 71 },
        ],
      },
    ],
  })
})

test('every line is taxed where it is shipped to, on what is paid for it', async () => {
  const line = (LineTotal: number, State: string | null, PromotionDiscount = 0) => ({
    LineTotal,
    PromotionDiscount,
    ShippingAddress: State && { State },
  })
  const tax = async (PromotionDiscount: number, ...lines: object[]) =>
    (await ask('/ordercalculate', { PromotionDiscount }, lines)).TaxTotal
  expect(await tax(0, line(100, 'IL'), line(50, 'IN'), line(1000, 'OR'), line(1000, null))).toBe(9.75)
  // What was taken off a line is gone from its total; what was taken off the order is shared.
  expect(await tax(10, line(90, 'IN', 10))).toBe(6.3)
  expect(await tax(60, line(90, 'IN', 10), line(110, 'OR'))).toBe(4.73)
  expect(await tax(300, line(100, 'IL'))).toBe(0)
  expect(await tax(0)).toBe(0)
})

test.each(STEPS)('%s says what it has heard, and answers with a reference', async (step) => {
  const log = vi.spyOn(console, 'log').mockImplementation(() => {})
  const order = { ID: 'SO00001', Status: 'Open', Total: 12.5 }
  expect(await ask(step, order)).toMatchObject({ xp: { Reference: 'M-SO00001' } })
  expect(log).toHaveBeenCalledExactlyOnceWith(`${step}: order SO00001 of 12.5 is Open`)
  log.mockRestore()
})

describe('a subscription’s order', () => {
  const submit = vi.fn<typeof fetch>()
  const log = vi.fn<typeof console.log>()
  beforeEach(() => {
    vi.stubGlobal('fetch', submit)
    vi.spyOn(console, 'log').mockImplementation(log)
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
    submit.mockReset()
    log.mockReset()
  })
  const order = { ID: 'SO00001', Status: 'Unsubmitted', Total: 12.5 }
  const token = { OrderCloudAccessToken: 'a token' }

  test('is submitted with the token that comes with it', async () => {
    submit.mockResolvedValue(Response.json({ ...order, Status: 'Open' }))
    expect(await ask('/success', order, [], token)).toMatchObject({ xp: { Reference: 'M-SO00001' } })
    expect(submit).toHaveBeenCalledExactlyOnceWith(`${API_URL}/v1/orders/Incoming/SO00001/submit`, {
      method: 'POST',
      headers: { Authorization: 'Bearer a token' },
    })
    expect(log).toHaveBeenCalledExactlyOnceWith('/success: order SO00001 of 12.5 is Open')
  })

  test('is not submitted twice when it is told of again', async () => {
    await ask('/success', { ...order, Status: 'Open' }, [], token)
    expect(submit).not.toHaveBeenCalled()
  })

  test('is told of again when it cannot be submitted', async () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    submit.mockResolvedValue(new Response('Not enough.', { status: 400 }))
    const request = requestOf('/success', { OrderWorksheet: { Order: order }, ...token }, HASH_KEY)
    expect((await middleware.fetch(request, { HASH_KEY, API_URL })).status).toBe(500)
    expect(String(said.mock.lastCall)).toContain('Not enough.')
  })

  test('is missed where it could not be made', async () => {
    await ask('/failure', null, [], { ErrorCode: 'Order.CannotSubmitWithNoLineItems' })
    expect(log).toHaveBeenCalledExactlyOnceWith(
      '/failure: subscription monthly has no order: Order.CannotSubmitWithNoLineItems',
    )
  })
})

test('a copy of the example stands by itself', () => {
  const folder = 'examples/middleware/src'
  const imported = readdirSync(folder).flatMap((file) =>
    [...readFileSync(`${folder}/${file}`, 'utf8').matchAll(/ from '(.+)'/g)].map((m) => m[1]!),
  )
  const own = [...readdirSync(folder).map((file) => `./${file}`), ...Object.keys(packageJson.dependencies)]
  expect(imported.filter((name) => !own.includes(name))).toEqual([])
})
