import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { User } from '../support/marketplace.ts'
import { alice, buyer, codes, DATED, d, m, roundTrips, useDesk } from './support.ts'

useDesk()

let zoe: User

beforeAll(async () => {
  const other = await m.buyer({ ID: 'B2' })
  zoe = other.user
  await m.product(buyer, { ID: 'P' })
  await m.product(buyer, { ID: 'Q', price: 25 })
  await m.must('POST', '/catalogs/productassignments', { CatalogID: other.ID, ProductID: 'P' })
})

describe('a shipment that is packed and then dated', () => {
  it('completes the order with its date, and not before', async () => {
    const order = await d.open(alice, 'C1', [['X1', 'P', 2]])
    const created = await m.api('POST', '/shipments', {
      BuyerID: 'B1',
      TrackingNumber: 'JD0146',
      Cost: 7.505,
    })
    expect(created).toMatchObject({
      status: 201,
      body: { BuyerID: 'B1', OwnerID: m.id, DateShipped: null, Cost: 7.51, FromAddress: null, xp: null },
    })
    const { ID } = created.body
    const packed = await d.pack(ID, order, 'X1', 2)
    expect(packed).toMatchObject({
      status: 200,
      body: {
        OrderID: 'C1',
        LineItemID: 'X1',
        QuantityShipped: 2,
        UnitPrice: 10,
        CostCenter: null,
        Product: { ID: 'P', Name: 'Product P' },
        Variant: null,
        Specs: [],
        xp: null,
      },
    })
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 2 })
    expect(await d.order(order)).toMatchObject({ Status: 'Open', DateCompleted: null })

    const dated = await m.api('PATCH', `/shipments/${ID}`, DATED)
    expect(dated).toMatchObject({ status: 200, body: { DateShipped: '2024-05-02T00:00:00.000+00:00' } })
    expect(await d.order(order)).toMatchObject({ Status: 'Completed', DateCompleted: expect.any(String) })
    expect([created, packed, dated].map(roundTrips)).toEqual([2, 2, 2])
  })

  it('completes it also when it was dated from the start', async () => {
    const order = await d.open(alice, 'early', [['X1', 'P', 1]])
    await d.pack(await d.shipment(DATED), order, 'X1', 1)
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })

  it('completes it as the second of two, whatever the order of dates and items', async () => {
    const order = await d.open(alice, 'parts', [
      ['X1', 'P', 2],
      ['X2', 'Q', 1],
    ])
    const [one, two] = [await d.shipment(), await d.shipment(DATED)]
    await d.pack(one, order, 'X1', 1)
    await d.pack(two, order, 'X1', 1)
    await d.pack(two, order, 'X2', 1)
    expect(await d.order(order)).toMatchObject({ Status: 'Open' })
    await m.must('PUT', `/shipments/${one}`, DATED)
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })

  it('leaves the order open with a part of a line', async () => {
    const order = await d.open(alice, 'part', [['X1', 'P', 2]])
    await d.pack(await d.shipment(DATED), order, 'X1', 1)
    expect(await d.order(order)).toMatchObject({ Status: 'Open' })
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 1 })
  })

  it('moves the last change of the order', async () => {
    const order = await d.open(alice, 'touched', [['X1', 'P', 2]])
    const ID = await d.shipment()
    for (const write of [
      () => d.pack(ID, order, 'X1', 1),
      () => m.must('PATCH', `/shipments/${ID}`, { TrackingNumber: 'T' }),
      () => m.must('PUT', `/shipments/${ID}/shipto`, { Street1: '1 Quay', City: 'Oslo', Country: 'NO' }),
      () => m.must('DELETE', `/shipments/${ID}/items/${order}/X1`),
    ]) {
      const { LastUpdated } = await d.order(order)
      await write()
      const after = (await d.order(order)).LastUpdated
      expect(after > LastUpdated).toBe(true)
    }
  })
})

