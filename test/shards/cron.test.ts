import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { move, type Place } from '../../scripts/shard/move.ts'
import worker from '../../src/index.ts'
import { mirror } from '../../src/store/carry/mirror.ts'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { account, join } from '../support/portal.ts'

const places: Place[] = Object.entries({ DB: env.DB, DB2: env.DB2!, DB3: env.DB3! }).map(
  ([binding, database]) => ({ binding, database }),
)
const moving = (market: Marketplace, to: string) => move({ marketplace: market.id, places, to, grace: 0 })

/** Minutes of the day: the night's work is done in one of them. */
const [DAY, NIGHT] = ['2026-11-30T12:00:00Z', '2026-11-30T03:17:00Z'].map((at) => Date.parse(at)) as [
  number,
  number,
]

const scheduled = (bindings: typeof env, scheduledTime: number) =>
  worker.scheduled({ scheduledTime, cron: '* * * * *', noRetry() {} }, bindings, {} as ExecutionContext)

/** A database of which whatever is asked fails. */
const broken = {
  withSession: () => ({
    prepare: () => ({ bind: () => ({}) }),
    batch: () => Promise.reject(new Error('no such database')),
  }),
} as unknown as D1Database

let market: Marketplace
let owner: Awaited<ReturnType<typeof account>>
beforeEach(async () => {
  market = await marketplace()
  owner = await account()
  await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, market.id).run()
})

/** Of each kind something that a run deletes. */
const leave = (database: D1Database) =>
  database.batch([
    database
      .prepare(
        `insert into login_failures (Marketplace, Username, Attempts, Expires, Version)
         values (?, 'failure', 1, '2020-01-01T00:00:00.000+00:00', 1)`,
      )
      .bind(market.id),
    database
      .prepare(
        `insert into orders (Marketplace, Key, Leg, ID, Status, IsSubmitted, DateCreated, LastUpdated, Version)
         values (?, 'left', 'Buyer', 'left', 'Unsubmitted', 0, '2020-01-01T00:00:00.000+00:00', '2020-01-01T00:00:00.000+00:00', 1)`,
      )
      .bind(market.id),
  ])

const left = async (database: D1Database) => {
  const names = ['login_failures', 'orders']
  const results = await database.batch(
    names.map((name) => database.prepare(`select 1 from ${name} where Marketplace = ?`).bind(market.id)),
  )
  return results.flatMap(({ results: rows }, i) => (rows.length > 0 ? [names[i]!] : []))
}

describe('the cron', () => {
  it.each([
    ['the first', { DB: 'DB2' }],
    ['another', { DB2: 'DB2' }],
  ])('does its work in every database but one that fails', async (_, of) => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const isFirst = 'DB' in of
    if (isFirst) await moving(market, 'DB2')
    const working = isFirst ? env.DB2! : env.DB
    await leave(working)
    const bindings = { ...env, ...(isFirst ? { DB: broken } : { DB2: broken }) } as typeof env
    await scheduled(bindings, DAY)
    expect(await left(working)).toEqual(['orders'])
    await scheduled(bindings, NIGHT)
    expect(await left(working)).toEqual([])
    expect(String(error.mock.calls)).toContain('no such database')
    error.mockRestore()
  })

  it('does its work though a marketplace is at home where nothing is bound', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const lost = await marketplace()
    await env.DB.prepare("update marketplaces set Place = 'DB9' where ID = ?").bind(lost.id).run()
    await moving(market, 'DB2')
    await env.DB.prepare('update marketplaces set Active = 0 where ID = ?').bind(market.id).run()
    await leave(env.DB2!)
    await scheduled(env, NIGHT)
    expect(await left(env.DB2!)).toEqual([])
    const there = await env
      .DB2!.prepare('select Active from marketplaces where ID = ?')
      .bind(market.id)
      .first()
    expect(there).toEqual({ Active: 0 })
    await env.DB.prepare('update marketplaces set Place = null where ID = ?').bind(lost.id).run()
    error.mockRestore()
  })

  it('tells any number of marketplaces by a few statements', async () => {
    await moving(market, 'DB2')
    for (const [database, place] of [
      [env.DB, "'DB2'"],
      [env.DB2!, 'null'],
    ] as const)
      await database
        .prepare(
          `with recursive n(i) as (select 1 union all select i + 1 from n where i < 700)
           insert into marketplaces (ID, Name, Active, Place, HookVersion, AccessVersion, CatalogVersion, Version)
           select ?1 || '-' || i, 'M' || i, 1, ${place}, 0, 0, 0, 1 from n`,
        )
        .bind(market.id)
        .run()
    await env.DB.prepare("update marketplaces set Name = 'New' where ID like ? || '-%'").bind(market.id).run()
    const sent = (await sentDuring(() => mirror(env))).flatMap((s) => s.batches.flat())
    expect(sent.length).toBeLessThan(30)
    const told = await env
      .DB2!.prepare("select count(*) n from marketplaces where Name = 'New' and ID like ? || '-%'")
      .bind(market.id)
      .first('n')
    expect(told).toBe(700)
    for (const database of [env.DB, env.DB2!])
      await database.prepare("delete from marketplaces where ID like ? || '-%'").bind(market.id).run()
  })
})

describe('the user that an account has in a marketplace', () => {
  /** Whatever somebody who knows the account could call a user. */
  const squatting = async (key: string) => {
    const person = { FirstName: 'a', LastName: 'b', Email: 'a@example.com', Active: true }
    await market.must('POST', '/adminusers', { ID: `portal-${key}`, Username: key, ...person })
    await market.must('POST', '/adminusers', { ID: 'squat', Username: `portal-${key}`, ...person })
  }

  it.each([[[]], [['DB2']]])('is nobody else’s, whatever others are called: moved to %j', async (homes) => {
    const second = await account()
    for (const home of homes) await moving(market, home)
    await squatting(second.Key)
    await join(owner, market.id, second, { Roles: ['FullAccess'] })
    const token = async () => (await second.must('GET', `/organizations/${market.id}/token`)).access_token
    const tokens = [await token(), await token()]
    await mirror(env)
    for (const given of tokens) expect(await market.outcome('GET', '/products', undefined, given)).toBe(200)
    expect(await market.must('GET', '/adminusers/squat')).toMatchObject({ Username: `portal-${second.Key}` })
  })

  it('does not keep others from being told, where it is somebody else', async () => {
    await moving(market, 'DB2')
    const second = await account()
    await join(owner, market.id, second, { Roles: ['FullAccess'] })
    await owner.must('GET', `/organizations/${market.id}/token`)
    // As no request makes it.
    await env
      .DB2!.prepare("update users set Key = 'other', BuiltIn = 0 where Marketplace = ? and Key = ?")
      .bind(market.id, owner.Key)
      .run()
    const { access_token } = await second.must('GET', `/organizations/${market.id}/token`)
    await mirror(env)
    expect(await market.outcome('GET', '/products', undefined, access_token)).toBe(200)
    const { results } = await env
      .DB2!.prepare("select BuiltIn from users where Marketplace = ? and Key = 'other'")
      .bind(market.id)
      .run()
    expect(results).toEqual([{ BuiltIn: 0 }])
  })
})
