import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { dates, next, type OrderDates } from './states.ts'

/** What completion looks at of a line. */
export interface ShippedLine {
  Quantity: number
  IsBundle: boolean
  /** How many have gone out: those on shipments with a date. */
  Dispatched: number
}

/** Whether every line has gone out, on shipments with a date; the heading lines of bundles are nothing to ship. */
export function isFullyShipped(lines: ShippedLine[]): boolean {
  const goods = lines.filter((l) => !l.IsBundle)
  return goods.length > 0 && goods.every((l) => l.Dispatched >= l.Quantity)
}

/**
 * What the lines make of an order, asked after every write to lines or shipments: it completes when nothing is left to
 * ship and opens again when something is; an order that was completed by hand stays completed.
 * @returns the changes of its header, none if it stays as it is
 */
export function completionOf(
  order: { Status: OrderStatus; CompletedByHand: boolean },
  lines: ShippedLine[],
  now: string,
): OrderDates & { Status?: OrderStatus } {
  const trigger = isFullyShipped(lines) ? 'shipped' : 'unshipped'
  if (trigger === 'unshipped' && order.CompletedByHand) return {}
  const Status = next(order.Status, trigger, ['System'])
  return Status ? { Status, ...dates(trigger, now) } : {}
}
