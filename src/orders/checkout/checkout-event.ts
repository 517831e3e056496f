import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import { eventNamed, type IntegrationEvent } from '../../integration/events/event-call.ts'
import { type Fact, type Found, the } from '../../store/fact.ts'
import type { Step } from '../../store/outbox/steps.ts'
import type { OrderState } from '../state/order-state.ts'
import { showWorksheet, type WorksheetRead } from './shown-worksheet.ts'

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

/** What the checkout event of the caller's API client is told of an order: nothing where it has none. */
export const stepsOf = (
  { client }: Pick<Caller, 'client'>,
  step: Step['step'],
  order: OrderState,
  read: WorksheetRead & { parties: Found<{ EventID: string | null }> },
): Step[] =>
  client && the(read.parties).EventID !== null
    ? [
        {
          client,
          orderKey: order.header.Key,
          step,
          body: showWorksheet(order, read, { kind: 'Seller' }),
        },
      ]
    : []
