import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { deliverNow } from '../../src/integration/deliver.ts'
import { signature } from '../../src/store/outbox/signature.ts'
import { sentDuring } from '../support/observe.ts'
import { HOUR, MINUTE, SECOND, useDeliveries } from './harness.ts'
import { hurry, newUrl, receive, silence } from './receiver.ts'
import { checkoutEvent, tell, WORKSHEET, worksheet } from './steps.ts'

const t = useDeliveries()
let url: string
beforeEach(() => {
  url = newUrl()
})

/** Milliseconds that a request waits for steps. */
const PATIENCE = 10_000

/** Makes deliveries as a request would that ends when they are done with, or when it has waited long enough. */
async function now(ids: string[], milliseconds = PATIENCE) {
  const context = createExecutionContext()
  const background = (task: Promise<unknown>) => context.waitUntil(task)
  await deliverNow(t.market.env, t.market.id, ids, milliseconds, background)
  return () => waitOnExecutionContext(context)
}

const rows = async (table: string) =>
  (await env.DB.prepare(`select * from ${table} where Marketplace = ?`).bind(t.market.id).all()).results

const failed = (HttpStatusCode: number, UnhandledErrorBody: unknown) => ({
  HttpStatusCode,
  UnhandledErrorBody,
  xp: null,
  Succeeded: false,
})

