import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE, SECOND, useDeliveries } from './harness.ts'
import { hurry, type Received, receive, silence } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

const t = useDeliveries()
const { config, sync, deliverAll } = useSynchronization(t)

const told = (received: Received[]) => received.map(({ body }) => `${body.Action} ${body.Data.ID}`)
const deliveries = async (query = '') =>
  (await t.market.call('GET', `/integrations/deliveryconfig/erp/deliveries${query}`)).body.Items

/** Runs the sweep every minute for so long, and delivers what it finds. */
async function pass(milliseconds: number) {
  for (const end = t.now + milliseconds; t.now < end; ) {
    t.now += Math.min(30 * MINUTE, end - t.now)
    await t.sweepAt(t.now)
    await deliverAll()
  }
}

describe('what changes while nobody listens', () => {
  test('a target that is down for a day gets the last of each object, once it is back', async () => {
    let isDown = true
    const received = receive(() => new Response(null, { status: isDown ? 503 : 200 }))
    await config()
    await sync('entitysync/buyers')
    for (const id of ['a', 'b', 'c']) await t.create(id)
    await deliverAll()
    await pass(12 * HOUR)
    await t.market.call('PATCH', '/buyers/a', { Name: 'A2' })
    await t.market.call('DELETE', '/buyers/b')
    await pass(14 * HOUR)
    isDown = false
    received.length = 0
    await pass(5 * HOUR)
    const last = new Map(received.map((r) => [r.body.Data.ID, `${r.body.Action} ${r.body.Data.Name}`]))
    expect(Object.fromEntries(last)).toEqual({ a: 'Created A2', b: 'Deleted undefined', c: 'Created c' })
    expect(new Set((await deliveries()).map((d: { Status: string }) => d.Status))).toEqual(
      new Set(['Delivered']),
    )
  })

  test('is given up after a week, and reported where failures are', async () => {
    const received = receive(
      ({ body }) => new Response(null, { status: body.Type.endsWith('reported') ? 200 : 500 }),
    )
    await config()
    const errors = await config('errors')
    await sync('entitysync/buyers')
    expect(
      (await t.market.call('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'errors' })).status,
    ).toBe(200)
    await t.create('a')
    await deliverAll()
    await pass(8 * DAY)
    const [delivery] = await deliveries()
    expect(delivery).toMatchObject({ Status: 'Failed', Source: 'buyers', LastStatus: 500 })
    const reports = received.filter((r) => r.url === errors)
    expect(reports.length).toBe(1)
    expect(reports[0]!.body).toMatchObject({
      Type: 'sitecore.ordercloud.messages.errors.reported',
      Data: { Source: 'buyers', SourceID: 'buyers', HttpStatusCode: 500, Error: 'Http: HTTP 500' },
    })
    expect((await t.market.call('POST', '/integrations/ErrorConfig/validate')).status).toBe(204)
    await deliverAll()
    const test = received.filter((r) => r.url === errors)[1]!.body
    expect(test.Data).toMatchObject({ Source: 'ErrorConfig', DeliveryID: null, Payload: null })
    expect(Object.keys(test.Data).sort()).toEqual(Object.keys(reports[0]!.body.Data).sort())
    // It can be sent again by hand.
    const again = `/integrations/deliveryconfig/erp/deliveries/${encodeURIComponent(delivery.ID)}/redeliver`
    expect((await t.market.call('POST', again)).status).toBe(204)
    expect(t.market.queue.length).toBe(1)
  })

  test('waits while it is paused, and is told when it goes on', async () => {
    const received = receive()
    await config()
    await sync('entitysync/buyers', { Paused: true })
    await t.create('a')
    await t.market.call('PATCH', '/buyers/a', { Name: 'A2' })
    await pass(HOUR)
    expect(received).toEqual([])
    // What is asked for is told all the same.
    await sync('entitysync/buyers', { Paused: false })
    await deliverAll()
    expect(told(received)).toEqual(['Created a'])
    expect(received[0]!.body.Data.Name).toBe('A2')
  })

  test('ends with a synchronization that is deleted while it is paused', async () => {
    const received = receive()
    await config()
    await sync('entitysync/buyers', { Paused: true })
    await t.create('a')
    expect((await t.market.call('DELETE', '/integrations/entitysync/buyers')).status).toBe(204)
    await pass(HOUR)
    expect(received).toEqual([])
    expect(await deliveries('?Status=Pending')).toEqual([])
  })

  test('waits untouched for a configuration that is not enabled, till it is or the time is over', async () => {
    const received = receive()
    await config('erp', { Enabled: false })
    await sync('entitysync/buyers')
    await t.create('a')
    await deliverAll()
    const looked = async (days: number) => {
      let messages = 0
      for (const end = t.now + days * DAY; t.now < end; t.now += 3 * HOUR) {
        await t.sweepAt(t.now)
        messages += t.market.queue.length
        await deliverAll()
      }
      return messages
    }
    expect(await looked(6)).toBe(0)
    await t.market.call('PATCH', '/integrations/deliveryconfig/erp', { Enabled: true })
    await deliverAll()
    expect(told(received)).toEqual(['Created a'])
    await t.market.call('PATCH', '/integrations/deliveryconfig/erp', { Enabled: false })
    await t.create('b')
    await deliverAll()
    t.now += 2 * DAY
    expect(await looked(12)).toBeLessThan(3)
    expect(received.length).toBe(1)
    expect((await deliveries('?Status=Failed'))[0]).toMatchObject({
      LastError: 'The delivery configuration is not enabled.',
      Attempts: 0,
    })
  })

  test('goes where it is to go by now, once that is not the configuration that is not enabled', async () => {
    const received = receive()
    await config('erp', { Enabled: false })
    const other = await config('other')
    await sync('entitysync/buyers')
    const webhook = {
      ID: 'hook',
      Name: 'Hook',
      DeliveryConfigID: 'erp',
      ApiClientIDs: [t.market.client],
      WebhookRoutes: [{ Route: 'v1/buyers', Verb: 'POST' }],
    }
    expect((await t.market.call('POST', '/webhooks', webhook)).status).toBe(201)
    await t.create('a')
    await deliverAll()
    expect(received).toEqual([])
    await sync('entitysync/buyers', { DeliveryConfigID: 'other' })
    await t.market.call('PATCH', '/webhooks/hook', { DeliveryConfigID: 'other' })
    await pass(MINUTE)
    expect(received.map((r) => r.url)).toEqual([other, other])
  })

  test('is told of what was asked for, and not of the rest', async () => {
    const received = receive()
    await config()
    await sync('entitysync/buyers', { SyncEntityChanged: false })
    await t.create('a')
    await deliverAll()
    expect(received).toEqual([])
    await t.market.call('POST', '/integrations/entitysync/buyers/sync', { BuyerID: 'a' })
    await t.market.call('DELETE', '/buyers/a')
    await deliverAll()
    expect(told(received)).toEqual(['Deleted a'])
  })
})

describe('one object', () => {
  test('changed twenty times between two deliveries is told once, as it is then', async () => {
    const received = receive()
    await config()
    await sync('entitysync/buyers')
    await t.create('a')
    for (let i = 0; i < 20; i++) await t.market.call('PATCH', '/buyers/a', { Name: `A${i}` })
    await deliverAll()
    expect(received.length).toBe(1)
    expect(received[0]!.body).toMatchObject({ Action: 'Created', Data: { Name: 'A19' } })
  })

  test('that changes while it is being told is told again, under a greater number', async () => {
    let change: (() => Promise<unknown>) | undefined
    const received = receive(async () => {
      await change?.()
      return new Response()
    })
    await config()
    await sync('entitysync/buyers')
    await t.create('a')
    change = async () => {
      change = undefined
      await t.market.call('PATCH', '/buyers/a', { Name: 'Later' })
    }
    await deliverAll()
    expect(received.map((r) => r.body.Data.Name)).toEqual(['a', 'Later'])
    expect(received[1]!.body.Sequence).toBeGreaterThan(received[0]!.body.Sequence)
    expect(received[1]!.body.ID).not.toBe(received[0]!.body.ID)
  })

  test('whose delivery is lost on the way is told again under the same ID', async () => {
    let isKilled = true
    const received = receive(() => {
      if (isKilled) throw new Error('killed')
      return new Response()
    })
    await config()
    await sync('entitysync/buyers')
    await t.create('a')
    await t.deliver()
    isKilled = false
    t.now += 2 * MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
    expect(new Set(received.map((r) => r.body.ID)).size).toBe(1)
    expect((await deliveries())[0].Status).toBe('Delivered')
  })

  test('that was told of and never handed to the queue is found by the sweep', async () => {
    const received = receive()
    await config()
    await sync('entitysync/buyers')
    await t.create('a')
    t.market.queue.length = 0
    t.now += 2 * MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
    expect(told(received)).toEqual(['Created a'])
  })
})

describe('several targets', () => {
  test('each get it once, whoever of them fails', async () => {
    let isDown = true
    const received = receive(
      ({ url }) => new Response(null, { status: isDown && url.includes('hub') ? 500 : 200 }),
    )
    await config('erp', {
      DeliveryTargets: {
        Http: { Endpoint: 'https://both.example.com/http', Secret: 'a' },
        EventHub: {
          EventHubName: 'hub',
          ConnectionString:
            'Endpoint=sb://both.example.com/;SharedAccessKeyName=all;SharedAccessKey=c2VjcmV0',
        },
      },
    })
    await sync('entitysync/buyers')
    await t.create('a')
    await deliverAll()
    isDown = false
    t.now += MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
    const to = (end: string) => received.filter((r) => r.url === `https://both.example.com/${end}`)
    expect(to('http').length).toBe(1)
    expect(to('hub/messages').length).toBeGreaterThan(1)
    expect((await deliveries())[0].Status).toBe('Delivered')
    expect(to('hub/messages')[0]!.headers.get('Authorization')).toMatch(
      /^SharedAccessSignature sr=https%3A%2F%2Fboth\.example\.com%2Fhub&sig=.*&se=\d+&skn=all$/,
    )
  })

  test('one that does not answer holds nobody back', async () => {
    const received = receive((r, signal) => (r.url.includes('slow') ? silence(r, signal) : new Response()))
    hurry()
    await config('erp', {
      DeliveryTargets: {
        Http: { Endpoint: 'https://slow.example.com/x', Secret: 'a' },
        MessageSender: { Endpoint: 'https://quick.example.com/{messagetype}', Secret: 'b' },
      },
    })
    await config('other', {
      DeliveryTargets: { Http: { Endpoint: 'https://quick.example.com/x', Secret: 'a' } },
    })
    await sync('entitysync/buyers')
    await sync('entitysync/suppliers', { DeliveryConfigID: 'other' })
    await t.create('a')
    await t.market.call('POST', '/suppliers', { ID: 's', Name: 'S', Active: true })
    await deliverAll()
    expect(received.map((r) => r.url)).toEqual(
      expect.arrayContaining([
        'https://quick.example.com/sitecore.ordercloud.messages.entitysync.buyers.created',
        'https://quick.example.com/x',
      ]),
    )
    t.now += SECOND
  })

  test('a target that cannot be delivered to is an error that is told', async () => {
    receive()
    await config('erp', { DeliveryTargets: { Mailchimp: { ApiKey: 'k' } } })
    await sync('entitysync/buyers')
    await t.create('a')
    await deliverAll()
    expect((await deliveries())[0]).toMatchObject({
      Status: 'Failed',
      LastError: expect.stringMatching(/Mailchimp are not available/),
    })
  })
})
