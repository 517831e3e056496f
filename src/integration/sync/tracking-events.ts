import { fail } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { trackingEvents } from '../../tables/integration/synchronizations.ts'
import { sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import { releasedFrom } from '../endpoint-rules.ts'

/** Which types a client is tracked by stands with the client: whoever calls by it has read that. */
const tracked = ({ marketplace }: Call<unknown>, client: string, but?: string): Write => ({
  sql: sql`update api_clients set Tracked = (select json_group_array(t.EventType) from tracking_events t
      where t.Marketplace = ${marketplace} and t.ClientID = ${client} and t.ID <> ${but ?? ''})
    where Marketplace = ${marketplace} and ID = ${client}`,
})

export const operations = crud(
  resource({
    id: 'TrackingEvents',
    table: trackingEvents,
    model: model('TrackingEvent', { ID: id(), ...trackingEvents.fields }),
    path: '/integrations/trackingEvents/{eventID}',
    scope: {},
    roles: { read: ['TrackingEventReader'], write: ['TrackingEventAdmin'] },
    users: { read: ['Seller'], write: ['Seller'] },
    list: { search: ['ID', 'Name', 'EventType'], sort: ['ID', 'Name', 'EventType'], order: ['ID'] },
  }),
  {
    decide: ({ call, before, after }) => {
      for (const name of before ? (['EventType', 'ClientID'] as const) : []) {
        const sent = call.sent(name) ? call.body[name] : undefined
        if (sent && sent.toLowerCase() !== before?.[name]?.toLowerCase())
          throw fail('TrackingEvent.CannotUpdateProperty', `${name} of a tracking event cannot be changed.`)
      }
      return [tracked(call, after.ClientID), ...releasedFrom({ call, before, after })]
    },
    remove: (call, row) => [tracked(call, row.ClientID, row.ID)],
  },
)
