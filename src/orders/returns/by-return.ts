import { notFound } from '../../api/errors.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { orderOfKey } from '../operation/named-order.ts'
import { orderKey } from '../operation/order-visibility.ts'
import { byID, type Place, type Placed } from '../operation/places.ts'
import { visibleReturns } from './shown-returns.ts'

const ofReturn = ({ caller, marketplace, params }: Placed): SQL =>
  sql`(select r.OrderKey from order_returns r where r.Marketplace = ${marketplace} and r.ID = ${params.returnID}
    and ${visibleReturns(caller, 'r')})`

/** An order by one of its returns: what becomes of that is guarded by the order's version, like all that it takes of it. */
export const byReturn: Place = {
  path: '/orderreturns/{returnID}',
  named: (id) => id,
  says: (summary) => summary,
  lock: ({ params }) => `return/${params.returnID}`,
  order: (call) => orderOfKey(call.marketplace, ofReturn(call)),
  header: byID.header,
  missing: ({ params }) => notFound('OrderReturn', params.returnID),
}

/** The order that the body of a return names. */
const orderSaid = ({ body }: Placed): string =>
  // Bodies are as their operations declare them: those of the two places below have it.
  (body as { OrderID: string }).OrderID

const ofBody = (call: Placed): SQL => orderKey(call.caller, 'All', orderSaid(call))

/** The order that a new return is to be of. */
export const toReturn: Place = {
  ...byReturn,
  path: '/orderreturns',
  lock: undefined,
  order: (call) => orderOfKey(call.marketplace, ofBody(call)),
  missing: (call) => notFound('Order', orderSaid(call)),
}

/** The order of a return that is there already, or else the one it is to be of. */
export const toSave: Place = {
  ...byReturn,
  order: (call) => orderOfKey(call.marketplace, sql`coalesce(${ofReturn(call)}, ${ofBody(call)})`),
  missing: toReturn.missing,
}
