/** Why a customer's URL is not called. */
export type UrlProblem = 'Scheme' | 'Credentials' | 'Address' | 'LocalName'

/** What a refused URL is told. */
export const urlProblems: Record<UrlProblem, string> = {
  Scheme: 'must be an absolute https URL',
  Credentials: 'must not hold a user name or password',
  Address: 'must name a host, not an IP address',
  LocalName: 'must name a public host',
}

/** Names that resolve inside somebody's network: RFC 6761, RFC 6762 (appendix G), RFC 8375. */
const LOCAL = ['localhost', 'local', 'internal', 'intranet', 'private', 'corp', 'home', 'lan', 'home.arpa']

const LOOPBACK = /^(?:127(?:\.\d+){3}|\[::1\]|(?:.+\.)?localhost)$/

/**
 * Whether a URL that a customer gave may be called from here. Otherwise it would reach what only this machine
 * reaches: metadata services, databases, the neighbours. Asked when the URL is saved and whenever it is called.
 * @param development accept plain http and loopback too
 * @returns null when it may
 */
export function urlProblem(text: string, development: boolean): UrlProblem | null {
  if (!URL.canParse(text)) return 'Scheme'
  // The parser has turned decimal, octal, hexadecimal and full-width forms of addresses into the dotted one.
  const { protocol, hostname, username, password } = new URL(text)
  if (protocol !== 'https:' && !(development && protocol === 'http:')) return 'Scheme'
  if (username || password) return 'Credentials'
  const host = hostname.replace(/\.+$/, '')
  if (development && LOOPBACK.test(host)) return null
  if (host.startsWith('[') || /^[\d.]+$/.test(host)) return 'Address'
  if (!host.includes('.') || LOCAL.some((name) => host.endsWith(`.${name}`))) return 'LocalName'
  return null
}
