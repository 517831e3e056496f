import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { redact } from '../../src/store/outbox/redact.ts'
import { integrationEvents } from '../../src/tables/integration/integration-events.ts'
import { makeMarketplace } from '../integration/marketplace.ts'
import { type Marketplace, marketplace, write } from '../support/marketplace.ts'

let m: Marketplace
beforeEach(async () => {
  m = await marketplace()
  await m.must('POST', '/integrationEvents', {
    ID: 'sso',
    Name: 'Sign-on',
    EventType: 'OpenIDConnect',
    CustomImplementationUrl: 'https://service.example.com',
    HashKey: 'Key',
  })
})

const config = (more: Record<string, unknown> = {}) => ({
  ID: 'idp',
  OrderCloudApiClientID: m.clients.storefront,
  ConnectClientID: 'at-the-idp',
  ConnectClientSecret: 'secret',
  AppStartUrl: 'https://shop.example.com{2}?token={0}',
  AuthorizationEndpoint: 'https://idp.example.com/authorize',
  TokenEndpoint: 'https://idp.example.com/token',
  IntegrationEventID: 'sso',
  ...more,
})
const create = (more?: Record<string, unknown>) => m.api('POST', '/openidconnects', config(more))

test('shows every property, to those who may read it', async () => {
  const sent = config({
    UrlEncoded: true,
    CallSyncUserIntegrationEvent: true,
    AdditionalIdpScopes: ['offline_access'],
    CustomErrorUrl: 'https://shop.example.com/error?m={0}',
  })
  const { status, body } = await create(sent)
  expect(status).toBe(201)
  expect(body).toEqual({ ...sent, IntegrationEventName: 'Sign-on' })
  const reader = await m.as(m.seller, { roles: ['OpenIDConnectReader'] })
  expect((await m.api('GET', '/openidconnects/IDP', undefined, reader)).body).toEqual(body)
  expect((await m.api('GET', '/openidconnects?search=id', undefined, reader)).body.Items).toEqual([body])
  const stranger = await m.as(m.seller, { roles: ['IntegrationEventReader'] })
  expect((await m.api('GET', '/openidconnects/idp', undefined, stranger)).status).toBe(403)
  expect((await m.api('DELETE', '/openidconnects/idp', undefined, reader)).status).toBe(403)
})

test('the secret is no webhook’s, and no filter’s', async () => {
  expect(redact({ connectclientsecret: 'secret' })).toEqual({ connectclientsecret: '[redacted]' })
  expect((await m.api('GET', '/openidconnects?ConnectClientSecret=s*')).status).toBe(400)
})

/** URLs that are called by nobody here: neither by the Worker, nor by a browser that it sends there. */
const endpoints = (property: string): [string, string][] =>
  [
    'https://10.0.0.1/x',
    'https://[2001:db8::1]:8/x',
    'https://idp.internal/x',
    'https://me:secret@idp.example.com/x',
    'javascript:alert(1)',
    'somewhere',
  ].map((url) => [property, url])

