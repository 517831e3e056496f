import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { betweenReadAndWrite, sentDuring } from '../support/observe.ts'

let m: Marketplace
let buyer: { ID: string; user: User }
/** Path of an unsubmitted order of the buyer's. */
let order: string

interface Line {
  ID: string
  ProductID: string
  Quantity: number
  UnitPrice: number
  LineTotal: number
  IsBundle: boolean
  BundleItemID: string | null
}

/** A kit of a mug (required, two of them), a cup (required, no default) and a lid, whose price in the kit is 3. */
beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  for (const [ID, price] of [
    ['mug', 10],
    ['cup', 5],
    ['lid', 4],
    ['jug', 20],
  ] as const)
    await m.product(buyer, { ID, price })
  await m.must('PATCH', '/priceschedules/lid', { PriceBreaks: [{ Quantity: 1, Price: 4, BundlePrice: 3 }] })
  await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true, xp: { Box: true } })
  await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'kit' })
  await put('mug', true, 2)
  await put('lid', false)
  order = `/orders/Outgoing/${(await m.order(buyer.user)).ID}`
})

const put = (ProductID: string, Required: boolean, DefaultQuantity?: number) =>
  m.must('POST', '/bundles/productassignments', { BundleID: 'kit', ProductID, Required, DefaultQuantity })
const code = (method: string, path: string, body?: unknown, as: As = buyer.user) =>
  m.outcome(method, path, body, as)
const buy = (LineItems?: object[], as: As = buyer.user): Promise<Line> =>
  m.must('POST', `${order}/bundles/kit`, LineItems ? { LineItems } : {}, as)
const lines = async (): Promise<Line[]> =>
  (await m.must('GET', `${order}/lineitems?pageSize=100`, undefined, buyer.user)).Items
const header = () => m.must('GET', order, undefined, buyer.user)

