import { fail } from '../../api/errors.ts'
import { assignmentsReaching, type BuyerUser } from '../../organizations/me/assigned.ts'
import { assignedAccounts } from '../../organizations/payment/spending-accounts.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Whether a user may exceed the account `t`: where assignments differ, the user's own wins, then a group's. */
export const mayExceed = (user: BuyerUser): SQL =>
  sql`coalesce((select a.AllowExceed from ${assignmentsReaching(assignedAccounts, user)}
    order by iif(a.UserID is not null, 0, iif(a.UserGroupID is not null, 1, 2)), a.AllowExceed desc limit 1), 0)`

/** An account has less than is asked of it. */
export const exceedsBalance = (Balance: number) =>
  fail('Payment.ExceedsBalance', 'The payment exceeds the balance of its spending account.', { Balance })
