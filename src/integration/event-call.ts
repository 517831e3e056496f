import type { Row } from '../api/table.ts'
import type { Env } from '../env.ts'
import { eventUrl } from './event-url.ts'
import type { integrationEvents } from './integration-events.ts'
import { type Answer, post } from './post.ts'
import { unlessDown } from './unless-down.ts'

export type IntegrationEvent = Row<typeof integrationEvents>

/**
 * Calls an integration event.
 * @param suffix what is asked of it, as its URL ends: `/createuser`
 * @param milliseconds until the answer must be there
 */
export function callEvent(
  env: Env,
  event: IntegrationEvent,
  suffix: string,
  payload: object,
  milliseconds: number,
): Promise<Answer> {
  const Url = eventUrl(event.CustomImplementationUrl, suffix)
  const options = { milliseconds, read: true }
  return unlessDown(Url, () => post(env, { ...event, Url }, JSON.stringify(payload), options))
}
