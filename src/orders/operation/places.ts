import { type ApiError, notFound } from '../../api/errors.ts'
import type { Named } from '../../api/operation.ts'
import type { Call } from '../../store/call.ts'
import type { SQL } from '../../tables/sql.ts'
import { directionOf, orderKey } from './order-visibility.ts'

/** A call as far as a place looks at it. */
type Placed = Pick<Call, 'caller' | 'params'>

/**
 * A way to name an order: every part of orders (header, lines, bundles, addresses, submit …) is a function of it, and
 * has the same operations wherever an order is named.
 */
export interface Place {
  /** Where the order stands; its parts stand below. */
  path: string
  /** What an operation is called here that is `LineItems.Create` by the order's ID. */
  named: (id: string) => string
  /** Name of the object that runs the writes to the order alone. */
  lock: (named: Named) => string
  /**
   * The order's immutable key, as a sub-select: null where the caller sees none.
   * @param seenWith roles with which orders of others are seen; the readers' of orders, unless it is said
   */
  key: (call: Placed, seenWith?: readonly string[]) => SQL
  /** The refusal where there is none. */
  missing: (call: Placed) => ApiError
}

/** By its direction and ID. */
export const byID: Place = {
  path: '/orders/{direction}/{orderID}',
  named: (id) => id,
  // As far as path and token tell the order's leg.
  lock: ({ params, caller }) => {
    const leg =
      caller.kind === 'Seller' && params.direction?.toLowerCase() === 'outgoing' ? 'seller' : 'buyer'
    return `order/${leg}/${params.orderID}`
  },
  key: ({ caller, params }, seenWith) =>
    orderKey(caller, directionOf(params.direction), params.orderID!, seenWith),
  missing: ({ params }) => notFound('Order', params.orderID),
}
