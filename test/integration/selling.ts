import { env } from 'cloudflare:workers'
import { beforeEach, expect } from 'vitest'
import { MINUTE, type useDeliveries } from './harness.ts'
import { type Received, receive } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

/** What the messages that arrived are of. */
export const types = (received: Received[]) =>
  received.map((r) => r.body.Type.replace('sitecore.ordercloud.messages.', ''))

/** Before each test: a product with price and stock, a buyer `b` with a user `u` who sees it, and where all is told. */
export function useSelling(t: ReturnType<typeof useDeliveries>) {
  const { config, sync, deliverAll } = useSynchronization(t)
  let buyer: string
  const must = async (method: string, path: string, body?: unknown, token?: string) => {
    const answer = await t.market.call(method, path, body, token)
    expect([path, answer.status, answer.body?.Errors]).toEqual([path, answer.status, undefined])
    return answer.body
  }
  const shop = (method: string, path: string, body?: unknown) => must(method, path, body, buyer)

  beforeEach(async () => {
    receive()
    await config()
    await must('PUT', '/buyers/b', { Name: 'B', Active: true })
    const Username = `u-${t.market.id}`
    await must('PUT', '/buyers/b/users/u', {
      Username,
      FirstName: 'F',
      LastName: 'L',
      Email: 'f@x.com',
      Active: true,
    })
    await must('PUT', '/catalogs/c', { Name: 'C', Active: true })
    await must('POST', '/catalogs/assignments', { CatalogID: 'c', BuyerID: 'b', ViewAllProducts: true })
    await must('PUT', '/priceschedules/ps', { Name: 'PS', PriceBreaks: [{ Quantity: 1, Price: 5 }] })
    await must('PUT', '/products/p', {
      Name: 'P',
      Active: true,
      DefaultPriceScheduleID: 'ps',
      Inventory: { Enabled: true, QuantityAvailable: 10, NotificationPoint: 4 },
    })
    await must('POST', '/catalogs/productassignments', { CatalogID: 'c', ProductID: 'p' })
    const row = await env.DB.prepare(
      "select Key from users where Marketplace = ? and Kind = 'Buyer' and ID = 'u'",
    )
      .bind(t.market.id)
      .first<{ Key: string }>()
    const identity = { kind: 'Buyer', company: 'b', user: 'u', key: row!.Key, username: Username } as const
    buyer = await t.market.tokenFor({ ...identity, roles: ['Shopper', 'OverrideUnitPrice'] })
  })

  /** Orders are written in an object whose queue is another: the sweep finds what it has told. */
  async function deliverSwept() {
    t.now += MINUTE
    await t.sweepAt(t.now)
    await deliverAll()
  }

  const submitted = async (Quantity: number) => {
    await shop('POST', '/cart/lineitems', { ProductID: 'p', Quantity })
    return shop('POST', '/cart/submit')
  }

  return { config, sync, deliverAll, must, shop, deliverSwept, submitted }
}
