import type { Results } from '../../store/fact.ts'
import type { OrderStep } from '../../tables/integration/deliveries.ts'
import { ruleReads } from '../approvals/asked-of-order.ts'
import { stepsOf } from '../checkout/checkout-event.ts'
import { subscriptionOf } from '../checkout/shown-worksheet.ts'
import { forwardedAtOnce, relyOnForwarder } from '../forward/forwardable.ts'
import { outgoingMessages, splitOrder } from '../forward/split-order.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked, Decided } from '../operation/on-order.ts'
import { orderMessage } from '../order/messages.ts'
import type { WholeOrder } from '../state/order-state.ts'
import { asChecked, submitReads } from './submit-checks.ts'

/** What is read of an order that is to open: for its checks, for who approves it, and for what opening it makes. */
export const openingReads = (call: Asked, order: NamedOrder) => ({
  ...submitReads(call, order),
  ...ruleReads(order),
  forwardable: forwardedAtOnce(order),
  subscription: subscriptionOf(order),
})

/**
 * An order that opens, as it was checked: what forwards itself goes to its suppliers, and its user and the checkout event
 * are told.
 * @param how what they are told it by
 */
export const opening = (
  call: Asked,
  order: WholeOrder<'lines'>,
  read: Results<ReturnType<typeof openingReads>>,
  how: { message: string; step: OrderStep },
) =>
  ({
    // Of themselves forwarded in the same commit: no line is forgotten, and none stands on two orders.
    order: splitOrder(call, { ...order, outgoing: [] }, relyOnForwarder(call, read.forwardable), true),
    ...asChecked(read),
    messages: (opened) => [
      orderMessage(call, how.message, { order: opened, products: read.stock.rows }),
      ...outgoingMessages(call, [], opened, read.stock.rows),
    ],
    steps: (opened) => stepsOf(call.caller, how.step, opened, read),
  }) satisfies Decided
