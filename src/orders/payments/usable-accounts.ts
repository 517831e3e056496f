import { type ApiError, fail } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { usable } from '../../organizations/me/assigned.ts'
import { assignedAccounts } from '../../organizations/payment/spending-accounts.ts'
import type { Fact } from '../../store/fact.ts'
import { columns } from '../../store/rows.ts'
import { spendingAccounts } from '../../tables/organizations/spending-accounts.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { userOfOrder } from '../order/usable-by-owner.ts'
import { mayExceed } from './account-limits.ts'

/** A spending account as an order's user may use it. */
export type Account = Row<typeof spendingAccounts> & {
  Reached: boolean
  /** Beyond its balance. */
  AllowExceed: boolean
}

/**
 * Spending accounts as an order's user may use them. What relies on them needs them to be usable still, at the same
 * dates; balances have a guard of their own.
 * @param ids a select of their IDs
 */
export function accountsOf(order: NamedOrder, ids: SQL): Fact<Account> {
  const { marketplace } = order
  const user = userOfOrder(order)
  const reached = usable(assignedAccounts, user).where
  return {
    sql: sql`select ${columns(spendingAccounts, 't')}, (${reached}) as Reached, ${mayExceed(user)} as AllowExceed
      from spending_accounts t where t.Marketplace = ${marketplace} and t.Kind = 'Buyer' and t.Company = ${user.company} and t.ID in (${ids})`,
    decode: (row) => ({
      ...decodeRow(spendingAccounts, row),
      Reached: row.Reached === 1,
      AllowExceed: row.AllowExceed === 1,
    }),
    holds: (rows) => {
      const wanted = JSON.stringify(rows.map((a) => [a.ID, a.StartDate, a.EndDate]))
      return sql`(select count(*) from json_each(${wanted}) j cross join spending_accounts t where ${reached} and t.ID = j.value ->> 0
        and t.AllowAsPaymentMethod = 1 and t.StartDate is j.value ->> 1 and t.EndDate is j.value ->> 2) = ${rows.length}`
    },
  }
}

/** The account of an ID. */
export const accountNamed = (accounts: readonly Account[], ID: string | null) =>
  accounts.find((a) => sameIgnoringCase(a.ID, ID))

/** Why nothing can be paid from an account at this moment, whatever its balance. */
export function accountRefusal(
  account: Account | undefined,
  SpendingAccountID: string | null,
  now: string,
): ApiError | undefined {
  if (!account?.Reached || !account.AllowAsPaymentMethod)
    return fail(
      'Payment.InvalidSpendingAccountID',
      'The user of this order cannot pay from this spending account.',
      {
        SpendingAccountID,
      },
    )
  const { StartDate, EndDate } = account
  return (StartDate !== null && StartDate > now) || (EndDate !== null && EndDate < now)
    ? fail('Payment.CannotUseExpiredSpendingAccount', 'This spending account is out of its dates.', {
        SpendingAccountID,
      })
    : undefined
}
