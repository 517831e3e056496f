import { beforeAll, expect, it } from 'vitest'
import type { Statement } from '../../src/store/compile.ts'
import { explain } from '../support/explain.ts'
import type { User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { alice, buyer, d, m, useDesk } from './support.ts'

useDesk()

let carol: User
let sue: User

beforeAll(async () => {
  carol = await m.user('Buyer', 'B1', ['ShipmentReader'])
  sue = (await m.supplier({ ID: 'S1' })).user
  await m.product(buyer, { ID: 'P', DefaultSupplierID: 'S1' })
  await d.open(alice, 'C1', [['X1', 'P', 2]])
  await d.open(alice, 'C2', [['X1', 'P', 2]], { ToCompanyID: 'S1' })
  await d.shipment({ ID: 'box' })
  await d.pack('box', 'C1', 'X1', 1)
  await d.pack('box', 'C2', 'X1', 1)
})

/** Lines of a statement's plan that read a whole table or index, or sort all that they read. */
async function slowParts(statement: Statement) {
  return (await explain(statement))
    .map((r) => r.detail)
    .filter((d) => /^SCAN (?!.*(VIRTUAL TABLE|CONSTANT ROW))|TEMP B-TREE FOR (?!LAST)/.test(d))
    .filter((d) => !/^SCAN (w|\(subquery|\d)/.test(d))
}

/** What is sorted is no more than the shipments of one order, shopper or supplier, or the items of one shipment. */
const FEW = 'USE TEMP B-TREE FOR ORDER BY'

const shipment = { OrderID: 'C1', LineItemID: 'X1', QuantityShipped: 2 }
const address = { Street1: '1 Quay', City: 'Oslo', Country: 'NO' }

it.each<[string, string, string, unknown?, ('seller' | 'alice' | 'carol' | 'sue')?, string[]?]>([
  ['Shipments.List', 'GET', '/shipments'],
  ['Shipments.List', 'GET', '/shipments?sortBy=!Cost'],
  ['Shipments.List', 'GET', '/shipments?sortBy=OwnerID'],
  ['Shipments.List', 'GET', '/shipments?orderID=C1', undefined, 'seller', [FEW]],
  ['Shipments.List', 'GET', '/shipments', undefined, 'carol'],
  ['Shipments.List', 'GET', '/shipments', undefined, 'sue', [FEW]],
  ['Shipments.Get', 'GET', '/shipments/box', undefined, 'sue'],
  ['Shipments.Create', 'POST', '/shipments', { BuyerID: 'B1', ToAddressID: null, OwnerID: 'S1' }],
  ['Shipments.Save', 'PUT', '/shipments/box', { BuyerID: 'B1' }],
  ['Shipments.Patch', 'PATCH', '/shipments/box', { DateShipped: '2024-01-01' }],
  ['Shipments.SetShipToAddress', 'PUT', '/shipments/box/shipto', address],
  ['Shipments.ListItems', 'GET', '/shipments/box/items', undefined, 'seller', [FEW]],
  ['Shipments.SaveItem', 'POST', '/shipments/box/items', shipment],
  ['Shipments.GetItem', 'GET', '/shipments/box/items/C1/X1', undefined, 'seller', [FEW]],
  ['Orders.ListShipments', 'GET', '/orders/All/C1/shipments', undefined, 'seller', [FEW]],
  ['Me.ListShipments', 'GET', '/me/shipments', undefined, 'alice', [FEW]],
  ['Me.GetShipment', 'GET', '/me/shipments/box', undefined, 'alice'],
  ['Me.ListShipmentItems', 'GET', '/me/shipments/box/items', undefined, 'alice', [FEW]],
  ['LineItems.ListAcrossOrders', 'GET', '/lineitems/Incoming'],
  ['LineItems.ListAcrossOrders', 'GET', '/lineitems/All?include=Order'],
  ['LineItems.ListAcrossOrders', 'GET', '/lineitems/Incoming?sortBy=!Order.DateSubmitted', undefined, 'sue'],
  ['LineItems.ListAcrossOrders', 'GET', '/lineitems/Incoming?OrderID=C1', undefined, 'seller', [FEW]],
  ['Shipments.DeleteItem', 'DELETE', '/shipments/box/items/C1/X1', undefined, 'seller', [FEW]],
  ['Shipments.Delete', 'DELETE', '/shipments/box'],
  ['Orders.Ship', 'POST', '/orders/Incoming/C1/ship', { ID: 'whole' }],
])('%s finds by index (%s %s)', async (operation, method, path, body, as = 'seller', allowed = []) => {
  const user = { seller: m.seller, alice, carol, sue }[as]
  const sent = await sentDuring(() => m.must(method, path, body, user))
  const batches = sent.find((s) => s.operation === operation)!.batches
  expect(batches).toHaveLength(method === 'GET' ? 1 : 2)
  for (const statement of batches.flat())
    expect(
      (await slowParts(statement)).filter((part) => !allowed.includes(part)),
      statement.sql,
    ).toEqual([])
})
