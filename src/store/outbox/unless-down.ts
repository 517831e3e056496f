import type { Answer } from './answer.ts'
import { createBreaker } from './breaker.ts'

const breaker = createBreaker({ failures: 5, coolDown: 10_000, longest: 60_000 })

/** Calls an endpoint that somebody waits for, unless it has failed again and again: then nobody waits, for a while. */
export async function unlessDown(endpoint: string, call: () => Promise<Answer>): Promise<Answer> {
  if (breaker.open(endpoint, Date.now()))
    return { status: null, problem: 'Unreachable', message: 'It has failed too often lately.' }
  const answer = await call()
  if (answer.status === null || answer.status >= 500) breaker.failed(endpoint, Date.now(), 'Failed')
  else breaker.succeeded(endpoint)
  return answer
}
