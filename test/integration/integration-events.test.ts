import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, test } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { betweenReadAndWrite } from '../support/observe.ts'
import { makeMarketplace } from './marketplace.ts'

let m: Marketplace
beforeEach(async () => {
  m = await marketplace()
})

const event = (more: Record<string, unknown> = {}) => ({
  ID: 'sso',
  Name: 'Sign-on',
  EventType: 'OpenIDConnect',
  CustomImplementationUrl: 'https://service.example.com/sso',
  HashKey: 'Key',
  ...more,
})

const create = (more?: Record<string, unknown>) => m.api('POST', '/integrationEvents', event(more))

test('shows every property, but never the custom header', async () => {
  const sent = event({
    ElevatedRoles: ['BuyerUserAdmin'],
    ConfigData: { tenant: '42' },
    CustomAuthHeaderName: 'X-Secret',
    CustomAuthHeaderValue: 'hush',
  })
  const { status, body } = await create(sent)
  expect(status).toBe(201)
  expect(body).toEqual({ ...sent, CustomAuthHeaderValue: null })
  expect(await m.must('GET', '/integrationEvents/sso')).toEqual(body)
  expect((await m.must('GET', '/integrationEvents?EventType=OpenIDConnect&search=sso')).Items).toEqual([body])
})

describe('an integration event', () => {
  it.each([
    ['no name', { Name: null }, 'ValidationFailure'],
    ['no key', { HashKey: '' }, 'ValidationFailure'],
    ['a long key', { HashKey: 'x'.repeat(51) }, 'ValidationFailure'],
    ['no URL', { CustomImplementationUrl: null }, 'ValidationFailure'],
    ['a URL that is none', { CustomImplementationUrl: 'service' }, 'ValidationFailure'],
    ['another scheme', { CustomImplementationUrl: 'ftp://service.example.com' }, 'ValidationFailure'],
    ['an address', { CustomImplementationUrl: 'https://169.254.169.254' }, 'ValidationFailure'],
    ['a local name', { CustomImplementationUrl: 'https://service.internal' }, 'ValidationFailure'],
    ['a header without value', { CustomAuthHeaderName: 'X-A' }, 'Integration.CustomAuthHeaderValueRequired'],
    ['a header without name', { CustomAuthHeaderValue: 'a' }, 'Integration.CustomAuthHeaderNameRequired'],
    [
      'a header that is ours',
      { CustomAuthHeaderName: 'Host', CustomAuthHeaderValue: 'a' },
      'ValidationFailure',
    ],
    ['a role that is none', { ElevatedRoles: ['Emperor'] }, 'ValidationFailure'],
    ['a type that is none', { EventType: 'Unicorn' }, 'ValidationFailure'],
  ])('with %s is refused', async (_, more, code) => {
    const { status, body } = await create(more)
    expect([status, body.Errors[0].ErrorCode]).toEqual([400, code])
  })

  it('names what is wrong with its URL', async () => {
    const { body } = await create({ CustomImplementationUrl: 'https://10.0.0.1' })
    expect(body.Errors[0].Data).toEqual({
      Property: 'CustomImplementationUrl',
      Rule: 'Rule',
      Problem: 'Address',
    })
  })

  it.each(['AddToCart'])('of type %s is not built', async (EventType) => {
    for (const answer of [
      await create({ EventType }),
      await m.api('PUT', '/integrationEvents/sso', event({ EventType })),
    ])
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([501, 'Api.NotImplemented'])
    expect((await m.must('GET', '/integrationEvents')).Items).toEqual([])
  })

  it('without a type is of the first one', async () => {
    expect((await create({ EventType: null })).body.EventType).toBe('OrderCheckout')
  })

  it('keeps its type', async () => {
    await create()
    for (const [verb, body] of [
      ['PUT', event({ EventType: 'OrderCheckout' })],
      ['PATCH', { EventType: 'AddToCart' }],
    ] as const) {
      const answer = await m.api(verb, '/integrationEvents/sso', body)
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([
        400,
        'IntegrationEvent.CannotEditType',
      ])
    }
    const { EventType: _, ...untyped } = event({ Name: 'Renamed' })
    expect(await m.must('PUT', '/integrationEvents/sso', untyped)).toMatchObject({
      EventType: 'OpenIDConnect',
      Name: 'Renamed',
    })
  })

  it('may have elevated roles where a client could be given them', async () => {
    await create()
    await m.must('PATCH', `/apiclients/${m.clients.backOffice}`, { Active: false })
    const elevated = { ElevatedRoles: ['BuyerReader'] }
    const client = { AppName: 'S', AccessTokenDuration: 60, AllowSeller: true, Active: false }
    // Switched off behind the caller's back, since the caller's own client must be active.
    await env.DB.prepare('update api_clients set Active = 1, AllowSeller = 0 where Marketplace = ?')
      .bind(m.id)
      .run()
    const made = await m.must('POST', '/apiclients', client)
    for (const answer of [
      await create({ ID: 'other', ...elevated }),
      await m.api('PATCH', '/integrationEvents/sso', elevated),
    ])
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([
        400,
        'IntegrationEvent.AllowSellerApiClientRequired',
      ])
    await m.must('PATCH', `/apiclients/${made.ID}`, { Active: true })
    expect((await m.must('PATCH', '/integrationEvents/sso', elevated)).ElevatedRoles).toEqual(['BuyerReader'])
  })

  it('stays while it is used, also by a new name', async () => {
    await create()
    await m.must('POST', '/openidconnects', {
      ID: 'idp',
      OrderCloudApiClientID: m.clients.storefront,
      ConnectClientID: 'c',
      ConnectClientSecret: 's',
      AppStartUrl: 'https://shop.example.com?t={0}',
      AuthorizationEndpoint: 'https://idp.example.com/a',
      TokenEndpoint: 'https://idp.example.com/t',
      IntegrationEventID: 'sso',
    })
    await m.must('PATCH', '/integrationEvents/sso', { ID: 'Renamed' })
    expect((await m.must('GET', '/openidconnects/idp')).IntegrationEventID).toBe('Renamed')
    const answer = await m.api('DELETE', '/integrationEvents/Renamed')
    expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([
      400,
      'IntegrationEvent.CannotDeleteInUse',
    ])
    await m.must('PATCH', '/openidconnects/idp', { IntegrationEventID: null })
    expect((await m.api('DELETE', '/integrationEvents/Renamed')).status).toBe(204)
  })

  it('keeps a header whose value is not sent, and drops it with its name', async () => {
    await create({ CustomAuthHeaderName: 'X-A', CustomAuthHeaderValue: 'a' })
    const stored = () =>
      env.DB.prepare('select CustomAuthHeaderValue v from integration_events where Marketplace = ?')
        .bind(m.id)
        .first('v')
    await m.must('PATCH', '/integrationEvents/sso', { Name: 'N' })
    await m.must('PUT', '/integrationEvents/sso', event({ CustomAuthHeaderName: 'X-B' }))
    expect(await stored()).toBe('a')
    await m.must('PATCH', '/integrationEvents/sso', { CustomAuthHeaderName: null })
    expect(await stored()).toBeNull()
  })
})

