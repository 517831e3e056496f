import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { stepWalk } from '../../src/integration/sync/walks.ts'
import type { Claimed } from '../../src/store/outbox/claimed.ts'
import { DAY, MINUTE, SECOND, useDeliveries } from './harness.ts'
import { type Received, receive } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

const t = useDeliveries()
const { config, sync, deliverAll } = useSynchronization(t)

const PRICES = 'products:prices/ps'
const PRODUCTS = Array.from({ length: 120 }, (_, i) => `p${100 + i}`)

beforeEach(async () => {
  await config()
  await t.market.call('PUT', '/priceschedules/ps', { Name: 'PS', PriceBreaks: [{ Quantity: 1, Price: 1 }] })
  await env.DB.prepare(
    `insert into products (Marketplace, ID, OwnerID, Name, Active, StockKey, Shelf, Live, DefaultPriceScheduleID, Version)
       select ?1, value, ?1, value, 1, value, 'none', 1, 'ps', 1 from json_each(?2)`,
  )
    .bind(t.market.id, JSON.stringify(PRODUCTS))
    .run()
  await sync('productsync')
})

const price = async (Price: number) => {
  const { status } = await t.market.call('PATCH', '/priceschedules/ps', {
    PriceBreaks: [{ Quantity: 1, Price }],
  })
  expect(status).toBe(200)
}

interface Row {
  ID: string
  Status: string
  NextAttempt: string | null
  LastError: string | null
  Body: string
}
const rowOf = async (event: string): Promise<Row> =>
  (await env.DB.prepare(
    `select d.ID, d.Status, d.NextAttempt, d.LastError, e.Body from deliveries d
       join events e on e.Marketplace = d.Marketplace and e.ID = d.EventID where d.Marketplace = ? and d.EventID = ?`,
  )
    .bind(t.market.id, event)
    .first<Row>())!

/** Delivers but what a walk is. */
async function deliverBut(walk: string) {
  for (let i = 0; i < 6; i++) await t.deliver(t.takeMessages().filter((m) => m.delivery !== walk))
}

async function toTheEnd() {
  for (let i = 0; i < 15; i++) {
    t.now += MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
  }
}

/** The price that was told last of each product. */
const pricesTold = (received: Received[]) =>
  new Map(received.map(({ body: { Data } }) => [Data.ID, Data.PriceSchedules[0].PriceBreaks[0].Price]))

describe('a price that changes while it is being told', () => {
  test('is told of what was told before, too, though a step was under way', async () => {
    const received = receive()
    await price(2)
    const { ID } = await rowOf(PRICES)
    const step = async (Body: string) =>
      stepWalk(t.market.env, {
        marketplace: t.market.id,
        event: PRICES,
        body: JSON.parse(Body),
      } as Claimed)
    await step((await rowOf(PRICES)).Body)
    await deliverBut(ID)
    const { Body } = await rowOf(PRICES)
    await price(3)
    await step(Body)
    await toTheEnd()
    expect(pricesTold(received)).toEqual(new Map(PRODUCTS.map((id) => [id, 3])))
    expect(await rowOf(PRICES)).toMatchObject({ Status: 'Delivered', LastError: null })
  })

  test('is told of the last products, too, however often it changes', async () => {
    const received = receive()
    for (let i = 0; i < 3; i++) {
      await price(i + 2)
      const { ID } = await rowOf(PRICES)
      await t.deliver([{ marketplace: t.market.id, delivery: ID }])
      await deliverBut(ID)
    }
    expect([...pricesTold(received).keys()].sort()).toEqual(PRODUCTS)
    await toTheEnd()
    expect(pricesTold(received)).toEqual(new Map(PRODUCTS.map((id) => [id, 4])))
    // It went round once since it changed last, and not more.
    expect(received.filter((r) => r.body.Data.PriceSchedules[0].PriceBreaks[0].Price === 4).length).toBe(
      PRODUCTS.length,
    )
  })

  test('after it had been told to the end is told from the beginning', async () => {
    const received = receive()
    await price(2)
    await toTheEnd()
    await price(3)
    await toTheEnd()
    expect(pricesTold(received)).toEqual(new Map(PRODUCTS.map((id) => [id, 3])))
    expect(received.length).toBe(2 * PRODUCTS.length)
  })
})

describe('a walk whose objects are not delivered', () => {
  test('looks ever less often, and ends in time with an error that is reported', async () => {
    const received = receive(
      ({ body }) => new Response(null, { status: body.Type.endsWith('reported') ? 200 : 503 }),
    )
    await config('errors')
    await t.market.call('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'errors' })
    await price(2)
    const { ID } = await rowOf(PRICES)
    const step = () => t.deliver([{ marketplace: t.market.id, delivery: ID }])
    await step()
    const pauses: number[] = []
    for (let i = 0; i < 10; i++) {
      await step()
      const next = Date.parse((await rowOf(PRICES)).NextAttempt!)
      pauses.push((next - t.now) / SECOND)
      t.now = next
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
    t.now += 8 * DAY
    await step()
    expect(await rowOf(PRICES)).toMatchObject({
      Status: 'Failed',
      LastError: 'What it told last is not delivered yet.',
      NextAttempt: null,
    })
    await toTheEnd()
    expect(received.map((r) => r.body.Data)).toContainEqual(
      expect.objectContaining({ DeliveryID: ID, Source: 'products' }),
    )
  })
})
