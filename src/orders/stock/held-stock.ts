import { isOpened, type LineRow, type OrderState, storedAs } from '../state/order-state.ts'
import type { StockSource } from './counters.ts'

/** Units that one counter gains. */
export interface StockMove {
  /** The kind of counter, and its key, which no other ever has: under the same ID another may stand by now. */
  source: StockSource
  StockKey: string
  by: number
  /** A line has just been found to draw on it: it must be there. Else what is gone gets nothing. */
  isNew: boolean
}

type HoldingLine = Pick<LineRow, 'StockFrom' | 'StockKey' | 'Quantity' | 'QuantityShipped'>

/** How much of a line an order holds: all of it while it is open or completed; canceled, what was shipped of it. */
const quantityHeld = ({ Status }: OrderState['header'], line: HoldingLine): number =>
  isOpened(Status) ? line.Quantity : Status === 'Canceled' ? line.QuantityShipped : 0

/** What an order holds of each counter, by the counter's key. Nothing before it is open. */
export function heldStock({ header, lines = [] }: OrderState): Map<string, number> {
  const held = new Map<string, number>()
  for (const line of lines) {
    const quantity = quantityHeld(header, line)
    if (line.StockKey !== null && quantity !== 0)
      held.set(line.StockKey, (held.get(line.StockKey) ?? 0) + quantity)
  }
  return held
}

/** An order as what it holds goes with it: an open one is as good as canceled, of a completed one nothing comes back. */
const onceDeleted = (order: OrderState): OrderState =>
  order.header.Status === 'Open' ? { ...order, header: { ...order.header, Status: 'Canceled' } } : order

/**
 * What has to move for the order to hold what it is to hold.
 * @param after null when it is deleted
 */
export function stockMoves(before: OrderState | null, after: OrderState | null): StockMove[] {
  const next = after ?? (before && onceDeleted(before))
  if (!next?.lines) return []
  const held = before ? heldStock(before) : new Map<string, number>()
  const wanted = heldStock(next)
  const isNew = joined(before, next.lines)
  const drawing = new Map<string, StockSource>()
  for (const { StockKey, StockFrom } of [...(before?.lines ?? []), ...next.lines])
    if (StockKey !== null && StockFrom !== null) drawing.set(StockKey, StockFrom)
  return [...drawing].flatMap(([StockKey, source]) => {
    const by = (held.get(StockKey) ?? 0) - (wanted.get(StockKey) ?? 0)
    return by === 0 ? [] : [{ source, StockKey, by, isNew: isNew.has(StockKey) }]
  })
}

/** Keys of counters that some line draws on, and did not before. */
function joined(before: OrderState | null, lines: LineRow[]): Set<string | null> {
  const stored = storedAs(before?.lines ?? [])
  return new Set(lines.filter((l) => stored(l)?.StockKey !== l.StockKey).map((l) => l.StockKey))
}
