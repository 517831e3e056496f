import type { Results } from '../../store/fact.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { difference } from '../operation/difference.ts'
import { approvalsOf, decodeApprovals, linesOfOrders, ordersQuery } from '../operation/order-rows.ts'
import type { ApprovalRow, OrderRow, OrderWith } from '../state/order-state.ts'
import { rowsBy } from '../state/rows-by.ts'
import { settle } from '../state/settle.ts'
import { changedTogether, withLines } from '../state/shared-lines.ts'

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

/** An order that was read with its lines, and whether it was asked for, or came with one that was. */
type PackedOrder = OrderRow & { Named: boolean; Approvals: ApprovalRow[] }

/**
 * Reads orders with all their lines and items, and all other orders that carry those lines.
 * @param keys theirs, as a sub-select
 */
export function packedOrders(marketplace: string, keys: SQL) {
  const rows = sql`(select coalesce(n.SourceKey, n.Key) from orders n where n.Marketplace = ${marketplace} and n.Key in ${keys})`
  const { sql: orders, decode } = ordersQuery(
    marketplace,
    sql`in (select k.Key from orders k where k.Marketplace = ${marketplace} and (k.Key in ${rows} or k.SourceKey in ${rows}))`,
    sql`o.Key in ${keys} as Named, ${approvalsOf(marketplace)}`,
  )
  return {
    orders: {
      sql: orders,
      decode: (row) => ({ ...decode(row), Named: row.Named === 1, Approvals: decodeApprovals(row) }),
    } satisfies Query<PackedOrder>,
    lines: linesOfOrders(marketplace, sql`in ${rows}`),
    items: itemsOfOrders(marketplace, rows),
  }
}

export type Packed = Results<ReturnType<typeof packedOrders>>

/** Keys of the orders on a shipment. */
export const ordersOn = (marketplace: string, shipmentID: string): SQL =>
  sql`(select OrderKey from shipment_items where Marketplace = ${marketplace} and ShipmentID = ${shipmentID})`

/** How much of a line is on shipments, dated or not. */
export const shippedOf = (line: { ID: string }, items: readonly PackedItem[]): number =>
  sumOf(ofLine(items, line.ID))

const ofLine = rowsBy('LineItemID')
const ofOrdersLine = rowsBy('OrderKey', 'LineItemID')
const sumOf = (items: readonly PackedItem[]) => items.reduce((sum, i) => sum + i.QuantityShipped, 0)

/** The orders whose rows the lines are, as values, with those that were split off them. */
export function ordersOf({ orders, lines }: Pick<Packed, 'orders' | 'lines'>): OrderWith<'lines'>[] {
  const carried = Map.groupBy(lines, (l) => l.OrderKey)
  const splitOff = Map.groupBy(orders, (o) => o.SourceKey)
  return (splitOff.get(null) ?? []).map((header) => ({
    header,
    approvals: header.Approvals,
    lines: carried.get(header.Key) ?? [],
    outgoing: splitOff.get(header.Key) ?? [],
  }))
}

/** The order that was asked for, with the lines it carries. */
export function namedOf({ orders, lines }: Pick<Packed, 'orders' | 'lines'>): OrderWith<'lines'> | undefined {
  const header = orders.find((o) => o.Named)
  const source = orders.find((o) => o.Key === header?.SourceKey)
  return header && withLines({ header, ...(source ? { source: { header: source, lines: [] } } : {}) }, lines)
}

/** An order of which just these items are on shipments. */
export function withItems<O extends OrderWith<'lines'>>(order: O, items: PackedItem[]): O {
  const lines = order.lines.map((line) => {
    const own = ofOrdersLine(items, line.OrderKey, line.ID)
    const gone = own.filter((i) => i.DateShipped !== null)
    return { ...line, QuantityShipped: sumOf(own), Dispatched: sumOf(gone) }
  })
  return { ...order, lines }
}

/** Orders follow what is on shipments: shipped quantities, completion, and each one's version, which guards all that was read of it. */
export const ordersFollow = (
  call: { marketplace: string; now: string },
  packed: Pick<Packed, 'orders' | 'lines'>,
  items: PackedItem[],
): Written[] =>
  ordersOf(packed)
    .flatMap((order) => {
      const follows = withItems(order, items)
      return changedTogether(order, follows, (was, is) => settle(was, is, { now: call.now })).changes
    })
    .flatMap(({ before, after }) => difference(call, before, after))
