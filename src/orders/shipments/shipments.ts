import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../../api/caller.ts'
import { invalid, notFound } from '../../api/errors.ts'
import { id, ref } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { addressModel } from '../../organizations/addresses/addresses.ts'
import { crud } from '../../resource/crud.ts'
import { type Rules, rowQuery } from '../../resource/loose.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import { resourceList, show } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { listPage } from '../../store/list.ts'
import type { List } from '../../store/lists/declaration.ts'
import { update } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { shipments } from '../../tables/orders/shipments.ts'
import { orderKey } from '../order/access.ts'
import { requireOwner, shipmentLock, shipmentReaders, shipmentWriters, visibleShipments } from './access.ts'
import { type AddressReads, addressesOf, addressReads, copyOf } from './addresses.ts'
import { ordersOn, type Packed, packedOrders, settle } from './packed-orders.ts'
import { shipmentCreated, shippedReads } from './shipment-created.ts'

type Values = Record<string, unknown>

const s = shipments.fields

export const shipmentModel = model('Shipment', {
  ID: id(),
  BuyerID: s.BuyerID,
  Shipper: s.Shipper,
  DateShipped: s.DateShipped,
  DateDelivered: s.DateDelivered,
  TrackingNumber: s.TrackingNumber,
  Cost: s.Cost,
  OwnerID: s.OwnerID,
  Account: s.Account,
  FromAddressID: s.FromAddressID,
  ToAddressID: s.ToAddressID,
  FromAddress: s.FromAddress,
  ToAddress: s.ToAddress,
  xp: s.xp,
})

export const shipmentList = {
  search: ['ID', 'BuyerID', 'Shipper', 'DateShipped', 'DateDelivered', 'TrackingNumber'],
  sort: ['DateShipped', 'OwnerID', 'ID', 'BuyerID', 'Shipper', 'DateDelivered', 'Cost'],
  order: ['DateShipped'],
}

export const shipmentResource = resource({
  id: 'Shipments',
  table: shipments,
  model: shipmentModel,
  path: '/shipments/{shipmentID}',
  scope: {},
  roles: { read: shipmentReaders.filter((r) => !shipmentWriters.includes(r)), write: shipmentWriters },
  list: shipmentList,
  visible: visibleShipments,
  verbs: ['Create', 'Get', 'Save', 'Patch', 'Delete'],
  lock: shipmentLock,
  owned: 'Auth.UserNotAuthorizedToAdmin',
  calculate: (row) => ({
    FromAddress: row.FromAddress ? { ...(row.FromAddress as Values), ID: row.FromAddressID } : null,
    ToAddress: row.ToAddress ? { ...(row.ToAddress as Values), ID: row.ToAddressID } : null,
  }),
})

/** Whose a shipment is that the caller makes. */
export const ownerKind = (caller: Caller, ownerID: unknown) =>
  caller.kind === 'Seller' && String(ownerID).toLowerCase() !== caller.marketplace.toLowerCase()
    ? 'Supplier'
    : caller.kind

/** What a list of shipments reads: those that meet the condition, walked in their order only when they are many. */
export function shipmentSource(call: Call<unknown>, which: SQL | undefined, many: boolean): List<unknown> {
  const list = resourceList(shipmentResource, call)
  return {
    ...list,
    where: and(sql`t.Marketplace = ${call.marketplace}`, which),
    finders: many ? list.finders : [],
  }
}

/** Shipments that carry something of an order. */
export const carrying = (m: string, key: SQL): SQL =>
  sql`t.ID in (select i.ShipmentID from shipment_items i where i.Marketplace = ${m} and i.OrderKey = ${key})`

const list = operation({
  id: 'Shipments.List',
  method: 'GET',
  path: '/shipments',
  roles: shipmentReaders,
  query: { orderID: ref('Order') },
  list: shipmentList,
  response: shipmentModel,
  page: 'plain',
  status: 200,
  summary: 'Lists shipments, of one order if asked for.',
  run: (call) => {
    const { caller, marketplace: m } = call
    const orderID = call.query.orderID as string | null
    const which = and(
      visibleShipments(caller, 't'),
      orderID ? carrying(m, orderKey(caller, 'All', orderID, shipmentReaders)) : undefined,
    )
    return listPage(call, shipmentSource(call, which, caller.kind === 'Seller' && !orderID), (row) =>
      show(shipmentResource, row as Values, call.now),
    )
  },
})

