import { setTimeout as wait } from 'node:timers/promises'

/** An answer of the API: its status and its parsed body. */
export interface Answer {
  status: number
  body: unknown
}

/** Sends one request; what can be tried again has been. A POST with a key is done once, however often it is sent. */
export type Api = (method: string, path: string, body?: unknown, key?: string) => Promise<Answer>

/** How to sign in: a finished token, a user's password, or an integration's secret. */
export interface Credentials {
  token?: string
  clientID?: string
  clientSecret?: string
  username?: string
  password?: string
}

/** Milliseconds before each further try of what failed for a while: too many requests, a restart. */
const WAITS = [500, 2_000, 5_000]
/** Tries of who is told when to come again: a limit by the minute is met many times by a long load. */
const MOST_TRIES = 20

/**
 * The API of a server, signed in.
 * @param more headers of every request
 * @throws Error when the server cannot be reached or refuses the sign-in
 */
export async function connect(
  url: string,
  credentials: Credentials,
  more: Record<string, string> = {},
): Promise<Api> {
  let token = credentials.token ?? (await signIn(url, credentials, more))
  return async (method, path, body, key = crypto.randomUUID()) => {
    // A POST that was answered by nobody may have been done.
    const once: Record<string, string> = method === 'POST' ? { 'Idempotency-Key': key } : {}
    const send = () =>
      persistently(`${url}/v1${path}`, {
        method,
        headers: { ...more, Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...once },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    const answer = await send()
    if (answer.status !== 401 || credentials.token) return answer
    token = await signIn(url, credentials, more)
    return send()
  }
}

/** Sends a request, again where what failed may pass. */
async function persistently(url: string, init: RequestInit): Promise<Answer> {
  for (let tries = 0; ; tries++) {
    const answer = await request(url, init)
    const most = answer.retryAfter === undefined ? WAITS.length : MOST_TRIES
    if (!passing(answer.status) || tries >= most) return answer
    await wait(answer.retryAfter ?? WAITS[tries])
  }
}

const passing = (status: number) => status === 429 || status >= 500

/**
 * Gets an access token.
 * @param headers of the request
 * @throws Error when the server cannot be reached or refuses the sign-in
 */
export async function signIn(
  url: string,
  c: Credentials,
  headers: Record<string, string> = {},
): Promise<string> {
  const form = {
    grant_type: c.username ? 'password' : 'client_credentials',
    client_id: c.clientID ?? '',
    ...(c.clientSecret ? { client_secret: c.clientSecret } : {}),
    ...(c.username ? { username: c.username, password: c.password ?? '' } : {}),
  }
  const { status, body } = await persistently(`${url}/oauth/token`, {
    method: 'POST',
    headers,
    body: new URLSearchParams(form),
  })
  const answer = body as Partial<{
    access_token: string
    error_description: string
    Errors: { Message: string }[]
  }> | null
  if (!answer?.access_token) {
    const why = answer?.error_description ?? answer?.Errors?.[0]?.Message ?? status
    throw new Error(`Signing in at ${url} failed: ${why}`)
  }
  return answer.access_token
}

async function request(url: string, init: RequestInit): Promise<Answer & { retryAfter?: number }> {
  try {
    const response = await fetch(url, init)
    const text = await response.text()
    const seconds = Number(response.headers.get('Retry-After') ?? Number.NaN)
    return {
      status: response.status,
      body: parsed(text),
      ...(seconds >= 0 ? { retryAfter: seconds * 1000 } : {}),
    }
  } catch (error) {
    // No answer at all: as a gateway would say it.
    return { status: 503, body: message(`${url} does not answer (${(error as Error).message}).`) }
  }
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : null
  } catch {
    return message(text.slice(0, 200))
  }
}

const message = (Message: string) => ({ Errors: [{ ErrorCode: 'NoAnswer', Message }] })
