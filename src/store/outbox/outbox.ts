import { fullPath } from '../../api/operation.ts'
import type { Input } from '../../api/request.ts'
import { toWire } from '../../api/time.ts'
import type { DeliveryMessage, Env } from '../../env.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Call } from '../call.ts'
import { isHeard } from '../caller/caller-state.ts'
import { linksOf } from './chains.ts'
import { redact } from './redact.ts'
import { lastAttempt } from './retries.ts'
import { isWithin, MOST_BYTES, TOO_LARGE } from './row-json.ts'

/** What webhooks are told of a request, but for the envelope. An answer is given only once there is one. */
export function hookBody(
  { params, query, sent }: Pick<Input, 'params' | 'query' | 'sent'>,
  answer: unknown = null,
) {
  const told = {
    RouteParams: params,
    QueryParams: redact(
      Object.fromEntries(Object.entries(query).filter(([, v]) => v !== null && v !== undefined)),
    ),
    Request: { Body: redact(sent ?? {}), Headers: null },
    Response: { Body: redact(answer ?? {}), Headers: null },
  }
  const fits = () => isWithin(JSON.stringify(told), MOST_BYTES)
  if (!fits()) told.Request.Body = TOO_LARGE
  if (!fits()) told.Response.Body = TOO_LARGE
  return told
}

/**
 * The statements that record an event and one delivery per webhook that wants it. They select from the hooks' routes:
 * nothing is written where one that was there has gone.
 * @param hooks which of them hear of it, as a condition over `webhook_routes r`
 */
export function eventStatements(
  call: Call<unknown>,
  hooks: SQL,
  answer: unknown,
): { event: SQL; deliveries: SQL } {
  const { operation, input, caller } = call
  const id = call.newID()
  const route = fullPath(operation).slice(1)
  const claims = JSON.stringify({ ...caller, baseUrl: input.baseUrl })
  const links = linksOf(input, caller.marketplace)
  return {
    event: sql`insert into events (Marketplace, ID, Route, Verb, LogID, Claims, Body, DateCreated, Version)
      select ${caller.marketplace}, ${id}, ${route}, ${operation.method}, ${input.requestID}, ${claims},
        ${JSON.stringify(hookBody(input, answer))}, ${call.now}, 1 where ${isHeard(hooks)}`,
    deliveries: sql`insert into deliveries (Marketplace, ID, WebhookID, EventID, Route, Verb, ${links.columns}, Attempts,
        Deadline, DateCreated, Version)
      select r.Marketplace, lower(hex(randomblob(16))), r.WebhookID, ${id}, ${route}, ${operation.method}, ${links.values}, 0,
        ${toWire(lastAttempt(input.now))}, ${call.now}, 1
      from webhook_routes r cross join ${links.chain} where ${hooks}
      returning ${toRelay}`,
  }
}

/** Of new deliveries, those that are to be sent at once. */
export const toRelay = sql`iif(Status = 'Pending' and LastError is null, ID, null) ID`

/** Hands deliveries to the queue; one that is lost here is found by the sweep. */
export const relay = (env: Env, marketplace: string, deliveries: string[]): Promise<void> =>
  sendMessages(
    env,
    deliveries.map((delivery) => ({ marketplace, delivery })),
  )

/** Most messages one `sendBatch` takes. */
const MOST_MESSAGES = 100

/** Sends messages to the queue of deliveries. */
export async function sendMessages(env: Env, messages: DeliveryMessage[]): Promise<void> {
  for (let i = 0; i < messages.length; i += MOST_MESSAGES)
    await env.DELIVERIES.sendBatch(messages.slice(i, i + MOST_MESSAGES).map((body) => ({ body })))
}
