import type { Caller } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import { isVisibleLine } from '../operation/order-visibility.ts'
import type { LineRow, OrderWith } from '../state/order-state.ts'
import { withID } from '../state/rows-by.ts'

/** The ID of the line that a path names, which is an item's where a subscription is named; undefined of a new one's. */
export const lineIDOf = ({ lineItemID, subscriptionItemID }: Record<string, string>): string | undefined =>
  lineItemID ?? subscriptionItemID

/**
 * The line of an ID, if the order has it.
 * @param caller who asks for it, where it must be a line they see
 * @throws ApiError 404 when they do not
 */
export function findLine(
  { lines }: OrderWith<'lines'>,
  id: string | undefined,
  caller?: Caller,
): LineRow | undefined {
  const [line] = withID(lines, id)
  if (line && caller && !isVisibleLine(line, caller)) throw notFound('LineItem', id)
  return line
}

/**
 * The line a path names.
 * @throws ApiError 404 when the order has none of that ID that the caller sees
 */
export function lineNamed(order: OrderWith<'lines'>, id: string | undefined, caller?: Caller): LineRow {
  const line = findLine(order, id, caller)
  if (!line) throw notFound('LineItem', id)
  return line
}

/** The order with another line in the place of one. */
export const withLine = (order: OrderWith<'lines'>, line: LineRow, next: LineRow): OrderWith<'lines'> => ({
  ...order,
  lines: order.lines.map((l) => (l === line ? next : l)),
})
