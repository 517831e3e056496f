import { fail, notFound } from '../api/errors.ts'
import { id, readOnly } from '../api/field.ts'
import { model } from '../api/model.ts'
import { crud } from '../resource/crud.ts'
import { endTokens } from '../resource/reopening.ts'
import { resource } from '../resource/resource.ts'
import { type CallOf, rulesFor } from '../resource/rules.ts'
import { existence, type Fact, refusing, rely, these } from '../store/fact.ts'
import { remove } from '../store/rows.ts'
import { plain } from '../store/sql/sql.ts'
import { refreshTokens } from '../tables/auth/sign-in.ts'
import { integrationEvents } from '../tables/integration/integration-events.ts'
import { apiClients } from '../tables/organizations/api-clients.ts'
import { sql } from '../tables/sql.ts'
import type { Write } from '../tables/statements.ts'
import { opensMore, shownClient } from './client-privilege.ts'

const clientModel = model('ApiClient', { ID: readOnly(id()), ...apiClients.fields })

const clients = resource({
  id: 'ApiClients',
  table: apiClients,
  model: clientModel,
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

type ClientCall = CallOf<typeof clientModel>

/** Properties that name an integration event of one type each. */
const EVENTS = [
  'OrderCheckoutIntegrationEventID',
  'OrderReturnIntegrationEventID',
  'AddToCartIntegrationEventID',
] as const

/** Events of the types that a client names cannot be made here, so that none can be named. */
const namedEvents = ({ marketplace, body }: ClientCall): Fact<unknown>[] =>
  EVENTS.flatMap((name) => body[name] ?? []).map((ID) =>
    refusing(existence(integrationEvents, marketplace, { ID }, { type: 'IntegrationEvent', id: ID }), () =>
      fail('IntegrationEvent.IncompatibleEventType', `Integration event "${ID}" is of another type.`),
    ),
  )

/**
 * The default user that is named for a client, or was. One whose name became free meanwhile would let whoever takes it
 * next sign in by this client.
 */
const contextUser = ({ marketplace, body }: ClientCall, clientID: string | null): Fact<ContextUser> => ({
  ...plain(sql`select Username, Kind from users where Marketplace = ${marketplace} and BuiltIn = 0
    and Username = coalesce(${body.DefaultContextUserName ?? null},
      (select DefaultContextUserName from api_clients where Marketplace = ${marketplace} and ID = ${clientID}))`),
  missing: notFound('User', body.DefaultContextUserName),
  holds: ([
    user,
  ]) => sql`exists (select 1 from users where Marketplace = ${marketplace} and Username = ${user!.Username}
    and BuiltIn = 0 and Kind = ${user!.Kind})`,
})

interface ContextUser {
  Username: string
  Kind: string
}

const forgetRefreshTokens = (marketplace: string, client: string): Write =>
  remove(refreshTokens, marketplace, { ClientID: client })

const rules = rulesFor(clients, {
  read: (call, clientID) => ({ user: contextUser(call, clientID), events: namedEvents(call) }),
  decide: (writing) => {
    const { call, before, after, read } = writing
    if (!before) {
      after.ID = crypto.randomUUID()
      after.DateCreated = call.now
      // Whoever makes it holds what it opens.
      after.OpenedRoles = []
    }
    endTokens(writing)
    these(read.events)
    const user = after.DefaultContextUserName ? rely(call, read.user) : null
    if (after.IsAnonBuyer && user?.Kind !== 'Buyer')
      throw fail('ApiClient.RequiredNotAnonBuyer', 'IsAnonBuyer needs a buyer user as default context user.')
    return [
      ...(before?.RefreshTokenDuration && !after.RefreshTokenDuration
        ? [forgetRefreshTokens(call.marketplace, after.ID)]
        : []),
      ...opensMore(writing),
    ]
  },
  remove: ({ marketplace }, { ID }) => [
    forgetRefreshTokens(marketplace, ID),
    {
      sql: sql`update webhooks set Version = Version + 1, ApiClientIDs =
          (select json_group_array(c.value) from json_each(webhooks.ApiClientIDs) c where c.value <> lower(${ID}))
        where Marketplace = ${marketplace}
          and exists (select 1 from json_each(webhooks.ApiClientIDs) c where c.value = lower(${ID}))`,
    },
  ],
})

export const operations = crud(clients, rules)
