import { declared as productResource } from '../../catalog/products/products.ts'
import { show } from '../../resource/reading.ts'
import type { Members, Message } from '../../store/outbox/messages.ts'
import type { products } from '../../tables/catalog/products.ts'
import type { Row } from '../../tables/table.ts'
import { showApproval } from '../approvals/shown-approvals.ts'
import type { Asked } from '../operation/on-order.ts'
import type { OrderRow, OrderState } from '../state/order-state.ts'
import { showLine, showOrder } from '../state/shown-order.ts'

/** What a message about an order tells. */
interface Told {
  order: OrderState
  products: readonly Row<typeof products>[]
  /** What else its type tells. */
  more?: Record<string, unknown>
  /** Where it is not the order's user. */
  to?: Members
}

/** What a guest said of themselves. */
function guestOf({ IsGuests, FromUserCopy }: OrderRow): Record<string, unknown> | null {
  if (!IsGuests || !FromUserCopy) return null
  const named = ['FirstName', 'LastName', 'Email'].filter((name) => FromUserCopy[name])
  return Object.fromEntries(named.map((name) => [name, FromUserCopy[name]]))
}

/**
 * A message about an order, as who is told sees it: its user, unless it is said. A guest's own name and address take the
 * place of those of the user whom all guests share.
 */
export function orderMessage(
  call: Pick<Asked, 'caller' | 'marketplace' | 'now'>,
  type: string,
  { order: { header, lines = [], approvals = [] }, products, more, to }: Told,
): Message {
  const kind = (to ? to.kind : header.Leg) === 'Seller' ? 'Seller' : 'Buyer'
  return {
    type,
    marketplace: call.marketplace,
    to: to ?? header.FromUserKey,
    as: to ? null : guestOf(header),
    client: call.caller.client,
    body: {
      Order: showOrder(header),
      Approvals: approvals.map(showApproval),
      LineItems: lines.map((line) => showLine(line, header.Status, { kind })),
      Products: products.map((p) => show(productResource, p, call.now)),
      ...more,
    },
  }
}
