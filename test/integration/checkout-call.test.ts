import { expect, test } from 'vitest'
import { callCheckout, checkoutEventOf } from '../../src/integration/events/checkout-call.ts'
import type { IntegrationEvent } from '../../src/integration/events/event-call.ts'
import { Session } from '../../src/store/session.ts'
import { useDeliveries } from './harness.ts'
import { hurry, newUrl, receive, silence } from './receiver.ts'
import { checkoutEvent, WORKSHEET } from './steps.ts'

const t = useDeliveries()

const eventOf = async (client: string) => {
  const session = new Session(t.market.env.DB, 'test')
  return (await session.read({ event: checkoutEventOf(t.market.id, client) })).event[0]
}

/** Asks the server that the client of everybody's tokens names. */
async function ask(more?: Record<string, unknown>) {
  await checkoutEvent(t.market, newUrl(), more)
  const event: IntegrationEvent = (await eventOf(t.market.client))!
  return () => callCheckout(t.market.env, event, '/shippingrates', WORKSHEET, 'token')
}

test('the event of a client is the one that it names', async () => {
  await checkoutEvent(t.market, newUrl())
  expect((await eventOf(t.market.client))!.ID).toBe('checkout')
  await t.market.call('PATCH', `/apiclients/${t.market.client}`, { OrderCheckoutIntegrationEventID: null })
  expect(await eventOf(t.market.client)).toBeUndefined()
})

test('a server is asked with the order, and its answer read though it is long', async () => {
  const answer = JSON.stringify({ ShipEstimates: [], xp: { note: 'x'.repeat(200_000) } })
  const received = receive(() => new Response(answer))
  const asked = await ask({ ConfigData: { region: 'eu' } })
  expect(await asked()).toEqual({ status: 200, text: answer })
  expect(received[0]!.url).toMatch(/\/shippingrates$/)
  expect(received[0]!.body).toEqual({
    Environment: 'Sandbox',
    OrderCloudAccessToken: 'token',
    ConfigData: { region: 'eu' },
    OrderWorksheet: WORKSHEET,
  })
})

test('nobody waits for a server that is silent, or keeps failing', async () => {
  const received = receive(silence)
  hurry()
  const asked = await ask()
  for (let i = 0; i < 5; i++) expect(await asked()).toMatchObject({ status: null, problem: 'Timeout' })
  expect(await asked()).toMatchObject({ status: null, problem: 'Unreachable' })
  expect(received).toHaveLength(5)
})
