import { createApp } from './app.ts'
import { rotateKeys } from './auth/tokens/keys.ts'
import { offerInBulk } from './bulk.ts'
import type { DeliveryMessage, Env } from './env.ts'
import { deliverBatch, sweep } from './integration/deliver.ts'
import { offerReaders } from './integration/sync/current.ts'
import { offerTriggers } from './integration/webhooks/triggers.ts'
import { operationByID, operations } from './operations.ts'
import { deleteLeftOrders } from './orders/order/left-orders.ts'
import { runSubscriptions } from './orders/subscriptions/run.ts'
import { removeDeleted } from './portal/marketplaces/removal.ts'
import { reserveLiterals } from './resource/reserved-ids.ts'
import { mirror } from './store/carry/mirror.ts'
import { apart } from './store/retention/apart.ts'
import { deleteExpired, deleteOrphans, isNight } from './store/retention/expired.ts'

export { OrderActor } from './order-actor.ts'
export { Incrementor } from './organizations/incrementor-object.ts'
export { Reader } from './reader.ts'

reserveLiterals(operations)
offerTriggers(operations)
offerReaders(operationByID)
offerInBulk(operations)
const app = createApp(operations)

export default {
  fetch: app.fetch,
  async queue(batch, env, _ctx) {
    await deliverBatch(batch, env)
  },
  async scheduled({ scheduledTime: now }, env, _ctx) {
    const byNight = {
      deleteOrphans: () => deleteOrphans(env, now),
      deleteLeftOrders: () => deleteLeftOrders(env, now),
      removeDeleted: () => removeDeleted(env),
    }
    const steps: Record<string, () => Promise<unknown>> = {
      mirror: () => mirror(env),
      sweep: () => sweep(env, now),
      rotateKeys: () => rotateKeys(env, now),
      ...(isNight(now) ? byNight : { deleteExpired: () => deleteExpired(env, now) }),
      // Last, since it waits for customers' servers.
      runSubscriptions: () => runSubscriptions(env, now),
    }
    await apart('cron', Object.keys(steps), (name) => steps[name]!())
  },
} satisfies ExportedHandler<Env, DeliveryMessage>
