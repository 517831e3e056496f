import { sql } from 'drizzle-orm'
import { fail, invalid } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll, rolesSignedIn } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { crud } from '../../resource/crud.ts'
import type { Writing } from '../../resource/loose.ts'
import { resource } from '../../resource/resource.ts'
import { plain } from '../../store/sql/sql.ts'
import { openIdConnects } from '../../tables/auth/openid.ts'
import type { Guard } from '../../tables/statements.ts'
import { checkUrl } from '../endpoint-rules.ts'
import { isBrowserUrl } from './urls.ts'

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
