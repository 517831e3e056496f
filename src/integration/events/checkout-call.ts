import type { Env } from '../../env.ts'
import type { Answer } from '../../store/outbox/post.ts'
import type { OrderStep } from '../../tables/integration/deliveries.ts'
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
