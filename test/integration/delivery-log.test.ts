import { describe, expect, test } from 'vitest'
import { type Delivery, SECOND, useDeliveries } from './harness.ts'
import { makeMarketplace } from './marketplace.ts'
import { receive } from './receiver.ts'

const t = useDeliveries()

describe('the delivery log', () => {
  test('can be filtered, and sorted newest first', async () => {
    receive(({ body }) => new Response('', { status: body.Request.Body.ID === 'b' ? 500 : 200 }))
    await t.hook()
    for (const id of ['a', 'b', 'c']) {
      await t.create(id)
      t.now += SECOND
    }
    await t.deliver()
    const [a, b, c] = (await t.log()) as [Delivery, Delivery, Delivery]
    expect((await t.log('?sortBy=!DateCreated')).map((d) => d.ID)).toEqual([c.ID, b.ID, a.ID])
    expect(await t.log('?Status=Pending')).toEqual([b])
    expect(await t.log(`?EventID=${c.EventID}`)).toEqual([c])
    expect(await t.log('?LastStatus=>=500')).toEqual([b])
  })

  test('belongs to its webhook', async () => {
    await t.hook()
    await t.hook({ ID: 'other', WebhookRoutes: [] })
    await t.create('acme')
    const { ID } = await t.only()
    expect((await t.market.call('GET', `/webhooks/other/deliveries/${ID}`)).status).toBe(404)
    expect((await t.market.call('POST', `/webhooks/other/deliveries/${ID}/redeliver`)).status).toBe(404)
    expect(
      (await t.market.call('POST', '/webhooks/nobody/deliveries/x/redeliver')).body.Errors[0].Data,
    ).toEqual({ ObjectType: 'Webhook', ObjectID: 'nobody' })
    const stranger = await makeMarketplace()
    expect((await stranger.call('GET', `/webhooks/hook/deliveries/${ID}`)).status).toBe(404)
  })

  test('follows its webhook when that is renamed', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    await t.market.call('PATCH', '/webhooks/hook', { ID: 'renamed' })
    await t.deliver()
    expect(received.length).toBe(1)
    expect((await t.log('', 'renamed')).length).toBe(1)
  })

  test('sends again what was delivered', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    await t.deliver()
    const { ID } = await t.only()
    await t.market.call('POST', `/webhooks/hook/deliveries/${ID}/redeliver`)
    expect(await t.only()).toMatchObject({ Status: 'Pending', Attempts: 0 })
    await t.deliver()
    expect(received.map((r) => r.headers.get('X-oc-delivery-id'))).toEqual([ID, ID])
  })
})
