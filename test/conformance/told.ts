import { env } from 'cloudflare:workers'
import type { Marketplace } from '../support/marketplace.ts'
import type { Particular } from './requests.ts'
import type { World } from './world.ts'

/** Where the world's deliveries go: nowhere, at once, for nobody is there to take them. */
const TOLD = { Mailchimp: { ApiKey: 'secret' } }

const entities = [
  ...['adminusers', 'buyers', 'buyers/usergroups', 'buyers/users', 'catalogs', 'categories'],
  ...['products/inventoryrecords', 'suppliers', 'suppliers/users'],
].map((entity) => `entitysync/${entity}`)

/** Sets up what is told where. What happens in the world is nobody's news: all of it is paused. */
export async function told({ id, must, clients }: Marketplace, Name: string): Promise<void> {
  await must('POST', '/integrations/deliveryconfig', {
    ID: 'erp',
    Name,
    Enabled: true,
    DeliveryTargets: TOLD,
  })
  const settings = {
    DeliveryConfigID: 'erp',
    SyncEntityChanged: true,
    SyncEntityDeleted: true,
    SyncProductChanged: true,
    SyncProductDeleted: true,
    Paused: true,
    ConfigData: { [Name]: Name },
  }
  for (const path of [...entities, 'productsync', 'OrderSync', 'inventory', 'ErrorConfig'])
    await must('PUT', `/integrations/${path}`, settings)
  // Those of orders, stock and failures too, which cannot be by the API.
  await env.DB.prepare('update synchronizations set Paused = 1 where Marketplace = ?').bind(id).run()
  const tracked = { EventType: 'UserLoggedIn', ClientID: clients.backOffice, DeliveryConfigID: 'erp' }
  await must('POST', '/integrations/trackingEvents', { ID: 'tracked', Name, ...tracked })
}

/** What bodies need beyond what their fields say, by model. */
export const toldBodies = {
  DeliveryConfig: () => ({ Enabled: true, DeliveryTargets: TOLD }),
  TrackingEvent: ({ ids }: World) => ({ EventType: 'LineItemAdded', ClientID: ids.apiClientID }),
}

/** A client has one tracking event of a type. */
const newClient = async ({ market }: World): Promise<Particular> => {
  const app = { AppName: 'Tracked', Active: true, AccessTokenDuration: 60 }
  return { body: { ClientID: (await market.must('POST', '/apiclients', app)).ID } }
}

export const toldParticulars = {
  'TrackingEvents.Create': newClient,
  // What it is of stays as it is.
  'TrackingEvents.Save': (): Particular => ({ body: { EventType: 'UserLoggedIn' } }),
  'TrackingEvents.Patch': (): Particular => ({ body: { EventType: 'UserLoggedIn' } }),
  // A catalogue is delivered once at a time.
  'PortalOrganizations.SyncCatalog': async ({ market }: World): Promise<Particular> => {
    const { ID } = await market.must('POST', '/catalogs', { Name: 'New' })
    return { body: { CatalogID: ID, CategoryID: null } }
  },
  'PortalOrganizations.SyncOrders': (): Particular => ({
    body: { StartDate: new Date().toISOString(), EndDate: '2099-01-01T00:00:00.000+00:00' },
  }),
}
