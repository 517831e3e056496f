import { type SQL, sql } from 'drizzle-orm'
import type { Call } from '../../store/call.ts'
import { belongingTo, rename } from '../../store/references.ts'
import { and, plain, type Query } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { users } from '../../tables/organizations/users.ts'
import type { Write } from '../../tables/statements.ts'
import type { Table } from '../../tables/table.ts'

/** A user of a buyer, whose private objects are to be of another buyer; some parts may be known to the database alone. */
export interface Owner {
  company: SQL
  user: SQL
  /** An anonymous shopper borrows the user: what is private belongs to their order. */
  order?: string
}

/** An object whose ID is taken where it is to go. */
export interface Colliding {
  Name: string
  ID: string
}

/** What a user has for themselves: a guest has what an order can be of. */
const belongings = (owner: Owner) =>
  belongingTo(users).filter(({ table }) => owner.order === undefined || 'PrivateOrderID' in table.fields)

const ofOwner = (m: string, { company, user, order }: Owner, table: Table, column: string, alias: string) =>
  and(
    sql`${at(alias, 'Marketplace')} = ${m} and ${at(alias, 'Kind')} = 'Buyer'`,
    sql`${at(alias, 'Company')} = ${company} and ${at(alias, column)} = ${user}`,
    'PrivateOrderID' in table.fields ? sql`${at(alias, 'PrivateOrderID')} is ${order ?? null}` : undefined,
  )

/** Those of a user's private objects whose IDs another buyer has, too. */
export const colliding = (m: string, owner: Owner, to: string): Query<Colliding> =>
  plain(
    sql.join(
      belongings(owner).map(({ table, column }) => {
        const name = sql.identifier(table.name)
        return sql`select ${table.name} Name, t.ID from ${name} t where ${ofOwner(m, owner, table, column, 't')}
          and ${at('t', 'Company')} <> ${to} and exists (select 1 from ${name} o where o.Marketplace = ${m}
            and o.Kind = 'Buyer' and o.Company = ${to} and o.ID = t.ID)`
      }),
      sql` union all `,
    ),
  )

/** Gives each of those a new ID, before it goes: wherever it is told, it is told by that. */
export const renameColliding = (call: Call<unknown>, { company }: Owner, found: Colliding[]): Write[] =>
  belongingTo(users).flatMap(({ table }) =>
    rename(
      table,
      call.marketplace,
      { Kind: 'Buyer', Company: company },
      found.filter((c) => c.Name === table.name).map((c) => [c.ID, call.newID()]),
    ),
  )
