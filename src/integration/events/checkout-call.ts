import { environmentOf } from '../../api/environment.ts'
import type { Env } from '../../env.ts'
import type { Answer } from '../../store/outbox/answer.ts'
import { MOST_LINKS, STOPPED } from '../../store/outbox/chains.ts'
import type { Session } from '../../store/session.ts'
import { elevatedToken, type Identities } from './elevated-token.ts'
import { callEvent, type IntegrationEvent } from './event-call.ts'

/** Milliseconds a customer's server has for a step of a checkout, or for a return. */
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
  Environment: environmentOf(env),
  OrderCloudAccessToken: accessToken,
  ConfigData,
  OrderWorksheet: worksheet,
})

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
 * @param more what else it is told
 * @throws ApiError when no client could be given the event's elevated roles
 */
export async function askCheckout(
  { env, session, baseUrl, depth }: Asking,
  event: IntegrationEvent,
  suffix: '/shippingrates' | '/ordercalculate' | '/calculateorderreturn',
  worksheet: object,
  known: Identities,
  more: object = {},
): Promise<Answer> {
  if (depth >= MOST_LINKS) return { status: null, problem: 'Unreachable', message: STOPPED }
  const { Marketplace: marketplace, ElevatedRoles: roles, ConfigData } = event
  const token = await elevatedToken(env, session, { marketplace, baseUrl, roles, depth: depth + 1 }, known)
  const payload = { ...checkoutPayload(env, ConfigData, worksheet, token), ...more }
  return callEvent(env, event, suffix, payload, CHECKOUT_TIME_LIMIT, CHECKOUT_ANSWER)
}
