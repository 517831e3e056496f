import { beforeAll, describe, expect, it } from 'vitest'
import { marketplace, type User } from '../support/marketplace.ts'
import { alice, buyer, codes, DATED, d, m, useDesk } from './support.ts'

useDesk()

let bob: User
let carol: User
let zoe: User
let sue: User
let sam: User
/** Shipments: one of the marketplace owner with alice's and bob's orders, one of sue's. */
let owners: string
let sues: string

beforeAll(async () => {
  bob = await m.user('Buyer', 'B1', ['Shopper'], { ID: 'bob' })
  carol = await m.user('Buyer', 'B1', ['ShipmentReader'], { ID: 'carol' })
  const other = await m.buyer({ ID: 'B2' })
  zoe = await m.as(other.user, { roles: ['Shopper', 'ShipmentAdmin', 'OrderAdmin'] })
  sue = (await m.supplier({ ID: 'S1' })).user
  sam = (await m.supplier({ ID: 'S2' })).user
  await m.product(buyer, { ID: 'P', DefaultSupplierID: 'S1' })
  await d.open(alice, 'A1', [['X1', 'P', 2]])
  await d.open(bob, 'B1', [['X1', 'P', 2]])
  await d.open(alice, 'S1', [['X1', 'P', 2]], { ToCompanyID: 'S1' })
  owners = await d.shipment({ ID: 'owners' })
  await d.pack(owners, 'A1', 'X1', 2)
  await d.pack(owners, 'B1', 'X1', 1)
  sues = await d.shipment({ ID: 'sues' }, sue)
  expect((await d.pack(sues, 'S1', 'X1', 1, sue)).status).toBe(200)
})

const ids = async (path: string, as: User) =>
  (await m.must('GET', path, undefined, as)).Items.map((s: { ID: string }) => s.ID)
const orders = async (path: string, as: User) =>
  (await m.must('GET', path, undefined, as)).Items.map((i: { OrderID: string }) => i.OrderID)
const status = async (method: string, path: string, as: User, body?: unknown) =>
  (await m.api(method, path, body, as)).status

describe('shipments are seen', () => {
  it('by the marketplace owner’s users, all of them', async () => {
    expect(await ids('/shipments', m.seller)).toEqual(['owners', 'sues'])
    const reader = await m.as(m.seller, { roles: ['ShipmentReader'] })
    expect(await ids('/shipments', reader)).toEqual(['owners', 'sues'])
    expect(await orders('/shipments/owners/items', reader)).toEqual(['A1', 'B1'])
  })

  it('by a supplier: its own, and those with lines of orders to it', async () => {
    expect(await ids('/shipments', sue)).toEqual(['sues'])
    expect(await ids('/shipments', sam)).toEqual([])
    expect(await m.must('GET', '/shipments/sues', undefined, sue)).toMatchObject({
      OwnerID: 'S1',
      BuyerID: 'B1',
    })
    expect(await m.api('GET', '/shipments/sues', undefined, sam)).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Shipment', ObjectID: 'sues' } }] },
    })
    await d.shipment({ ID: 'mixed' })
    await d.pack('mixed', 'S1', 'X1', 1)
    await d.pack('mixed', 'B1', 'X1', 1)
    expect(await ids('/shipments', sue)).toEqual(['mixed', 'sues'])
    expect(await orders('/shipments/mixed/items', sue)).toEqual(['S1'])
    expect(await ids('/orders/Incoming/S1/shipments', sue)).toEqual(['mixed', 'sues'])
    await m.must('DELETE', '/shipments/mixed')
  })

  it('by a buyer’s users: those to the buyer', async () => {
    expect(await ids('/shipments', carol)).toEqual(['owners', 'sues'])
    expect(await orders('/shipments/owners/items', carol)).toEqual(['A1', 'B1'])
    expect(await ids('/shipments', zoe)).toEqual([])
    expect(await status('GET', '/shipments/owners', zoe)).toBe(404)
    expect(await status('GET', '/shipments/owners/items/A1/X1', zoe)).toBe(404)
  })

  it('by shoppers: those with something of their own, and of it only that', async () => {
    expect(await ids('/me/shipments', alice)).toEqual(['owners', 'sues'])
    expect(await ids('/me/shipments?orderID=S1', alice)).toEqual(['sues'])
    expect(await ids('/me/shipments', bob)).toEqual(['owners'])
    expect(await ids('/me/shipments?orderID=A1', bob)).toEqual([])
    expect(await ids('/me/shipments', await m.user('Buyer', 'B1', ['Shopper']))).toEqual([])
    expect(await m.must('GET', '/me/shipments/owners', undefined, bob)).toMatchObject({ ID: 'owners' })
    expect(await status('GET', '/me/shipments/sues', bob)).toBe(404)
    expect(await orders('/me/shipments/owners/items', alice)).toEqual(['A1'])
    expect(await orders('/me/shipments/owners/items', bob)).toEqual(['B1'])
    expect(await orders('/me/shipments/owners/items?orderID=A1', bob)).toEqual([])
    expect(await status('GET', '/me/shipments/sues/items', bob)).toBe(404)
    expect(await status('GET', '/shipments', alice)).toBe(403)
  })

  it('under the name the order has now', async () => {
    await m.must('PATCH', '/orders/Incoming/A1', { ID: 'A9' })
    expect(await orders('/me/shipments/owners/items', alice)).toEqual(['A9'])
    await m.must('PATCH', '/orders/Incoming/A9', { ID: 'A1' })
  })
})

