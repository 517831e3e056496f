import { invalid } from '../../api/errors.ts'

/** What an identity provider is sent with the browser. */
export interface AuthorizationRequest {
  clientID: string
  redirectUri: string
  scopes: string[]
  state: string
  nonce: string
  /** Of the secret that the code is exchanged with (PKCE, RFC 7636). */
  challenge: string
  /** Parameters of the application's own: `prompt=login`. */
  custom: string[]
}

/**
 * Parameters that are the flow's own, or stand for them; how the answer comes back is for the configured endpoint to
 * say, not for whoever makes a link.
 */
const OWN = new Set([
  'response_type',
  'response_mode',
  'client_id',
  'redirect_uri',
  'scope',
  'state',
  'nonce',
  'code_challenge',
  'code_challenge_method',
  'request',
  'request_uri',
])

/**
 * Where the browser is sent to sign in. What the endpoint's own query says stays.
 * @throws ApiError 400 for custom parameters that would change the flow
 */
export function authorizationUrl(endpoint: string, request: AuthorizationRequest): string {
  const url = new URL(endpoint)
  for (const [name, value] of request.custom.flatMap((c) => [...new URLSearchParams(c)])) {
    if (OWN.has(name.toLowerCase()))
      throw invalid('customParams', 'Rule', `customParams may not hold ${name.toLowerCase()}.`)
    url.searchParams.append(name, value)
  }
  url.searchParams.set('response_type', 'code')
  url.searchParams.set('client_id', request.clientID)
  url.searchParams.set('redirect_uri', request.redirectUri)
  url.searchParams.set('scope', [...new Set(['openid', 'profile', 'email', ...request.scopes])].join(' '))
  url.searchParams.set('state', request.state)
  url.searchParams.set('nonce', request.nonce)
  url.searchParams.set('code_challenge', request.challenge)
  url.searchParams.set('code_challenge_method', 'S256')
  return url.href
}

/** What stands in the places of an application's URL: `{0}` or `{token}`, `{1}`, `{2}` and `{3}`. */
export interface Places {
  0: string
  1?: string
  /** A path within the application. */
  2?: string
  3?: string
}

const PLACE = /\{(0|1|2|3|token)\}/g
const AUTHORITY = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i
/** A segment that climbs, as URLs are read: its dots may be escaped. */
const CLIMBS = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i

/**
 * An application's URL with its places filled. Values are escaped, so that none becomes another part of the URL; `{2}`
 * in the path keeps its slashes, since applications write `https://shop.example.com{2}?token={0}`.
 * @returns null when the outcome would lead elsewhere than the URL says: to another host, or up the path
 */
export function applicationUrl(template: string, values: Places): string | null {
  const filled = template.replace(PLACE, (_, name: string, at: number) => {
    const value = (values[(name === 'token' ? '0' : name) as '0'] ?? '').toWellFormed()
    const before = template.slice(0, at)
    if (name !== '2' || /[?=]/.test(before)) return encodeURIComponent(value)
    const path = value.split('/').map(encodeURIComponent).join('/')
    // Behind the host, only a slash ends the host.
    return path && !path.startsWith('/') && AUTHORITY.exec(before)?.[0] === before ? `/${path}` : path
  })
  const fixed = template.slice(0, firstPlace(template))
  if (!URL.canParse(filled) || !URL.canParse(fixed)) return null
  const url = new URL(filled)
  const path = filled.replace(AUTHORITY, '').split(/[?#]/)[0]!
  return url.origin === new URL(fixed).origin && !CLIMBS.test(path) ? url.href : null
}

const firstPlace = (template: string) => {
  const at = template.search(PLACE)
  return at < 0 ? template.length : at
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

/**
 * Whether a browser may be sent to a URL of the application, places and all. Plain http is good enough on the user's
 * own machine (RFC 8252, 8.3): that is where applications are developed.
 * @param development accept plain http anywhere
 */
export function isBrowserUrl(template: string, development: boolean): boolean {
  const sample = applicationUrl(template, { 0: 'x', 1: 'x', 2: '/x', 3: 'x' })
  if (!sample) return false
  const { protocol, hostname, username, password } = new URL(sample)
  if (username || password) return false
  return protocol === 'https:' || (protocol === 'http:' && (development || LOOPBACK.has(hostname)))
}
