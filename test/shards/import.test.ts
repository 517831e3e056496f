import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { MOST } from '../../src/resource/most.ts'
import { carriedColumns } from '../../src/store/carry/pages.ts'
import { carriedTables } from '../../src/store/carry/table-order.ts'
import { storedFields } from '../../src/tables/table.ts'
import { account, core, organization } from '../support/portal.ts'

let owner: Awaited<ReturnType<typeof account>>
let id: string
beforeAll(async () => {
  owner = await account()
  id = await organization(owner)
})

/** @returns what refuses, or null */
async function put(Table: string, rows: unknown, of = id): Promise<string | null> {
  const Rows = typeof rows === 'string' ? rows : JSON.stringify(rows)
  const { status, body } = await owner.api('PUT', `/organizations/${of}/import`, { Table, Rows })
  if (status === 204) return null
  expect([Table, status]).toEqual([Table, 400])
  expect(body.Data.Property).toBe('Rows')
  return body.Errors.map((e: { Message: string }) => e.Message).join(' ')
}

const count = (table: string, of = id) =>
  env.DB.prepare(`select count(*) n from "${table}" where Marketplace = ?`).bind(of).first('n')

/** Something that is in no export, by the form of its column. */
const unfit = {
  plain: { text: [5, '\ud800'], integer: ['many', 1.5, 2 ** 60], real: ['much'] },
  flag: { integer: [2, 'yes'], text: [], real: [] },
  scaled: { integer: [0.5, 'much'], text: [], real: [] },
  json: { text: ['{', 'null', 'x'.repeat(1000), '['.repeat(200) + ']'.repeat(200)], integer: [], real: [] },
} as const

describe.each(carriedTables(false).map((t) => [t.name, t] as const))('rows of %s', (_, t) => {
  it('have in each column what is a value of it, or are refused by their place and its name', async () => {
    const fields = storedFields(t)
    for (const column of carriedColumns(t)) {
      const { form, type } = fields[column]!.kind.column
      const values: readonly unknown[] = unfit[form][type]
      expect([column, values.length > 0]).toEqual([column, true])
      for (const value of values)
        expect([column, value, await put(t.name, [{ [column]: value }])]).toEqual([
          column,
          value,
          expect.stringContaining(`Rows[0].${column} `),
        ])
      for (const value of [{}, [], true])
        expect(await put(t.name, [{ [column]: value }])).toContain('Rows must be')
    }
    expect(await count(t.name)).toBe(t.name === 'companies' ? 1 : 0)
  })

  it('have a key', async () => {
    for (const row of [{}, Object.fromEntries(t.keys.map((k) => [k, null]))]) {
      const message = await put(t.name, [row])
      const needed = t.keys.some((k) => !t.fields[k]?.nullable)
      expect(message).toMatch(needed ? /Rows\[0\]\.\w+ must not be empty/ : /Rows/)
    }
    expect(await put(t.name, [[], null, 'x'])).toContain('Rows must be')
    expect(await put(t.name, 'no JSON')).toContain('Rows must be')
  })
})

const company = { Kind: 'Buyer', ID: 'acme', Name: 'Acme', Active: 1, Version: 1 }
const person = {
  Kind: 'Seller',
  FirstName: 'a',
  LastName: 'b',
  Email: 'a@example.com',
  Active: 1,
  TokenGeneration: 0,
  BuiltIn: 0,
  Version: 1,
}

describe('rows', () => {
  it.each([
    ['an ID that no request could name', { ...company, ID: 'a/b' }, 'ID'],
    ['an organization of no kind', { ...company, Kind: 'Weird' }, 'Kind'],
    ['a second seller', { ...company, Kind: 'Seller' }, 'ID'],
    ['a date of another form', { ...company, DateCreated: '2026-01-01' }, 'DateCreated'],
    ['a text beyond its limit', { ...company, Name: 'x'.repeat(101) }, 'Name'],
    ['xp beyond its limit', { ...company, xp: JSON.stringify({ a: 'x'.repeat(8000) }) }, 'xp'],
    ['xp of a megabyte', { ...company, xp: 'x'.repeat(1_400_000) }, 'xp'],
  ])('with %s are refused', async (_, row, column) => {
    expect(await put('companies', [company, row])).toContain(`Rows[1].${column} `)
    expect(await count('companies')).toBe(1)
  })

  it('take the place of no user that the server has made', async () => {
    const { access_token } = await owner.must('GET', `/organizations/${id}/token`)
    const builtIn = await env.DB.prepare(
      'select ID, Username, Key from users where Marketplace = ? and BuiltIn = 1',
    )
      .bind(id)
      .first<{ ID: string; Username: string; Key: string }>()
    const { ID, Key } = builtIn!
    const other = { ...person, Company: id, ID: 'other', Username: 'other', Key: 'other' }
    for (const row of [
      { ...other, ID, BuiltIn: 0 },
      { ...other, ID: ID.toUpperCase() },
      { ...other, Key },
      { ...other, Key: (await account()).Key },
    ])
      expect(await put('users', [row])).toContain('one that the server has made')
    expect(await put('users', [other])).toBeNull()
    expect((await core(access_token, 'GET', '/adminusers')).status).toBe(200)
  })
})