describe('a bundle on an order', () => {
  it('is a free line of its own with a line for each item, which the order counts', async () => {
    const heading = await buy([{ ProductID: 'lid', Quantity: 4, xp: { Color: 'Red' } }])
    expect(heading).toMatchObject({
      ProductID: 'kit',
      IsBundle: true,
      BundleItemID: null,
      Quantity: 1,
      UnitPrice: 0,
      LineTotal: 0,
      Product: { ID: 'kit', Name: 'Kit', xp: { Box: true } },
    })
    const all = await lines()
    expect(all).toHaveLength(3)
    const items = all.filter((l) => l.BundleItemID === heading.ID)
    expect(items.find((l) => l.ProductID === 'mug')).toMatchObject({
      Quantity: 2,
      LineTotal: 20,
      IsBundle: false,
    })
    expect(items.find((l) => l.ProductID === 'lid')).toMatchObject({ Quantity: 4, xp: { Color: 'Red' } })
    expect(await header()).toMatchObject({ LineItemCount: 2, Subtotal: 32, Total: 32 })
  })

  it('prices its items by BundlePrice first, and like any line else', async () => {
    await m.must('POST', `${order}/lineitems`, { ProductID: 'lid' }, buyer.user)
    await buy([{ ProductID: 'lid' }])
    const prices = (await lines())
      .filter((l) => l.ProductID === 'lid')
      .map((l) => [!!l.BundleItemID, l.UnitPrice])
    expect(prices.sort()).toEqual([
      [false, 4],
      [true, 3],
    ])
    const lid = (await lines()).find((l) => l.ProductID === 'lid' && l.BundleItemID)!
    await m.must('PATCH', `${order}/lineitems/${lid.ID}`, { Quantity: 5 }, buyer.user)
    expect(await header()).toMatchObject({ LineItemCount: 3, Subtotal: 39 })
  })

  it('takes quantities left out from the bundle, else one', async () => {
    await buy([{ ProductID: 'mug' }, { ProductID: 'lid' }])
    expect(
      (await lines())
        .filter((l) => !l.IsBundle)
        .map((l) => [l.ProductID, l.Quantity])
        .sort(),
    ).toEqual([
      ['lid', 1],
      ['mug', 2],
    ])
  })

  it('adds what is required, and wants it where there is no default quantity', async () => {
    await buy()
    expect((await lines()).filter((l) => !l.IsBundle).map((l) => l.ProductID)).toEqual(['mug'])
    await put('cup', true)
    expect(await code('POST', `${order}/bundles/kit`, {})).toEqual([400, 'Bundle.DefaultQuantityMissing'])
    expect(await code('POST', `${order}/bundles/kit`, { LineItems: [] })).toEqual([
      400,
      'Bundle.DefaultQuantityMissing',
    ])
    expect(await code('POST', `${order}/bundles/kit`, { LineItems: [{ ProductID: 'lid' }] })).toEqual([
      400,
      'Bundle.RequiredBundleItemMissing',
    ])
    await buy([{ ProductID: 'cup' }])
    expect(await lines()).toHaveLength(2 + 3)
  })

  it('holds what is in the bundle and nothing else, all or nothing', async () => {
    expect(await code('POST', `${order}/bundles/kit`, { LineItems: [{ ProductID: 'jug' }] })).toEqual([
      400,
      'Bundle.ProductNotAssigned',
    ])
    await m.must('PATCH', '/priceschedules/lid', { MinQuantity: 3 })
    expect(await code('POST', `${order}/bundles/kit`, { LineItems: [{ ProductID: 'lid' }] })).toEqual([
      400,
      'PriceSchedule.CannotBeLessThanMin',
    ])
    await m.must('PATCH', '/products/mug', { Inventory: { Enabled: true, QuantityAvailable: 1 } })
    expect(await code('POST', `${order}/bundles/kit`, {})).toEqual([400, 'Inventory.Insufficient'])
    await m.must('DELETE', '/bundles/kit/productassignments/mug')
    expect(await code('POST', `${order}/bundles/kit`, {})).toEqual([400, 'ValidationFailure'])
    expect(await lines()).toEqual([])
    expect(await header()).toMatchObject({ LineItemCount: 0, Total: 0 })
  })

  it('lets the shopper pick a child of a parent product', async () => {
    await m.product(buyer, { ID: 'shirt', IsParent: true })
    await m.must('POST', '/products', { ID: 'shirt-L', Name: 'L', ParentID: 'shirt', Active: true })
    await put('shirt', true, 1)
    expect(await code('POST', `${order}/bundles/kit`, {})).toEqual([400, 'Bundle.RequiredBundleItemMissing'])
    await buy([{ ProductID: 'shirt-L', Quantity: 1 }])
    expect((await lines()).map((l) => l.ProductID).sort()).toEqual(['kit', 'mug', 'shirt-L'])
  })

  it.each([0, -1, 1.5, 'x', null])('answers a quantity of %s as a line does', async (Quantity) => {
    const said = async (path: string, body: object) => {
      const answer = await m.api('POST', `${order}${path}`, body, buyer.user)
      return [answer.status, answer.body.Errors?.map((e: { ErrorCode: string }) => e.ErrorCode)]
    }
    const line = { ProductID: 'mug', Quantity }
    expect(await said('/bundles/kit', { LineItems: [{ ProductID: 'lid' }, line] })).toEqual(
      await said('/lineitems', line),
    )
  })

  it('is visible to the order’s user, and bought as a bundle', async () => {
    expect(await code('POST', `${order}/lineitems`, { ProductID: 'kit' })).toEqual([
      400,
      'LineItem.CannotPurchaseBundleProduct',
    ])
    expect(await code('POST', `${order}/bundles/mug`, {})).toEqual([404, 'NotFound'])
    expect(await code('POST', `${order}/bundles/none`, {})).toEqual([404, 'NotFound'])
    await m.must('PATCH', '/bundles/kit', { Active: false })
    expect(await code('POST', `${order}/bundles/kit`, {})).toEqual([404, 'NotFound'])
  })

  it('costs two round trips, however many items it has', async () => {
    await m.must('GET', '/me/products', undefined, buyer.user)
    const sent = await sentDuring(() => buy([{ ProductID: 'lid' }, { ProductID: 'lid' }]))
    expect(sent.flatMap((s) => s.batches)).toHaveLength(2)
  })
})

