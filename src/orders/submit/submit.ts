import { insufficientRoles } from '../../api/errors.ts'
import { priceColumns } from '../../catalog/prices/line-price.ts'
import { onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { orderMessage } from '../order/messages.ts'
import type { WholeOrder } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel } from '../state/shown-order.ts'
import { asChecked, check, submitReads, together } from './submit-checks.ts'

const valued = ({ lines, promotions }: WholeOrder<'lines'>) =>
  JSON.stringify([
    lines.map((line) => [...priceColumns, 'Specs' as const, 'VariantID' as const].map((name) => line[name])),
    promotions.map(({ Discounts }) => Discounts),
  ])

/** Whether an order comes out of the checks as it went in. */
const isValuedSo = (before: WholeOrder<'lines'>, after: WholeOrder<'lines'>) =>
  valued(before) === valued(after)

const validate = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Validate',
    method: 'POST',
    path: '/validate',
    roles: ['OrderAdmin', 'Shopper', 'OrderReader'],
    summary: 'Checks whether an order could be submitted, and prices it anew.',
    parts: ['lines', 'payments'],
    catalogue: true,
    reads: (_, order) => submitReads(order),
    decide: ({ call, order, read }) => {
      const { order: checked, errors } = check(call, order, read)
      return {
        order: isValuedSo(order, checked) ? order : checked,
        ...asChecked(read),
        refusal: together(errors),
      }
    },
  })

const submit = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Submit',
    method: 'POST',
    path: '/submit',
    response: orderModel,
    summary: 'Submits an order: from then on it is the seller’s to fulfil.',
    parts: ['lines', 'payments'],
    catalogue: true,
    reads: (_, order) => submitReads(order),
    decide: ({ call, order, actors, read }) => {
      if (actors.length === 0) throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
      const { order: checked, errors } = check(call, order, read)
      const refusal = together(errors)
      if (refusal) throw refusal
      const header = moved(order.header, 'submit', actors, call.now) ?? order.header
      return {
        order: { ...checked, header },
        ...asChecked(read),
        messages: (opened) => [
          orderMessage(call, 'OrderSubmitted', { order: opened, products: read.stock.rows }),
        ],
      }
    },
  })

/** Submit and its rehearsal, wherever the order is named. */
export const submission = (place: Place) => [validate(place), submit(place)]

export const operations = submission(byID)
