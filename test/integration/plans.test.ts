import { createMessageBatch } from 'cloudflare:test'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { DeliveryMessage } from '../../src/env.ts'
import { deliverBatch, deliverNow, sweep } from '../../src/integration/deliver.ts'
import type { Statement } from '../../src/store/compile.ts'
import { observe } from '../../src/store/session.ts'
import { explain } from '../support/explain.ts'
import { type Marketplace, makeMarketplace } from './marketplace.ts'
import { newUrl, receive } from './receiver.ts'
import { checkoutEvent, tell } from './steps.ts'

let market: Marketplace
let stop: () => void
const sent = new Map<string, Statement & { operation: string }>()
beforeEach(async () => {
  market = await makeMarketplace()
  stop = observe((operation, batch) => {
    for (const statement of batch) sent.set(statement.sql, { ...statement, operation })
  })
})
afterEach(() => {
  stop()
  vi.unstubAllGlobals()
})

/** Lines of a statement's plan that read a whole table or index, or sort what they read. */
async function slowParts(statement: Statement) {
  return (await explain(statement))
    .map((r) => r.detail)
    .filter((d) => /^SCAN (?!.*(VIRTUAL TABLE|CONSTANT ROW))|TEMP B-TREE/.test(d))
}

test('hooks and deliveries are found by index, however many there are', async () => {
  receive(({ body }) => Response.json({ proceed: body.Verb === 'POST' }))
  const WebhookRoutes = [{ Route: 'v1/buyers', Verb: 'POST' }]
  for (const BeforeProcessRequest of [false, true])
    await market.call('POST', '/webhooks', {
      Name: 'Hook',
      Url: newUrl(),
      HashKey: 'k',
      ApiClientIDs: [market.client],
      WebhookRoutes,
      BeforeProcessRequest,
    })
  await market.call('POST', '/buyers', { Name: 'Acme', Active: true })
  const batch = createMessageBatch<DeliveryMessage>(
    'wharf-deliveries',
    market.queue.map(({ body }, i) => ({ id: String(i), timestamp: new Date(), attempts: 1, body })),
  )
  await deliverBatch(batch, market.env)
  await sweep(market.env, Date.now())
  const { body: hooks } = await market.call('GET', '/webhooks?BeforeProcessRequest=false')
  const path = `/webhooks/${hooks.Items[0].ID}/deliveries`
  const { body: log } = await market.call('GET', path)
  expect(log.Items.length).toBe(1)
  await market.call('GET', `${path}?sortBy=!DateCreated`)
  await market.call('GET', `${path}/${log.Items[0].ID}`)
  await market.call('POST', `${path}/${log.Items[0].ID}/redeliver`)
  // The due ones of each marketplace are found by the loop over marketplaces, and handed over here.
  await sweep(market.env, Date.now() + 60_000)
  await market.call('DELETE', `/webhooks/${hooks.Items[0].ID}`)

  const operations = new Set([...sent.values()].map((s) => s.operation))
  expect([...operations]).toEqual(
    expect.arrayContaining([
      'Webhooks.Create',
      'Webhooks.Delete',
      'Webhooks.ListDeliveries',
      'Webhooks.Redeliver',
      'deliver',
      'loadHooks',
      'deleteOldEvents',
      'sweep',
    ]),
  )
  for (const statement of sent.values()) {
    const slow = (await slowParts(statement)).filter((detail) => !isExpected(statement, detail))
    expect(slow, statement.sql).toEqual([])
  }
})

/**
 * The sweep walks the marketplaces; the few routes of one client are gathered by hook, and the clients of the few hooks
 * before requests are counted; a few addresses are gathered as a list; what a filter finds is counted up to a limit.
 */
const isExpected = ({ operation }: { operation: string }, detail: string) =>
  operation === 'loadHooks' || /^Webhooks\.(Create|Save|Patch)$/.test(operation)
    ? detail === 'USE TEMP B-TREE FOR GROUP BY'
    : operation === 'deliver' || operation === 'Webhooks.List'
      ? detail.startsWith('SCAN (subquery')
      : /^SCAN m\b/.test(detail)

test('so are steps of orders, and what goes with an event', async () => {
  receive()
  await checkoutEvent(market, newUrl(), { ElevatedRoles: ['OrderReader'] })
  await deliverNow(market.env, market.id, await tell(market), 10_000, () => {})
  await market.call('PATCH', `/apiclients/${market.client}`, { OrderCheckoutIntegrationEventID: null })
  expect((await market.call('DELETE', '/integrationEvents/checkout')).status).toBe(204)
  const steps = ['Orders.Submit', 'deliver', 'IntegrationEvents.Delete']
  const statements = [...sent.values()].filter((s) => steps.includes(s.operation))
  expect(new Set(statements.map((s) => s.operation))).toEqual(new Set(steps))
  for (const statement of statements) {
    const slow = (await slowParts(statement)).filter((detail) => !isExpected(statement, detail))
    expect(slow, statement.sql).toEqual([])
  }
})

test('a commit to which no webhook listens writes nothing for them, and reads no row', async () => {
  const rows: { sql: string; rowsRead: number; rowsWritten: number }[] = []
  const stopRows = observe((_, batch) => rows.push(...batch))
  await market.call('POST', '/buyers', { Name: 'Acme', Active: true })
  stopRows()
  const outbox = rows.filter((r) => /insert into (events|deliveries)/.test(r.sql))
  expect(outbox).toEqual([])
})
