import {
  ApiClients,
  Auth,
  LineItems,
  Me,
  Orders,
  Shipments,
  Tokens,
  Webhooks,
} from 'ordercloud-javascript-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backOffice, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { hashOf, type Received, type Receiver, startReceiver } from './receiver.ts'
import { errorOf, useWorker } from './sdk.ts'

const HASH_KEY = 'a key of the receiver'
let receiver: Receiver
/** What the receiver does with calls to `/before`. */
let decide: (received: Received) => Promise<object>
/** Options of a call as the seller's administrator; without them, a call is the buyer's. */
let admin: { accessToken: string }

beforeAll(async () => {
  receiver = await startReceiver((call) => (call.path === '/before' ? decide(call) : 200))
  admin = await useWorker()
  Tokens.SetAccessToken((await Auth.Login('buyer01', PASSWORD, storefront)).access_token)
})

afterAll(() => receiver.close())

describe('a buyer', () => {
  test('is who signed in', async () => {
    const me = await Me.Get()
    expect(me).toMatchObject({ ID: 'buyer01', Username: 'buyer01', Buyer: { ID: 'acme' } })
    expect(me.AvailableRoles).toContain('Shopper')
  })

  test('turns pages', async () => {
    const first = await Me.ListProducts({ sortBy: ['ID'], pageSize: 10 })
    const second = await Me.ListProducts({ sortBy: ['ID'], pageSize: 10, page: 2 })
    expect(first.Meta).toMatchObject({ Page: 1, PageSize: 10, ItemRange: [1, 10] })
    expect(second.Meta).toMatchObject({ Page: 2, ItemRange: [11, 20], TotalCount: first.Meta.TotalCount })
    const ids = [...first.Items, ...second.Items].map((p) => p.ID)
    expect(new Set(ids).size).toBe(20)
    expect(ids).toEqual([...ids].sort())
  })

  test('filters by xp, sorts, and searches', async () => {
    const filters = { 'xp.Brand': 'Kestrel', 'xp.Color': 'Clear|Smoke' }
    const { Items } = await Me.ListProducts({ filters, sortBy: ['!Name'], pageSize: 100 })
    expect(Items.length).toBeGreaterThan(1)
    for (const { xp } of Items) {
      expect(xp.Brand).toBe('Kestrel')
      expect(['Clear', 'Smoke']).toContain(xp.Color)
    }
    expect(Items.map((p) => p.Name)).toEqual(
      Items.map((p) => p.Name)
        .sort()
        .reverse(),
    )

    const found = await Me.ListProducts({ search: 'nitrile gloves', searchOn: ['Name', 'Description'] })
    expect(found.Items.map((p) => p.ID)).toContain('BR-DG-05-M')
    expect(found.Meta.TotalCount).toBeLessThan(20)
  })

  test('walks down the categories to a product and its price', async () => {
    const top = await Me.ListCategories({ depth: '1' })
    expect(top.Items.map((c) => c.ParentID).every((parent) => parent === null)).toBe(true)
    const below = await Me.ListCategories({ depth: 'all', filters: { ParentID: 'hands' } })
    expect(below.Items.map((c) => c.ID)).toEqual(['work-gloves', 'disposable-gloves'])
    const { Items } = await Me.ListProducts({ categoryID: 'work-gloves' })
    const product = await Me.GetProduct(Items[0]!.ID)
    expect(product).toEqual(Items[0])
    expect(product.PriceSchedule.PriceBreaks[0]).toMatchObject({ Quantity: 1, Price: 3.48 })
  })

  test('sees its addresses', async () => {
    const { Items } = await Me.ListAddresses({ filters: { Shipping: true } })
    expect(Items.map((a) => a.ID)).toEqual(['acme-gary', 'acme-headquarters', 'acme-joliet'])
  })
})

/** Things an order is made of: product and quantity. */
const WANTED: [ProductID: string, Quantity: number][] = [
  ['BR-GL-310-M', 24],
  ['KS-HH-100-WH', 12],
  ['BR-DG-05-L', 5],
]

