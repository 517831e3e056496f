import { fail, type Issue, invalid, invalidAll, notFound, tooMany } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { rolesWithin } from '../../auth/granted-roles.ts'
import { differs } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { crud } from '../../resource/crud.ts'
import { MOST } from '../../resource/most.ts'
import { resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, rely } from '../../store/fact.ts'
import { remove } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { webhookRoutes, webhooks } from '../../tables/integration/webhooks.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { checkUrl, holdsLentRoles, isElsewhere, pairHeader, releasedFrom } from '../endpoint-rules.ts'
import { findTrigger, type Trigger } from './triggers.ts'

const webhookModel = model('Webhook', { ID: id(), ...webhooks.fields })

const declared = resource({
  id: 'Webhooks',
  table: webhooks,
  model: webhookModel,
  path: '/webhooks/{webhookID}',
  scope: {},
  most: MOST.webhooks,
  roles: { read: ['WebhookReader'], write: ['WebhookAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID', 'Name', 'Description', 'Url'], sort: ['Name', 'ID'], order: ['ID'] },
})

/** Requests under way ran the before-hooks as they were: they start again. */
const bumpHooks = (call: Call<unknown>): Write => ({
  sql: sql`update marketplaces set HookVersion = HookVersion + 1 where ID = ${call.marketplace}`,
})

/** That no client of a webhook has more before its requests than it may wait for, this one counted. */
const fewBeforeHooks = ({ marketplace }: Call<unknown>, { ApiClientIDs }: Row<typeof webhooks>): Guard => ({
  guard: sql`not exists (select 1 from webhooks w, json_each(w.ApiClientIDs) c
    where w.Marketplace = ${marketplace} and w.BeforeProcessRequest = 1
      and c.value in (select value from json_each(${JSON.stringify(ApiClientIDs)}))
    group by c.value having count(*) > ${MOST.beforeHooks})`,
  else: tooMany('webhooks before the requests of one client', MOST.beforeHooks),
})

/** That there is a client of each of these IDs. */
function allClients(call: Call<unknown>, ids: string[]): Fact<{ Missing: string | null }> {
  const missing = sql`select j.value from json_each(${JSON.stringify(ids)}) j
    where not exists (select 1 from api_clients c where c.Marketplace = ${call.marketplace} and c.ID = j.value)`
  return {
    ...plain(sql`select (${missing} limit 1) Missing`),
    refusal: ({ Missing }) => (Missing === null ? undefined : notFound('ApiClient', Missing)),
    holds: () => sql`not exists (${missing})`,
  }
}

const rules = rulesFor(declared, {
  read: (call) => ({ clients: allClients(call, clientsOf(call.body)) }),
  decide: (writing) => {
    const { call, before, after, read } = writing
    pairHeader(after, call.body, isElsewhere(before?.Url, after.Url))
    checkTarget(after, call.env)
    after.WebhookRoutes = triggersOf(after.WebhookRoutes)
    rely(call, read.clients)
    after.ApiClientIDs = clientsOf(after)
    after.HeldRoles = heldRoles(writing)
    const hooksChange = before?.BeforeProcessRequest || after.BeforeProcessRequest
    return [
      ...routing(call, after),
      ...(hooksChange ? [bumpHooks(call), fewBeforeHooks(call, after)] : []),
      ...holdsLentRoles(writing, 'Url', 'DeliveryConfigID'),
      ...releasedFrom(writing),
    ]
  },
  remove: (call, row) => (row.BeforeProcessRequest ? [bumpHooks(call)] : []),
})

export const operations = crud(declared, rules)

/**
 * A webhook is sent tokens of whoever calls by its clients. Privilege may not grow by that: they have no role that whoever
 * says where they are sent, or by which clients more, does not hold.
 */
function heldRoles({ call, before, after }: Writing<typeof webhooks, typeof webhookModel>): string[] {
  const { roles } = call.caller
  if (!before || differs(['Url', 'DeliveryConfigID'], before, after)) return roles
  const known = clientsOf(before)
  return clientsOf(after).every((client) => known.includes(client))
    ? before.HeldRoles
    : rolesWithin(before.HeldRoles, roles)
}

/** Client IDs of a body, once each; they are compared without letter case and shown in lower case. */
const clientsOf = ({ ApiClientIDs }: { ApiClientIDs?: string[] | null }) => [
  ...new Set((ApiClientIDs ?? []).map((c) => c.toLowerCase())),
]

/** Where it is sent to, and what signs it. */
function checkTarget(
  { Url: url, DeliveryConfigID: config, BeforeProcessRequest, HashKey }: Row<typeof webhooks>,
  env: Env,
) {
  if (config && BeforeProcessRequest)
    throw fail(
      'Webhook.InvalidDeliveryConfig',
      'A webhook that is called before processing cannot use a delivery configuration.',
    )
  if (config && !url) return
  if (!url) throw invalid('Url', 'Required', 'Url is required.')
  checkUrl('Url', url, env, 'Webhook.UrlSchemeHttps')
  if (!HashKey) throw fail('Webhook.MissingHashKey', 'A webhook with a Url needs a HashKey.')
}

/** The routes of a webhook, once each, in our own spelling. */
function triggersOf(routes: Row<typeof webhooks>['WebhookRoutes']): Trigger[] {
  const issues: Issue[] = []
  const found = new Map<string, Trigger>()
  for (const [i, { Route, Verb }] of routes.entries()) {
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
  if (issues.length > 0) throw invalidAll(issues)
  return [...found.values()]
}

/** Replaces the rows that say which requests the webhook hears of. */
const routing = ({ marketplace }: Call<unknown>, webhook: Row<typeof webhooks>): Write[] => [
  remove(webhookRoutes, marketplace, { WebhookID: webhook.ID }),
  {
    sql: sql`insert into webhook_routes (Marketplace, Verb, Route, ClientID, Before, WebhookID, Version)
      select ${marketplace}, r.value ->> 'Verb', r.value ->> 'Route', c.value, ${webhook.BeforeProcessRequest ? 1 : 0}, ${webhook.ID}, 1
      from json_each(${JSON.stringify(webhook.WebhookRoutes)}) r cross join json_each(${JSON.stringify(webhook.ApiClientIDs)}) c`,
  },
]
