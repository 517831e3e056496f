import type { Row } from '../api/table.ts'
import type { Env } from '../env.ts'
import { createBreaker } from './breaker.ts'
import { eventUrl } from './event-url.ts'
import type { integrationEvents } from './integration-events.ts'
import { type Answer, post } from './post.ts'

export type IntegrationEvent = Row<typeof integrationEvents>

const breaker = createBreaker({ failures: 5, coolDown: 10_000, longest: 60_000 })

/**
 * Calls an integration event: one that keeps failing is left alone for a while.
 * @param suffix what is asked of it, as its URL ends: `/createuser`
 * @param milliseconds until the answer must be there
 */
export async function callEvent(
  env: Env,
  event: IntegrationEvent,
  suffix: string,
  payload: object,
  milliseconds: number,
): Promise<Answer> {
  const endpoint = eventUrl(event.CustomImplementationUrl, suffix)
  if (breaker.open(endpoint, Date.now()))
    return { status: null, problem: 'Unreachable', message: 'It has failed too often lately.' }
  const answer = await post(env, { ...event, Url: endpoint }, JSON.stringify(payload), {
    milliseconds,
    read: true,
  })
  if (answer.status === null || answer.status >= 500) breaker.failed(endpoint, Date.now(), 'Failed')
  else breaker.succeeded(endpoint)
  return answer
}