describe('shipments are changed', () => {
  it('by a supplier with lines of orders to it alone', async () => {
    const own = await d.shipment({}, sam)
    expect(await d.pack(own, 'S1', 'X1', 1, sam)).toMatchObject({
      status: 404,
      body: { Errors: [{ Data: { ObjectType: 'Order', ObjectID: 'S1' } }] },
    })
    expect((await d.pack('sues', 'A1', 'X1', 1, sue)).status).toBe(404)
    await m.must('PATCH', '/shipments/sues', DATED, sue)
    await d.pack('sues', 'S1', 'X1', 2, sue)
    expect(await d.order('S1')).toMatchObject({ Status: 'Completed' })
    await m.must('PATCH', '/shipments/sues', { DateShipped: null }, sue)
  })

  it('not by those who only see them', async () => {
    await d.shipment({ ID: 'seen' })
    await d.pack('sues', 'S1', 'X1', 1)
    await d.pack('seen', 'S1', 'X1', 1)
    expect(await ids('/shipments', sue)).toEqual(['seen', 'sues'])
    for (const [method, path, body] of [
      ['PATCH', '', DATED],
      ['PUT', '', DATED],
      ['DELETE', '', undefined],
      ['POST', '/items', { OrderID: 'S1', LineItemID: 'X1', QuantityShipped: 1 }],
      ['DELETE', '/items/S1/X1', undefined],
      ['PUT', '/shipto', { Street1: '1 Quay', City: 'Oslo', Country: 'NO' }],
    ] as const) {
      const answer = await m.api(method, `/shipments/seen${path}`, body, sue)
      expect([method, answer.status, codes(answer)]).toEqual([method, 403, ['Auth.UserNotAuthorizedToAdmin']])
    }
    expect(await d.order('S1')).toMatchObject({ Status: 'Open' })
    await m.must('DELETE', '/shipments/seen')
  })

  it('never where they are not seen', async () => {
    for (const [method, path, body] of [
      ['PATCH', '', DATED],
      ['PUT', '', DATED],
      ['DELETE', '', undefined],
      ['POST', '/items', { OrderID: 'A1', LineItemID: 'X1', QuantityShipped: 1 }],
      ['PUT', '/shipfrom', { Street1: '1 Quay', City: 'Oslo', Country: 'NO' }],
    ] as const)
      expect([method, await status(method, `/shipments/owners${path}`, sam, body)]).toEqual([method, 404])
    expect(await m.must('GET', '/shipments/owners')).toMatchObject({ OwnerID: m.id, DateShipped: null })
  })

  it('by a buyer’s user for their own buyer', async () => {
    const body = await m.must('POST', '/shipments', { OwnerID: 'S1' }, zoe)
    expect(body).toMatchObject({ BuyerID: 'B2', OwnerID: 'B2' })
    expect(await status('POST', '/shipments', zoe, { BuyerID: 'B1' })).toBe(400)
    expect((await d.pack(body.ID, 'A1', 'X1', 1, zoe)).status).toBe(404)
    await m.must('DELETE', `/shipments/${body.ID}`, undefined, zoe)
  })

  it('with an owner that the marketplace owner alone chooses', async () => {
    expect(await m.must('POST', '/shipments', { ID: 'for-sue', OwnerID: 's1' })).toMatchObject({
      OwnerID: 'S1',
    })
    await m.must('PATCH', '/shipments/for-sue', { Shipper: 'UPS' }, sue)
    await m.must('DELETE', '/shipments/for-sue', undefined, sue)
    expect(await m.must('POST', '/shipments', { OwnerID: 'S1' }, sam)).toMatchObject({ OwnerID: 'S2' })
  })

  it('with the role for it', async () => {
    expect(await status('POST', '/shipments', carol, {})).toBe(403)
    expect(await status('POST', '/shipments', await m.as(m.seller, { roles: ['OrderAdmin'] }), {})).toBe(403)
  })

  it('only in their own marketplace', async () => {
    const other = await marketplace()
    expect((await other.api('GET', '/shipments/owners')).status).toBe(404)
    expect((await other.api('GET', '/shipments')).body.Items).toEqual([])
    const { ID } = await other.must('POST', '/shipments', { ID: 'owners' })
    expect(
      (
        await other.api('POST', `/shipments/${ID}/items`, {
          OrderID: 'A1',
          LineItemID: 'X1',
          QuantityShipped: 1,
        })
      ).status,
    ).toBe(404)
  })
})
