import { toWire } from '../../api/time.ts'
import { identityOf } from '../../auth/sign-in.ts'
import { signToken } from '../../auth/tokens/token.ts'
import type { Env } from '../../env.ts'
import { needed, type Results, the } from '../../store/fact.ts'
import { columns, insert } from '../../store/rows.ts'
import type { Session } from '../../store/session.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { noSellerClient } from './integration-events.ts'

/** `Key` of the user that integration events act as: no other user's can be the same, since those are random. */
const KEY = 'integration-events'
/** Seconds the token of an event lives. */
const LIFE = 3600

type User = Row<typeof users>

/**
 * What `elevatedToken` needs to have been read: the user that the server has made for the events of a marketplace, once
 * it has, and the oldest active client that seller users may sign in with.
 */
export const identityQueries = (marketplace: string) => ({
  builtIn: userQuery(sql`u.Marketplace = ${marketplace} and u.Key = ${KEY}`),
  sellerClient: needed(
    plain<{
      ID: string
    }>(sql`select c.ID from api_clients c where c.Marketplace = ${marketplace} and c.AllowSeller = 1 and c.Active = 1
      order by c.DateCreated, c.ID limit 1`),
    noSellerClient(),
  ),
})

/** What they have read. */
export type Identities = Results<ReturnType<typeof identityQueries>>

/** The default context user of a client, where it is a seller's: what signs its users in acts as that one. */
export const contextUserQuery = (marketplace: string, clientID: string) =>
  userQuery(sql`u.Marketplace = ${marketplace} and u.Kind = 'Seller' and u.Active = 1 and u.Username =
    (select c.DefaultContextUserName from api_clients c where c.Marketplace = ${marketplace} and c.ID = ${clientID})`)

const userQuery = (where: SQL): Query<User> => ({
  sql: sql`select ${columns(users, 'u', true)} from users u where ${where}`,
  decode: (row) => decodeRow(users, row),
})

/** The token that an event is given. */
interface Elevated {
  marketplace: string
  /** Origin of the API. */
  baseUrl: string
  roles: string[]
  /** How many receivers deep it is: what is fired because of it is one deeper, and ends some time. */
  depth: number
  /** A seller's user it acts as, by way of a client. */
  as?: { client: string; user: User }
}

/**
 * The token an integration event is called with: the elevated roles and nothing else, as a user of the seller's that is
 * made when first needed, unless it is said whose.
 * @param session where that user is made: nobody's doing, it is part of no request's commit
 * @returns null without elevated roles
 * @throws ApiError when no client could be given the roles
 */
export async function elevatedToken(
  env: Env,
  session: Session,
  { marketplace, baseUrl, roles, depth, as }: Elevated,
  { builtIn: [builtIn], sellerClient }: Identities,
): Promise<string | null> {
  if (roles.length === 0) return null
  const client = as?.client ?? the(sellerClient).ID
  const user = as?.user ?? builtIn ?? (await integrationUser(session, marketplace))
  const identity = { ...identityOf({ ID: client, Marketplace: marketplace }, user, roles), depth }
  // By the clock as it is now: a server may have been waited for since the request came.
  return signToken(env, identity, LIFE, baseUrl, Date.now())
}

/** The user that a marketplace's events act as, made where there is none; of several that do so at once, one does. */
export async function integrationUser(session: Session, marketplace: string): Promise<User> {
  // The name has a tail, since that without one may be somebody's.
  const name = `${KEY}-${crypto.randomUUID().slice(0, 8)}`
  const made = insert(users, marketplace, {
    Kind: 'Seller',
    Company: marketplace,
    ID: name,
    Key: KEY,
    Username: name,
    FirstName: 'Integration',
    LastName: 'Events',
    Email: `${KEY}@invalid`,
    Active: true,
    BuiltIn: true,
    DateCreated: toWire(Date.now()),
  })
  const [rows] = await session.send(
    sql`${made.sql} on conflict (Marketplace, Key) do update set Key = excluded.Key returning *`,
  )
  return decodeRow(users, rows![0]!)
}
