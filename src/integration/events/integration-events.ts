import { fail, notBuilt } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll, rolesSignedIn } from '../../auth/privilege.ts'
import { crud } from '../../resource/crud.ts'
import { MOST } from '../../resource/most.ts'
import { resource } from '../../resource/resource.ts'
import { rulesFor, type Writing } from '../../resource/rules.ts'
import { eventTypes, integrationEvents } from '../../tables/integration/integration-events.ts'
import { sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import { checkUrl, holdsLentRoles, isElsewhere, pairHeader } from '../endpoint-rules.ts'

/** Types that something here calls; an event of another would be kept and never heard of. */
const SERVED: readonly (typeof eventTypes)[number][] = ['OrderCheckout', 'OpenIDConnect', 'OrderReturn']

const eventModel = model('IntegrationEvent', { ID: id(), ...integrationEvents.fields })

const declared = resource({
  id: 'IntegrationEvents',
  table: integrationEvents,
  model: eventModel,
  path: '/integrationEvents/{integrationEventID}',
  scope: {},
  most: MOST.integrationEvents,
  roles: { read: ['IntegrationEventReader'], write: ['IntegrationEventAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID', 'EventType', 'Name'], sort: ['ID', 'EventType', 'Name'], order: ['ID'] },
})

type EventWriting = Writing<typeof integrationEvents, typeof eventModel>

const rules = rulesFor(declared, {
  decide: (writing) => {
    const { call, before, after } = writing
    settleType(writing)
    pairHeader(after, call.body, isElsewhere(before?.CustomImplementationUrl, after.CustomImplementationUrl))
    checkUrl('CustomImplementationUrl', after.CustomImplementationUrl, call.env)
    return [
      ...(after.ElevatedRoles.length > 0 ? [sellerClientExists(call.marketplace)] : []),
      ...holdsLentRoles(writing, 'CustomImplementationUrl'),
      ...opensNamedUsers(writing),
    ]
  },
})

export const operations = crud(declared, rules)

/** Whoever chooses the service that names the user of an identity may become all whom its clients sign in. */
const opensNamedUsers = ({ call, before, after }: EventWriting): Guard[] =>
  differs(['CustomImplementationUrl', 'HashKey'], before, after)
    ? holdsAll(
        call,
        rolesSignedIn(
          call.marketplace,
          (client) => sql`${client.ID} in (select o.OrderCloudApiClientID from openid_connects o
            where o.Marketplace = ${call.marketplace} and o.IntegrationEventID = ${after.ID})`,
        ),
      )
    : []

/** The type is chosen once; without one it is the first, as in clients' own enumerations. */
function settleType({ before, after }: EventWriting) {
  const type = after.EventType ?? before?.EventType ?? eventTypes[0]
  if (before && type !== before.EventType)
    throw fail('IntegrationEvent.CannotEditType', 'The type of an integration event cannot be changed.')
  if (!SERVED.includes(type)) throw notBuilt(`An integration event of type ${type}`)
  after.EventType = type
}

/** Elevated roles are given with a token of such a client. */
const sellerClientExists = (marketplace: string): Guard => ({
  guard: sql`exists (select 1 from api_clients c where c.Marketplace = ${marketplace} and c.AllowSeller = 1 and c.Active = 1)`,
  else: noSellerClient(),
})

/** The refusal of elevated roles where no client could be given them. */
export const noSellerClient = () =>
  fail(
    'IntegrationEvent.AllowSellerApiClientRequired',
    'Elevated roles need an active API client that allows seller users.',
  )
