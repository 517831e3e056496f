import { insufficientRoles } from '../../api/errors.ts'
import { priceColumns } from '../../catalog/prices/line-price.ts'
import { askedOf, messagesToApprovers } from '../approvals/asked-of-order.ts'
import { isPending, latestCycle } from '../approvals/evaluate-rules.ts'
import { stepsOf } from '../checkout/checkout-event.ts'
import { outgoingMessage } from '../forward/split-order.ts'
import { type Asked, type Decided, onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { orderMessage } from '../order/messages.ts'
import type { OrderState, WholeOrder } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'
import type { ProductRow } from '../stock/stock-rows.ts'
import { opening, openingReads } from './opening.ts'
import {
  asChecked,
  badStatus,
  type Checked,
  checkSubmission,
  type SubmitRead,
  submitReads,
  together,
} from './submit-checks.ts'

const valued = ({ lines, promotions }: WholeOrder<'lines'>) =>
  JSON.stringify([
    lines.map((line) => [...priceColumns, 'Specs' as const, 'VariantID' as const].map((name) => line[name])),
    promotions.map(({ Discounts }) => Discounts),
  ])

/** Whether an order comes out of the checks as it went in. */
const isValuedSo = (before: WholeOrder<'lines'>, after: WholeOrder<'lines'>) =>
  valued(before) === valued(after)

/** An order that was checked, and no more: it keeps what it was valued at, whether it is refused or not. */
const rehearsed = (
  order: WholeOrder<'lines' | 'payments'>,
  { order: checked, errors }: Checked,
  read: SubmitRead,
): Decided => ({
  order: isValuedSo(order, checked) ? order : checked,
  ...asChecked(read),
  refusal: together(errors),
})

const validate = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Validate',
    method: 'POST',
    path: '/validate',
    roles: ['OrderAdmin', 'Shopper', 'OrderReader'],
    summary: 'Checks whether an order could be submitted, and prices it anew.',
    parts: ['lines', 'payments'],
    catalogue: true,
    reads: submitReads,
    decide: ({ call, order, read }) =>
      order.source ? { order } : rehearsed(order, checkSubmission(call, order, read), read),
  })

/** An order that was split off another is of what was agreed there: nothing of it is checked again. */
function agreedBefore(
  call: Asked,
  order: OrderState,
  actors: readonly Actor[],
  products: readonly ProductRow[],
): Decided {
  const header = moved(order.header, 'submit', actors, call.now)
  if (!header) throw badStatus(order.header)
  return {
    order: { ...order, header },
    messages: (opened) => [outgoingMessage(call, opened.header, opened.lines ?? [], products)],
  }
}

const submit = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Submit',
    tracks: 'OrderSubmitted',
    method: 'POST',
    path: '/submit',
    response: orderModel,
    summary:
      'Submits an order: it is the seller’s to fulfil, once it is approved where rules of the buyer ask for that.',
    parts: ['lines', 'payments'],
    catalogue: true,
    reads: openingReads,
    decide: ({ call, order, actors, read }) => {
      if (actors.length === 0) throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
      if (order.source) return agreedBefore(call, order, actors, read.stock.rows)
      const checked = checkSubmission(call, order, read)
      if (checked.errors.length > 0) return rehearsed(order, checked, read)
      const asked = askedOf(call, checked.order, read, latestCycle(order.approvals) + 1)
      const submitted = { ...checked.order, approvals: order.approvals.concat(asked) }
      const header = (trigger: 'submit' | 'submitForApproval') =>
        moved(order.header, trigger, actors, call.now) ?? order.header
      if (!isPending(asked))
        return opening(call, { ...submitted, header: header('submit') }, read, {
          message: 'OrderSubmitted',
          step: '/ordersubmit',
        })
      const products = read.stock.rows
      return {
        order: { ...submitted, header: header('submitForApproval') },
        ...asChecked(read),
        messages: (waiting) => [
          orderMessage(call, 'OrderSubmittedForApproval', { order: waiting, products }),
          ...messagesToApprovers(call, 'OrderSubmittedForYourApproval', waiting, products, asked),
        ],
        steps: (waiting) => stepsOf(call.caller, '/ordersubmitforapproval', waiting, read),
      }
    },
  })

/** Submit and its rehearsal, wherever the order is named. */
export const submission = (place: Place) => [validate(place), submit(place)]

export const operations = submission(byID)
