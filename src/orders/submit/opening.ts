import type { OrderStep } from '../../tables/integration/deliveries.ts'
import { stepsOf } from '../checkout/checkout-event.ts'
import { relyOnForwarder } from '../forward/forwardable.ts'
import { outgoingMessages, splitOrder } from '../forward/split-order.ts'
import type { Asked, Decided } from '../operation/on-order.ts'
import { orderMessage } from '../order/messages.ts'
import type { WholeOrder } from '../state/order-state.ts'
import { asChecked, type SubmitRead } from './submit-checks.ts'

/**
 * An order that opens, as it was checked: what forwards itself goes to its suppliers, and its user and the checkout event
 * are told.
 * @param how what they are told it by
 */
export const opening = (
  call: Asked,
  order: WholeOrder<'lines'>,
  read: SubmitRead,
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
