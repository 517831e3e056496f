import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Answered, copyDatabase, lagging } from '../support/lagging.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

/** Milliseconds after which what the primary had is with every reader. */
const FRESH = 60_000

let shop: Marketplace
let acme: string
const users: User[] = []
let user: User
let database: ReturnType<typeof lagging>
/** What the stand-in picks next. */
let next: (below: number) => number
let now = Date.now()

/** The replica answers whatever it may, without catching up more than it must. */
const lag = () => {
  let n = 0
  next = (below) => (n++ % 2 === 0 ? 1 : 0) % below
}

/** Who answered, in their order. */
const whoAnswered = () => [...new Set(database.answers.map((a: Answered) => a.by))].join(' then ')
const primary = 'primary'
const replica = 'replica'

async function call(method: string, path: string, body?: unknown, as: User = user) {
  database.answers.length = 0
  const answer = await shop.api(method, path, body, as)
  return { ...answer, by: whoAnswered() }
}
const get = (path: string, as?: User) => call('GET', path, undefined, as)

beforeAll(async () => {
  shop = await marketplace()
  const buyer = await shop.buyer()
  acme = buyer.ID
  for (const ID of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    await shop.product(buyer, { ID, Name: 'v0' })
    users.push(await shop.user('Buyer', acme, ['Shopper', 'MeAddressAdmin']))
  }
  // Everybody's audience is known.
  for (const as of users) await shop.must('GET', '/me/products', undefined, as)
  await copyDatabase(env.DB, env.OTHER!)
  database = lagging(env.DB, env.OTHER!, (below) => next(below))
})
beforeEach(() => {
  Object.assign(env, { READS: 'nearest' })
  now = Math.max(now, Date.now()) + FRESH
  vi.spyOn(Date, 'now').mockImplementation(() => now)
  next = () => 0
  user = users.shift()!
})
afterEach(() => {
  vi.mocked(Date.now).mockRestore()
  Object.assign(env, { READS: undefined })
})

describe('a shopper near a replica', () => {
  it('is answered by the primary first, and by the replica for a minute', async () => {
    lag()
    expect(await get('/me/products/a')).toMatchObject({ status: 200, by: primary })
    await shop.must('PATCH', '/products/a', { Name: 'v1' })
    for (let i = 0; i < 3; i++)
      expect(await get('/me/products/a')).toMatchObject({ body: { Name: 'v0' }, by: replica })
    now += FRESH
    expect(await get('/me/products/a')).toMatchObject({
      body: { Name: 'v1' },
      by: expect.stringMatching(/^primary/),
    })
    expect(await get('/me/products/a')).toMatchObject({ body: { Name: 'v1' }, by: replica })
  })

  it('sees at once what they wrote, and with it all that was written before', async () => {
    lag()
    await get('/me/addresses')
    await shop.must('PATCH', '/products/a', { Name: 'v1' })
    const address = {
      ID: 'home',
      Street1: 'Main 1',
      City: 'X',
      State: 'MN',
      Zip: '55401',
      Country: 'US',
      Shipping: true,
    }
    const made = await call('POST', '/me/addresses', address)
    expect(made).toMatchObject({ status: 201, by: primary })
    const { body, by } = await get('/me/addresses')
    expect([body.Items[0]?.ID, by]).toEqual([made.body.ID, replica])
    expect(await get('/me/products/a')).toMatchObject({ body: { Name: 'v1' }, by: replica })
  })

  it('loses what is taken away within a minute', async () => {
    lag()
    await get('/me/products/a')
    await shop.must('PATCH', `/buyers/${acme}/users/${user.ID}`, { Active: false })
    expect((await get('/me/products/a')).status).toBe(200)
    now += FRESH
    expect((await get('/me/products/a')).status).toBe(401)
    expect((await get('/me/products/a')).status).toBe(401)
  })

  it('orders at the prices the primary has', async () => {
    lag()
    await get('/me/products/a')
    const { PriceSchedule } = (await get('/me/products/a')).body
    await shop.must('PATCH', `/priceschedules/${PriceSchedule.ID}`, {
      PriceBreaks: [{ Quantity: 1, Price: 77 }],
    })
    expect((await get('/me/products/a')).body.PriceSchedule.PriceBreaks[0].Price).not.toBe(77)
    const line = await call('POST', '/cart/lineitems', { ProductID: 'a', Quantity: 1 })
    expect([line.body.UnitPrice, line.by]).toEqual([77, primary])
    expect((await get('/cart')).body.Subtotal).toBe(77)
  })

  it('and whoever sells read from the primary alone, where nothing else is said', async () => {
    lag()
    await get('/me/products/a')
    await shop.must('GET', '/products/a')
    database.answers.length = 0
    await shop.must('GET', '/products/a')
    expect(whoAnswered()).toBe(primary)
    Object.assign(env, { READS: undefined })
    expect(await get('/me/products/a')).toMatchObject({ by: primary })
  })
})

const step = fc.record({
  kind: fc.constantFrom('sell', 'sell', 'look', 'look', 'look', 'write', 'wait'),
  seconds: fc.integer({ min: 1, max: 25 }),
})

it('a reader never goes back, sees what they wrote, and all that is a minute old, however replicas lag', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 10, maxLength: 40 }),
      fc.array(fc.nat(1000), { minLength: 20, maxLength: 60 }),
      async (steps, picks) => {
        let n = 0
        next = (below) => picks[n++ % picks.length]! % below
        const readers = [user, users[0]!]
        const seen = new Map<User, number>()
        const written = new Map<User, string[]>()
        const sold: { version: number; at: number }[] = [{ version: 0, at: now }]
        await shop.must('PATCH', '/products/a', { Description: '0' })
        now += FRESH
        for (const [i, { kind, seconds }] of steps.entries()) {
          const reader = readers[i % 2]!
          if (kind === 'wait') now += seconds * 1000
          else if (kind === 'sell') {
            sold.push({ version: i + 1, at: now })
            await shop.must('PATCH', '/products/a', { Description: String(i + 1) })
          } else if (kind === 'write') {
            const address = { Street1: 'Main 1', City: 'X', State: 'MN', Zip: '55401', Country: 'US' }
            const { ID } = await shop.must('POST', '/me/addresses', { ...address, Shipping: true }, reader)
            written.set(reader, [...(written.get(reader) ?? []), ID])
            seen.set(reader, sold.at(-1)!.version)
          } else {
            const version = Number((await shop.must('GET', '/me/products/a', undefined, reader)).Description)
            const old = sold.filter(({ at }) => at <= now - FRESH).at(-1)?.version ?? 0
            expect(version).toBeGreaterThanOrEqual(Math.max(seen.get(reader) ?? 0, old))
            seen.set(reader, version)
            const page = await shop.must('GET', '/me/addresses?pageSize=100', undefined, reader)
            const ids = page.Items.map((a: { ID: string }) => a.ID)
            expect(ids).toEqual(expect.arrayContaining(written.get(reader) ?? []))
          }
        }
      },
    ),
    { numRuns: 8, endOnFailure: true },
  )
})
