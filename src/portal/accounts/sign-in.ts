import { randomUUID } from 'node:crypto'
import { count, text } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { DAY, toWire } from '../../api/time.ts'
import { readAttempt, refund } from '../../auth/attempts.ts'
import { hashSecret } from '../../auth/secrets.ts'
import { refuse } from '../../auth/sign-in-refusal.ts'
import { signPortalToken } from '../../auth/tokens/token.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { insert, remove, rowsFrom, select } from '../../store/rows.ts'
import { portalAccounts, portalRefreshTokens } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { portalOperation } from '../declare.ts'
import { guessing } from './attempts.ts'
import { checkingPassword } from './failures.ts'

type Account = Row<typeof portalAccounts>

const ACCESS_SECONDS = 3600
const REFRESH_DAYS = 30

interface TokenRequest {
  grant_type?: string
  username?: string
  password?: string
  refresh_token?: string
}

/** As the API's own token endpoint, without a client: the portal is one application. */
const login = portalOperation({
  id: 'PortalAuth.Login',
  method: 'POST',
  path: '/oauth/token',
  roles: 'anonymous',
  body: {
    model: model('PortalTokenRequest', {
      grant_type: text(),
      username: text(),
      password: text(),
      refresh_token: text(),
    }),
    form: true,
  },
  response: model('PortalAuthentication', {
    access_token: text(),
    expires_in: count(),
    token_type: text(),
    refresh_token: text(),
  }),
  summary: 'Signs in to the portal, by password or refresh token.',
  run: async (call) => {
    const request = call.body as TokenRequest
    if (request.grant_type === 'password') return byPassword(call, request)
    if (request.grant_type === 'refresh_token') return byRefreshToken(call, request)
    throw refuse(
      'Auth.OauthError',
      'grant_type must be password or refresh_token.',
      'unsupported_grant_type',
      400,
    )
  },
})

async function byPassword(call: Call, { username, password }: TokenRequest) {
  if (!username || !password)
    throw refuse('Auth.UsernameAndPasswordRequired', 'Username and password are required.')
  const { queries, check } = await checkingPassword(call, username, password)
  const read = await call.session.read({
    account: select(portalAccounts, '', { Username: username }),
    ...queries,
  })
  const account = read.account[0]
  const passed = await check(read, account)
  refuseInactive(account!)
  const fresh = randomUUID()
  const refreshToken = insert(portalRefreshTokens, '', {
    Hash: hashSecret(fresh),
    AccountKey: account!.Key,
    Expires: toWire(call.input.now + REFRESH_DAYS * DAY),
  })
  return issue(call, account!, fresh, [...passed, refreshToken])
}

async function byRefreshToken(call: Call, { refresh_token: sent }: TokenRequest) {
  if (!sent) throw refuse('Auth.OauthError', 'refresh_token is required.', 'invalid_request', 400)
  const hash = hashSecret(sent)
  const found = sql`portal_refresh_tokens r join portal_accounts p on p.Key = r.AccountKey
    where r.Hash = ${hash} and r.Expires > ${call.now}`
  const subjects = guessing(call, sql`exists (select 1 from ${found})`)
  const read = await readAttempt(call, subjects, {
    account: rowsFrom(portalAccounts, 'p', found),
  })
  const account = read.account[0]
  if (!account) throw refuse('Auth.OauthError', 'The refresh token is invalid or expired.')
  refuseInactive(account)
  return issue(call, account, sent, [
    ...refund(call, subjects, read),
    {
      guard: sql`exists (select 1 from ${found} and p.Active = 1 and p.TokenGeneration = ${account.TokenGeneration})`,
    },
  ])
}

function refuseInactive(account: Account): void {
  if (!account.Active) throw refuse('Auth.UserNotActive', 'This account is not active.')
}

/** The refresh token stays the same for its whole life, as clients keep the first one. */
async function issue(call: Call, account: Account, refreshToken: string, statements: Written[]) {
  const { Key: key, TokenGeneration: generation, Username: username } = account
  const { now, baseUrl } = call.input
  const [access] = await Promise.all([
    signPortalToken(call.env, { key, generation, username }, ACCESS_SECONDS, baseUrl, now),
    commit(call, statements),
  ])
  return {
    access_token: access,
    token_type: 'bearer',
    expires_in: ACCESS_SECONDS - 1,
    refresh_token: refreshToken,
  }
}

/** RFC 7009: whether the token was known is not told. */
const logout = portalOperation({
  id: 'PortalAuth.Logout',
  method: 'POST',
  path: '/oauth/revoke',
  roles: 'anonymous',
  body: { model: model('PortalRevocation', { token: text() }), form: true },
  summary: 'Revokes a refresh token of the portal.',
  run: async (call) => {
    const { token } = call.body as { token?: string }
    if (!token) throw refuse('Auth.OauthError', 'token is required.', 'invalid_request', 400)
    await commit(call, [remove(portalRefreshTokens, '', { Hash: hashSecret(token) })])
  },
})

export const operations = [login, logout]
