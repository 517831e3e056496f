import { sql } from 'drizzle-orm'
import { plain, type Query } from '../api/sql.ts'
import { decodeRow, type Row } from '../api/table.ts'
import { apiClients } from '../organizations/api-clients.ts'
import { users } from '../organizations/users.ts'
import { columns } from '../store/rows.ts'
import { allowed, reaching } from './available-roles.ts'
import type { PasswordConfig } from './password-policy.ts'

type Values = Record<string, unknown>

export type User = Row<typeof users> & { CompanyActive: boolean; Allowed: boolean }

export type Client = Row<typeof apiClients> & { MarketplaceActive: boolean }

/** A client by its ID alone, as sign-in names it, or only where it is of a marketplace. */
export const clientQuery = (clientID: string, marketplace?: string): Query<Client> => ({
  sql: sql`select ${columns(apiClients, 'c', true)}, m.Active as MarketplaceActive from api_clients c
    join marketplaces m on m.ID = c.Marketplace where ${thisClient(clientID, marketplace)}`,
  decode: (row) => ({ ...decodeRow(apiClients, row), MarketplaceActive: row.MarketplaceActive === 1 }),
})

export const secretsQuery = (clientID: string): Query<{ Hash: string; Expiration: string | null }> =>
  plain(sql`select s.Hash, s.Expiration from api_clients c
    join api_client_secrets s on s.Marketplace = c.Marketplace and s.ApiClientID = c.ID where c.ID = ${clientID}`)

const thisClient = (clientID: string, marketplace?: string) =>
  marketplace === undefined
    ? sql`c.ID = ${clientID}`
    : sql`c.ID = ${clientID} and c.Marketplace = ${marketplace}`

/** A user who may sign in; built-in ones never do. */
export const userQuery = (
  clientID: string,
  which: ReturnType<typeof sql>,
  marketplace?: string,
): Query<User> => ({
  sql: sql`select ${columns(users, 'u')}, o.Active as CompanyActive, ${allowed} as Allowed from api_clients c
    join users u on u.Marketplace = c.Marketplace and ${which} and u.BuiltIn = 0
    join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company where ${thisClient(clientID, marketplace)}`,
  decode: decodeUser,
})

export const decodeUser = (row: Values): User => ({
  ...decodeRow(users, row),
  CompanyActive: row.CompanyActive === 1,
  Allowed: row.Allowed === 1,
})

/** Until when a user name is locked out, known or not. */
export const lockoutQuery = (clientID: string, username: string): Query<{ LockedUntil: string | null }> =>
  plain(sql`select f.LockedUntil from api_clients c
    join login_failures f on f.Marketplace = c.Marketplace and f.Username = ${username} where c.ID = ${clientID}`)

export const policiesQuery = (clientID: string, username: string): Query<{ config: PasswordConfig }> => ({
  sql: sql`select p.PasswordConfig as config from api_clients c
    join users u on u.Marketplace = c.Marketplace and u.Username = ${username}
    join security_profile_assignments a on ${reaching('u')}
    join security_profiles p on p.Marketplace = a.Marketplace and p.ID = a.SecurityProfileID and p.PasswordConfig is not null
    where c.ID = ${clientID}`,
  decode: (row) => ({ config: JSON.parse(row.config as string) as PasswordConfig }),
})
