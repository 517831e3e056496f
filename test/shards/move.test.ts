import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Move, move, type Place } from '../../scripts/shard/move.ts'
import { revokeOne } from '../../src/portal/access/revocation.ts'
import { mirror } from '../../src/store/carry/mirror.ts'
import { carriedTables } from '../../src/store/carry/table-order.ts'
import { compile } from '../../src/store/compile.ts'
import { type Marketplace, marketplace, PASSWORD, send } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { account } from '../support/portal.ts'

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

  it('lets its owner in by the portal, for as long as that says', async () => {
    const owner = await account()
    await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, market.id).run()
    const token = async () => (await owner.must('GET', `/organizations/${market.id}/token`)).access_token
    const before = await token()
    await moving(market, 'DB2')
    for (const given of [before, await token()])
      await market.must('PATCH', '/products/p0', { Name: 'New' }, given)
    const given = await token()
    await env.DB.batch(
      [revokeOne(market.id, owner.Key)]
        .map((statement) => compile(statement))
        .map(({ sql, params }) => env.DB.prepare(sql).bind(...params)),
    )
    await mirror(env)
    expect(await market.outcome('GET', '/products/p0', undefined, given)).toEqual([401, 'Auth.TokenRevoked'])
    const { Rows } = await owner.must('GET', `/organizations/${market.id}/export/products`)
    expect(Rows).toHaveLength(3)
  })

  it('costs no statement more than before', async () => {
    const cost = async () => {
      const sent = await sentDuring(() => market.must('PATCH', '/products/p0', { Name: 'New' }))
      return sent.map(({ operation, batches }) => [operation, batches.map((b) => b.length)])
    }
    const before = await cost()
    await moving(market, 'DB2')
    // Who writes is looked at once anew.
    await cost()
    expect(await cost()).toEqual(before)
  })
})

/** Somebody who shops as long as the test lasts, and remembers what was acknowledged. */
function shopping() {
  const orders = new Map<string, { Status: string; Comments: string | null }>()
  const faults: unknown[] = []
  let isOver = false
  let held = 0
  let sold = 0
  /** Tries again what was held; nothing of it was done. */
  async function done(method: string, path: string, body?: unknown) {
    for (let tries = 0; ; tries++) {
      const answer = await market.api(method, path, body, shopper.user)
      if (answer.status !== 503 || tries === 300) return answer
      held++
      await scheduler.wait(100)
    }
  }
  async function must(method: string, path: string, body?: unknown) {
    const answer = await done(method, path, body)
    if (answer.status >= 300) faults.push([method, path, answer.status, answer.body])
    return answer
  }
  async function shop(writer: number) {
    // Not for ever, should the test end before.
    for (let i = 0; !isOver && i < 25; i++) {
      const ID = `w${writer}-${i}`
      await must('POST', '/orders/Outgoing', { ID })
      orders.set(ID, { Status: 'Unsubmitted', Comments: null })
      await must('POST', `/orders/Outgoing/${ID}/lineitems`, { ProductID: 'p0', Quantity: 2 })
      await must('PATCH', `/orders/Outgoing/${ID}`, { Comments: ID })
      orders.set(ID, { Status: 'Unsubmitted', Comments: ID })
      if (i % 2) continue
      await must('POST', `/orders/Outgoing/${ID}/submit`)
      sold += 2
      orders.set(ID, { Status: 'Open', Comments: ID })
    }
  }
  const writers = [1, 2, 3].map(shop)
  return async () => {
    isOver = true
    await Promise.all(writers)
    return { orders, faults, held, sold }
  }
}

