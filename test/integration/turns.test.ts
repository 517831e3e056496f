import { describe, expect, test } from 'vitest'
import { attempt } from '../../src/integration/attempt.ts'
import { claim } from '../../src/store/outbox/deliveries.ts'
import { takeTurns } from '../../src/store/outbox/post.ts'
import { MINUTE, SECOND, useDeliveries } from './harness.ts'
import { receive } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

const t = useDeliveries()
const { config, sync, deliverAll } = useSynchronization(t)

/** All there are, on a host. */
const targets = (host: string) => {
  const key = 'SharedAccessKeyName=all;SharedAccessKey=c2VjcmV0'
  return {
    Http: { Endpoint: `https://${host}/http`, Secret: 'a' },
    MessageSender: { Endpoint: `https://${host}/{messagetype}`, Secret: 'b' },
    EventHub: { EventHubName: 'hub', ConnectionString: `Endpoint=sb://${host}/;${key}` },
    Kafka: { BootstrapServers: `https://${host}`, SaslUsername: 'u', SaslPassword: 'p', Topic: 't' },
    AzureBlob: {
      ConnectionString: `BlobEndpoint=https://${host}/blob;AccountName=a;AccountKey=c2VjcmV0`,
    },
    CloudflareQueue: { AccountID: 'a', QueueID: 'q', ApiToken: 't' },
  }
}

describe('calls of one batch', () => {
  test('are six at once, however many targets there are', async () => {
    let underWay = 0
    let most = 0
    const received = receive(async () => {
      underWay++
      most = Math.max(most, underWay)
      // Whoever may begin beside this has begun.
      for (let i = 0; i < 100; i++) await Promise.resolve()
      underWay--
      return new Response('{}')
    })
    await config('erp', { DeliveryTargets: targets('both.example.com') })
    await sync('entitysync/buyers')
    for (let i = 0; i < 5; i++) await t.create(`b${i}`)
    await deliverAll()
    expect(received.length).toBe(30)
    expect(most).toBe(6)
  })

  test('whose turn has not come in time are made later, and are nobody’s failure', async () => {
    const received = receive()
    await t.hook()
    for (let i = 0; i < 6; i++) await t.create(`b${i}`)
    const taken = await claim(t.market.env, t.market.id, t.takeMessages(), t.now)
    t.now += 26 * SECOND
    for (const delivery of taken)
      expect(await attempt(delivery, t.market.env, takeTurns())).toMatchObject({
        status: 'Postponed',
        error: 'Others were called first for too long.',
        next: t.now,
      })
    expect(received).toEqual([])
    t.now += 2 * MINUTE
    await t.sweepAt(t.now)
    await t.deliver()
    expect(received.length).toBe(6)
  })
})
