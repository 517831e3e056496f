import { randomUUID } from 'node:crypto'
import { sameIgnoringCase } from '../api/names.ts'
import { toWire } from '../api/time.ts'
import type { Call } from '../store/call.ts'
import { commit } from '../store/commit.ts'
import type { Told } from '../store/outbox/told.ts'
import { insert } from '../store/rows.ts'
import { refreshTokens } from '../tables/auth/sign-in.ts'
import type { users } from '../tables/organizations/users.ts'
import { sql } from '../tables/sql.ts'
import type { Guard, Written } from '../tables/statements.ts'
import type { Row } from '../tables/table.ts'
import { grantRoles } from './granted-roles.ts'
import { hashSecret } from './secrets.ts'
import { refuse } from './sign-in-refusal.ts'
import type { Client, User } from './sign-in-rows.ts'
import { type Identity, signToken } from './tokens/token.ts'

/**
 * Whether a client signs anybody in now.
 * @throws ApiError 401
 */
export function checkActive(client: Client): void {
  if (!client.Active) throw refuse('Auth.ClientNotActive', 'The API client is not active.')
  if (!client.MarketplaceActive) throw refuse('Auth.SellerNotActive', 'The marketplace is not active.')
}

/**
 * Whether a user may sign in with a client: both active, and what they belong to; and the client takes such users.
 * @throws ApiError 401
 */
export function checkUser(client: Client, user: User): void {
  checkActive(client)
  // Nobody signs in as a user that the server has made for itself.
  if (!user.Allowed || user.BuiltIn)
    throw refuse('Auth.OauthError', 'This user may not sign in with this client.')
  if (!user.CompanyActive)
    throw refuse('Auth.CompanyNotActive', 'The organization of this user is not active.')
  if (!user.Active) throw refuse('Auth.UserNotActive', 'This user is not active.')
}

/** Whether `checkUser` lets a user sign in, who is none that the server has made for itself. */
export const maySignIn = (client: Client, user: User): boolean =>
  client.Active && client.MarketplaceActive && user.Allowed && user.CompanyActive && user.Active

/**
 * The roles of a user's new token, as the scope narrows them.
 * @throws ApiError 400 when the client demands one the user lacks, or the scope leaves none
 */
export function rolesFor(client: Client, user: User, scope: string): string[] {
  const roles = grantRoles(user.AvailableRoles ?? [], scope, client)
  if (!roles) throw insufficient()
  return roles
}

/** The refusal of a scope. */
export const insufficient = () =>
  refuse(
    'Auth.InsufficientRoles',
    'The user has none of the roles that were asked for.',
    'invalid_scope',
    400,
  )

/** The identity of a user on a client, or on none. */
export const identityOf = (
  client: { ID: string | null; Marketplace: string },
  user: Row<typeof users>,
  roles: string[],
): Identity => ({
  marketplace: client.Marketplace,
  client: client.ID,
  key: user.Key,
  kind: user.Kind as Identity['kind'],
  company: user.Company as string,
  user: user.ID,
  username: user.Username,
  roles,
  generation: user.TokenGeneration,
  order: null,
  impersonator: null,
  depth: 0,
})

/**
 * A user may be given a token by way of a client still: neither was shut out since they were read. That of the
 * organisation is asked wherever a token is used.
 */
export const stillSignsIn = (
  client: { ID: string; Marketplace: string },
  user: { Key: string; TokenGeneration: number },
  more = sql``,
): Guard => ({
  guard: sql`exists (select 1 from users u join api_clients c on c.Marketplace = u.Marketplace and c.ID = ${client.ID} and c.Active = 1
    where u.Marketplace = ${client.Marketplace} and u.Key = ${user.Key} and u.Active = 1
      and u.TokenGeneration = ${user.TokenGeneration} ${more})`,
})

/** The same, and neither the user's password nor what the client asks for has changed. */
export const isUnchanged = (client: Client, user: User): Guard =>
  stillSignsIn(
    client,
    user,
    sql`and c.Version = ${client.Version} and u.PasswordHash is ${user.PasswordHash}`,
  )

/** What tracking is told of a user who signs in, where the client has a tracking event for that. */
function signedIn({ ID, Marketplace, Tracked }: Client, user: User): Told[] {
  if (!Tracked.includes('UserLoggedIn')) return []
  const { Locale, Email, FirstName, LastName } = user
  const Data = {
    UserContext: { ID: user.ID, AnonymousId: null },
    Language: Locale?.Language ?? null,
    Currency: Locale?.Currency ?? null,
    Email,
    FirstName,
    LastName,
  }
  const to = { client: ID, eventType: 'UserLoggedIn' }
  return [{ marketplace: Marketplace, to, body: { Action: 'Created', Data } }]
}

/**
 * Signs an access token, and stores a new refresh token where the client has them; one that was used stays valid.
 * @param from the scope of a sign-in, or the refresh token used
 * @throws Stale when the user was shut out or given another password since they were read
 */
export async function issue(
  call: Call<unknown>,
  client: Client,
  user: User,
  roles: string[],
  from: { scope: string } | { refresh: string },
  more: Written[] = [],
) {
  const seconds = client.AccessTokenDuration * 60
  const newRefreshToken = 'scope' in from && client.RefreshTokenDuration > 0 ? randomUUID() : undefined
  const statements: Written[] = [
    isUnchanged(client, user),
    ...more,
    sql`update users set LastActive = ${call.now} where Marketplace = ${client.Marketplace} and Key = ${user.Key}`,
  ]
  if ('scope' in from && newRefreshToken)
    statements.push(
      insert(refreshTokens, client.Marketplace, {
        Hash: hashSecret(newRefreshToken),
        ClientID: client.ID,
        UserKey: user.Key,
        Scope: from.scope,
        Issued: call.now,
        Expires: toWire(call.input.now + client.RefreshTokenDuration * 60_000),
      }),
    )
  const refresh = 'refresh' in from ? from.refresh : newRefreshToken
  // The default user of a client is the application itself.
  const service = sameIgnoringCase(user.Username, client.DefaultContextUserName)
  const identity = { ...identityOf(client, user, roles), service }
  const [access] = await Promise.all([
    signToken(call.env, identity, seconds, call.input.baseUrl, call.input.now),
    commit(call, { statements, answer: null, told: 'scope' in from ? signedIn(client, user) : [] }),
  ])
  return {
    access_token: access,
    token_type: 'bearer',
    expires_in: seconds - 1,
    ...(refresh ? { refresh_token: refresh } : {}),
  }
}
