import { type SQL, sql } from 'drizzle-orm'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Call } from '../../store/call.ts'
import type { Query } from '../../store/sql/sql.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orders } from '../../tables/orders/orders.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { writeOrder } from '../order/load.ts'
import { completionOf } from './completion.ts'

/** Columns of an order that shipping looks at. */
const ORDER = ['Key', 'ID', 'Leg', 'FromCompanyID', 'Status', 'CompletedByHand', 'Version'] as const
const LINE = ['OrderKey', 'ID', 'Quantity', 'IsBundle', 'QuantityShipped'] as const

export type PackedOrder = Pick<Row<typeof orders>, (typeof ORDER)[number]>
export type PackedLine = Pick<Row<typeof lineItems>, 'ID' | 'Quantity' | 'IsBundle' | 'QuantityShipped'> & {
  OrderKey: string
}
export interface PackedItem {
  ShipmentID: string
  OrderKey: string
  LineItemID: string
  QuantityShipped: number
  /** Of the shipment; null while it is being packed. */
  DateShipped: string | null
}

/** Orders with all their lines, and every item of theirs on any shipment. */
export interface Packed {
  orders: PackedOrder[]
  lines: PackedLine[]
  items: PackedItem[]
}

const named = (alias: string, names: readonly string[]) =>
  sql.join(
    names.map((n) => sql`${sql.identifier(alias)}.${sql.identifier(n)}`),
    sql`, `,
  )

/**
 * Reads what shipping makes of orders.
 * @param keys their keys, as a sub-select
 */
export function packedOrders(m: string, keys: SQL) {
  const queries = {
    orders: {
      sql: sql`select ${named('o', ORDER)} from orders o where o.Marketplace = ${m} and o.Key in ${keys}`,
      decode: (row) => decodeRow(orders, row),
    } satisfies Query<PackedOrder>,
    lines: {
      sql: sql`select ${named('l', LINE)} from line_items l where l.Marketplace = ${m} and l.OrderKey in ${keys}`,
      decode: (row) => decodeRow(lineItems, row) as PackedLine,
    } satisfies Query<PackedLine>,
    items: {
      sql: sql`select i.ShipmentID, i.OrderKey, i.LineItemID, i.QuantityShipped, s.DateShipped from shipment_items i
        cross join shipments s on s.Marketplace = ${m} and s.ID = i.ShipmentID where i.Marketplace = ${m} and i.OrderKey in ${keys}`,
      decode: (row) => row as unknown as PackedItem,
    } satisfies Query<PackedItem>,
  }
  return queries
}

/** Keys of the orders on a shipment. */
export const ordersOn = (m: string, shipmentID: string): SQL =>
  sql`(select OrderKey from shipment_items where Marketplace = ${m} and ShipmentID = ${shipmentID})`

/** How much of a line is on shipments, dated or not. */
export const shippedOf = (line: { ID: string }, items: PackedItem[]): number =>
  items.filter((i) => sameIgnoringCase(i.LineItemID, line.ID)).reduce((sum, i) => sum + i.QuantityShipped, 0)

/** What shipping makes of one order: its changes, and the lines whose shipped quantity is another. */
export function settled(order: PackedOrder, lines: PackedLine[], items: PackedItem[], now: string) {
  const gone = items.filter((i) => i.DateShipped !== null)
  return {
    changes: completionOf(
      order,
      lines.map((l) => ({ ...l, Dispatched: shippedOf(l, gone) })),
      now,
    ),
    quantities: lines
      .map((l) => ({ ID: l.ID, before: l.QuantityShipped, QuantityShipped: shippedOf(l, items) }))
      .filter((l) => l.before !== l.QuantityShipped),
  }
}

/**
 * Writes what becomes of orders when the items on shipments are to be these: shipped quantities, completion, and each
 * order's version, which guards all that was read of it.
 */
export function settle(call: Call<unknown>, packed: Packed, items: PackedItem[]): (Write | Guard)[] {
  return packed.orders.flatMap((order) => {
    const own = (x: { OrderKey: string }) => x.OrderKey === order.Key
    const { changes, quantities } = settled(order, packed.lines.filter(own), items.filter(own), call.now)
    return [
      writeOrder(call, order, changes),
      ...(quantities.length > 0 ? [writeQuantities(call.marketplace, order.Key, quantities)] : []),
    ]
  })
}

/** One statement, however many lines: a batch has room for a limited number. */
const writeQuantities = (
  m: string,
  orderKey: string,
  quantities: { ID: string; QuantityShipped: number }[],
): Write => ({
  sql: sql`update line_items set QuantityShipped = j.value ->> 1
    from json_each(${JSON.stringify(quantities.map((q) => [q.ID, q.QuantityShipped]))}) j
    where line_items.Marketplace = ${m} and line_items.OrderKey = ${orderKey} and line_items.ID = j.value ->> 0`,
  expect: quantities.length,
})
