import { sql } from 'drizzle-orm'
import { fail, type Issue, invalid, notFound } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { common } from '../../auth/granted-roles.ts'
import { differs } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { crud } from '../../resource/crud.ts'
import type { Writing } from '../../resource/loose.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { plain } from '../../store/sql/sql.ts'
import { webhooks } from '../../tables/integration/webhooks.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { checkUrl, lends, pairHeader } from '../endpoint-rules.ts'
import { findTrigger, type Trigger } from './triggers.ts'

type Values = Record<string, unknown>

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
