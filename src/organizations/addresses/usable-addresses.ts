import { addressAssignments, addresses } from '../../tables/organizations/addresses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { assignmentsReaching, type BuyerUser, type Usable, usable } from '../me/assigned.ts'

/** An address with what its user may use it for, and whether it is theirs to change. */
export type UsableAddress = Row<typeof addresses> & { Editable: boolean }

type Use = 'Shipping' | 'Billing'

const assigned = { table: addresses, assignments: addressAssignments, column: 'AddressID' }

/** The addresses a user may use, as parts of a statement over `addresses t`; the uses of several assignments add up. */
export function usableAddresses(user: BuyerUser): Usable<UsableAddress> & { use: (name: Use) => SQL } {
  const { columns, where, decode } = usable(assigned, user)
  const use = (name: Use) => sql`iif(t.PrivateUserID is null,
    (select coalesce(max(a.${sql.identifier(`Is${name}`)}), 0) from ${assignmentsReaching(assigned, user)}), t.${sql.identifier(name)})`
  return {
    use,
    columns: sql`${columns}, ${use('Shipping')} as UseShipping, ${use('Billing')} as UseBilling`,
    where,
    decode: (row) => ({
      ...decode(row),
      Shipping: row.UseShipping === 1,
      Billing: row.UseBilling === 1,
      Editable: row.PrivateUserID !== null,
    }),
  }
}
