import { fail, idExists } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { patched } from '../../resource/writing.ts'
import { relyOnAll } from '../../store/fact.ts'
import { payments } from '../../tables/orders/payments.ts'
import { sql } from '../../tables/sql.ts'
import { orderOfKey } from '../operation/named-order.ts'
import { onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import { completionMessages, completionReads } from '../returns/messages.ts'
import { refundRefusal, requireRefundable } from '../returns/refund-payments.ts'
import { returnNamed } from '../returns/returnable.ts'
import { blankRow } from '../state/new-rows.ts'
import type { PaymentRow } from '../state/order-state.ts'
import { requireChange, requireReceiver } from '../state/permissions.ts'
import { answeredPayment, paymentModel } from '../state/shown-order.ts'
import { paidFrom, paidFromReads } from './paid-from.ts'
import {
  acceptedAtFirst,
  accountAmountRefusal,
  amountRefusal,
  cannotAccept,
  findPayment,
  negativeAmount,
  paymentNamed,
  refuseCanceled,
  requirePaymentChange,
} from './payment-rules.ts'
import { accountNamed, accountsOf } from './usable-accounts.ts'

/** Where the payments of an order are, and one of them. */
export const path = '/payments'
export const paymentPath = `${path}/{paymentID}`

const create = (place: Place) =>
  onOrder(place, {
    id: 'Payments.Create',
    method: 'POST',
    path,
    body: { model: paymentModel },
    response: paymentModel,
    creates: true,
    summary: 'Adds a payment to an order.',
    parts: ['payments'],
    reads: (call, order) => ({
      ...paidFromReads(call, order, call.body),
      ...(call.body.OrderReturnID ? completionReads(order) : {}),
    }),
    decide: async ({ call, order, actors, read }) => {
      const { body, now } = call
      refuseCanceled(order.header)
      requireChange('payments', order.header, call.caller, 'Payments')
      const from = paidFrom(call, body, read)
      if (body.OrderReturnID) requireReceiver(call)
      const returned = body.OrderReturnID ? returnNamed(order, body.OrderReturnID) : undefined
      if (returned) requireRefundable(returned)
      if (!returned && body.Amount !== null && body.Amount <= 0) throw negativeAmount()
      const tooMuch = returned
        ? refundRefusal(body.Amount, order, returned, order.payments)
        : amountRefusal(body.Amount, order.header.Total, order.payments)
      if (tooMuch) throw tooMuch
      const Accepted = body.Accepted ?? acceptedAtFirst(body.Type)
      if (Accepted !== acceptedAtFirst(body.Type) && !actors.includes('Admin')) throw cannotAccept()
      const ID = await call.id(body.ID)
      if (findPayment(order, ID)) throw idExists('Payment', ID)
      const payment: PaymentRow = {
        ...blankRow(payments),
        ...body,
        OrderKey: order.header.Key,
        ID,
        StoredID: null,
        ...from,
        OrderReturnID: returned?.ID ?? null,
        DateCreated: now,
        Accepted,
        Transactions: [],
        Drawn: null,
      }
      return {
        order: { ...order, payments: [...order.payments, payment] },
        answer: answeredPayment(ID),
        messages: (paid) => completionMessages(call, order, paid, read),
      }
    },
  })

/** What says what a payment is stays as it was. */
function requireSame(stored: PaymentRow, wanted: PaymentRow): void {
  for (const name of ['Type', 'CreditCardID', 'SpendingAccountID'] as const)
    if (!sameIgnoringCase(stored[name], wanted[name]))
      throw fail('Payment.CannotPatchProperty', `${name} of a payment cannot be changed.`, { Property: name })
}

const patch = (place: Place) =>
  onOrder(place, {
    id: 'Payments.Patch',
    method: 'PATCH',
    path: paymentPath,
    body: { model: paymentModel, partial: true },
    response: paymentModel,
    summary: 'Changes the properties sent of a payment.',
    parts: ['payments'],
    reads: ({ params }, order) => {
      const { marketplace, key } = order
      const own = sql`from payments p where p.Marketplace = ${marketplace} and p.OrderKey = ${key} and p.ID = ${params.paymentID}`
      return {
        accounts: accountsOf(order, sql`select p.SpendingAccountID ${own}`),
        ...completionReads(
          orderOfKey(marketplace, sql`(select p.OrderKey ${own} and p.OrderReturnID is not null)`),
        ),
      }
    },
    decide: async ({ call, order, actors, read }) => {
      const stored = paymentNamed(order, call.params.paymentID)
      refuseCanceled(order.header)
      requirePaymentChange(call, order.header, stored, actors)
      // A payment that was checked as a whole has all that one has.
      const wanted = patched(paymentModel, stored, call.body) as PaymentRow
      requireSame(stored, wanted)
      const Accepted = wanted.Accepted ?? acceptedAtFirst(stored.Type)
      const { Amount } = wanted
      const isOther = Amount !== stored.Amount
      // An account that is out of its dates by now still gets back what it has paid.
      const asksMore = Amount === null || Amount > (stored.Drawn ?? 0)
      if (stored.Type === 'SpendingAccount' && asksMore && (isOther || (Accepted && !stored.Accepted))) {
        const account = accountNamed(read.accounts.rows, stored.SpendingAccountID)
        const refusal = accountAmountRefusal(account, wanted, call.now, stored.Drawn ?? 0)
        if (refusal) throw refusal
        relyOnAll(call, read.accounts)
      }
      if (isOther) {
        const returned = stored.OrderReturnID === null ? undefined : returnNamed(order, stored.OrderReturnID)
        if (!returned && Amount !== null && Amount < 0) throw negativeAmount()
        const others = order.payments.filter((p) => p !== stored)
        const tooMuch = returned
          ? refundRefusal(Amount, order, returned, others)
          : amountRefusal(Amount, order.header.Total, others)
        if (tooMuch) throw tooMuch
        if (returned && Number(Amount) < Number(stored.Amount)) requireRefundable(returned)
      }
      if (Accepted !== stored.Accepted && !actors.includes('Admin')) throw cannotAccept()
      const ID = wanted.ID && wanted.ID !== stored.ID ? await call.id(wanted.ID) : stored.ID
      const taken = findPayment(order, ID)
      if (taken && taken !== stored) throw idExists('Payment', ID)
      const { Type, CreditCardID, SpendingAccountID } = stored
      const next = { ...wanted, Type, CreditCardID, SpendingAccountID, Accepted, ID }
      return {
        order: { ...order, payments: order.payments.map((p) => (p === stored ? next : p)) },
        answer: answeredPayment(ID),
        messages: (paid) => completionMessages(call, order, paid, read),
      }
    },
  })

const remove = (place: Place) =>
  onOrder(place, {
    id: 'Payments.Delete',
    method: 'DELETE',
    path: paymentPath,
    summary: 'Removes a payment from an order; what its spending account has paid goes back.',
    parts: ['payments'],
    decide: ({ call, order, actors }) => {
      const payment = paymentNamed(order, call.params.paymentID)
      refuseCanceled(order.header)
      requirePaymentChange(call, order.header, payment, actors)
      return { order: { ...order, payments: order.payments.filter((p) => p !== payment) } }
    },
  })

/** Writes of payments, wherever their order is named. */
export const paymentWrites = (place: Place) => [create(place), patch(place), remove(place)]

export const operations = paymentWrites(byID)
