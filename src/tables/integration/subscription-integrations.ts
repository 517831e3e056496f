import {
  flag,
  hidden,
  int,
  list,
  oneOf,
  ref,
  required,
  secret,
  text,
  writeOnly,
  xp,
} from '../../api/field.ts'
import { apiRoles } from '../../api/roles.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'

/** The customer's server that submits the orders of subscriptions; a marketplace has one. */
export const subscriptionIntegrations = table('subscription_integrations', {
  keys: [],
  fields: {
    ApiClientID: owned(required(ref('ApiClient')), 'api_clients'),
    HashKey: required(secret(50)),
    ElevatedRoles: list(oneOf(apiRoles)),
    Active: flag(),
    /** Days before an order that its user is reminded; null: never. */
    NotificationDays: int({ min: 1 }),
    Url: text(2000),
    xp: xp(),
    CustomAuthHeaderName: text(100),
    CustomAuthHeaderValue: writeOnly(secret(2000)),
    /** Origin of the API where it was set up: no request tells it when subscriptions are run. */
    BaseUrl: hidden(text()),
  },
})
