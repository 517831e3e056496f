import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { checkoutEventID, checkoutEventOf } from '../../integration/events/checkout-call.ts'
import type { IntegrationEvent } from '../../integration/events/event-call.ts'
import type { Fact } from '../../store/fact.ts'
import { sql } from '../../tables/sql.ts'

/** The event that the caller's API client names for checkouts, if it does; what relies on that needs it to do so still. */
export function checkoutEvent(
  marketplace: string,
  { client }: Pick<Caller, 'client'>,
): Fact<IntegrationEvent> {
  return {
    ...checkoutEventOf(marketplace, client),
    missing: fail(
      'IntegrationEvent.ApiClientNotConfiguredForOrderCalculate',
      'The API client of this token names no integration event for checkouts.',
    ),
    holds: ([event]) => sql`${checkoutEventID(marketplace, client)} is ${event?.ID ?? null}`,
  }
}
