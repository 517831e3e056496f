import { sql } from 'drizzle-orm'
import { ApiError } from '../api/errors.ts'
import { count, text } from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { plain } from '../api/sql.ts'
import { toWire } from '../api/time.ts'
import { forgetFailures } from '../organizations/user-rules.ts'
import { users } from '../organizations/users.ts'
import type { Call } from '../store/call.ts'
import { columns, existing, type Write } from '../store/rows.ts'
import {
  attemptsQuery,
  countAttempt,
  LONGEST_NAME,
  refuseFlood,
  subjectsOf,
  withinLimit,
} from './attempts.ts'
import { allowed } from './available-roles.ts'
import { liveCode, oneTimeHash, useCode } from './codes.ts'
import { grantRoles } from './grant.ts'
import { combine, meets, type PasswordConfig, requirements } from './password-policy.ts'
import { NOBODY, verifyPassword } from './passwords.ts'
import { refuse, wrongPassword } from './refusal.ts'
import { hashSecret } from './secrets.ts'
import { checkUser, identityOf, insufficient, issue, rolesFor } from './sign-in.ts'
import {
  type Client,
  clientQuery,
  decodeUser,
  lockoutQuery,
  policiesQuery,
  secretsQuery,
  type User,
  userQuery,
} from './sign-in-rows.ts'
import { refreshTokens } from './tables.ts'
import { signToken } from './token.ts'

const accessToken = model('AccessToken', {
  access_token: text(),
  expires_in: count(),
  token_type: text(),
  refresh_token: text(),
})

/** What the token endpoint is asked, with names that matter to us. */
interface TokenRequest {
  grant_type?: string
  client_id?: string
  client_secret?: string
  username?: string
  password?: string
  scope?: string
  refresh_token?: string
  anonuserid?: string
}

/** RFC 6749 with the platform's own rules: https://www.rfc-editor.org/rfc/rfc6749#section-4 */
const token = operation({
  id: 'Auth.Login',
  method: 'POST',
  path: '/oauth/token',
  root: true,
  roles: 'anonymous',
  silent: true,
  body: {
    model: model('TokenRequest', {
      grant_type: text(),
      client_id: text(),
      client_secret: text(),
      username: text(),
      password: text(),
      scope: text(),
      refresh_token: text(),
      anonuserid: text(),
    }),
    form: true,
  },
  response: accessToken,
  status: 200,
  summary:
    'Gets an access token: by password, client credentials, refresh token, or for an anonymous shopper.',
  run: async (call) => {
    const request = call.body as TokenRequest
    const subjects = subjectsOf(call, request.client_id ?? '', request.username)
    try {
      return await grant(call, request, subjects)
    } catch (error) {
      const guess = error instanceof WrongGuess ? error : undefined
      const refusal = guess?.refusal ?? error
      if (isFailure(refusal) && (guess || subjects.length > 0))
        await call.commit({
          statements: [...(guess?.writes ?? []), ...countAttempt(call, subjects)],
          answer: null,
        })
      throw refusal
    }
  },
})

function grant(call: Call<unknown>, request: TokenRequest, subjects: string[]) {
  switch (request.grant_type) {
    case 'password':
      return byPassword(call, request, subjects)
    case 'client_credentials':
      return byClient(call, request, subjects)
    case 'refresh_token':
      return byRefreshToken(call, request, subjects)
    default:
      throw refuse(
        'Auth.OauthError',
        'grant_type must be password, client_credentials or refresh_token.',
        'unsupported_grant_type',
        400,
      )
  }
}

/** A wrong password, and what is written of it. */
class WrongGuess extends Error {
  readonly refusal = wrongPassword()
  readonly writes: Write[]
  constructor(writes: Write[]) {
    super('wrong guess')
    this.writes = writes
  }
}

/** Whether a refusal may be that of somebody who tries things out: such are counted and, if many, slowed down. */
const isFailure = (error: unknown): error is ApiError => error instanceof ApiError && error.status === 401

