import { fail } from '../../api/errors.ts'
import { list, object, readOnly, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sql } from '../../tables/sql.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { ordersQuery } from '../operation/order-rows.ts'
import { byID, type Place } from '../operation/places.ts'
import { isOpened, type OrderRow, type OrderState } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel, showOrder } from '../state/shown-order.ts'
import { orderProducts } from '../stock/stock-rows.ts'
import { forwardable, relyOnForwarder } from './forwardable.ts'
import { outgoingMessages, splitOrder } from './split-order.ts'

const orderSplitResult = model('OrderSplitResult', {
  OutgoingOrders: readOnly(list(object('Order', orderModel.fields))),
  RemainingLineItemIDs: readOnly(list(text())),
})

/**
 * Orders of buyers are split once they are submitted, by the marketplace owner to whom they have come.
 * @throws ApiError
 */
function requireSplit({ caller, marketplace }: Asked, { Leg, ToCompanyID, Status }: OrderRow): void {
  if (caller.kind !== 'Seller')
    throw fail('Order.CannotSplitWrongUserType', 'Only the marketplace owner’s users split orders.')
  if (Leg === 'Seller' || ToCompanyID !== marketplace)
    throw fail('Order.CannotSplitOutgoing', 'Only orders to the marketplace owner are split.')
  if (!isOpened(Status))
    throw fail('Order.AllowedOnSubmittedOnly', `An order that is ${Status} cannot be split.`, { Status })
}

/** What has become of an order by splitting it. */
const result = (before: readonly OrderRow[], { outgoing = [], lines = [] }: OrderState) => ({
  OutgoingOrders: outgoing
    .filter((o) => o.Status !== before.find((b) => b.Key === o.Key)?.Status)
    .map(showOrder),
  RemainingLineItemIDs: lines.filter((l) => l.OutgoingKey === null && !l.IsBundle).map((l) => l.ID),
})

/** Splitting, and with `submits` the submitting of what was split off, now or before. */
const splitting = (place: Place, submits: boolean) =>
  onOrder(place, {
    id: submits ? 'Orders.Forward' : 'Orders.Split',
    method: 'POST',
    path: submits ? '/forward' : '/split',
    status: 200,
    roles: ['OrderAdmin'],
    response: orderSplitResult,
    summary: submits
      ? 'Makes an order to each supplier of an order’s lines, and submits it.'
      : 'Makes an order to each supplier of an order’s lines.',
    parts: ['lines'],
    reads: ({ caller, marketplace }, order) => ({
      products: submits ? orderProducts(order) : undefined,
      forwardable: forwardable(order, { user: sql`${caller.key}`, automatic: false }),
      // What is submitted is shown with its user, whom orders beside another come without.
      outgoing: submits
        ? ordersQuery(
            marketplace,
            sql`in (select Key from orders where Marketplace = ${marketplace} and SourceKey = ${order.key})`,
          )
        : undefined,
    }),
    decide: ({ call, order, read }) => {
      requireSplit(call, order.header)
      const { outgoing: before = [] } = order
      // Those that stay as they are stay as they came with the order.
      const outgoing = before.map((is) => {
        const header = read.outgoing?.find((o) => o.Key === is.Key)
        return (header && moved(header, 'submit', ['Admin'], call.now)) || is
      })
      const split = splitOrder(call, { ...order, outgoing }, relyOnForwarder(call, read.forwardable), submits)
      const isSame = split.outgoing.every((o, i) => o === before[i])
      return {
        order: isSame ? order : split,
        answer: (after) => result(before, after),
        messages: (after) => outgoingMessages(call, before, after, read.products ?? []),
      }
    },
  })

export const operations = [splitting(byID, false), splitting(byID, true)]
