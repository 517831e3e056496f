import type { Env } from '../../env.ts'
import { MOST_LINKS, STOPPED } from '../../store/outbox/chains.ts'
import type { Answer } from '../../store/outbox/post.ts'
import { rowsFrom } from '../../store/rows.ts'
import type { Session } from '../../store/session.ts'
import type { Query } from '../../store/sql/sql.ts'
import { integrationEvents } from '../../tables/integration/integration-events.ts'
import { sql } from '../../tables/sql.ts'
import { elevatedToken, type Identities } from './elevated-token.ts'
import { callEvent, type IntegrationEvent } from './event-call.ts'

/** Milliseconds a customer's server has for a step of a checkout. */
export const CHECKOUT_TIME_LIMIT = 30_000
/** Bytes of its answer that are looked at: an override for each line of a large order. */
export const CHECKOUT_ANSWER = 1_000_000

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

/** Who asks, and how many receivers deep. */
interface Asking {
  env: Env
  session: Session
  /** Origin of the API. */
  baseUrl: string
  depth: number
}

/**
 * Asks a customer's server in the course of a checkout. Nothing may be locked meanwhile: it may call back. One that asks
 * for what it is being asked is stopped, as webhooks are.
 * @param worksheet the order, as `OrderWorksheet` has it
 * @param known what `identityQueries` have read
 * @throws ApiError when no client could be given the event's elevated roles
 */
export async function askCheckout(
  { env, session, baseUrl, depth }: Asking,
  event: IntegrationEvent,
  suffix: '/shippingrates' | '/ordercalculate',
  worksheet: object,
  known: Identities,
): Promise<Answer> {
  if (depth >= MOST_LINKS) return { status: null, problem: 'Unreachable', message: STOPPED }
  const { Marketplace: marketplace, ElevatedRoles: roles, ConfigData } = event
  const token = await elevatedToken(env, session, { marketplace, baseUrl, roles, depth: depth + 1 }, known)
  const payload = checkoutPayload(env, ConfigData, worksheet, token)
  return callEvent(env, event, suffix, payload, CHECKOUT_TIME_LIMIT, CHECKOUT_ANSWER)
}
