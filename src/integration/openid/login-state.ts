import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose'
import { fail } from '../../api/errors.ts'
import { toWire } from '../../api/time.ts'
import { currentKey, keyByID } from '../../auth/tokens/keys.ts'
import type { Env } from '../../env.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { insert } from '../../store/rows.ts'
import { usedStates } from '../../tables/auth/openid.ts'

/** What a login is about, while the browser is at the identity provider. */
export interface LoginState {
  id: string
  marketplace: string
  /** ID of the configuration. */
  config: string
  /** The API client that the token will be for. */
  client: string
  /** Roles asked for, as they were sent. */
  roles: string
  /** Where in the application the login began. */
  path: string
  nonce: string
  /** Hash of the browser's cookie: the login ends in the browser it began in. */
  browser: string
  /** Milliseconds since 1970. */
  begun: number
}

/** Seconds a login may take. */
const LIFE = 600
/** Tells a state from an access token, which the same keys sign. */
const TYPE = 'login-state+jwt'

/** Signs a state. */
export async function signState(env: Env, state: LoginState, baseUrl: string): Promise<string> {
  const key = await currentKey(env)
  const begun = Math.floor(state.begun / 1000)
  const { id, begun: _, ...claims } = state
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: TYPE, kid: key.kid })
    .setJti(id)
    .setIssuer(baseUrl)
    .setAudience(baseUrl)
    .setIssuedAt(begun)
    .setExpirationTime(begun + LIFE)
    .sign(key.sign)
}

/**
 * Reads a state that we have signed, an expired one too: whose it was says where its refusal is shown.
 * @throws ApiError for any other
 */
export async function readState(
  env: Env,
  token: string,
  baseUrl: string,
  now: number,
): Promise<{ state: LoginState; expired: boolean }> {
  const key = await keyByID(env, kidOf(token))
  if (!key) throw forged()
  const options = { algorithms: ['RS256'], typ: TYPE, issuer: baseUrl, audience: baseUrl }
  const { payload, expired } = await jwtVerify(token, key.verify, {
    ...options,
    currentDate: new Date(now),
  }).then(
    (verified) => ({ payload: verified.payload, expired: false }),
    (error) => {
      // Expiry is looked at when all else has been found in order.
      if (error instanceof errors.JWTExpired) return { payload: error.payload, expired: true }
      throw error instanceof errors.JOSEError ? forged() : error
    },
  )
  const { jti, iat, ...claims } = payload as typeof payload & Omit<LoginState, 'id' | 'begun'>
  return { state: { ...claims, id: jti!, begun: iat! * 1000 }, expired }
}

/** The key a state says it is signed with. */
function kidOf(token: string): string {
  try {
    return decodeProtectedHeader(token).kid ?? ''
  } catch {
    throw forged()
  }
}

const forged = () => fail('Auth.OauthError', 'This login was not begun here.')

/**
 * Uses a state up.
 * @throws ApiError when it was used before
 */
export async function spend(call: Call<unknown>, state: LoginState): Promise<void> {
  await commit(call, {
    statements: [
      insert(usedStates, state.marketplace, { State: state.id, Expires: toWire(state.begun + LIFE * 1000) }),
    ],
    answer: null,
    conflict: {
      table: usedStates.name,
      error: fail('Auth.OauthError', 'This login was finished before. Please sign in again.'),
    },
  })
}