describe('an event that an API client names', () => {
  const property = 'OrderCheckoutIntegrationEventID'
  const patch = (body: Record<string, unknown>) => m.api('PATCH', `/apiclients/${m.clients.storefront}`, body)
  const codeOf = ({ status, body }: Awaited<ReturnType<typeof patch>>) => [status, body.Errors[0].ErrorCode]

  it.each(['OrderCheckout', 'OrderReturn', 'AddToCart'])(
    'for %s is there, and of that type',
    async (type) => {
      await create()
      const id = `${type}IntegrationEventID`
      expect(codeOf(await patch({ [id]: 'SSO' }))).toEqual([400, 'IntegrationEvent.IncompatibleEventType'])
      expect((await patch({ [id]: 'none' })).body.Errors[0]).toMatchObject({
        ErrorCode: 'NotFound',
        Data: { ObjectType: 'IntegrationEvent', ObjectID: 'none' },
      })
      expect(await m.must('PATCH', `/apiclients/${m.clients.storefront}`, { [id]: null })).toMatchObject({
        [id]: null,
      })
    },
  )

  it('is told by its name, as that is now', async () => {
    const name = 'OrderCheckoutIntegrationEventName'
    const path = `/apiclients/${m.clients.storefront}`
    await create({ ID: 'checkout', EventType: 'OrderCheckout', Name: 'Prices' })
    expect(await m.must('PATCH', path, { [property]: 'checkout' })).toMatchObject({ [name]: 'Prices' })
    await m.must('PATCH', '/integrationEvents/checkout', { ID: 'prices', Name: 'Taxes' })
    const told = { [property]: 'prices', [name]: 'Taxes' }
    expect(await m.must('PATCH', path, { AppName: 'Shop' })).toMatchObject(told)
    const client = await m.must('GET', path)
    expect(client).toMatchObject(told)
    expect(await m.must('PUT', path, client)).toMatchObject(told)
    expect(await m.must('PUT', path, { ...client, [property]: null })).toMatchObject({
      [property]: null,
      [name]: null,
    })
  })

  it('stays as long as it is named', async () => {
    await create({ ID: 'checkout', EventType: 'OrderCheckout' })
    expect((await patch({ [property]: 'checkout' })).status).toBe(200)
    expect(codeOf(await m.api('DELETE', '/integrationEvents/checkout'))).toEqual([
      400,
      'IntegrationEvent.CannotDeleteInUse',
    ])
    await patch({ [property]: null })
    expect((await m.api('DELETE', '/integrationEvents/checkout')).status).toBe(204)
  })

  it('is of its type still when the client is written', async () => {
    await create({ ID: 'checkout', EventType: 'OrderCheckout' })
    const other = "update integration_events set EventType = 'AddToCart' where Marketplace = ?"
    const answer = await betweenReadAndWrite(m.id, 'ApiClients.Patch', [other], () =>
      patch({ [property]: 'checkout' }),
    )
    expect(codeOf(answer)).toEqual([400, 'IntegrationEvent.IncompatibleEventType'])
  })
})

test('plain http is accepted in development only', async () => {
  const market = await makeMarketplace()
  const sent = event({ CustomImplementationUrl: 'http://localhost:4451' })
  market.env.DEVELOPMENT = undefined
  expect((await market.call('POST', '/integrationEvents', sent)).status).toBe(400)
  market.env.DEVELOPMENT = '1'
  expect((await market.call('POST', '/integrationEvents', sent)).status).toBe(201)
})
