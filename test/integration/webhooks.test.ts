import { env } from 'cloudflare:workers'
import { beforeEach, expect, test } from 'vitest'
import { type Marketplace, makeMarketplace } from './marketplace.ts'

let market: Marketplace
beforeEach(async () => {
  market = await makeMarketplace()
})

const webhook = (more: Record<string, unknown> = {}) => ({
  ID: 'hook',
  Name: 'Hook',
  Url: 'https://hooks.example.com/orders',
  HashKey: 'Key',
  ApiClientIDs: [market.client],
  WebhookRoutes: [{ Route: 'v1/buyers', Verb: 'POST' }],
  ...more,
})

test('shows every property, but never the custom header', async () => {
  const sent = webhook({
    Description: 'tells',
    ElevatedRoles: ['BuyerAdmin'],
    ConfigData: { tenant: '42' },
    CustomAuthHeaderName: 'X-Secret',
    CustomAuthHeaderValue: 'hush',
  })
  const { status, body } = await market.call('POST', '/webhooks', sent)
  expect(status).toBe(201)
  expect(body).toEqual({
    ...sent,
    BeforeProcessRequest: false,
    DeliveryConfigID: null,
    CustomAuthHeaderValue: null,
  })
  expect((await market.call('GET', '/webhooks/hook')).body).toEqual(body)
  expect((await market.call('GET', '/webhooks?search=orders')).body.Items).toEqual([body])
})

test('takes routes, verbs and clients in any letter case, once each', async () => {
  const { body } = await market.call(
    'POST',
    '/webhooks',
    webhook({
      ApiClientIDs: [market.client.toUpperCase(), market.client],
      WebhookRoutes: [
        { route: 'V1/BUYERS/{buyerid}', verb: 'put' },
        { Route: 'v1/buyers/{buyerID}', Verb: 'PUT' },
      ],
    }),
  )
  expect(body.ApiClientIDs).toEqual([market.client])
  expect(body.WebhookRoutes).toEqual([{ Route: 'v1/buyers/{buyerID}', Verb: 'PUT' }])
})

test.each([
  ['a name that is missing', { Name: null }, 'ValidationFailure'],
  ['a URL that is missing', { Url: null }, 'ValidationFailure'],
  ['another scheme', { Url: 'ftp://hooks.example.com' }, 'Webhook.UrlSchemeHttps'],
  ['a URL that is none', { Url: 'hooks' }, 'Webhook.UrlSchemeHttps'],
  ['an address', { Url: 'https://169.254.169.254' }, 'ValidationFailure'],
  ['no key', { HashKey: null }, 'Webhook.MissingHashKey'],
  ['a long key', { HashKey: 'x'.repeat(51) }, 'ValidationFailure'],
  ['a header without value', { CustomAuthHeaderName: 'X-A' }, 'Integration.CustomAuthHeaderValueRequired'],
  ['a header without name', { CustomAuthHeaderValue: 'a' }, 'Integration.CustomAuthHeaderNameRequired'],
  [
    'a header of two lines',
    { CustomAuthHeaderName: 'X-A', CustomAuthHeaderValue: 'a\r\nB: c' },
    'ValidationFailure',
  ],
  [
    'a header that is ours',
    { CustomAuthHeaderName: 'x-oc-hash', CustomAuthHeaderValue: 'a' },
    'ValidationFailure',
  ],
  [
    'a configuration before processing',
    { DeliveryConfigID: 'd', BeforeProcessRequest: true },
    'Webhook.InvalidDeliveryConfig',
  ],
  ['a delivery configuration that is none', { DeliveryConfigID: 'none' }, 'NotFound'],
  ['a client that is none', { ApiClientIDs: ['nobody'] }, 'NotFound'],
  ['a role that is none', { ElevatedRoles: ['Emperor'] }, 'ValidationFailure'],
])('refuses %s', async (_, more, code) => {
  const Http = { Endpoint: 'https://hooks.example.com', Secret: 's' }
  await market.call('PUT', '/integrations/deliveryconfig/d', { Name: 'D', DeliveryTargets: { Http } })
  const { status, body } = await market.call('POST', '/webhooks', webhook(more))
  expect(body.Errors[0].ErrorCode).toBe(code)
  expect(status).toBe(code === 'NotFound' ? 404 : 400)
})

test('accepts plain http only in development', async () => {
  const sent = webhook({ Url: 'http://hooks.example.com' })
  market.env.DEVELOPMENT = undefined
  expect((await market.call('POST', '/webhooks', sent)).body.Errors[0].ErrorCode).toBe(
    'Webhook.UrlSchemeHttps',
  )
  market.env.DEVELOPMENT = '1'
  expect((await market.call('POST', '/webhooks', sent)).status).toBe(201)
})

test('names every route that fires nothing', async () => {
  const { status, body } = await market.call(
    'POST',
    '/webhooks',
    webhook({
      WebhookRoutes: [
        { Route: 'v1/buyers', Verb: 'POST' },
        { Route: 'v1/buyers', Verb: 'GET' },
        { Route: 'v1/unicorns', Verb: 'POST' },
        { Route: null, Verb: null },
      ],
    }),
  )
  expect(status).toBe(400)
  expect(body.Errors.map((e: { ErrorCode: string; Data: unknown }) => [e.ErrorCode, e.Data])).toEqual([
    ['ValidationFailure', { Property: 'WebhookRoutes.1', Rule: 'Enum', Route: 'v1/buyers', Verb: 'GET' }],
    ['ValidationFailure', { Property: 'WebhookRoutes.2', Rule: 'Enum', Route: 'v1/unicorns', Verb: 'POST' }],
    ['ValidationFailure', { Property: 'WebhookRoutes.3', Rule: 'Enum', Route: null, Verb: null }],
  ])
})

