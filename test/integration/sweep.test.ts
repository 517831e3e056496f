import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { claim } from '../../src/store/outbox/deliveries.ts'
import { eventually } from '../support/eventually.ts'
import { DAY, HOUR, MINUTE, SECOND, useDeliveries } from './harness.ts'
import { makeMarketplace } from './marketplace.ts'
import { receive } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

const t = useDeliveries()

describe('the sweep', () => {
  test('finds what the queue lost, after giving it time, and lets it be for a while', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    const [lost] = t.market.queue.splice(0)
    t.now += 30 * SECOND
    await t.sweepAt(t.now)
    expect(t.market.queue).toEqual([])
    t.now += SECOND
    await t.sweepAt(t.now)
    await t.sweepAt(t.now + MINUTE)
    expect(t.market.queue.length).toBe(1)
    // What was lost turns up after all.
    await t.deliver([lost!.body])
    expect(received.length).toBe(0)
    await t.deliver()
    expect(received.length).toBe(1)
    expect((await t.only()).Status).toBe('Delivered')
  })

  test('hands a delivery on again when that message is lost, too', async () => {
    const received = receive()
    await t.hook()
    await t.create('acme')
    t.market.queue.length = 0
    for (let i = 0; i < 2; i++) {
      t.now += 6 * MINUTE
      await t.sweepAt(t.now)
    }
    const [first, second] = t.market.queue.splice(0)
    await t.deliver([first!.body])
    expect(received.length).toBe(0)
    await t.deliver([second!.body])
    expect(received.length).toBe(1)
  })

  test('ends what kills the process each time it is sent, and nothing that dies with it', async () => {
    const never = new Promise<Response>(() => undefined)
    const received = receive(({ body }) => (body.Request?.Body.ID === 'killer' ? never : new Response()))
    const { config } = useSynchronization(t)
    const errors = await config()
    await t.market.call('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'erp' })
    await t.hook()
    await t.create('killer')
    await t.create('other')
    // Both were taken by a process that died at once.
    await claim(t.market.env, t.market.id, t.takeMessages(), t.now)
    const calls = () => received.filter((r) => r.url !== errors).map((r) => r.body.Request.Body.ID)
    for (const times of [1, 2]) {
      t.now += 2 * MINUTE
      await t.sweepAt(t.now)
      void t.deliver()
      await eventually(() => expect(calls().filter((id) => id === 'killer').length).toBe(times))
    }
    for (let i = 0; i < 2; i++) {
      t.now += 2 * MINUTE
      await t.sweepAt(t.now)
      await t.deliver()
    }
    expect(calls().toSorted()).toEqual(['killer', 'killer', 'other'])
    expect((await t.log()).map((d) => [d.Status, d.LastError]).toSorted()).toEqual([
      ['Delivered', null],
      ['Failed', 'Sending it never came to an end.'],
    ])
    expect(received.filter((r) => r.url === errors).map((r) => r.body.Data.Error)).toEqual([
      'Sending it never came to an end.',
    ])
  })

  test('finds what was being sent when the process died', async () => {
    await t.hook()
    await t.create('acme')
    const died = new Promise<Response>(() => undefined)
    receive(() => died)
    void t.deliver()
    await eventually(async () => expect((await t.only()).Attempts).toBe(1))
    const received = receive()
    t.now += 91 * SECOND
    await t.sweepAt(t.now)
    await t.deliver()
    expect(received.length).toBe(1)
    expect(await t.only()).toMatchObject({ Status: 'Delivered', Attempts: 2 })
  })

  test('finds more than one page, in every marketplace', async () => {
    const other = await makeMarketplace()
    await t.hook()
    await t.create('acme')
    t.market.queue.length = 0
    const copies = 250
    for (const m of [t.market, other]) {
      await env.DB.batch([
        ...(m === other
          ? ['webhooks', 'events'].map((table) =>
              env.DB.prepare(
                `insert into ${table} (Marketplace, ID, Version) select ?, ID, 1 from ${table} where Marketplace = ?`,
              ).bind(m.id, t.market.id),
            )
          : []),
        env.DB.prepare(
          `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${copies})
          insert into deliveries (Marketplace, ID, WebhookID, EventID, Status, Attempts, NextAttempt, Deadline, DateCreated, Version)
          select ?, 'copy' || i, WebhookID, EventID, 'Pending', 0, NextAttempt, Deadline, DateCreated, 1 from n, deliveries where Marketplace = ? and ID not like 'copy%'`,
        ).bind(m.id, t.market.id),
      ])
    }
    await t.sweepAt(t.now + MINUTE, [t.market.id, other.id])
    const counts = Map.groupBy(t.market.queue, (m) => m.body.marketplace)
    expect(counts.get(t.market.id)?.length).toBe(copies + 1)
    expect(counts.get(other.id)?.length).toBe(copies)
  })

  test('forgets deliveries with their events after 30 days, but none under way', async () => {
    receive()
    await t.hook()
    await t.create('a')
    await t.deliver()
    await t.create('b')
    await t.sweepAt(t.now + 29 * DAY)
    expect((await t.log()).length).toBe(2)
    await t.sweepAt(t.now + 31 * DAY)
    expect((await t.log()).map((d) => d.Status)).toEqual(['Pending'])
    const { results } = await env.DB.prepare('select ID from events where Marketplace = ?')
      .bind(t.market.id)
      .all()
    expect(results.length).toBe(1)
  })

  test('forgets answers to repeated requests after a day', async () => {
    const keys = async () =>
      (await env.DB.prepare('select 1 from idempotency_keys where Marketplace = ?').bind(t.market.id).all())
        .results.length
    await t.market.call('POST', '/buyers', { Name: 'Acme', Active: true }, undefined, {
      'Idempotency-Key': 'k',
    })
    await t.sweepAt(t.now + 23 * HOUR)
    expect(await keys()).toBe(1)
    await t.sweepAt(t.now + 25 * HOUR)
    expect(await keys()).toBe(0)
  })
})
