import { type Caller, hasRole } from '../../api/caller.ts'
import { idExists, insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { MOST_TRANSACTIONS, transactionFields } from '../../tables/orders/payments.ts'
import { onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import type { OrderWith, PaymentRow } from '../state/order-state.ts'
import { answeredPayment, paymentModel } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'
import { paymentNamed, refuseCanceled } from './payment-rules.ts'
import { paymentPath } from './payments.ts'

const transactionModel = model('PaymentTransaction', { ...transactionFields, ID: id() })

const path = `${paymentPath}/transactions`
const roles = ['OrderAdmin']

/** What a payment service said is for an administrator to tell, also of a cart. */
function requireAdmin(caller: Caller, actors: readonly Actor[]): void {
  if (!actors.includes('Admin') || !hasRole(caller, 'OrderAdmin'))
    throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
}

const withTransactions = (
  order: OrderWith<'payments'>,
  payment: PaymentRow,
  Transactions: PaymentRow['Transactions'],
) => ({
  order: {
    ...order,
    payments: order.payments.map((p) => (p === payment ? { ...payment, Transactions } : p)),
  },
  answer: answeredPayment(payment.ID),
})

const create = (place: Place) =>
  onOrder(place, {
    id: 'Payments.CreateTransaction',
    method: 'POST',
    path,
    roles,
    body: { model: transactionModel },
    // No Location: a transaction is not read by itself, but with its payment.
    response: paymentModel,
    summary: 'Records a transaction of a payment of an order.',
    parts: ['payments'],
    decide: async ({ call, order, actors }) => {
      requireAdmin(call.caller, actors)
      const payment = paymentNamed(order, call.params.paymentID)
      refuseCanceled(order.header)
      const { Transactions } = payment
      if (Transactions.length >= MOST_TRANSACTIONS)
        throw invalid('Transactions', 'Range', `A payment has at most ${MOST_TRANSACTIONS} transactions.`, {
          Maximum: MOST_TRANSACTIONS,
        })
      const ID = await call.id(call.body.ID)
      if (Transactions.some((t) => sameIgnoringCase(t.ID, ID))) throw idExists('PaymentTransaction', ID)
      return withTransactions(order, payment, [...Transactions, { ...call.body, ID }])
    },
  })

const remove = (place: Place) =>
  onOrder(place, {
    id: 'Payments.DeleteTransaction',
    method: 'DELETE',
    path: `${path}/{transactionID}`,
    roles,
    summary: 'Removes a transaction of a payment of an order.',
    parts: ['payments'],
    decide: ({ call, order, actors }) => {
      requireAdmin(call.caller, actors)
      const { paymentID, transactionID } = call.params
      const payment = paymentNamed(order, paymentID)
      refuseCanceled(order.header)
      const left = payment.Transactions.filter((t) => !sameIgnoringCase(t.ID, transactionID))
      if (left.length === payment.Transactions.length) throw notFound('PaymentTransaction', transactionID)
      return withTransactions(order, payment, left)
    },
  })

/** Writes of transactions, wherever the order of their payment is named. */
export const transactions = (place: Place) => [create(place), remove(place)]

export const operations = transactions(byID)
