import type { Env } from '../../env.ts'
import type { Answer } from '../../store/outbox/answer.ts'
import { MOST_ANSWER, post } from '../../store/outbox/post.ts'
import { unlessDown } from '../../store/outbox/unless-down.ts'
import type { integrationEvents } from '../../tables/integration/integration-events.ts'
import type { Row } from '../../tables/table.ts'
import { eventUrl } from './event-url.ts'

export type IntegrationEvent = Row<typeof integrationEvents>

/**
 * Calls an integration event.
 * @param suffix what is asked of it, as its URL ends: `/createuser`
 * @param milliseconds until the answer must be there
 * @param read bytes of it that are looked at
 */
export function callEvent(
  env: Env,
  event: IntegrationEvent,
  suffix: string,
  payload: object,
  milliseconds: number,
  read = MOST_ANSWER,
): Promise<Answer> {
  const Url = eventUrl(event.CustomImplementationUrl, suffix)
  return unlessDown(Url, () => post(env, { ...event, Url }, JSON.stringify(payload), { milliseconds, read }))
}
