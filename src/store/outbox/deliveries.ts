import { toWire } from '../../api/time.ts'
import type { DeliveryMessage, Env } from '../../env.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { Session } from '../session.ts'
import { databases, forget, shard } from '../shard.ts'
import { type Claimed, type ClaimedRow, claimedOf, type DeliveryResult } from './claimed.ts'
import { reachesUser } from './messages.ts'
import { intoWorksheet } from './steps.ts'
import { failureStatement } from './told.ts'

/** Milliseconds after which a delivery that was taken to be sent is taken for lost. */
const SENDING = 60_000
/** The same for one that the sweep handed to the queue. */
const QUEUED = 300_000
/** Milliseconds by which the sweep lets the queue be late. */
const GRACE = 30_000
/** Clocks of two machines agree to about this, in milliseconds. */
const SKEW = 1000

/**
 * Takes deliveries that are due, each for one sender only: a message may come twice, and the sweep may have sent
 * another for the same delivery. Those that are not due, delivered, or gone with their webhook are left out.
 * The attempt counts from here on, and when nothing comes of it the sweep finds the delivery again. One of which nothing
 * came before may be what kills its isolate, and those that were taken with it: it is counted further by `begin`.
 */
export async function claim(
  env: Env,
  marketplace: string,
  messages: DeliveryMessage[],
  now: number,
): Promise<Claimed[]> {
  const session = new Session(shard(env, marketplace), 'deliver')
  const ids = JSON.stringify(messages.map((m) => m.delivery))
  const results = await session.send(
    ...messages.map(
      (
        m,
      ) => sql`update deliveries set Attempts = Attempts + 1, Begun = iif(Begun > 0, max(Begun, 2), 1), Version = Version + 1,
          NextAttempt = ${toWire(now + SENDING)}, Sent = ${toWire(now)}
        where Marketplace = ${marketplace} and ID = ${m.delivery} and Status = 'Pending'
          and (NextAttempt <= ${toWire(now + SKEW)} or NextAttempt = ${m.due ?? null})
          and exists (select 1 from marketplaces m where m.ID = ${marketplace} and m.Place is null) returning ID`,
    ),
    sql`select d.ID, d.EventID, d.Attempts, d.Begun, d.Version, d.Deadline, e.Route, e.Verb, e.LogID, e.Claims, e.Body, e.DateCreated,
        c.AccessTokenDuration Minutes, coalesce(w.Url, s.URL, v.CustomImplementationUrl) Url,
        coalesce(w.HashKey, s.SharedKey, v.HashKey) HashKey,
        coalesce(w.CustomAuthHeaderName, v.CustomAuthHeaderName) CustomAuthHeaderName,
        coalesce(w.CustomAuthHeaderValue, v.CustomAuthHeaderValue) CustomAuthHeaderValue,
        coalesce(w.ElevatedRoles, s.ElevatedRoles, v.ElevatedRoles) ElevatedRoles, w.HeldRoles,
        coalesce(w.ConfigData, s.xp, v.ConfigData, y.ConfigData, t.ConfigData) ConfigData, coalesce(d.Source, t.EventType) Told,
        y.ExcludePriceSchedules, d.Reached, k.ID ConfigID, k.Enabled, k.DeliveryTargets, d.MessageType, d.Step, d.OrderKey,
        coalesce(d.WebhookID, d.MessageSenderID, d.IntegrationEventID, d.TrackingEventID, d.Source) ReceiverID,
        ${recipient} Recipient, ${copies} CCList, ${alive} Alive
      from deliveries d
      join events e on e.Marketplace = d.Marketplace and e.ID = d.EventID
      left join webhooks w on w.Marketplace = d.Marketplace and w.ID = d.WebhookID
      left join message_senders s on s.Marketplace = d.Marketplace and s.ID = d.MessageSenderID
      left join integration_events v on v.Marketplace = d.Marketplace and v.ID = d.IntegrationEventID
      left join synchronizations y on y.Marketplace = d.Marketplace and y.Source = d.Source
      left join tracking_events t on t.Marketplace = d.Marketplace and t.ID = d.TrackingEventID
      left join delivery_configs k on k.Marketplace = d.Marketplace
        and k.ID = coalesce(w.DeliveryConfigID, s.DeliveryConfigID, y.DeliveryConfigID, t.DeliveryConfigID)
      left join api_clients c on c.Marketplace = d.Marketplace and c.ID = e.Claims ->> 'client'
      left join users u on u.Marketplace = d.Marketplace and u.Key = iif(d.MessageType is null, null, e.Claims ->> 'key')
      where d.Marketplace = ${marketplace} and d.ID in (select value from json_each(${ids}))`,
  )
  const taken = new Set(
    results
      .slice(0, -1)
      .flat()
      .map((row) => row.ID),
  )
  // They may be gone with their marketplace: the next look is to where it is by then.
  if (taken.size === 0) forget(env, marketplace)
  return (results.at(-1) as unknown as ClaimedRow[])
    .filter((row) => taken.has(row.ID))
    .map((row) => claimedOf(marketplace, row, now))
}

/** Counts that a delivery is begun of which nothing came before. */
export async function begin(env: Env, { marketplace, id, version }: Claimed): Promise<void> {
  const session = new Session(shard(env, marketplace), 'deliver')
  await session.send(
    sql`update deliveries set Begun = Begun + 1 where Marketplace = ${marketplace} and ID = ${id} and Version = ${version}`,
  )
}

