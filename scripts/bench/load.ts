import { Agent, request } from 'node:http'

/** Connections the load comes from, each with one request under way. */
export const CONNECTIONS = 10

/** What a load came to. */
export interface Measured {
  perSecond: number
  /** Milliseconds that half of the jobs stay below. */
  p50: number
  /** Milliseconds that all but one in a hundred stay below. */
  p99: number
}

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })

/** A request, whoever sends it. */
export interface Request {
  method: string
  path: string
  body?: unknown
}

/**
 * Sends a request.
 * @returns the parsed body
 * @throws Error for any answer but success
 */
export function send(
  origin: string,
  { method, path, body }: Request,
  headers: Record<string, string> = {},
  // biome-ignore lint/suspicious/noExplicitAny: whatever is answered
): Promise<any> {
  const text = body === undefined ? '' : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const sent = request(
      origin + path,
      {
        method,
        agent,
        headers: {
          'Content-Type': 'application/json',
          'Content-Length': Buffer.byteLength(text),
          ...headers,
        },
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const answer = Buffer.concat(chunks).toString()
          if (response.statusCode! < 300) resolve(answer ? JSON.parse(answer) : null)
          else reject(new Error(`${method} ${path} answered ${response.statusCode}: ${answer}`))
        })
      },
    )
    sent.on('error', reject)
    sent.end(text)
  })
}

/** One job after another on each connection until there are no more. */
export async function measure(jobs: Iterable<() => Promise<unknown>>): Promise<Measured> {
  const waiting = jobs[Symbol.iterator]()
  const times: number[] = []
  const started = performance.now()
  const lane = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) {
      const begun = performance.now()
      await next.value()
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, lane))
  const seconds = (performance.now() - started) / 1000
  times.sort((a, b) => a - b)
  const below = (part: number) => times[Math.min(Math.floor(times.length * part), times.length - 1)]!
  return { perSecond: times.length / seconds, p50: below(0.5), p99: below(0.99) }
}

/** The same job over and over, for some seconds. */
export function* during(seconds: number, job: () => Promise<unknown>): Iterable<() => Promise<unknown>> {
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) yield job
}
