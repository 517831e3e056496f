import type { Env } from '../../env.ts'
import { type Answer, post } from '../../store/outbox/post.ts'
import { unlessDown } from '../../store/outbox/unless-down.ts'
import type { integrationEvents } from '../../tables/integration/integration-events.ts'
import type { Row } from '../../tables/table.ts'
import { eventUrl } from './event-url.ts'

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
