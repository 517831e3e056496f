import { sql } from 'drizzle-orm'
import { fail, type Issue, invalid, notFound } from '../api/errors.ts'
import {
  flag,
  hidden,
  id,
  json,
  list,
  object,
  oneOf,
  ref,
  required,
  secret,
  text,
  writeOnly,
} from '../api/field.ts'
import { model } from '../api/model.ts'
import { resource } from '../api/resource.ts'
import { plain } from '../api/sql.ts'
import { table } from '../api/table.ts'
import { common } from '../auth/grant.ts'
import { differs } from '../auth/privilege.ts'
import { apiRoles } from '../auth/roles.ts'
import type { Env } from '../env.ts'
import { apiClients } from '../organizations/api-clients.ts'
import type { Call } from '../store/call.ts'
import { crud } from '../store/crud.ts'
import type { Guard, Write } from '../store/rows.ts'
import type { Writing } from '../store/writing.ts'
import { checkUrl, lends, pairHeader } from './endpoint-rules.ts'
import { findTrigger, type Trigger } from './triggers.ts'

type Values = Record<string, unknown>

/** Customers' servers that hear of requests, before they are processed or after. */
export const webhooks = table('webhooks', {
  keys: ['ID'],
  fields: {
    Name: required(text(100)),
    Description: text(2000),
    Url: text(2000),
    HashKey: secret(50),
    ElevatedRoles: list(oneOf(apiRoles)),
    /** Roles of whoever said where it is sent, and by which clients: of a caller's, its tokens have no others. */
    HeldRoles: hidden(list(text())),
    ConfigData: json(),
    BeforeProcessRequest: flag(),
    ApiClientIDs: list(text(100)),
    WebhookRoutes: list(object('WebhookRoute', { Route: text(500), Verb: text(10) }), 500),
    DeliveryConfigID: ref('DeliveryConfig'),
    CustomAuthHeaderName: text(100),
    CustomAuthHeaderValue: writeOnly(secret(2000)),
  },
})

/**
 * Each route of a webhook with each of its API clients, made anew whenever it is saved: what a commit finds its
 * deliveries by, and a client its before-hooks.
 */
export const webhookRoutes = table('webhook_routes', {
  keys: ['Verb', 'Route', 'ClientID', 'Before', 'WebhookID'],
  fields: {
    Verb: required(text()),
    Route: required(text()),
    ClientID: required(ref('ApiClient')),
    Before: flag(),
    WebhookID: required(ref('Webhook')),
  },
  references: [
    { columns: ['WebhookID'], to: () => webhooks, onDelete: 'remove' },
    { columns: ['ClientID'], to: () => apiClients, onDelete: 'remove' },
  ],
})

const { HeldRoles: _, ...shown } = webhooks.fields

const declared = resource({
  id: 'Webhooks',
  table: webhooks,
  model: model('Webhook', { ID: id(), ...shown }),
  path: '/webhooks/{webhookID}',
  scope: {},
  roles: { read: ['WebhookReader'], write: ['WebhookAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID', 'Name', 'Description', 'Url'], sort: ['Name', 'ID'], order: ['ID'] },
})

/** Requests under way ran the before-hooks as they were: they start again. */
const bumpHooks = (call: Pick<Call, 'marketplace'>): Write => ({
  sql: sql`update marketplaces set HookVersion = HookVersion + 1 where ID = ${call.marketplace}`,
})

export const operations = crud(declared, {
  read: (call) => ({
    strangers: plain(sql`select j.value as ID from json_each(${JSON.stringify(clientsOf(call.body))}) j
      where not exists (select 1 from api_clients c where c.Marketplace = ${call.marketplace} and c.ID = j.value)`),
  }),
  decide: (writing) => {
    const { call, before, after, read } = writing
    pairHeader(writing)
    checkTarget(after, call.env)
    after.WebhookRoutes = triggersOf(after)
    const stranger = read.strangers![0]
    if (stranger) throw notFound('ApiClient', stranger.ID as string)
    after.ApiClientIDs = clientsOf(after)
    after.HeldRoles = heldRoles(writing)
    const hooksChange = before?.BeforeProcessRequest || after.BeforeProcessRequest
    return [...routing(call, after), ...(hooksChange ? [bumpHooks(call)] : []), ...lends(writing, 'Url')]
  },
  remove: (call, row) => (row.BeforeProcessRequest ? [bumpHooks(call)] : []),
})

