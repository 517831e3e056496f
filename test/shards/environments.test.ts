import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { exported, headerFrom } from '../../scripts/environment/export-marketplace.ts'
import { type Importing, importMarketplace } from '../../scripts/environment/import-marketplace.ts'
import type { Portal } from '../../scripts/environment/portal.ts'
import { createApp } from '../../src/app.ts'
import { operations } from '../../src/operations.ts'
import { carriedTables } from '../../src/store/carry/table-order.ts'
import { compile } from '../../src/store/compile.ts'
import { insert } from '../../src/store/rows.ts'
import { portalAccounts } from '../../src/tables/portal/accounts.ts'
import { type Request, requestIn } from '../conformance/requests.ts'
import { makeWorld, type World } from '../conformance/world.ts'
import { ORIGIN } from '../support/marketplace.ts'
import { BASE } from '../support/portal.ts'

const app = createApp(operations)

/** Another installation, with a database of its own. */
const elsewhere = { ...env, DB: env.OTHER!, DB2: undefined, DB3: undefined }

async function call(bindings: typeof env, method: string, path: string, body: unknown, token: string) {
  const context = createExecutionContext()
  const root = path.startsWith('/portal') ? '' : '/v1'
  const response = await app.request(
    `${ORIGIN}${root}${path}`,
    {
      method,
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
      body: body === undefined ? undefined : JSON.stringify(body),
    },
    bindings,
    context,
  )
  const text = await response.text()
  await waitOnExecutionContext(context)
  return { status: response.status, body: text ? JSON.parse(text) : null }
}

const portalOf =
  (bindings: typeof env, token: string): Portal =>
  async (method, path, body) => {
    const answer = await call(bindings, method, `${BASE}${path}`, body, token)
    if (answer.status < 400) return answer.body
    throw Object.assign(new Error(`${method} ${path}: ${JSON.stringify(answer.body)}`), {
      status: answer.status,
    })
  }

async function collected(lines: AsyncIterable<string>) {
  const out: string[] = []
  for await (const line of lines) out.push(line)
  return out
}

const reading = (lines: string[]) =>
  async function* () {
    yield* lines
  }

// What is under way is not exported.
const isExported = ({ path }: { path: string }) => !path.includes('/deliveries')
const reads = operations.filter(
  (o) => o.method === 'GET' && o.roles !== 'anonymous' && o.roles !== 'portal' && isExported(o),
)

let world: World
const requests = new Map<string, Request>()
let file: string[]
let here: Portal
let there: Portal
beforeAll(async () => {
  world = await makeWorld()
  // Some make something to read; a cart is as it was made last.
  for (const o of reads) requests.set(o.id, await requestIn(world, o))
  const { Key, Username, token } = world.portal.account
  const { sql, params } = compile(
    insert(portalAccounts, '', { Key, Username, Email: 'o@example.com', Active: true }).sql,
  )
  await elsewhere.DB.prepare(sql)
    .bind(...params)
    .run()
  here = portalOf(env, token)
  there = portalOf(elsewhere, token)
  file = await collected(exported(here, world.market.id))
  await importMarketplace(there, reading(file), { marketplace: world.market.id })
})

const importing = (portal: Portal, how: Importing) => importMarketplace(portal, reading(file), how)

/** What both have of every table that is exported. */
async function rowsOf(database: D1Database, marketplace: string) {
  const names = carriedTables(false).map((t) => t.name)
  const results = await database.batch<Record<string, unknown>>(
    names.map((name) => database.prepare(`select * from "${name}" where Marketplace = ?`).bind(marketplace)),
  )
  return names.map((name, i) => [
    name,
    results[i]!.results.filter((row) => !row.BuiltIn)
      .map(({ RowKey: _, Audience: __, AudienceVersion: ___, ...row }) => JSON.stringify(row))
      .sort(),
  ])
}

