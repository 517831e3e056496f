import { sql } from 'drizzle-orm'
import { fail, invalid, notFound } from '../api/errors.ts'
import {
  computed,
  computedLate,
  count,
  flag,
  hidden,
  id,
  initially,
  int,
  list,
  oneOf,
  readOnly,
  ref,
  required,
  sameIgnoringCase,
  secret,
  text,
  timestamp,
  xp,
} from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { param, resource } from '../api/resource.ts'
import { plain } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import { differs } from '../auth/privilege.ts'
import { apiRoles } from '../auth/roles.ts'
import { hashSecret, randomSecret } from '../auth/secrets.ts'
import { assignments } from '../store/assignments.ts'
import { crud } from '../store/crud.ts'
import { endTokens, tokensFrom } from '../store/ended-tokens.ts'
import { getOne, listOf } from '../store/reading.ts'
import { at, type Guard, type Write } from '../store/rows.ts'
import { createOne, deleteOne, patchOne, type Rules } from '../store/writing.ts'
import { openedRoles, opensClient, opensMore, shownClient, takesMore } from './client-privilege.ts'
import { companies } from './companies.ts'

/** Minutes of the tokens of anonymous shoppers: at least a week, at most 60 days. */
const ANONYMOUS_MINUTES = { min: 10_080, max: 86_400 }

/** Applications that may sign users in. IDs are GUIDs, unique over all marketplaces: sign-in names nothing else. */
export const apiClients = table('api_clients', {
  keys: ['ID'],
  fields: {
    AppName: required(text(100)),
    ClientSecret: secret(100),
    AccessTokenDuration: required(count({ min: 10, max: 600 })),
    Active: flag(),
    RefreshTokenDuration: count({ min: 0, max: 524_160 }),
    AnonymousTokenDuration: initially(int(ANONYMOUS_MINUTES), ANONYMOUS_MINUTES.min),
    DefaultContextUserName: text(100),
    xp: xp(),
    AllowAnyBuyer: flag(),
    AllowAnySupplier: flag(),
    AllowSeller: flag(),
    IsAnonBuyer: flag(),
    AssignedBuyerCount: assigned('BuyerID'),
    AssignedSupplierCount: assigned('SupplierID'),
    OrderCheckoutIntegrationEventID: ref('IntegrationEvent'),
    OrderCheckoutIntegrationEventName: computed(text()),
    OrderReturnIntegrationEventID: ref('IntegrationEvent'),
    OrderReturnIntegrationEventName: computed(text()),
    AddToCartIntegrationEventID: ref('IntegrationEvent'),
    AddToCartIntegrationEventName: computed(text()),
    MinimumRequiredRoles: list(oneOf(apiRoles)),
    MinimumRequiredCustomRoles: list(text(100)),
    MaximumGrantedRoles: list(oneOf(apiRoles)),
    MaximumGrantedCustomRoles: list(text(100)),
    DateCreated: hidden(timestamp()),
    TokensFrom: tokensFrom(),
    OpenedRoles: hidden(computedLate(list(text()), openedRoles)),
  },
  lookups: ['ID'],
  // Integration events are given the token of the oldest that seller users may sign in with.
  indexes: [['AllowSeller', 'Active', 'DateCreated', 'ID']],
})

function assigned(column: string) {
  return computed(
    count(),
    (
      alias,
    ) => sql`(select count(*) from api_client_assignments a where a.Marketplace = ${at(alias, 'Marketplace')}
      and a.ApiClientID = ${at(alias, 'ID')} and a.${sql.identifier(column)} is not null)`,
  )
}

/** Organisations whose users a client signs in, where it does not take any. */
export const apiClientAssignments = table('api_client_assignments', {
  keys: ['ApiClientID', 'BuyerID', 'SupplierID'],
  fields: { ApiClientID: required(ref('ApiClient')), BuyerID: ref('Buyer'), SupplierID: ref('Supplier') },
  references: [
    { columns: ['ApiClientID'], to: (): Table => apiClients, onDelete: 'remove' },
    { columns: ["'Buyer'", 'BuyerID'], to: (): Table => companies, onDelete: 'remove', kept: true },
    { columns: ["'Supplier'", 'SupplierID'], to: (): Table => companies, onDelete: 'remove', kept: true },
  ],
})

/** Secrets beside the client's own; only their hashes are kept. */
export const apiClientSecrets = table('api_client_secrets', {
  keys: ['ApiClientID', 'ID'],
  fields: { Name: required(text(100)), Expiration: timestamp(), Hash: hidden(required(secret())) },
  references: [{ columns: ['ApiClientID'], to: (): Table => apiClients, onDelete: 'remove' }],
})

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
