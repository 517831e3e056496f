import { toWire } from '../../api/time.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import type { Call } from '../call.ts'
import { linksOf } from './chains.ts'
import { toRelay } from './outbox.ts'
import { lastAttempt } from './retries.ts'
import { toldJson } from './row-json.ts'

/** Users who are told together: the members of groups of an organisation, but for one. */
export interface Members {
  kind: string
  company: string
  groups: readonly string[]
  /** Immutable key of who is not told. */
  but: string
}

/** Who is sent a message: a user by their immutable key, or each of some. */
export type Recipients = string | Members

/** A message to users, sent by every message sender that is there for its type and its recipient. */
export interface Message {
  /** One of the message types of the wire. */
  type: string
  marketplace: string
  to: Recipients
  /** The payload's `EventBody`. */
  body: Record<string, unknown>
  /** API client that the payload's tokens name. */
  client: string | null
  /** What of the recipient is told otherwise than it is stored: the name and address a guest gave. */
  as?: Record<string, unknown> | null
  /** A code the body tells: stored, as a hash, only if there is a sender to tell it. */
  code?: { hash: string; use: 'PasswordReset' | 'OneTimePassword'; expires: string }
}

/** The recipients `u` of a message. */
const recipients = (m: string, to: Recipients): SQL =>
  typeof to === 'string'
    ? sql`u.Marketplace = ${m} and u.Key = ${to}`
    : sql`u.Marketplace = ${m} and u.Kind = ${to.kind} and u.Company = ${to.company} and u.Key <> ${to.but}
      and u.ID in (select g.UserID from group_members g where g.Marketplace = ${m} and g.Kind = ${to.kind} and g.Company = ${to.company}
        and g.UserGroupID in (select value from json_each(${JSON.stringify(to.groups)})))`

/** Groups of the user of an alias. */
const groupsOf = (user: string): SQL => {
  const u = sql.identifier(user)
  return sql`(select g.UserGroupID from group_members g where g.Marketplace = ${u}.Marketplace and g.Kind = ${u}.Kind
    and g.Company = ${u}.Company and g.UserID = ${u}.ID)`
}

/**
 * Whether rows that name a company and perhaps a group of it reach the user of an alias.
 * @param prefix of the columns Kind, Company and UserGroupID
 */
export const reachesUser = (row: string, user: string, prefix = ''): SQL => {
  const column = (name: string) => sql`${sql.identifier(row)}.${sql.identifier(prefix + name)}`
  const u = sql.identifier(user)
  return sql`${column('Kind')} = ${u}.Kind and ${column('Company')} = ${u}.Company
    and (${column('UserGroupID')} is null or ${column('UserGroupID')} in ${groupsOf(user)})`
}

/** The senders `s` of messages of a type to a user `u`. */
const senders = (m: string, type: string): SQL => sql`message_sender_types y
  join message_senders s on s.Marketplace = y.Marketplace and s.ID = y.MessageSenderID
    and ((s.AllowAllBuyers = 1 and u.Kind = 'Buyer') or exists (select 1 from message_sender_assignments a
      where a.Marketplace = s.Marketplace and a.MessageSenderID = s.ID and ${reachesUser('a', 'u')}))
  where y.Marketplace = ${m} and y.MessageType = ${type}`

/**
 * The statements that record a message and its deliveries. Who sends it is found by the statements themselves, so that
 * nothing is read for it and nothing is written where nobody does. Inactive users and organisations get none.
 */
export function messageStatements(
  call: Call<unknown>,
  message: Message,
): { writes: Write[]; deliveries: SQL } {
  const { marketplace: m, type, to, code } = message
  const id = call.newID()
  // Each of several is told by an event of their own.
  const event = typeof to === 'string' ? sql`${id}` : sql`${id} || u.Key`
  const links = linksOf(call.input, m)
  const recorded = sql`from events e where e.Marketplace = ${m} and e.ID = ${id}`
  const writes: Write[] = [
    {
      sql: sql`insert into events (Marketplace, ID, MessageType, LogID, Claims, Body, DateCreated, Version)
        select ${m}, ${event}, ${type}, ${call.input.requestID},
          json_object('marketplace', u.Marketplace, 'client', ${message.client}, 'key', u.Key, 'kind', u.Kind, 'company', u.Company,
            'user', u.ID, 'username', u.Username, 'roles', json('[]'), 'generation', u.TokenGeneration,
            'depth', ${call.input.caller?.depth ?? 0}, 'until', ${code?.expires ?? null}, 'code', ${code?.hash ?? null},
            'as', json(${JSON.stringify(message.as ?? null)}), 'baseUrl', ${call.input.baseUrl}),
          ${toldJson(message.body)}, ${call.now}, 1
        from users u join companies o on o.Marketplace = u.Marketplace and o.Kind = u.Kind and o.ID = u.Company
        where ${recipients(m, to)} and u.Active = 1 and o.Active = 1 and u.BuiltIn = 0
          and exists (select 1 from ${senders(m, type)})`,
    },
  ]
  if (code)
    writes.push({
      sql: sql`insert or replace into one_time_codes (Marketplace, Hash, Use, UserKey, ClientID, Expires, Version)
        select ${m}, ${code.hash}, ${code.use}, e.Claims ->> 'key', ${message.client}, ${code.expires}, 1 ${recorded}`,
    })
  return {
    writes,
    deliveries: sql`insert into deliveries (Marketplace, ID, MessageSenderID, EventID, MessageType, ${links.columns}, Attempts,
        Deadline, DateCreated, Version)
      select ${m}, lower(hex(randomblob(16))), s.ID, ${event}, ${type}, ${links.values}, 0,
        ${code?.expires ?? toWire(lastAttempt(call.input.now))}, ${call.now}, 1
      from users u cross join events e cross join ${links.chain} join ${senders(m, type)}
        and ${recipients(m, to)} and e.Marketplace = ${m} and e.ID = ${event} returning ${toRelay}`,
  }
}
