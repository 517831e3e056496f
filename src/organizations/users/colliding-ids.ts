import type { Call } from '../../store/call.ts'
import { belongingTo, rename } from '../../store/references.ts'
import { and, plain, type Query } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Table } from '../../tables/table.ts'

/** Whose private objects are to be of another buyer; some parts may be known to the database alone. */
export interface PrivateOwner {
  company: SQL
  user: SQL
  /** An anonymous shopper borrows the user: what is private belongs to their order. */
  order?: string
}

/** An object whose ID is taken where it is to go. */
export interface CollidingID {
  /** Of its table. */
  Name: string
  ID: string
}

/** Tables of what a user has for themselves: a guest has what an order can be of. */
const privateTables = (owner: PrivateOwner) =>
  belongingTo(users).filter(({ table }) => owner.order === undefined || 'PrivateOrderID' in table.fields)

const ofOwner = (
  marketplace: string,
  { company, user, order }: PrivateOwner,
  table: Table,
  column: string,
  alias: string,
) =>
  and(
    sql`${at(alias, 'Marketplace')} = ${marketplace} and ${at(alias, 'Kind')} = 'Buyer'`,
    sql`${at(alias, 'Company')} = ${company} and ${at(alias, column)} = ${user}`,
    'PrivateOrderID' in table.fields ? sql`${at(alias, 'PrivateOrderID')} is ${order ?? null}` : undefined,
  )

/** Those of a user's private objects whose IDs another buyer has, too. */
export const collidingIDs = (marketplace: string, owner: PrivateOwner, to: string): Query<CollidingID> =>
  plain(
    sql.join(
      privateTables(owner).map(({ table, column }) => {
        const name = sql.identifier(table.name)
        return sql`select ${table.name} Name, t.ID from ${name} t where ${ofOwner(marketplace, owner, table, column, 't')}
          and ${at('t', 'Company')} <> ${to} and exists (select 1 from ${name} o where o.Marketplace = ${marketplace}
            and o.Kind = 'Buyer' and o.Company = ${to} and o.ID = t.ID)`
      }),
      sql` union all `,
    ),
  )

/** Gives each of those a new ID, before it goes: wherever it is told, it is told by that. */
export const renameColliding = (
  call: Call<unknown>,
  { company }: PrivateOwner,
  found: CollidingID[],
): Written[] =>
  belongingTo(users).flatMap(({ table }) =>
    rename(
      table,
      call.marketplace,
      { Kind: 'Buyer', Company: company },
      found.filter((c) => c.Name === table.name).map((c) => [c.ID, call.newID()]),
    ),
  )
