import { sameIgnoringCase } from '../api/field.ts'
import { next, type OrderStatus, type Trigger } from '../orders/states.ts'

/** What completion looks at of a line. */
export interface ShippedLine {
  ID: string
  Quantity: number
  IsBundle: boolean
}

/** What completion looks at of a shipment's item. */
export interface ShippedItem {
  LineItemID: string
  QuantityShipped: number
  /** Of the shipment; null while it is being packed. */
  DateShipped: string | null
}

/** How much of a line is on shipments, dated or not. */
export const shippedOf = (line: Pick<ShippedLine, 'ID'>, items: ShippedItem[]): number =>
  items.filter((i) => sameIgnoringCase(i.LineItemID, line.ID)).reduce((sum, i) => sum + i.QuantityShipped, 0)

/** Whether every line has gone out, on shipments with a date; the heading lines of bundles are nothing to ship. */
export function isFullyShipped(lines: ShippedLine[], items: ShippedItem[]): boolean {
  const gone = items.filter((i) => i.DateShipped !== null)
  const goods = lines.filter((l) => !l.IsBundle)
  return goods.length > 0 && goods.every((l) => shippedOf(l, gone) >= l.Quantity)
}

/**
 * What its shipments make of an order: it completes when all has shipped and opens again when not; an order that was
 * completed by hand stays completed.
 */
export function shippingTrigger(
  order: { Status: OrderStatus; CompletedByHand: boolean },
  lines: ShippedLine[],
  items: ShippedItem[],
): Trigger | undefined {
  const trigger = isFullyShipped(lines, items) ? 'shipped' : 'unshipped'
  if (trigger === 'unshipped' && order.CompletedByHand) return undefined
  return next(order.Status, trigger, ['System']) && trigger
}