async function byPassword(call: Call<unknown>, request: TokenRequest, subjects: string[]) {
  const clientID = clientIDOf(request)
  const { username = '', password = '' } = request
  const oneTime = oneTimeHash(username, password)
  const read = await call.session.read({
    attempts: attemptsQuery(call, subjects),
    client: clientQuery(clientID),
    secrets: secretsQuery(clientID),
    user: userQuery(clientID, sql`u.Username = ${username}`),
    failures: lockoutQuery(clientID, username),
    policies: policiesQuery(clientID, username),
    oneTime:
      plain(sql`select 1 from api_clients c join users u on u.Marketplace = c.Marketplace and u.Username = ${username}
      join one_time_codes k on k.Marketplace = c.Marketplace and k.UserKey = u.Key and k.ClientID = c.ID
        and ${liveCode('OneTimePassword', oneTime, call.now)} where c.ID = ${clientID}`),
  })
  refuseFlood(call, read.attempts)
  const client = await checkClient(read.client[0], read.secrets, request.client_secret, call.now)
  if (!username || !password)
    throw refuse('Auth.UsernameAndPasswordRequired', 'Username and password are required.')
  const locked = read.failures[0]?.LockedUntil
  // A running lockout is reported without looking at the password: the answer must not confirm a guess.
  if (locked && locked > call.now)
    throw refuse('Auth.LockedOut', 'Too many failed attempts. Please try again later.')
  if (username.length > LONGEST_NAME) throw new WrongGuess([])
  const user = read.user[0]
  const policy = combine(read.policies.map((p) => p.config))
  const right = await verifyPassword(password, user?.PasswordHash ?? NOBODY)
  const isOneTime = read.oneTime.length > 0
  if (!user || !(isOneTime || (right && user.PasswordHash)))
    throw new WrongGuess([countFailure(client.Marketplace, username, policy, call)])
  checkUser(client, user)
  if (!isOneTime) checkPassword(call, user, password, policy)
  const scope = scopeOf(request)
  const { Marketplace } = client
  return issue(call, client, user, rolesFor(client, user, scope), { scope }, [
    {
      // Guesses sent at once are all read before the first is counted.
      guard: sql`not exists (select 1 from login_failures f where f.Marketplace = ${Marketplace} and f.Username = ${username}
        and f.LockedUntil > ${call.now})`,
    },
    withinLimit(call, subjects),
    forgetFailures(Marketplace, username),
    ...(isOneTime ? [useCode(Marketplace, oneTime)] : []),
  ])
}

/** A password that is right may be too old, or not be good enough any more. */
function checkPassword(call: Call<unknown>, user: User, password: string, policy: PasswordConfig): void {
  const age = user.PasswordLastSetDate ? call.input.now - Date.parse(user.PasswordLastSetDate) : 0
  if (policy.MaximumPasswordAge !== null && age > policy.MaximumPasswordAge * 86_400_000)
    throw refuse('Auth.PasswordExpired', 'The password has expired.')
  if (!meets(password, policy)) {
    const Data = requirements(policy)
    throw refuse(
      'Auth.InsecurePassword',
      'The password does not meet the requirements any more.',
      'invalid_grant',
      400,
      [{ Code: 'PasswordReset.InsecurePassword', Data }],
      Data,
    )
  }
}

async function byClient(call: Call<unknown>, request: TokenRequest, subjects: string[]) {
  const clientID = clientIDOf(request)
  const read = await call.session.read({
    attempts: attemptsQuery(call, subjects),
    client: clientQuery(clientID),
    secrets: secretsQuery(clientID),
    user: userQuery(clientID, sql`u.Username = c.DefaultContextUserName`),
  })
  refuseFlood(call, read.attempts)
  const client = await checkClient(read.client[0], read.secrets, request.client_secret, call.now)
  if (!client.IsAnonBuyer && !hasSecret(client, read.secrets))
    throw refuse('Auth.OauthError', 'This client has no secret, so it cannot sign in by itself.')
  const user = read.user[0]
  if (!client.DefaultContextUserName || !user)
    throw refuse('Auth.OauthError', 'Default context user required for client credentials grant')
  checkUser(client, user)
  const scope = scopeOf(request)
  const roles = rolesFor(client, user, scope)
  if (!client.IsAnonBuyer) return issue(call, client, user, roles, { scope }, [withinLimit(call, subjects)])
  const seconds = client.AnonymousTokenDuration! * 60
  const identity = {
    ...identityOf(client, user, roles),
    order: call.newID(),
    anonuserid: request.anonuserid ?? null,
  }
  return {
    access_token: await signToken(call.env, identity, seconds, call.input.baseUrl, call.input.now),
    token_type: 'bearer',
    expires_in: seconds - 1,
  }
}

