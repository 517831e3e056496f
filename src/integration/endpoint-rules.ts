import type { ErrorCode } from '../api/error-codes/error-codes.ts'
import { fail, invalid } from '../api/errors.ts'
import { differs, holdsAll, rolesNamed } from '../auth/privilege.ts'
import type { Env } from '../env.ts'
import type { Call } from '../store/call.ts'
import { urlProblem, urlProblems } from '../store/outbox/safe-url.ts'
import { releaseHeld } from '../store/outbox/told.ts'
import type { Guard, Write } from '../tables/statements.ts'

/**
 * Refuses a URL that would not be called from here, as it is saved.
 * @param scheme the refusal of one that is not https, where it has a code of its own
 * @throws ApiError 400 naming the property
 */
export function checkUrl(property: string, url: string, env: Env, scheme?: ErrorCode): void {
  const problem = urlProblem(url, env.DEVELOPMENT === '1')
  if (!problem) return
  const message = `${property} ${urlProblems[problem]}.`
  if (problem === 'Scheme' && scheme) throw fail(scheme, message)
  throw invalid(property, 'Rule', message, { Problem: problem })
}

/**
 * Whoever chooses the roles that tokens to a receiver are given, or where they are sent, holds them.
 * @param properties that tell where
 */
export const holdsLentRoles = <T extends { ElevatedRoles: string[] }>(
  { call, before, after }: Change<T>,
  ...properties: (keyof T)[]
): Guard[] =>
  differs(['ElevatedRoles', ...properties], before, after)
    ? holdsAll(call, rolesNamed(before?.ElevatedRoles, after.ElevatedRoles))
    : []

/** What waits for a configuration to be enabled does so no longer when it goes elsewhere. */
export const releasedFrom = <T extends { DeliveryConfigID: string | null }>({
  call,
  before,
  after,
}: Change<T>): Write[] =>
  before && differs(['DeliveryConfigID'], before, after) ? [releaseHeld(call.marketplace)] : []

/** One write of a receiver. */
interface Change<T> {
  call: Call<unknown>
  before: T | null
  after: T
}

/** Header characters, RFC 9110: a name is a token, a value shows no control characters. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const HEADER_VALUE = /^[\x20-\x7e]*$/
/** Headers that are not the customer's to set: ours, and those of the connection. */
const OWN_HEADERS = /^(?:x-oc-.*|content-.*|host|connection|transfer-encoding|te|upgrade|expect|via|cf-.*)$/i

export interface CustomHeader {
  CustomAuthHeaderName: string | null
  CustomAuthHeaderValue: string | null
}

/** The server that an address names, as a request is sent there: scheme, host and port. */
const serverOf = (address: string | null = null) =>
  address && URL.canParse(address) ? new URL(address).origin : address

/**
 * Whether what was sent to one server is sent to another. Write-only secrets do not go along: whoever cannot see one could
 * have it sent to themselves.
 */
export const isElsewhere = (before: string | null | undefined, after: string | null | undefined): boolean =>
  Boolean(after) && serverOf(before) !== serverOf(after)

/**
 * Name and value of the custom header come and go together.
 * @param sent as the body has them
 * @param moved its server is another one now
 * @throws ApiError 400 for one without the other, or for what no header may hold
 */
export function pairHeader(
  after: CustomHeader,
  { CustomAuthHeaderValue: sent }: Partial<CustomHeader>,
  moved = false,
): void {
  // The stored value cannot be seen, so that clearing the name clears it too.
  if (!sent && (moved || !after.CustomAuthHeaderName)) after.CustomAuthHeaderValue = null
  const { CustomAuthHeaderName: name, CustomAuthHeaderValue: value } = after
  if (value && !name)
    throw fail(
      'Integration.CustomAuthHeaderNameRequired',
      'CustomAuthHeaderValue needs CustomAuthHeaderName.',
    )
  if (name && !value)
    throw fail(
      'Integration.CustomAuthHeaderValueRequired',
      'CustomAuthHeaderName needs CustomAuthHeaderValue.',
    )
  const pattern = (property: string, message: string) =>
    invalid(property, 'Pattern', `${property} ${message}.`)
  if (name && !HEADER_NAME.test(name)) throw pattern('CustomAuthHeaderName', 'is no name of an HTTP header')
  if (name && OWN_HEADERS.test(name))
    throw pattern('CustomAuthHeaderName', 'names a header that cannot be chosen')
  if (value && !HEADER_VALUE.test(value))
    throw pattern('CustomAuthHeaderValue', 'may hold printable ASCII characters only')
}
