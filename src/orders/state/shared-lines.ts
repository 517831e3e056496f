import { type LinePrice, priceColumns } from '../../catalog/prices/line-price.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { decodeRow, encodeRow } from '../../tables/table.ts'
import type { LineRow, OrderState, OrderWith } from './order-state.ts'

/** What an order to a supplier says of the price of a line. */
type OutgoingPrice = Omit<LinePrice, 'LineTotal'> & Pick<LineRow, 'PriceOverridden'>

/** A line on an order to its supplier, at that order's price. */
export const onOutgoing = (line: LineRow, key: string, price: OutgoingPrice): LineRow => ({
  ...line,
  OutgoingKey: key,
  OutgoingScheduleID: price.PriceScheduleID,
  OutgoingPrice: encodeRow(lineItems, pricesOf(price, outgoingNames)),
})

/** The columns of a price that are stored together. */
const outgoingNames = [
  'PriceOverridden',
  ...priceColumns.filter((name) => name !== 'PriceScheduleID'),
] as const

/** What of a line is the buyer's order's alone, whatever another order makes of the line. */
const ownNames = [...priceColumns, 'PromotionDiscount', 'PriceOverridden', 'PriceCalculated'] as const

const pricesOf = (of: object, names: readonly string[]) =>
  Object.fromEntries(Object.entries(of).filter(([name]) => names.includes(name)))

/** A line as an order to its supplier has it: the same row, at that order's own price; promotions are the buyer's. */
export function asOutgoing(line: LineRow): LineRow {
  const price = decodeRow(lineItems, line.OutgoingPrice ?? {})
  return {
    ...line,
    ...price,
    LineTotal: price.LineSubtotal,
    PriceScheduleID: line.OutgoingScheduleID,
    PromotionDiscount: 0,
    PriceCalculated: false,
  }
}

/** Lines of an order as the one that was split off with this key carries them. */
export const outgoingLines = (lines: readonly LineRow[], key: string): LineRow[] =>
  lines.filter((line) => line.OutgoingKey === key).map(asOutgoing)

/**
 * The lines of an order after one that was split off it has changed those that it carries; what that carries no more is
 * free.
 * @param carried as that order has them
 */
function withCarried(lines: readonly LineRow[], key: string, carried: readonly LineRow[]): LineRow[] {
  const changed = new Map(carried.map((line) => [line.StoredID, line]))
  return lines.map((line) => {
    if (line.OutgoingKey !== key) return line
    const is = changed.get(line.StoredID)
    return is
      ? { ...onOutgoing(is, key, is), ...pricesOf(line, ownNames) }
      : { ...line, OutgoingKey: null, OutgoingScheduleID: null, OutgoingPrice: null }
  })
}

/** An order with its lines: those of its own, or what it carries of the order it was split off. */
export function withLines<O extends OrderState>(order: O, rows: LineRow[]): O & OrderWith<'lines'> {
  const { header, source } = order
  if (!source) return { ...order, lines: rows }
  return { ...order, lines: outgoingLines(rows, header.Key), source: { ...source, lines: rows } }
}

/** An order as it was and as it has become: null of one that is new, or deleted. */
interface Changed {
  before: OrderState | null
  after: OrderState | null
}

/** What follows for one order from a change of it. */
type Settling = (before: OrderState | null, after: OrderState) => OrderState

/** An order as it has become, and all that is to be written for it. */
interface Together {
  order: OrderState | null
  changes: Changed[]
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** An order whose lines are rows of another, which writes them. */
function withoutRows(order: OrderState | null): OrderState | null {
  if (!order) return null
  const { lines, source, ...rest } = order
  return rest
}

/** What becomes of all orders that carry the same lines when one of them becomes another. */
export function changedTogether(
  before: OrderState | null,
  after: OrderState | null,
  settled: Settling,
): Together {
  const order = after && settled(before, after)
  if (before?.source && before.lines) return sourceFollows(before, before.source, order, settled)
  const outgoing = order?.outgoing ?? before?.outgoing
  return order?.lines && outgoing
    ? outgoingFollow(before, { ...order, outgoing }, settled)
    : { order, changes: [{ before, after: order }] }
}

/** The buyer's order keeps the lines that were changed, and counts them anew. */
function sourceFollows(
  before: OrderState,
  source: OrderWith<'lines'>,
  order: OrderState | null,
  settled: Settling,
): Together {
  // An order that is deleted carries nothing; one that says nothing of its lines, what it did.
  const carried = order ? (order.lines ?? before.lines) : []
  const lines = withCarried(source.lines, before.header.Key, carried ?? [])
  const own = { before: withoutRows(before), after: withoutRows(order) }
  const follows = !same(lines, source.lines)
  return {
    order,
    changes: follows ? [own, { before: source, after: settled(source, { ...source, lines }) }] : [own],
  }
}

/** Orders to suppliers are made, and count anew what they carry of lines that were changed. */
function outgoingFollow(before: OrderState | null, order: OrderState, settled: Settling): Together {
  let lines = order.lines ?? []
  const changes: Changed[] = []
  const outgoing = (order.outgoing ?? []).map((header) => {
    const was = before?.outgoing?.find((h) => h.Key === header.Key)
    const stored = was && { header: was, lines: outgoingLines(before?.lines ?? [], header.Key) }
    const wanted = { header, lines: outgoingLines(lines, header.Key) }
    if (stored && same(stored, wanted)) return header
    const is = settled(stored ?? null, wanted)
    lines = withCarried(lines, header.Key, is.lines ?? [])
    changes.push({ before: stored ? { header: stored.header } : null, after: { header: is.header } })
    return is.header
  })
  const after = { ...order, lines, outgoing }
  return { order: after, changes: [{ before, after }, ...changes] }
}