/** What shopping left is there, once, and nowhere else. */
async function check(
  { orders, faults, sold }: Awaited<ReturnType<ReturnType<typeof shopping>>>,
  home: string,
) {
  expect(faults).toEqual([])
  for (const [ID, told] of orders)
    expect((await market.api('GET', `/orders/Outgoing/${ID}`, undefined, shopper.user)).body).toMatchObject(
      told,
    )
  const { Inventory } = await market.must('GET', '/products/p0')
  expect(Inventory.QuantityAvailable).toBe(1000 - sold)
  for (const { binding, database } of places) {
    const { orders: kept = [] } = await rowsIn(database, market.id)
    expect([binding, kept.length]).toEqual([binding, binding === home ? orders.size : 0])
  }
}

/** The databases, which end whoever uses them after so many batches: before the last was done, or after. */
function mortal(batches: number, isDone: boolean): Place[] {
  let left = batches
  const dying = (database: D1Database) =>
    ({
      withSession: () => {
        const session = database.withSession('first-primary')
        return {
          prepare: (sql: string) => session.prepare(sql),
          batch: async (statements: D1PreparedStatement[]) => {
            if (--left < 0) throw new Error('killed')
            if (left > 0) return session.batch(statements)
            if (isDone) await session.batch(statements)
            throw new Error('killed')
          },
        }
      },
    }) as unknown as D1Database
  return places.map(({ binding, database }) => ({ binding, database: dying(database) }))
}

describe('while it is used', () => {
  it('loses nothing that was acknowledged, and has nothing twice', async () => {
    const over = shopping()
    await moving(market, 'DB2')
    await moving(market, 'DB3')
    await scheduler.wait(500)
    const done = await over()
    expect(done.orders.size).toBeGreaterThan(10)
    await check(done, 'DB3')
  })

  it('loses nothing when the mover is killed, again and again', async () => {
    const over = shopping()
    let kills = 0
    for (let batches = 2; ; batches = Math.ceil(batches * 1.7)) {
      const error = await moving(market, 'DB2', { places: mortal(batches, kills % 2 === 0) }).then(
        () => null,
        (e: Error) => e.message,
      )
      if (error === null) break
      expect(error).toBe('killed')
      kills++
    }
    expect(kills).toBeGreaterThan(8)
    await check(await over(), 'DB2')
  })

  it('follows what is renamed, deleted and swapped', async () => {
    await market.must('POST', '/catalogs', { ID: 'c', Name: 'C', Active: true })
    for (const [ID, ParentID] of [
      ['b', null],
      ['a', 'b'],
      ['c', 'a'],
    ])
      await market.must('POST', '/catalogs/c/categories', { ID, Name: ID, ParentID, Active: true })
    await market.must('POST', '/catalogs/c/categories/productassignments', {
      CategoryID: 'c',
      ProductID: 'p1',
    })
    const [one, two] = [
      await market.user('Buyer', shopper.ID, []),
      await market.user('Buyer', shopper.ID, []),
    ]
    const path = `/buyers/${shopper.ID}/users`
    const changes = [
      () => market.must('PATCH', '/catalogs/c/categories/b', { ID: 'renamed' }),
      () => market.must('PATCH', '/catalogs/c', { ID: 'other' }),
      () => market.must('PATCH', '/products/p1', { ID: 'q1' }),
      () => market.must('DELETE', '/products/p2'),
      () => market.must('PATCH', `${path}/${one.ID}`, { Username: 'between' }),
      () => market.must('PATCH', `${path}/${two.ID}`, { Username: one.username }),
      () => market.must('PATCH', `${path}/${one.ID}`, { Username: two.username }),
      () => market.must('PATCH', `/buyers/${shopper.ID}`, { ID: 'moved-buyer' }),
    ]
    let before = {}
    await moving(market, 'DB2', {
      told: async (step) => {
        if (step !== 'copied') return
        for (const change of changes) await change()
        before = await rowsIn(env.DB, market.id)
      },
    })
    expect(await rowsIn(env.DB2!, market.id)).toEqual(before)
  })

  it('is moved once, when two move it', async () => {
    const over = shopping()
    await Promise.allSettled([moving(market, 'DB2'), moving(market, 'DB2')])
    await moving(market, 'DB2')
    await check(await over(), 'DB2')
  })
})
