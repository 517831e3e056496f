import type { Caller } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import { ref } from '../../api/field.ts'
import { operation } from '../../resource/operation.ts'
import { show } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import { needed } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import { select } from '../../store/rows.ts'
import { and, type Query } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { shipments } from '../../tables/fulfillment/shipments.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { itemList, itemsOf } from './shipment-items.ts'
import { shipmentList, shipmentModel, shipmentResource, shipmentSource } from './shipments.ts'
import { shipmentItemModel, showItem } from './shown-items.ts'

/** The caller's own orders, as a condition over the alias; an anonymous shopper has one. */
const ofCaller = (caller: Caller, orderID?: string | null, alias = 'o'): SQL =>
  and(
    sql`${at(alias, 'Marketplace')} = ${caller.marketplace}`,
    sql`${at(alias, 'FromUserKey')} = ${caller.key}`,
    caller.order === null ? undefined : sql`${at(alias, 'ID')} = ${caller.order}`,
    orderID ? sql`${at(alias, 'ID')} = ${orderID}` : undefined,
  )

/** Shipments that carry a line of one of them. */
const carryingOwn = (caller: Caller, orderID?: string | null): SQL =>
  sql`t.ID in (select i.ShipmentID from orders o cross join shipment_items i on i.Marketplace = o.Marketplace and i.OrderKey = o.Key
    where ${ofCaller(caller, orderID)})`

const own = { roles: ['Shopper'], users: ['Buyer'] } as const

/** The shipment a path names, as far as something of the caller's is on it. */
function ownShipment({ marketplace, params, caller }: Call<unknown>): Query<Row<typeof shipments>> {
  const and = sql`exists (select 1 from shipment_items i
    join orders o on o.Marketplace = i.Marketplace and o.Key = i.OrderKey
    where i.Marketplace = t.Marketplace and i.ShipmentID = t.ID and ${ofCaller(caller)})`
  return select(shipments, marketplace, { ID: params.shipmentID! }, { and })
}

const list = operation({
  ...own,
  id: 'Me.ListShipments',
  method: 'GET',
  path: '/me/shipments',
  query: { orderID: ref('Order') },
  list: shipmentList,
  response: shipmentModel,
  summary: 'Lists shipments with something of the caller’s own orders.',
  run: (call) =>
    listPage(call, {
      ...shipmentSource(call, carryingOwn(call.caller, call.query.orderID), false),
      show: (row) => show(shipmentResource, row, call.now),
    }),
})

const get = operation({
  ...own,
  id: 'Me.GetShipment',
  method: 'GET',
  path: '/me/shipments/{shipmentID}',
  response: shipmentModel,
  summary: 'Gets a shipment with something of the caller’s own orders.',
  run: async (call) => {
    const read = await call.read({ shipment: ownShipment(call) })
    if (!read.shipment[0]) throw notFound('Shipment', call.params.shipmentID)
    return show(shipmentResource, read.shipment[0], call.now)
  },
})

const listItems = operation({
  ...own,
  id: 'Me.ListShipmentItems',
  method: 'GET',
  path: '/me/shipments/{shipmentID}/items',
  query: { orderID: ref('Order') },
  list: itemList,
  response: shipmentItemModel,
  summary: 'Lists what of the caller’s own orders is on a shipment.',
  run: (call) =>
    listPage(call, {
      ...itemsOf(call, (alias) => ofCaller(call.caller, call.query.orderID, alias)),
      show: (item) => showItem(item, call.caller),
      above: [needed(ownShipment(call), notFound('Shipment', call.params.shipmentID))],
    }),
})

export const operations = [list, get, listItems]