describe('the quantity of an item', () => {
  it('never exceeds what was ordered, on one shipment or over several', async () => {
    const order = await d.open(alice, 'much', [['X1', 'P', 2]])
    const [one, two] = [await d.shipment(), await d.shipment()]
    const refused = await d.pack(one, order, 'X1', 3)
    expect([refused.status, codes(refused)]).toEqual([400, ['ShipmentItem.QuantityExceeded']])
    await d.pack(one, order, 'X1', 2)
    expect((await d.pack(two, order, 'X1', 1)).body.Errors[0]).toMatchObject({
      ErrorCode: 'ShipmentItem.QuantityExceeded',
      Data: { OrderID: order, LineItemID: 'X1', Quantity: 2, QuantityShipped: 2 },
    })
    expect(await d.items(two)).toEqual([])
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 2 })
  })

  it('is replaced when the same line is put there again', async () => {
    const order = await d.open(alice, 'again', [['X1', 'P', 2]])
    const ID = await d.shipment()
    await d.pack(ID, order, 'X1', 2)
    expect(await d.pack(ID, order, 'x1', 1)).toMatchObject({ status: 200, body: { LineItemID: 'X1' } })
    expect(await d.items(ID)).toMatchObject([{ LineItemID: 'X1', QuantityShipped: 1 }])
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 1 })
  })

  it.each([0, -1, 1.5, null, undefined, 'one'])('cannot be %s', async (quantity) => {
    const answer = await d.pack('any', 'any', 'any', quantity as number)
    expect([answer.status, codes(answer)]).toEqual([400, ['ValidationFailure']])
  })
})

describe('an order that its shipments completed', () => {
  const shipped = async (ID: string) => {
    const order = await d.open(alice, ID, [['X1', 'P', 2]])
    const shipment = await d.shipment(DATED)
    await d.pack(shipment, order, 'X1', 2)
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
    return { order, shipment }
  }
  const isOpen = async (order: string, QuantityShipped: number) => {
    expect(await d.order(order)).toMatchObject({ Status: 'Open', DateCompleted: null })
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped })
  }

  it('opens again without the item', async () => {
    const { order, shipment } = await shipped('undo-item')
    const answer = await m.api('DELETE', `/shipments/${shipment}/items/${order}/X1`)
    expect([answer.status, roundTrips(answer)]).toEqual([204, 2])
    await isOpen(order, 0)
    expect(await d.items(shipment)).toEqual([])
  })

  it('opens again with less of it', async () => {
    const { order, shipment } = await shipped('undo-some')
    await d.pack(shipment, order, 'X1', 1)
    await isOpen(order, 1)
  })

  it('opens again without the date', async () => {
    const { order, shipment } = await shipped('undo-date')
    await m.must('PATCH', `/shipments/${shipment}`, { DateShipped: null })
    await isOpen(order, 2)
  })

  it('opens again without the shipment', async () => {
    const { order, shipment } = await shipped('undo-all')
    const answer = await m.api('DELETE', `/shipments/${shipment}`)
    expect([answer.status, roundTrips(answer)]).toEqual([204, 2])
    await isOpen(order, 0)
    expect(await m.api('GET', `/shipments/${shipment}`)).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Shipment', ObjectID: shipment } }] },
    })
  })
})

describe('an order that was completed by hand', () => {
  it('can neither be shipped nor opened again', async () => {
    const order = await d.open(alice, 'hand', [['X1', 'P', 2]])
    const shipment = await d.shipment(DATED)
    await d.pack(shipment, order, 'X1', 1)
    await m.must('POST', `/orders/Incoming/${order}/complete`)
    expect(codes(await d.pack(shipment, order, 'X1', 2))).toEqual(['Order.CannotShipBadStatus'])
    expect(codes(await m.api('POST', `/orders/Incoming/${order}/ship`))).toEqual([
      'Order.CannotShipBadStatus',
    ])
    await m.must('DELETE', `/shipments/${shipment}/items/${order}/X1`)
    expect(await d.order(order)).toMatchObject({ Status: 'Completed', DateCompleted: expect.any(String) })
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 0 })
  })
})

describe('other statuses', () => {
  it('take items before they are submitted, and complete with a shipment after', async () => {
    const order = await d.draft(alice, 'draft', [['X1', 'P', 1]])
    const shipment = await d.shipment(DATED)
    expect((await d.pack(shipment, order, 'X1', 1)).status).toBe(200)
    expect(await d.order(order)).toMatchObject({ Status: 'Unsubmitted' })
    await m.must('POST', `/orders/Outgoing/${order}/submit`, undefined, alice)
    await m.must('PATCH', `/shipments/${shipment}`, { TrackingNumber: 'T2' })
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })

  it('take none once canceled', async () => {
    const order = await d.open(alice, 'off', [['X1', 'P', 1]])
    await m.must('POST', `/orders/Incoming/${order}/cancel`)
    const answer = await d.pack(await d.shipment(), order, 'X1', 1)
    expect([answer.status, codes(answer)]).toEqual([400, ['Order.CannotShipBadStatus']])
  })
})

