import { identityOf } from '../../auth/sign-in.ts'
import { type Identity, signToken } from '../../auth/tokens/token.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { needed, type Results, the } from '../../store/fact.ts'
import { columns, insert } from '../../store/rows.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { users } from '../../tables/organizations/users.ts'
import { sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { noSellerClient } from './integration-events.ts'

/** `Key` of the user that integration events act as: no other user's can be the same, since those are random. */
const KEY = 'integration-events'
/** Seconds the token of an event lives. */
const LIFE = 3600

type User = Row<typeof users>

/**
 * What `elevatedToken` needs to have been read: whom the events of a marketplace may act as. That is the default context
 * user of the client an event is called for, where it is a seller's; or else the user that the server has made for them,
 * once it has, by way of the oldest active client that seller users may sign in with.
 */
export const identityQueries = (marketplace: string, clientID: string) => ({
  builtIn: userQuery(sql`u.Marketplace = ${marketplace} and u.Key = ${KEY}`),
  sellerClient: needed(
    plain<{
      ID: string
    }>(sql`select c.ID from api_clients c where c.Marketplace = ${marketplace} and c.AllowSeller = 1 and c.Active = 1
      order by c.DateCreated, c.ID limit 1`),
    noSellerClient(),
  ),
  contextUser:
    userQuery(sql`u.Marketplace = ${marketplace} and u.Kind = 'Seller' and u.Active = 1 and u.Username =
    (select c.DefaultContextUserName from api_clients c where c.Marketplace = ${marketplace} and c.ID = ${clientID})`),
})

type Identities = Results<ReturnType<typeof identityQueries>>

const userQuery = (where: ReturnType<typeof sql>): Query<User> => ({
  sql: sql`select ${columns(users, 'u', true)} from users u where ${where}`,
  decode: (row) => decodeRow(users, row),
})

/**
 * The token an integration event is called with: the elevated roles and nothing else, as the default context user of
 * the client where that is a seller's, else as a user of the seller's that is made when first needed. It counts as one
 * webhook deep, so that what is fired because of it ends.
 * @returns null without elevated roles
 * @throws ApiError when no client could be given the roles
 */
export async function elevatedToken(
  call: Call<unknown>,
  client: { ID: string; Marketplace: string },
  roles: string[],
  known: Identities,
): Promise<string | null> {
  if (roles.length === 0) return null
  const identity = { ...(await actor(call, client, roles, known)), depth: 1 }
  // Signed by the clock as it is now: a server may have been waited for since the request came.
  return signToken(call.env, identity, LIFE, call.input.baseUrl, Date.now())
}

async function actor(
  call: Call<unknown>,
  client: { ID: string; Marketplace: string },
  roles: string[],
  { contextUser: [own], sellerClient, builtIn: [builtIn] }: Identities,
): Promise<Identity> {
  if (own) return identityOf(client, own, roles)
  const { Marketplace } = client
  const { ID } = the(sellerClient)
  return identityOf({ ID, Marketplace }, builtIn ?? (await makeUser(call, Marketplace)), roles)
}

/** Makes the user of a marketplace's events; of several that do so at once, one does. */
async function makeUser(call: Call<unknown>, marketplace: string): Promise<User> {
  // The name has a tail, since that without one may be somebody's.
  const name = `${KEY}-${call.newID().slice(0, 8)}`
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
    DateCreated: call.now,
  })
  const { user } = await commit(call, {
    statements: [
      {
        sql: sql`${made.sql} on conflict (Marketplace, Key) do update set Key = excluded.Key returning *`,
        returning: 'user',
      },
    ],
    answer: null,
  })
  return decodeRow(users, user![0]!)
}
