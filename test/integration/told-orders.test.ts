import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, test } from 'vitest'
import { signPortalToken } from '../../src/auth/tokens/token.ts'
import { compile } from '../../src/store/compile.ts'
import { insert } from '../../src/store/rows.ts'
import { portalAccounts } from '../../src/tables/portal/accounts.ts'
import { ORIGIN } from '../support/marketplace.ts'
import { portal } from '../support/portal.ts'
import { MINUTE, useDeliveries } from './harness.ts'
import { type Received, receive } from './receiver.ts'
import { types, useSelling } from './selling.ts'

const t = useDeliveries()
const { sync, deliverAll, must, shop, deliverSwept, submitted } = useSelling(t)

describe('orders', () => {
  test('are told with their lines from their submission on, whatever changes of them', async () => {
    const received = receive()
    await must('PUT', '/integrations/OrderSync', { DeliveryConfigID: 'erp' })
    const { ID } = await submitted(2)
    await deliverSwept()
    expect(received.length).toBe(1)
    expect(received[0]!.body).toMatchObject({
      Type: 'sitecore.ordercloud.messages.ordersync.updated',
      Data: { Order: { ID, Status: 4, Total: 10 }, LineItems: [{ ProductID: 'p', Quantity: 2 }] },
    })
    await must('PATCH', `/orders/Incoming/${ID}`, { xp: { Erp: 1 } })
    await deliverSwept()
    expect(received.at(-1)!.body.Data.Order.xp).toEqual({ Erp: 1 })
    await must('POST', `/orders/Incoming/${ID}/cancel`)
    await deliverSwept()
    expect(received.at(-1)!.body.Data.Order.Status).toBe(6)
    expect(received.length).toBe(3)
    await must('DELETE', `/orders/Incoming/${ID}`)
    await deliverSwept()
    expect(received.at(-1)!.body).toMatchObject({ Action: 'Deleted', Data: { Direction: 'Incoming', ID } })
  })
})

describe('stock', () => {
  const quantities = (received: Received[]) =>
    received.map(({ body: { Data } }) => [Data.PreviousQuantity, Data.QuantityAvailable])

  test('is told of each change, from what to what', async () => {
    const received = receive()
    await must('PUT', '/integrations/inventory', { DeliveryConfigID: 'erp' })
    await submitted(3)
    await submitted(4)
    await must('PATCH', '/products/p', { Inventory: { QuantityAvailable: 20 } })
    await must('PATCH', '/products/p', { Name: 'Another' })
    await deliverSwept()
    const inOrder = received.toSorted((a, b) => a.body.Sequence - b.body.Sequence)
    expect(quantities(inOrder)).toEqual([
      [10, 7],
      [7, 3],
      [3, 20],
    ])
    expect(received[0]!.body).toMatchObject({
      Type: 'sitecore.ordercloud.messages.inventory.updated',
      Data: { ProductID: 'p', VariantID: null, InventoryRecordID: null, NotificationPoint: 4 },
    })
  })

  test('is told at the limits only, where that is asked for', async () => {
    const received = receive()
    await must('PUT', '/integrations/inventory', { DeliveryConfigID: 'erp', LimitNotifications: true })
    for (const QuantityAvailable of [9, 4, 3, 0, 1, 2, 5, 6])
      await must('PATCH', '/products/p', { Inventory: { QuantityAvailable } })
    await deliverSwept()
    const inOrder = received.toSorted((a, b) => a.body.Sequence - b.body.Sequence)
    expect(quantities(inOrder)).toEqual([
      [9, 4],
      [3, 0],
      [0, 1],
      [2, 5],
    ])
  })

  test('without a configuration is refused by a code of its own', async () => {
    expect(await t.market.call('PUT', '/integrations/inventory', {})).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'InventoryIntegration.DeliveryConfigIDRequired' }] },
    })
  })
})

