import { decodeProtectedHeader, jwtVerify, SignJWT } from 'jose'
import type { Caller } from '../api/caller.ts'
import { invalidToken } from '../api/errors.ts'
import type { CommerceRole } from '../api/operation.ts'
import type { Env } from '../env.ts'
import { currentKey, keyByID } from './keys.ts'

/** What a token is made of, beside its times. */
export type Identity = Omit<Caller, 'issuedAt' | 'expiresAt'> & { anonuserid?: string | null }

/** Third-party verifiers want `nbf` strictly in the past. */
const NOT_BEFORE_SECONDS = 5

/** `usrtype` of the wire: the seller is "admin" there. */
export const userTypes: Record<CommerceRole, string> = {
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
  const key = await currentKey(env)
  const iat = Math.floor(now / 1000)
  const { roles } = identity
  const claims = {
    usr: identity.username,
    cid: identity.client ?? undefined,
    u: identity.key,
    usrtype: userTypes[identity.kind],
    role: roles.length === 0 ? undefined : roles.length === 1 ? roles[0] : roles,
    orderid: identity.order ?? undefined,
    imp: identity.impersonator ?? undefined,
    anonuserid: identity.anonuserid ?? undefined,
    sub: identity.user,
    mkt: identity.marketplace,
    org: identity.company,
    gen: identity.generation,
    hop: identity.depth || undefined,
  }
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(baseUrl)
    .setAudience(baseUrl)
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
  if (!known) {
    if (verified.size >= MOST_REMEMBERED) verified.delete(verified.keys().next().value!)
    verified.set(token, caller)
  }
  return caller
}

async function check(env: Env, token: string, now: number): Promise<Caller> {
  try {
    const { kid, alg } = decodeProtectedHeader(token)
    if (!kid || alg !== 'RS256') throw invalidToken()
    const key = await keyByID(env, kid)
    if (!key) throw invalidToken()
    const { payload } = await jwtVerify(token, key.verify, {
      algorithms: ['RS256'],
      currentDate: new Date(now),
      ...(env.BASE_URL ? { audience: env.BASE_URL } : {}),
    })
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
      impersonator: (payload.imp as string | undefined) ?? null,
      depth: (payload.hop as number | undefined) ?? 0,
      issuedAt: payload.iat!,
      expiresAt: payload.exp!,
    }
  } catch {
    // Whatever is wrong with it, a stranger learns no more than this.
    throw invalidToken()
  }
}

/** Signs any short-lived statement of ours (identity tokens). */
export async function signClaims(
  env: Env,
  claims: Record<string, unknown>,
  seconds: number,
  baseUrl: string,
  now: number,
) {
  const key = await currentKey(env)
  const iat = Math.floor(now / 1000)
  return new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.kid })
    .setIssuer(baseUrl)
    .setAudience(baseUrl)
    .setIssuedAt(iat)
    .setExpirationTime(iat + seconds)
    .sign(key.sign)
}
