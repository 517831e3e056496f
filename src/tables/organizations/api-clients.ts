import {
  computed,
  computedLate,
  count,
  flag,
  hidden,
  initially,
  int,
  list,
  oneOf,
  ref,
  required,
  secret,
  text,
  timestamp,
  xp,
} from '../../api/field.ts'
import { apiRoles } from '../../api/roles.ts'
import { at } from '../columns.ts'
import { usedEvent, usedEventName } from '../integration/integration-events.ts'
import { kept, keyColumn, owned } from '../reference.ts'
import { sql } from '../sql.ts'
import { table } from '../table.ts'
import { tokensFrom } from '../tokens-from.ts'
import { openedRoles } from './available-roles.ts'

/** Minutes of the tokens of anonymous shoppers: at least a week, at most 60 days. */
const ANONYMOUS_MINUTES = { min: 10_080, max: 86_400 }

/** Applications that may sign users in. IDs are GUIDs, unique over all marketplaces: sign-in names nothing else. */
export const apiClients = table('api_clients', {
  keys: ['ID'],
  fields: {
    AppName: required(text(100)),
    ClientSecret: secret(100),
    AccessTokenDuration: required(count({ min: 10, max: 600 })),
    Active: flag(),
    RefreshTokenDuration: count({ min: 0, max: 524_160 }),
    AnonymousTokenDuration: initially(int(ANONYMOUS_MINUTES), ANONYMOUS_MINUTES.min),
    DefaultContextUserName: text(100),
    xp: xp(),
    AllowAnyBuyer: flag(),
    AllowAnySupplier: flag(),
    AllowSeller: flag(),
    IsAnonBuyer: flag(),
    AssignedBuyerCount: assigned('BuyerID'),
    AssignedSupplierCount: assigned('SupplierID'),
    OrderCheckoutIntegrationEventID: usedEvent(),
    OrderCheckoutIntegrationEventName: usedEventName('OrderCheckoutIntegrationEventID'),
    OrderReturnIntegrationEventID: usedEvent(),
    OrderReturnIntegrationEventName: usedEventName('OrderReturnIntegrationEventID'),
    AddToCartIntegrationEventID: usedEvent(),
    AddToCartIntegrationEventName: usedEventName('AddToCartIntegrationEventID'),
    MinimumRequiredRoles: list(oneOf(apiRoles)),
    MinimumRequiredCustomRoles: list(text(100)),
    MaximumGrantedRoles: list(oneOf(apiRoles)),
    MaximumGrantedCustomRoles: list(text(100)),
    DateCreated: hidden(timestamp()),
    /** Types of the tracking events there are of its users' doings. */
    Tracked: hidden(list(text())),
    TokensFrom: tokensFrom(),
    OpenedRoles: hidden(computedLate(list(text()), openedRoles)),
  },
  lookups: ['ID'],
  moves: [{ version: 'CallerVersion', only: ['ID', 'Active', 'Tracked', 'TokensFrom'], notNew: true }],
  // Integration events are given the token of the oldest that seller users may sign in with.
  indexes: [['AllowSeller', 'Active', 'DateCreated', 'ID']],
})

function assigned(column: string) {
  return computed(
    count(),
    (
      alias,
    ) => sql`(select count(*) from api_client_assignments a where a.Marketplace = ${at(alias, 'Marketplace')}
      and a.ApiClientID = ${at(alias, 'ID')} and a.${sql.identifier(column)} is not null)`,
  )
}

/** Organisations whose users a client signs in, where it does not take any. */
export const apiClientAssignments = table('api_client_assignments', {
  keys: ['ApiClientID', 'BuyerID', 'SupplierID'],
  fields: {
    ApiClientID: owned(required(ref('ApiClient')), 'api_clients'),
    BuyerID: kept(ref('Buyer'), 'companies', { with: ["'Buyer'"], onDelete: 'remove' }),
    SupplierID: kept(ref('Supplier'), 'companies', { with: ["'Supplier'"], onDelete: 'remove' }),
  },
})

/** Secrets beside the client's own; only their hashes are kept. */
export const apiClientSecrets = table('api_client_secrets', {
  keys: ['ApiClientID', 'ID'],
  fields: {
    ApiClientID: owned(keyColumn(), 'api_clients'),
    Name: required(text(100)),
    Expiration: timestamp(),
    Hash: hidden(required(secret())),
  },
})
