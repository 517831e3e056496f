import { insufficientRoles } from '../../api/errors.ts'
import { priceColumns } from '../../catalog/prices/line-price.ts'
import { the } from '../../store/fact.ts'
import type { Step } from '../../store/outbox/steps.ts'
import { showWorksheet } from '../checkout/shown-worksheet.ts'
import { relyOnForwarder } from '../forward/forwardable.ts'
import { outgoingMessages, splitOrder } from '../forward/split-order.ts'
import { type Asked, type Decided, onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { orderMessage } from '../order/messages.ts'
import type { OrderState, WholeOrder } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'
import {
  asChecked,
  badStatus,
  type Checked,
  check,
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
      order.source ? { order } : rehearsed(order, check(call, order, read), read),
  })

/** The checkout event of the caller's client is told, where it has one. */
const submitted = ({ caller }: Asked, opened: OrderState, { parties, promotions }: SubmitRead): Step[] =>
  caller.client && the(parties).EventID !== null
    ? [
        {
          client: caller.client,
          orderKey: opened.header.Key,
          step: '/ordersubmit',
          body: showWorksheet(opened, promotions.rows, { kind: 'Seller' }),
        },
      ]
    : []

/** An order that was split off another is of what was agreed there: nothing of it is checked again. */
function agreedBefore(call: Asked, order: OrderState, actors: readonly Actor[]): Decided {
  const header = moved(order.header, 'submit', actors, call.now)
  if (!header) throw badStatus(order.header)
  return { order: { ...order, header } }
}

const submit = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Submit',
    method: 'POST',
    path: '/submit',
    response: orderModel,
    summary: 'Submits an order: from then on it is the seller’s to fulfil.',
    parts: ['lines', 'payments'],
    catalogue: true,
    reads: submitReads,
    decide: ({ call, order, actors, read }) => {
      if (actors.length === 0) throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
      if (order.source) return agreedBefore(call, order, actors)
      const checked = check(call, order, read)
      if (checked.errors.length > 0) return rehearsed(order, checked, read)
      const header = moved(order.header, 'submit', actors, call.now) ?? order.header
      const open = { ...checked.order, header, outgoing: [] }
      return {
        // Of themselves forwarded in the same commit: no line is forgotten, and none stands on two orders.
        order: splitOrder(call, open, relyOnForwarder(call, read.forwardable), true),
        ...asChecked(read),
        messages: (opened) => [
          orderMessage(call, 'OrderSubmitted', { order: opened, products: read.stock.rows }),
          ...outgoingMessages(call, [], opened, read.stock.rows),
        ],
        steps: (opened) => submitted(call, opened, read),
      }
    },
  })

/** Submit and its rehearsal, wherever the order is named. */
export const submission = (place: Place) => [validate(place), submit(place)]

export const operations = submission(byID)
