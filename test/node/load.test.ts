import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { INTEGRATION_SECRET, integration } from '../../scripts/demo/demo.ts'
import { type Api, connect } from '../../scripts/seed/api.ts'
import { filesOf } from '../../scripts/seed/load.ts'
import { readCsv, readJsonLines, type Streamed } from '../../scripts/seed/records.ts'
import { type StartedWorker, startWorker } from '../client/worker.ts'
import { eventually } from '../support/eventually.ts'

let folder: string
let worker: StartedWorker
let api: Api

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'wharf-load-'))
  worker = await startWorker(folder)
  api = await connect(worker.url, { clientID: integration, clientSecret: INTEGRATION_SECRET })
})

afterAll(async () => {
  await worker?.stop()
  await rm(folder, { recursive: true, force: true })
})

/** Runs the script. @param killAt kills it once that line is done */
async function seed(args: string[], killAt?: number) {
  const child = spawn(
    process.execPath,
    ['scripts/seed.ts', ...args, '--url', worker.url, '--client-id', integration],
    {
      env: { ...process.env, WHARF_CLIENT_SECRET: INTEGRATION_SECRET },
    },
  )
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk))
  const ended = once(child, 'exit')
  let isOver = false
  ended.then(() => (isOver = true))
  if (killAt !== undefined) {
    await eventually(async () => expect(isOver || (await lineIn(args[0]!)) >= killAt).toBe(true))
    child.kill('SIGKILL')
  }
  const [code, signal] = await ended
  return { code, signal, said }
}

const lineIn = (file: string) =>
  readFile(filesOf(file).progress, 'utf8').then(
    (text) => JSON.parse(text).line as number,
    () => 0,
  )

