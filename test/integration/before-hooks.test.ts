import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { signature } from '../../src/store/outbox/signature.ts'
import { ORIGIN } from '../support/marketplace.ts'
import { type Marketplace, makeMarketplace } from './marketplace.ts'
import { claimsOf, hurry, newUrl, receive, silence } from './receiver.ts'

let market: Marketplace
beforeEach(async () => {
  market = await makeMarketplace()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Makes a webhook that is asked before buyers are made or changed. */
async function hook(more: Record<string, unknown> = {}) {
  const { status, body } = await market.call('POST', '/webhooks', {
    ID: 'check',
    Name: 'Check',
    Url: newUrl(),
    HashKey: 'Key',
    BeforeProcessRequest: true,
    ApiClientIDs: [market.client],
    WebhookRoutes: [
      { Route: 'v1/buyers', Verb: 'POST' },
      { Route: 'v1/buyers/{buyerID}', Verb: 'PATCH' },
    ],
    ...more,
  })
  expect(status).toBe(201)
  return body
}

const yes = () => Response.json({ proceed: true })
const no = () => Response.json({ proceed: false, body: { hint: 'no' } })
const create = (id = 'acme', token?: string) =>
  market.call('POST', '/buyers', { ID: id, Name: 'Acme', Active: true }, token)
const exists = async (id = 'acme') => (await market.call('GET', `/buyers/${id}`)).status === 200

describe('a hook that agrees', () => {
  test('is told all about the request, signed', async () => {
    const received = receive(yes)
    await hook({
      ConfigData: { tenant: '42' },
      CustomAuthHeaderName: 'X-Secret',
      CustomAuthHeaderValue: 'hush',
    })
    await create()
    received.length = 0
    const { status, headers } = await market.call('PATCH', '/buyers/acme?a=b', { xp: { Password: 'p' } })
    expect(status).toBe(200)
    const [{ headers: sent, text, body }] = received as [(typeof received)[0]]
    expect(body).toEqual({
      Route: 'v1/buyers/{buyerID}',
      Verb: 'PATCH',
      RouteParams: { buyerID: 'acme' },
      QueryParams: {},
      Date: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/),
      LogID: headers.get('X-oc-logid'),
      UserToken: expect.any(String),
      Request: { Body: { xp: { Password: '[redacted]' } }, Headers: null },
      Response: { Body: {}, Headers: null },
      ConfigData: { tenant: '42' },
    })
    expect(sent.get('Content-Type')).toBe('application/json')
    expect(sent.get('X-Secret')).toBe('hush')
    expect(sent.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
  })

  test('gets a token of the caller with its elevated roles, for an hour at most', async () => {
    const received = receive(yes)
    await hook({ ElevatedRoles: ['OrderAdmin', 'BuyerAdmin'] })
    await create('acme', await market.tokenFor({ roles: ['BuyerAdmin'] }))
    const claims = claimsOf(received[0]!.body.UserToken)
    expect(claims).toMatchObject({
      usr: 'admin',
      cid: market.client,
      role: ['BuyerAdmin', 'OrderAdmin'],
      hop: 1,
      iss: ORIGIN,
    })
    expect(claims.exp - claims.iat).toBe(3600)
    await market.call('PATCH', `/apiclients/${market.client}`, { AccessTokenDuration: 10 })
    await market.call('PATCH', '/webhooks/check', { Name: 'Look again' })
    await create('other')
    const later = claimsOf(received[1]!.body.UserToken)
    expect(later.exp - later.iat).toBe(600)
  })
})

test('a hook that says no keeps the request from being processed', async () => {
  receive(no)
  await hook({ Name: 'Check address' })
  const { status, body } = await create()
  expect(status).toBe(400)
  expect(body).toEqual({
    Errors: [
      {
        ErrorCode: 'blocked by web hook',
        Message: "Blocked by webhook 'Check address'.",
        Data: { WebhookName: 'Check address', Body: { hint: 'no' }, body: { hint: 'no' } },
      },
    ],
  })
  expect(await exists()).toBe(false)
})

test.each([
  ['is too slow', 'Timeout', silence],
  ['cannot be reached', 'InvalidResponse', () => Promise.reject(new TypeError('fetch failed'))],
  ['fails', 'HttpStatus', () => new Response('', { status: 500 })],
  [
    'redirects',
    'HttpStatus',
    () => new Response('', { status: 302, headers: { Location: 'https://example.com' } }),
  ],
  ['refuses', 'HttpStatus', () => Response.json({ proceed: true }, { status: 401 })],
  ['answers nothing', 'InvalidResponse', () => new Response(null, { status: 204 })],
  ['answers no JSON', 'InvalidResponse', () => new Response('<html>')],
  ['answers null', 'InvalidResponse', () => Response.json(null)],
  ['does not say', 'InvalidResponse', () => Response.json({ proceed: 'true' })],
])('a hook that %s counts as a no: %s', async (_, reason, respond) => {
  if (respond === silence) hurry()
  receive(respond)
  await hook()
  const { status, body } = await create()
  expect(status).toBe(400)
  expect(body.Errors[0].Data).toEqual({ WebhookName: 'Check', Body: null, body: null, Reason: reason })
  expect(await exists()).toBe(false)
})

test('hooks are asked in the order of their IDs, until one says no', async () => {
  const received = receive(({ body }) => (body.ConfigData === 'b' ? no() : yes()))
  for (const id of ['c', 'a', 'b']) await hook({ ID: id, Name: id, ConfigData: id })
  expect((await create()).body.Errors[0].Data.WebhookName).toBe('b')
  expect(received.map((r) => r.body.ConfigData)).toEqual(['a', 'b'])
})

test('is asked only about its routes, for its clients, by those who may call', async () => {
  const received = receive(no)
  await hook()
  const { body: other } = await market.call('POST', '/apiclients', {
    AppName: 'Other',
    AccessTokenDuration: 60,
    AllowSeller: true,
    Active: true,
  })
  expect((await create('other', await market.tokenFor({ client: other.ID }))).status).toBe(201)
  expect((await create('portal', await market.tokenFor({ client: null }))).status).toBe(201)
  expect((await market.call('PUT', '/buyers/put', { Name: 'Put', Active: true })).status).toBe(200)
  expect((await market.call('GET', '/buyers/put')).status).toBe(200)
  expect((await create('roleless', await market.tokenFor({ roles: ['BuyerReader'] }))).status).toBe(403)
  expect((await market.call('POST', '/buyers', { Name: null })).status).toBe(400)
  await env.DB.prepare('update users set Active = 0 where Marketplace = ?').bind(market.id).run()
  expect((await create('inactive')).status).toBe(401)
  expect(received).toEqual([])
})

test('holds from the next request on, whatever this isolate remembered', async () => {
  const received = receive(no)
  expect((await create('before')).status).toBe(201)
  await hook()
  expect((await create('with')).status).toBe(400)
  await market.call('PATCH', '/webhooks/check', {
    WebhookRoutes: [{ Route: 'v1/buyers/{buyerID}', Verb: 'PUT' }],
  })
  expect((await create('moved')).status).toBe(201)
  await market.call('PATCH', '/webhooks/check', { WebhookRoutes: [{ Route: 'V1/BUYERS', Verb: 'post' }] })
  expect((await create('again')).status).toBe(400)
  await market.call('PATCH', '/webhooks/check', { BeforeProcessRequest: false })
  expect((await create('after')).status).toBe(201)
  await market.call('PATCH', '/webhooks/check', { BeforeProcessRequest: true })
  expect((await create('back')).status).toBe(400)
  await market.call('DELETE', '/webhooks/check')
  expect((await create('gone')).status).toBe(201)
  expect(received.length).toBe(3)
})

test('a hook saved while a request is under way is asked before it writes', async () => {
  let saved = false
  const received = receive(async ({ body }) => {
    if (!saved) {
      saved = true
      await hook({ ID: 'second', ConfigData: 'second' })
    }
    return body.ConfigData === 'second' ? no() : yes()
  })
  await hook()
  expect((await create()).body.Errors[0].Data.WebhookName).toBe('Check')
  expect(received.map((r) => r.body.ConfigData)).toEqual([null, null, 'second'])
  expect(await exists()).toBe(false)
})

test('a hook may call back, and is asked about its own calls, five deep', async () => {
  const depths: number[] = []
  receive(async ({ body }) => {
    const depth = claimsOf(body.UserToken).hop as number
    depths.push(depth)
    const { status } = await create(`child${depth}`, body.UserToken)
    return Response.json({ proceed: status === 201 })
  })
  await hook()
  expect((await create()).status).toBe(201)
  expect(depths).toEqual([1, 2, 3, 4, 5])
  for (const depth of depths) expect(await exists(`child${depth}`)).toBe(true)
})

test('a server that is down is not waited for again and again', async () => {
  hurry()
  const received = receive(silence)
  await hook()
  for (let i = 0; i < 8; i++) expect((await create()).body.Errors[0].Data.Reason).toBe('Timeout')
  expect(received.length).toBe(5)
  vi.restoreAllMocks()
  receive(yes)
  const later = Date.now() + 11_000
  vi.spyOn(Date, 'now').mockReturnValue(later)
  expect((await create()).status).toBe(201)
})

test('a request answered before under its idempotency key is not asked about again', async () => {
  const received = receive(yes)
  await hook()
  const twice = [await create(), await create()]
  expect(twice.map((r) => r.status)).toEqual([201, 409])
  expect(received.length).toBe(2)
  const { body: own } = await market.call('GET', '/buyers/acme')
  const request = () =>
    market.call('PATCH', '/buyers/acme', { Name: 'Other' }, undefined, { 'Idempotency-Key': 'k' })
  expect((await request()).status).toBe(200)
  receive(no)
  expect((await request()).body).toEqual({ ...own, Name: 'Other' })
})

test('of a bulk call, each request is asked about, and a no is that of one', async () => {
  const received = receive(({ body }) =>
    (body as { Request: { Body: { ID: string } } }).Request.Body.ID === 'bad' ? no() : yes(),
  )
  await hook()
  const Items = ['good', 'bad', 'better'].map((ID) => ({
    Operation: 'Buyers.Create',
    Body: { ID, Name: ID, Active: true },
  }))
  const { body } = await market.call('POST', '/bulk', { Items })
  expect(body.Items).toMatchObject([
    { Status: 201 },
    { Status: 400, Body: null, Errors: [{ ErrorCode: 'blocked by web hook' }] },
    { Status: 201 },
  ])
  expect(received).toHaveLength(3)
  expect([await exists('good'), await exists('bad'), await exists('better')]).toEqual([true, false, true])
})
