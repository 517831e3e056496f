import { vi } from 'vitest'

/** What a customer's server was sent. */
export interface Received {
  url: string
  headers: Headers
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
  body: any
}

type Respond = (received: Received, signal: AbortSignal) => Response | Promise<Response>

/**
 * Customers' servers: everything the Worker fetches comes here, until mocks are undone.
 * @param respond their answer; 200 when left out
 */
export function receive(respond: Respond = () => new Response()): Received[] {
  const all: Received[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const text = new TextDecoder().decode(init.body as Uint8Array)
    const received = { url, headers: new Headers(init.headers), text, body: JSON.parse(text) as unknown }
    all.push(received)
    return respond(received, init.signal!)
  })
  return all
}

/** A URL that no other test's failures have put aside. */
export const newUrl = () => `https://${crypto.randomUUID()}.example.com/hook`

/** Never answers. */
export const silence = (_: Received, signal: AbortSignal) =>
  new Promise<Response>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason))
  })

/** Makes time limits pass at once. */
export const hurry = () =>
  vi
    .spyOn(AbortSignal, 'timeout')
    .mockImplementation(() => AbortSignal.abort(new DOMException('', 'TimeoutError')))

/** The claims of a token, unverified. */
export const claimsOf = (token: string) =>
  JSON.parse(atob(token.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/')))