describe('a shipment of several orders', () => {
  it('completes all of them with its date', async () => {
    const orders = [
      await d.open(alice, 'two-1', [['X1', 'P', 1]]),
      await d.open(alice, 'two-2', [['X1', 'Q', 1]]),
    ]
    const shipment = await d.shipment()
    for (const order of orders) await d.pack(shipment, order, 'X1', 1)
    expect(await m.must('GET', `/shipments/${shipment}`)).toMatchObject({ BuyerID: 'B1' })
    const listed = async (query: string) =>
      (await m.must('GET', `/shipments/${shipment}/items?${query}`)).Items.map(
        (i: { OrderID: string }) => i.OrderID,
      )
    expect(await listed('sortBy=!OrderID')).toEqual(['two-2', 'two-1'])
    expect(await listed('Product.Name=Product Q&QuantityShipped=1')).toEqual(['two-2'])
    expect(await listed('OrderID=TWO-1&UnitPrice=>9.5')).toEqual(['two-1'])
    expect(await listed('search=anything')).toEqual(['two-1', 'two-2'])
    expect((await d.items(shipment)).map((i) => [i.OrderID, i.Product.ID])).toEqual([
      ['two-1', 'P'],
      ['two-2', 'Q'],
    ])
    const dated = await m.api('PATCH', `/shipments/${shipment}`, DATED)
    expect([dated.status, roundTrips(dated)]).toEqual([200, 2])
    for (const order of orders) expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })

  it('goes to one buyer', async () => {
    const shipment = await d.shipment()
    await d.pack(shipment, await d.open(alice, 'of-alice', [['X1', 'P', 1]]), 'X1', 1)
    const answer = await d.pack(shipment, await d.open(zoe, 'of-zoe', [['X1', 'P', 1]]), 'X1', 1)
    expect([answer.status, codes(answer)]).toEqual([400, ['ValidationFailure']])
    expect((await m.api('PATCH', `/shipments/${shipment}`, { BuyerID: 'B2' })).status).toBe(400)
    expect(await m.must('PATCH', `/shipments/${shipment}`, { BuyerID: null })).toMatchObject({
      BuyerID: 'B1',
    })
  })
})

describe('a bundle', () => {
  it('is shipped by its items alone', async () => {
    const order = await d.open(alice, 'kit', [
      ['K', 'P', 1],
      ['X1', 'Q', 1],
    ])
    await env.DB.prepare(
      "update line_items set IsBundle = 1 where Marketplace = ?1 and ID = 'K' and OrderKey = (select Key from orders where Marketplace = ?1 and ID = ?2)",
    )
      .bind(m.id, order)
      .run()
    const shipment = await d.shipment(DATED)
    const answer = await d.pack(shipment, order, 'K', 1)
    expect([answer.status, codes(answer)]).toEqual([400, ['ShipmentItem.CannotBeBundle']])
    await d.pack(shipment, order, 'X1', 1)
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })
})

