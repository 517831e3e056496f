import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Move, move, type Place } from '../../scripts/shard/move.ts'
import { carriedTables } from '../../src/store/carry/table-order.ts'
import { type Marketplace, marketplace, PASSWORD, send } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

const bindings = { DB: env.DB, DB2: env.DB2!, DB3: env.DB3! }
const places: Place[] = Object.entries(bindings).map(([binding, database]) => ({ binding, database }))

const moving = (market: Marketplace, to: string, more: Partial<Move> = {}) =>
  move({ marketplace: market.id, places, to, grace: 0, ...more })

/** Rows that a database has of a marketplace, but for what is made anew. */
async function rowsIn(database: D1Database, id: string) {
  const names = carriedTables(true).map((t) => t.name)
  const results = await database.batch<Record<string, unknown>>(
    names.map((name) => database.prepare(`select * from "${name}" where Marketplace = ?`).bind(id)),
  )
  return Object.fromEntries(
    names.flatMap((name, i) => {
      const rows = results[i]!.results.map(({ RowKey: _, Audience: __, AudienceVersion: ___, ...row }) =>
        JSON.stringify(row),
      )
      return rows.length > 0 ? [[name, rows.sort()]] : []
    }),
  )
}

/** What stays in the control database when all else has gone. */
const PORTALS = ['companies']

let market: Marketplace
let shopper: Awaited<ReturnType<Marketplace['buyer']>>
beforeEach(async () => {
  market = await marketplace()
  shopper = await market.buyer()
  for (let i = 0; i < 3; i++)
    await market.product(shopper, { ID: `p${i}`, Inventory: { Enabled: true, QuantityAvailable: 1000 } })
})

const signIn = (client: string, username: string) =>
  send(
    'POST',
    '/oauth/token',
    new URLSearchParams({
      grant_type: 'password',
      client_id: client,
      username,
      password: PASSWORD,
    }).toString(),
    { 'Content-Type': 'application/x-www-form-urlencoded' },
  )

describe('a marketplace that was moved', () => {
  it('has all of its rows there, and none where it was', async () => {
    const before = await rowsIn(env.DB, market.id)
    await moving(market, 'DB2')
    expect(await rowsIn(env.DB2!, market.id)).toEqual(before)
    expect(Object.keys(await rowsIn(env.DB, market.id))).toEqual(PORTALS)
    await moving(market, 'DB3')
    expect(await rowsIn(env.DB3!, market.id)).toEqual(before)
    expect(await rowsIn(env.DB2!, market.id)).toEqual({})
    await moving(market, 'DB')
    expect(await rowsIn(env.DB, market.id)).toEqual(before)
    expect(await rowsIn(env.DB3!, market.id)).toEqual({})
  })

  it('answers, and takes changes, also for who knows it elsewhere', async () => {
    await market.must('GET', '/products/p0')
    for (const to of ['DB2', 'DB3', 'DB2', 'DB']) {
      await moving(market, to)
      await market.must('PATCH', '/products/p0', { Name: to })
      expect((await market.must('GET', '/me/products/p0', undefined, shopper.user)).Name).toBe(to)
      const { n } = (await bindings[to as 'DB']
        .prepare('select count(*) n from products where Marketplace = ? and Name = ?')
        .bind(market.id, to)
        .first<{ n: number }>())!
      expect(n).toBe(1)
    }
  })

  it('signs its users in', async () => {
    for (const to of ['DB2', 'DB3', 'DB']) {
      await moving(market, to)
      const { status, body } = await signIn(market.clients.storefront, shopper.user.username)
      expect([to, status, body.Errors]).toEqual([to, 200, undefined])
      expect(await signIn(crypto.randomUUID(), shopper.user.username)).toMatchObject({ status: 401 })
    }
  })

  it('costs no statement more than before', async () => {
    const cost = async () => {
      const sent = await sentDuring(() => market.must('PATCH', '/products/p0', { Name: 'New' }))
      return sent.map(({ operation, batches }) => [operation, batches.map((b) => b.length)])
    }
    const before = await cost()
    await moving(market, 'DB2')
    await market.must('GET', '/products/p0')
    expect(await cost()).toEqual(before)
  })
})