/**
 * A webhook is sent tokens of whoever calls by its clients. Privilege may not grow by that: they have no role that whoever
 * says where they are sent, or by which clients more, does not hold.
 */
function heldRoles({ call, before, after }: Writing): string[] {
  const { roles } = call.caller
  if (!before || differs(['Url'], before, after)) return roles
  const held = before.HeldRoles as string[]
  const known = clientsOf(before)
  return clientsOf(after).every((client) => known.includes(client)) ? held : common(held, roles)
}

/** Client IDs of a body, once each; they are compared without letter case and shown in lower case. */
const clientsOf = (body: Values) => [
  ...new Set(((body.ApiClientIDs as string[] | null) ?? []).map((c) => c.toLowerCase())),
]

/** Where it is sent to, and what signs it. */
function checkTarget(after: Values, env: Env) {
  const url = after.Url as string | null
  const config = after.DeliveryConfigID as string | null
  if (config && after.BeforeProcessRequest)
    throw fail(
      'Webhook.InvalidDeliveryConfig',
      'A webhook that is called before processing cannot use a delivery configuration.',
    )
  // Delivery configurations cannot be made here, so that none can be named.
  if (config) throw notFound('DeliveryConfig', config)
  if (!url) throw invalid({ property: 'Url', rule: 'Required', message: 'Url is required.' })
  checkUrl('Url', url, env, 'Webhook.UrlSchemeHttps')
  if (!after.HashKey) throw fail('Webhook.MissingHashKey', 'A webhook with a Url needs a HashKey.')
}

/** The routes of a webhook, once each, in our own spelling. */
function triggersOf(after: Values): Trigger[] {
  const issues: Issue[] = []
  const found = new Map<string, Trigger>()
  for (const [i, { Route, Verb }] of ((after.WebhookRoutes as Partial<Trigger>[] | null) ?? []).entries()) {
    const trigger = findTrigger(Route ?? '', Verb ?? '')
    if (trigger) found.set(`${trigger.Verb} ${trigger.Route}`, trigger)
    else
      issues.push({
        property: `WebhookRoutes.${i}`,
        rule: 'Enum',
        message: `No operation "${Verb ?? ''} ${Route ?? ''}" fires webhooks.`,
        detail: { Route: Route ?? null, Verb: Verb ?? null },
      })
  }
  if (issues.length > 0) throw invalid(issues)
  return [...found.values()]
}

/** Replaces the rows that say which requests the webhook hears of. */
function routing(call: Call<Values>, after: Values): (Write | Guard)[] {
  const webhook = after.ID as string
  const clients = after.ApiClientIDs as string[]
  const ids = JSON.stringify(clients)
  const out: (Write | Guard)[] = [
    {
      sql: sql`delete from webhook_routes where Marketplace = ${call.marketplace} and WebhookID = ${webhook}`,
    },
    {
      sql: sql`insert into webhook_routes (Marketplace, Verb, Route, ClientID, Before, WebhookID, Version)
        select ${call.marketplace}, r.value ->> 'Verb', r.value ->> 'Route', c.value, ${after.BeforeProcessRequest ? 1 : 0}, ${webhook}, 1
        from json_each(${JSON.stringify(after.WebhookRoutes)}) r cross join json_each(${ids}) c`,
    },
  ]
  // A client deleted since it was read: the operation runs again and names it.
  if (clients.length > 0)
    out.push({
      guard: sql`(select count(*) from api_clients where Marketplace = ${call.marketplace}
        and ID in (select value from json_each(${ids}))) = ${clients.length}`,
    })
  return out
}
