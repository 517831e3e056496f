import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import type { DeliveryMessage } from '../../src/env.ts'
import { deliverBatch, sweep } from '../../src/integration/deliver.ts'
import { signature } from '../../src/integration/signature.ts'
import { type Marketplace, makeMarketplace } from './marketplace.ts'
import { claimsOf, hurry, newUrl, receive, silence } from './receiver.ts'

let market: Marketplace
let now: number
beforeEach(async () => {
  now = Date.now()
  vi.spyOn(Date, 'now').mockImplementation(() => now)
  market = await makeMarketplace()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Makes a webhook that hears of new buyers. */
async function hook(more: Record<string, unknown> = {}) {
  const { status, body } = await market.call('POST', '/webhooks', {
    ID: 'hook',
    Name: 'Hook',
    Url: newUrl(),
    HashKey: 'Key',
    ApiClientIDs: [market.client],
    WebhookRoutes: [
      { Route: 'v1/buyers', Verb: 'POST' },
      { Route: 'v1/buyers/{buyerID}', Verb: 'DELETE' },
    ],
    ...more,
  })
  expect(status).toBe(201)
  return body
}

const create = async (id: string, token?: string) =>
  (await market.call('POST', '/buyers', { ID: id, Name: id, Active: true }, token)).status

/** Delivers messages, those waiting in the queue unless told; returns those that are to be brought again. */
async function deliver(
  messages: DeliveryMessage[] = market.queue.splice(0).map((m) => m.body),
  bindings = market.env,
) {
  const batch = createMessageBatch<DeliveryMessage>(
    'wharf-deliveries',
    messages.map((body, i) => ({ id: String(i), timestamp: new Date(now), attempts: 1, body })),
  )
  await deliverBatch(batch, bindings)
  return getQueueResult(batch, createExecutionContext())
}

/** Runs the sweep; it also finds what other tests left behind. */
async function sweepAt(time: number, mine = [market.id]) {
  await sweep(market.env, time)
  market.queue.splice(0, Infinity, ...market.queue.filter((m) => mine.includes(m.body.marketplace)))
}

const log = async (query = '', webhook = 'hook') =>
  (await market.call('GET', `/webhooks/${webhook}/deliveries${query}`)).body.Items

/** The only delivery of the log. */
async function only() {
  const items = await log()
  expect(items.length).toBe(1)
  return items[0]
}

describe('a change that a webhook wants to hear of', () => {
  test('is told, signed, once it is committed', async () => {
    const received = receive()
    const { Url } = await hook({
      ConfigData: [1],
      ElevatedRoles: ['OrderAdmin'],
      CustomAuthHeaderName: 'X-Secret',
      CustomAuthHeaderValue: 'hush',
    })
    const token = await market.tokenFor({ roles: ['BuyerAdmin'] })
    const { headers, body: buyer } = await market.call(
      'POST',
      '/buyers',
      { ID: 'acme', name: 'Acme', xp: { Secret: 's' } },
      token,
    )
    expect(market.queue.length).toBe(1)
    await deliver()

    expect(received.length).toBe(1)
    const [{ url, headers: sent, text, body }] = received as [(typeof received)[0]]
    expect(url).toBe(Url)
    expect(body).toEqual({
      Route: 'v1/buyers',
      Verb: 'POST',
      RouteParams: {},
      QueryParams: {},
      Date: toWire(now),
      LogID: headers.get('X-oc-logid'),
      UserToken: expect.any(String),
      Request: { Body: { ID: 'acme', name: 'Acme', xp: { Secret: '[redacted]' } }, Headers: null },
      Response: { Body: { ...buyer, xp: { Secret: '[redacted]' } }, Headers: null },
      ConfigData: [1],
    })
    expect(claimsOf(body.UserToken)).toMatchObject({
      usr: 'admin',
      cid: market.client,
      role: ['BuyerAdmin', 'OrderAdmin'],
      hop: 1,
    })
    expect(sent.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    expect(sent.get('X-Secret')).toBe('hush')

    const delivery = await only()
    expect(sent.get('X-oc-delivery-id')).toBe(delivery.ID)
    expect(delivery).toEqual({
      ID: expect.stringMatching(/^[0-9a-f]{32}$/),
      EventID: expect.any(String),
      Route: 'v1/buyers',
      Verb: 'POST',
      Status: 'Delivered',
      Attempts: 1,
      LastStatus: 200,
      LastError: null,
      DateCreated: toWire(now),
      DateDelivered: toWire(now),
      NextAttempt: null,
    })
    expect((await market.call('GET', `/webhooks/hook/deliveries/${delivery.ID}`)).body).toEqual(delivery)
  })

  test('is told to each webhook, by the clients and routes of each', async () => {
    const received = receive()
    for (const ConfigData of ['a', 'b']) await hook({ ID: ConfigData, ConfigData })
    const { body: other } = await market.call('POST', '/apiclients', {
      AppName: 'Other',
      AccessTokenDuration: 60,
      AllowSeller: true,
      Active: true,
    })
    await hook({ ID: 'c', ConfigData: 'c', ApiClientIDs: [other.ID] })
    await hook({
      ID: 'd',
      ConfigData: 'd',
      WebhookRoutes: [{ Route: 'v1/buyers/{buyerID}', Verb: 'DELETE' }],
    })
    await create('acme')
    await create('other', await market.tokenFor({ client: other.ID }))
    await create('portal', await market.tokenFor({ client: null }))
    await market.call('DELETE', '/buyers/acme')
    await deliver()
    const heard = received.map(
      ({ body }) => `${body.ConfigData}: ${body.Verb} ${body.Request.Body.ID ?? body.RouteParams.buyerID}`,
    )
    expect(heard.sort()).toEqual([
      'a: DELETE acme',
      'a: POST acme',
      'b: DELETE acme',
      'b: POST acme',
      'c: POST other',
      'd: DELETE acme',
    ])
  })

  test('has empty bodies where nothing was sent or answered', async () => {
    const received = receive()
    await create('acme')
    await hook()
    await market.call('DELETE', '/buyers/acme')
    await deliver()
    expect(received[0]!.body).toMatchObject({ Request: { Body: {} }, Response: { Body: {} } })
  })

  test('is told of nothing that was refused', async () => {
    await hook()
    await create('acme')
    market.queue.length = 0
    expect(await create('acme')).toBe(409)
    expect(await create('')).toBe(400)
    expect((await log()).length).toBe(1)
    expect(market.queue).toEqual([])
  })

  test('ends after five levels of calls made from webhooks', async () => {
    const received = receive()
    await hook()
    expect(await create('a', await market.tokenFor({ depth: 4 }))).toBe(201)
    expect(await create('b', await market.tokenFor({ depth: 5 }))).toBe(201)
    await deliver()
    expect(received.map((r) => r.body.Request.Body.ID)).toEqual(['a'])
    // The receiver's own call, one deeper, is served and tells nobody.
    expect(await create('c', received[0]!.body.UserToken)).toBe(201)
    expect(market.queue).toEqual([])
  })

  test('brings a large body through', async () => {
    const received = receive()
    await hook()
    const junk = 'x'.repeat(1_990_000)
    expect((await market.call('POST', '/buyers', { ID: 'big', Name: 'Big', junk })).status).toBe(201)
    await deliver()
    expect(received[0]!.body).toMatchObject({
      Request: { Body: '[too large]' },
      Response: { Body: { ID: 'big' } },
    })
  })
})

describe('a receiver that is down', () => {
  test('gets everything once it is up again, under the same ids', async () => {
    let up = false
    const received = receive(() => new Response(null, { status: up ? 204 : 503 }))
    await hook()
    await create('acme')
    const pauses: number[] = []
    for (let attempt = 1; attempt <= 6; attempt++) {
      await deliver()
      const delivery = await only()
      expect(delivery).toMatchObject({
        Status: 'Pending',
        Attempts: attempt,
        LastStatus: 503,
        LastError: 'HTTP 503',
      })
      pauses.push((Date.parse(delivery.NextAttempt) - now) / SECOND)
      if (attempt < 6) expect(market.queue.map((m) => m.delaySeconds)).toEqual([pauses.at(-1)])
      // The receiver's breaker opens at the fifth failure, for less than the pause.
      now = Date.parse(delivery.NextAttempt)
    }
    expect(pauses).toEqual([1, 5, 25, 120, 600, 1800])
    expect(market.queue).toEqual([])

    up = true
    now += MINUTE
    await sweepAt(now)
    await deliver()
    expect(await only()).toMatchObject({
      Status: 'Delivered',
      Attempts: 7,
      LastStatus: 204,
      LastError: null,
      NextAttempt: null,
    })
    expect(received.length).toBe(7)
    expect(new Set(received.map((r) => r.headers.get('X-oc-delivery-id'))).size).toBe(1)
    for (const { headers, text } of received)
      expect(headers.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    // Each attempt carries a token that lives.
    expect(claimsOf(received[6]!.body.UserToken).exp).toBeGreaterThan(now / SECOND)
  })

  test('is given up after a day, and can be sent it again from the log', async () => {
    let up = false
    const received = receive(() => new Response('', { status: up ? 200 : 500 }))
    await hook()
    await create('acme')
    const start = now
    for (let delivery = await only(); delivery.Status === 'Pending'; delivery = await only()) {
      now = Date.parse(delivery.NextAttempt) + MINUTE
      await sweepAt(now)
      await deliver()
    }
    const { ID, Status, LastError, NextAttempt } = await only()
    expect({ Status, LastError, NextAttempt }).toEqual({
      Status: 'Failed',
      LastError: 'HTTP 500',
      NextAttempt: null,
    })
    expect(now - start).toBeGreaterThan(18 * HOUR)
    expect(now - start).toBeLessThan(25 * HOUR)

    up = true
    now += HOUR
    received.length = 0
    await sweepAt(now)
    expect(market.queue).toEqual([])
    expect((await market.call('POST', `/webhooks/hook/deliveries/${ID}/redeliver`)).status).toBe(204)
    await deliver()
    expect(await only()).toMatchObject({ ID, Status: 'Delivered', Attempts: 1 })
    expect(received.map((r) => r.headers.get('X-oc-delivery-id'))).toEqual([ID])
  })

  test('is left alone after five failures, which costs no delivery an attempt', async () => {
    let up = false
    const received = receive(() => new Response('', { status: up ? 200 : 500 }))
    await hook()
    for (let i = 0; i < 8; i++) await create(`b${i}`)
    const messages = market.queue.splice(0).map((m) => m.body)
    await deliver(messages.slice(0, 5))
    expect(received.length).toBe(5)
    market.queue.length = 0
    await deliver(messages.slice(5))
    expect(received.length).toBe(5)
    const waiting = await log('?Attempts=0')
    expect(waiting.length).toBe(3)
    expect(waiting[0]).toMatchObject({
      Status: 'Pending',
      LastError: 'The receiver keeps failing: HTTP 500',
      NextAttempt: toWire(now + 30 * SECOND),
    })
    expect(market.queue.map((m) => m.delaySeconds)).toEqual([30, 30, 30])

    up = true
    now += 31 * SECOND
    await deliver([...messages.slice(0, 5), ...market.queue.splice(0).map((m) => m.body)])
    expect((await log('?Status=Delivered')).length).toBe(8)
    expect(received.length).toBe(13)
  })

  test.each([
    [
      'redirects',
      () => new Response('', { status: 302, headers: { Location: 'https://example.com' } }),
      302,
      'HTTP 302',
    ],
    [
      'cannot be reached',
      () => Promise.reject(new TypeError('Network connection lost.')),
      null,
      'No connection: Network connection lost.',
    ],
    ['does not answer', silence, null, 'No answer within 15 seconds.'],
  ])('counts as failing when it %s', async (_, respond, LastStatus, LastError) => {
    if (respond === silence) hurry()
    receive(respond)
    await hook()
    await create('acme')
    await deliver()
    expect(await only()).toMatchObject({ Status: 'Pending', Attempts: 1, LastStatus, LastError })
  })

  test('keeps nothing of others waiting', async () => {
    const answers: (() => void)[] = []
    const received = receive(({ url }) =>
      url.includes('slow')
        ? new Promise((resolve) => answers.push(() => resolve(new Response())))
        : new Response(),
    )
    await hook({ ID: 'slow', Url: newUrl().replace('https://', 'https://slow-') })
    for (let i = 0; i < 8; i++) await create(`a${i}`)
    await hook({ ID: 'quick' })
    await create('b')
    const done = deliver(market.queue.splice(0).map((m) => m.body))
    await vi.waitFor(async () => expect((await log('', 'quick'))[0].Status).toBe('Delivered'))
    expect(received.filter((r) => r.url.includes('slow')).length).toBeLessThanOrEqual(6)
    await vi.waitFor(() => {
      for (const answer of answers.splice(0)) answer()
      expect(received.length).toBe(10)
    })
    for (const answer of answers.splice(0)) answer()
    await done
    expect((await log('?Status=Delivered', 'slow')).length).toBe(9)
  })
})

describe('a message', () => {
  test('that comes twice is delivered once', async () => {
    const received = receive()
    await hook()
    await create('acme')
    const { body } = market.queue.splice(0)[0]!
    await Promise.all([deliver([body, body]), deliver([body])])
    await deliver([body])
    expect(received.length).toBe(1)
  })

  test('that comes before its time changes nothing', async () => {
    const received = receive(() => new Response('', { status: 500 }))
    await hook()
    await create('acme')
    const { body } = market.queue[0]!
    await deliver()
    now += SECOND
    await deliver()
    now += 3 * SECOND
    await deliver([body])
    expect(received.length).toBe(2)
    expect((await only()).Attempts).toBe(2)
  })

  test('of a webhook that is gone is dropped, and its log with it', async () => {
    const received = receive()
    await hook()
    await create('acme')
    await market.call('DELETE', '/webhooks/hook')
    const result = await deliver()
    expect(result.explicitAcks).toEqual(['0'])
    expect(received).toEqual([])
    expect((await market.call('GET', '/webhooks/hook/deliveries')).status).toBe(404)
  })

  test('is brought again when the database fails', async () => {
    const received = receive()
    await hook()
    await create('acme')
    const broken = {
      ...market.env,
      DB: {
        withSession: () => {
          throw new Error('D1 is away')
        },
      } as unknown as D1Database,
    }
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [message] = market.queue
    const result = await deliver(undefined, broken)
    expect(result.retryMessages).toMatchObject([{ msgId: '0' }])
    await deliver([message!.body])
    expect(received.length).toBe(1)
  })
})

describe('the sweep', () => {
  test('finds what the queue lost, after giving it time, and lets it be for a while', async () => {
    const received = receive()
    await hook()
    await create('acme')
    const [lost] = market.queue.splice(0)
    now += 30 * SECOND
    await sweepAt(now)
    expect(market.queue).toEqual([])
    now += SECOND
    await sweepAt(now)
    await sweepAt(now + MINUTE)
    expect(market.queue.length).toBe(1)
    // What was lost turns up after all.
    await deliver([lost!.body])
    expect(received.length).toBe(0)
    await deliver()
    expect(received.length).toBe(1)
    expect((await only()).Status).toBe('Delivered')
  })

  test('hands a delivery on again when that message is lost, too', async () => {
    const received = receive()
    await hook()
    await create('acme')
    market.queue.length = 0
    for (let i = 0; i < 2; i++) {
      now += 6 * MINUTE
      await sweepAt(now)
    }
    const [first, second] = market.queue.splice(0)
    await deliver([first!.body])
    expect(received.length).toBe(0)
    await deliver([second!.body])
    expect(received.length).toBe(1)
  })

  test('finds what was being sent when the process died', async () => {
    await hook()
    await create('acme')
    const died = new Promise<Response>(() => undefined)
    receive(() => died)
    void deliver()
    await vi.waitFor(async () => expect((await only()).Attempts).toBe(1))
    const received = receive()
    now += 91 * SECOND
    await sweepAt(now)
    await deliver()
    expect(received.length).toBe(1)
    expect(await only()).toMatchObject({ Status: 'Delivered', Attempts: 2 })
  })

  test('finds more than one page, in every marketplace', async () => {
    const other = await makeMarketplace()
    await hook()
    await create('acme')
    market.queue.length = 0
    const copies = 250
    for (const m of [market, other]) {
      await env.DB.batch([
        ...(m === other
          ? ['webhooks', 'events'].map((t) =>
              env.DB.prepare(
                `insert into ${t} (Marketplace, ID, Version) select ?, ID, 1 from ${t} where Marketplace = ?`,
              ).bind(m.id, market.id),
            )
          : []),
        env.DB.prepare(
          `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${copies})
          insert into deliveries (Marketplace, ID, WebhookID, EventID, Status, Attempts, NextAttempt, Deadline, DateCreated, Version)
          select ?, 'copy' || i, WebhookID, EventID, 'Pending', 0, NextAttempt, Deadline, DateCreated, 1 from n, deliveries where Marketplace = ? and ID not like 'copy%'`,
        ).bind(m.id, market.id),
      ])
    }
    await sweepAt(now + MINUTE, [market.id, other.id])
    const counts = Map.groupBy(market.queue, (m) => m.body.marketplace)
    expect(counts.get(market.id)?.length).toBe(copies + 1)
    expect(counts.get(other.id)?.length).toBe(copies)
  })

  test('forgets deliveries with their events after 30 days, but none under way', async () => {
    receive()
    await hook()
    await create('a')
    await deliver()
    await create('b')
    await sweepAt(now + 29 * DAY)
    expect((await log()).length).toBe(2)
    await sweepAt(now + 31 * DAY)
    expect((await log()).map((d: { Status: string }) => d.Status)).toEqual(['Pending'])
    const { results } = await env.DB.prepare('select ID from events where Marketplace = ?')
      .bind(market.id)
      .all()
    expect(results.length).toBe(1)
  })

  test('forgets answers to repeated requests after a day', async () => {
    const keys = async () =>
      (await env.DB.prepare('select 1 from idempotency_keys where Marketplace = ?').bind(market.id).all())
        .results.length
    await market.call('POST', '/buyers', { Name: 'Acme', Active: true }, undefined, {
      'Idempotency-Key': 'k',
    })
    await sweepAt(now + 23 * HOUR)
    expect(await keys()).toBe(1)
    await sweepAt(now + 25 * HOUR)
    expect(await keys()).toBe(0)
  })
})

describe('the delivery log', () => {
  test('can be filtered, and sorted newest first', async () => {
    receive(({ body }) => new Response('', { status: body.Request.Body.ID === 'b' ? 500 : 200 }))
    await hook()
    for (const id of ['a', 'b', 'c']) {
      await create(id)
      now += SECOND
    }
    await deliver()
    const [a, b, c] = await log()
    expect((await log('?sortBy=!DateCreated')).map((d: { ID: string }) => d.ID)).toEqual([c.ID, b.ID, a.ID])
    expect(await log('?Status=Pending')).toEqual([b])
    expect(await log(`?EventID=${c.EventID}`)).toEqual([c])
    expect(await log('?LastStatus=>=500')).toEqual([b])
  })

  test('belongs to its webhook', async () => {
    await hook()
    await hook({ ID: 'other', WebhookRoutes: [] })
    await create('acme')
    const { ID } = await only()
    expect((await market.call('GET', `/webhooks/other/deliveries/${ID}`)).status).toBe(404)
    expect((await market.call('POST', `/webhooks/other/deliveries/${ID}/redeliver`)).status).toBe(404)
    expect(
      (await market.call('POST', '/webhooks/nobody/deliveries/x/redeliver')).body.Errors[0].Data,
    ).toEqual({ ObjectType: 'Webhook', ObjectID: 'nobody' })
    const stranger = await makeMarketplace()
    expect((await stranger.call('GET', `/webhooks/hook/deliveries/${ID}`)).status).toBe(404)
  })

  test('follows its webhook when that is renamed', async () => {
    const received = receive()
    await hook()
    await create('acme')
    await market.call('PATCH', '/webhooks/hook', { ID: 'renamed' })
    await deliver()
    expect(received.length).toBe(1)
    expect((await log('', 'renamed')).length).toBe(1)
  })

  test('sends again what was delivered', async () => {
    const received = receive()
    await hook()
    await create('acme')
    await deliver()
    const { ID } = await only()
    await market.call('POST', `/webhooks/hook/deliveries/${ID}/redeliver`)
    expect(await only()).toMatchObject({ Status: 'Pending', Attempts: 0 })
    await deliver()
    expect(received.map((r) => r.headers.get('X-oc-delivery-id'))).toEqual([ID, ID])
  })
})
