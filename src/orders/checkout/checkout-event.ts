import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { eventNamed, type IntegrationEvent } from '../../integration/events/event-call.ts'
import type { Fact } from '../../store/fact.ts'

/** The event that the caller's API client names for checkouts, if it does; what relies on that needs it to do so still. */
export const checkoutEvent = (
  marketplace: string,
  { client }: Pick<Caller, 'client'>,
): Fact<IntegrationEvent> => ({
  ...eventNamed(marketplace, client, 'OrderCheckout'),
  missing: fail(
    'IntegrationEvent.ApiClientNotConfiguredForOrderCalculate',
    'The API client of this token names no integration event for checkouts.',
  ),
})
