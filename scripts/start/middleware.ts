import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import type { Write } from '../../src/tables/statements.ts'
import { backOffice, DEMO, integration, PASSWORD, storefront } from '../demo/demo.ts'
import { connect } from '../seed/api.ts'
import { type Server, startServer } from './server.ts'

/** The integration event that the demo's storefront has while the example runs beside it. */
const EVENT = 'example-middleware'

/**
 * Starts the example middleware, has the demo's storefront ask it, and subscriptions submitted by it.
 * @param url of the API, which runs
 * @throws Error when it does not start, or the API refuses
 */
export async function startMiddleware(port: number, url: string): Promise<Server> {
  const HashKey = randomUUID()
  const server = await startServer(port, [
    ...['--config', 'examples/middleware/wrangler.toml', '--var', `HASH_KEY:${HashKey}`, `API_URL:${url}`],
  ])
  const api = await connect(url, { clientID: backOffice, username: 'admin', password: PASSWORD })
  const save = async (method: string, path: string, changes: object) => {
    const { status, body } = await api(method, path, changes)
    if (status >= 400) throw new Error(`The example could not be linked: ${JSON.stringify(body)}`)
  }
  const Url = `http://localhost:${port}`
  const event = { EventType: 'OrderCheckout', CustomImplementationUrl: Url, HashKey }
  await save('PUT', `/integrationEvents/${EVENT}`, { Name: 'The example middleware', ...event })
  await save('PATCH', `/apiclients/${storefront}`, { OrderCheckoutIntegrationEventID: EVENT })
  const subscriptions = { ApiClientID: integration, Active: true, Url, HashKey, xp: { Of: EVENT } }
  await save('PUT', '/integrations/subscription', subscriptions)
  return server
}

/** A start without the example leaves nobody waiting for it: orders need the answers of an event that there is. */
export const unlinkMiddleware = (): Write[] => [
  {
    sql: sql`update api_clients set OrderCheckoutIntegrationEventID = null
      where Marketplace = ${DEMO} and OrderCheckoutIntegrationEventID = ${EVENT}`,
  },
  {
    sql: sql`delete from subscription_integrations where Marketplace = ${DEMO} and xp ->> '$.Of' = ${EVENT}`,
  },
]
