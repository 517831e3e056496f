import { sql } from 'drizzle-orm'
import { fail, insufficientRoles } from '../../api/errors.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { restock } from '../stock/stock.ts'
import { actorsOf, orderLock } from './access.ts'
import { type LineRow, loadOrder, type OrderRow, writeOrder } from './load.ts'
import { orderModel, showOrder } from './present.ts'
import { dates, next } from './states.ts'

const wasOpen = (order: OrderRow) => order.Status === 'Open' || order.Status === 'Completed'

const cancel = operation({
  id: 'Orders.Cancel',
  method: 'POST',
  path: '/orders/{direction}/{orderID}/cancel',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  response: orderModel,
  status: 201,
  summary: 'Cancels an order; stock that has not been shipped returns.',
  run: async (call) => {
    const { order, lines } = await loadOrder(call)
    const status = next(order.Status, 'cancel', actorsOf(call.caller, order))
    if (!status)
      throw fail(
        'Order.CannotCancelInCurrentStatus',
        `An order that is ${order.Status} cannot be canceled by you.`,
      )
    const changes = { Status: status, ...dates('cancel', call.now) }
    const answer = showOrder({ ...order, ...changes, LastUpdated: call.now } as OrderRow)
    await commit(call, {
      statements: [writeOrder(call, order, changes), ...(wasOpen(order) ? restock(call, lines) : [])],
      answer,
    })
    return answer
  },
})

const complete = operation({
  id: 'Orders.Complete',
  method: 'POST',
  path: '/orders/{direction}/{orderID}/complete',
  roles: ['OrderAdmin'],
  lock: orderLock,
  response: orderModel,
  status: 201,
  summary: 'Completes an open order for good, shipped or not.',
  run: async (call) => {
    const { order } = await loadOrder(call)
    const status = next(order.Status, 'complete', actorsOf(call.caller, order))
    if (!status)
      throw fail('Order.CannotCompleteBadStatus', `An order that is ${order.Status} cannot be completed.`)
    const changes = { Status: status, CompletedByHand: true, ...dates('complete', call.now) }
    const answer = showOrder({ ...order, ...changes, LastUpdated: call.now } as OrderRow)
    await commit(call, { statements: [writeOrder(call, order, changes)], answer })
    return answer
  },
})

const remove = operation({
  id: 'Orders.Delete',
  method: 'DELETE',
  path: '/orders/{direction}/{orderID}',
  roles: ['OrderAdmin', 'Shopper'],
  lock: orderLock,
  status: 204,
  summary: 'Deletes an order with all that belongs to it.',
  run: async (call) => {
    const { order, lines } = await loadOrder(call)
    requireDeletion(call, order, lines)
    const m = call.marketplace
    const mine = sql`Marketplace = ${m} and OrderKey = ${order.Key}`
    await commit(call, {
      statements: [
        ...(order.Status === 'Open' ? restock(call, lines) : []),
        { sql: sql`delete from shipment_items where ${mine}` },
        { sql: sql`delete from line_items where ${mine}` },
        {
          sql: sql`delete from orders where Marketplace = ${m} and Key = ${order.Key} and Version = ${order.Version}`,
          expect: 1,
        },
      ],
      answer: null,
    })
  },
})

/** The order's user deletes what was never submitted; an administrator anything but an order that was forwarded. */
function requireDeletion(call: Call<unknown>, order: OrderRow, lines: LineRow[]): void {
  const actors = actorsOf(call.caller, order)
  const own = actors.includes('Owner') && (order.Status === 'Unsubmitted' || order.Status === 'Declined')
  if (!own && !actors.includes('Admin'))
    throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
  if (order.Leg === 'Buyer' && lines.some((l) => l.OutgoingOrderID !== null))
    throw fail('Order.CannotDeleteForwardedOrder', 'Delete the orders it was forwarded to first.')
}

export const operations = [cancel, complete, remove]
