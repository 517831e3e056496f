import { sameIgnoringCase } from '../../api/names.ts'
import type { Results } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { difference } from '../operation/difference.ts'
import { linesOfOrders, ordersQuery } from '../operation/order-rows.ts'
import type { OrderWith } from '../state/order-state.ts'
import { settle } from '../state/settle.ts'

/** How much of a line is on a shipment. */
export interface PackedItem {
  ShipmentID: string
  OrderKey: string
  LineItemID: string
  QuantityShipped: number
  /** Of the shipment; null while it is being packed. */
  DateShipped: string | null
}

/** Every item of orders on any shipment. */
export const itemsOfOrders = (marketplace: string, keys: SQL) =>
  plain<PackedItem>(sql`select i.ShipmentID, i.OrderKey, i.LineItemID, i.QuantityShipped, s.DateShipped from shipment_items i
    cross join shipments s on s.Marketplace = ${marketplace} and s.ID = i.ShipmentID where i.Marketplace = ${marketplace} and i.OrderKey in ${keys}`)

/**
 * Reads orders with all their lines and items.
 * @param keys theirs, as a sub-select
 */
export const packedOrders = (marketplace: string, keys: SQL) => ({
  orders: ordersQuery(marketplace, sql`in ${keys}`),
  lines: linesOfOrders(marketplace, sql`in ${keys}`),
  items: itemsOfOrders(marketplace, keys),
})

export type Packed = Results<ReturnType<typeof packedOrders>>

/** Keys of the orders on a shipment. */
export const ordersOn = (marketplace: string, shipmentID: string): SQL =>
  sql`(select OrderKey from shipment_items where Marketplace = ${marketplace} and ShipmentID = ${shipmentID})`

/** How much of a line is on shipments, dated or not. */
export const shippedOf = (line: { ID: string }, items: PackedItem[]): number =>
  items.filter((i) => sameIgnoringCase(i.LineItemID, line.ID)).reduce((sum, i) => sum + i.QuantityShipped, 0)

/** Orders as values. */
export const ordersOf = ({ orders, lines }: Pick<Packed, 'orders' | 'lines'>): OrderWith<'lines'>[] =>
  orders.map((order) => ({ ...order, lines: lines.filter((l) => l.OrderKey === order.header.Key) }))

/** An order of which just these items are on shipments. */
export function withItems(order: OrderWith<'lines'>, items: PackedItem[]): OrderWith<'lines'> {
  const own = items.filter((i) => i.OrderKey === order.header.Key)
  const gone = own.filter((i) => i.DateShipped !== null)
  const lines = order.lines.map((line) => ({
    ...line,
    QuantityShipped: shippedOf(line, own),
    Dispatched: shippedOf(line, gone),
  }))
  return { ...order, lines }
}

/** Orders follow what is on shipments: shipped quantities, completion, and each one's version, which guards all that was read of it. */
export const ordersFollow = (
  call: { marketplace: string; now: string },
  packed: Pick<Packed, 'orders' | 'lines'>,
  items: PackedItem[],
): (Write | Guard)[] =>
  ordersOf(packed).flatMap((order) =>
    difference(call, order, settle(order, withItems(order, items), { now: call.now })),
  )
