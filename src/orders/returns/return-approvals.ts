import { sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'

/** Nobody is asked any more whether a return is approved. */
export const withoutPending = (marketplace: string, returnID: string): Write[] => [
  {
    sql: sql`delete from order_return_approvals where Marketplace = ${marketplace} and OrderReturnID = ${returnID}
      and Status = 'Pending'`,
  },
]
