import { env } from 'cloudflare:workers'
import { sql } from 'drizzle-orm'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { text } from '../../src/api/field.ts'
import { parseList } from '../../src/api/lists/list.ts'
import { compile } from '../../src/store/compile.ts'
import { listQueries } from '../../src/store/list.ts'
import { columns, insert } from '../../src/store/rows.ts'
import { Session } from '../../src/store/session.ts'
import { as } from '../../src/tables/alias.ts'
import { decodeRow } from '../../src/tables/table.ts'
import { filter, free, inAddress, lower, order, type Row, rows, things, valuesAt } from './filter-rules.ts'

const fields = { ID: text(), ...things.fields }
const spec = { search: ['Name'], sort: 'any', order: ['ID'] } as const

const M = 'filters'
const session = new Session(env.DB, 'Things.List')

/** What lists with these queries answer: IDs in order. One round trip for all. */
async function lists(queries: [string, string][][]): Promise<string[][]> {
  const statements = queries.map((query) => {
    const request = parseList(
      spec,
      fields,
      query.some(([name]) => name === 'pageSize') ? query : [['pageSize', '100'], ...query],
      new Set(),
    )
    const { items } = listQueries(
      {
        spec,
        columns: columns(things, 't'),
        decode: (row) => decodeRow(things, row),
        row: as(things, 't'),
        where: sql`t.Marketplace = ${M}`,
      },
      request,
    )
    return compile(items.sql)
  })
  const answers = await session.batch(statements)
  return answers.map((rows) => rows.map((row) => row.ID as string))
}

beforeAll(async () => {
  await env.DB.prepare(`create table things (Marketplace text collate nocase, ID text collate nocase, Name text collate nocase,
    Quantity integer, Weight real, UnitPrice integer, Total integer, Active integer, Status text collate nocase, Since text,
    Address text, Tags text, Items text, xp text, Version integer, primary key (Marketplace, ID))`).run()
  await env.DB.batch(
    rows.map((r) => {
      const { sql: statement, params } = compile(insert(things, M, r).sql)
      return env.DB.prepare(statement).bind(...params)
    }),
  )
})

describe('a filter', () => {
  it('finds the rows that meet the rules, whatever is stored and whatever is asked', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(filter, { minLength: 1, maxLength: 2 }), { minLength: 20, maxLength: 20 }),
        async (cases) => {
          const found = await lists(cases.map((filters) => filters.map((f) => f.sent)))
          cases.forEach((filters, i) => {
            const expected = rows.filter((r) => filters.every((f) => f.meets(r))).map((r) => r.ID)
            const asked = filters.map((f) => f.sent.join('=')).join('&')
            expect([asked, found[i]!.toSorted()]).toEqual([asked, expected.toSorted()])
          })
        },
      ),
      { numRuns: 40 },
    )
  })

  const found = async (...query: [string, string][]) => (await lists([query]))[0]

  it('takes hundreds of IDs, more than a statement has parameters', async () => {
    const ids = Array.from({ length: 400 }, (_, i) => `none${i}`)
    expect(await found(['ID', [...ids, 'T07', 't12', 'missing'].join('|')])).toEqual(['T07', 't12'])
  })

  it('takes hundreds of values of xp', async () => {
    const values = Array.from({ length: 400 }, (_, i) => `none${i}`)
    const expected = rows.filter((r) =>
      free(valuesAt(r.xp, ['v']), { negate: false, op: '', pieces: ['abc'] }),
    )
    expect(expected.length).toBeGreaterThan(0)
    expect(await found(['xp.v', [...values, 'ABC'].join('|')])).toEqual(expected.map((r) => r.ID))
  })

  it('takes dozens of conditions, and refuses what no statement can hold', async () => {
    const terms = (n: number, not = '') => Array.from({ length: n }, (_, i) => `${not}*${i}*x*y*`).join('|')
    expect(await found(['Name|xp.deep.k', terms(49)])).toEqual([])
    await expect(found(['xp.a.b.c.d.e.f.g.h', terms(99, '!')])).rejects.toMatchObject({
      status: 400,
      errors: [{ ErrorCode: 'Search.InvalidQuery' }],
    })
  })

  it.each([
    ['Quantity', 'five'],
    ['Quantity', '5*'],
    ['Quantity', '>'],
    ['Total', '1,5'],
    ['Total', '0x10'],
    ['Active', 'yes'],
    ['Active', '>true'],
    ['Status', 'Gone'],
    ['Status', '3'],
    ['Status', '>Open'],
    ['Status', 'O*'],
    ['Since', 'today'],
    ['Since', '2024*'],
    ['Since', '13/13/2024'],
    ['Address', 'Bern'],
  ])('%s=%s does not fit the type', async (name, value) => {
    await expect(lists([[[name, value]]])).rejects.toMatchObject({
      status: 400,
      errors: [{ ErrorCode: 'List.InvalidType', Data: { Property: name } }],
    })
  })

  it('pages by the last ID: its order is the order of the sort', async () => {
    const seen: string[] = []
    for (let last = ''; ; ) {
      const page = (
        await lists([
          [
            ['pageSize', '7'],
            ['sortBy', 'ID'],
            ['ID', `>${last}`],
          ],
        ])
      )[0]!
      if (page.length === 0) break
      seen.push(...page)
      last = page.at(-1)!
    }
    expect(seen).toEqual(rows.map((r) => r.ID))
  })
})

describe('a sort', () => {
  const text_ = (v: unknown) => (v === null ? null : lower(v as string))
  const keys: Record<string, (r: Row) => unknown> = {
    Name: (r) => text_(r.Name),
    Quantity: (r) => r.Quantity,
    UnitPrice: (r) => r.UnitPrice,
    Total: (r) => r.Total,
    Active: (r) => Number(r.Active),
    Since: (r) => r.Since,
    'Address.City': (r) => text_(inAddress('City')(r)),
    'xp.rank': (r) => {
      const v = (r.xp as Row | null)?.rank ?? null
      // Absent, numbers, strings, booleans.
      if (v === null) return null
      return typeof v === 'number' ? [1, v] : typeof v === 'string' ? [2, lower(v)] : [3, Number(v)]
    },
  }
  const compare = (a: unknown, b: unknown): number => {
    if (a === null || b === null)
      return Number(b === null) * (a === null ? 0 : 1) - Number(a === null) * (b === null ? 0 : 1)
    if (Array.isArray(a)) return order(a[0], (b as number[])[0]!) || order(a[1], (b as number[])[1]!)
    return order(a as number, b as number)
  }
  const sorts = fc.uniqueArray(
    fc.record({ name: fc.constantFrom(...Object.keys(keys)), down: fc.boolean() }),
    {
      minLength: 1,
      maxLength: 3,
      selector: (s) => s.name,
    },
  )

  it('puts null and absent first, and last when descending; the ID breaks ties in the last key’s direction', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(sorts, { minLength: 10, maxLength: 10 }), async (cases) => {
        const found = await lists(
          cases.map((by) => [['sortBy', by.map((s) => (s.down ? '!' : '') + s.name).join(',')]]),
        )
        cases.forEach((by, i) => {
          const expected = rows.toSorted((a, b) => {
            for (const s of by) {
              const sign = compare(keys[s.name]!(a), keys[s.name]!(b))
              if (sign !== 0) return s.down ? -sign : sign
            }
            return order(lower(a.ID), lower(b.ID)) * (by.at(-1)!.down ? -1 : 1)
          })
          expect([by, found[i]]).toEqual([by, expected.map((r) => r.ID)])
        })
      }),
      { numRuns: 8 },
    )
  })
})
