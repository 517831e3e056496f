import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AdminUsers,
  Auth,
  Configuration,
  LineItems,
  Me,
  type OrderCloudError,
  Orders,
  Products,
  Shipments,
  Tokens,
  Users,
  Webhooks,
} from 'ordercloud-javascript-sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backOffice, INTEGRATION_SECRET, integration, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { hashOf, type Received, type Receiver, startReceiver } from './receiver.ts'
import { resources } from './resources.ts'
import { type StartedWorker, startWorker } from './worker.ts'

const HASH_KEY = 'a key of the receiver'
let worker: StartedWorker
let receiver: Receiver
let state: string
/** What the receiver does with calls to `/before`. */
let decide: (received: Received) => Promise<object>
/** Options of a call as the seller's administrator; without them, a call is the buyer's. */
let admin: { accessToken: string }

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'wharf-sdk-'))
  receiver = await startReceiver((call) => (call.path === '/before' ? decide(call) : 200))
  worker = await startWorker(state)
  Configuration.Set({ baseApiUrl: worker.url })
  admin = { accessToken: (await Auth.Login('admin', PASSWORD, backOffice)).access_token }
  const buyer = await Auth.Login('buyer01', PASSWORD, storefront)
  Tokens.SetAccessToken(buyer.access_token)
  Tokens.SetRefreshToken(buyer.refresh_token)
}, 90_000)

afterAll(async () => {
  await worker.stop()
  await receiver.close()
  await rm(state, { recursive: true })
})

/** The error a call ends with. */
const errorOf = (call: Promise<unknown>): Promise<OrderCloudError> =>
  call.then(
    () => expect.unreachable('the call succeeded'),
    (error) => error,
  )

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

/** An order with a line for each thing wanted. */
async function newOrder(): Promise<string> {
  const { ID } = await Orders.Create('Outgoing', { ID: 'SO{orders}' })
  for (const [ProductID, Quantity] of WANTED) await LineItems.Create('Outgoing', ID, { ProductID, Quantity })
  return ID
}

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
    expect(ID).toBe('SO00001')
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
    const none = await Orders.List('Incoming', { filters: { ...filters, 'xp.PO': '!4711' } }, admin)
    expect(none.Items).toEqual([])
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
    const calls = () => receiver.received.filter((r) => r.path === '/after')
    await receiver.until(() => calls().length >= expected.length)
    expect(
      calls()
        .map(({ body }) => `${body.Verb} ${body.Route}`)
        .sort(),
    ).toEqual(expected)
    for (const { headers, bytes, body } of calls()) {
      expect(headers['x-oc-hash']).toBe(hashOf(HASH_KEY, bytes))
      expect(body.ConfigData).toEqual({ warehouse: 'east' })
    }
    const ids = calls().map((c) => c.headers['x-oc-delivery-id'])
    expect(new Set(ids).size).toBe(expected.length)
    const submit = calls().find(({ body }) => body.Route.endsWith('/submit'))!.body
    expect(submit.RouteParams).toEqual({ direction: 'Outgoing', orderID: id })
    expect(submit.Response.Body).toMatchObject({ ID: id, Status: 'Open' })
    expect((await Me.Get({ accessToken: submit.UserToken })).ID).toBe('buyer01')
  })
})

describe('a webhook that is asked before', () => {
  beforeAll(async () => {
    await Webhooks.Create(
      {
        ID: 'credit-check',
        Name: 'Credit check',
        Url: `${receiver.url}/before`,
        HashKey: HASH_KEY,
        BeforeProcessRequest: true,
        ElevatedRoles: ['OrderAdmin'],
        ApiClientIDs: [storefront],
        WebhookRoutes: [{ Route: 'v1/orders/{direction}/{orderID}/submit', Verb: 'POST' }],
      },
      admin,
    )
  })
  afterAll(() => Webhooks.Delete('credit-check', admin))

  test('may call back into the very order it is asked about', async () => {
    const id = await newOrder()
    decide = async ({ headers, bytes, body }) => {
      expect(headers['x-oc-hash']).toBe(hashOf(HASH_KEY, bytes))
      const back = { accessToken: body.UserToken as string }
      await Orders.Patch('Outgoing', body.RouteParams.orderID, { xp: { CreditChecked: true } }, back)
      return { proceed: true }
    }
    expect(await Orders.Submit('Outgoing', id)).toMatchObject({ Status: 'Open', xp: { CreditChecked: true } })
  })

  test('may refuse', async () => {
    const id = await newOrder()
    decide = async () => ({ proceed: false, body: { limit: 100 } })
    const error = await errorOf(Orders.Submit('Outgoing', id))
    expect([error.status, error.errorCode]).toEqual([400, 'blocked by web hook'])
    expect(error.errors![0]!.Data).toMatchObject({ WebhookName: 'Credit check', Body: { limit: 100 } })
    expect((await Orders.Get('Outgoing', id)).Status).toBe('Unsubmitted')
  })
})

