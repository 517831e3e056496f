import { invalid } from '../../api/errors.ts'
import { boundedDiscounts } from '../../catalog/prices/discounts.ts'
import { MOST } from '../../resource/most.ts'
import { withKeysOf } from '../../store/carry/pages.ts'
import { and } from '../../store/sql/sql.ts'
import { approvalRules, sellerApprovalRules } from '../../tables/approvals/approval-rules.ts'
import { discountAssignments } from '../../tables/catalog/prices.ts'
import { synonyms } from '../../tables/catalog/search-words.ts'
import { at } from '../../tables/columns.ts'
import { integrationEvents } from '../../tables/integration/integration-events.ts'
import { messageSenders } from '../../tables/integration/message-senders.ts'
import { webhookRoutes, webhooks } from '../../tables/integration/webhooks.ts'
import { orderInvitations } from '../../tables/orders/order-invitations.ts'
import { apiClientSecrets } from '../../tables/organizations/api-clients.ts'
import { companies } from '../../tables/organizations/companies.ts'
import { users } from '../../tables/organizations/users.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import type { Table } from '../../tables/table.ts'

/** How many rows of a table there may be with the same in some columns: what a request counts when it makes one. */
const MOST_ALIKE: [table: Table, columns: string[], most: number][] = [
  [webhooks, [], MOST.webhooks],
  [messageSenders, [], MOST.messageSenders],
  [integrationEvents, [], MOST.integrationEvents],
  [synonyms, [], MOST.synonyms],
  [approvalRules, ['Kind', 'Company'], MOST.approvalRules],
  [sellerApprovalRules, ['OwnerID'], MOST.approvalRules],
  [orderInvitations, ['OrderKey'], MOST.orderInvitations],
  [apiClientSecrets, ['ApiClientID'], MOST.apiClientSecrets],
]

const refused = (message: string) => invalid('Rows', 'Rule', message)
const sent = (column: string) => sql`j.value ->> ${sql.raw(`'${column}'`)}`

/**
 * What must be so before rows are put: none takes the place of one that the server has made, whose tokens are good.
 * @param rows as JSON
 */
export function beforeImport(t: Table, marketplace: string, rows: string): Guard[] {
  if (t !== users) return []
  return [
    {
      guard: sql`not exists (select 1 from ${withKeysOf(t, marketplace, rows)} where t.BuiltIn = 1)
        and not exists (select 1 from json_each(${rows}) j cross join portal_accounts p on p.Key = ${sent('Key')})`,
      else: refused('A user among these rows would be one that the server has made.'),
    },
  ]
}

/**
 * What must be so when rows have been put: there are no more of them than requests may make, since each takes time of
 * others, and a webhook hears of what it says itself.
 * @param rows as JSON
 */
export function afterImport(t: Table, marketplace: string, rows: string): Guard[] {
  const among = (column: string): SQL => sql`(select ${sent(column)} from json_each(${rows}) j)`
  const reached =
    t === companies
      ? sql`o.ID in ${among('ID')}`
      : t === discountAssignments
        ? sql`(o.ID in ${among('BuyerID')} or o.GroupID in ${among('BuyerGroupID')})`
        : null
  return [
    ...MOST_ALIKE.filter(([table]) => table === t).map(([, columns, most]) => ({
      guard: sql`not exists (select 1 from json_each(${rows}) j where exists (
        select 1 from ${sql.identifier(t.name)} t where ${and(
          sql`t.Marketplace = ${marketplace}`,
          ...columns.map((c) => sql`${at('t', c)} is ${sent(c)}`),
        )} limit 1 offset ${most}))`,
      else: refused(`There may be at most ${most} rows of ${[t.name, ...columns].join(' with the same ')}.`),
    })),
    ...(t === webhooks ? [fewBeforeHooks(marketplace)] : []),
    ...(t === webhookRoutes ? [routesAreTold(marketplace, rows)] : []),
    ...(reached ? [boundedDiscounts(marketplace, sql`o.Kind = 'Buyer' and ${reached}`, 'Rows')] : []),
  ]
}

const fewBeforeHooks = (marketplace: string): Guard => ({
  guard: sql`not exists (select 1 from webhooks w, json_each(w.ApiClientIDs) c
    where w.Marketplace = ${marketplace} and w.BeforeProcessRequest = 1
    group by lower(c.value) having count(*) > ${MOST.beforeHooks})`,
  else: refused(`There may be at most ${MOST.beforeHooks} webhooks before the requests of one client.`),
})

/** Each route with a client is one of its webhook's. */
const routesAreTold = (marketplace: string, rows: string): Guard => ({
  guard: sql`not exists (select 1 from json_each(${rows}) j where not exists (
    select 1 from webhooks w where w.Marketplace = ${marketplace} and w.ID = ${sent('WebhookID')}
      and w.BeforeProcessRequest = ${sent('Before')}
      and exists (select 1 from json_each(w.ApiClientIDs) c where lower(c.value) = lower(${sent('ClientID')}))
      and exists (select 1 from json_each(w.WebhookRoutes) r
        where r.value ->> 'Route' = ${sent('Route')} and r.value ->> 'Verb' = ${sent('Verb')})))`,
  else: refused('A row of webhook_routes is not what its webhook says.'),
})
