import { env } from 'cloudflare:workers'
import { expect } from 'vitest'
import type { Statement } from '../../src/store/compile.ts'
import { selectList } from '../../src/store/reads/select-list.ts'
import { together } from '../../src/store/reads/together.ts'
import type { Sent } from '../../src/store/session.ts'
import { explain } from '../support/explain.ts'

/** Columns are known by the texts of reads, or are not known at all. */
export async function expectKnownColumns(read: Statement): Promise<void> {
  const names = selectList(read.sql)?.names
  const [row] = (await run(read)).results
  if (names && row) expect([read.sql, names]).toEqual([read.sql, Object.keys(row)])
}

/** A statement made of several reads gives the rows that each gives alone, found in the same way and at the same cost. */
export async function expectTogetherAsAlone({ sql, params, parts }: Sent): Promise<void> {
  const alone = await Promise.all(parts!.map(run))
  const one = await run({ sql, params })
  expect([sql, together(parts!).apart([one.results])]).toEqual([sql, alone.map((a) => a.results)])
  const rowsRead = alone.reduce((sum, a) => sum + a.meta.rows_read, 0)
  // What SQLite holds for a moment, to sort it or while a tree is climbed, is counted again where it is read.
  expect([sql, one.meta.rows_read <= rowsRead * 1.125 + 1]).toEqual([sql, true])
  const plans = await Promise.all(parts!.map(ways))
  expect([sql, await ways({ sql, params })]).toEqual([sql, plans.flat().sort()])
}

const run = ({ sql, params }: Statement) =>
  env.DB.prepare(sql)
    .bind(...params)
    .all()

/** How the tables of a statement are read, and what is sorted; sub-queries are numbered otherwise in each. */
const ways = async (statement: Statement): Promise<string[]> =>
  (await explain(statement))
    .map((line) => line.detail)
    .filter((detail) => /^(SEARCH|SCAN|USE TEMP) (?!t$|\(|CONSTANT)/.test(detail))
    .map((detail) => detail.replace(/\(subquery-\d+\)/, '(subquery)'))
    .sort()
