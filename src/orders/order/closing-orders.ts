import { fail, insufficientRoles } from '../../api/errors.ts'
import { type Asked, onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import type { OrderState } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { orderModel } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'

const cancel = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Cancel',
    method: 'POST',
    path: '/cancel',
    response: orderModel,
    summary: 'Cancels an order; stock that has not been shipped returns.',
    parts: ['lines'],
    decide: ({ call, order, actors }) => {
      const header = moved(order.header, 'cancel', actors, call.now)
      if (header) return { order: { ...order, header } }
      throw fail(
        'Order.CannotCancelInCurrentStatus',
        `An order that is ${order.header.Status} cannot be canceled by you.`,
      )
    },
  })

const complete = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Complete',
    method: 'POST',
    path: '/complete',
    roles: ['OrderAdmin'],
    response: orderModel,
    summary: 'Completes an open order for good, shipped or not.',
    parts: [],
    decide: ({ call, order, actors }) => {
      const header = moved(order.header, 'complete', actors, call.now)
      if (header) return { order: { header: { ...header, CompletedByHand: true } } }
      throw fail(
        'Order.CannotCompleteBadStatus',
        `An order that is ${order.header.Status} cannot be completed.`,
      )
    },
  })

/** Deletes an order, wherever it is named. */
export const deletion = (place: Place) =>
  onOrder(place, {
    id: 'Orders.Delete',
    method: 'DELETE',
    path: '',
    summary: 'Deletes an order with all that belongs to it.',
    parts: ['lines'],
    decide: ({ call, order, actors }) => {
      requireDeletion(call, order, actors)
      return { order: null }
    },
    // One that nobody has begun is gone already.
    otherwise: place.begins ? async () => null : undefined,
  })

/** The order's user deletes what was never submitted; an administrator anything but an order that was forwarded. */
function requireDeletion({ caller }: Asked, { header, outgoing }: OrderState, actors: Actor[]): void {
  const own = actors.includes('Owner') && (header.Status === 'Unsubmitted' || header.Status === 'Declined')
  if (!own && !actors.includes('Admin')) throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
  if (outgoing && outgoing.length > 0)
    throw fail('Order.CannotDeleteForwardedOrder', 'Delete the orders it was forwarded to first.')
}

export const operations = [cancel(byID), complete(byID), deletion(byID)]
