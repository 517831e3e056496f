import { describe, expect, test, vi } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { signature } from '../../src/store/outbox/signature.ts'
import { SECOND, useDeliveries } from './harness.ts'
import { claimsOf, receive } from './receiver.ts'

const t = useDeliveries()

describe('a change that a webhook wants to hear of', () => {
  test('is told, signed, once it is committed', async () => {
    const received = receive()
    const { Url } = await t.hook({
      ConfigData: [1],
      ElevatedRoles: ['OrderAdmin'],
      CustomAuthHeaderName: 'X-Secret',
      CustomAuthHeaderValue: 'hush',
    })
    const token = await t.market.tokenFor({ roles: ['BuyerAdmin'] })
    const { headers, body: buyer } = await t.market.call(
      'POST',
      '/buyers',
      { ID: 'acme', name: 'Acme', xp: { Secret: 's' } },
      token,
    )
    expect(t.market.queue.length).toBe(1)
    await t.deliver()

    expect(received.length).toBe(1)
    const [{ url, headers: sent, text, body }] = received as [(typeof received)[0]]
    expect(url).toBe(Url)
    expect(body).toEqual({
      Route: 'v1/buyers',
      Verb: 'POST',
      RouteParams: {},
      QueryParams: {},
      Date: toWire(t.now),
      LogID: headers.get('X-oc-logid'),
      UserToken: expect.any(String),
      Request: { Body: { ID: 'acme', name: 'Acme', xp: { Secret: '[redacted]' } }, Headers: null },
      Response: { Body: { ...buyer, xp: { Secret: '[redacted]' } }, Headers: null },
      ConfigData: [1],
    })
    expect(claimsOf(body.UserToken)).toMatchObject({
      usr: 'admin',
      cid: t.market.client,
      role: ['BuyerAdmin', 'OrderAdmin'],
      hop: 1,
    })
    expect(sent.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    expect(sent.get('X-Secret')).toBe('hush')

    const delivery = await t.only()
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
      DateCreated: toWire(t.now),
      DateDelivered: toWire(t.now),
      NextAttempt: null,
    })
    expect((await t.market.call('GET', `/webhooks/hook/deliveries/${delivery.ID}`)).body).toEqual(delivery)
  })

  test('is told to each webhook, by the clients and routes of each', async () => {
    const received = receive()
    for (const ConfigData of ['a', 'b']) await t.hook({ ID: ConfigData, ConfigData })
    const { body: other } = await t.market.call('POST', '/apiclients', {
      AppName: 'Other',
      AccessTokenDuration: 60,
      AllowSeller: true,
      Active: true,
    })
    await t.hook({ ID: 'c', ConfigData: 'c', ApiClientIDs: [other.ID] })
    await t.hook({
      ID: 'd',
      ConfigData: 'd',
      WebhookRoutes: [{ Route: 'v1/buyers/{buyerID}', Verb: 'DELETE' }],
    })
    await t.create('acme')
    await t.create('other', await t.market.tokenFor({ client: other.ID }))
    await t.create('portal', await t.market.tokenFor({ client: null }))
    await t.market.call('DELETE', '/buyers/acme')
    await t.deliver()
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
    await t.create('acme')
    await t.hook()
    await t.market.call('DELETE', '/buyers/acme')
    await t.deliver()
    expect(received[0]!.body).toMatchObject({ Request: { Body: {} }, Response: { Body: {} } })
  })

  test('is told of nothing that was refused', async () => {
    await t.hook()
    await t.create('acme')
    t.market.queue.length = 0
    expect(await t.create('acme')).toBe(409)
    expect(await t.create('')).toBe(400)
    expect((await t.log()).length).toBe(1)
    expect(t.market.queue).toEqual([])
  })

  test('ends after five levels of calls made from webhooks', async () => {
    const received = receive()
    await t.hook()
    expect(await t.create('a', await t.market.tokenFor({ depth: 4 }))).toBe(201)
    expect(await t.create('b', await t.market.tokenFor({ depth: 5 }))).toBe(201)
    await t.deliver()
    expect(received.map((r) => r.body.Request.Body.ID)).toEqual(['a'])
    // The receiver's own call, one deeper, is served and tells nobody.
    expect(await t.create('c', received[0]!.body.UserToken)).toBe(201)
    expect(t.market.queue).toEqual([])
  })

  test('brings a large body through', async () => {
    const received = receive()
    await t.hook()
    const junk = 'x'.repeat(1_990_000)
    expect((await t.market.call('POST', '/buyers', { ID: 'big', Name: 'Big', junk })).status).toBe(201)
    await t.deliver()
    expect(received[0]!.body).toMatchObject({
      Request: { Body: '[too large]' },
      Response: { Body: { ID: 'big' } },
    })
  })
})

describe('a message', () => {
  test('that comes twice is delivered once', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    const { body } = t.market.queue.splice(0)[0]!
    await Promise.all([t.deliver([body, body]), t.deliver([body])])
    await t.deliver([body])
    expect(received.length).toBe(1)
  })

  test('that comes before its time changes nothing', async () => {
    const received = receive(() => new Response('', { status: 500 }))
    await t.hook()
    await t.create('acme')
    const { body } = t.market.queue[0]!
    await t.deliver()
    t.now += SECOND
    await t.deliver()
    t.now += 3 * SECOND
    await t.deliver([body])
    expect(received.length).toBe(2)
    expect((await t.only()).Attempts).toBe(2)
  })

  test('of a webhook that is gone is dropped, and its log with it', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    await t.market.call('DELETE', '/webhooks/hook')
    const result = await t.deliver()
    expect(result.explicitAcks).toEqual(['0'])
    expect(received).toEqual([])
    expect((await t.market.call('GET', '/webhooks/hook/deliveries')).status).toBe(404)
  })

  test('is brought again when the database fails', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    const broken = {
      ...t.market.env,
      DB: {
        withSession: () => {
          throw new Error('D1 is away')
        },
      } as unknown as D1Database,
    }
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const [message] = t.market.queue
    const result = await t.deliver(undefined, broken)
    expect(result.retryMessages).toMatchObject([{ msgId: '0' }])
    await t.deliver([message!.body])
    expect(received.length).toBe(1)
  })
})
