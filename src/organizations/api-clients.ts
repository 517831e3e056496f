import { fail, notFound } from '../api/errors.ts'
import { id, readOnly } from '../api/field.ts'
import { model } from '../api/model.ts'
import { crud } from '../resource/crud.ts'
import { endTokens } from '../resource/reopening.ts'
import { resource } from '../resource/resource.ts'
import { type CallOf, rulesFor, type Writing } from '../resource/rules.ts'
import { type Fact, refusing, rely, rowFact } from '../store/fact.ts'
import { existing, remove } from '../store/rows.ts'
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

/** Types of integration events of which a client names one each. */
const NAMED_TYPES = ['OrderCheckout', 'OrderReturn', 'AddToCart'] as const

/** The event that is named for a client, by its type; that it is there is its reference's affair. */
const namedEvent = ({ marketplace, body }: ClientCall, EventType: (typeof NAMED_TYPES)[number]) => {
  const ID = body[`${EventType}IntegrationEventID`]
  if (!ID) return undefined
  const event = rowFact(integrationEvents, marketplace, { ID }, { type: 'IntegrationEvent', id: ID })
  return {
    ...refusing(event, (row) =>
      row.EventType === EventType
        ? undefined
        : fail(
            'IntegrationEvent.IncompatibleEventType',
            `Integration event "${ID}" is not of type ${EventType}.`,
          ),
    ),
    holds: () => existing(integrationEvents, marketplace, { ID, EventType }),
  }
}

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

/** What a write of a client looks at. */
const reads = (call: ClientCall, clientID: string | null) => ({
  user: contextUser(call, clientID),
  OrderCheckout: namedEvent(call, 'OrderCheckout'),
  OrderReturn: namedEvent(call, 'OrderReturn'),
  AddToCart: namedEvent(call, 'AddToCart'),
})

type ClientWriting = Writing<typeof apiClients, typeof clientModel, ReturnType<typeof reads>>

/** A client tells the names of the events it names. */
function nameEvents({ call, after, read }: ClientWriting) {
  for (const type of NAMED_TYPES) {
    const event = read[type]
    if (event) after[`${type}IntegrationEventName`] = rely(call, event).Name
    else if (!after[`${type}IntegrationEventID`]) after[`${type}IntegrationEventName`] = null
  }
}

const forgetRefreshTokens = (marketplace: string, client: string): Write =>
  remove(refreshTokens, marketplace, { ClientID: client })

const rules = rulesFor(clients, {
  read: reads,
  decide: (writing) => {
    const { call, before, after, read } = writing
    if (!before) {
      after.ID = crypto.randomUUID()
      after.DateCreated = call.now
      // Whoever makes it holds what it opens.
      after.OpenedRoles = []
    }
    endTokens(writing)
    nameEvents(writing)
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
    sql`update webhooks set Version = Version + 1, ApiClientIDs =
        (select json_group_array(c.value) from json_each(webhooks.ApiClientIDs) c where c.value <> lower(${ID}))
      where Marketplace = ${marketplace}
        and exists (select 1 from json_each(webhooks.ApiClientIDs) c where c.value = lower(${ID}))`,
  ],
})

export const operations = crud(clients, rules)
