import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../../api/caller.ts'
import { fail, invalid, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Property } from '../../api/lists/filter.ts'
import type { ListSpec } from '../../api/lists/list.ts'
import { rowQuery } from '../../resource/loose.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import { columnOf, type List } from '../../store/lists/declaration.ts'
import { alter, insert, remove, update } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { shipmentItems, shipments } from '../../tables/orders/shipments.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { locateInLine } from '../lines/shown-lines.ts'
import { orderKey } from '../order/access.ts'
import { decodeLine, type LineRow, lineColumns, lineFrom, linesQuery } from '../order/load.ts'
import { requireOwner, shipmentLock, shipmentReaders, shipmentWriters, shippableOrders } from './access.ts'
import { type ItemRow, shipmentItemModel, showItem } from './item-model.ts'
import { type PackedItem, type PackedOrder, packedOrders, settle, shippedOf } from './packed-orders.ts'
import { shipmentResource } from './shipments.ts'

const path = '/shipments/{shipmentID}/items'
const itemPath = `${path}/{orderID}/{lineItemID}`

export const itemList: ListSpec = {
  search: [],
  sort: ['OrderID', 'LineItemID'],
  order: ['OrderID'],
  indexed: [],
}

/** Where the properties of an item stand: most are its line's. */
function locate(p: Property, caller: Caller): SQL {
  if (p.name === 'OrderID') return sql`o.ID`
  return p.name === 'LineItemID' || p.name === 'QuantityShipped' ? columnOf('i', p) : locateInLine(p, caller)
}

/** Items, with their lines and orders. */
const itemFrom = (m: string) => sql`shipment_items i cross join ${lineFrom(m)}`

/** Items of a shipment whose orders meet the condition (over `o`). */
export const itemsOf = (call: Call<unknown>, which: SQL): List<ItemRow> => ({
  spec: itemList,
  columns: sql`${lineColumns()}, o.ID as ofOrder, o.Status as ofStatus, i.QuantityShipped as ofItem`,
  decode: (row) => ({
    line: decodeLine(row),
    OrderID: row.ofOrder as string,
    Status: row.ofStatus as OrderStatus,
    QuantityShipped: row.ofItem as number,
  }),
  from: () => itemFrom(call.marketplace),
  where: and(
    sql`i.Marketplace = ${call.marketplace}`,
    sql`i.ShipmentID = ${call.params.shipmentID}`,
    sql`l.Marketplace = i.Marketplace and l.OrderKey = i.OrderKey and l.ID = i.LineItemID`,
    which,
  ),
  row: as(shipmentItems, 'i'),
  locate: (p) => locate(p, call.caller),
})

const list = operation({
  id: 'Shipments.ListItems',
  method: 'GET',
  path,
  roles: shipmentReaders,
  list: itemList,
  response: shipmentItemModel,
  page: 'plain',
  status: 200,
  summary: 'Lists what is on a shipment.',
  run: (call) =>
    listPage(call, itemsOf(call, shippableOrders(call.caller)), (item) => showItem(item, call.caller), [
      objectOf(shipmentResource, call),
    ]),
})

/** The item a path names. */
function itemQuery(call: Call<unknown>) {
  const { columns, decode, where } = itemsOf(call, shippableOrders(call.caller))
  const { orderID, lineItemID } = call.params
  return {
    sql: sql`select ${columns} from ${itemFrom(call.marketplace)} where ${and(where, sql`o.ID = ${orderID}`, sql`i.LineItemID = ${lineItemID}`)} order by o.Leg limit 1`,
    decode,
  }
}

/** A pair of order and line that is on no shipment is named as the path names it. */
const itemNotFound = ({ orderID, lineItemID }: Record<string, string>) =>
  notFound('ShipmentItem', `${orderID}/${lineItemID}`)

const get = operation({
  id: 'Shipments.GetItem',
  method: 'GET',
  path: itemPath,
  roles: shipmentReaders,
  response: shipmentItemModel,
  status: 200,
  summary: 'Gets one item of a shipment.',
  run: async (call) => {
    const read = await call.read({
      shipment: rowQuery(shipmentResource, call, call.params.shipmentID!),
      item: itemQuery(call),
    })
    if (!read.shipment[0]) throw notFound('Shipment', call.params.shipmentID)
    if (!read.item[0]) throw itemNotFound(call.params)
    return showItem(read.item[0], call.caller)
  },
})

/**
 * Refuses to ship what was called off. What was completed by hand is done with; what its shipments completed may still
 * be corrected.
 */
function requireShippable(order: PackedOrder): void {
  const over = order.Status === 'Canceled' || order.Status === 'Declined'
  if (over || (order.Status === 'Completed' && order.CompletedByHand))
    throw fail('Order.CannotShipBadStatus', `An order that is ${order.Status} cannot be shipped.`, {
      OrderID: order.ID,
      Status: order.Status,
    })
}