test('names the client that does not exist', async () => {
  const { body } = await market.call(
    'POST',
    '/webhooks',
    webhook({ ApiClientIDs: [market.client, 'nobody'] }),
  )
  expect(body.Errors[0].Data).toEqual({ ObjectType: 'ApiClient', ObjectID: 'nobody' })
})

test('knows no client of another marketplace', async () => {
  const other = await makeMarketplace()
  expect((await market.call('POST', '/webhooks', webhook({ ApiClientIDs: [other.client] }))).status).toBe(404)
})

const header = async () =>
  env.DB.prepare(
    'select CustomAuthHeaderName Name, CustomAuthHeaderValue Value from webhooks where Marketplace = ?',
  )
    .bind(market.id)
    .first()

test('keeps a header value that is not sent, and drops it with its name', async () => {
  const withName = webhook({ CustomAuthHeaderName: 'X-A' })
  await market.call('POST', '/webhooks', { ...withName, CustomAuthHeaderValue: 'hush' })
  expect((await market.call('PUT', '/webhooks/hook', withName)).status).toBe(200)
  expect((await market.call('PATCH', '/webhooks/hook', { Name: 'Other' })).status).toBe(200)
  expect(await header()).toEqual({ Name: 'X-A', Value: 'hush' })
  expect((await market.call('PATCH', '/webhooks/hook', { CustomAuthHeaderValue: null })).status).toBe(400)
  expect((await market.call('PATCH', '/webhooks/hook', { CustomAuthHeaderName: null })).status).toBe(200)
  expect(await header()).toEqual({ Name: null, Value: null })
})

const routes = async () => {
  const { results } = await env.DB.prepare(
    'select Verb, Route, ClientID, Before, WebhookID from webhook_routes where Marketplace = ? order by Route, ClientID',
  )
    .bind(market.id)
    .all()
  return results
}

test('keeps a row per route and client, through changes, renames and deletion', async () => {
  await market.call('POST', '/webhooks', webhook())
  const row = { Verb: 'POST', Route: 'v1/buyers', ClientID: market.client, Before: 0, WebhookID: 'hook' }
  expect(await routes()).toEqual([row])
  await market.call('PATCH', '/webhooks/hook', { BeforeProcessRequest: true })
  expect(await routes()).toEqual([{ ...row, Before: 1 }])
  await market.call('PATCH', '/webhooks/hook', { ID: 'HOOK', BeforeProcessRequest: false })
  expect(await routes()).toEqual([{ ...row, WebhookID: 'HOOK' }])
  await market.call('PATCH', '/webhooks/hook', {
    ID: 'other',
    WebhookRoutes: [{ Route: 'v1/buyers/{buyerID}', Verb: 'DELETE' }],
  })
  expect(await routes()).toEqual([
    { ...row, Verb: 'DELETE', Route: 'v1/buyers/{buyerID}', WebhookID: 'other' },
  ])
  expect((await market.call('DELETE', '/webhooks/other')).status).toBe(204)
  expect(await routes()).toEqual([])
})

test('forgets a client that is deleted', async () => {
  const { body: client } = await market.call('POST', '/apiclients', {
    AppName: 'Shop',
    AccessTokenDuration: 60,
    AllowSeller: true,
  })
  await market.call('POST', '/webhooks', webhook({ ApiClientIDs: [market.client, client.ID] }))
  expect((await routes()).length).toBe(2)
  expect((await market.call('DELETE', `/apiclients/${client.ID}`)).status).toBe(204)
  expect((await routes()).map((r) => r.ClientID)).toEqual([market.client])
  expect((await market.call('GET', '/webhooks/hook')).body.ApiClientIDs).toEqual([market.client])
  expect((await market.call('PATCH', '/webhooks/hook', { Name: 'Still valid' })).status).toBe(200)
})

const hookVersion = async () =>
  (await env.DB.prepare('select HookVersion from marketplaces where ID = ?')
    .bind(market.id)
    .first<{ HookVersion: number }>())!.HookVersion

test('moves the version of hooks with before-hooks only', async () => {
  await market.call('POST', '/webhooks', webhook())
  await market.call('PATCH', '/webhooks/hook', { Name: 'Other' })
  expect(await hookVersion()).toBe(0)
  await market.call('PATCH', '/webhooks/hook', { BeforeProcessRequest: true })
  expect(await hookVersion()).toBe(1)
  await market.call('PATCH', '/webhooks/hook', { BeforeProcessRequest: false })
  expect(await hookVersion()).toBe(2)
  await market.call('POST', '/webhooks', webhook({ ID: 'before', BeforeProcessRequest: true }))
  await market.call('DELETE', '/webhooks/before')
  expect(await hookVersion()).toBe(4)
})

test('is for sellers only', async () => {
  const token = await market.tokenFor({ kind: 'Supplier', company: 's' })
  for (const [method, path] of [
    ['GET', '/webhooks'],
    ['POST', '/webhooks'],
    ['GET', '/webhooks/hook/deliveries'],
    ['POST', '/webhooks/hook/deliveries/d/redeliver'],
  ] as const) {
    const { status, body } = await market.call(method, path, method === 'POST' ? webhook() : undefined, token)
    expect([status, body.Errors[0].ErrorCode]).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
  }
})
