import { columns } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row, type Table } from '../../tables/table.ts'

/** A buyer's user, known by value or only through an order. */
export interface BuyerUser {
  marketplace: string
  company: SQL
  user: SQL
  /** The order of an anonymous shopper, who borrows the user: what is private belongs to it. Null for everybody else. */
  order: SQL
}

/** Objects of a buyer that are assigned to its users, its groups, or all of it. */
export interface Assigned<T extends Table = Table> {
  table: T
  assignments: Table
  /** The assignments' column that names the object. */
  column: string
}

/**
 * What stands behind a FROM for the assignments `a` that give the object `t` to a user: to them, to a group of theirs, or
 * to the whole buyer.
 */
export const assignmentsReaching = (
  { assignments, column }: Pick<Assigned, 'assignments' | 'column'>,
  { marketplace, user }: BuyerUser,
): SQL =>
  sql`${as(assignments, 'a').from} where a.Marketplace = ${marketplace} and a.Kind = 'Buyer' and a.Company = t.Company and a.${sql.identifier(column)} = t.ID
    ${'UserID' in assignments.fields ? sql`and (a.UserID is null or a.UserID = ${user})` : sql``}
    and (a.UserGroupID is null or a.UserGroupID in (select g.UserGroupID from group_members g
      where g.Marketplace = ${marketplace} and g.Kind = 'Buyer' and g.Company = t.Company and g.UserID = ${user}))`

/** What a user may use, as parts of a statement over the table as `t`. */
export interface Usable<R> extends Pick<Query<R>, 'decode'> {
  columns: SQL
  where: SQL
}

/**
 * The objects a user may use: those assigned, each once, and private ones where there are such. (The plus signs keep
 * the planner from reading all that are not private: an ID or an order of the list picks better.)
 */
export function usable<T extends Table>(of: Assigned<T>, user: BuyerUser): Usable<Row<T>> {
  const assigned = sql`exists (select 1 from ${assignmentsReaching(of, user)})`
  return {
    columns: columns(of.table, 't'),
    where: sql`t.Marketplace = ${user.marketplace} and t.Kind = 'Buyer' and t.Company = ${user.company}
      and ${'PrivateUserID' in of.table.fields ? sql`((+t.PrivateUserID = ${user.user} and t.PrivateOrderID is ${user.order}) or (+t.PrivateUserID is null and ${assigned}))` : assigned}`,
    decode: (row) => decodeRow(of.table, row),
  }
}