describe('what a path or a body names', () => {
  it('must be there', async () => {
    const order = await d.open(alice, 'named', [['X1', 'P', 1]])
    const shipment = await d.shipment()
    const missing = async (answer: Promise<{ status: number; body: { Errors: { Data: unknown }[] } }>) => {
      const { status, body } = await answer
      return [status, body.Errors[0]?.Data]
    }
    const data = (ObjectType: string, ObjectID: string) => [404, { ObjectType, ObjectID }]
    expect(await missing(d.pack('none', order, 'X1', 1))).toEqual(data('Shipment', 'none'))
    expect(await missing(d.pack(shipment, 'none', 'X1', 1))).toEqual(data('Order', 'none'))
    expect(await missing(d.pack(shipment, order, 'none', 1))).toEqual(data('LineItem', 'none'))
    const item = `/shipments/${shipment}/items/${order}/X1`
    const unknown = data('ShipmentItem', `${order}/X1`)
    expect(await missing(m.api('GET', item))).toEqual(unknown)
    expect(await missing(m.api('DELETE', item))).toEqual(unknown)
    expect(await missing(m.api('GET', '/shipments/none/items'))).toEqual(data('Shipment', 'none'))
    expect(await missing(m.api('POST', '/shipments', { BuyerID: 'none' }))).toEqual(data('Buyer', 'none'))
    expect(await missing(m.api('POST', '/shipments', { OwnerID: 'none' }))).toEqual(data('Supplier', 'none'))
  })

  it('is followed when it is renamed', async () => {
    const order = await d.open(alice, 'before', [['X1', 'P', 1]])
    const shipment = await d.shipment({ ID: 'box' })
    await d.pack(shipment, order, 'X1', 1)
    await m.must('PATCH', '/orders/Incoming/before', { ID: 'after' })
    await m.must('PATCH', '/orders/Incoming/after/lineitems/X1', { ID: 'x1' })
    await m.must('PATCH', '/orders/Incoming/after/lineitems/X1', { ID: 'L' })
    await m.must('PATCH', '/shipments/box', { ID: 'crate' })
    expect(await m.must('GET', '/shipments/crate/items/after/L')).toMatchObject({
      OrderID: 'after',
      LineItemID: 'L',
      QuantityShipped: 1,
    })
    await m.must('PATCH', '/shipments/crate', DATED)
    expect(await d.order('after')).toMatchObject({ Status: 'Completed' })
  })

  it('is left behind when it is deleted', async () => {
    const order = await d.open(alice, 'gone', [['X1', 'P', 1]])
    const shipment = await d.shipment(DATED)
    await d.pack(shipment, order, 'X1', 1)
    await m.must('DELETE', `/orders/Incoming/${order}`)
    expect(await d.items(shipment)).toEqual([])
    expect(await m.must('GET', `/shipments/${shipment}`)).toMatchObject({ BuyerID: 'B1' })
  })

  it('goes with a product that leaves a draft', async () => {
    await m.product({ ID: 'B1' }, { ID: 'R' })
    const order = await d.draft(alice, 'losing', [['X1', 'R', 1]])
    const shipment = await d.shipment()
    await d.pack(shipment, order, 'X1', 1)
    await m.must('DELETE', '/products/R')
    expect(await d.items(shipment)).toEqual([])
    expect(await d.order(order)).toMatchObject({ LineItemCount: 0 })
  })
})

describe('a shipment itself', () => {
  it('keeps its ID to itself', async () => {
    await d.shipment({ ID: 'one' })
    expect(await m.api('POST', '/shipments', { ID: 'ONE' })).toMatchObject({
      status: 409,
      body: { Errors: [{ ErrorCode: 'IdExists' }] },
    })
  })

  it('can be put back as it was read', async () => {
    const order = await d.open(alice, 'back', [['X1', 'P', 1]])
    const shipment = await d.shipment({ ...DATED, Shipper: 'DHL', Cost: 7.5, xp: { Boxes: 2 } })
    await d.pack(shipment, order, 'X1', 1)
    const read = await m.must('GET', `/shipments/${shipment}`)
    expect(await m.must('PUT', `/shipments/${shipment}`, read)).toEqual(read)
    expect(await m.must('PUT', `/shipments/${shipment}`, {})).toMatchObject({
      BuyerID: 'B1',
      OwnerID: m.id,
      Shipper: null,
      Cost: null,
      DateShipped: null,
      xp: null,
    })
    expect(await d.order(order)).toMatchObject({ Status: 'Open' })
  })

  it('is listed by its date, searched, sorted, and found by an order on it', async () => {
    const order = await d.open(alice, 'found', [['X1', 'P', 1]])
    const shipment = await d.shipment({ ID: 'zz-found', Shipper: 'Slowboat', Cost: 99 })
    await d.pack(shipment, order, 'X1', 1)
    const ids = async (query: string) =>
      (await m.must('GET', `/shipments?${query}`)).Items.map((s: { ID: string }) => s.ID)
    expect(await ids(`orderID=${order}`)).toEqual(['zz-found'])
    expect(await ids('orderID=none')).toEqual([])
    expect(await ids('search=slowb')).toEqual(['zz-found'])
    expect(await ids('sortBy=!Cost&pageSize=1')).toEqual(['zz-found'])
    expect(await ids('Cost=>98.5&BuyerID=b1')).toEqual(['zz-found'])
    expect((await ids('DateShipped=*&pageSize=100')).includes('zz-found')).toBe(false)
    const list = await m.api('GET', `/orders/Incoming/${order}/shipments`)
    expect([list.body.Items.map((s: { ID: string }) => s.ID), roundTrips(list)]).toEqual([['zz-found'], 1])
    expect((await m.api('GET', '/orders/Incoming/none/shipments')).status).toBe(404)
  })
})
