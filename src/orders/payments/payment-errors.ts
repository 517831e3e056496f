import { type ApiError, fail } from '../../api/errors.ts'
import { toAmount } from '../../api/money.ts'
import type { PaymentRow } from '../state/order-state.ts'
import { exceedsBalance } from './account-limits.ts'
import { amountOf, ownPayments } from './drawn.ts'
import { type Account, accountNamed, accountRefusal } from './usable-accounts.ts'

/** Payments that keep an order from being submitted, all at once. */
export function unacceptedErrors(payments: readonly PaymentRow[]): ApiError[] {
  const PaymentIDs = ownPayments(payments).flatMap((p) => (p.Accepted ? [] : [p.ID]))
  return PaymentIDs.length === 0
    ? []
    : [
        fail('Order.CannotSubmitWithUnaccceptedPayments', 'Payments are not accepted yet.', {
          PaymentIDs,
        }),
      ]
}

/**
 * Accounts that cannot pay what is asked of them, one refusal each.
 * @param total what the order comes to, in units of currency
 */
export function accountErrors(
  payments: readonly PaymentRow[],
  accounts: readonly Account[],
  total: number,
  now: string,
): ApiError[] {
  const asking = payments.filter((p) => p.Type === 'SpendingAccount')
  return [...Map.groupBy(asking, (p) => (p.SpendingAccountID ?? '').toLowerCase())].flatMap(([id, own]) => {
    const account = accountNamed(accounts, id)
    const refusal = accountRefusal(account, own[0]!.SpendingAccountID, now)
    if (refusal || !account) return refusal ?? []
    const asked = own.reduce((sum, p) => toAmount(sum + amountOf(p, payments, total)), 0)
    // Also an account below zero can pay nothing.
    const exceeds = asked > Math.max(0, account.Balance) && !account.AllowExceed
    return exceeds ? [exceedsBalance(account.Balance)] : []
  })
}
