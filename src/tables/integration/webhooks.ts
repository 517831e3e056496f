import {
  flag,
  hidden,
  json,
  list,
  object,
  oneOf,
  ref,
  required,
  secret,
  text,
  writeOnly,
} from '../../api/field.ts'
import { apiRoles } from '../../api/roles.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'
import { usedConfig } from './delivery-configs.ts'

/** Customers' servers that hear of requests, before they are processed or after. */
export const webhooks = table('webhooks', {
  keys: ['ID'],
  fields: {
    Name: required(text(100)),
    Description: text(2000),
    Url: text(2000),
    HashKey: secret(50),
    ElevatedRoles: list(oneOf(apiRoles)),
    /**
     * Roles of whoever named its URL, and of all who have added clients since: the tokens it is sent have of their
     * caller's roles only these, or it would be lent more than who set it up holds.
     */
    HeldRoles: hidden(list(text())),
    ConfigData: json(),
    BeforeProcessRequest: flag(),
    ApiClientIDs: list(text(100)),
    WebhookRoutes: list(object('WebhookRoute', { Route: text(500), Verb: text(10) }), 500),
    DeliveryConfigID: usedConfig(),
    CustomAuthHeaderName: text(100),
    CustomAuthHeaderValue: writeOnly(secret(2000)),
  },
})

/**
 * Each route of a webhook with each of its API clients, made anew whenever it is saved: what a commit finds its
 * deliveries by, and a client its before-hooks.
 */
export const webhookRoutes = table('webhook_routes', {
  keys: ['Verb', 'Route', 'ClientID', 'Before', 'WebhookID'],
  moves: [{ version: 'CallerVersion' }],
  fields: {
    Verb: required(text()),
    Route: required(text()),
    ClientID: owned(required(ref('ApiClient')), 'api_clients'),
    Before: flag(),
    WebhookID: owned(required(ref('Webhook')), 'webhooks'),
  },
})
