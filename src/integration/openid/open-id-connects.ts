import { fail, invalid } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll, rolesSignedIn } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import type { Call } from '../../store/call.ts'
import { needed, refusing, the } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { openIdConnects } from '../../tables/auth/openid.ts'
import type { integrationEvents } from '../../tables/integration/integration-events.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
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

/** The event that is named for it, or was: of a type that never changes, and there as long as it is named. */
const namedEvent = (call: Call, named: string | null, connectID: string | null) =>
  refusing(
    needed(
      plain<NamedEvent>(sql`select Name, EventType from integration_events where Marketplace = ${call.marketplace}
    and ID = coalesce(${named}, (select IntegrationEventID from openid_connects
      where Marketplace = ${call.marketplace} and ID = ${connectID}))`),
    ),
    ({ EventType }) =>
      EventType === 'OpenIDConnect'
        ? undefined
        : fail(
            'IntegrationEvent.IncompatibleEventType',
            'IntegrationEventID must name an integration event of type OpenIDConnect.',
          ),
  )

type ConnectWriting = Writing<typeof openIdConnects, typeof openIdConnectModel>
type NamedEvent = Pick<Row<typeof integrationEvents>, 'Name' | 'EventType'>

const rules = rulesFor(declared, {
  read: (call, connectID) => ({ event: namedEvent(call, call.body.IntegrationEventID ?? null, connectID) }),
  decide: (writing) => {
    const { call, after, read } = writing
    after.IntegrationEventName = after.IntegrationEventID ? the(read.event).Name : null
    for (const property of ['AuthorizationEndpoint', 'TokenEndpoint'] as const)
      checkUrl(property, after[property], call.env)
    for (const property of ['AppStartUrl', 'CustomErrorUrl'] as const)
      checkBrowserUrl(property, after[property], call.env)
    return opensSignedIn(writing)
  },
})

export const operations = crud(declared, rules)

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
] as const

/** Whoever chooses an identity provider may become all whom its client signs in. */
const opensSignedIn = ({ call, before, after }: ConnectWriting): Guard[] =>
  differs(VOUCHING, before, after)
    ? holdsAll(
        call,
        rolesSignedIn(call.marketplace, (client) => sql`${client.ID} = ${after.OrderCloudApiClientID}`),
      )
    : []

function checkBrowserUrl(property: string, url: string | null, env: Env) {
  if (url && !isBrowserUrl(url, env.DEVELOPMENT === '1'))
    throw invalid(
      property,
      'Rule',
      `${property} must be an absolute https URL, with places behind its host only.`,
    )
}
