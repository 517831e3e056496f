import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dueOrders } from '../../../src/orders/subscriptions/due.ts'
import { runSubscriptions } from '../../../src/orders/subscriptions/run.ts'
import { Call } from '../../../src/store/call.ts'
import { Session } from '../../../src/store/session.ts'
import { betweenReadAndWrite } from '../../support/observe.ts'
import { subscribing } from '../../support/subscribing.ts'

const HOUR = 3_600_000
/** When the orders of these tests are due: none of another test is. */
const DUE = '2031-01-31T06:00:00.000+00:00'
const at = (hours: number) => Date.parse(DUE) + hours * HOUR

/** What the customer's server has been sent. */
interface Told {
  path: string
  body: {
    OrderCloudAccessToken: string
    OrderWorksheet: { Order: { ID: string } | null; LineItems: object[]; Subscription: { ID: string } }
    UnavailableProductIDs: string[]
    ErrorCode: string
  }
  headers: Record<string, string>
}

let told: Told[]
/** What has been logged. */
let warned: string[]
/** What it answers with. */
let reply: () => Response | Promise<Response>

/** A buyer's user with a monthly subscription of three mugs, and a server that hears of it. */
async function subscribed(more: Record<string, unknown> = {}) {
  const { market, buyer, mug } = await subscribing()
  // One that fails is not called for a while: each test has its own.
  const server = `https://${market.id}.example.com`
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    if (!url.startsWith(server)) return new Response(null, { status: 204 })
    const body = JSON.parse(new TextDecoder().decode(init.body as Uint8Array))
    told.push({ path: new URL(url).pathname, body, headers: init.headers as Record<string, string> })
    return reply()
  })
  const client = market.clients.backOffice
  await market.must('PATCH', `/apiclients/${client}`, { DefaultContextUserName: 'admin' })
  await market.must('PUT', '/integrations/subscription', {
    ApiClientID: client,
    HashKey: 'secret',
    Url: `${server}/orders`,
    Active: true,
    NotificationDays: 3,
  })
  const Payment = { Type: 'PurchaseOrder' }
  const body = { ID: 'sub', Frequency: 1, Interval: 'Months', NextOrderDate: DUE, Payment, ...more }
  await market.must('POST', '/me/subscriptions', body, buyer.user)
  const items = '/me/subscriptions/sub/items'
  await market.must('POST', items, { ID: 'mugs', ProductID: mug, Quantity: 3 }, buyer.user)
  const subscription = () => market.must('GET', '/subscriptions/sub')
  const orders = async () =>
    (await market.must('GET', '/me/orders?Status=Unsubmitted&sortBy=DateCreated', undefined, buyer.user))
      .Items
  return { market, buyer, mug, subscription, orders }
}

const run = (hours: number) => runSubscriptions(env, at(hours))
/** The lines that runs have logged, of a kind. */
const logged = (kind: string) =>
  warned.map((line) => JSON.parse(line)).filter((line) => line.subscriptions === kind)

beforeEach(async () => {
  told = []
  reply = () => Response.json({ HttpStatusCode: 200, UnhandledErrorBody: '' })
  warned = []
  vi.spyOn(console, 'warn').mockImplementation((line) => warned.push(line))
  // Those of other tests have the same date.
  await env.DB.prepare('update subscriptions set Active = 0').run()
})
afterEach(() => {
  vi.restoreAllMocks()
})