describe('tracking', () => {
  const track = (EventType: string, more = {}) =>
    t.market.call('POST', '/integrations/trackingEvents', {
      ID: EventType,
      Name: EventType,
      EventType,
      ClientID: t.market.client,
      DeliveryConfigID: 'erp',
      ConfigData: 'mine',
      ...more,
    })

  test('tells what users of the client do to lines and orders', async () => {
    const received = receive()
    for (const type of ['LineItemAdded', 'LineItemUpdated', 'OrderSubmitted'])
      expect((await track(type)).status).toBe(201)
    const line = await shop('POST', '/cart/lineitems', { ProductID: 'p', Quantity: 1 })
    await shop('PATCH', `/cart/lineitems/${line.ID}`, { Quantity: 2 })
    const order = await shop('POST', '/cart/submit')
    await deliverSwept()
    expect(types(received).sort()).toEqual(['orders.lines.added', 'orders.lines.updated', 'orders.submitted'])
    const of = (type: string) => received.find((r) => r.body.Type.endsWith(type))!.body
    expect(of('added')).toMatchObject({
      ConfigData: 'mine',
      Data: { UserContext: { ID: 'u', AnonymousId: null }, LineItem: { ID: line.ID, Quantity: 1 } },
    })
    expect(of('submitted').Data.Order.ID).toBe(order.ID)
    received.length = 0
    await must('DELETE', '/integrations/trackingEvents/LineItemAdded')
    await shop('POST', '/cart/lineitems', { ProductID: 'p', Quantity: 1 })
    await deliverSwept()
    expect(received).toEqual([])
  })

  test('has one event of a type and client, which stay as they are', async () => {
    await track('LineItemAdded')
    const code = async (answer: ReturnType<typeof track>) => (await answer).body.Errors[0].ErrorCode
    expect(await code(track('LineItemAdded', { ID: 'again' }))).toBe(
      'TrackingEvent.CannotCreateMultipleEventsOfSameType',
    )
    expect(await code(track('UserLoggedIn', { ClientID: crypto.randomUUID() }))).toBe(
      'TrackingEvent.InvalidClientID',
    )
    expect(await code(track('UserLoggedIn', { DeliveryConfigID: 'none' }))).toBe(
      'TrackingEvent.InvalidDeliveryConfigID',
    )
    const path = '/integrations/trackingEvents/LineItemAdded'
    expect(await code(t.market.call('PATCH', path, { EventType: 'UserLoggedIn' }))).toBe(
      'TrackingEvent.CannotUpdateProperty',
    )
    expect((await must('PATCH', path, { Name: 'New' })).EventType).toBe('LineItemAdded')
  })
})

