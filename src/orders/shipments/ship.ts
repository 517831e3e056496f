import { sql } from 'drizzle-orm'
import { fail, idExists, notFound } from '../../api/errors.ts'
import { operation } from '../../resource/operation.ts'
import { chosenOwner, ownerOf } from '../../resource/owners.ts'
import { show } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import { insert } from '../../store/rows.ts'
import { shipments } from '../../tables/orders/shipments.ts'
import type { Write } from '../../tables/statements.ts'
import { directionOf, orderKey, orderLock } from '../order/access.ts'
import { type LineRow, linesQuery, type OrderRow, orderQuery } from '../order/load.ts'
import { orderModel, showLine, showOrder } from '../order/present.ts'
import { next } from '../order/states.ts'
import { shipmentReaders } from './access.ts'
import { addressesOf, addressReads } from './addresses.ts'
import { type PackedItem, packedOrders, settle, settled } from './packed-orders.ts'
import {
  carrying,
  ownerKind,
  shipmentList,
  shipmentModel,
  shipmentResource,
  shipmentSource,
} from './shipments.ts'

type Values = Record<string, unknown>

/** Refuses to ship an order as a whole that is not open, is empty, or of which something is on a shipment already. */
function requireWhole(call: Call<unknown>, order: OrderRow, lines: LineRow[], items: PackedItem[]): void {
  if (!next(order.Status, 'shipped', ['System']))
    throw fail('Order.CannotShipBadStatus', `An order that is ${order.Status} cannot be shipped.`)
  if (lines.length === 0) throw fail('Order.CannotShipWithNoLineItems', 'The order has no line items.')
  const shipped = lines.filter((l) => items.some((i) => i.LineItemID === l.ID))
  if (shipped.length > 0)
    throw fail(
      'Order.ConflictsWithOtherShipments',
      'Some line items are on other shipments.',
      shipped.map((l) => showLine(l, order.Status, call.caller)),
    )
}

/** One statement, however many lines: a batch has room for a limited number. */
const insertItems = (m: string, shipmentID: string, items: PackedItem[]): Write => ({
  sql: sql`insert into shipment_items (Marketplace, ShipmentID, OrderKey, LineItemID, QuantityShipped, Version)
    select ${m}, ${shipmentID}, j.value ->> 0, j.value ->> 1, j.value ->> 2, 1
    from json_each(${JSON.stringify(items.map((i) => [i.OrderKey, i.LineItemID, i.QuantityShipped]))}) j`,
})

const ship = operation({
  id: 'Orders.Ship',
  method: 'POST',
  path: '/orders/{direction}/{orderID}/ship',
  roles: ['OrderAdmin', 'ShipmentAdmin'],
  lock: orderLock,
  body: { model: shipmentModel },
  response: orderModel,
  status: 201,
  summary: 'Ships all of an open order as one shipment, which completes it.',
  run: async (call) => {
    const { caller, marketplace: m, params } = call
    const body = call.body as Values
    const key = orderKey(caller, directionOf(params.direction), params.orderID!, shipmentReaders)
    const buyer = sql`select FromCompanyID from orders where Marketplace = ${m} and Key = ${key}`
    const read = await call.read({
      order: orderQuery(m, key),
      ...packedOrders(m, sql`(${key})`),
      lines: linesQuery(m, key),
      owner: chosenOwner(shipmentResource, call, body),
      ...addressReads(call, null, buyer),
    })
    const order = read.order[0]
    if (!order) throw notFound('Order', params.orderID)
    requireWhole(call, order, read.lines, read.items)
    const ID = await call.id(body.ID as string)
    const after: Values = {
      ...body,
      ...ownerOf(shipmentResource, call, read.owner),
      ID,
      BuyerID: order.Leg === 'Buyer' ? order.FromCompanyID : null,
      DateShipped: (body.DateShipped as string | null) ?? call.now,
    }
    after.OwnerKind = ownerKind(caller, after.OwnerID)
    Object.assign(after, addressesOf(after, null, read))
    const items = read.lines
      .filter((l) => !l.IsBundle)
      .map((l) => ({
        ShipmentID: ID,
        OrderKey: order.Key,
        LineItemID: l.ID,
        QuantityShipped: l.Quantity,
        DateShipped: after.DateShipped as string,
      }))
    const packed = { ...read, lines: read.lines as never }
    const { changes } = settled(order, read.lines as never, items, call.now)
    const answer = showOrder({ ...order, ...changes, LastUpdated: call.now } as OrderRow)
    await commit(call, {
      statements: [insert(shipments, m, after), insertItems(m, ID, items), ...settle(call, packed, items)],
      answer,
      conflict: { table: shipments.name, error: idExists('Shipment', ID) },
    })
    return answer
  },
})

const list = operation({
  id: 'Orders.ListShipments',
  method: 'GET',
  path: '/orders/{direction}/{orderID}/shipments',
  roles: shipmentReaders,
  list: shipmentList,
  response: shipmentModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the shipments of an order.',
  run: (call) => {
    const { caller, marketplace: m, params } = call
    const key = orderKey(caller, directionOf(params.direction), params.orderID!, shipmentReaders)
    return listPage(
      call,
      shipmentSource(call, carrying(m, key), false),
      (row) => show(shipmentResource, row as Values, call.now),
      [
        {
          sql: sql`select o.ID from orders o where o.Marketplace = ${m} and o.Key = ${key}`,
          decode: (o) => o,
          missing: notFound('Order', params.orderID),
          holds: null,
        },
      ],
    )
  },
})

export const operations = [ship, list]