describe('the lines of a bundle', () => {
  it('are removed with it and not one by one', async () => {
    await m.must('POST', `${order}/lineitems`, { ProductID: 'jug' }, buyer.user)
    const first = await buy([{ ProductID: 'lid' }])
    const second = await buy()
    expect(await code('DELETE', `${order}/lineitems/${first.ID}`)).toEqual([
      400,
      'LineItem.CannotRemoveBundle',
    ])
    const item = async (ProductID: string) =>
      (await lines()).find((l) => l.ProductID === ProductID && l.BundleItemID === first.ID)!.ID
    expect(await code('DELETE', `${order}/lineitems/${await item('mug')}`)).toEqual([
      400,
      'LineItem.CannotRemoveRequiredBundleItem',
    ])
    expect(await code('DELETE', `${order}/lineitems/${await item('lid')}`)).toEqual([
      400,
      'LineItem.CannotRemoveBundleItem',
    ])
    expect(await code('DELETE', `${order}/bundles/other/${first.ID}`)).toEqual([404, 'NotFound'])
    expect(await code('DELETE', `${order}/bundles/kit/${first.ID}`)).toBe(204)
    expect(await code('DELETE', `${order}/bundles/kit/${first.ID}`)).toEqual([404, 'NotFound'])
    expect((await lines()).map((l) => l.BundleItemID ?? l.ProductID).sort()).toEqual(
      ['jug', 'kit', second.ID].sort(),
    )
    expect(await header()).toMatchObject({ LineItemCount: 2, Subtotal: 40 })
  })

  it('stay together when the heading is renamed; it is always one, and free', async () => {
    const heading = await buy()
    await m.must('PATCH', `${order}/lineitems/${heading.ID}`, { ID: 'head' }, buyer.user)
    expect((await lines()).find((l) => l.ProductID === 'mug')!.BundleItemID).toBe('head')
    expect(await code('PATCH', `${order}/lineitems/head`, { Quantity: 2 })).toEqual([
      400,
      'ValidationFailure',
    ])
    const incoming = order.replace('Outgoing', 'Incoming')
    expect(await code('PATCH', `${incoming}/lineitems/head`, { UnitPrice: 2 }, 'seller')).toEqual([
      400,
      'ValidationFailure',
    ])
    expect(await code('DELETE', `${order}/bundles/kit/head`)).toBe(204)
    expect(await lines()).toEqual([])
  })

  it('leave an order with a deleted bundle, and its totals follow', async () => {
    await m.must('POST', `${order}/lineitems`, { ProductID: 'jug' }, buyer.user)
    await buy()
    await m.must('DELETE', '/bundles/kit')
    expect((await lines()).map((l) => l.ProductID)).toEqual(['jug'])
    expect(await header()).toMatchObject({ LineItemCount: 1, Subtotal: 20, Total: 20 })
  })
})

