import { CONTRIBUTOR } from '../../api/caller.ts'
import { type ApiError, notFound } from '../../api/errors.ts'
import type { Endpoint, Named } from '../../api/operation.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, needed } from '../../store/fact.ts'
import type { WholeOrder } from '../state/order-state.ts'
import { type NamedOrder, orderOfKey } from './named-order.ts'
import { orderQuery } from './order-rows.ts'
import { directionOf, orderKey } from './order-visibility.ts'

/** A call as far as a place looks at it. */
export type Placed = Pick<Call, 'caller' | 'params' | 'marketplace' | 'body' | 'now' | 'newID'>

/** What a place names. */
export interface FoundOrder {
  order: WholeOrder<never>
  /** There is no order yet: this is the one that would be begun. */
  isNew?: boolean
  /** Why none can be begun. */
  refusal?: ApiError
}

/**
 * A way to name an order: every part of orders (header, lines, bundles, addresses, submit …) is a function of it, and
 * has the same operations wherever an order is named.
 */
export interface Place {
  /** Where the order stands; its parts stand below. */
  path: string
  /** What an operation is called here that is `LineItems.Create` by the order's ID. */
  named: (id: string) => string
  /** What the published document says of it that says this of `an order`. */
  says: (summary: string) => string
  /** Who may come this way, where not those who may by the order's ID. */
  only?: Required<Pick<Endpoint, 'roles' | 'users'>> & Pick<Endpoint, 'noGuests'>
  /** Who else comes to what is open to those whom the order's user has invited. */
  contributors?: readonly string[]
  /** What is done here is no shopper's doing yet: nothing is told of it. */
  untold?: true
  /** Who else may read its parts. */
  readers?: readonly string[]
  /** Where one of its lines is below it, and its bundles; at `/lineitems` and `/bundles`, unless it is said. */
  lines?: string
  bundles?: string
  /** Name of the object that runs the writes to the order alone, where the path tells one. */
  lock?: (named: Named) => string
  /**
   * The order as statements name it.
   * @param seenWith roles with which orders of others are seen; the readers' of orders, unless it is said
   */
  order: (call: Placed, seenWith?: readonly string[]) => NamedOrder
  /**
   * Its header with what hangs on it: no row where there is none, and none is begun here. Whoever writes relies on its
   * being the order that the place names.
   */
  header: (call: Placed, order: NamedOrder) => Fact<FoundOrder>
  /** The first write begins the order, and where there is none yet it reads as an empty one. */
  begins?: boolean
  /** The refusal where there is none. */
  missing: (call: Placed) => ApiError
}

/** By its direction and ID. */
export const byID: Place = {
  contributors: [CONTRIBUTOR],
  path: '/orders/{direction}/{orderID}',
  named: (id) => id,
  says: (summary) => summary,
  // As far as path and token tell the order's leg.
  lock: ({ params, caller }) => {
    const leg =
      caller.kind === 'Seller' && params.direction?.toLowerCase() === 'outgoing' ? 'seller' : 'buyer'
    return `order/${leg}/${params.orderID}`
  },
  order: ({ caller, params, marketplace }, seenWith) =>
    orderOfKey(marketplace, orderKey(caller, directionOf(params.direction), params.orderID!, seenWith)),
  header: (_, { marketplace, key }) => {
    const { sql, decode } = orderQuery(marketplace, key)
    // Its version guards what is written of it.
    return needed({ sql, decode: (row) => ({ order: decode(row) }) })
  },
  missing: ({ params }) => notFound('Order', params.orderID),
}
