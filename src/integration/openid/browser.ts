import { createHash } from 'node:crypto'
import { ApiError, fail, Stale } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { applicationUrl } from './urls.ts'

/** Sends the browser on. */
export const redirect = (url: string, more: Record<string, string> = {}) =>
  new Response(null, { status: 302, headers: { Location: url, ...more } })

/**
 * Tells of a failure: at the application's own URL for it, where there is one, else on a page. Only refusals are told;
 * of an unexpected error nobody learns more than its number.
 */
export function failure(call: Call<unknown>, error: unknown, errorUrl: string | null): Response {
  const { status, message } = told(call, error)
  const url = errorUrl && applicationUrl(errorUrl, { 0: message })
  if (url) return redirect(url)
  return new Response(pageOf(message), { status, headers: { 'Content-Type': 'text/html; charset=utf-8' } })
}

function told(call: Call<unknown>, error: unknown): { status: number; message: string } {
  const known =
    error instanceof Stale ? fail('Api.Busy', 'Too many changes at once. Please try again.') : error
  if (known instanceof ApiError) return { status: known.status, message: known.message }
  const { requestID } = call.input
  console.error(
    JSON.stringify({
      requestID,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  )
  return { status: 500, message: `An unexpected error occurred. Please quote ${requestID}.` }
}

const pageOf = (message: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Sign-in failed</title>
<h1>Sign-in failed</h1>
<p>${escaped(message)}</p>
</html>
`

const escaped = (text: string) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`)

/** Name of the cookie that tells the browser a login began in. Over https no other host may set it. */
const nameOf = (baseUrl: string) => (isSecure(baseUrl) ? '__Host-wharf-login' : 'wharf-login')
const isSecure = (baseUrl: string) => baseUrl.startsWith('https:')

/** Seconds the cookie is kept: as long as a login may take. */
const COOKIE_LIFE = 600

/** The browser's cookie, if it has one of ours. */
export function browserOf(call: Call<unknown>): string | null {
  const { baseUrl, headers } = call.input
  const wanted = `${nameOf(baseUrl)}=`
  const found = (headers.cookie ?? '').split(/;\s*/).find((c) => c.startsWith(wanted))
  const value = found?.slice(wanted.length) ?? ''
  return /^[\w-]{22}$/.test(value) ? value : null
}

/** The header that gives a browser its cookie. Identity providers may send the browser back with a form of theirs. */
export const cookieFor = (call: Call<unknown>, browser: string): string =>
  `${nameOf(call.input.baseUrl)}=${browser}; Path=/; Max-Age=${COOKIE_LIFE}; HttpOnly; ${
    isSecure(call.input.baseUrl) ? 'Secure; SameSite=None' : 'SameSite=Lax'
  }`

/** A secret as URLs may tell it: the cookie in the state, the verifier in its challenge. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')