describe('an order', () => {
  let id: string

  beforeAll(async () => {
    const WebhookRoutes = [
      { Route: 'v1/orders/{direction}/{orderID}/submit', Verb: 'POST' },
      { Route: 'v1/shipments', Verb: 'POST' },
      { Route: 'v1/shipments/{shipmentID}/items', Verb: 'POST' },
      { Route: 'v1/shipments/{shipmentID}', Verb: 'PATCH' },
    ]
    const hook = {
      ID: 'fulfillment',
      Name: 'Fulfillment',
      Url: `${receiver.url}/after`,
      HashKey: HASH_KEY,
      ApiClientIDs: [storefront, backOffice],
      ConfigData: { warehouse: 'east' },
      WebhookRoutes,
    }
    const created = await Webhooks.Create(hook, admin)
    expect(created.WebhookRoutes).toEqual(WebhookRoutes)
  })

  test('is numbered, filled, addressed and submitted', async () => {
    const { ID, Status, FromUser } = await Orders.Create('Outgoing', {
      ID: 'SO{orders}',
      Comments: 'Dock 3, please.',
    })
    id = ID
    expect(ID).toMatch(/^SO\d{5}$/)
    expect([Status, FromUser.ID]).toEqual(['Unsubmitted', 'buyer01'])
    for (const [ProductID, Quantity] of WANTED) {
      const line = await LineItems.Create('Outgoing', id, { ProductID, Quantity })
      expect(line).toMatchObject({ ProductID, Quantity, Product: { ID: ProductID } })
    }
    await Orders.SetShippingAddress('Outgoing', id, {
      Street1: '12 Pier Road',
      City: 'Gary',
      State: 'IN',
      Zip: '46402',
      Country: 'US',
    })
    await Orders.Patch('Outgoing', id, { ShippingAddressID: 'acme-gary', xp: { PO: '4711' } })
    const lines = await LineItems.List('Outgoing', id)
    expect(lines.Items.map((l) => l.ShippingAddress.City)).toEqual(['Gary', 'Gary', 'Gary'])
    expect(lines.Items.map((l) => l.ShippingAddress.Street1)).toEqual(Array(3).fill('1700 East 4th Avenue'))

    const order = await Orders.Submit('Outgoing', id)
    expect(order).toMatchObject({ ID: id, Status: 'Open', LineItemCount: 3, xp: { PO: '4711' } })
    expect(order.Subtotal).toBeCloseTo(
      lines.Items.reduce((sum, l) => sum + l.LineSubtotal, 0),
      2,
    )
    expect(order.DateSubmitted).toBeTruthy()
    expect((await errorOf(Orders.Submit('Outgoing', id))).errorCode).toBe('Order.CannotSubmitBadStatus')
  })

  test('comes in at the seller', async () => {
    const filters = { Status: 'Open', FromCompanyID: 'acme', Total: '>50', 'xp.PO': '4711' }
    const { Items, Meta } = await Orders.List('Incoming', { filters, sortBy: ['!DateSubmitted'] }, admin)
    expect(Meta.TotalCount).toBe(1)
    expect(Items[0]).toMatchObject({ ID: id, ToCompanyID: 'demo', FromUser: { Email: expect.any(String) } })
    expect((await Orders.Get('Incoming', id, admin)).Total).toBe(Items[0]!.Total)
    const others = await Orders.List('Incoming', { filters: { ...filters, 'xp.PO': '!4711' } }, admin)
    expect(others.Items.map((o) => o.ID)).not.toContain(id)
  })

  test('is complete once all of it has been shipped', async () => {
    const { Items } = await LineItems.List('Incoming', id, {}, admin)
    const [gloves, hats, boxes] = Items.map((l) => l.ID)
    const ship = async (ID: string, parts: [LineItemID: string, QuantityShipped: number][]) => {
      await Shipments.Create({ ID, BuyerID: 'acme', Shipper: 'UPS', TrackingNumber: `1Z-${ID}` }, admin)
      for (const [LineItemID, QuantityShipped] of parts)
        await Shipments.SaveItem(ID, { OrderID: id, LineItemID, QuantityShipped }, admin)
      return Shipments.Patch(ID, { DateShipped: '2026-11-20T09:30:00Z' }, admin)
    }
    await ship(`${id}-1`, [
      [gloves!, 24],
      [hats!, 5],
    ])
    expect(await Orders.Get('Outgoing', id)).toMatchObject({ Status: 'Open' })
    await ship(`${id}-2`, [
      [hats!, 7],
      [boxes!, 5],
    ])
    const order = await Orders.Get('Outgoing', id)
    expect(order.Status).toBe('Completed')
    expect(order.DateCompleted).toBeTruthy()
    const mine = await Me.ListShipments({ orderID: id })
    expect(mine.Items.map((s) => s.ID).sort()).toEqual([`${id}-1`, `${id}-2`])
    const items = await Me.ListShipmentItems(`${id}-2`)
    expect(items.Items.map((i) => i.QuantityShipped).sort()).toEqual([5, 7])
  })

  test('was told to the webhook, signed, each call with an ID of its own', async () => {
    const expected = [
      'POST v1/orders/{direction}/{orderID}/submit',
      ...Array(2).fill('POST v1/shipments'),
      ...Array(4).fill('POST v1/shipments/{shipmentID}/items'),
      ...Array(2).fill('PATCH v1/shipments/{shipmentID}'),
    ].sort()
    // Others use the storefront too; and a call that came twice came with the same ID.
    const calls = () => {
      const mine = receiver.received.filter((r) => r.path === '/after' && r.bytes.includes(id))
      return [...new Map(mine.map((r) => [r.headers['x-oc-delivery-id'], r])).values()]
    }
    await receiver.until(() => calls().length >= expected.length)
    const told = calls().map(({ body }) => `${body.Verb} ${body.Route}`)
    expect(told.sort()).toEqual(expected)
    for (const { headers, bytes, body } of calls()) {
      expect(headers['x-oc-hash']).toBe(hashOf(HASH_KEY, bytes))
      expect(body.ConfigData).toEqual({ warehouse: 'east' })
    }
    const submit = calls().find(({ body }) => body.Route.endsWith('/submit'))!.body
    expect(submit.RouteParams).toEqual({ direction: 'Outgoing', orderID: id })
    expect(submit.Response.Body).toMatchObject({ ID: id, Status: 'Open' })
    expect((await Me.Get({ accessToken: submit.UserToken })).ID).toBe('buyer01')
  })
})

