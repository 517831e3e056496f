import { beforeAll, describe, expect, it } from 'vitest'
import type { User } from '../support/marketplace.ts'
import { alice, buyer, codes, d, m, roundTrips, useDesk } from './support.ts'

useDesk()

beforeAll(async () => {
  await m.product(buyer, { ID: 'P' })
  await m.product(buyer, { ID: 'Q', price: 25 })
})

const ship = (order: string, body: unknown = {}, as: User = m.seller) =>
  m.api('POST', `/orders/Incoming/${order}/ship`, body, as)

const shipmentsOf = async (order: string) =>
  (await m.must('GET', `/orders/Incoming/${order}/shipments`)).Items

describe('shipping an order as a whole', () => {
  it('makes one shipment of all its lines and completes it', async () => {
    const order = await d.open(alice, 'C1', [
      ['X1', 'P', 2],
      ['X2', 'Q', 1],
    ])
    const answer = await ship(order, { TrackingNumber: 'T1', xp: { a: 1 } })
    expect(answer).toMatchObject({
      status: 201,
      body: {
        ID: 'C1',
        Status: 'Completed',
        DateCompleted: expect.any(String),
        Total: 45,
        FromUser: { ID: alice.ID },
      },
    })
    expect(roundTrips(answer)).toBe(2)
    expect(answer.body).toEqual(await d.order(order))
    const [shipment, ...others] = await shipmentsOf(order)
    expect(others).toEqual([])
    expect(shipment).toMatchObject({ BuyerID: 'B1', OwnerID: m.id, TrackingNumber: 'T1', xp: { a: 1 } })
    expect(Date.parse(shipment.DateShipped)).toBeGreaterThan(Date.now() - 60_000)
    expect((await d.items(shipment.ID)).map((i) => [i.LineItemID, i.QuantityShipped])).toEqual([
      ['X1', 2],
      ['X2', 1],
    ])
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 2 })
  })

  it('takes the ID and the date it is given', async () => {
    const order = await d.open(alice, 'dated', [['X1', 'P', 1]])
    const body = { ID: 'box', DateShipped: '2024-01-02', OwnerID: '', BuyerID: 'other' }
    expect(await ship(order, body)).toMatchObject({ status: 201, body: { Status: 'Completed' } })
    expect(await m.must('GET', '/shipments/box')).toMatchObject({
      BuyerID: 'B1',
      OwnerID: m.id,
      DateShipped: '2024-01-02T00:00:00.000+00:00',
    })
  })

  it('refuses an ID that is taken, and ships nothing then', async () => {
    await d.shipment({ ID: 'taken' })
    const order = await d.open(alice, 'clash', [['X1', 'P', 1]])
    const answer = await ship(order, { ID: 'Taken' })
    expect(answer).toMatchObject({
      status: 409,
      body: { Errors: [{ ErrorCode: 'IdExists', Data: { ObjectType: 'Shipment', ObjectID: 'Taken' } }] },
    })
    expect(await d.order(order)).toMatchObject({ Status: 'Open' })
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 0 })
  })

  it('refuses when something of it is on a shipment, and says what', async () => {
    const order = await d.open(alice, 'partly', [
      ['X1', 'P', 2],
      ['X2', 'Q', 1],
    ])
    await d.pack(await d.shipment(), order, 'X1', 1)
    const answer = await ship(order)
    expect([answer.status, codes(answer)]).toEqual([400, ['Order.ConflictsWithOtherShipments']])
    expect(answer.body.Errors[0].Data).toMatchObject([{ ID: 'X1', QuantityShipped: 1 }])
    expect(await shipmentsOf(order)).toHaveLength(1)
  })

  it('refuses drafts, empty orders, canceled ones, and those shipped before', async () => {
    const draft = await d.draft(alice, 'draft', [['X1', 'P', 1]])
    expect(codes(await ship(draft))).toEqual(['Order.CannotShipBadStatus'])
    const canceled = await d.open(alice, 'off', [['X1', 'P', 1]])
    await m.must('POST', `/orders/Incoming/${canceled}/cancel`)
    expect(codes(await ship(canceled))).toEqual(['Order.CannotShipBadStatus'])
    const emptied = await d.open(alice, 'emptied', [['X1', 'P', 1]])
    await m.must('DELETE', `/orders/Incoming/${emptied}/lineitems/X1`)
    expect(codes(await ship(emptied))).toEqual(['Order.CannotShipWithNoLineItems'])
    const done = await d.open(alice, 'done', [['X1', 'P', 1]])
    expect((await ship(done)).status).toBe(201)
    expect(codes(await ship(done))).toEqual(['Order.CannotShipBadStatus'])
    expect((await ship('none')).status).toBe(404)
  })

  it('sends an order of many lines in one batch', async () => {
    const lines = Array.from({ length: 60 }, (_, i) => [`L${i}`, 'P', 1] as [string, string, number])
    const order = await d.open(alice, 'long', lines)
    const answer = await ship(order)
    expect([answer.status, roundTrips(answer), answer.body.Status]).toEqual([201, 2, 'Completed'])
    const [shipment] = await shipmentsOf(order)
    const items = await m.must('GET', `/shipments/${shipment.ID}/items?pageSize=100`)
    expect(items.Meta.TotalCount).toBe(60)
    const shown = await m.must('GET', `/orders/Incoming/${order}/lineitems?pageSize=100`)
    expect(shown.Items.every((l: { QuantityShipped: number }) => l.QuantityShipped === 1)).toBe(true)
  })

  it('is undone by deleting the shipment', async () => {
    const order = await d.open(alice, 'undone', [['X1', 'P', 1]])
    await ship(order, { ID: 'undo' })
    await m.must('DELETE', '/shipments/undo')
    expect(await d.order(order)).toMatchObject({ Status: 'Open', DateCompleted: null })
    expect(await ship(order)).toMatchObject({ status: 201, body: { Status: 'Completed' } })
  })

  it('needs OrderAdmin or ShipmentAdmin', async () => {
    const order = await d.open(alice, 'roles', [['X1', 'P', 1]])
    expect((await ship(order, {}, alice)).status).toBe(403)
    const reader = await m.as(m.seller, { roles: ['OrderReader', 'ShipmentReader'] })
    expect((await ship(order, {}, reader)).status).toBe(403)
    const shipper = await m.as(m.seller, { roles: ['ShipmentAdmin'] })
    expect((await ship(order, {}, shipper)).status).toBe(201)
  })
})