describe('errors', () => {
  test('are those the SDK understands', async () => {
    const missing = await errorOf(Me.GetProduct('no-such-thing'))
    expect(missing).toMatchObject({ isOrderCloudError: true, name: 'OrderCloudError', status: 404 })
    expect(missing.message).toBe('Product no-such-thing not found')
    const bad = await errorOf(Products.Create({ ID: 'no spaces', Name: 'x'.repeat(101) }, admin))
    expect([bad.status, bad.errorCode]).toEqual([400, 'ValidationFailure'])
    expect(bad.errors!.map((e) => e.Data.Property ?? e.Data.Name).length).toBeGreaterThan(0)
    const forbidden = await errorOf(Products.List())
    expect([forbidden.status, forbidden.errorCode]).toEqual([403, 'Auth.InsufficientRoles'])
    const nobody = await errorOf(Auth.Login('buyer01', 'wrong', storefront))
    expect([nobody.status, nobody.errorCode]).toEqual([401, 'Auth.InvalidUsernameOrPassword'])
  })
})

describe('tokens', () => {
  test('are refreshed by the SDK when they have expired', async () => {
    // The SDK reads the expiry off the token; the server would refuse this one for its signature.
    const [head, claims, signature] = Tokens.GetAccessToken()!.split('.')
    const old = { ...JSON.parse(Buffer.from(claims!, 'base64url').toString()), exp: 1_700_000_000 }
    const expired = [head, Buffer.from(JSON.stringify(old)).toString('base64url'), signature].join('.')
    Tokens.SetAccessToken(expired)
    expect((await Me.Get()).ID).toBe('buyer01')
    expect(Tokens.GetAccessToken()).not.toBe(expired)
  })

  test('of nobody shop, and order once', async () => {
    const guest = { accessToken: (await Auth.Anonymous(storefront)).access_token }
    const { Items } = await Me.ListProducts({ search: 'tape' }, guest)
    const { ID } = await Orders.Create('Outgoing', {}, guest)
    const line = await LineItems.Create('Outgoing', ID, { ProductID: Items[0]!.ID, Quantity: 2 }, guest)
    expect(line.LineTotal).toBeGreaterThan(0)
    expect((await errorOf(Orders.Create('Outgoing', {}, guest))).status).toBe(400)
  })

  test('of the integration come by its secret', async () => {
    const service = {
      accessToken: (await Auth.ClientCredentials(INTEGRATION_SECRET, integration)).access_token,
    }
    expect((await Me.Get(service)).ID).toBe('integration')
    const elevated = await Auth.ElevatedLogin(INTEGRATION_SECRET, 'admin', PASSWORD, integration, [
      'BuyerReader',
    ])
    const reader = { accessToken: elevated.access_token }
    expect((await Me.Get(reader)).ID).toBe('admin')
    expect((await errorOf(Users.List('acme', {}, reader))).status).toBe(403)
    expect((await errorOf(Auth.ClientCredentials('wrong', integration))).status).toBe(401)
    expect((await AdminUsers.Get('admin', service)).Username).toBe('admin')
  })
})

describe('administration', () => {
  test('reads everything page by page, from the last ID on', async () => {
    const all: string[] = []
    for (let last = ''; ; last = all.at(-1)!) {
      const filters = last ? { ID: `>${last}` } : {}
      const { Items } = await Products.List({ sortBy: ['ID'], pageSize: 25, filters }, admin)
      if (Items.length === 0) break
      all.push(...Items.map((p) => p.ID))
    }
    const { Meta } = await Products.List({ pageSize: 1 }, admin)
    expect(new Set(all).size).toBe(Meta.TotalCount)
    expect(all).toEqual([...all].sort())
  })

  test.each(Object.entries(resources))(
    'keeps %s',
    async (_, { api, parents, body, change, options = [] as never }) => {
      const created = await api.Create(...parents, body, ...options, admin)
      expect(created).toMatchObject(body)
      const at = [...parents, created.ID]
      expect(await api.Get(...at, admin)).toEqual(created)
      expect(await api.Patch(...at, change, ...options, admin)).toMatchObject({ ...body, ...change })
      const { Items } = await api.List(...parents, { filters: { ID: created.ID } }, admin)
      expect(Items).toMatchObject([{ ...body, ...change }])
      expect(await api.Save(...at, body, ...options, admin)).toMatchObject(body)
      await api.Delete(...at, admin)
      expect((await errorOf(api.Get(...at, admin))).status).toBe(404)
    },
  )
})