async function byRefreshToken(call: Call<unknown>, request: TokenRequest, subjects: string[]) {
  const clientID = clientIDOf(request)
  if (!request.refresh_token)
    throw refuse('Auth.OauthError', 'refresh_token is required.', 'invalid_request', 400)
  const hash = hashSecret(request.refresh_token)
  const read = await call.session.read({
    attempts: attemptsQuery(call, subjects),
    client: clientQuery(clientID),
    secrets: secretsQuery(clientID),
    user: {
      sql: sql`select ${columns(users, 'u')}, o.Active as CompanyActive, ${allowed} as Allowed, r.Scope as Scope
        from api_clients c join refresh_tokens r on r.Marketplace = c.Marketplace and r.Hash = ${hash} and r.ClientID = c.ID and r.Expires > ${call.now}
        join users u on u.Marketplace = c.Marketplace and u.Key = r.UserKey
        join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company where c.ID = ${clientID}`,
      decode: (row) => ({ ...decodeUser(row), Scope: row.Scope as string | null }),
    },
  })
  refuseFlood(call, read.attempts)
  const client = await checkClient(read.client[0], read.secrets, request.client_secret, call.now)
  const user = read.user[0]
  if (!user) throw refuse('Auth.OauthError', 'The refresh token is invalid or expired.')
  checkUser(client, user)
  // The scope of the sign-in is the most its refresh token is good for; the client's demands are met by then.
  const original = rolesFor(client, user, user.Scope ?? '')
  const roles = grantRoles(original, request.scope ?? '', {
    ...client,
    MinimumRequiredRoles: [],
    MinimumRequiredCustomRoles: [],
  })
  if (!roles) throw insufficient()
  return issue(call, client, user, roles, { refresh: request.refresh_token }, [
    withinLimit(call, subjects),
    { guard: existing(refreshTokens, client.Marketplace, { Hash: hash }) },
  ])
}

function clientIDOf(request: TokenRequest): string {
  if (!request.client_id) throw refuse('Auth.OauthError', 'client_id is required.', 'invalid_request', 400)
  return request.client_id
}

/** Characters of a scope, which is kept with the refresh token. */
const LONGEST_SCOPE = 4000

function scopeOf({ scope = '' }: TokenRequest): string {
  if (scope.length > LONGEST_SCOPE)
    throw refuse(
      'Auth.OauthError',
      `scope may have at most ${LONGEST_SCOPE} characters.`,
      'invalid_request',
      400,
    )
  return scope
}

/** A client that has any secret must show one, in every grant; that all have expired does not make it secretless. */
async function checkClient(
  client: Client | undefined,
  secrets: { Hash: string; Expiration: string | null }[],
  sent: string | undefined,
  now: string,
): Promise<Client> {
  if (!client) throw refuse('ApiClient.InvalidClientID', 'The client ID is invalid.', 'invalid_client')
  const known = [
    ...(client.ClientSecret ? [hashSecret(client.ClientSecret)] : []),
    ...secrets.filter((s) => !s.Expiration || s.Expiration > now).map((s) => s.Hash),
  ]
  if (hasSecret(client, secrets) && !(sent && known.includes(hashSecret(sent))))
    throw refuse('Auth.OauthError', 'The client secret is missing or wrong.')
  return client
}

/** An empty secret is none. */
const hasSecret = (client: Client, secrets: unknown[]) => !!client.ClientSecret || secrets.length > 0

/** Far enough in the future for a lockout that only an administrator ends. */
const FOREVER = '9999-12-31T00:00:00.000+00:00'

/** One more failure, counted by the database since several may fail at once; after a lockout it starts again. */
function countFailure(
  marketplace: string,
  username: string,
  policy: PasswordConfig,
  call: Call<unknown>,
): Write {
  const limit = policy.AllowedFailedAttempts!
  const until =
    policy.LockoutDuration === 0 ? FOREVER : toWire(call.input.now + policy.LockoutDuration! * 60_000)
  const first = limit <= 1 ? until : null
  return {
    sql: sql`insert into login_failures (Marketplace, Username, Attempts, LockedUntil, Version)
      values (${marketplace}, ${username}, 1, ${first}, 1)
      on conflict (Marketplace, Username) do update set
        LockedUntil = case when coalesce(LockedUntil <= ${call.now}, 0) then ${first} when Attempts + 1 >= ${limit} then ${until} end,
        Attempts = case when coalesce(LockedUntil <= ${call.now}, 0) then 1 else Attempts + 1 end`,
  }
}

export const operations = [token]
