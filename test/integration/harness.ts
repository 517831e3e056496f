import { createExecutionContext, createMessageBatch, getQueueResult } from 'cloudflare:test'
import { afterEach, beforeEach, expect, vi } from 'vitest'
import type { DeliveryMessage, Env } from '../../src/env.ts'
import { deliverBatch, sweep } from '../../src/integration/deliver.ts'
import { type Marketplace, makeMarketplace } from './marketplace.ts'
import { newUrl } from './receiver.ts'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A delivery as the log shows it. */
export interface Delivery {
  ID: string
  EventID: string
  Status: string
  Attempts: number
  LastError: string | null
  NextAttempt: string
}

/** The hands of the queue, for one test. */
export interface Deliveries {
  market: Marketplace
  /** What the clock says, in milliseconds since 1970. */
  now: number
  /** Makes a webhook that hears of buyers that come and go. */
  hook(more?: Record<string, unknown>): Promise<{ Url: string }>
  /** Makes a buyer; returns the status. */
  create(id: string, token?: string): Promise<number>
  /** Takes the messages that wait in the queue. */
  takeMessages(): DeliveryMessage[]
  /** Delivers messages, those in the queue unless told. */
  deliver(messages?: DeliveryMessage[], bindings?: Env): ReturnType<typeof getQueueResult>
  /** Runs the sweep; it also finds what other tests left behind. */
  sweepAt(time: number, marketplaces?: string[]): Promise<void>
  log(query?: string, webhook?: string): Promise<Delivery[]>
  /** The one delivery there is. */
  only(): Promise<Delivery>
}

/** Gives each test a marketplace, a clock that stands still, and the hands of the queue. */
export function useDeliveries(): Deliveries {
  const t: Deliveries = {
    market: undefined as unknown as Marketplace,
    now: 0,
    async hook(more = {}) {
      const { status, body } = await t.market.call('POST', '/webhooks', {
        ID: 'hook',
        Name: 'Hook',
        Url: newUrl(),
        HashKey: 'Key',
        ApiClientIDs: [t.market.client],
        WebhookRoutes: [
          { Route: 'v1/buyers', Verb: 'POST' },
          { Route: 'v1/buyers/{buyerID}', Verb: 'DELETE' },
        ],
        ...more,
      })
      expect(status).toBe(201)
      return body
    },
    async create(id, token) {
      return (await t.market.call('POST', '/buyers', { ID: id, Name: id, Active: true }, token)).status
    },
    takeMessages: () => t.market.queue.splice(0).map((m) => m.body),
    async deliver(messages = t.takeMessages(), bindings = t.market.env) {
      const batch = createMessageBatch<DeliveryMessage>(
        'wharf-deliveries',
        messages.map((body, i) => ({ id: String(i), timestamp: new Date(t.now), attempts: 1, body })),
      )
      await deliverBatch(batch, bindings)
      return getQueueResult(batch, createExecutionContext())
    },
    async sweepAt(time, marketplaces = [t.market.id]) {
      await sweep(t.market.env, time)
      const { queue } = t.market
      queue.splice(0, queue.length, ...queue.filter((m) => marketplaces.includes(m.body.marketplace)))
    },
    async log(query = '', webhook = 'hook') {
      return (await t.market.call('GET', `/webhooks/${webhook}/deliveries${query}`)).body.Items
    },
    async only() {
      const items = await t.log()
      expect(items.length).toBe(1)
      return items[0]!
    },
  }
  beforeEach(async () => {
    t.now = Date.now()
    vi.spyOn(Date, 'now').mockImplementation(() => t.now)
    t.market = await makeMarketplace()
  })
  afterEach(() => {
    vi.unstubAllGlobals()
    vi.restoreAllMocks()
  })
  return t
}