describe('an export, imported elsewhere', () => {
  it('has every row', async () => {
    const { id } = world.market
    expect(await rowsOf(elsewhere.DB, id)).toEqual(await rowsOf(env.DB, id))
    for (const name of ['listed_products', 'branch_products']) {
      const listed = (of: D1Database) =>
        of.prepare(`select * from ${name} where Marketplace = ? order by 2, 3, 4, 5`).bind(id).all()
      const { results } = await listed(env.DB)
      expect((await listed(elsewhere.DB)).results).toEqual(results)
      expect([name, results.length > 0]).toEqual([name, true])
    }
  })

  it('is the same when it is imported again', async () => {
    const before = await rowsOf(elsewhere.DB, world.market.id)
    await expect(importing(there, { marketplace: world.market.id })).rejects.toThrow('--resume')
    await importing(there, { marketplace: world.market.id, resume: true })
    expect(await rowsOf(elsewhere.DB, world.market.id)).toEqual(before)
  })

  it.each(reads.map((o) => [o.id, o] as const))('%s answers the same', async (_, operation) => {
    const { path, as, body } = requests.get(operation.id)!
    // The marketplace is younger there than the tokens of here.
    const { token } = await world.market.as(typeof as === 'object' ? as : world.market.seller, {})
    const of = (bindings: typeof env) => call(bindings, operation.method, path, body, token)
    expect(await of(elsewhere)).toEqual(await of(env))
  })
})

describe('an export, imported beside the original', () => {
  it('is refused as long as it has the IDs of the original', async () => {
    const marketplace = `copy-${crypto.randomUUID().slice(0, 8)}`
    await expect(importing(here, { marketplace })).rejects.toThrow(
      /(api_clients|order_invitations) is taken.*give it a new one/,
    )
  })

  it('is a marketplace of its own name, with API clients of its own', async () => {
    const marketplace = `copy-${crypto.randomUUID().slice(0, 8)}`
    const { rows } = await importing(here, { marketplace, newIDs: true })
    expect(rows).toBe(JSON.parse(file.at(-1)!).Rows)
    const { access_token } = await here('GET', `/organizations/${marketplace}/token`)
    const get = async (path: string) => (await call(env, 'GET', path, undefined, access_token)).body
    expect((await get('/apiclients')).Meta.TotalCount).toBe(
      (await world.market.must('GET', '/apiclients')).Meta.TotalCount,
    )
    for (const path of ['/products/rope', '/orders/Incoming/submitted', '/buyers/acme/users/uma'])
      expect(await get(path)).toEqual(
        JSON.parse(
          JSON.stringify(await world.market.must('GET', path)).replaceAll(world.market.id, marketplace),
        ),
      )
    const left = await env.DB.prepare(
      "select count(*) n from users where Marketplace = ? and Kind = 'Seller' and Company <> ?",
    )
      .bind(marketplace, marketplace)
      .first('n')
    expect(left).toBe(0)
  })

  it('calls nobody, and has no secret of the original, when it is scrubbed', async () => {
    const marketplace = `copy-${crypto.randomUUID().slice(0, 8)}`
    await importing(here, { marketplace, newIDs: true, scrub: true })
    const rows = async (table: string, of: string) =>
      (await env.DB.prepare(`select * from "${table}" where Marketplace = ?`).bind(of).all()).results
    for (const table of ['webhooks', 'message_senders', 'integration_events', 'promotion_integrations']) {
      const scrubbed = await rows(table, marketplace)
      expect(scrubbed).toHaveLength((await rows(table, world.market.id)).length)
      for (const row of scrubbed)
        expect(
          [row.Url, row.URL, row.CustomImplementationUrl, row.CustomAuthHeaderValue].every((v) => v == null),
        ).toBe(true)
    }
    for (const table of ['webhook_routes', 'message_sender_assignments'])
      expect(await rows(table, marketplace)).toEqual([])
    const secrets = async (of: string) =>
      [
        ...(await rows('api_clients', of)).map((c) => c.ClientSecret),
        ...(await rows('api_client_secrets', of)).map((c) => c.Hash),
        ...(await rows('webhooks', of)).map((c) => c.HashKey),
        ...(await rows('openid_connects', of)).map((c) => c.ConnectClientSecret),
      ].map((secret) => secret || null)
    const [before, after] = [await secrets(world.market.id), await secrets(marketplace)]
    // Who must show a secret must go on to: a client without one is open to anybody.
    expect(after.map((s) => s !== null).sort()).toEqual(before.map((s) => s !== null).sort())
    expect(after.filter((s) => s !== null && before.includes(s))).toEqual([])
  })
})

