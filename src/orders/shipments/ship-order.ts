import { fail, idExists } from '../../api/errors.ts'
import { chosenOwner } from '../../resource/object-owner.ts'
import { operation } from '../../resource/operation.ts'
import { show } from '../../resource/reading.ts'
import { needed, rely } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { insert } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { shipments } from '../../tables/fulfillment/shipments.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import type { OrderWith } from '../state/order-state.ts'
import { orderModel, showLine } from '../state/shown-order.ts'
import { next } from '../state/states.ts'
import { itemsOfOrders, type PackedItem, withItems } from './packed-orders.ts'
import { addressesOf, addressReads } from './shipment-addresses.ts'
import { shipmentReaders } from './shipment-visibility.ts'
import {
  carrying,
  ownerKind,
  shipmentList,
  shipmentModel,
  shipmentResource,
  shipmentSource,
} from './shipments.ts'

/** Refuses to ship an order as a whole that is not open, is empty, or of which something is on a shipment already. */
function requireWhole({ caller }: Asked, { header, lines }: OrderWith<'lines'>, items: PackedItem[]): void {
  const { Status } = header
  if (!next(Status, 'shipped', ['System']))
    throw fail('Order.CannotShipBadStatus', `An order that is ${Status} cannot be shipped.`)
  if (lines.length === 0) throw fail('Order.CannotShipWithNoLineItems', 'The order has no line items.')
  const packed = new Set(items.map((i) => i.LineItemID))
  const shipped = lines.filter((l) => packed.has(l.ID))
  if (shipped.length > 0)
    throw fail(
      'Order.ConflictsWithOtherShipments',
      'Some line items are on other shipments.',
      shipped.map((l) => showLine(l, Status, caller)),
    )
}

/** One statement, however many lines: a batch has room for a limited number. */
function insertItems(marketplace: string, shipmentID: string, items: PackedItem[]): SQL {
  return sql`insert into shipment_items (Marketplace, ShipmentID, OrderKey, LineItemID, QuantityShipped, Version)
    select ${marketplace}, ${shipmentID}, j.value ->> 0, j.value ->> 1, j.value ->> 2, 1
    from json_each(${JSON.stringify(items.map((i) => [i.OrderKey, i.LineItemID, i.QuantityShipped]))}) j`
}

const ship = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Ship',
    method: 'POST',
    path: '/ship',
    roles: ['OrderAdmin', 'ShipmentAdmin'],
    body: { model: shipmentModel },
    response: orderModel,
    summary: 'Ships all of an open order as one shipment, which completes it.',
    parts: ['lines'],
    seenWith: shipmentReaders,
    reads: (call, { lines }) => {
      const { marketplace, body } = call
      const buyer = sql`select FromCompanyID from orders where Marketplace = ${marketplace} and Key = ${lines}`
      return {
        items: itemsOfOrders(marketplace, sql`(${lines})`),
        owner: chosenOwner(shipmentResource, call, body),
        ...addressReads(call, null, buyer),
      }
    },
    decide: async ({ call, order, read }) => {
      const { caller, body, marketplace } = call
      requireWhole(call, order, read.items)
      const root = order.source?.header ?? order.header
      const ID = await call.id(body.ID)
      const OwnerID = read.owner ? String(rely(call, read.owner).ID) : caller.company
      const shipment = {
        ...body,
        ID,
        OwnerID,
        OwnerKind: ownerKind(caller, OwnerID),
        BuyerID: root.Leg === 'Buyer' ? root.FromCompanyID : null,
        DateShipped: body.DateShipped ?? call.now,
      }
      const items = order.lines
        .filter((l) => !l.IsBundle)
        .map((l) => ({
          ShipmentID: ID,
          OrderKey: l.OrderKey,
          LineItemID: l.ID,
          QuantityShipped: l.Quantity,
          DateShipped: shipment.DateShipped,
        }))
      return {
        order: withItems(order, [...read.items, ...items]),
        beside: [
          insert(shipments, marketplace, { ...shipment, ...addressesOf(call, shipment, null, read) }),
          insertItems(marketplace, ID, items),
        ],
        conflict: { table: shipments.name, error: idExists('Shipment', ID) },
      }
    },
  })

const list = (place: Place) =>
  operation({
    id: place.named('Orders.ListShipments'),
    method: 'GET',
    path: `${place.path}/shipments`,
    roles: shipmentReaders,
    list: shipmentList,
    response: shipmentModel,
    summary: 'Lists the shipments of an order.',
    run: (call) => {
      const { marketplace } = call
      const { key } = place.order(call, shipmentReaders)
      const order = plain(
        sql`select o.ID from orders o where o.Marketplace = ${marketplace} and o.Key = ${key}`,
      )
      return listPage(call, {
        ...shipmentSource(call, carrying(marketplace, key), false),
        show: (row) => show(shipmentResource, row, call.now),
        above: [needed(order, place.missing(call))],
      })
    },
  })

export const operations = [ship(byID), list(byID)]
