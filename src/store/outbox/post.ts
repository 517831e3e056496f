import { bytesUpTo } from '../../api/stream.ts'
import type { Env } from '../../env.ts'
import type { Answer } from './answer.ts'
import { urlProblem, urlProblems } from './safe-url.ts'
import { signature } from './signature.ts'

/** A customer's server. */
export interface Endpoint {
  Url: string | null
  /** Signs what is sent; nothing is signed without one. */
  HashKey: string | null
  CustomAuthHeaderName: string | null
  CustomAuthHeaderValue: string | null
}

/** Bytes of an answer that are looked at, where it is to say little. */
export const MOST_ANSWER = 100_000
const MOST_MESSAGE = 200

export interface PostOptions {
  /** POST, unless it is another. */
  method?: 'PUT'
  /** Time until the answer must be there. */
  milliseconds: number
  /** More headers. */
  headers?: Record<string, string>
  /** The answer's text matters, up to so many bytes; else its status alone does. */
  read?: number
}

/** Calls under way at once, of one invocation of a Worker: it opens so many connections. */
export const MOST_CALLS = 6

/** Makes a call when its turn has come. */
export type InTurn = <T>(call: () => Promise<T>) => Promise<T>

/**
 * Turns, first come first served, for the calls that one invocation makes. A call beyond those would wait for a connection
 * while its time runs out, and its receiver be blamed for it.
 */
export function takeTurns(): InTurn {
  let free = MOST_CALLS
  const waiting: (() => void)[] = []
  return async (call) => {
    if (free > 0) free--
    else await new Promise<void>((resume) => waiting.push(resume))
    try {
      return await call()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}

/** Posts JSON to a customer's server, signed. */
export function post(env: Env, to: Endpoint, json: string, options: PostOptions): Promise<Answer> {
  const body = new TextEncoder().encode(json)
  return send(env, to.Url ?? '', body, {
    ...options,
    headers: {
      'Content-Type': 'application/json',
      ...options.headers,
      ...(to.HashKey ? { 'X-oc-hash': signature(to.HashKey, body) } : {}),
      ...(to.CustomAuthHeaderName ? { [to.CustomAuthHeaderName]: to.CustomAuthHeaderValue ?? '' } : {}),
    },
  })
}

/** Posts to a customer's URL. Redirects are not followed: they would lead past the check of the URL. */
export async function send(env: Env, url: string, body: Uint8Array, options: PostOptions): Promise<Answer> {
  const problem = urlProblem(url, env.DEVELOPMENT === '1')
  if (problem) return { status: null, problem: 'Unreachable', message: `The URL ${urlProblems[problem]}.` }
  const signal = AbortSignal.timeout(Math.max(options.milliseconds, 1))
  try {
    const response = await fetch(url, {
      method: options.method ?? 'POST',
      headers: options.headers,
      body,
      redirect: 'manual',
      signal,
    })
    if (options.read) return { status: response.status, text: await beginningOf(response, options.read) }
    await response.body?.cancel()
    return { status: response.status, text: '' }
  } catch (error) {
    if (signal.aborted)
      return {
        status: null,
        problem: 'Timeout',
        message: `No answer within ${Math.ceil(options.milliseconds / 1000)} seconds.`,
      }
    const message = error instanceof Error ? error.message : String(error)
    return {
      status: null,
      problem: 'Unreachable',
      message: `No connection: ${message}`.slice(0, MOST_MESSAGE),
    }
  }
}

/** The text of an answer, as far as it is looked at. */
const beginningOf = async ({ body }: Response, most: number): Promise<string> =>
  new TextDecoder().decode((await bytesUpTo(body, most)).bytes)
