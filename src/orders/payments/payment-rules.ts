import { type ApiError, fail, insufficientRoles, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { Asked } from '../operation/on-order.ts'
import type { OrderRow, OrderWith, PaymentRow } from '../state/order-state.ts'
import { requireReceiver } from '../state/permissions.ts'
import type { Actor } from '../state/states.ts'
import { exceedsBalance } from './account-limits.ts'
import { dueAfter, ownPayments } from './drawn.ts'
import { type Account, accountRefusal } from './usable-accounts.ts'

/** The payment of an ID, if the order has it. */
export const findPayment = ({ payments }: OrderWith<'payments'>, id: string | undefined) =>
  payments.find((p) => sameIgnoringCase(p.ID, id))

/**
 * The payment a path names.
 * @throws ApiError 404 when the order has none of that ID
 */
export function paymentNamed(order: OrderWith<'payments'>, id: string | undefined): PaymentRow {
  const payment = findPayment(order, id)
  if (!payment) throw notFound('Payment', id)
  return payment
}

/** An order that was called off keeps its payments as they are. */
export function refuseCanceled({ Status }: OrderRow): void {
  if (Status === 'Canceled')
    throw fail('Payment.CannotEditCancelled', 'Payments of a canceled order cannot be changed.')
}

/** Whether a payment counts as accepted where nothing is said: a card's has to be made first. */
export const acceptedAtFirst = (type: PaymentRow['Type']) => type !== 'CreditCard'

/** Only an administrator says what is accepted. */
export const cannotAccept = () =>
  fail('Payment.CannotPatchAccepted', 'Only an administrator may say whether this payment is accepted.')

/**
 * Refuses a change to a payment by those who may not: an administrator always may; the order's user until it is
 * accepted, and then until the order is submitted, unless a card has been charged. What is paid back is for whoever has
 * received the order.
 * @throws ApiError 403
 */
export function requirePaymentChange(
  call: Pick<Asked, 'caller'>,
  { IsSubmitted }: OrderRow,
  { Accepted, Type, OrderReturnID }: PaymentRow,
  actors: readonly Actor[],
): void {
  if (OrderReturnID !== null) requireReceiver(call)
  if (actors.includes('Admin')) return
  if (!actors.includes('Owner')) throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
  if (Accepted && (IsSubmitted || Type === 'CreditCard'))
    throw fail('Payment.NotAuthorizedToPatch', 'Only an administrator may change this payment.')
}

type Named = Pick<PaymentRow, 'Type' | 'CreditCardID' | 'SpendingAccountID'>

/** What a payment may name, and must: cards and accounts those of their own type. */
export function namingRefusal({ Type, CreditCardID, SpendingAccountID }: Named): ApiError | undefined {
  if (Type !== 'CreditCard' && CreditCardID !== null)
    return fail('Payment.CannotSetCreditCard', `A payment of type ${Type} has no credit card.`)
  if (Type !== 'SpendingAccount' && SpendingAccountID !== null)
    return fail('Payment.CannotSetSpendingAccount', `A payment of type ${Type} has no spending account.`)
  if (Type === 'SpendingAccount' && SpendingAccountID === null)
    return fail('Payment.SpendingAccountIdMissing', 'Say which spending account pays.')
  return undefined
}

/**
 * Why an account cannot pay an amount.
 * @param held what of it the payment has taken already, in units of currency
 */
export function accountAmountRefusal(
  account: Account | undefined,
  { SpendingAccountID, Amount }: Pick<PaymentRow, 'SpendingAccountID' | 'Amount'>,
  now: string,
  held = 0,
): ApiError | undefined {
  const refusal = accountRefusal(account, SpendingAccountID, now)
  if (refusal || !account) return refusal
  const exceeds = Amount !== null && Amount > account.Balance + held && !account.AllowExceed
  return exceeds ? exceedsBalance(account.Balance) : undefined
}

/** Amounts below zero pay something back, for a return. */
export const negativeAmount = () =>
  fail('Payment.AmountGreaterThanZero', 'The amount of a payment must be greater than zero.')

/**
 * Why an order cannot be paid by as much: together payments come to no more than its total. Whatever the others leave,
 * nothing may be paid, and the first may say that it pays what is left.
 */
export function amountRefusal(
  Amount: number | null,
  total: number,
  others: readonly PaymentRow[],
): ApiError | undefined {
  if (Amount === 0) return undefined
  const own = ownPayments(others)
  const isCovered = own.some((p) => p.Amount === null)
  const AmountDue = isCovered ? 0 : Math.max(0, dueAfter(total, own))
  const isTooMuch = Amount === null ? own.length > 0 && AmountDue === 0 : Amount > AmountDue
  return isTooMuch
    ? fail('Payment.AlreadyPaid', `The order has ${AmountDue} left to be paid.`, { AmountDue })
    : undefined
}
