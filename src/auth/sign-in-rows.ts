import { columns } from '../store/rows.ts'
import { plain, type Query, type StoredRow } from '../store/sql/sql.ts'
import { apiClients } from '../tables/organizations/api-clients.ts'
import { signsIn } from '../tables/organizations/available-roles.ts'
import { users } from '../tables/organizations/users.ts'
import { type SQL, sql } from '../tables/sql.ts'
import { decodeRow, type Row } from '../tables/table.ts'
import { hashSecret } from './secrets.ts'

/** A user, with what decides whether they may sign in with a client (`Allowed`: the client takes such users). */
export type User = Row<typeof users> & { CompanyActive: boolean; Allowed: boolean }

/** An API client, and whether its marketplace is active. */
export type Client = Row<typeof apiClients> & { MarketplaceActive: boolean }

/** A client by its ID alone, as sign-in names it, or only where it is of a marketplace. */
export const clientQuery = (clientID: string, marketplace?: string): Query<Client> => ({
  sql: sql`select ${columns(apiClients, 'c', true)}, m.Active as MarketplaceActive from api_clients c
    join marketplaces m on m.ID = c.Marketplace where ${isClient(clientID, marketplace)}`,
  decode: (row) => ({ ...decodeRow(apiClients, row), MarketplaceActive: row.MarketplaceActive === 1 }),
})

/** A client that has any secret must show one, in every grant; that all have expired does not make it secretless. */
const hasSecret = sql`(coalesce(c.ClientSecret, '') <> '' or exists (select 1 from api_client_secrets s
  where s.Marketplace = c.Marketplace and s.ApiClientID = c.ID))`

const showsSecret = (sent: string, now: string): SQL => sql`(${sent} <> '' and (c.ClientSecret = ${sent}
  or exists (select 1 from api_client_secrets s where s.Marketplace = c.Marketplace and s.ApiClientID = c.ID
    and s.Hash = ${hashSecret(sent)} and (s.Expiration is null or s.Expiration > ${now}))))`

/** What is known of a client by the secret that was sent with its ID: conditions, which hold of no client that there is not. */
export function secretOf(clientID: string, sent: string, now: string) {
  const holdsOf = (condition: SQL) =>
    sql`exists (select 1 from api_clients c where c.ID = ${clientID} and ${condition})`
  const shows = showsSecret(sent, now)
  const suffices = sql`(${shows} or not ${hasSecret})`
  return {
    /** It is a secret of the client's, or the client has none: of an `api_clients c`, … */
    suffices,
    /** … and of the client of this ID. */
    right: holdsOf(suffices),
    /** The client has a secret, and this is one: who calls is the client's own server. */
    shown: holdsOf(shows),
    wrong: holdsOf(sql`${hasSecret} and not ${shows}`),
    /** Whether the client has a secret, and whether it was shown. */
    query: plain<{ HasSecret: number; Shown: number }>(
      sql`select ${hasSecret} HasSecret, ${shows} Shown from api_clients c where c.ID = ${clientID}`,
    ),
  }
}

const isClient = (clientID: string, marketplace?: string) =>
  marketplace === undefined
    ? sql`c.ID = ${clientID}`
    : sql`c.ID = ${clientID} and c.Marketplace = ${marketplace}`

/** A user who may sign in; built-in ones never do. */
export const userQuery = (clientID: string, which: SQL, marketplace?: string): Query<User> => ({
  sql: sql`select ${columns(users, 'u')}, o.Active as CompanyActive, ${signsIn('c', 'u')} as Allowed from api_clients c
    join users u on u.Marketplace = c.Marketplace and ${which} and u.BuiltIn = 0
    join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company where ${isClient(clientID, marketplace)}`,
  decode: decodeUser,
})

/** A row of `userQuery`. */
export const decodeUser = (row: StoredRow): User => ({
  ...decodeRow(users, row),
  CompanyActive: row.CompanyActive === 1,
  Allowed: row.Allowed === 1,
})

/** Until when a user name is locked out, known or not. */
export const lockoutQuery = (clientID: string, username: string): Query<{ LockedUntil: string | null }> =>
  plain(sql`select f.LockedUntil from api_clients c
    join login_failures f on f.Marketplace = c.Marketplace and f.Username = ${username} where c.ID = ${clientID}`)
