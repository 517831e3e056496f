import type { Answer, Failure } from './answer.ts'
import { createBreaker } from './breaker.ts'

const breaker = createBreaker({ failures: 5, coolDown: 10_000, longest: 60_000 })

/** Calls an endpoint that somebody waits for, unless it has failed again and again: then nobody waits, for a while. */
export async function unlessDown(endpoint: string, call: () => Promise<Answer>): Promise<Answer> {
  const open = breaker.open(endpoint, Date.now())
  if (open) {
    const message = 'It has failed too often lately.'
    // Nothing else is told to it below.
    return { status: null, problem: 'Unreachable', message, last: open.reason as Failure }
  }
  const answer = await call()
  // What is refused or garbled was answered at least: this is for servers that are down.
  if (answer.status === null) breaker.failed(endpoint, Date.now(), answer.problem)
  else if (answer.status >= 500) breaker.failed(endpoint, Date.now(), 'HttpStatus')
  else breaker.succeeded(endpoint)
  return answer
}
