import { fail } from '../../api/errors.ts'
import { computed, json, list, oneOf, ref, required, secret, text, writeOnly } from '../../api/field.ts'
import { apiRoles } from '../../api/roles.ts'
import { at } from '../columns.ts'
import { link } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'

/** The steps a customer's server can be asked to do. */
export const eventTypes = ['OrderCheckout', 'OpenIDConnect', 'OrderReturn', 'AddToCart'] as const

/** Customers' servers that are asked to do a step of the marketplace's own. */
export const integrationEvents = table('integration_events', {
  keys: ['ID'],
  fields: {
    ElevatedRoles: list(oneOf(apiRoles)),
    ConfigData: json(),
    EventType: oneOf(eventTypes),
    CustomImplementationUrl: required(text(2000)),
    CustomAuthHeaderName: text(100),
    CustomAuthHeaderValue: writeOnly(secret(2000)),
    Name: required(text(100)),
    HashKey: required(secret(50)),
  },
})

/** The event that something uses: it stays as long as it is used. */
export const usedEvent = () =>
  link(ref('IntegrationEvent'), 'integration_events', {
    onDelete: {
      refuse: (event) =>
        fail(
          'IntegrationEvent.CannotDeleteInUse',
          `Integration event "${event}" is used by a client or a login.`,
        ),
    },
  })

/** The name of the event that a column names. */
export const usedEventName = (column: string) =>
  computed(
    text(),
    (alias) => sql`(select e.Name from integration_events e where e.Marketplace = ${at(alias, 'Marketplace')}
      and e.ID = ${at(alias, column)})`,
  )
