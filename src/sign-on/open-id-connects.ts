import { sql } from 'drizzle-orm'
import { fail, invalid } from '../api/errors.ts'
import { computed, flag, id, list, ref, required, secret, text, timestamp } from '../api/field.ts'
import { model } from '../api/model.ts'
import { resource } from '../api/resource.ts'
import { plain } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import { differs, holdsAll, rolesSignedIn } from '../auth/privilege.ts'
import type { Env } from '../env.ts'
import { checkUrl } from '../integration/endpoint-rules.ts'
import { integrationEvents } from '../integration/integration-events.ts'
import { apiClients } from '../organizations/api-clients.ts'
import { crud } from '../store/crud.ts'
import { at, type Guard } from '../store/rows.ts'
import type { Writing } from '../store/writing.ts'
import { isBrowserUrl } from './urls.ts'

/** Identity providers, each for the users of one API client. */
export const openIdConnects = table('openid_connects', {
  keys: ['ID'],
  fields: {
    OrderCloudApiClientID: required(ref('ApiClient')),
    ConnectClientID: required(text(500)),
    ConnectClientSecret: required(secret(2000)),
    AppStartUrl: required(text(2000)),
    AuthorizationEndpoint: required(text(2000)),
    TokenEndpoint: required(text(2000)),
    UrlEncoded: flag(),
    IntegrationEventID: ref('IntegrationEvent'),
    CallSyncUserIntegrationEvent: flag(),
    IntegrationEventName: computed(
      text(),
      (
        alias,
      ) => sql`(select e.Name from integration_events e where e.Marketplace = ${at(alias, 'Marketplace')}
        and e.ID = ${at(alias, 'IntegrationEventID')})`,
    ),
    AdditionalIdpScopes: list(text(500), 50),
    CustomErrorUrl: text(2000),
  },
  references: [
    { columns: ['OrderCloudApiClientID'], to: (): Table => apiClients, onDelete: 'remove' },
    {
      columns: ['IntegrationEventID'],
      to: (): Table => integrationEvents,
      onDelete: {
        refuse: (event) =>
          fail(
            'IntegrationEvent.CannotDeleteInUse',
            `Integration event "${event}" is used to sign users in.`,
          ),
      },
    },
  ],
})

/** Which user somebody is, whom an identity provider knows. Issuer and subject are compared letter by letter. */
export const openIdLinks = table('openid_links', {
  keys: ['ConnectID', 'Issuer', 'Subject'],
  fields: {
    ConnectID: required(ref('OpenIdConnect')),
    Issuer: required(secret()),
    Subject: required(secret()),
    UserKey: required(text()),
    DateCreated: timestamp(),
  },
  references: [{ columns: ['ConnectID'], to: (): Table => openIdConnects, onDelete: 'remove' }],
  indexes: [['UserKey']],
})

export const openIdConnectModel = model('OpenIdConnect', { ID: id(), ...openIdConnects.fields })

const declared = resource({
  id: 'OpenIdConnects',
  table: openIdConnects,
  model: openIdConnectModel,
  path: '/openidconnects/{openidconnectID}',
  scope: {},
  roles: { read: ['OpenIDConnectReader'], write: ['OpenIDConnectAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID'], sort: ['ID'], order: ['ID'] },
})

export const operations = crud(declared, {
  read: (call, connectID) => ({
    event: plain(sql`select Name, EventType from integration_events where Marketplace = ${call.marketplace}
      and ID = ${
        'IntegrationEventID' in call.body
          ? (call.body.IntegrationEventID as string | null)
          : sql`(select IntegrationEventID from openid_connects where Marketplace = ${call.marketplace} and ID = ${connectID})`
      }`),
  }),
  decide: (writing) => {
    const { call, after } = writing
    nameEvent(writing)
    for (const property of ['AuthorizationEndpoint', 'TokenEndpoint'])
      checkUrl(property, after[property] as string, call.env)
    for (const property of ['AppStartUrl', 'CustomErrorUrl'])
      checkBrowserUrl(property, after[property] as string | null, call.env)
    return vouches(writing)
  },
})

/** What says who signs in, and where their tokens go. */
const VOUCHING = [
  'OrderCloudApiClientID',
  'ConnectClientID',
  'ConnectClientSecret',
  'AppStartUrl',
  'AuthorizationEndpoint',
  'TokenEndpoint',
  'IntegrationEventID',
  'CallSyncUserIntegrationEvent',
]

/** Whoever chooses an identity provider may become all whom its client signs in. */
const vouches = ({ call, before, after }: Writing): Guard[] =>
  differs(VOUCHING, before, after)
    ? holdsAll(call, rolesSignedIn(call.marketplace, sql`c.ID = ${after.OrderCloudApiClientID as string}`))
    : []

function nameEvent({ after, read }: Writing) {
  const event = after.IntegrationEventID ? read.event![0] : undefined
  if (event && event.EventType !== 'OpenIDConnect')
    throw fail(
      'IntegrationEvent.IncompatibleEventType',
      'IntegrationEventID must name an integration event of type OpenIDConnect.',
    )
  after.IntegrationEventName = event?.Name ?? null
}

function checkBrowserUrl(property: string, url: string | null, env: Env) {
  if (url && !isBrowserUrl(url, env.DEVELOPMENT === '1'))
    throw invalid({
      property,
      rule: 'Rule',
      message: `${property} must be an absolute https URL, with places behind its host only.`,
    })
}
