import { declared as productResource } from '../../catalog/products/products.ts'
import { show } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { products } from '../../tables/catalog/products.ts'
import type { Row } from '../../tables/table.ts'
import type { LineRow, OrderRow } from './load.ts'
import { showLine, showOrder } from './present.ts'

/** What a message about an order tells. */
interface Told {
  order: OrderRow
  lines: LineRow[]
  products: Row<typeof products>[]
  /** What else its type tells. */
  more?: Record<string, unknown>
}

/** What a guest said of themselves. */
function guestOf({ IsGuests, FromUserCopy }: OrderRow): Record<string, unknown> | null {
  if (!IsGuests || !FromUserCopy) return null
  const given = ['FirstName', 'LastName', 'Email'].filter((name) => FromUserCopy[name])
  return Object.fromEntries(given.map((name) => [name, FromUserCopy[name]]))
}

/**
 * A message about an order to its user. A guest's own name and address take the place of those of the user whom all
 * guests share.
 */
export function orderMessage(
  call: Call<unknown>,
  type: string,
  { order, lines, products, more }: Told,
): Message {
  const { caller } = call
  return {
    type,
    marketplace: call.marketplace,
    to: order.FromUserKey,
    as: guestOf(order),
    client: caller.client,
    body: {
      Order: showOrder(order),
      Approvals: [],
      LineItems: lines.map((line) => showLine(line, order.Status, caller)),
      Products: products.map((p) => show(productResource, p, call.now)),
      ...more,
    },
  }
}
