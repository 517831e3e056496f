import { decodeJwt, type JWTPayload } from 'jose'
import { type ApiError, fail } from '../../api/errors.ts'

/** What an identity token must be of. */
export interface Expected {
  /** The client that we are at the identity provider. */
  clientID: string
  nonce: string
  /** The issuer that the browser brought along (RFC 9207), if any. */
  issuer: string | null
  /** Milliseconds since 1970. */
  now: number
}

/** Who signed in, as the identity provider knows them. */
export interface Subject {
  issuer: string
  subject: string
}

/** Seconds that two servers' clocks may differ. */
const LEEWAY = 60
/** Seconds since a token was issued. Some identity providers date theirs some minutes back; the nonce tells the login. */
const MOST_AGE = 3600
/** Length of `sub`, OpenID Connect Core 2. */
const MOST_SUBJECT = 255
const MOST_ISSUER = 1000

/**
 * Reads an identity token, checked as OpenID Connect Core 3.1.3.7 wants it. No signature is checked: configurations
 * name no keys, and none are needed for a token that comes from the token endpoint itself, over TLS (its item 6). For
 * want of a configured issuer, who somebody is depends on the issuer that the token names.
 * @throws ApiError when it is none, or not of this login
 */
export function subjectOf(token: string, expected: Expected): Subject {
  const claims = decoded(token)
  const now = Math.floor(expected.now / 1000)
  const { iss, sub, aud, azp, exp, iat, nbf, nonce } = claims
  const audience = [aud].flat()
  if (typeof iss !== 'string' || iss === '' || iss.length > MOST_ISSUER) throw wrong('no issuer')
  if (expected.issuer !== null && expected.issuer !== iss) throw wrong('another issuer')
  if (typeof sub !== 'string' || sub === '' || sub.length > MOST_SUBJECT) throw wrong('no subject')
  if (!audience.includes(expected.clientID)) throw wrong('another audience')
  if (azp === undefined ? audience.length > 1 : azp !== expected.clientID) throw wrong('another audience')
  if (!isTime(exp) || exp + LEEWAY <= now) throw wrong('expired')
  if (!isTime(iat) || iat - LEEWAY > now || iat + MOST_AGE < now) throw wrong('issued at another time')
  if (nbf !== undefined && !(isTime(nbf) && nbf - LEEWAY <= now)) throw wrong('not valid yet')
  if (nonce !== expected.nonce) throw wrong('another nonce')
  return { issuer: iss, subject: sub }
}

function decoded(token: string): JWTPayload {
  try {
    return decodeJwt(token)
  } catch {
    throw wrong('malformed')
  }
}

const isTime = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

const wrong = (how: string): ApiError =>
  fail('Auth.OauthError', `The identity provider’s token does not belong to this login: ${how}.`)