describe('what is imported', () => {
  const put = (Table: string, rows: unknown) =>
    here('PUT', `/organizations/${world.market.id}/import`, { Table, Rows: JSON.stringify(rows) })
  const locale = { ID: 'odd', OwnerID: null, Currency: `a"b\\c\u0000d\u{1F6A2}'`, Language: 'en', Version: 1 }

  it('is taken letter by letter', async () => {
    await put('locales', [locale])
    const { Rows } = await here(
      'GET',
      `/organizations/${world.market.id}/export/locales?after=${encodeURIComponent('["oda"]')}`,
    )
    expect(Rows[0]).toEqual(locale)
  })

  it.each([
    ['refresh_tokens', [], 'Table'],
    ['marketplaces', [], 'Table'],
    ['locales', [{ ...locale, Marketplace: 'other' }], 'Rows'],
    ['locales', [{ ...locale, Currency: {} }], 'Rows'],
    ['locales', { length: 0 }, 'Rows'],
    ['users', [{ ID: 'x', BuiltIn: 1 }], 'Rows'],
    ['spec_options', [{ SpecID: 'none', ID: 'x', Value: 'x', Version: 1 }], 'Rows'],
  ])('%s with %j is refused', async (table, rows, property) => {
    await expect(put(table, rows)).rejects.toThrow(`"Property":"${property}"`)
  })

  it('is for the owner alone', async () => {
    const guest = portalOf(env, world.portal.guest.token)
    for (const path of ['/export/locales', '/export/users'])
      await expect(guest('GET', `/organizations/${world.market.id}${path}`)).rejects.toThrow(
        'InsufficientRoles',
      )
    await expect(
      guest('PUT', `/organizations/${world.market.id}/import`, { Table: 'locales', Rows: '[]' }),
    ).rejects.toThrow('InsufficientRoles')
  })
})

it('holds a page at a time, of however many rows', async () => {
  const many = 20_000
  let pages = 0
  let put = 0
  const portal: Portal = async (method, path, body) => {
    if (method === 'PUT' && path.endsWith('/import'))
      put += JSON.parse((body as { Rows: string }).Rows).length
    const [, table, after] = /export\/(\w+)(?:\?after=(\d+))?/.exec(path) ?? []
    if (table !== 'products')
      return { Id: 'm', Name: 'M', Environment: 'Sandbox', Schema: 's', Rows: [], After: null }
    pages++
    const first = Number(after ?? 0)
    const Rows = Array.from({ length: 100 }, (_, i) => ({ ID: `p${first + i}`, ParentID: null }))
    return { Rows, After: first + 100 < many ? String(first + 100) : null }
  }
  const lines = async function* () {
    let products = 0
    const started = pages
    for await (const line of exported(portal, 'm')) {
      if (line.startsWith('["products"')) products++
      // No page is asked for before the one before it was taken.
      expect(pages - started).toBe(Math.ceil(products / 100))
      yield line
    }
  }
  const { rows } = await importMarketplace(portal, lines, { marketplace: 'm', resume: true })
  expect([rows, put]).toEqual([many, many])
})

it('names the lines of the file whose rows are refused', async () => {
  const portal: Portal = async (method, path, body) => {
    const { Rows = '' } = (body ?? {}) as { Rows?: string }
    if (method === 'PUT' && path.endsWith('/import') && Rows.includes('p150'))
      throw new Error('400 no such row')
    return { Id: 'm', Name: 'M', Environment: 'Sandbox', Schema: 's', Rows: [], After: null }
  }
  const header = JSON.stringify(await headerFrom(portal, '/organizations/m'))
  const rows = Array.from({ length: 250 }, (_, i) => JSON.stringify(['products', { ID: `p${i}` }]))
  const lines = async function* () {
    yield* [header, ...rows, JSON.stringify({ Rows: rows.length })]
  }
  await expect(importMarketplace(portal, lines, { marketplace: 'm', resume: true })).rejects.toThrow(
    'Lines 102 to 201 of the file: 400 no such row',
  )
})
