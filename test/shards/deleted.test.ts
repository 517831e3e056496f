import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { move, type Place } from '../../scripts/shard/move.ts'
import { removeDeleted } from '../../src/portal/marketplaces/removal.ts'
import { mirror } from '../../src/store/carry/mirror.ts'
import { type Marketplace, marketplace, send } from '../support/marketplace.ts'
import { account } from '../support/portal.ts'

const bindings = { DB: env.DB, DB2: env.DB2!, DB3: env.DB3! }
const places: Place[] = Object.entries(bindings).map(([binding, database]) => ({ binding, database }))
const moving = (market: Marketplace, to: string) => move({ marketplace: market.id, places, to, grace: 0 })

let market: Marketplace
let owner: Awaited<ReturnType<typeof account>>
let other: Awaited<ReturnType<typeof account>>
beforeEach(async () => {
  market = await marketplace()
  await market.product(await market.buyer(), { ID: 'p0' })
  owner = await account()
  other = await account()
  await env.DB.prepare('update marketplaces set Owner = ? where ID = ?').bind(owner.Key, market.id).run()
})

/** As the confirmed deletion writes it. */
const shut = () =>
  env.DB.prepare(
    "update marketplaces set Active = 0, DateDeleted = '2026-01-01T00:00:00.000+00:00' where ID = ?",
  )
    .bind(market.id)
    .run()

/** What all databases have of the marketplace, as far as these tables tell. */
async function rows() {
  const all = await Promise.all(
    Object.entries(bindings).flatMap(([name, database]) =>
      [
        ['marketplaces', 'ID'],
        ['users', 'Marketplace'],
        ['companies', 'Marketplace'],
        ['api_clients', 'Marketplace'],
      ].map(async ([table, column]) => {
        const n = await database
          .prepare(`select count(*) n from ${table} where ${column} = ?`)
          .bind(market.id)
          .first<number>('n')
        return [`${name}.${table}`, n] as const
      }),
    ),
  )
  return Object.fromEntries(all.filter(([, n]) => n! > 0))
}

const taking = () => other.api('PUT', `/organizations/${market.id}`, { Name: 'Mine' })
const signIn = () =>
  send('POST', '/oauth/token', `grant_type=client_credentials&client_id=${market.clients.guests}`, {
    'Content-Type': 'application/x-www-form-urlencoded',
  })

describe('the ID of a marketplace that was deleted', () => {
  it.each([
    ['where it began', [], true],
    ['elsewhere', ['DB2'], true],
    ['elsewhere, which has not heard of it', ['DB2'], false],
    ['at its third home', ['DB2', 'DB3'], true],
    ['at home again', ['DB2', 'DB'], true],
  ])('%s is nobody else’s while any database has rows of it', async (_, homes, isTold) => {
    for (const home of homes) await moving(market, home)
    await market.must('GET', '/products/p0')
    await shut()
    if (isTold) await mirror(env)
    let nights = 0
    for (; Object.keys(await rows()).length > 0; nights++) {
      expect(nights).toBeLessThan(20)
      // Its control database is the last to forget it.
      expect(Object.keys(await rows())).toContain('DB.marketplaces')
      expect((await taking()).body.ErrorCode).toBe('IdExists')
      if (isTold) expect((await signIn()).status).toBe(401)
      await removeDeleted(env, 40)
    }
    expect(nights).toBeGreaterThan(0)
    expect((await taking()).status).toBe(200)
    const { access_token } = await other.must('GET', `/organizations/${market.id}/token`)
    expect((await market.must('GET', '/adminusers', undefined, access_token)).Items).toEqual([])
    for (const table of ['users', 'products'])
      expect((await other.must('GET', `/organizations/${market.id}/export/${table}`)).Rows).toEqual([])
  })

  it('is nobody else’s while its database does not answer, which keeps no other from going', async () => {
    vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await moving(market, 'DB2')
    await shut()
    const second = await marketplace()
    await env.DB.prepare(
      "update marketplaces set Active = 0, DateDeleted = '2026-01-01T00:00:00.000+00:00' where ID = ?",
    )
      .bind(second.id)
      .run()
    await removeDeleted({ ...env, DB2: undefined, DB3: undefined })
    expect((await taking()).body.ErrorCode).toBe('IdExists')
    expect(
      await env.DB.prepare('select ID from marketplaces where ID = ?').bind(second.id).first(),
    ).toBeNull()
    vi.restoreAllMocks()
  })

  it('is nobody else’s where only another database knows it', async () => {
    await moving(market, 'DB2')
    await env.DB.batch(
      ['companies where Marketplace', 'marketplaces where ID'].map((of) =>
        env.DB.prepare(`delete from ${of} = ?`).bind(market.id),
      ),
    )
    expect((await taking()).body.ErrorCode).toBe('IdExists')
  })

  it('is found where the new one is, also by who knows the old one elsewhere', async () => {
    await moving(market, 'DB2')
    await market.must('GET', '/products/p0')
    // Shut meanwhile, and made anew by another isolate.
    const run = (database: D1Database, of: string) => database.prepare(`${of} = ?`).bind(market.id).run()
    await run(env.DB2!, 'update marketplaces set Active = 0 where ID')
    await run(env.DB, 'delete from companies where Marketplace')
    await run(env.DB, 'delete from marketplaces where ID')
    await env.DB.batch([
      env.DB.prepare(
        `insert into marketplaces (ID, Name, Owner, Active, DateCreated, HookVersion, AccessVersion, CatalogVersion, Version)
         values (?, 'New', ?, 1, '2020-01-01T00:00:00.000+00:00', 0, 0, 0, 1)`,
      ).bind(market.id, other.Key),
      env.DB.prepare(
        `insert into companies (Marketplace, Kind, ID, Name, Active, Version) values (?1, 'Seller', ?1, 'New', 1, 1)`,
      ).bind(market.id),
    ])
    const { access_token } = await other.must('GET', `/organizations/${market.id}/token`)
    expect((await market.must('GET', '/products', undefined, access_token)).Items).toEqual([])
  })
})

describe('an export', () => {
  it('is whole wherever the marketplace is, also by who knows it elsewhere', async () => {
    const exported = async () =>
      (await owner.must('GET', `/organizations/${market.id}/export/products`)).Rows.length
    expect(await exported()).toBe(1)
    for (const home of ['DB2', 'DB3', 'DB']) {
      await moving(market, home)
      expect([home, await exported()]).toEqual([home, 1])
    }
  })

  it('is refused for the moment in which the marketplace is at home nowhere', async () => {
    await moving(market, 'DB2')
    await env.DB2!.prepare("update marketplaces set Place = 'DB3' where ID = ?").bind(market.id).run()
    const { status, body } = await owner.api('GET', `/organizations/${market.id}/export/products`)
    expect([status, body.ErrorCode]).toEqual([503, 'Api.Busy'])
  })
})
