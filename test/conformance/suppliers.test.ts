import { beforeAll, describe, expect, it } from 'vitest'
import type { Fields } from '../../src/api/field.ts'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import type { User } from '../support/marketplace.ts'
import { bodyIn, callIn, pathIn } from './requests.ts'
import { makeWorld, type World } from './world.ts'

/** Stands in all that a buyer's order has, and the part of it that went to a supplier has not. */
const SECRET = 'Between-Buyer-And-Seller'
/** What a line costs the buyer, each and together. */
const PRICES = ['7654.32', '15308.64']
const SOURCE = `${SECRET}-order`
/** The same order to its supplier, under the IDs that paths have there. */
const OWN = { orderID: 'their-part', direction: 'Incoming', shipmentID: 'their-parcel' }

let world: World
let supplier: User
/** The ID of the invitation that the supplier's line came by. */
let invitation: string
const secrets = () => [SECRET, invitation, ...PRICES]

beforeAll(async () => {
  world = await makeWorld()
  const { market, buyer } = world
  supplier = world.supplier
  const { must } = market
  const at = `/orders/Outgoing/${SOURCE}`
  const told = { Comments: SECRET, xp: { Note: SECRET } }
  await must('POST', '/orders/Outgoing', { ID: SOURCE, ...told }, buyer)
  const expires = { ExpirationDate: new Date(Date.now() + 1_000_000_000).toISOString() }
  invitation = (await must('POST', '/me/orderinvitations', { OrderID: SOURCE, ...expires }, buyer)).ID
  const { access_token } = await must('POST', `/grouporders/${invitation}/token`, undefined, 'nobody')
  await must('POST', `${at}/lineitems`, { ID: 'line', ProductID: 'rope', Quantity: 2 }, access_token)
  const product = { ID: 'yarn', Name: 'Yarn', Active: true, DefaultPriceScheduleID: 'rope' }
  await must('POST', '/products', product)
  await must('POST', '/catalogs/productassignments', { CatalogID: 'industrial', ProductID: 'yarn' })
  const others = { ID: `${SECRET}-line`, ProductID: 'yarn', Quantity: 2, CostCenter: SECRET, xp: told.xp }
  await must('POST', `${at}/lineitems`, others, buyer)
  await must('PATCH', `/orders/Incoming/${SOURCE}/lineitems/line`, { UnitPrice: Number(PRICES[0]) })
  await must('PUT', `${at}/billto`, { Street1: SECRET, City: SECRET, Country: 'DE' }, buyer)
  await must('PATCH', `${at}/fromuser`, { FirstName: SECRET }, buyer)
  const payment = { ID: `${SECRET}-paid`, Type: 'PurchaseOrder', Amount: 1, Description: SECRET }
  await must('POST', `${at}/payments`, payment, buyer)
  await must('POST', `${at}/submit`, {}, buyer)
  const { OutgoingOrders } = await must('POST', `/orders/Incoming/${SOURCE}/forward`)
  await must('PATCH', `/orders/Outgoing/${OutgoingOrders[0].ID}`, { ID: OWN.orderID })
  await must('POST', '/shipments', { ID: OWN.shipmentID, BuyerID: 'acme' })
  for (const LineItemID of ['line', others.ID]) {
    const item = { OrderID: SOURCE, LineItemID, QuantityShipped: 1 }
    await must('POST', `/shipments/${OWN.shipmentID}/items`, item)
  }
  const ItemsToReturn = [{ LineItemID: 'line', Quantity: 1, RefundAmount: 1, Comments: SECRET }]
  await must('POST', '/orderreturns', { ID: `${SECRET}-return`, OrderID: SOURCE, ...told, ItemsToReturn })
})

const open = operations.filter(
  (o) =>
    o.roles !== 'portal' && o.roles !== 'anonymous' && !o.root && (!o.users || o.users.includes('Supplier')),
)
const named = (some: Operation[]) => some.map((o) => [o.id, o] as const)

/** What can be asked about of a model, and of those in it. */
const properties = (fields: Fields): string[] =>
  Object.entries(fields).flatMap(([name, f]) => {
    const within = f.fields ?? f.of?.fields
    return within ? Object.keys(within).map((below) => `${name}.${below}`) : [name]
  })

describe('a supplier to whom a part of an order went', () => {
  it('sees that part', async () => {
    const path = `/orders/Incoming/${OWN.orderID}/lineitems`
    const { Items } = await world.market.must('GET', path, undefined, supplier)
    expect(Items).toMatchObject([{ ID: 'line', ProductID: 'rope', Quantity: 2 }])
    const items = `/shipments/${OWN.shipmentID}/items`
    expect((await world.market.must('GET', items, undefined, supplier)).Items).toMatchObject([
      { OrderID: OWN.orderID, LineItemID: 'line' },
    ])
  })

  it.each(named(open.filter((o) => o.method === 'GET')))('is told nothing else by %s', async (id, o) => {
    const answer = await callIn(world, o, { path: pathIn(world, o, OWN), as: supplier })
    const text = JSON.stringify(answer.body)
    expect([id, secrets().filter((secret) => text.includes(secret))]).toEqual([id, []])
  })

  it.each(named(open.filter((o) => o.path.includes('{orderID}'))))(
    'is told of the whole what they are of an order that is not there by %s',
    async (id, o) => {
      const told = async (orderID: string) => {
        const path = pathIn(world, o, { ...OWN, orderID })
        const { status, body } = await callIn(world, o, { path, as: supplier, body: bodyIn(world, o) })
        return [id, status, JSON.stringify(body).replaceAll(orderID, '')]
      }
      const answer = await told(SOURCE)
      expect(answer[1]).toBeOneOf([403, 404])
      expect(answer).toEqual(await told('not-there'))
    },
  )

  const lists = open.filter((o) => o.list && /order|line|shipment/i.test(o.path))
  it.each(named(lists))('is answered no question about the rest by %s', async (id, o) => {
    const asked = [
      ...properties(o.listFields ?? o.response!.fields).map((name) => ({
        [name]: secrets()
          .map((secret) => (secret === SECRET ? `*${secret}*` : secret))
          .join('|'),
      })),
      ...(o.list!.search.length > 0 ? [{ search: SECRET }] : []),
    ]
    for (const query of asked) {
      const path = pathIn(world, o, OWN, query)
      const { status, body } = await world.market.api('GET', path, undefined, supplier)
      if (status < 400) expect([id, query, body.Meta.TotalCount]).toEqual([id, query, 0])
    }
  })
})