describe('a subscription whose date has come', () => {
  it('has an order, which the customer’s server is to submit, and goes on to its next date', async () => {
    const { market, subscription, orders } = await subscribed()
    await run(-1)
    expect(told).toEqual([])
    await run(0)
    const [order, ...more] = await orders()
    expect(more).toEqual([])
    expect(order).toMatchObject({ SubscriptionID: 'sub', Status: 'Unsubmitted', Subtotal: 24, Total: 24 })
    expect(await subscription()).toMatchObject({
      LastOrderDate: DUE,
      NextOrderDate: '2031-02-28T06:00:00.000+00:00',
    })
    const [{ path, body, headers }] = told as [Told]
    expect(path).toBe('/orders/success')
    expect(headers).toMatchObject({ 'X-oc-hash': expect.any(String) })
    expect(body).toMatchObject({
      Environment: 'Sandbox',
      OrderWorksheet: {
        Order: { ID: order.ID },
        LineItems: [{ ID: 'mugs', UnitPrice: 8 }],
        Subscription: { ID: 'sub' },
      },
      UnavailableProductIDs: [],
      ErrorCode: '',
    })
    // The token is of the client's user, who can do what the order is for.
    const path2 = `/orders/Incoming/${order.ID}`
    const as = body.OrderCloudAccessToken
    expect((await market.must('GET', `${path2}/payments`, undefined, as)).Items).toMatchObject([
      { Type: 'PurchaseOrder', Amount: null },
    ])
    expect(await market.must('GET', `${path2}/worksheet`, undefined, as)).toMatchObject({
      Subscription: { ID: 'sub', LastOrderDate: DUE },
      SubscriptionIntegrationResponse: { HttpStatusCode: 200, Succeeded: true },
    })
    await market.must('POST', `${path2}/submit`, {}, as)
    expect(logged('run')).toEqual([{ subscriptions: 'run', ordered: 1, told: 1, refused: 0, reminded: 0 }])
    await run(0)
    expect(told).toHaveLength(1)
  })

  it('is of the same day again after a shorter month', async () => {
    const { subscription } = await subscribed()
    await run(0)
    await runSubscriptions(env, Date.parse('2031-02-28T06:30:00Z'))
    expect((await subscription()).NextOrderDate).toBe('2031-03-31T06:00:00.000+00:00')
  })

  it('is told of each hour until it is taken, with the same order', async () => {
    const { subscription, orders } = await subscribed()
    reply = () => Response.json({ HttpStatusCode: 500, UnhandledErrorBody: 'down' })
    for (const hours of [0, 0.5, 1]) await run(hours)
    reply = () => new Response(null, { status: 204 })
    await run(2)
    expect(told.map((t) => t.path)).toEqual(Array(3).fill('/orders/success'))
    expect(new Set(told.map((t) => t.headers['X-oc-delivery-id'])).size).toBe(1)
    expect(await orders()).toHaveLength(1)
    expect(await subscription()).toMatchObject({
      LastOrderDate: new Date(at(2)).toISOString().replace('Z', '+00:00'),
    })
  })

  it('is given up after five hours in which the server was down, and that is logged once', async () => {
    const { subscription, orders, market } = await subscribed()
    reply = () => new Response('down', { status: 503 })
    for (let hours = 0; hours < 8; hours++) await run(hours)
    expect(await subscription()).toMatchObject({ LastOrderDate: null, NextOrderDate: DUE })
    const [order, ...more] = await orders()
    expect(more).toEqual([])
    const worksheet = await market.must('GET', `/orders/Incoming/${order.ID}/worksheet`)
    expect(worksheet.SubscriptionIntegrationResponse).toMatchObject({ Succeeded: false })
    expect(logged('missed')).toMatchObject([{ marketplace: market.id, subscription: 'sub', missed: DUE }])
  })

  it('has one order where a run ends between order and call, and the next hour tells it', async () => {
    const { orders, subscription } = await subscribed()
    const send = Session.prototype.send
    let sent = 0
    const ends = vi.spyOn(Session.prototype, 'send').mockImplementation(function (
      this: Session,
      ...statements
    ) {
      return ++sent > 1 ? Promise.reject(new Error('ended')) : send.apply(this, statements)
    })
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await run(0)
    expect(String(error.mock.calls)).toContain('ended')
    ends.mockRestore()
    expect((await subscription()).NextOrderDate).toBe(DUE)
    await run(1)
    expect(await orders()).toHaveLength(1)
    expect((await subscription()).NextOrderDate).not.toBe(DUE)
    expect(told.map((t) => t.body.OrderWorksheet.Order?.ID)).toEqual(Array(2).fill((await orders())[0].ID))
  })

  it('goes on without an order where that of its date was deleted before the server took it', async () => {
    const { market, orders, subscription } = await subscribed()
    reply = () => new Response('down', { status: 500 })
    await run(0)
    await market.must('DELETE', `/orders/Incoming/${(await orders())[0].ID}`)
    reply = () => new Response(null, { status: 204 })
    await run(1)
    expect(told[1]).toMatchObject({
      path: '/orders/failure',
      body: { OrderWorksheet: { Order: null }, ErrorCode: 'NotFound' },
    })
    expect(await orders()).toEqual([])
    const { LastOrderDate, NextOrderDate } = await subscription()
    expect([LastOrderDate, NextOrderDate]).toEqual([null, '2031-02-28T06:00:00.000+00:00'])
  })

  it('goes on under the ID it has by then, and one that has taken its own meanwhile does not', async () => {
    const { market, buyer } = await subscribed()
    reply = async () => {
      await market.must('PATCH', '/subscriptions/sub', { ID: 'renamed' })
      const other = { ID: 'sub', Frequency: 1, Interval: 'Months', NextOrderDate: DUE }
      await market.must('POST', '/me/subscriptions', other, buyer.user)
      return new Response(null, { status: 204 })
    }
    await run(0)
    const dates = async (ID: string) => (await market.must('GET', `/subscriptions/${ID}`)).LastOrderDate
    expect([await dates('renamed'), await dates('sub')]).toEqual([DUE, null])
  })

  it('has no order that names what was renamed before it was written', async () => {
    const { market, buyer, orders } = await subscribed()
    const { ID: dock } = await market.address(buyer)
    await market.must('PATCH', '/subscriptions/sub', { ShippingAddressID: dock })
    // As a rename writes it: no order has another version for it.
    const renaming = ['orders', 'line_items'].map(
      (table) => `update ${table} set ShippingAddressID = 'quay' where Marketplace = ?`,
    )
    await betweenReadAndWrite(market.id, 'Subscriptions.Run', renaming, () => run(0))
    expect(await orders()).toEqual([])
    await run(0)
    expect(await orders()).toMatchObject([{ ShippingAddressID: 'quay' }])
  })

  it('is not always the first of those that are due', async () => {
    const { market, buyer } = await subscribed()
    for (const ID of ['two', 'three', 'four', 'five']) {
      const body = { ID, Frequency: 1, Interval: 'Months', NextOrderDate: DUE }
      await market.must('POST', '/me/subscriptions', body, buyer.user)
    }
    const session = new Session(env.DB, 'test')
    const firsts = new Set<string>()
    for (let i = 0; i < 40; i++) {
      const { due } = await session.read({ due: dueOrders(at(0)) })
      firsts.add(String(due[0]!.ID))
    }
    expect(firsts.size).toBeGreaterThan(1)
  })

  it.each(['subscriptions', 'users', 'subscription_integrations'])(
    'is ordered though another’s row in %s is none that can be read',
    async (table) => {
      const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
      const { market } = await subscribed()
      const { orders } = await subscribed()
      const changed = await env.DB.prepare(`update ${table} set xp = '{' where Marketplace = ?`)
        .bind(market.id)
        .run()
      expect(changed.meta.changes).toBeGreaterThan(0)
      await run(0)
      expect(await orders()).toHaveLength(1)
      expect(String(error.mock.calls)).toContain(market.id)
      // It is looked at again in the next hour, and not every minute.
      error.mockClear()
      await run(0)
      expect(error).not.toHaveBeenCalled()
      await run(1)
      expect(String(error.mock.calls)).toContain(market.id)
      await run(-72)
      error.mockClear()
      await run(-72)
      expect(error).not.toHaveBeenCalled()
      error.mockRestore()
    },
  )

  it('is of the day of its last date from where it is ordered by months', async () => {
    const { market, subscription } = await subscribed({ Frequency: 13, Interval: 'Days' })
    await run(0)
    await market.must('PATCH', '/subscriptions/sub', { Frequency: 1, Interval: 'Months' })
    await runSubscriptions(env, Date.parse('2031-02-13T06:00:00Z'))
    expect((await subscription()).NextOrderDate).toBe('2031-03-13T06:00:00.000+00:00')
  })

  it('has one order where runs are at work at once', async () => {
    const { orders } = await subscribed()
    await Promise.all([run(0), run(0), run(0)])
    expect(await orders()).toHaveLength(1)
    expect(told).toHaveLength(1)
  })

  it('is ordered without what its user does not see any more, and of nothing it is told why', async () => {
    const { market, buyer, orders, subscription } = await subscribed()
    const { ID: cup } = await market.product(buyer, { price: 5 })
    await market.must('POST', '/subscriptions/sub/items', { ID: 'cups', ProductID: cup })
    await market.must('DELETE', `/products/${cup}`)
    await run(0)
    expect(told[0]!.body).toMatchObject({
      OrderWorksheet: { LineItems: [{ ID: 'mugs' }] },
      UnavailableProductIDs: [cup],
    })
    await market.must('DELETE', '/subscriptions/sub/items/mugs')
    await market.must('PATCH', '/subscriptions/sub', { NextOrderDate: '2031-03-31T06:00:00Z' })
    await runSubscriptions(env, Date.parse('2031-03-31T06:00:00Z'))
    expect(told[1]).toMatchObject({
      path: '/orders/failure',
      body: {
        OrderWorksheet: { Order: null, Subscription: { ID: 'sub' } },
        UnavailableProductIDs: [cup],
        ErrorCode: 'Order.CannotSubmitWithNoLineItems',
      },
    })
    expect(await orders()).toHaveLength(1)
    expect(await subscription()).toMatchObject({
      LastOrderDate: DUE,
      NextOrderDate: '2031-04-30T06:00:00.000+00:00',
    })
  })

  it.each([
    ['is switched off', ({ market }) => market.must('PATCH', '/subscriptions/sub', { Active: false })],
    ['has ended', ({ market }) => market.must('PATCH', '/subscriptions/sub', { EndDate: '2031-01-30' })],
    [
      'has a user who is not active',
      ({ market, buyer }) =>
        market.must('PATCH', `/buyers/${buyer.ID}/users/${buyer.user.ID}`, { Active: false }),
    ],
    [
      'has a buyer who is not active',
      ({ market, buyer }) => market.must('PATCH', `/buyers/${buyer.ID}`, { Active: false }),
    ],
    [
      'has a server that is switched off',
      ({ market }) => market.must('PATCH', '/integrations/subscription', { Active: false }),
    ],
  ] satisfies [string, (world: Awaited<ReturnType<typeof subscribed>>) => Promise<unknown>][])(
    'is not ordered where it %s',
    async (_, become) => {
      const world = await subscribed()
      await become(world)
      await run(0)
      expect(told).toEqual([])
      expect((await world.market.must('GET', '/orders/All?Status=*')).Meta.TotalCount).toBe(0)
    },
  )

  it('is reminded of once, some days before', async () => {
    const { market, subscription, mug } = await subscribed()
    expect((await subscription()).NotificationDate).toBe('2031-01-28T06:00:00.000+00:00')
    const mailer = { ID: 'mailer', Name: 'Mailer', URL: 'https://mail.example.com', SharedKey: 'key' }
    const types = { MessageTypes: ['SubscriptionReminder'], AllowAllBuyers: true }
    await market.must('POST', '/messagesenders', { ...mailer, ...types })
    await run(-72 - 6)
    // What fails is done by the next run.
    vi.spyOn(Call.prototype, 'read').mockRejectedValueOnce(new Error('ended'))
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    for (const hours of [-72 - 4, -72 - 4, -72 - 3]) await run(hours)
    const { results } = await env.DB.prepare(
      'select Body from events where Marketplace = ? and MessageType = ?',
    )
      .bind(market.id, 'SubscriptionReminder')
      .all<{ Body: string }>()
    expect(results.map((r) => JSON.parse(r.Body))).toMatchObject([
      {
        Subscription: { ID: 'sub' },
        LineItems: [{ ID: 'mugs' }],
        Products: [{ ID: mug }],
        UnavailableProductIDs: [],
      },
    ])
    expect(logged('run')).toMatchObject([{ reminded: 1 }])
  })
})
