import { toWire } from '../../api/time.ts'
import type { TrackingEventType } from '../../tables/integration/synchronizations.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import type { Call } from '../call.ts'
import type { Claimed, DeliveryResult } from './claimed.ts'
import { redact } from './redact.ts'
import { toldJson } from './row-json.ts'

/** Something to be told to a synchronization, or of the users of a client to a tracking event. */
export interface Told {
  marketplace: string
  /** A name of its own; two of one name are told as one, the later. None: each is told. */
  id?: string
  to: { source: string } | { client: string; eventType: string }
  logID?: string
  body: object
}

/** The statement that records it: nothing where nobody wants it. Its delivery is due at once. */
export function toldStatement(
  { marketplace, id = undefined, to, logID, body }: Told,
  and: SQL = sql`1`,
): SQL {
  const [source, client, eventType] =
    'source' in to ? [to.source, null, null] : [null, to.client, to.eventType]
  return sql`insert into told (Marketplace, ID, Source, ClientID, EventType, LogID, Body)
    select ${marketplace}, ${id ?? null}, ${source}, ${client}, ${eventType}, ${logID ?? null}, ${toldJson(body)} where ${and}`
}

/** What is told where failures are reported: of which kind of what, and more where a delivery has failed. */
export const reported = (
  report: { Source: string; LogID: string; Date: string; Error: string | null } & Record<string, unknown>,
): Pick<Told, 'to' | 'body'> => {
  const empty = { SourceID: null, DeliveryID: null, Attempts: 0, HttpStatusCode: null, Payload: null }
  return { to: { source: 'errors' }, body: { Action: 'Created', Data: { ...empty, ...report } } }
}

/** The statement that reports a delivery that was given up. What becomes of the report itself is only logged. */
export function failureStatement(
  { marketplace, id, logID, attempts, body, what, receiver }: Claimed,
  result: DeliveryResult,
  and: SQL,
): SQL {
  const source =
    'source' in what
      ? what.source
      : 'type' in what
        ? 'MessageSender'
        : 'step' in what
          ? 'IntegrationEvent'
          : 'Webhook'
  const error = 'error' in result ? result.error : null
  if (source === 'errors') console.error(JSON.stringify({ delivery: id, marketplace, error }))
  const report = reported({
    Source: source,
    SourceID: receiver.id,
    DeliveryID: id,
    LogID: logID,
    Date: toWire(Date.now()),
    Attempts: attempts,
    HttpStatusCode: 'answer' in result ? result.answer : null,
    Error: error,
    Payload: redact(body),
  })
  return toldStatement({ marketplace, logID, ...report }, source === 'errors' ? sql`0` : and)
}

/**
 * Deliveries that wait for their configuration to be enabled are due at once: it is, or they have another. They wait till
 * their deadline, which tells them apart. Some may have to wait again.
 */
export const releaseHeld = (marketplace: string): Write => ({
  sql: sql`update deliveries set NextAttempt = '', Version = Version + 1
    where Marketplace = ${marketplace} and Status = 'Pending' and NextAttempt = Deadline`,
})

/** Deliveries that one commit hands to the queue of what it told. More are left to the next, or to the sweep. */
const MOST_RELAYED = 100

/** Takes what was told and not handed to the queue yet: its deliveries are due from a moment on. */
export const dueAtOnce = (marketplace: string, now: string): SQL =>
  sql`update deliveries set NextAttempt = ${now} where Marketplace = ${marketplace} and ID in (select d.ID from deliveries d
    where d.Marketplace = ${marketplace} and d.Status = 'Pending' and d.NextAttempt = '' ${sql.limit(MOST_RELAYED)}) returning ID`

/** Who did something, as tracking tells it: a user, or an anonymous shopper. */
const userContext = ({ order, user }: { order: string | null; user: string }) =>
  order === null ? { ID: user, AnonymousId: null } : { ID: null, AnonymousId: order }

/** What is told of a caller's doings, where their client has a tracking event of the type. */
export const tracked = (
  { input: { caller, requestID }, state }: Call<unknown>,
  eventType: TrackingEventType,
  Action: 'Created' | 'Updated',
  Data: object,
): Told[] =>
  caller?.client && state.tracked.includes(eventType)
    ? [
        {
          marketplace: caller.marketplace,
          to: { client: caller.client, eventType },
          logID: requestID,
          body: { Action, Data },
        },
      ]
    : []

/** The same of an operation, as far as it says what is tracked of it. */
export function trackedBy(call: Call<unknown>, answer: unknown): Told[] {
  const { tracks } = call.operation
  if (!tracks) return []
  const Data = {
    UserContext: userContext(call.caller),
    OrderID: call.params.orderID ?? null,
    [tracks === 'OrderSubmitted' ? 'Order' : 'LineItem']: answer,
  }
  return tracked(call, tracks, tracks === 'LineItemUpdated' ? 'Updated' : 'Created', Data)
}
