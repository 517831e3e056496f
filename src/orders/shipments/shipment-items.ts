import type { Caller } from '../../api/caller.ts'
import { fail, invalid, notFound } from '../../api/errors.ts'
import type { Property } from '../../api/lists/filter.ts'
import type { ListSpec } from '../../api/lists/list.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { operation } from '../../resource/operation.ts'
import { objectOf } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { needed, the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { columnOf, type List } from '../../store/lists/declaration.ts'
import { alter, insert, remove, update } from '../../store/rows.ts'
import { and, or } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { shipmentItems, shipments } from '../../tables/fulfillment/shipments.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { lineNamed } from '../lines/line-named.ts'
import { locateInLine } from '../lines/shown-lines.ts'
import { decodeLine, lineColumns, lineFrom } from '../operation/order-rows.ts'
import { orderKey } from '../operation/order-visibility.ts'
import { type LineRow, type OrderRow, statusOfLines } from '../state/order-state.ts'
import { asOutgoing } from '../state/shared-lines.ts'
import { namedOf, ordersFollow, type PackedItem, packedOrders, shippedOf } from './packed-orders.ts'
import {
  requireOwner,
  shipmentLock,
  shipmentReaders,
  shipmentWriters,
  shippableOrders,
} from './shipment-visibility.ts'
import { shipmentResource } from './shipments.ts'
import { type ItemRow, shipmentItemModel, showItem } from './shown-items.ts'

const path = '/shipments/{shipmentID}/items'
const itemPath = `${path}/{orderID}/{lineItemID}`

export const itemList: ListSpec = {
  search: [],
  sort: ['OrderID', 'LineItemID'],
  order: ['OrderID'],
  indexed: [],
}

/** Where the properties of an item stand: most are its line's. */
function locate(p: Property, caller: Caller, isOutgoing: SQL): SQL {
  if (p.name === 'OrderID') return sql`(iif(${isOutgoing}, d.ID, o.ID) collate nocase)`
  return p.name === 'LineItemID' || p.name === 'QuantityShipped'
    ? columnOf('i', p)
    : locateInLine(p, caller, isOutgoing)
}

/** Items, with their lines, the orders `o` whose rows these are, and those `d` to their suppliers. */
const itemFrom = (marketplace: string) => sql`shipment_items i cross join ${lineFrom(marketplace)}
  left join orders d on d.Marketplace = ${marketplace} and d.Key = l.OutgoingKey`

/**
 * Items of a shipment, each on the order on which the caller sees it: where that is on both, the buyer's.
 * @param which the orders of an alias that the caller sees
 */
export const itemsOf = (call: Call<unknown>, which: (alias: string) => SQL): List<ItemRow> => ({
  spec: itemList,
  columns: sql`${lineColumns()}, ${isOutgoing(which)} as ofOutgoing, iif(${isOutgoing(which)}, d.ID, o.ID) as ofOrder,
    o.Status as ofStatus, i.QuantityShipped as ofItem`,
  decode: (row) => ({
    line: row.ofOutgoing === 1 ? asOutgoing(decodeLine(row)) : decodeLine(row),
    OrderID: row.ofOrder as string,
    Status: row.ofStatus as OrderStatus,
    QuantityShipped: row.ofItem as number,
  }),
  from: () => itemFrom(call.marketplace),
  where: and(
    sql`i.Marketplace = ${call.marketplace}`,
    sql`i.ShipmentID = ${call.params.shipmentID}`,
    sql`l.Marketplace = i.Marketplace and l.OrderKey = i.OrderKey and l.ID = i.LineItemID`,
    or(which('o'), and(sql`d.Key is not null`, which('d'))),
  ),
  row: as(shipmentItems, 'i'),
  locate: (p) => locate(p, call.caller, isOutgoing(which)),
})

const isOutgoing = (which: (alias: string) => SQL) => sql`not (${which('o')})`

/** Orders on which a caller sees items. */
const seenBy = (caller: Caller) => (alias: string) => shippableOrders(caller, alias)

const list = operation({
  id: 'Shipments.ListItems',
  method: 'GET',
  path,
  roles: shipmentReaders,
  list: itemList,
  response: shipmentItemModel,
  summary: 'Lists what is on a shipment.',
  run: (call) =>
    listPage(call, {
      ...itemsOf(call, seenBy(call.caller)),
      show: (item) => showItem(item, call.caller),
      above: [objectOf(shipmentResource, call)],
    }),
})

/** A pair of order and line that is on no shipment is named as the path names it. */
const itemNotFound = ({ orderID, lineItemID }: Record<string, string>) =>
  notFound('ShipmentItem', `${orderID}/${lineItemID}`)

/** The item a path names, as a select over orders `o` and items `i`; of two legs' orders that are called so, the buyer's. */
const itemNamed = (call: Call<unknown>, what: SQL): SQL => {
  const { orderID, lineItemID } = call.params
  const seen = seenBy(call.caller)
  const named = and(
    sql`i.LineItemID = ${lineItemID}`,
    or(and(sql`o.ID = ${orderID}`, seen('o')), and(sql`d.ID = ${orderID}`, seen('d'))),
  )
  const { where } = itemsOf(call, seenBy(call.caller))
  return sql`select ${what} from ${itemFrom(call.marketplace)} where ${and(where, named)}
    order by o.ID <> ${orderID}, o.Leg limit 1`
}

const get = operation({
  id: 'Shipments.GetItem',
  method: 'GET',
  path: itemPath,
  roles: shipmentReaders,
  response: shipmentItemModel,
  summary: 'Gets one item of a shipment.',
  run: async (call) => {
    const { columns, decode } = itemsOf(call, seenBy(call.caller))
    const read = await call.read({
      shipment: objectOf(shipmentResource, call),
      item: needed({ sql: itemNamed(call, columns), decode }, itemNotFound(call.params)),
    })
    the(read.shipment)
    return showItem(the(read.item), call.caller)
  },
})

/**
 * Refuses to ship what was called off. What was completed by hand is done with; what its shipments completed may still
 * be corrected.
 */
function requireShippable({ ID, Status, CompletedByHand }: OrderRow): void {
  const over = Status === 'Canceled' || Status === 'Declined'
  if (over || (Status === 'Completed' && CompletedByHand))
    throw fail('Order.CannotShipBadStatus', `An order that is ${Status} cannot be shipped.`, {
      OrderID: ID,
      Status,
    })
}

/** A shipment goes to one buyer: the first item of a shipment without one says to whom. */
function buyerWith(shipment: { BuyerID: string | null }, order: OrderRow): string | null {
  if (order.Leg !== 'Buyer') return shipment.BuyerID
  const buyer = order.FromCompanyID
  if (shipment.BuyerID !== null && shipment.BuyerID.toLowerCase() !== buyer?.toLowerCase())
    throw invalid(
      'OrderID',
      'Rule',
      `This shipment goes to "${shipment.BuyerID}", the order is from "${buyer}".`,
    )
  return buyer
}

/** Refuses to ship more of a line than was ordered, over all shipments. */
function requireQuantity(line: LineRow, elsewhere: PackedItem[], wanted: number, OrderID: string): void {
  const QuantityShipped = shippedOf(line, elsewhere)
  if (QuantityShipped + wanted > line.Quantity)
    throw fail('ShipmentItem.QuantityExceeded', 'More is shipped than was ordered.', {
      OrderID,
      LineItemID: line.ID,
      Quantity: line.Quantity,
      QuantityShipped,
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
  summary: 'Puts a line of an order on a shipment, or changes how much of it is there.',
  run: async (call) => {
    const { caller, marketplace } = call
    const { OrderID, LineItemID, QuantityShipped } = call.body
    const read = await call.read({
      shipment: objectOf(shipmentResource, call),
      ...packedOrders(marketplace, sql`(${orderKey(caller, 'All', OrderID, shipmentReaders)})`),
    })
    const shipment = the(read.shipment)
    requireOwner(caller, shipment)
    const order = namedOf(read)
    if (!order) throw notFound('Order', OrderID)
    const { header } = order
    const line = lineNamed(order, LineItemID)
    if (line.IsBundle) throw fail('ShipmentItem.CannotBeBundle', 'The items of a bundle are shipped, not it.')
    requireShippable(header)
    const BuyerID = buyerWith(shipment, order.source?.header ?? header)
    const isHere = (i: PackedItem) => i.ShipmentID === shipment.ID && i.LineItemID === line.ID
    const elsewhere = read.items.filter((i) => !isHere(i))
    requireQuantity(line, elsewhere, QuantityShipped, header.ID)
    const item = { ShipmentID: shipment.ID, OrderKey: line.OrderKey, LineItemID: line.ID }
    const answer = showItem(
      { line, OrderID: header.ID, Status: statusOfLines(header), QuantityShipped },
      caller,
    )
    return answered(call, answer, [
      // Whoever changes the shipment's date at this moment must see the item, and the other way round.
      update(
        shipments,
        marketplace,
        { ID: shipment.ID },
        shipment.Version,
        BuyerID === shipment.BuyerID ? {} : { BuyerID },
      ),
      read.items.some(isHere)
        ? alter(shipmentItems, marketplace, item, { QuantityShipped })
        : insert(shipmentItems, marketplace, { ...item, QuantityShipped }),
      ...ordersFollow(call, read, [
        ...elsewhere,
        { ...item, QuantityShipped, DateShipped: shipment.DateShipped },
      ]),
    ])
  },
})

const removal = operation({
  id: 'Shipments.DeleteItem',
  method: 'DELETE',
  path: itemPath,
  roles: shipmentWriters,
  lock: shipmentLock,
  summary: 'Takes a line off a shipment.',
  run: async (call) => {
    const { caller, marketplace, params } = call
    const read = await call.read({
      shipment: objectOf(shipmentResource, call),
      ...packedOrders(marketplace, sql`(${itemNamed(call, sql`i.OrderKey`)})`),
    })
    const shipment = the(read.shipment)
    requireOwner(caller, shipment)
    const item = read.items.find(
      (i) => i.ShipmentID === shipment.ID && sameIgnoringCase(i.LineItemID, params.lineItemID),
    )
    if (!item) throw itemNotFound(params)
    const { ShipmentID, OrderKey, LineItemID } = item
    const left = read.items.filter((i) => i !== item)
    await commit(call, [
      update(shipments, marketplace, { ID: shipment.ID }, shipment.Version, {}),
      remove(shipmentItems, marketplace, { ShipmentID, OrderKey, LineItemID }),
      ...ordersFollow(call, read, left),
    ])
  },
})

export const operations = [list, get, save, removal]