/** A shipment goes to one buyer: the first item of a shipment without one says to whom. */
function buyerWith(shipment: { BuyerID: string | null }, order: PackedOrder): string | null {
  if (order.Leg !== 'Buyer') return shipment.BuyerID
  const buyer = order.FromCompanyID
  if (shipment.BuyerID !== null && shipment.BuyerID.toLowerCase() !== buyer?.toLowerCase())
    throw invalid({
      property: 'OrderID',
      rule: 'Rule',
      message: `This shipment goes to "${shipment.BuyerID}", the order is from "${buyer}".`,
    })
  return buyer
}

/** Refuses to ship more of a line than was ordered, over all shipments. */
function requireQuantity(line: LineRow, elsewhere: PackedItem[], wanted: number, orderID: string): void {
  const shipped = shippedOf(line, elsewhere)
  if (shipped + wanted > line.Quantity)
    throw fail('ShipmentItem.QuantityExceeded', 'More is shipped than was ordered.', {
      OrderID: orderID,
      LineItemID: line.ID,
      Quantity: line.Quantity,
      QuantityShipped: shipped,
    })
}

const save = operation({
  id: 'Shipments.SaveItem',
  method: 'POST',
  path,
  roles: shipmentWriters,
  lock: shipmentLock,
  body: { model: shipmentItemModel },
  response: shipmentItemModel,
  status: 200,
  summary: 'Puts a line of an order on a shipment, or changes how much of it is there.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { OrderID, LineItemID, QuantityShipped } = call.body
    const key = orderKey(caller, 'All', OrderID, shipmentReaders)
    const read = await call.read({
      shipment: rowQuery(shipmentResource, call, call.params.shipmentID!),
      ...packedOrders(m, sql`(${key})`),
      // All columns of the lines, for the answer.
      lines: linesQuery(m, key),
    })
    const shipment = read.shipment[0]
    if (!shipment) throw notFound('Shipment', call.params.shipmentID)
    requireOwner(caller, shipment)
    const order = read.orders[0]
    if (!order) throw notFound('Order', OrderID)
    const line = read.lines.find((x) => sameIgnoringCase(x.ID, LineItemID))
    if (!line) throw notFound('LineItem', LineItemID)
    if (line.IsBundle) throw fail('ShipmentItem.CannotBeBundle', 'The items of a bundle are shipped, not it.')
    requireShippable(order)
    const BuyerID = buyerWith(shipment, order)
    const here = (i: PackedItem) => i.ShipmentID === shipment.ID && i.LineItemID === line.ID
    const elsewhere = read.items.filter((i) => !here(i))
    requireQuantity(
      line,
      elsewhere.filter((i) => i.LineItemID === line.ID),
      QuantityShipped,
      order.ID,
    )
    const item = { ShipmentID: shipment.ID, OrderKey: order.Key, LineItemID: line.ID }
    const answer = showItem({ line, OrderID: order.ID, Status: order.Status, QuantityShipped }, caller)
    await commit(call, {
      statements: [
        // Whoever changes the shipment's date at this moment must see the item, and the other way round.
        update(
          shipments,
          m,
          { ID: shipment.ID },
          shipment.Version,
          BuyerID === shipment.BuyerID ? {} : { BuyerID },
        ),
        read.items.some(here)
          ? alter(shipmentItems, m, item, { QuantityShipped })
          : insert(shipmentItems, m, { ...item, QuantityShipped }),
        ...settle(call, { ...read, lines: read.lines as never }, [
          ...elsewhere,
          { ...item, QuantityShipped, DateShipped: shipment.DateShipped },
        ]),
      ],
      answer,
    })
    return answer
  },
})

const removal = operation({
  id: 'Shipments.DeleteItem',
  method: 'DELETE',
  path: itemPath,
  roles: shipmentWriters,
  lock: shipmentLock,
  status: 204,
  summary: 'Takes a line off a shipment.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { shipmentID } = call.params
    const { where } = itemsOf(call, shippableOrders(caller))
    const named = sql`o.ID = ${call.params.orderID} and i.LineItemID = ${call.params.lineItemID}`
    const key = sql`(select i.OrderKey from ${itemFrom(m)} where ${and(where, named)} order by o.Leg limit 1)`
    const read = await call.read({
      shipment: rowQuery(shipmentResource, call, shipmentID!),
      ...packedOrders(m, key),
    })
    const shipment = read.shipment[0]
    if (!shipment) throw notFound('Shipment', shipmentID)
    requireOwner(caller, shipment)
    const item = read.items.find(
      (i) => i.ShipmentID === shipment.ID && sameIgnoringCase(i.LineItemID, call.params.lineItemID!),
    )
    if (!item) throw itemNotFound(call.params)
    const { ShipmentID, OrderKey, LineItemID } = item
    await commit(call, {
      statements: [
        update(shipments, m, { ID: shipment.ID }, shipment.Version, {}),
        remove(shipmentItems, m, { ShipmentID, OrderKey, LineItemID }),
        ...settle(
          call,
          read,
          read.items.filter((i) => i !== item),
        ),
      ],
      answer: null,
    })
  },
})

export const operations = [list, get, save, removal]
