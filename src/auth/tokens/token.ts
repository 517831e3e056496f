import { decodeProtectedHeader, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { Account, Caller } from '../../api/caller.ts'
import { invalidToken } from '../../api/errors.ts'
import { remember } from '../../api/memory.ts'
import type { CommerceRole } from '../../api/operation.ts'
import type { Env } from '../../env.ts'
import { currentKey, keyByID } from './keys.ts'

/** What a token is made of, beside its times. */
export type Identity = Omit<Caller, 'issuedAt' | 'expiresAt'> & { anonuserid?: string | null }

/** Third-party verifiers want `nbf` strictly in the past. */
const NOT_BEFORE_SECONDS = 5

/** `usrtype` of the wire: the seller is "admin" there. */
const userTypes: Record<CommerceRole, string> = {
  Buyer: 'buyer',
  Supplier: 'supplier',
  Seller: 'admin',
}

/**
 * Signs an access token (RS256).
 * @param seconds life from `now` (milliseconds)
 * @param baseUrl origin of the API: `iss` and `aud`, from which verifiers build the address of the public key
 */
export async function signToken(
  env: Env,
  identity: Identity,
  seconds: number,
  baseUrl: string,
  now: number,
): Promise<string> {
  const { roles } = identity
  const claims = {
    usr: identity.username,
    cid: identity.client ?? undefined,
    u: identity.key,
    usrtype: userTypes[identity.kind],
    role: roles.length === 0 ? undefined : roles.length === 1 ? roles[0] : roles,
    orderid: identity.order ?? undefined,
    inv: identity.invitation ?? undefined,
    imp: identity.impersonator ?? undefined,
    impgen: identity.impersonatorGeneration ?? undefined,
    anonuserid: identity.anonuserid ?? undefined,
    sub: identity.user,
    mkt: identity.marketplace,
    org: identity.company,
    gen: identity.generation,
    // Moments are told to the second; what was shut within one must be told from what came after.
    ms: Math.floor(now % 1000),
    hop: identity.depth || undefined,
    svc: identity.service || undefined,
    rnw: identity.renewal || undefined,
  }
  return signed(env, claims, audience(baseUrl, 'marketplace'), seconds, baseUrl, now)
}

async function signed(
  env: Env,
  claims: JWTPayload,
  audience: string,
  seconds: number,
  baseUrl: string,
  now: number,
): Promise<string> {
  const key = await currentKey(env)
  const iat = Math.floor(now / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(baseUrl)
    .setAudience(audience)
    .setIssuedAt(iat)
    .setNotBefore(iat - NOT_BEFORE_SECONDS)
    .setExpirationTime(iat + seconds)
    .sign(key.sign)
}

/** Tokens verified by this isolate: a signature need not be checked for every request of a session. */
const verified = new Map<string, Caller>()
const MOST_REMEMBERED = 2000

/**
 * Verifies an access token; no I/O but for a key this isolate has not seen.
 * @throws ApiError 401 InvalidToken
 */
export async function verifyToken(env: Env, token: string, now: number): Promise<Caller> {
  const known = verified.get(token)
  const caller = known ?? (await check(env, token, now))
  if (caller.expiresAt * 1000 <= now) {
    verified.delete(token)
    throw invalidToken()
  }
  if (!known) remember(verified, token, caller, MOST_REMEMBERED)
  return caller
}

/** What a token opens: a marketplace, or the portal. */
type Use = 'marketplace' | 'portal'

/** The portal is an audience of its own: who checks that of a marketplace's tokens never takes one of the portal's. */
const audience = (baseUrl: string, use: Use) => (use === 'portal' ? `${baseUrl}/portal` : baseUrl)

/**
 * The claims of a token of ours that opens what is asked for. Tokens of both kinds, and statements that open nothing,
 * are signed by the same keys: this alone keeps them apart.
 * @throws ApiError 401 InvalidToken
 */
async function claimsOf(env: Env, token: string, use: Use, now: number): Promise<JWTPayload> {
  const { kid, alg } = decodeProtectedHeader(token)
  if (!kid || alg !== 'RS256') throw invalidToken()
  const key = await keyByID(env, kid)
  if (!key) throw invalidToken()
  const { payload } = await jwtVerify(token, key.verify, {
    algorithms: ['RS256'],
    currentDate: new Date(now),
    ...(env.BASE_URL ? { audience: audience(env.BASE_URL, use) } : {}),
  })
  const opens = payload.use === 'portal' ? 'portal' : payload.mkt === undefined ? null : 'marketplace'
  if (opens !== use) throw invalidToken()
  return payload
}

async function check(env: Env, token: string, now: number): Promise<Caller> {
  try {
    const payload = await claimsOf(env, token, 'marketplace', now)
    const kind = (Object.keys(userTypes) as CommerceRole[]).find((k) => userTypes[k] === payload.usrtype)
    if (!kind || typeof payload.mkt !== 'string' || typeof payload.u !== 'string') throw invalidToken()
    return {
      marketplace: payload.mkt,
      client: (payload.cid as string | undefined) ?? null,
      key: payload.u,
      kind,
      company: payload.org as string,
      user: payload.sub as string,
      username: payload.usr as string,
      roles: payload.role === undefined ? [] : ([payload.role].flat() as string[]),
      generation: payload.gen as number,
      order: (payload.orderid as string | undefined) ?? null,
      invitation: (payload.inv as string | undefined) ?? null,
      impersonator: (payload.imp as string | undefined) ?? null,
      impersonatorGeneration: (payload.impgen as number | undefined) ?? null,
      depth: (payload.hop as number | undefined) ?? 0,
      service: payload.svc === true,
      renewal: payload.rnw === true,
      issuedAt: payload.iat! + ((payload.ms as number | undefined) ?? 0) / 1000,
      expiresAt: payload.exp!,
    }
  } catch {
    // Whatever is wrong with it, a stranger learns no more than this.
    throw invalidToken()
  }
}

/**
 * Signs an access token of the portal.
 * @param seconds life from `now` (milliseconds)
 */
export async function signPortalToken(
  env: Env,
  account: Omit<Account, 'expiresAt'> & { username: string },
  seconds: number,
  baseUrl: string,
  now: number,
): Promise<string> {
  const claims = { use: 'portal', usr: account.username, uid: account.key, gen: account.generation }
  return signed(env, claims, audience(baseUrl, 'portal'), seconds, baseUrl, now)
}

/**
 * Verifies an access token of the portal.
 * @throws ApiError 401 InvalidToken
 */
export async function verifyPortalToken(env: Env, token: string, now: number): Promise<Account> {
  try {
    const { uid, gen, exp } = await claimsOf(env, token, 'portal', now)
    if (typeof uid !== 'string' || typeof gen !== 'number') throw invalidToken()
    return { key: uid, generation: gen, expiresAt: exp! }
  } catch {
    throw invalidToken()
  }
}

/** Signs any short-lived statement of ours (identity tokens), which opens nothing. */
export const signClaims = (
  env: Env,
  claims: Record<string, unknown>,
  seconds: number,
  baseUrl: string,
  now: number,
): Promise<string> => signed(env, claims, baseUrl, seconds, baseUrl, now)
