import { json, list, oneOf, required, secret, text, writeOnly } from '../../api/field.ts'
import { apiRoles } from '../../api/roles.ts'
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