describe('a whole catalogue', () => {
  let account: string
  const sent = (method: string, path: string, body?: unknown) =>
    portal(method, `/organizations/${t.market.id}${path}`, body, account)

  beforeEach(async () => {
    const Key = crypto.randomUUID()
    const { sql, params } = compile(
      insert(portalAccounts, '', {
        Key,
        Username: `o-${Key}`,
        Name: 'O',
        Email: `${Key}@x.com`,
        Active: true,
        Verified: true,
      }).sql,
    )
    await env.DB.prepare(sql)
      .bind(...params)
      .run()
    await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(Key, t.market.id).run()
    account = await signPortalToken(
      env,
      { key: Key, username: `o-${Key}`, generation: 0 },
      3600,
      ORIGIN,
      t.now,
    )
  })

  test('is delivered in steps, which do not go before what happens meanwhile', async () => {
    const received = receive()
    const rows = Array.from({ length: 180 }, (_, i) => `x${String(i).padStart(3, '0')}`)
    for (const table of ['products', 'product_catalogs'])
      await env.DB.prepare(
        table === 'products'
          ? `insert into products (Marketplace, ID, OwnerID, Name, Active, StockKey, Shelf, Live, Version)
             select ?1, value, ?1, value, 1, value, 'none', 1, 1 from json_each(?2)`
          : `insert into product_catalogs (Marketplace, ProductID, CatalogID, Version) select ?1, value, 'c', 1 from json_each(?2)`,
      )
        .bind(t.market.id, JSON.stringify(rows))
        .run()
    expect(await sent('POST', '/synchronizecatalog', { CatalogID: 'c' })).toMatchObject({
      status: 400,
      body: { ErrorCode: 'Synchronize.ProductSyncNotEnabled' },
    })
    await sync('productsync')
    await sync('entitysync/catalogs')
    expect((await sent('POST', '/synchronizecatalog', { CatalogID: 'c' })).status).toBe(204)
    expect(await sent('POST', '/synchronizecatalog', { CatalogID: 'c' })).toMatchObject({
      status: 409,
      body: { ErrorCode: 'FullSyncStatus.FullSyncAlreadyRunning' },
    })
    // Its own queue is another here: the sweep finds it.
    t.now += MINUTE
    await t.sweepAt(t.now)
    let most = 0
    for (let i = 0; i < 40 && t.market.queue.length > 0; i++) {
      most = Math.max(most, t.market.queue.length)
      if (i === 2) await must('PATCH', '/products/p', { Name: 'Meanwhile' })
      await t.deliver()
      t.now += 2000
    }
    expect(most).toBeLessThan(120)
    const of = (type: string) => received.filter((r) => r.body.Type.includes(type)).map((r) => r.body.Data.ID)
    expect(of('catalogs')).toEqual(['c'])
    expect([...new Set(of('productsync'))].sort()).toEqual(['p', ...rows])
    expect(received.some((r) => r.body.Data.Name === 'Meanwhile')).toBe(true)
    const { body } = await sent('GET', '/synchronizations')
    expect(body).toEqual([
      {
        ID: 'walk/catalog/c',
        Status: 'Completed',
        Told: 182,
        LastError: null,
        DateStarted: expect.any(String),
      },
    ])
  })

  test('is refused while ten others are under way', async () => {
    await sync('productsync')
    const begun = (i: number) => sent('POST', '/synchronizecatalog', { CatalogID: `c${i}` })
    for (let i = 0; i <= 10; i++) await must('PUT', `/catalogs/c${i}`, { Name: 'C', Active: true })
    for (let i = 0; i < 10; i++) expect((await begun(i)).status).toBe(204)
    expect((await begun(10)).status).toBe(400)
    t.now += MINUTE
    for (let i = 0; i < 3; i++) {
      await t.sweepAt(t.now)
      await deliverAll()
      t.now += MINUTE
    }
    expect((await begun(10)).status).toBe(204)
  })

  test('orders of a time are delivered once each', async () => {
    const received = receive()
    const ids: string[] = []
    for (let i = 0; i < 3; i++) {
      t.now += MINUTE
      ids.push((await submitted(1)).ID)
    }
    await must('PUT', '/integrations/OrderSync', { DeliveryConfigID: 'erp' })
    const at = (ago: number) => new Date(t.now - ago).toISOString()
    expect(await sent('POST', '/synchronizeorders', { StartDate: at(0), EndDate: at(MINUTE) })).toMatchObject(
      {
        status: 400,
        body: { ErrorCode: 'OrderSync.InvalidDateRangeForSyncOperation' },
      },
    )
    await sent('POST', '/synchronizeorders', { StartDate: at(1.5 * MINUTE) })
    t.now += MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
    expect(received.map((r) => r.body.Data.Order.ID).sort()).toEqual(ids.slice(1).sort())
  })

  test('of orders of one moment none is passed over, whatever the letter case of their IDs', async () => {
    const received = receive()
    const ids = Array.from({ length: 52 }, (_, i) => `${'Aa'[i % 2]}${String(i).padStart(2, '0')}`)
    for (const ID of ids) await shop('POST', '/orders/Outgoing', { ID })
    await env.DB.prepare(
      "update orders set IsSubmitted = 1, DateSubmitted = DateCreated, Status = 'Open' where Marketplace = ?",
    )
      .bind(t.market.id)
      .run()
    await must('PUT', '/integrations/OrderSync', { DeliveryConfigID: 'erp' })
    await sent('POST', '/synchronizeorders', {})
    for (let i = 0; i < 5; i++) {
      t.now += MINUTE
      await t.sweepAt(t.now)
      await deliverAll()
    }
    expect(received.map((r) => r.body.Data.Order.ID).sort()).toEqual(ids.toSorted())
  })
})
