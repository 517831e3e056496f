import { fail } from '../../api/errors.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll, rolesOfContextUser } from '../../auth/privilege.ts'
import { checkUrl, holdsLentRoles, isElsewhere, pairHeader } from '../../integration/endpoint-rules.ts'
import { crud } from '../../resource/crud.ts'
import { singleton } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import { type Fact, rely } from '../../store/fact.ts'
import { select } from '../../store/rows.ts'
import { subscriptionIntegrations } from '../../tables/integration/subscription-integrations.ts'
import { apiClients } from '../../tables/organizations/api-clients.ts'
import { sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'

const declared = singleton({
  id: 'SubscriptionIntegrations',
  table: subscriptionIntegrations,
  model: model('SubscriptionIntegration', subscriptionIntegrations.fields),
  path: '/integrations/subscription',
  roles: { read: ['SubscriptionAdmin'], write: ['SubscriptionAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
})

/** A client that is named: it has a default user, as whom the server calls back, and no checkout event. */
const usableClient = (marketplace: string, ID: string): Fact<Row<typeof apiClients>> => ({
  ...select(apiClients, marketplace, { ID }),
  refusal: ({ DefaultContextUserName, OrderCheckoutIntegrationEventID }) =>
    OrderCheckoutIntegrationEventID !== null
      ? fail(
          'SubscriptionIntegration.CannotUseApiClient',
          'The API client has an integration event for checkouts.',
        )
      : DefaultContextUserName === null
        ? fail('SubscriptionIntegration.DefaultContextUser', 'The API client needs a default context user.')
        : undefined,
  holds: () => sql`exists (select 1 from api_clients c where c.Marketplace = ${marketplace} and c.ID = ${ID}
    and c.DefaultContextUserName is not null and c.OrderCheckoutIntegrationEventID is null)`,
})

const rules = rulesFor(declared, {
  read: ({ marketplace, body: { ApiClientID } }) => ({
    client: ApiClientID ? usableClient(marketplace, ApiClientID) : undefined,
  }),
  decide: (writing) => {
    const { call, before, after, read } = writing
    if (read.client) rely(call, read.client)
    pairHeader(after, call.body, isElsewhere(before?.Url, after.Url))
    if (after.Url) checkUrl('Url', after.Url, call.env)
    after.BaseUrl = call.input.baseUrl
    return [
      ...holdsLentRoles(writing, 'Url'),
      // The server is given tokens of that user.
      ...(differs(['ApiClientID', 'Url', 'HashKey'], before, after)
        ? holdsAll(call, rolesOfContextUser(call.marketplace, after.ApiClientID))
        : []),
    ]
  },
})

export const operations = crud(declared, rules)