describe('a webhook that is asked before', () => {
  /** Options of a call with the application whose submits are checked. */
  let buyer: { accessToken: string }

  beforeAll(async () => {
    const client = await ApiClients.Create(
      {
        AppName: 'Checked',
        Active: true,
        AccessTokenDuration: 60,
        RefreshTokenDuration: 0,
        AllowAnyBuyer: true,
      },
      admin,
    )
    buyer = { accessToken: (await Auth.Login('buyer01', PASSWORD, client.ID)).access_token }
    const hook = {
      ID: 'credit-check',
      Name: 'Credit check',
      Url: `${receiver.url}/before`,
      HashKey: HASH_KEY,
      BeforeProcessRequest: true,
      ElevatedRoles: ['OrderAdmin' as const],
      ApiClientIDs: [client.ID],
      WebhookRoutes: [{ Route: 'v1/orders/{direction}/{orderID}/submit', Verb: 'POST' }],
    }
    await Webhooks.Create(hook, admin)
  })

  /** An order that could be submitted. */
  async function newOrder(): Promise<string> {
    const { ID } = await Orders.Create('Outgoing', {}, buyer)
    await LineItems.Create('Outgoing', ID, { ProductID: 'BR-GL-310-M', Quantity: 1 }, buyer)
    return ID
  }

  test('may call back into the very order it is asked about', async () => {
    const id = await newOrder()
    decide = async ({ headers, bytes, body }) => {
      expect(headers['x-oc-hash']).toBe(hashOf(HASH_KEY, bytes))
      const back = { accessToken: body.UserToken as string }
      await Orders.Patch('Outgoing', body.RouteParams.orderID, { xp: { CreditChecked: true } }, back)
      return { proceed: true }
    }
    const order = await Orders.Submit('Outgoing', id, buyer)
    expect(order).toMatchObject({ Status: 'Open', xp: { CreditChecked: true } })
  })

  test('may refuse', async () => {
    const id = await newOrder()
    decide = async () => ({ proceed: false, body: { limit: 100 } })
    const error = await errorOf(Orders.Submit('Outgoing', id, buyer))
    expect([error.status, error.errorCode]).toEqual([400, 'blocked by web hook'])
    expect(error.errors![0]!.Data).toMatchObject({ WebhookName: 'Credit check', Body: { limit: 100 } })
    expect((await Orders.Get('Outgoing', id, buyer)).Status).toBe('Unsubmitted')
  })
})
