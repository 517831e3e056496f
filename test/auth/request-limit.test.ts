import { createExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../src/app.ts'
import { operations } from '../../src/operations.ts'
import config from '../../wrangler.toml?raw'
import { type Marketplace, marketplace, ORIGIN, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { account } from '../support/portal.ts'

const app = createApp(operations)

let market: Marketplace
let seller: User
beforeAll(async () => {
  market = await marketplace()
  seller = market.seller
})

/** What is asked of the limit, and how many it lets through of each key. */
function counting(most = Number.POSITIVE_INFINITY) {
  const counts = new Map<string, number>()
  const limit = async ({ key }: { key: string }) => {
    counts.set(key, (counts.get(key) ?? 0) + 1)
    return { success: counts.get(key)! <= most }
  }
  return { counts, limit }
}

type Limit = ReturnType<typeof counting>

/** Sends a request to a deployed Worker, which counts. */
async function ask(REQUESTS: Limit | RateLimit | undefined, path: string, token?: string, ip = '192.0.2.1') {
  const headers: Record<string, string> = { 'CF-Connecting-IP': ip }
  if (token) headers.Authorization = `Bearer ${token}`
  const bindings = { ...env, DEVELOPMENT: undefined, REQUESTS }
  const url = `${ORIGIN.replace('http:', 'https:')}${path}`
  const response = await app.request(url, { headers }, bindings, createExecutionContext())
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
  const body: any = await response.json()
  return { status: response.status, body, headers: response.headers }
}

/** The key under which a request is counted. */
async function keyOf(path: string, token?: string, ip?: string): Promise<string> {
  const limit = counting()
  await ask(limit, path, token, ip)
  expect(limit.counts.size).toBe(1)
  return [...limit.counts.keys()][0]!
}

describe('beyond the limit of requests', () => {
  it('the answer is 429, with when to try again, before anything is read', async () => {
    const limit = counting(2)
    expect((await ask(limit, '/v1/me', seller.token)).status).toBe(200)
    expect((await ask(limit, '/v1/me', seller.token)).status).toBe(200)
    let refused!: Awaited<ReturnType<typeof ask>>
    const sent = await sentDuring(async () => {
      refused = await ask(limit, '/v1/me', seller.token)
    })
    expect([refused.status, refused.body.Errors[0].ErrorCode]).toEqual([429, 'TooManyRequests'])
    expect(refused.headers.get('Retry-After')).toBe('60')
    expect(sent).toEqual([])
  })

  it('others are answered', async () => {
    const limit = counting(1)
    const other = await market.user('Seller', market.id, ['FullAccess'])
    const statuses = []
    for (const { token } of [seller, seller, other, other])
      statuses.push((await ask(limit, '/v1/me', token)).status)
    expect(statuses).toEqual([200, 429, 200, 429])
  })

  it('three thousand a minute are answered, by the platform’s own count', async () => {
    expect(config).toMatch(
      /\[\[ratelimits\]\]\nname = "REQUESTS"\n.*\nsimple = \{ limit = 3000, period = 60 \}/,
    )
    expect((await ask(env.REQUESTS, '/env')).status).toBe(200)
    expect(await env.REQUESTS!.limit({ key: 'own' })).toEqual({ success: true })
  })

  it('without the binding, and in development, all are', async () => {
    expect((await ask(undefined, '/v1/me', seller.token)).status).toBe(200)
    const none = { limit: async () => ({ success: false }) }
    const response = await app.request(
      `${ORIGIN}/env`,
      { headers: { 'CF-Connecting-IP': '192.0.2.1' } },
      { ...env, DEVELOPMENT: '1', REQUESTS: none },
      createExecutionContext(),
    )
    expect(response.status).toBe(200)
  })
})

describe('one limit is shared by', () => {
  it('an application, whoever it acts as', async () => {
    const { impersonator: _, ...nobody } = seller.identity
    const service = await market.as(seller, { service: true })
    const buyer = await market.buyer()
    const key = await keyOf('/v1/me', service.token)
    expect(key).toBe(await keyOf('/v1/me', service.token, '203.0.113.9'))
    const acting = await market.as(buyer.user, { impersonator: nobody.key })
    const own = await keyOf('/v1/me', seller.token)
    expect(await keyOf('/v1/me', acting.token)).toBe(
      await keyOf('/v1/me', (await market.as(seller, { client: market.clients.storefront })).token),
    )
    expect(own).not.toBe(key)
  })

  it('one person with one client, wherever they are', async () => {
    const [one, other] = [await market.buyer(), await market.buyer()]
    const key = await keyOf('/v1/me', one.user.token)
    expect(await keyOf('/v1/me', one.user.token, '203.0.113.9')).toBe(key)
    expect(await keyOf('/v1/me', other.user.token)).not.toBe(key)
    const elsewhere = await market.as(one.user, { client: market.clients.backOffice })
    expect(await keyOf('/v1/me', elsewhere.token)).not.toBe(key)
  })

  it('guests of one network, whatever tokens they have, and nobody with a name', async () => {
    const { user } = await market.buyer()
    const guests = await Promise.all(['a', 'b'].map((order) => market.as(user, { order })))
    const [first, second] = await Promise.all(guests.map((g) => keyOf('/v1/me', g.token, '2001:db8::1')))
    expect(second).toBe(first)
    expect(await keyOf('/v1/me', guests[0]!.token, '2001:db8::ffff')).toBe(first)
    expect(await keyOf('/v1/me', guests[0]!.token, '2001:db8:1::1')).not.toBe(first)
    expect(await keyOf('/v1/me', user.token, '2001:db8::1')).not.toBe(first)
    // Where no proxy tells an address, by what the token is good for.
    expect(await keyOf('/v1/me', guests[0]!.token, '')).not.toBe(await keyOf('/v1/me', guests[1]!.token, ''))
  })

  it('those of one network who have no token', async () => {
    const key = await keyOf('/env', undefined, '192.0.2.1')
    expect(await keyOf('/env', undefined, '192.0.2.1')).toBe(key)
    expect(await keyOf('/env', undefined, '192.0.2.2')).not.toBe(key)
  })

  it('an account of the portal', async () => {
    const [one, other] = [await account(), await account()]
    const path = '/portal/api/v1/me'
    expect(await keyOf(path, one.token)).not.toBe(await keyOf(path, other.token))
    expect(await keyOf(path, one.token, '192.0.2.2')).toBe(await keyOf(path, one.token))
  })
})
