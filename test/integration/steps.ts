import { env } from 'cloudflare:workers'
import { type Identity, verifyToken } from '../../src/auth/tokens/token.ts'
import { operationByID } from '../../src/operations.ts'
import { Call } from '../../src/store/call.ts'
import { commit } from '../../src/store/commit.ts'
import type { OrderStep } from '../../src/tables/integration/deliveries.ts'
import { orders } from '../../src/tables/orders/orders.ts'
import { ORIGIN, write } from '../support/marketplace.ts'
import type { Marketplace } from './marketplace.ts'

/** What an order is told as. */
export const WORKSHEET = { Order: { ID: 'o', Total: 12.5 }, LineItems: [{ ID: 'l' }] }

/** Has a marketplace's client name a checkout event; it, and an order that can be told of. */
export async function checkoutEvent(market: Marketplace, Url: string, more: Record<string, unknown> = {}) {
  const event = {
    ID: 'checkout',
    Name: 'Checkout',
    EventType: 'OrderCheckout',
    CustomImplementationUrl: Url,
    HashKey: 'Key',
    ...more,
  }
  await market.call('POST', '/integrationEvents', event)
  await market.call('PATCH', `/apiclients/${market.client}`, { OrderCheckoutIntegrationEventID: 'checkout' })
  await write(market.id, [
    [
      orders,
      {
        Key: 'key',
        ID: 'o',
        Leg: 'Buyer',
        FromUserKey: 'u',
        Status: 'Open',
        LastUpdated: '2026-01-01T00:00:00.000Z',
      },
    ],
  ])
}

/** Commits that an order has come to a step; the deliveries that were made. */
export async function tell(
  market: Marketplace,
  step: OrderStep = '/ordersubmit',
  { body = WORKSHEET, claims = {} }: { body?: object; claims?: Partial<Identity> } = {},
): Promise<string[]> {
  const now = Date.now()
  const hookVersion = await env.DB.prepare('select HookVersion from marketplaces where ID = ?')
    .bind(market.id)
    .first<number>('HookVersion')
  const call = new Call(
    operationByID('Orders.Submit'),
    {
      operation: 'Orders.Submit',
      params: { direction: 'Incoming', orderID: 'o' },
      query: {},
      list: null,
      body: null,
      sent: null,
      caller: await verifyToken(env, await market.tokenFor(claims), now),
      hookVersion: hookVersion!,
      idempotencyKey: null,
      requestID: 'request',
      baseUrl: ORIGIN,
      now,
      headers: {},
    },
    market.env,
  )
  await call.checkState()
  await commit(call, {
    statements: [],
    answer: null,
    steps: [{ client: market.client, orderKey: 'key', step, body }],
  })
  return call.due
}

/** The worksheet of the order, as far as steps write it. */
export async function worksheet(
  market: Marketplace,
): Promise<Record<string, Record<string, unknown> | null> | null> {
  const row = await env.DB.prepare(
    'select OrderSubmitResponse, OrderSubmitForApprovalResponse, OrderApprovedResponse from worksheets where Marketplace = ?',
  )
    .bind(market.id)
    .first<Record<string, string | null>>()
  return (
    row && Object.fromEntries(Object.entries(row).map(([name, value]) => [name, value && JSON.parse(value)]))
  )
}
