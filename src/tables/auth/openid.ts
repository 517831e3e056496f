import { flag, list, ref, required, secret, text, timestamp } from '../../api/field.ts'
import { usedEvent, usedEventName } from '../integration/integration-events.ts'
import { owned } from '../reference.ts'
import { table } from '../table.ts'

/** Identity providers, each for the users of one API client. */
export const openIdConnects = table('openid_connects', {
  keys: ['ID'],
  fields: {
    OrderCloudApiClientID: owned(required(ref('ApiClient')), 'api_clients'),
    ConnectClientID: required(text(500)),
    ConnectClientSecret: required(secret(2000)),
    AppStartUrl: required(text(2000)),
    AuthorizationEndpoint: required(text(2000)),
    TokenEndpoint: required(text(2000)),
    UrlEncoded: flag(),
    IntegrationEventID: usedEvent(),
    CallSyncUserIntegrationEvent: flag(),
    IntegrationEventName: usedEventName('IntegrationEventID'),
    AdditionalIdpScopes: list(text(500), 50),
    CustomErrorUrl: text(2000),
  },
})

/** Which user somebody is, whom an identity provider knows. Issuer and subject are compared letter by letter. */
export const openIdLinks = table('openid_links', {
  keys: ['ConnectID', 'Issuer', 'Subject'],
  fields: {
    ConnectID: owned(required(ref('OpenIdConnect')), 'openid_connects'),
    Issuer: required(secret()),
    Subject: required(secret()),
    UserKey: required(text()),
    DateCreated: timestamp(),
  },
  indexes: [['UserKey']],
})

/** States that have come back: each is good for one login. They are deleted some time after they have expired. */
export const usedStates = table('used_login_states', {
  carried: 'moved',
  keys: ['State'],
  fields: { State: required(secret()), Expires: timestamp() },
  indexes: [['Expires']],
})
