import { describe, expect, test } from 'vitest'
import { toWire } from '../../src/api/time.ts'
import { signature } from '../../src/store/outbox/signature.ts'
import { eventually } from '../support/eventually.ts'
import { HOUR, MINUTE, SECOND, useDeliveries } from './harness.ts'
import { claimsOf, hurry, newUrl, receive, silence } from './receiver.ts'

const t = useDeliveries()

describe('a receiver that is down', () => {
  test('gets everything once it is up again, under the same ids', async () => {
    let up = false
    const received = receive(() => new Response(null, { status: up ? 204 : 503 }))
    await t.hook()
    await t.create('acme')
    const pauses: number[] = []
    for (let attempt = 1; attempt <= 6; attempt++) {
      await t.deliver()
      const delivery = await t.only()
      expect(delivery).toMatchObject({
        Status: 'Pending',
        Attempts: attempt,
        LastStatus: 503,
        LastError: 'HTTP 503',
      })
      pauses.push((Date.parse(delivery.NextAttempt) - t.now) / SECOND)
      if (attempt < 6) expect(t.market.queue.map((m) => m.delaySeconds)).toEqual([pauses.at(-1)])
      // The receiver's breaker opens at the fifth failure, for less than the pause.
      t.now = Date.parse(delivery.NextAttempt)
    }
    expect(pauses).toEqual([1, 5, 25, 120, 600, 1800])
    expect(t.market.queue).toEqual([])

    up = true
    t.now += MINUTE
    await t.sweepAt(t.now)
    await t.deliver()
    expect(await t.only()).toMatchObject({
      Status: 'Delivered',
      Attempts: 7,
      LastStatus: 204,
      LastError: null,
      NextAttempt: null,
    })
    expect(received.length).toBe(7)
    expect(new Set(received.map((r) => r.headers.get('X-oc-delivery-id'))).size).toBe(1)
    for (const { headers, text } of received)
      expect(headers.get('X-oc-hash')).toBe(signature('Key', new TextEncoder().encode(text)))
    // Each attempt carries a token that lives.
    expect(claimsOf(received[6]!.body.UserToken).exp).toBeGreaterThan(t.now / SECOND)
  })

  test('is given up after a day, and can be sent it again from the log', async () => {
    let up = false
    const received = receive(() => new Response('', { status: up ? 200 : 500 }))
    await t.hook()
    await t.create('acme')
    const start = t.now
    for (let delivery = await t.only(); delivery.Status === 'Pending'; delivery = await t.only()) {
      t.now = Date.parse(delivery.NextAttempt) + MINUTE
      await t.sweepAt(t.now)
      await t.deliver()
    }
    const { ID, Status, LastError, NextAttempt } = await t.only()
    expect({ Status, LastError, NextAttempt }).toEqual({
      Status: 'Failed',
      LastError: 'HTTP 500',
      NextAttempt: null,
    })
    expect(t.now - start).toBeGreaterThan(18 * HOUR)
    expect(t.now - start).toBeLessThan(25 * HOUR)

    up = true
    t.now += HOUR
    received.length = 0
    await t.sweepAt(t.now)
    expect(t.market.queue).toEqual([])
    expect((await t.market.call('POST', `/webhooks/hook/deliveries/${ID}/redeliver`)).status).toBe(204)
    await t.deliver()
    expect(await t.only()).toMatchObject({ ID, Status: 'Delivered', Attempts: 1 })
    expect(received.map((r) => r.headers.get('X-oc-delivery-id'))).toEqual([ID])
  })

  test('is not sent again what comes back when its time is over', async () => {
    const received = receive(() => new Response('', { status: 500 }))
    await t.hook()
    await t.create('acme')
    await t.deliver()
    t.now += 30 * HOUR
    await t.sweepAt(t.now)
    await t.deliver()
    expect(received.length).toBe(1)
    expect(await t.only()).toMatchObject({ Status: 'Failed', Attempts: 1, LastError: 'HTTP 500' })
  })

  test('is left alone after five failures, which costs no delivery an attempt', async () => {
    let up = false
    const received = receive(() => new Response('', { status: up ? 200 : 500 }))
    await t.hook()
    for (let i = 0; i < 8; i++) await t.create(`b${i}`)
    const messages = t.takeMessages()
    await t.deliver(messages.slice(0, 5))
    expect(received.length).toBe(5)
    t.market.queue.length = 0
    await t.deliver(messages.slice(5))
    expect(received.length).toBe(5)
    const waiting = await t.log('?Attempts=0')
    expect(waiting.length).toBe(3)
    expect(waiting[0]!).toMatchObject({
      Status: 'Pending',
      LastError: 'The receiver keeps failing: HTTP 500',
      NextAttempt: toWire(t.now + 30 * SECOND),
    })
    expect(t.market.queue.map((m) => m.delaySeconds)).toEqual([30, 30, 30])

    up = true
    t.now += 31 * SECOND
    await t.deliver([...messages.slice(0, 5), ...t.takeMessages()])
    expect((await t.log('?Status=Delivered')).length).toBe(8)
    expect(received.length).toBe(13)
  })

  test.each([
    [
      'redirects',
      () => new Response('', { status: 302, headers: { Location: 'https://example.com' } }),
      302,
      'HTTP 302',
    ],
    [
      'cannot be reached',
      () => Promise.reject(new TypeError('Network connection lost.')),
      null,
      'No connection: Network connection lost.',
    ],
    ['does not answer', silence, null, 'No answer within 15 seconds.'],
  ])('counts as failing when it %s', async (_, respond, LastStatus, LastError) => {
    if (respond === silence) hurry()
    receive(respond)
    await t.hook()
    await t.create('acme')
    await t.deliver()
    expect(await t.only()).toMatchObject({ Status: 'Pending', Attempts: 1, LastStatus, LastError })
  })

  test('keeps nothing of others waiting', async () => {
    const answers: (() => void)[] = []
    const received = receive(({ url }) =>
      url.includes('slow')
        ? new Promise((resolve) => answers.push(() => resolve(new Response())))
        : new Response(),
    )
    await t.hook({ ID: 'slow', Url: newUrl().replace('https://', 'https://slow-') })
    for (let i = 0; i < 8; i++) await t.create(`a${i}`)
    await t.hook({ ID: 'quick' })
    await t.create('b')
    const done = t.deliver(t.takeMessages())
    await eventually(async () => expect((await t.log('', 'quick'))[0]?.Status).toBe('Delivered'))
    expect(received.filter((r) => r.url.includes('slow')).length).toBeLessThanOrEqual(6)
    await eventually(() => {
      for (const answer of answers.splice(0)) answer()
      expect(received.length).toBe(10)
    })
    for (const answer of answers.splice(0)) answer()
    await done
    expect((await t.log('?Status=Delivered', 'slow')).length).toBe(9)
  })
})
