import type { Env } from '../../env.ts'
import type { Fact } from '../../store/fact.ts'
import type { Answer } from '../../store/outbox/answer.ts'
import { MOST_ANSWER, post } from '../../store/outbox/post.ts'
import { unlessDown } from '../../store/outbox/unless-down.ts'
import { select } from '../../store/rows.ts'
import { at } from '../../tables/columns.ts'
import { integrationEvents } from '../../tables/integration/integration-events.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import { eventUrl } from './event-url.ts'

export type IntegrationEvent = Row<typeof integrationEvents>

/** What an API client names an event for that is asked in its users' requests. */
type Use = 'OrderCheckout' | 'OrderReturn'

/** ID of the event that an API client names for a use, as a sub-select: null where it names none. */
export const eventIDNamed = (marketplace: string, client: string | null, use: Use): SQL =>
  sql`(select ${at('c', `${use}IntegrationEventID`)} from api_clients c where c.Marketplace = ${marketplace} and c.ID = ${client})`

/** That event, if there is one; what relies on it needs the client to name it still, or none still. */
export function eventNamed(marketplace: string, client: string | null, use: Use): Fact<IntegrationEvent> {
  const ID = eventIDNamed(marketplace, client, use)
  return {
    ...select(integrationEvents, marketplace, { ID }),
    holds: ([event]) => sql`${ID} is ${event?.ID ?? null}`,
  }
}

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
