import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Outcome } from '../../src/api/request.ts'
import { verifyToken } from '../../src/auth/tokens/token.ts'
import { operationByID } from '../../src/operations.ts'
import { outcomeOf } from '../../src/outcome.ts'
import { alice, buyer, codes, DATED, d, m, useDesk } from './support.ts'

useDesk()

beforeAll(async () => {
  await m.product(buyer, { ID: 'P' })
})

const times = <T>(n: number, make: (i: number) => Promise<T>) =>
  Promise.all(Array.from({ length: n }, (_, i) => make(i)))

/** What all shipments of an order hold of its one line. */
const packed = async (order: string) => {
  const shipments: { ID: string }[] = (
    await m.must('GET', `/orders/Incoming/${order}/shipments?pageSize=100`)
  ).Items
  const items = await Promise.all(shipments.map((s) => d.items(s.ID)))
  return items.flat().reduce((sum, i) => sum + i.QuantityShipped, 0)
}

describe('at once', () => {
  it('ten items of one line on ten shipments never exceed it', async () => {
    const order = await d.open(alice, 'ten', [['X1', 'P', 4]])
    const shipments = await times(10, () => d.shipment(DATED))
    const answers = await Promise.all(shipments.map((s) => d.pack(s, order, 'X1', 1)))
    const refused = answers.filter((a) => a.status !== 200)
    expect(answers.filter((a) => a.status === 200)).toHaveLength(4)
    expect(refused.map((a) => [a.status, codes(a)])).toEqual(
      Array(6).fill([400, ['ShipmentItem.QuantityExceeded']]),
    )
    expect(await packed(order)).toBe(4)
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 4 })
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })

  it('ten items on one shipment are all there', async () => {
    const lines = Array.from({ length: 10 }, (_, i) => [`X${i}`, 'P', 1] as [string, string, number])
    const order = await d.open(alice, 'lines', lines)
    const shipment = await d.shipment(DATED)
    const answers = await Promise.all(lines.map(([ID]) => d.pack(shipment, order, ID, 1)))
    expect(answers.map((a) => a.status)).toEqual(Array(10).fill(200))
    expect(await d.items(shipment)).toHaveLength(10)
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
  })

  it('a date and the last item complete the order, whichever comes first', async () => {
    for (let i = 0; i < 5; i++) {
      const order = await d.open(alice, `race${i}`, [['X1', 'P', 1]])
      const shipment = await d.shipment()
      await Promise.all([d.pack(shipment, order, 'X1', 1), m.must('PATCH', `/shipments/${shipment}`, DATED)])
      expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
    }
  })

  it('the dates of two shipments complete the order they share', async () => {
    const order = await d.open(alice, 'shared', [['X1', 'P', 2]])
    const shipments = await times(2, () => d.shipment())
    for (const s of shipments) await d.pack(s, order, 'X1', 1)
    await Promise.all(shipments.map((s) => m.must('PATCH', `/shipments/${s}`, DATED)))
    expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
    await Promise.all(shipments.map((s) => m.must('DELETE', `/shipments/${s}`)))
    expect(await d.order(order)).toMatchObject({ Status: 'Open' })
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 0 })
  })

  it('an order is shipped as a whole once', async () => {
    const order = await d.open(alice, 'once', [['X1', 'P', 1]])
    const answers = await times(10, () => m.api('POST', `/orders/Incoming/${order}/ship`))
    expect(answers.filter((a) => a.status === 201)).toHaveLength(1)
    expect(answers.filter((a) => a.status === 400)).toHaveLength(9)
    expect((await m.must('GET', `/orders/Incoming/${order}/shipments`)).Meta.TotalCount).toBe(1)
  })

  it('shipping the whole and packing a part exclude each other', async () => {
    const order = await d.open(alice, 'either', [['X1', 'P', 1]])
    const shipment = await d.shipment()
    const answers = await Promise.all([
      m.api('POST', `/orders/Incoming/${order}/ship`),
      d.pack(shipment, order, 'X1', 1),
    ])
    expect(answers.map((a) => a.status).filter((s) => s < 300)).toHaveLength(1)
    expect(await packed(order)).toBe(1)
  })

  it('an order that is deleted leaves nothing on a shipment', async () => {
    const order = await d.open(alice, 'deleted', [['X1', 'P', 1]])
    const shipment = await d.shipment()
    const [deleted, put] = await Promise.all([
      m.api('DELETE', `/orders/Incoming/${order}`),
      d.pack(shipment, order, 'X1', 1),
    ])
    expect(deleted.status).toBe(204)
    expect([200, 404]).toContain(put.status)
    expect(await d.items(shipment)).toEqual([])
  })
})

/** Runs an operation as the owner's user outside of the object that would run it alone. */
async function unlocked(operation: string, params: Record<string, string>, body: unknown): Promise<number> {
  const now = Date.now()
  const caller = await verifyToken(env, m.seller.token, now)
  const request = { requestID: 'test', baseUrl: '', now, headers: {}, hookVersion: 0, idempotencyKey: null }
  const input = { ...request, operation, params, query: {}, list: null, body, sent: body, caller }
  const outcome = (await outcomeOf(operationByID(operation), input, env, () => undefined)) as Outcome
  return outcome.status
}

describe('without the object that runs them alone, as after a deploy', () => {
  it('a date and an item still see each other', async () => {
    for (let i = 0; i < 10; i++) {
      const order = await d.open(alice, `loose${i}`, [['X1', 'P', 1]])
      const shipmentID = await d.shipment()
      const item = { OrderID: order, LineItemID: 'X1', QuantityShipped: 1 }
      const date = { DateShipped: '2024-05-02T00:00:00.000+00:00' }
      const statuses = await Promise.all([
        unlocked('Shipments.SaveItem', { shipmentID }, item),
        unlocked('Shipments.Patch', { shipmentID }, date),
      ])
      expect(statuses).toEqual([200, 200])
      expect(await d.order(order)).toMatchObject({ Status: 'Completed' })
    }
  })

  it('the same item from five hands is there once', async () => {
    const order = await d.open(alice, 'hands', [['X1', 'P', 2]])
    const shipmentID = await d.shipment()
    const item = { OrderID: order, LineItemID: 'X1', QuantityShipped: 2 }
    const statuses = await times(5, () => unlocked('Shipments.SaveItem', { shipmentID }, item))
    expect(statuses).toEqual(Array(5).fill(200))
    expect(await packed(order)).toBe(2)
    expect(await d.line(order, 'X1')).toMatchObject({ QuantityShipped: 2 })
  })
})
