import { addressAssignments } from '../../tables/organizations/addresses.ts'
import { creditCardAssignments } from '../../tables/organizations/credit-cards.ts'
import { groupMembers } from '../../tables/organizations/groups.ts'
import { securityProfileAssignments } from '../../tables/organizations/security-profiles.ts'
import { spendingAccountAssignments } from '../../tables/organizations/spending-accounts.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { storedFields, type Table } from '../../tables/table.ts'

/** What an organisation assigns to single users: groups, profiles, and what they may use. */
const assignedToUsers: Table[] = [
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

const ofUser = (marketplace: string, { Company, ID }: BuyerUser): SQL =>
  sql`Marketplace = ${marketplace} and Kind = 'Buyer' and Company = ${Company} and UserID = ${ID}`

/** Ends all of a user's assignments. */
export const endAssignments = (marketplace: string, user: BuyerUser): SQL[] =>
  assignedToUsers.map((t) => sql`delete from ${sql.identifier(t.name)} where ${ofUser(marketplace, user)}`)

/** Assigns to another user of the same buyer whatever is assigned to one. */
export const copyAssignments = (marketplace: string, from: BuyerUser, to: string): SQL[] =>
  assignedToUsers.map((t) => {
    const names = Object.keys(storedFields(t))
    const values = names.map((n) => (n === 'UserID' ? sql`${to}` : sql.identifier(n)))
    return sql`insert into ${sql.identifier(t.name)} (${sql.list(names.map(sql.identifier))}) select ${sql.list(values)} from ${sql.identifier(t.name)} where ${ofUser(marketplace, from)}`
  })
