import { type SQL, sql } from 'drizzle-orm'
import { addressAssignments } from '../../tables/organizations/addresses.ts'
import { creditCardAssignments } from '../../tables/organizations/credit-cards.ts'
import { groupMembers } from '../../tables/organizations/groups.ts'
import { securityProfileAssignments } from '../../tables/organizations/security-profiles.ts'
import { spendingAccountAssignments } from '../../tables/organizations/spending-accounts.ts'
import type { Write } from '../../tables/statements.ts'
import { storedFields, type Table } from '../../tables/table.ts'

/** What an organisation gives to single users: memberships and assignments. */
const given: Table[] = [
  groupMembers,
  securityProfileAssignments,
  addressAssignments,
  creditCardAssignments,
  spendingAccountAssignments,
]

/** A buyer's user, by its key columns. */
interface BuyerUser {
  Company: string
  ID: string
}

const ofUser = (m: string, { Company, ID }: BuyerUser): SQL =>
  sql`Marketplace = ${m} and Kind = 'Buyer' and Company = ${Company} and UserID = ${ID}`

/** Takes back what a buyer gave to a user. */
export const takeBack = (m: string, user: BuyerUser): Write[] =>
  given.map((t) => ({ sql: sql`delete from ${sql.identifier(t.name)} where ${ofUser(m, user)}` }))

/** Gives another user of the same buyer what one was given. */
export const giveAlike = (m: string, from: BuyerUser, to: string): Write[] =>
  given.map((t) => {
    const names = Object.keys(storedFields(t))
    const values = names.map((n) => (n === 'UserID' ? sql`${to}` : sql.identifier(n)))
    return {
      sql: sql`insert into ${sql.identifier(t.name)} (${sql.join(
        names.map((n) => sql.identifier(n)),
        sql`, `,
      )}) select ${sql.join(values, sql`, `)} from ${sql.identifier(t.name)} where ${ofUser(m, from)}`,
    }
  })
