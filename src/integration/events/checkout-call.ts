import type { Env } from '../../env.ts'
import type { Answer } from '../../store/outbox/post.ts'
import { rowsFrom } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import type { OrderStep } from '../../tables/integration/deliveries.ts'
import { integrationEvents } from '../../tables/integration/integration-events.ts'
import { sql } from '../../tables/sql.ts'
import { callEvent, type IntegrationEvent } from './event-call.ts'

/** Milliseconds a customer's server has for a step of a checkout. */
export const CHECKOUT_TIME_LIMIT = 30_000
/** Bytes of its answer that are looked at: an override for each line of a large order. */
export const CHECKOUT_ANSWER = 1_000_000

/** What a server is asked in the course of a checkout, as its URL ends. */
type Question = '/shippingrates' | '/ordercalculate'

/**
 * What a customer's server is sent with each step of a checkout.
 * @param worksheet the order, as `OrderWorksheet` has it
 * @param accessToken with the elevated roles of the event
 */
export const checkoutPayload = (
  env: Env,
  ConfigData: unknown,
  worksheet: unknown,
  accessToken: string | null,
) => ({
  Environment: env.ENVIRONMENT ?? 'Sandbox',
  OrderCloudAccessToken: accessToken,
  ConfigData,
  OrderWorksheet: worksheet,
})

/** The event that an API client names for checkouts; no row where it names none. */
export const checkoutEventOf = (marketplace: string, clientID: string): Query<IntegrationEvent> =>
  rowsFrom(
    integrationEvents,
    'e',
    sql`api_clients c join integration_events e on e.Marketplace = c.Marketplace and e.ID = c.OrderCheckoutIntegrationEventID
      where c.Marketplace = ${marketplace} and c.ID = ${clientID}`,
  )

/** Asks a customer's server in the course of a checkout; see `checkoutPayload`. Nothing may be locked meanwhile. */
export const callCheckout = (
  env: Env,
  event: IntegrationEvent,
  suffix: Question | OrderStep,
  worksheet: object,
  accessToken: string | null,
  milliseconds = CHECKOUT_TIME_LIMIT,
): Promise<Answer> =>
  callEvent(
    env,
    event,
    suffix,
    checkoutPayload(env, event.ConfigData, worksheet, accessToken),
    milliseconds,
    CHECKOUT_ANSWER,
  )
