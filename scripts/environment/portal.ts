import { setTimeout as wait } from 'node:timers/promises'

/** Sends a request to the portal, signed in. Paths are below `/portal/api/v1`. */
// biome-ignore lint/suspicious/noExplicitAny: what is asked for is the caller's to know
export type Portal = (method: string, path: string, body?: unknown) => Promise<any>

/** A refusal of the portal's. */
export class Refused extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

/** Milliseconds before each further try of what failed for a while. */
const WAITS = [500, 2_000, 5_000, 15_000]

/**
 * The portal of a server. What failed for a while is tried again: everything that is sent here may be sent twice.
 * @throws Refused where the sign-in is refused
 */
export async function connectPortal(
  url: string,
  { token, username = '', password = '' }: { token?: string; username?: string; password?: string },
): Promise<Portal> {
  const origin = `${url.replace(/\/$/, '')}/portal/api/v1`
  const form = new URLSearchParams({ grant_type: 'password', username, password })
  const signIn = async (): Promise<string> =>
    JSON.parse(await sent(`${origin}/oauth/token`, { method: 'POST', body: form })).access_token
  let bearer = token ?? (await signIn())
  return async (method, path, body) => {
    for (let tries = 0; ; tries++)
      try {
        const headers = { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' }
        const text = await sent(origin + path, {
          method,
          headers,
          body: body === undefined ? undefined : JSON.stringify(body),
        })
        return text ? JSON.parse(text) : null
      } catch (error) {
        const status = error instanceof Refused ? error.status : 503
        if (status === 401 && !token && tries === 0) bearer = await signIn()
        else if ((status === 429 || status >= 500) && tries < WAITS.length) await wait(WAITS[tries])
        else throw error
      }
  }
}

async function sent(url: string, init: RequestInit): Promise<string> {
  const response = await fetch(url, init)
  const text = await response.text()
  if (response.ok) return text
  let message = text.slice(0, 200)
  try {
    message = JSON.parse(text).Errors[0].Message
  } catch {}
  throw new Refused(response.status, `${init.method} ${new URL(url).pathname}: ${response.status} ${message}`)
}
