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
  async scheduled(controller, env, _ctx) {
    await mirror(env)
    await sweep(env, controller.scheduledTime)
    await rotateKeys(env, controller.scheduledTime)
    if (!isNight(controller.scheduledTime)) await deleteExpired(env, controller.scheduledTime)
    else {
      await deleteOrphans(env, controller.scheduledTime)
      await deleteLeftOrders(env, controller.scheduledTime)
      await removeDeleted(env)
    }
    // Last, since it waits for customers' servers.
    await runSubscriptions(env, controller.scheduledTime)
  },
} satisfies ExportedHandler<Env, DeliveryMessage>