/** The buyer of a shipment is that of the orders on it; a buyer's own users ship to their buyer. */
function buyerOf(caller: Caller, after: Values, packed: Packed): string | null {
  const wanted = (after.BuyerID as string | null) ?? (caller.kind === 'Buyer' ? caller.company : null)
  const order = packed.orders.find((o) => o.Leg === 'Buyer')
  const only = order?.FromCompanyID ?? (caller.kind === 'Buyer' ? caller.company : null)
  if (wanted !== null && only && wanted.toLowerCase() !== only.toLowerCase())
    throw invalid({ property: 'BuyerID', rule: 'Rule', message: `BuyerID can only be "${only}" here.` })
  return only ?? wanted
}

const NOTHING: Packed = { orders: [], lines: [], items: [] }

/** The orders on a shipment follow what becomes of it: its date completes them, without one they open again. */
const rules: Rules = {
  read: (call, shipmentID) => {
    if (shipmentID === null) return addressReads(call, null)
    const keys = ordersOn(call.marketplace, shipmentID)
    return {
      ...addressReads(call, shipmentID),
      ...packedOrders(call.marketplace, keys),
      ...(call.body.DateShipped ? shippedReads(call.marketplace, keys) : {}),
    }
  },
  decide: ({ call, before, after, read }) => {
    const packed = before ? (read as unknown as Packed) : NOTHING
    if (before) requireOwner(call.caller, before)
    else after.OwnerKind = ownerKind(call.caller, after.OwnerID)
    after.BuyerID = buyerOf(call.caller, after, packed)
    Object.assign(after, addressesOf(after, before, read as unknown as AddressReads))
    if (!before) return []
    const dated = packed.items.map((i) =>
      i.ShipmentID === before.ID ? { ...i, DateShipped: after.DateShipped as string | null } : i,
    )
    return settle(call, packed, dated)
  },
  messages: ({ call, before, after, read }) =>
    before && !before.DateShipped && after.DateShipped
      ? shipmentCreated(
          call,
          show(shipmentResource, after, call.now),
          (read as unknown as Packed).items.filter((i) => i.ShipmentID === before.ID),
          read,
        )
      : [],
  readForRemoval: (call, shipmentID) =>
    packedOrders(call.marketplace, ordersOn(call.marketplace, shipmentID)),
  remove: (call, row, read) => {
    requireOwner(call.caller, row)
    const packed = read as unknown as Packed
    return settle(
      call,
      packed,
      packed.items.filter((i) => i.ShipmentID !== row.ID),
    )
  },
}

/** Sets a one-time address in place of a saved one. */
function setAddress(side: 'From' | 'To', name: string, segment: string, summary: string): Operation {
  return operation({
    id: `Shipments.${name}`,
    method: 'PUT',
    path: `/shipments/{shipmentID}/${segment}`,
    roles: shipmentWriters,
    lock: shipmentLock,
    body: { model: addressModel },
    response: shipmentModel,
    status: 200,
    summary,
    run: async (call) => {
      const { marketplace: m } = call
      const { shipmentID } = call.params
      const read = await call.read({
        shipment: rowQuery(shipmentResource, call, shipmentID!),
        ...packedOrders(m, ordersOn(m, shipmentID!)),
      })
      const row = read.shipment[0]
      if (!row) throw notFound('Shipment', shipmentID)
      requireOwner(call.caller, row)
      const changes = { [`${side}Address`]: copyOf(call.body as Values), [`${side}AddressID`]: null }
      const answer = show(shipmentResource, { ...row, ...changes }, call.now)
      await commit(call, {
        statements: [
          update(shipments, m, { ID: row.ID }, row.Version, changes),
          ...settle(call, read, read.items),
        ],
        answer,
      })
      return answer
    },
  })
}

export const operations = [
  list,
  ...crud(shipmentResource, rules),
  setAddress('From', 'SetShipFromAddress', 'shipfrom', 'Sets a one-time address the shipment comes from.'),
  setAddress('To', 'SetShipToAddress', 'shipto', 'Sets a one-time address the shipment goes to.'),
]
