import type { Caller } from '../../api/caller.ts'
import { invalid } from '../../api/errors.ts'
import { id, ref } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { addressModel } from '../../organizations/addresses/addresses.ts'
import { crud } from '../../resource/crud.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import { objectOf, resourceList, show } from '../../resource/reading.ts'
import { resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { answered } from '../../store/commit.ts'
import { the } from '../../store/fact.ts'
import { listPage } from '../../store/list.ts'
import type { List } from '../../store/lists/declaration.ts'
import { update } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { shipments } from '../../tables/fulfillment/shipments.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { orderKey } from '../operation/order-visibility.ts'
import { ordersFollow, ordersOn, type Packed, packedOrders } from './packed-orders.ts'
import { addressesOf, addressReads, keptAddress } from './shipment-addresses.ts'
import { shipmentCreated, shippedProducts } from './shipment-created.ts'
import {
  carriesItem,
  requireOwner,
  shipmentLock,
  shipmentReaders,
  shipmentWriters,
  visibleShipments,
} from './shipment-visibility.ts'

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
    FromAddress: row.FromAddress && { ...row.FromAddress, ID: row.FromAddressID },
    ToAddress: row.ToAddress && { ...row.ToAddress, ID: row.ToAddressID },
  }),
})

/** Whose a shipment is that the caller makes. */
export const ownerKind = (caller: Caller, ownerID: string | null) =>
  caller.kind === 'Seller' && ownerID?.toLowerCase() !== caller.marketplace.toLowerCase()
    ? 'Supplier'
    : caller.kind

/** What a list of shipments reads: those that meet the condition, walked in their order only when they are many. */
export function shipmentSource(
  call: Call<unknown>,
  which: SQL | undefined,
  many: boolean,
): List<Row<typeof shipments>> {
  const list = resourceList(shipmentResource, call)
  return {
    ...list,
    where: and(sql`t.Marketplace = ${call.marketplace}`, which),
    finders: many ? list.finders : [],
  }
}

/** Shipments that carry something of an order. */
export const carrying = (marketplace: string, key: SQL): SQL =>
  sql`t.ID in (select i.ShipmentID from orders o cross join shipment_items i on ${carriesItem}
    where o.Marketplace = ${marketplace} and o.Key = ${key})`

const list = operation({
  id: 'Shipments.List',
  method: 'GET',
  path: '/shipments',
  roles: shipmentReaders,
  query: { orderID: ref('Order') },
  list: shipmentList,
  response: shipmentModel,
  summary: 'Lists shipments, of one order if asked for.',
  run: (call) => {
    const { caller, marketplace } = call
    const orderID: string | null = call.query.orderID
    const which = and(
      visibleShipments(caller, 't'),
      orderID ? carrying(marketplace, orderKey(caller, 'All', orderID, shipmentReaders)) : undefined,
    )
    return listPage(call, {
      ...shipmentSource(call, which, caller.kind === 'Seller' && !orderID),
      show: (row) => show(shipmentResource, row, call.now),
    })
  },
})

/** The buyer of a shipment is that of the orders on it; a buyer's own users ship to their buyer. */
function buyerOf(caller: Caller, BuyerID: string | null, orders: Packed['orders']): string | null {
  const own = caller.kind === 'Buyer' ? caller.company : null
  const wanted = BuyerID ?? own
  const only = orders.find((o) => o.Leg === 'Buyer')?.FromCompanyID ?? own
  if (wanted !== null && only && wanted.toLowerCase() !== only.toLowerCase())
    throw invalid('BuyerID', 'Rule', `BuyerID can only be "${only}" here.`)
  return only ?? wanted
}

const packedOn = (marketplace: string, shipmentID: string) =>
  packedOrders(marketplace, ordersOn(marketplace, shipmentID))

/** A shipment that is made has nothing on it. */
const NOTHING_YET = { orders: undefined, lines: undefined, items: undefined }

const packedOf = ({ orders = [], lines = [], items = [] }: Partial<Packed>): Packed => ({
  orders,
  lines,
  items,
})

/** The orders on a shipment follow what becomes of it: its date completes them, without one they open again. */
const rules = rulesFor(shipmentResource, {
  read: (call, shipmentID) => ({
    ...addressReads(call, shipmentID),
    ...(shipmentID === null ? NOTHING_YET : packedOn(call.marketplace, shipmentID)),
    catalogue:
      shipmentID && call.body.DateShipped
        ? shippedProducts(call.marketplace, ordersOn(call.marketplace, shipmentID))
        : undefined,
  }),
  decide: ({ call, before, after, read }) => {
    if (before) requireOwner(call.caller, before)
    else after.OwnerKind = ownerKind(call.caller, after.OwnerID)
    const packed = packedOf(read)
    after.BuyerID = buyerOf(call.caller, after.BuyerID, packed.orders)
    Object.assign(after, addressesOf(call, after, before, read))
    const { DateShipped } = after
    const dated = packed.items.map((i) => (i.ShipmentID === before?.ID ? { ...i, DateShipped } : i))
    return ordersFollow(call, packed, dated)
  },
  messages: ({ call, before, after, read }) =>
    before && !before.DateShipped && after.DateShipped
      ? shipmentCreated(
          call,
          show(shipmentResource, after, call.now),
          packedOf(read).items.filter((i) => i.ShipmentID === before.ID),
          packedOf(read),
          read.catalogue ?? [],
        )
      : [],
  readForRemoval: (call, shipmentID) => packedOn(call.marketplace, shipmentID),
  remove: (call, row, read) => {
    requireOwner(call.caller, row)
    const left = read.items.filter((i) => i.ShipmentID !== row.ID)
    return ordersFollow(call, read, left)
  },
})

/** Sets a one-time address in place of a saved one. */
const setAddress = (side: 'From' | 'To', id: string, segment: string, summary: string): Operation =>
  operation({
    id,
    method: 'PUT',
    path: `/shipments/{shipmentID}/${segment}`,
    roles: shipmentWriters,
    lock: shipmentLock,
    body: { model: addressModel },
    response: shipmentModel,
    summary,
    run: async (call) => {
      const { marketplace, params } = call
      const read = await call.read({
        shipment: objectOf(shipmentResource, call),
        ...packedOn(marketplace, params.shipmentID!),
      })
      const row = the(read.shipment)
      requireOwner(call.caller, row)
      const changes = { [`${side}Address`]: keptAddress(call.body), [`${side}AddressID`]: null }
      const answer = show(shipmentResource, { ...row, ...changes }, call.now)
      return answered(call, answer, [
        update(shipments, marketplace, { ID: row.ID }, row.Version, changes),
        ...ordersFollow(call, read, read.items),
      ])
    },
  })

export const operations = [
  list,
  ...crud(shipmentResource, rules),
  setAddress(
    'From',
    'Shipments.SetShipFromAddress',
    'shipfrom',
    'Sets a one-time address the shipment comes from.',
  ),
  setAddress('To', 'Shipments.SetShipToAddress', 'shipto', 'Sets a one-time address the shipment goes to.'),
]