describe('a step of an order', () => {
  it.each([
    ['/ordersubmit', 'OrderSubmitResponse'],
    ['/ordersubmitforapproval', 'OrderSubmitForApprovalResponse'],
    ['/orderapproved', 'OrderApprovedResponse'],
  ] as const)('%s is told, and its answer kept as %s', async (step, column) => {
    const received = receive(() => Response.json({ XP: { erp: 'so-1' } }))
    const ConfigData = { region: 'eu' }
    const header = { CustomAuthHeaderName: 'X-Shop', CustomAuthHeaderValue: 'hush' }
    await checkoutEvent(t.market, `${url}/?code=7`, { ElevatedRoles: ['OrderReader'], ConfigData, ...header })
    await now(await tell(t.market, step))
    const [{ url: called, headers, text, body }] = received as [(typeof received)[number]]
    expect(called).toBe(`${url}${step}?code=7`)
    expect(headers.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    expect(headers.get('X-Shop')).toBe('hush')
    expect(body).toEqual({
      Environment: 'Sandbox',
      OrderCloudAccessToken: expect.any(String),
      ConfigData,
      OrderWorksheet: WORKSHEET,
    })
    expect(decodeJwt(body.OrderCloudAccessToken)).toMatchObject({
      usrtype: 'admin',
      cid: t.market.client,
      role: 'OrderReader',
      hop: 1,
    })
    const others = {
      OrderSubmitResponse: null,
      OrderSubmitForApprovalResponse: null,
      OrderApprovedResponse: null,
    }
    const answer = { HttpStatusCode: 200, UnhandledErrorBody: null, xp: { erp: 'so-1' }, Succeeded: true }
    expect(await worksheet(t.market)).toEqual({ ...others, [column]: answer })
    expect(await rows('deliveries')).toMatchObject([{ Status: 'Delivered', Attempts: 1, LastStatus: 200 }])
    expect(t.takeMessages()).toEqual([])
  })

  it('is written nowhere for a client that names no event', async () => {
    receive()
    await checkoutEvent(t.market, url)
    await t.market.call('PATCH', `/apiclients/${t.market.client}`, { OrderCheckoutIntegrationEventID: null })
    expect(await tell(t.market)).toEqual([])
    expect([await rows('events'), await rows('deliveries')]).toEqual([[], []])
  })

  it('is one batch with what it is a step of', async () => {
    await checkoutEvent(t.market, url)
    const [sent] = await sentDuring(() => tell(t.market))
    expect(sent!.batches).toHaveLength(2)
  })

  it('carries no token where none is lent, nor where no client could have it', async () => {
    const received = receive()
    await checkoutEvent(t.market, url)
    await now(await tell(t.market))
    await t.market.call('PATCH', '/integrationEvents/checkout', { ElevatedRoles: ['OrderReader'] })
    const ids = await tell(t.market, '/orderapproved')
    await env.DB.prepare('update api_clients set AllowSeller = 0 where Marketplace = ?')
      .bind(t.market.id)
      .run()
    await now(ids)
    expect(received.map((r) => r.body.OrderCloudAccessToken)).toEqual([null, null])
  })

  it('is one link more than whoever takes it', async () => {
    const received = receive()
    await checkoutEvent(t.market, url, { ElevatedRoles: ['OrderReader'] })
    await now(await tell(t.market, '/ordersubmit', { claims: { depth: 3 } }))
    expect(decodeJwt(received[0]!.body.OrderCloudAccessToken).hop).toBe(4)
    expect(await tell(t.market, '/ordersubmit', { claims: { depth: 5 } })).toEqual([])
  })

  it('of an order that is gone leaves nothing', async () => {
    receive(async () => {
      await env.DB.prepare('delete from orders where Marketplace = ?').bind(t.market.id).run()
      return Response.json({})
    })
    await checkoutEvent(t.market, url)
    await now(await tell(t.market))
    expect(await worksheet(t.market)).toBeNull()
    expect(await rows('deliveries')).toMatchObject([{ Status: 'Delivered' }])
  })
})

describe('the answer to a step', () => {
  it('ends it, whatever it is', async () => {
    const received = receive(() => new Response('{"Errors":[]}', { status: 500 }))
    await checkoutEvent(t.market, url)
    await now(await tell(t.market))
    expect((await worksheet(t.market))!.OrderSubmitResponse).toEqual(failed(500, '{"Errors":[]}'))
    expect(await rows('deliveries')).toMatchObject([
      { Status: 'Failed', LastStatus: 500, LastError: 'HTTP 500' },
    ])
    await t.sweepAt(t.now + HOUR)
    expect([t.takeMessages(), received.length]).toEqual([[], 1])
  })

  it('that does not come in time may be one to what was done: it ends the step', async () => {
    receive(silence)
    hurry()
    await checkoutEvent(t.market, url)
    await now(await tell(t.market))
    expect((await worksheet(t.market))!.OrderSubmitResponse).toEqual(
      failed(504, 'No answer within 30 seconds.'),
    )
    expect(await rows('deliveries')).toMatchObject([{ Status: 'Failed', NextAttempt: null }])
  })

  it('of a server that cannot be reached is asked for again', async () => {
    let isUp = false
    receive(() => (isUp ? Response.json({ xp: { a: 1 } }) : Promise.reject(new Error('refused'))))
    await checkoutEvent(t.market, url)
    await now(await tell(t.market))
    expect((await worksheet(t.market))!.OrderSubmitResponse).toEqual(failed(504, 'No connection: refused'))
    isUp = true
    t.now += SECOND
    await t.deliver()
    expect((await worksheet(t.market))!.OrderSubmitResponse).toMatchObject({ xp: { a: 1 }, Succeeded: true })
    expect(await rows('deliveries')).toMatchObject([{ Status: 'Delivered', Attempts: 2 }])
  })

  it('is read when it is long', async () => {
    const long = 'x'.repeat(200_000)
    receive(() => Response.json({ note: long, xp: { a: 1 } }))
    await checkoutEvent(t.market, url)
    await now(await tell(t.market))
    expect((await worksheet(t.market))!.OrderSubmitResponse).toMatchObject({ xp: { a: 1 }, Succeeded: true })
  })

  it('of a server that keeps failing is not waited for', async () => {
    const received = receive(() => Promise.reject(new Error('refused')))
    await checkoutEvent(t.market, url)
    for (let i = 0; i < 6; i++) await now(await tell(t.market))
    expect(received).toHaveLength(5)
    expect((await worksheet(t.market))!.OrderSubmitResponse).toMatchObject({
      HttpStatusCode: 504,
      UnhandledErrorBody: 'The receiver keeps failing: No connection: refused',
    })
  })
})

describe('a request that tells of a step', () => {
  it('waits so long and no longer; what goes on is kept all the same', async () => {
    let answer: () => void = () => {}
    receive(
      () =>
        new Promise((resolve) => {
          answer = () => resolve(Response.json({}))
        }),
    )
    await checkoutEvent(t.market, url)
    const rest = await now(await tell(t.market), 20)
    expect(await worksheet(t.market)).toBeNull()
    answer()
    await rest()
    expect((await worksheet(t.market))!.OrderSubmitResponse).toMatchObject({ Succeeded: true })
    expect(await rows('deliveries')).toMatchObject([{ Status: 'Delivered', Attempts: 1 }])
  })

  it('may die: the sweep finds what it has not told', async () => {
    const received = receive(() => Response.json({}))
    await checkoutEvent(t.market, url)
    await tell(t.market)
    await t.sweepAt(t.now + MINUTE)
    t.now += MINUTE
    await t.deliver()
    expect(received).toHaveLength(1)
    expect((await worksheet(t.market))!.OrderSubmitResponse).toMatchObject({ Succeeded: true })
  })

  it('tells it once, whoever else takes it', async () => {
    const received = receive(() => Response.json({}))
    await checkoutEvent(t.market, url)
    const ids = await tell(t.market)
    const messages = ids.map((delivery) => ({ marketplace: t.market.id, delivery }))
    await Promise.all([now(ids), t.deliver(messages), now(ids)])
    expect(received).toHaveLength(1)
  })
})
