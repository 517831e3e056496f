import { expect } from 'vitest'
import type { Deliveries } from './harness.ts'
import { newUrl } from './receiver.ts'

/** Sets up what is told where, in the marketplace of a test. */
export const useSynchronization = (t: Deliveries) => ({
  /** Makes a delivery configuration; returns the URL it sends to. */
  async config(ID = 'erp', more: Record<string, unknown> = {}): Promise<string> {
    const Endpoint = newUrl()
    const { status, body } = await t.market.call('PUT', `/integrations/deliveryconfig/${ID}`, {
      ID,
      Name: 'ERP',
      Enabled: true,
      DeliveryTargets: { Http: { Endpoint, Secret: 'hush' } },
      ...more,
    })
    expect([status, body.Errors]).toEqual([200, undefined])
    return Endpoint
  },
  /** Sets a synchronization up, by its path behind `/integrations`. */
  sync: (path: string, more: Record<string, unknown> = {}) =>
    t.market.call('PUT', `/integrations/${path}`, {
      DeliveryConfigID: 'erp',
      SyncEntityChanged: true,
      SyncEntityDeleted: true,
      SyncProductChanged: true,
      SyncProductDeleted: true,
      ...more,
    }),
  /** Delivers until nothing is left in the queue. */
  async deliverAll() {
    for (let i = 0; i < 50 && t.market.queue.length > 0; i++) await t.deliver()
  },
})
