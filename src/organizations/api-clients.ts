import { sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../api/errors.ts'
import { id, readOnly, ref, required, sameIgnoringCase, secret, timestamp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { differs } from '../auth/privilege.ts'
import { hashSecret, randomSecret } from '../auth/secrets.ts'
import { assignments } from '../resource/assignments.ts'
import { crud } from '../resource/crud.ts'
import type { Rules } from '../resource/loose.ts'
import { operation } from '../resource/operation.ts'
import { getOne, listOf } from '../resource/reading.ts'
import { endTokens } from '../resource/reopening.ts'
import { param, resource } from '../resource/resource.ts'
import { createOne, deleteOne, patchOne } from '../resource/writing.ts'
import { plain } from '../store/sql/sql.ts'
import { apiClientAssignments, apiClientSecrets, apiClients } from '../tables/organizations/api-clients.ts'
import type { Guard, Write } from '../tables/statements.ts'
import { opensClient, opensMore, shownClient, takesMore } from './client-privilege.ts'

const { DateCreated: _, TokensFrom: __, OpenedRoles: ___, ...shown } = apiClients.fields

const clients = resource({
  id: 'ApiClients',
  table: apiClients,
  model: model('ApiClient', { ID: readOnly(id()), ...shown }),
  path: '/apiclients/{apiClientID}',
  scope: {},
  roles: { read: ['ApiClientReader'], write: ['ApiClientAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: {
    search: ['ID', 'AppName', 'DefaultContextUserName'],
    sort: ['ID', 'AppName', 'DefaultContextUserName'],
    order: ['ID', 'AppName', 'DefaultContextUserName'],
  },
  generatedID: true,
  shows: (client, caller) => shownClient(client, caller ?? { roles: [] }),
})

/** Properties that name an integration event of one type each. */
const EVENTS = [
  'OrderCheckoutIntegrationEventID',
  'OrderReturnIntegrationEventID',
  'AddToCartIntegrationEventID',
]

/** Events of the types that a client names cannot be made here, so that none can be named. */
function checkEvent(event: string | null, existing: Record<string, unknown>[]) {
  if (!event) return
  if (!existing.some((e) => sameIgnoringCase(e.ID, event))) throw notFound('IntegrationEvent', event)
  throw fail('IntegrationEvent.IncompatibleEventType', `Integration event "${event}" is of another type.`)
}

const forgetRefreshTokens = (marketplace: string, client: string): Write => ({
  sql: sql`delete from refresh_tokens where Marketplace = ${marketplace} and ClientID = ${client}`,
})

const rules: Rules = {
  read: (call, clientID) => ({
    contextUser: plain(sql`select Kind from users where Marketplace = ${call.marketplace} and BuiltIn = 0
      and Username = coalesce(${(call.body.DefaultContextUserName as string | undefined) ?? null},
        (select DefaultContextUserName from api_clients where Marketplace = ${call.marketplace} and ID = ${clientID}))`),
    events: plain(sql`select ID from integration_events where Marketplace = ${call.marketplace}
      and ID in (select value from json_each(${JSON.stringify(EVENTS.map((name) => call.body[name] ?? ''))}))`),
  }),
  decide: (writing) => {
    const { call, before, after, read } = writing
    if (!before) {
      after.ID = crypto.randomUUID()
      after.DateCreated = call.now
      // Whoever makes it holds what it opens.
      after.OpenedRoles = []
    }
    endTokens(writing)
    const statements: (Write | Guard)[] = []
    if (before?.RefreshTokenDuration && !after.RefreshTokenDuration)
      statements.push(forgetRefreshTokens(call.marketplace, before.ID as string))
    for (const name of EVENTS) checkEvent(after[name] as string | null, read.events!)
    const username = after.DefaultContextUserName as string | null
    const user = username ? read.contextUser![0] : undefined
    if (username && !user) throw notFound('User', username)
    if (after.IsAnonBuyer && user?.Kind !== 'Buyer')
      throw fail('ApiClient.RequiredNotAnonBuyer', 'IsAnonBuyer needs a buyer user as default context user.')
    // A name that became free meanwhile would let whoever takes it next sign in by this client.
    if (user)
      statements.push({
        guard: sql`exists (select 1 from users where Marketplace = ${call.marketplace} and Username = ${username}
          and BuiltIn = 0 and Kind = ${user.Kind})`,
      })
    statements.push(...opensMore(writing))
    return statements
  },
  remove: (call, row) => [
    forgetRefreshTokens(call.marketplace, row.ID as string),
    {
      sql: sql`update webhooks set Version = Version + 1, ApiClientIDs =
          (select json_group_array(c.value) from json_each(webhooks.ApiClientIDs) c where c.value <> lower(${row.ID as string}))
        where Marketplace = ${call.marketplace}
          and exists (select 1 from json_each(webhooks.ApiClientIDs) c where c.value = lower(${row.ID as string}))`,
    },
  ],
}

const secretModel = model('ApiClientSecret', {
  ID: id(),
  Name: apiClientSecrets.fields.Name,
  Expiration: timestamp(),
})
const createdSecretModel = model('ApiClientSecretCreateResponse', {
  ClientSecret: readOnly(secret()),
  ID: id(),
  Name: apiClientSecrets.fields.Name,
  Expiration: timestamp(),
})

const secrets = resource({
  id: 'ApiClients',
  table: apiClientSecrets,
  model: secretModel,
  path: '/apiclients/{apiClientID}/secrets/{apiClientSecretID}',
  scope: { ApiClientID: param('apiClientID') },
  roles: { read: ['ApiClientReader', 'ApiClientAdmin'], write: ['ApiClientAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID'], sort: ['ID'], order: ['ID'] },
})

/** Live secrets one client may have. */
const MOST_SECRETS = 5

function refuseExpired(after: Record<string, unknown>, now: string) {
  if (typeof after.Expiration === 'string' && after.Expiration <= now)
    throw fail('ApiClientSecret.InvalidExpirationDate', 'Expiration must be in the future.')
}

const base = { path: '/apiclients/{apiClientID}/secrets', users: ['Seller'] as const }

const secretOperations = [
  operation({
    ...base,
    id: 'ApiClients.ListSecrets',
    method: 'GET',
    roles: secrets.roles.read,
    list: secrets.list,
    response: secretModel,
    page: 'plain',
    status: 200,
    summary: 'Lists the secrets of an API client.',
    run: (call) => listOf(secrets, call),
  }),
  operation({
    ...base,
    id: 'ApiClients.CreateSecret',
    method: 'POST',
    roles: secrets.roles.write,
    body: { model: secretModel },
    response: createdSecretModel,
    toldOnce: true,
    status: 201,
    creates: true,
    summary: 'Makes a secret for an API client; it is shown this once.',
    run: async (call) => {
      const value = randomSecret()
      const answer = await createOne(secrets, call as never, {
        decide: ({ after }) => {
          refuseExpired(after, call.now)
          after.Hash = hashSecret(value)
          return [
            ...opensClient(call),
            {
              guard: sql`(select count(*) from api_client_secrets where Marketplace = ${call.marketplace} and ApiClientID = ${call.params.apiClientID}) <= ${MOST_SECRETS}`,
              else: fail(
                'ApiClientSecret.MaximumClientSecretsReached',
                `An API client may have at most ${MOST_SECRETS} secrets.`,
              ),
            },
          ]
        },
      })
      return { ClientSecret: value, ...answer }
    },
  }),
  operation({
    ...base,
    id: 'ApiClients.GetSecret',
    method: 'GET',
    path: secrets.path,
    roles: secrets.roles.read,
    response: secretModel,
    status: 200,
    summary: 'Gets a secret, without its value.',
    run: (call) => getOne(secrets, call),
  }),
  operation({
    ...base,
    id: 'ApiClients.PatchSecret',
    method: 'PATCH',
    path: secrets.path,
    roles: secrets.roles.write,
    body: { model: secretModel, partial: true },
    response: secretModel,
    status: 200,
    summary: 'Changes the name or expiration of a secret.',
    run: (call) =>
      patchOne(secrets, call as never, {
        decide: ({ before, after }) => {
          if (differs(['Expiration'], before, after)) refuseExpired(after, call.now)
          return differs(['Name', 'Expiration'], before, after) ? opensClient(call) : []
        },
      }),
  }),
  operation({
    ...base,
    id: 'ApiClients.DeleteSecret',
    method: 'DELETE',
    path: secrets.path,
    roles: secrets.roles.write,
    status: 204,
    summary: 'Deletes a secret.',
    run: (call) => deleteOne(secrets, call as never),
  }),
]

const assignmentModel = model('ApiClientAssignment', {
  ApiClientID: required(ref('ApiClient')),
  BuyerID: ref('Buyer'),
  SupplierID: ref('Supplier'),
})
const shared = {
  id: 'ApiClients',
  table: apiClientAssignments,
  model: assignmentModel,
  scope: {},
  removalQuery: [],
  path: '/apiclients/assignments',
  roles: { read: ['ApiClientReader'], write: ['ApiClientAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] } as const,
  identity: ['ApiClientID', 'BuyerID', 'SupplierID'],
  filters: { apiClientID: 'ApiClientID', buyerID: 'BuyerID', supplierID: 'SupplierID' },
  order: ['BuyerID', 'SupplierID', 'ApiClientID'],
  saved: takesMore,
  check: (row: Record<string, unknown>) => {
    if (row.BuyerID && row.SupplierID)
      throw fail('PartyAssignment.CannotProvideBuyerAndSupplier', 'Provide a buyer or a supplier, not both.')
    if (!row.BuyerID && !row.SupplierID)
      throw invalid({ property: 'BuyerID', rule: 'Required', message: 'BuyerID or SupplierID is required.' })
  },
}

export const operations = [
  ...crud(clients, rules),
  ...secretOperations,
  ...assignments({
    ...shared,
    names: { list: 'ListAssignments', save: 'SaveAssignment', remove: 'DeleteBuyerAssignment' },
    removePath: '/buyers/{buyerID}/ApiClients/Assignments/{apiClientID}',
  }),
  assignments({
    ...shared,
    names: { list: '', save: '', remove: 'DeleteSupplierAssignment' },
    removePath: '/suppliers/{supplierID}/ApiClients/Assignments/{apiClientID}',
  })[2]!,
]
