import { readdir, stat } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { demoFile, movePictures } from '../../scripts/demo/demo.ts'
import type { Answer, Api } from '../../scripts/seed/api.ts'
import { parseSeedFile } from '../../scripts/seed/file.ts'
import { progressOn } from '../../scripts/seed/progress.ts'
import { seed } from '../../scripts/seed/seed.ts'
import { compile } from '../../src/store/compile.ts'

interface Request {
  method: string
  path: string
  body?: Record<string, unknown>
}

/** A server that takes everything, but for what a test answers itself. */
function server(answers: (request: Request) => Answer | undefined = () => undefined) {
  const requests: Request[] = []
  const api: Api = async (method, path, body) => {
    const request = { method, path, body: body as Request['body'] }
    const answer = answers(request)
    if (!answer && method === 'GET')
      return { status: 404, body: { Errors: [{ ErrorCode: 'NotFound', Message: '' }] } }
    requests.push(request)
    return answer ?? { status: 200, body }
  }
  const at = (method: string, path: string) =>
    requests.findIndex((r) => r.method === method && r.path === path)
  return { api, requests, at, sent: (method: string, path: string) => requests[at(method, path)]?.body }
}

const refusal = (status: number, ErrorCode: string, Data: unknown = null): Answer => ({
  status,
  body: { Errors: [{ ErrorCode, Message: 'No.', Data }] },
})

describe('pictures of the demo', () => {
  const urls = async (origin: string) => {
    const { Products = [], Bundles = [] } = (await demoFile(origin)).Objects
    return [...Products, ...Bundles].flatMap(({ xp }) =>
      (xp as { Images: { Url: string; ThumbnailUrl: string }[] }).Images.flatMap((i) => [
        i.Url,
        i.ThumbnailUrl,
      ]),
    )
  }

  test('are files, all of them used and small', async () => {
    const files = await readdir('public/demo')
    const origin = 'http://localhost:9000'
    expect(new Set(await urls(origin))).toEqual(new Set(files.map((f) => `${origin}/demo/${f}`)))
    for (const file of files) expect((await stat(`public/demo/${file}`)).size).toBeLessThan(2_000)
  })

  test('follow the server to another port, and leave what is not theirs', async () => {
    const db = new DatabaseSync(':memory:')
    db.exec('create table products (Marketplace text, xp text)')
    const add = (marketplace: string, url: string | null) =>
      db
        .prepare('insert into products values (?, ?)')
        .run(marketplace, url && JSON.stringify({ Brand: 'B', Images: [{ Url: url, ThumbnailUrl: url }] }))
    add('demo', 'http://localhost:8787/demo/boxes.svg')
    add('demo', 'https://cdn.example/demo/boxes.svg')
    add('demo', null)
    add('mine', 'http://localhost:8787/demo/boxes.svg')
    const before = db.prepare('select xp from products').all()
    const { sql, params } = compile(movePictures('http://localhost:9000').sql)
    const move = () => db.prepare(sql).run(...(params as string[])).changes
    expect([move(), move()]).toEqual([1, 0])
    const [first, ...rest] = db.prepare('select xp from products').all()
    expect(rest).toEqual(before.slice(1))
    const moved = 'http://localhost:9000/demo/boxes.svg'
    expect(JSON.parse(first!.xp as string)).toEqual({
      Brand: 'B',
      Images: [{ Url: moved, ThumbnailUrl: moved }],
    })
  })
})

describe('the progress of seeding', () => {
  const written = (isTTY: boolean) => {
    const chunks: string[] = []
    const tell = progressOn({ isTTY, write: (text: string | Uint8Array) => chunks.push(String(text)) > 0 })
    for (let done = 1; done <= 25; done++) tell(done, 25, 'Products')
    return chunks
  }

  test('is one line that fills up in a terminal', () => {
    const chunks = written(true)
    expect(chunks.length).toBe(25)
    expect(chunks.every((c) => c.startsWith('\r') && c.endsWith('\n') === (c === chunks.at(-1)))).toBe(true)
    expect(chunks.at(-1)).toContain('25/25')
  })

  test('is a line for each tenth elsewhere', () => {
    const chunks = written(false)
    expect(chunks.length).toBe(10)
    expect(chunks[0]).toBe('10% (3 of 25): Products\n')
    expect(chunks.at(-1)).toBe('100% (25 of 25): Products\n')
  })
})

describe('a seed file', () => {
  test('is refused with the name of what does not fit', () => {
    expect(() => parseSeedFile('Buyers: []')).toThrow('not Buyers')
    expect(() => parseSeedFile('Objects: { Buyres: [] }')).toThrow('Objects has no Buyres.')
    expect(() => parseSeedFile('Objects: { Buyers: { ID: acme } }')).toThrow('Buyers is a list of objects.')
    expect(() => parseSeedFile('- a')).toThrow('`Objects`')
  })

  test('may use the names of older versions, and leave lists empty', () => {
    const file = parseSeedFile(
      'Objects: { Buyers: }\nAssignments: { ProductCatalogAssignment: [{ ProductID: p }] }',
    )
    expect(file).toEqual({ Objects: {}, Assignments: { ProductCatalogAssignments: [{ ProductID: 'p' }] } })
  })
})