describe('a submitted order with a bundle', () => {
  it('takes and gives back the stock of its items, not of the bundle', async () => {
    const stock = { Inventory: { Enabled: true, QuantityAvailable: 10 } }
    await m.must('PATCH', '/products/mug', stock)
    await m.must('PATCH', '/products/kit', stock)
    await buy()
    await m.must('POST', `${order}/submit`, {}, buyer.user)
    const left = async (id: string) => (await m.must('GET', `/products/${id}`)).Inventory.QuantityAvailable
    expect([await left('mug'), await left('kit')]).toEqual([8, 10])
    const incoming = order.replace('Outgoing', 'Incoming')
    const heading = await m.must('POST', `${incoming}/bundles/kit`, {
      LineItems: [{ ProductID: 'mug', Quantity: 1 }],
    })
    expect([await left('mug'), await left('kit')]).toEqual([7, 10])
    expect(heading.Product).toMatchObject({ ID: 'kit' })
    await m.must('DELETE', `${incoming}/bundles/kit/${heading.ID}`)
    expect(await left('mug')).toBe(8)
    await m.must('POST', `${incoming}/cancel`)
    expect([await left('mug'), await left('kit')]).toEqual([10, 10])
  })

  it('is refused when the bundle or what it needs is not for sale any more', async () => {
    await buy()
    await m.must('PATCH', '/bundles/kit', { Active: false })
    expect(await code('POST', `${order}/submit`, {})).toEqual([400, 'Order.CannotSubmitWithInactiveProduct'])
    await m.must('PATCH', '/bundles/kit', { Active: true })
    await m.must('DELETE', `/catalogs/${buyer.ID}/bundleassignments/kit`)
    expect(await code('POST', `${order}/submit`, {})).toEqual([400, 'Order.ProductsNotFound'])
  })

  it('is refused when the bundle holds other products by then, and must be bought with others', async () => {
    const heading = await buy([{ ProductID: 'lid' }])
    await put('cup', true)
    await m.must('DELETE', '/bundles/kit/productassignments/lid')
    const lid = (await lines()).find((l) => l.ProductID === 'lid')!.ID
    for (const action of ['validate', 'submit']) {
      const { status, body } = await m.api('POST', `${order}/${action}`, {}, buyer.user)
      expect([
        status,
        body.Errors.map((e: { ErrorCode: string; Data: unknown }) => [e.ErrorCode, e.Data]),
      ]).toEqual([
        400,
        [
          ['Bundle.ProductNotAssigned', { ProductID: 'lid', LineItemID: lid }],
          ['Bundle.RequiredBundleItemMissing', { ProductID: 'cup', LineItemID: heading.ID }],
        ],
      ])
    }
    await put('cup', false)
    await put('lid', false)
    expect(await code('POST', `${order}/submit`, {})).toBe(201)
  })

  it('is refused for what the bundle comes to hold while it is submitted', async () => {
    await buy()
    await m.must('GET', '/me/products', undefined, buyer.user)
    const added =
      "insert into bundle_products (Marketplace, BundleID, ProductID, Required, Version) values (?, 'kit', 'cup', 1, 1)"
    const answer = await betweenReadAndWrite(m.id, 'Orders.Submit', [added], () =>
      code('POST', `${order}/submit`, {}),
    )
    expect(answer).toEqual([400, 'Bundle.RequiredBundleItemMissing'])
  })

  it('ships by its items, and is complete without the heading', async () => {
    const heading = await buy([{ ProductID: 'lid' }])
    await m.must('POST', `${order}/submit`, {}, buyer.user)
    const OrderID = order.split('/').at(-1)
    await m.must('POST', '/shipments', { ID: 'parcel', DateShipped: '2026-01-02' })
    const ship = (LineItemID: string, QuantityShipped: number) =>
      code('POST', '/shipments/parcel/items', { OrderID, LineItemID, QuantityShipped }, 'seller')
    expect(await ship(heading.ID, 1)).toEqual([400, 'ShipmentItem.CannotBeBundle'])
    for (const line of await lines()) if (!line.IsBundle) expect(await ship(line.ID, line.Quantity)).toBe(200)
    expect(await header()).toMatchObject({ Status: 'Completed' })
    expect(
      await code('DELETE', `/orders/Incoming/${OrderID}/bundles/kit/${heading.ID}`, undefined, 'seller'),
    ).toEqual([400, 'ValidationFailure'])
  })

  it('ships as a whole without the heading', async () => {
    await buy()
    await m.must('POST', `${order}/submit`, {}, buyer.user)
    const shipped = await m.must('POST', `${order.replace('Outgoing', 'Incoming')}/ship`, { ID: 'all' })
    expect(shipped.Status).toBe('Completed')
    expect(
      (await m.must('GET', '/shipments/all/items')).Items.map((i: Line) => i.ProductID ?? 1),
    ).toHaveLength(1)
  })
})

it('ten purchases of a bundle at once are ten bundles', async () => {
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => m.api('POST', `${order}/bundles/kit`, {}, buyer.user)),
  )
  expect(answers.map((a) => a.status)).toEqual(Array(10).fill(201))
  expect(await header()).toMatchObject({ LineItemCount: 10, Subtotal: 200 })
})
