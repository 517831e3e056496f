import { notFound } from '../../api/errors.ts'
import { operation } from '../../resource/operation.ts'
import { commit } from '../../store/commit.ts'
import { type Fact, rely } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { sql } from '../../tables/sql.ts'
import { checkout } from '../checkout/checkout.ts'
import { bundles } from '../lines/bundles.ts'
import { lineWrites } from '../lines/line-items.ts'
import { lineReading } from '../lines/read-lines.ts'
import { deletion } from '../order/closing-orders.ts'
import { fromUser } from '../order/from-user.ts'
import { orderAddresses } from '../order/one-time-addresses.ts'
import { header } from '../order/orders.ts'
import { paymentWrites } from '../payments/payments.ts'
import { paymentReading } from '../payments/read-payments.ts'
import { transactions } from '../payments/transactions.ts'
import { promotionWrites } from '../promotions/applied/change-promotions.ts'
import { promotionReading } from '../promotions/applied/read-promotions.ts'
import { submission } from '../submit/submit.ts'
import { activation, asCart, cartable } from './as-cart.ts'

const setActive = operation({
  id: 'Cart.SetActiveCart',
  method: 'PUT',
  path: `${asCart.path}/{orderID}`,
  ...asCart.only!,
  // The order of their token is the only one they have.
  noGuests: true,
  summary: 'Makes one of the caller’s orders that are not submitted yet their cart.',
  run: async (call) => {
    const { caller, marketplace, params } = call
    const own = sql`from orders o where o.Marketplace = ${marketplace} and o.Leg = 'Buyer' and o.ID = ${params.orderID} and ${cartable(caller)}`
    const order: Fact<{ Key: string }> = {
      ...plain(sql`select o.Key ${own}`),
      missing: notFound('Order', params.orderID),
      holds: ([found]) => sql`exists (select 1 ${own} and o.Key = ${found!.Key})`,
    }
    const read = await call.read({ order })
    const { Key } = rely(call, read.order)
    await commit(call, [activation(marketplace, caller.key, Key)])
  },
})

export const operations = [
  setActive,
  ...header(asCart),
  deletion(asCart),
  ...orderAddresses(asCart),
  fromUser(asCart),
  ...lineReading(asCart),
  ...lineWrites(asCart),
  ...bundles(asCart),
  ...paymentReading(asCart),
  ...paymentWrites(asCart),
  ...transactions(asCart),
  ...promotionReading(asCart),
  ...promotionWrites(asCart),
  ...checkout(asCart),
  ...submission(asCart),
]
