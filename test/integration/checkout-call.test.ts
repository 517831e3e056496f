import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { askCheckout } from '../../src/integration/events/checkout-call.ts'
import { identityQueries } from '../../src/integration/events/elevated-token.ts'
import { eventNamed, type IntegrationEvent } from '../../src/integration/events/event-call.ts'
import { Session } from '../../src/store/session.ts'
import { ORIGIN } from '../support/marketplace.ts'
import { useDeliveries } from './harness.ts'
import { hurry, newUrl, receive, silence } from './receiver.ts'
import { checkoutEvent, WORKSHEET } from './steps.ts'

const t = useDeliveries()

const sessionOf = () => new Session(t.market.env.DB, 'test')
const eventOf = async (client: string) =>
  (await sessionOf().read({ event: eventNamed(t.market.id, client, 'OrderCheckout') })).event.rows[0]

/** Asks the server that the client of everybody's tokens names. */
async function ask(more?: Record<string, unknown>) {
  await checkoutEvent(t.market, newUrl(), more)
  const event: IntegrationEvent = (await eventOf(t.market.client))!
  return async (depth = 0) => {
    const session = sessionOf()
    const known = await session.read(identityQueries(t.market.id))
    const asking = { env: t.market.env, session, baseUrl: ORIGIN, depth }
    return askCheckout(asking, event, '/shippingrates', WORKSHEET, known)
  }
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
  const asked = await ask({ ConfigData: { region: 'eu' }, ElevatedRoles: ['OrderReader'] })
  expect(await asked()).toEqual({ status: 200, text: answer })
  expect(received[0]!.url).toMatch(/\/shippingrates$/)
  expect(received[0]!.body).toEqual({
    Environment: 'Sandbox',
    OrderCloudAccessToken: expect.any(String),
    ConfigData: { region: 'eu' },
    OrderWorksheet: WORKSHEET,
  })
  expect(decodeJwt(received[0]!.body.OrderCloudAccessToken)).toMatchObject({ role: 'OrderReader', hop: 1 })
})

test('a server that asks for what it is being asked is not asked for ever', async () => {
  const received = receive()
  const asked = await ask()
  const reached: number[] = []
  for (let depth = 0; depth < 8; depth++) if ((await asked(depth)).status !== null) reached.push(depth)
  expect([reached, received.length]).toEqual([[0, 1, 2, 3, 4], 5])
})

test('nobody waits for a server that is silent, or keeps failing', async () => {
  const received = receive(silence)
  hurry()
  const asked = await ask()
  for (let i = 0; i < 5; i++) expect(await asked()).toMatchObject({ status: null, problem: 'Timeout' })
  expect(await asked()).toMatchObject({ status: null, problem: 'Unreachable' })
  expect(received).toHaveLength(5)
})