/** What of a message's recipient is told, unless they were shut out since. */
const recipient = sql`(select json_object('ID', u.ID, 'Username', u.Username, 'FirstName', u.FirstName, 'LastName', u.LastName,
  'Email', u.Email, 'Phone', u.Phone, 'TermsAccepted', u.TermsAccepted, 'Active', json('true'), 'xp', json(u.xp),
  'DateCreated', u.DateCreated) from companies o where o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
    and o.Active = 1 and u.Active = 1)`

/** Whether the code that a message tells is good for anything yet. */
const alive = sql`(e.Claims ->> 'code' is null or exists (select 1 from one_time_codes k
  where k.Marketplace = d.Marketplace and k.Hash = e.Claims ->> 'code'))`

/** Addresses one message is copied to at most. */
const MOST_COPIES = 100

/** Addresses of those who get copies of this type from the assignments that reach the recipient. */
const copies = sql`(select json_group_array(Email) from (select x.Email from message_cc_listeners l
  join users x on x.Marketplace = l.Marketplace and x.Kind = l.Kind and x.Company = l.Company
  where l.Marketplace = d.Marketplace and l.MessageSenderID = d.MessageSenderID and l.MessageType = d.MessageType
    and ${reachesUser('l', 'u', 'Assignment')} and (l.UserID is null or x.ID = l.UserID)
    and (l.UserGroupID is null or x.ID in (select g.UserID from group_members g where g.Marketplace = l.Marketplace
      and g.Kind = l.Kind and g.Company = l.Company and g.UserGroupID = l.UserGroupID))
    and x.Active = 1 and x.BuiltIn = 0 ${sql.limit(MOST_COPIES)}))`

/** Writes what came of an attempt, unless somebody asked for the delivery anew meanwhile. */
export async function record(env: Env, delivery: Claimed, result: DeliveryResult): Promise<void> {
  const next = 'next' in result && result.next !== null ? toWire(result.next) : null
  // What nobody took is nobody's cause.
  const done = result.status === 'Delivered' ? sql`` : sql`, Sent = null`
  const session = new Session(shard(env, delivery.marketplace), 'deliver')
  const { marketplace, id, version } = delivery
  const ours = sql`Marketplace = ${marketplace} and ID = ${id} and Version = ${version}`
  const isOurs = sql`exists (select 1 from deliveries where ${ours})`
  const isGivenUp = 'next' in result && next === null
  await session.send(
    ...(isGivenUp ? [failureStatement(delivery, result, isOurs)] : []),
    ...('kept' in result && result.kept ? [intoWorksheet(marketplace, result.kept, isOurs)] : []),
    sql`update deliveries set ${columnsOf(result, next)}, NextAttempt = ${dueAt(marketplace, result, next)}, Begun = 0, Version = Version + 1${done} where ${ours}`,
  )
}

/** When it is due; at once where a configuration that was found not to be enabled is so by now. */
const dueAt = (marketplace: string, result: DeliveryResult, next: string | null): SQL =>
  result.status === 'Held'
    ? sql`iif(exists (select 1 from delivery_configs where Marketplace = ${marketplace} and ID = ${result.config} and Enabled = 1),
        ${toWire(Date.now())}, ${next})`
    : sql`${next}`

/** What a delivery says of its last attempt. */
function columnsOf(result: DeliveryResult, next: string | null): SQL {
  const status = next ? 'Pending' : 'Failed'
  switch (result.status) {
    case 'Delivered':
      return sql`Status = 'Delivered', DateDelivered = ${toWire(result.at)}, LastStatus = ${result.answer}, LastError = null`
    case 'Refused':
      return sql`Status = ${status}, LastStatus = ${result.answer}, LastError = ${result.error}, Reached = ${JSON.stringify(result.reached ?? [])}`
    case 'Continued':
      return sql`Attempts = 0, LastError = null`
    case 'Postponed':
    case 'Held':
      return sql`Status = ${status}, Attempts = Attempts - 1, LastError = coalesce(LastError, ${result.error})`
    case 'Skipped':
      return sql`Status = 'Skipped', Attempts = Attempts - 1, LastError = ${result.error}`
  }
}

/** Most deliveries the sweep takes from one marketplace at a time, so that none waits for another's backlog. */
const PAGE = 100
/** Marketplaces the sweep looks after at once: an invocation has a limited number of queries. */
const MOST_MARKETPLACES = 500

/**
 * Takes deliveries that should have been sent by now, for the queue: it lost them, or they wait longer than a message
 * may. They are not taken again before the queue has had time for them.
 * @param most about how many to take; all databases together
 */
export async function overdue(env: Env, now: number, most: number): Promise<DeliveryMessage[]> {
  const out: DeliveryMessage[] = []
  const before = toWire(now - GRACE)
  const due = toWire(now + QUEUED)
  for (const database of databases(env)) {
    const session = new Session(database, 'sweep')
    const [found = []] = await session.send(
      sql`select m.ID from marketplaces m where m.Place is null and exists (select 1 from deliveries d
        where d.Marketplace = m.ID and d.Status = 'Pending' and d.NextAttempt < ${before}) ${sql.limit(MOST_MARKETPLACES)}`,
    )
    let waiting = found.map((row) => row.ID as string)
    while (waiting.length > 0 && out.length < most) {
      const more: string[] = []
      for (const marketplace of waiting) {
        const [rows = []] = await session.send(
          sql`update deliveries set NextAttempt = ${due}
            where Marketplace = ${marketplace} and ID in (select d.ID from deliveries d where d.Marketplace = ${marketplace}
              and d.Status = 'Pending' and d.NextAttempt < ${before} order by d.NextAttempt ${sql.limit(PAGE)}) returning ID`,
        )
        out.push(...rows.map((row) => ({ marketplace, delivery: row.ID as string, due })))
        if (rows.length === PAGE) more.push(marketplace)
      }
      waiting = more
    }
  }
  return out
}