describe('seeding', () => {
  test('saves what is referred to before what refers to it', async () => {
    const { api, at, requests } = server()
    const file = await demoFile('http://localhost:8787')
    const result = await seed(file, api)
    expect(result.errors).toEqual([])
    // A default option, or variants to be generated, are no records of their own.
    const completing = requests.filter((r) => r.method === 'PATCH' || r.path.endsWith('/variants/generate'))
    expect(completing.length).toBe(4)
    expect(result.saved).toBe(requests.length - completing.length)
    const inOrder = (...[a, b]: [string, string][]) => expect(at(...a!)).toBeLessThan(at(...b!))
    inOrder(['PUT', '/catalogs/industrial'], ['PUT', '/buyers/acme'])
    inOrder(['PUT', '/buyers/acme'], ['PUT', '/buyers/acme/users/buyer01'])
    inOrder(['PUT', '/priceschedules/TV-TM-25'], ['PUT', '/products/TV-TM-25'])
    inOrder(
      ['PUT', '/catalogs/industrial/categories/tools'],
      ['PUT', '/catalogs/industrial/categories/hand-tools'],
    )
    inOrder(
      ['PUT', '/catalogs/industrial/categories/hand-tools'],
      ['PUT', '/catalogs/industrial/categories/wrenches'],
    )
    const last = requests.findLastIndex((r) => r.path === '/catalogs/productassignments')
    expect(last).toBeLessThan(at('POST', '/catalogs/industrial/categories/productassignments'))
    expect(at('POST', '/catalogs/industrial/categories/productassignments')).toBeGreaterThan(-1)
  })

  test('gives what the marketplace owned elsewhere to the marketplace here', async () => {
    const { api, sent } = server()
    await seed(
      parseSeedFile(`Objects:
        Suppliers: [{ ID: northwind }]
        Catalogs:
          - { ID: a, OwnerID: <MarketplaceID placeholder> }
          - { ID: b, OwnerID: northwind }
          - { ID: c, OwnerID: marketplace-it-was-downloaded-from }`),
      api,
    )
    expect(sent('PUT', '/catalogs/a')).toEqual({ ID: 'a' })
    expect(sent('PUT', '/catalogs/b')).toEqual({ ID: 'b', OwnerID: 'northwind' })
    expect(sent('PUT', '/catalogs/c')).toEqual({ ID: 'c' })
  })

  const clients = parseSeedFile(`
    Objects:
      ApiClients: [{ ID: OLD-ID, AppName: Shop, ClientSecret: <Redacted. Leave unchanged.> }]
      Webhooks: [{ ID: hook, ApiClientIDs: [old-id], HashKey: key }]
    Assignments:
      ApiClientAssignments: [{ ApiClientID: old-id, BuyerID: acme }]`)

  test('refers to API clients by the IDs that the server gave them', async () => {
    const { api, sent } = server(({ method, path }) =>
      method === 'POST' && path === '/apiclients' ? { status: 201, body: { ID: 'new-id' } } : undefined,
    )
    const { secrets, errors } = await seed(clients, api)
    expect(errors).toEqual([])
    expect(sent('PUT', '/webhooks/hook')).toMatchObject({ ApiClientIDs: ['new-id'], HashKey: 'key' })
    expect(sent('POST', '/apiclients/assignments')).toEqual({ ApiClientID: 'new-id', BuyerID: 'acme' })
    expect(secrets).toEqual([`Shop ClientSecret ${sent('POST', '/apiclients')!.ClientSecret}`])
  })

  test('knows its API clients again, and keeps their secrets', async () => {
    const { api, sent, at } = server(({ method, path }) => {
      if (method === 'GET' && path.startsWith('/apiclients?'))
        return { status: 200, body: { Items: [{ ID: 'new-id', AppName: 'Shop' }] } }
      if (method === 'GET' && path === '/apiclients/new-id') return { status: 200, body: {} }
      return undefined
    })
    const { secrets } = await seed(clients, api)
    expect(at('POST', '/apiclients')).toBe(-1)
    expect(sent('PATCH', '/apiclients/new-id')).toEqual({ ID: 'new-id', AppName: 'Shop' })
    expect(secrets).toEqual([])
  })

  test('does not set a counter back', async () => {
    const { api, sent } = server(({ method }) => (method === 'GET' ? { status: 200, body: {} } : undefined))
    await seed(
      parseSeedFile('Objects: { Incrementors: [{ ID: orders, LastNumber: 0, LeftPaddingCount: 5 }] }'),
      api,
    )
    expect(sent('PATCH', '/incrementors/orders')).toEqual({ ID: 'orders', LeftPaddingCount: 5 })
  })

  test('sets default options after the options, and finds generated variants', async () => {
    const { api, at, sent } = server()
    await seed(
      parseSeedFile(`
        Objects:
          Products: [{ ID: shirt }]
          Specs: [{ ID: color, DefaultOptionID: red }]
          SpecOptions: [{ SpecID: color, ID: red }]
          Variants: [{ ProductID: shirt, ID: shirt-r, Specs: [{ SpecID: color, OptionID: red }] }]
        Assignments:
          SpecProductAssignments: [{ SpecID: color, ProductID: shirt }]`),
      api,
    )
    expect(sent('PUT', '/specs/color')).toEqual({ ID: 'color', DefaultOptionID: null })
    expect(at('PATCH', '/specs/color')).toBeGreaterThan(at('PUT', '/specs/color/options/red'))
    expect(at('POST', '/products/shirt/variants/generate')).toBeGreaterThan(
      at('POST', '/specs/productassignments'),
    )
    expect(sent('PUT', '/products/shirt/variants/shirt-red')).toMatchObject({ ID: 'shirt-r' })
  })

  test('has the variants made that a product only counts', async () => {
    const { api, at, requests } = server()
    const result = await seed(
      parseSeedFile(`
        Objects:
          Products: [{ ID: shirt, VariantCount: 4 }, { ID: hat, VariantCount: 0 }, { ID: mug }]
        Assignments:
          SpecProductAssignments: [{ SpecID: color, ProductID: shirt }]`),
      api,
    )
    expect(result).toMatchObject({ saved: 4, errors: [] })
    expect(requests.filter((r) => r.path.includes('/variants')).map((r) => r.path)).toEqual([
      '/products/shirt/variants/generate',
    ])
    expect(at('POST', '/products/shirt/variants/generate')).toBeGreaterThan(
      at('POST', '/specs/productassignments'),
    )
  })

  test('takes lists that stand in the record they belong to, each record once', async () => {
    const { api, sent, requests } = server()
    await seed(
      parseSeedFile(`
        Objects:
          Products:
            - { ID: shirt, Variants: [{ ID: shirt-r, Specs: [{ SpecID: color, OptionID: red }] }] }
          Specs: [{ ID: color, Options: [{ ID: red }, { ID: blue }] }]
          SpecOptions: [{ SpecID: color, ID: Red, Value: Red }]`),
      api,
    )
    expect(sent('PUT', '/products/shirt')).toEqual({ ID: 'shirt' })
    expect(sent('PUT', '/products/shirt/variants/shirt-red')).toMatchObject({ ID: 'shirt-r' })
    expect(requests.filter((r) => r.path.includes('/options/')).map((r) => r.path)).toEqual([
      '/specs/color/options/Red',
      '/specs/color/options/blue',
    ])
  })

  test('knows a record without an ID again by what it says', async () => {
    const { api, requests } = server()
    const file = parseSeedFile(`
      Objects:
        InventoryRecords: [{ ProductID: p, AddressID: a }, { ProductID: p, AddressID: b }, { ProductID: p, AddressID: b }]`)
    await seed(file, api)
    const first = requests.splice(0)
    await seed(file, api)
    expect(requests).toEqual(first)
    expect(new Set(first.map((r) => `${r.method} ${r.path}`)).size).toBe(3)
    expect(first.map((r) => r.method)).toEqual(['PUT', 'PUT', 'PUT'])
  })

  test('names what was refused, and goes on', async () => {
    const { api, sent } = server(({ path }) => (path === '/buyers/a' ? refusal(400, 'Bad') : undefined))
    const file = parseSeedFile('Objects: { Buyers: [{ ID: a }, { ID: b }], Users: [{ ID: lost }] }')
    const result = await seed(file, api)
    expect(result).toMatchObject({
      saved: 1,
      errors: ['Buyers a: Bad: No.', 'Users lost: Required: BuyerID is missing.'],
    })
    expect(sent('PUT', '/buyers/b')).toEqual({ ID: 'b' })
  })

  test('skips what the server has no operation for', async () => {
    const { api } = server(({ path }) =>
      path.startsWith('/specs') ? refusal(404, 'NotFound', { ObjectType: 'Route' }) : undefined,
    )
    const file = parseSeedFile(
      'Objects: { Specs: [{ ID: a, DefaultOptionID: x }, { ID: b }], Buyers: [{ ID: acme }] }',
    )
    const result = await seed(file, api)
    expect(result).toMatchObject({ saved: 1, errors: [] })
    expect([...result.skipped]).toEqual([['Specs', 2]])
  })
})