const failuresOf = async (file: string) =>
  (await readFile(filesOf(file).failed, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

/** All objects of a list, by ID, in pages. */
async function all(path: string): Promise<Map<string, Record<string, unknown>>> {
  const found = new Map<string, Record<string, unknown>>()
  for (let page = 1, pages = 1; page <= pages; page++) {
    const { body } = await api('GET', `${path}&pageSize=100&page=${page}`)
    const list = body as { Meta: { TotalPages: number }; Items: { ID: string }[] }
    pages = list.Meta.TotalPages
    for (const item of list.Items) found.set(item.ID, item)
  }
  return found
}

test.each([
  ['Products', 'Inventroy.Enabled'],
  ['Products', 'Inventory.Enabeld'],
  ['Products', 'Nmae:json'],
  ['PriceSchedules', 'PriceBreaks.0.Pirce'],
  ['SupplierBuyerAssignments', 'Buyer'],
])(
  'a CSV of %s with a column %s, which is no property, is refused before anything is loaded',
  async (resource, column) => {
    const file = join(folder, 'misspelt.csv')
    await writeFile(
      file,
      `ID,Name,${column}\nmisspelt,A name,true\n`.replace(
        /^ID,Name/,
        resource.endsWith('Assignments') ? 'SupplierID,BuyerID' : 'ID,Name',
      ),
    )
    const { code, said } = await seed([file, '--resource', resource])
    expect([code, said]).toEqual([
      1,
      expect.stringContaining(`Column "${column.split(':')[0]}": ${resource} have no such property.`),
    ])
    expect((await api('GET', '/products/misspelt')).status).toBe(404)
  },
)

test('a CSV that is killed midway goes on, ends as it would have, and tells what failed', async () => {
  const file = join(folder, 'products.csv')
  const rows = Array.from({ length: 3000 }, (_, i) => [
    `csv-${i}`,
    i === 700 ? '' : `Product ${i}`,
    'true',
    i === 1700 ? 'heavy' : '1.5',
    'true',
    `${i}`,
    `"a ""quoted"", text\nof two lines ${i}"`,
    '007',
    '12',
  ])
  rows[2600]!.push('too much')
  const columns =
    'ID,Name,Active,ShipWeight,Inventory.Enabled,Inventory.QuantityAvailable,Description,xp.Code,xp.Grade:number'
  await writeFile(file, [columns, ...rows.map((r) => r.join())].join('\r\n'))
  const args = [file, '--resource', 'Products']
  const killed = await seed(args, 1500)
  expect(killed.signal).toBe('SIGKILL')
  const reached = await lineIn(file)
  expect(reached).toBeGreaterThanOrEqual(1500)
  const resumed = await seed(args)
  expect(resumed).toMatchObject({ code: 1, said: expect.stringContaining('2997 saved, 3 failed') })
  expect(await failuresOf(file)).toMatchObject([
    { Resource: 'Products', ID: 'csv-700', $Failed: { Line: 1 + 2 * 701, Code: 'ValidationFailure' } },
    { Resource: 'Products', ID: 'csv-1700', $Failed: { Message: 'ShipWeight must be of type number.' } },
    { ID: 'csv-2600', $Failed: { Message: 'The line has 10 values, the first one 9.' } },
  ])
  expect(await lineIn(file)).toBe(0)
  const found = await all('/products?ID=csv-*')
  expect(found.size).toBe(2997)
  expect(found.get('csv-2999')).toMatchObject({
    Name: 'Product 2999',
    ShipWeight: 1.5,
    Inventory: { QuantityAvailable: 2999 },
    Description: 'a "quoted", text\nof two lines 2999',
    xp: { Code: '007', Grade: 12 },
  })
})

test('JSON lines of several resources are saved in their order; what failed can be mended and seeded', async () => {
  const file = join(folder, 'shop.jsonl')
  const of = (Resource: string, make: (i: number) => object) =>
    Array.from({ length: 1200 }, (_, i) => JSON.stringify({ Resource, ...make(i) }))
  const lines = [
    ...of('PriceSchedules', (i) => ({
      ID: `jsonl-${i}`,
      Name: 'P',
      PriceBreaks: [{ Quantity: 1, Price: i / 4 }],
    })),
    '{"Resource":"Products", "ID":',
    JSON.stringify({ Resource: 'Nothings', ID: 'x' }),
    ...of('Products', (i) => ({
      ID: `jsonl-${i}`,
      Name: `Product ${i}`,
      Active: true,
      DefaultPriceScheduleID: i === 500 ? 'unknown' : `jsonl-${i}`,
      ...(i === 0 ? { IsParent: true } : i % 10 === 1 ? { ParentID: 'jsonl-0' } : {}),
    })),
    ...of('ProductCatalogAssignments', (i) => ({
      CatalogID: 'industrial',
      ProductID: `jsonl-${i % 10 === 1 ? 0 : i}`,
    })),
  ]
  await writeFile(file, lines.join('\n'))
  expect((await seed([file], 1300)).signal).toBe('SIGKILL')
  expect(await seed([file])).toMatchObject({ code: 1 })
  const failed = await failuresOf(file)
  expect(failed.map(({ $Failed }) => [$Failed.Line, $Failed.Code])).toEqual([
    [1201, 'Unreadable'],
    [1202, 'Unreadable'],
    [1203 + 500, 'NotFound'],
    [2403 + 500, 'NotFound'],
  ])
  const products = await all('/products?ID=jsonl-*')
  expect([products.size, (await all('/priceschedules?ID=jsonl-*')).size]).toEqual([1199, 1200])
  expect(products.get('jsonl-11')).toMatchObject({ ParentID: 'jsonl-0', DefaultPriceScheduleID: 'jsonl-11' })

  const mended = join(folder, 'mended.jsonl')
  const again = failed.slice(2).map((f) => JSON.stringify(f).replace('"unknown"', '"jsonl-500"'))
  await writeFile(mended, again.join('\n'))
  expect(await seed([mended])).toMatchObject({ code: 0, said: expect.stringContaining('2 saved') })
  const assigned = await api('GET', '/catalogs/productassignments?catalogID=industrial&productID=jsonl-500')
  expect((assigned.body as { Items: unknown[] }).Items).toHaveLength(1)
})

describe('records', () => {
  const read = async (records: AsyncIterable<Streamed>) => {
    const out: Streamed[] = []
    for await (const record of records) out.push(record)
    return out
  }

  test('of JSON lines leave out empty lines and why a line failed before', async () => {
    const file = join(folder, 'some.jsonl')
    await writeFile(file, '\uFEFF{"Resource":"Buyers","ID":"a","$Failed":{"Line":1}}\n\n[1]\n{"ID":"b"}')
    expect(await read(readJsonLines(file))).toMatchObject([
      { line: 1, resource: 'Buyers', item: { ID: 'a' } },
      { line: 3, problem: 'The line is no JSON object.' },
      { line: 4, resource: '', item: { ID: 'b' } },
    ])
  })

  test('of CSV have their columns’ paths and types, and nothing where a cell is empty', async () => {
    const file = join(folder, 'some.csv')
    await writeFile(
      file,
      '\uFEFFID,PriceBreaks.0.Quantity,PriceBreaks.0.Price,ApplyTax,xp.a.b:json,__proto__.x\na,1,2.5,TRUE,"[1,2]",y\nb,,x,no,{,',
    )
    const types: Record<string, string> = {
      'PriceBreaks.0.Quantity': 'integer',
      'PriceBreaks.0.Price': 'number',
      ApplyTax: 'boolean',
    }
    const records = await read(readCsv(file, 'PriceSchedules', (_, path) => types[path]))
    expect(records.map((r) => r.item)).toEqual([
      { ID: 'a', PriceBreaks: [{ Quantity: 1, Price: 2.5 }], ApplyTax: true, xp: { a: { b: [1, 2] } } },
      { ID: 'b', PriceBreaks: [{ Price: 'x' }], ApplyTax: 'no', xp: { a: { b: '{' } } },
    ])
    expect(({} as { x?: string }).x).toBeUndefined()
  })
})
