import { beforeEach, describe, expect, test } from 'vitest'
import { MINUTE, useDeliveries } from '../integration/harness.ts'
import { newUrl, type Received, receive } from '../integration/receiver.ts'
import { eventually } from '../support/eventually.ts'

const t = useDeliveries()

type Values = Record<string, unknown>

let mail: Received[]
/** The buyer's user, and a guest who borrows them. */
let user: string
let guest: string

const must = async (method: string, path: string, body?: unknown, token?: string) => {
  const answer = await t.market.call(method, path, body, token)
  expect([path, answer.body?.Errors]).toEqual([path, undefined])
  return answer.body
}

/** What was sent. Orders have a queue that is not in the test's hands, so that the sweep brings what it does not. */
async function letters() {
  t.now += MINUTE
  await t.deliver()
  await t.sweepAt(t.now)
  await t.deliver()
  await eventually(async () => expect(await pending()).toBe(0))
  return mail.splice(0).map((r) => r.body)
}
const pending = async () =>
  (await t.market.env.DB.prepare(
    "select count(*) n from deliveries where Marketplace = ? and Status = 'Pending'",
  )
    .bind(t.market.id)
    .first<{ n: number }>())!.n

/** An order of two ropes. */
async function order(token: string): Promise<string> {
  const { ID } = await must('POST', '/orders/Outgoing', {}, token)
  await must(
    'POST',
    `/orders/Outgoing/${ID}/lineitems`,
    { ID: 'line', ProductID: 'rope', Quantity: 2 },
    token,
  )
  return ID
}

beforeEach(async () => {
  mail = receive()
  await must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
  await must('POST', '/buyers/acme/users', {
    ID: 'una',
    Username: 'una',
    FirstName: 'Una',
    LastName: 'Ser',
    Email: 'una@example.com',
    Active: true,
  })
  await must('POST', '/priceschedules', {
    ID: 'rope',
    Name: 'Rope',
    PriceBreaks: [{ Quantity: 1, Price: 5 }],
  })
  await must('POST', '/products', { ID: 'rope', Name: 'Rope', Active: true, DefaultPriceScheduleID: 'rope' })
  await must('POST', '/catalogs/productassignments', { CatalogID: 'acme', ProductID: 'rope' })
  await must('POST', '/messagesenders', {
    Name: 'Mailer',
    URL: newUrl(),
    SharedKey: 'Shared',
    MessageTypes: ['OrderSubmitted', 'ShipmentCreated'],
    AllowAllBuyers: true,
  })
  const key = await keyOf('una')
  const identity = {
    key,
    kind: 'Buyer' as const,
    company: 'acme',
    user: 'una',
    username: 'una',
    roles: ['Shopper'],
  }
  user = await t.market.tokenFor(identity)
  guest = await t.market.tokenFor({ ...identity, order: 'guests-order' })
})

const keyOf = async (id: string) =>
  (await t.market.env.DB.prepare('select Key from users where Marketplace = ? and ID = ?')
    .bind(t.market.id, id)
    .first<{ Key: string }>())!.Key

describe('a submitted order', () => {
  test('is told to its user with lines and products', async () => {
    const ID = await order(user)
    await must('POST', `/orders/Outgoing/${ID}/submit`, undefined, user)
    const [letter, ...more] = await letters()
    expect(more).toEqual([])
    expect([letter.MessageType, letter.Recipient.Email]).toEqual(['OrderSubmitted', 'una@example.com'])
    expect(letter.EventBody).toMatchObject({
      Order: { ID, Status: 'Open', Total: 10, FromUser: { ID: 'una' } },
      Approvals: [],
      LineItems: [{ ID: 'line', ProductID: 'rope', LineTotal: 10, Product: { Name: 'Rope' } }],
      Products: [{ ID: 'rope', Name: 'Rope' }],
    })
  })

  test('of a guest is told to the name and address they gave', async () => {
    const ID = await order(guest)
    const person = { FirstName: 'Gus', LastName: 'Guest', Email: 'gus@example.com' }
    await must('PATCH', `/orders/Outgoing/${ID}/fromuser`, person, guest)
    await must('POST', `/orders/Outgoing/${ID}/submit`, undefined, guest)
    expect((await letters()).map((l) => l.Recipient)).toEqual([expect.objectContaining(person)])
    await must('PATCH', '/buyers/acme/users/una', { Email: 'new@example.com' })
    await ship(ID)
    expect((await letters()).map((l) => l.Recipient.Email)).toEqual(['gus@example.com'])
  })

  test('that is refused is told to nobody', async () => {
    const ID = await order(user)
    await must('PATCH', '/products/rope', { Active: false })
    expect((await t.market.call('POST', `/orders/Outgoing/${ID}/submit`, undefined, user)).status).toBe(400)
    expect(await letters()).toEqual([])
  })
})

/** A shipment of what an order has, sent when it has it. */
async function ship(orderID: string, more: Values = {}) {
  const { ID } = await must('POST', '/shipments', { BuyerID: 'acme', ...more })
  await must('POST', `/shipments/${ID}/items`, { OrderID: orderID, LineItemID: 'line', QuantityShipped: 1 })
  await must('PATCH', `/shipments/${ID}`, { DateShipped: '2026-05-01T00:00:00Z' })
  return ID
}

describe('a shipment', () => {
  test('that gets its date with items on it is told to the order’s user, where they live now', async () => {
    const orderID = await order(user)
    await must('POST', `/orders/Outgoing/${orderID}/submit`, undefined, user)
    await letters()
    await must('PATCH', '/buyers/acme/users/una', { Email: 'new@example.com' })
    const ID = await ship(orderID)
    const [letter, ...more] = await letters()
    expect(more).toEqual([])
    expect([letter.MessageType, letter.Recipient.Email]).toEqual(['ShipmentCreated', 'new@example.com'])
    expect(letter.EventBody).toMatchObject({
      Order: { ID: orderID },
      LineItems: [{ ID: 'line' }],
      Products: [{ ID: 'rope' }],
      Shipment: { ID, DateShipped: '2026-05-01T00:00:00.000+00:00' },
      ShipmentItems: [{ OrderID: orderID, LineItemID: 'line', QuantityShipped: 1 }],
    })
    await must('PATCH', `/shipments/${ID}`, { DateShipped: '2026-05-02T00:00:00Z' })
    expect(await letters()).toEqual([])
  })

  test('that is empty, or has had its date before its items, is told to nobody', async () => {
    const orderID = await order(user)
    await must('POST', `/orders/Outgoing/${orderID}/submit`, undefined, user)
    await letters()
    const { ID } = await must('POST', '/shipments', { BuyerID: 'acme' })
    await must('PATCH', `/shipments/${ID}`, { DateShipped: '2026-05-01T00:00:00Z' })
    await ship(orderID, { DateShipped: '2026-05-01T00:00:00Z' })
    expect(await letters()).toEqual([])
  })
})