describe('as many as requests may make', () => {
  const many = (most: number, row: (i: number) => object) => Array.from({ length: most }, (_, i) => row(i))
  const rule = { Name: 'r', RuleExpression: 'true', ApprovingGroupID: 'g', Version: 1 }
  const hook = {
    Name: 'h',
    ElevatedRoles: '[]',
    HeldRoles: '[]',
    ApiClientIDs: '[]',
    WebhookRoutes: '[]',
    Version: 1,
  }

  it.each([
    ['webhooks', MOST.webhooks, (i: number) => ({ ...hook, ID: `h${i}` })],
    ['message_senders', MOST.messageSenders, (i: number) => ({ ID: `m${i}`, Name: 'm', Version: 1 })],
    ['synonyms', MOST.synonyms, (i: number) => ({ ID: `s${i}`, Terms: '["a","b"]', Version: 1 })],
    ['integration_events', MOST.integrationEvents, (i: number) => ({ ID: `i${i}`, Name: 'i', Version: 1 })],
    [
      'approval_rules',
      MOST.approvalRules,
      (i: number) => ({ ...rule, Kind: 'Buyer', Company: 'acme', ID: `r${i}` }),
    ],
    [
      'seller_approval_rules',
      MOST.approvalRules,
      (i: number) => ({ ...rule, ID: `r${i}`, OwnerID: 'acme', ApprovalType: 'OrderReturn' }),
    ],
  ])('%s are put, and not one more', async (table, most, row) => {
    const of = await organization(owner)
    expect(await put('companies', [company], of)).toBeNull()
    const size = most / 10
    for (let i = 0; i < most; i += size)
      expect(
        await put(
          table,
          many(size, (n) => row(i + n)),
          of,
        ),
      ).toBeNull()
    expect(await put(table, [row(most)], of)).toContain(`at most ${most}`)
    expect(await put(table, [row(0)], of)).toBeNull()
    expect(await count(table, of)).toBe(most)
  })

  it('are the secrets of a client, the webhooks before its requests, and the routes that a webhook has', async () => {
    const of = await organization(owner)
    const client = crypto.randomUUID()
    expect(
      await put(
        'api_clients',
        [{ ID: client, AppName: 'a', Active: 1, AccessTokenDuration: 600, Version: 1 }],
        of,
      ),
    ).toBeNull()
    const secret = (i: number) => ({ ApiClientID: client, ID: `s${i}`, Name: 's', Version: 1 })
    expect(await put('api_client_secrets', many(MOST.apiClientSecrets + 1, secret), of)).toContain('at most')
    const asked = (i: number) => ({
      ...hook,
      ID: `h${i}`,
      BeforeProcessRequest: 1,
      ApiClientIDs: JSON.stringify([client]),
      WebhookRoutes: '[{"Route":"v1/products","Verb":"POST"}]',
    })
    for (const i of [0, 10])
      expect(
        await put(
          'webhooks',
          many(10, (n) => asked(i + n)),
          of,
        ),
      ).toBeNull()
    expect(await put('webhooks', [asked(20)], of)).toContain('at most')
    const route = {
      Verb: 'POST',
      Route: 'v1/products',
      ClientID: client,
      Before: 1,
      WebhookID: 'h0',
      Version: 1,
    }
    expect(await put('webhook_routes', [route], of)).toBeNull()
    for (const other of [{ Verb: 'PUT' }, { Route: 'v1/orders' }, { Before: 0 }])
      expect(await put('webhook_routes', [{ ...route, ...other }], of)).toContain('webhook')
  })

  it('are told here, whatever has a bound', () => {
    // A new one has to be counted by imports too.
    expect(Object.keys(MOST)).toHaveLength(9)
  })
})