describe('a configuration', () => {
  it.each([
    'OrderCloudApiClientID',
    'ConnectClientID',
    'ConnectClientSecret',
    'AppStartUrl',
    'AuthorizationEndpoint',
    'TokenEndpoint',
  ])('without %s is refused', async (property) => {
    const { status, body } = await create({ [property]: null })
    expect([status, body.Errors[0].Data]).toEqual([400, { Property: property, Rule: 'Required' }])
  })

  it.each<[string, string]>([
    ['AppStartUrl', 'shop.example.com'],
    ['AppStartUrl', 'https://{2}.example.com'],
    ['AppStartUrl', 'javascript:alert({0})'],
    ['AppStartUrl', 'https://me:secret@shop.example.com'],
    ['CustomErrorUrl', 'app://error'],
    ...endpoints('AuthorizationEndpoint'),
    ...endpoints('TokenEndpoint'),
  ])('with %s %s is refused, however it is saved', async (property, url) => {
    await m.must('POST', '/openidconnects', config({ ID: 'there' }))
    for (const { status, body } of [
      await create({ [property]: url }),
      await m.api('PUT', '/openidconnects/there', config({ [property]: url })),
      await m.api('PATCH', '/openidconnects/there', { [property]: url }),
    ])
      expect([status, body.Errors[0].Data.Property]).toEqual([400, property])
  })

  it('takes the scopes of the identity provider as they come', async () => {
    expect((await create({ AdditionalIdpScopes: null })).status).toBe(201)
  })

  it('names a client and an event that are there', async () => {
    for (const [more, ObjectType] of [
      [{ OrderCloudApiClientID: 'none' }, 'ApiClient'],
      [{ IntegrationEventID: 'none' }, 'IntegrationEvent'],
    ] as const) {
      const { status, body } = await create(more)
      expect([status, body.Errors[0].Data]).toEqual([404, { ObjectType, ObjectID: 'none' }])
    }
  })

  it('names an event of its type', async () => {
    await create()
    const other = {
      ...config(),
      ID: 'checkout',
      Name: 'C',
      CustomImplementationUrl: 'https://a.example',
      HashKey: 'k',
    }
    await write(m.id, [[integrationEvents, { ...other, EventType: 'OrderCheckout' }]])
    for (const answer of [
      await create({ ID: 'other', IntegrationEventID: 'checkout' }),
      await m.api('PATCH', '/openidconnects/idp', { IntegrationEventID: 'checkout' }),
      await m.api('PUT', '/openidconnects/idp', config({ IntegrationEventID: 'CHECKOUT' })),
    ])
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([
        400,
        'IntegrationEvent.IncompatibleEventType',
      ])
  })

  it('tells the event’s name as it is now', async () => {
    await create()
    await m.must('PATCH', '/integrationEvents/sso', { Name: 'Renamed' })
    const change = { UrlEncoded: true }
    expect((await m.must('PATCH', '/openidconnects/idp', change)).IntegrationEventName).toBe('Renamed')
    const { IntegrationEventID: _, ...without } = config()
    expect((await m.must('PUT', '/openidconnects/idp', without)).IntegrationEventName).toBeNull()
    const named = { IntegrationEventID: 'sso', IntegrationEventName: 'ignored' }
    expect((await m.must('PATCH', '/openidconnects/idp', named)).IntegrationEventName).toBe('Renamed')
  })

  it('goes with its client, and takes its links along', async () => {
    const { ID } = await m.must('POST', '/apiclients', {
      AppName: 'A',
      Active: true,
      AccessTokenDuration: 60,
    })
    await create({ OrderCloudApiClientID: ID })
    await env.DB.prepare(
      "insert into openid_links (Marketplace, ConnectID, Issuer, Subject, UserKey, Version) values (?, 'idp', 'i', 's', 'k', 1)",
    )
      .bind(m.id)
      .run()
    expect((await m.api('DELETE', `/apiclients/${ID}`)).status).toBe(204)
    expect((await m.api('GET', '/openidconnects/idp')).status).toBe(404)
    const left = await env.DB.prepare('select count(*) n from openid_links where Marketplace = ?')
      .bind(m.id)
      .first('n')
    expect(left).toBe(0)
  })
})

test('plain http is the application’s on the user’s own machine, and else for development only', async () => {
  const market = await makeMarketplace()
  const { client } = market
  const sent = { ...config({ OrderCloudApiClientID: client, IntegrationEventID: null }), ID: undefined }
  const status = async (more: object) =>
    (await market.call('POST', '/openidconnects', { ...sent, ...more })).status
  market.env.DEVELOPMENT = undefined
  expect(await status({ AppStartUrl: 'http://localhost:4451?token={0}' })).toBe(201)
  expect(await status({ AppStartUrl: 'http://shop.example.com?token={0}' })).toBe(400)
  for (const property of ['AuthorizationEndpoint', 'TokenEndpoint'])
    expect(await status({ [property]: 'http://localhost:3000/x' })).toBe(400)
  market.env.DEVELOPMENT = '1'
  expect(await status({ AppStartUrl: 'http://shop.example.com?token={0}' })).toBe(201)
  for (const property of ['AuthorizationEndpoint', 'TokenEndpoint'])
    expect(await status({ [property]: 'http://localhost:3000/x' })).toBe(201)
})
