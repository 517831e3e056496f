import { text } from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../resource/operation.ts'
import type { Call } from '../store/call.ts'
import { goodFrom } from '../store/caller/ended-tokens.ts'
import { commit } from '../store/commit.ts'
import { columns } from '../store/rows.ts'
import type { Query } from '../store/sql/sql.ts'
import { signsIn } from '../tables/organizations/available-roles.ts'
import { users } from '../tables/organizations/users.ts'
import { type SQL, sql } from '../tables/sql.ts'
import { readAttempt, refund, subjectsOf } from './attempts.ts'
import { grantRoles } from './granted-roles.ts'
import { byPassword } from './passwords/by-password.ts'
import { hashSecret } from './secrets.ts'
import { checkUser, identityOf, insufficient, issue, isUnchanged, rolesFor } from './sign-in.ts'
import { refuse } from './sign-in-refusal.ts'
import { type Client, clientQuery, decodeUser, secretOf, type User, userQuery } from './sign-in-rows.ts'
import { accessToken } from './tokens/access-token.ts'
import { signToken } from './tokens/token.ts'
import { checkClient, clientIDOf, scopeOf, type TokenRequest } from './tokens/token-request.ts'

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
  summary:
    'Gets an access token: by password, client credentials, refresh token, or for an anonymous shopper.',
  run: async (call) => {
    const request = call.body as TokenRequest
    switch (request.grant_type) {
      case 'password':
        return byPassword(call, request)
      case 'client_credentials':
        return byClient(call, request)
      case 'refresh_token':
        return byRefreshToken(call, request)
      default:
        throw refuse(
          'Auth.OauthError',
          'grant_type must be password, client_credentials or refresh_token.',
          'unsupported_grant_type',
          400,
        )
    }
  },
})

/**
 * What a grant without a password begins with: the attempt is counted in the round trip that reads the client and whom
 * it signs in.
 * @param secret what the client shows
 * @param right where this holds, nothing was guessed
 * @returns with what a success writes
 * @throws ApiError 401 where the client does not show a secret of its own, 429 after too many attempts
 */
async function begin<U>(
  call: Call<unknown>,
  request: TokenRequest,
  secret: ReturnType<typeof secretOf>,
  right: SQL,
  userOf: Query<U>,
) {
  const clientID = clientIDOf(request)
  const subjects = subjectsOf(call, clientID, request.username, {
    ofAddress: right,
    // Who does not know the client's secret uses up nobody's name.
    ofName: sql`(${right} or ${secret.wrong})`,
  })
  const read = await readAttempt(call, subjects, {
    client: clientQuery(clientID),
    secret: secret.query,
    user: userOf,
  })
  const [client, shown, user] = [read.client[0], read.secret[0], read.user[0]]
  return {
    client: checkClient(client, shown),
    hasSecret: shown!.HasSecret === 1,
    user,
    passed: [{ guard: right }, ...refund(call, subjects, read)],
  }
}

async function byClient(call: Call<unknown>, request: TokenRequest) {
  const clientID = clientIDOf(request)
  const scope = scopeOf(request)
  const secret = secretOf(clientID, request.client_secret ?? '', call.now)
  const defaultUser = userQuery(clientID, sql`u.Username = c.DefaultContextUserName`)
  const { client, hasSecret, user, passed } = await begin(call, request, secret, secret.right, defaultUser)
  if (!client.IsAnonBuyer && !hasSecret)
    throw refuse('Auth.OauthError', 'This client has no secret, so it cannot sign in by itself.')
  if (!client.DefaultContextUserName || !user)
    throw refuse('Auth.OauthError', 'Default context user required for client credentials grant')
  checkUser(client, user)
  const roles = rolesFor(client, user, scope)
  if (!client.IsAnonBuyer) return issue(call, client, user, roles, { scope }, passed)
  const seconds = client.AnonymousTokenDuration! * 60
  const identity = {
    ...identityOf(client, user, roles),
    order: call.newID(),
    anonuserid: request.anonuserid ?? null,
  }
  const [access] = await Promise.all([
    signToken(call.env, identity, seconds, call.input.baseUrl, call.input.now),
    commit(call, [isUnchanged(client, user), ...passed]),
  ])
  return { access_token: access, token_type: 'bearer', expires_in: seconds - 1 }
}

/** The user of a refresh token, and the sign-in that it is from. */
type Holder = User & {
  Scope: string | null
  Issued: string | null
  /** Tokens of the client and of the organisation are good if given from then on. */
  TokensFrom: string
}

async function byRefreshToken(call: Call<unknown>, request: TokenRequest) {
  const clientID = clientIDOf(request)
  if (!request.refresh_token)
    throw refuse('Auth.OauthError', 'refresh_token is required.', 'invalid_request', 400)
  const hash = hashSecret(request.refresh_token)
  const secret = secretOf(clientID, request.client_secret ?? '', call.now)
  const live = sql`api_clients c join refresh_tokens r on r.Marketplace = c.Marketplace and r.Hash = ${hash}
    and r.ClientID = c.ID and r.Expires > ${call.now}`
  const right = sql`${secret.right} and exists (select 1 from ${live} where c.ID = ${clientID})`
  const holder: Query<Holder> = {
    sql: sql`select ${columns(users, 'u')}, o.Active as CompanyActive, ${signsIn('c', 'u')} as Allowed, r.Scope as Scope, r.Issued as Issued, ${goodFrom} as TokensFrom
      from ${live} join users u on u.Marketplace = c.Marketplace and u.Key = r.UserKey
      join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company where c.ID = ${clientID}`,
    decode: (row) => ({
      ...decodeUser(row),
      Scope: row.Scope as string | null,
      Issued: row.Issued as string | null,
      TokensFrom: row.TokensFrom as string,
    }),
  }
  const { client, user, passed } = await begin(call, request, secret, right, holder)
  if (!user || isOver(call, client, user))
    throw refuse('Auth.OauthError', 'The refresh token is invalid or expired.')
  checkUser(client, user)
  // The scope of the sign-in is the most its refresh token is good for; the client's demands are met by then.
  const original = rolesFor(client, user, user.Scope ?? '')
  const roles = grantRoles(original, request.scope ?? '', {
    ...client,
    MinimumRequiredRoles: [],
    MinimumRequiredCustomRoles: [],
  })
  if (!roles) throw insufficient()
  return issue(call, client, user, roles, { refresh: request.refresh_token }, passed)
}

/**
 * A refresh token lives as long as its client says now, though it was given for longer; and it has ended where client
 * or organisation were shut since.
 */
function isOver(call: Call<unknown>, client: Client, { Issued, TokensFrom }: Holder): boolean {
  const life = client.RefreshTokenDuration * 60_000
  return (
    life === 0 || (Issued !== null && (Issued < TokensFrom || Date.parse(Issued) + life <= call.input.now))
  )
}

export const operations = [token]
