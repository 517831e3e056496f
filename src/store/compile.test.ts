import { describe, expect, it } from 'vitest'
import { sql } from '../tables/sql.ts'
import { compile } from './compile.ts'

describe('a statement', () => {
  it('binds text once, numbers each time, and tells values of different types apart', () => {
    expect(
      compile(
        sql`select ${'m'}, ${1}, ${'1'}, ${true}, ${null}, ${'m'}, ${null} from ${sql.identifier('a"b')}`,
      ),
    ).toEqual({
      sql: 'select ?1, ?2, ?3, ?4, ?5, ?1, ?6 from "a""b"',
      params: ['m', 1, '1', true, null, null],
    })
  })

  it('is made of others, in the order of the text', () => {
    const inner = sql`(select ${2}, ${1})`
    expect(compile(sql`select ${1}, ${inner}, ${undefined}${sql.raw('now()')}`)).toEqual({
      sql: 'select ?1, (select ?2, ?3), now()',
      params: [1, 2, 1],
    })
  })

  it('packs more than a hundred values into one', () => {
    const many = Array.from({ length: 101 }, (_, i) => sql`${i}`)
    const { sql: text, params } = compile(sql`select ${sql.list(many)}`)
    expect(params).toEqual([JSON.stringify(many.map((_, i) => i))])
    expect(text).toMatch(/^select \(\?1 ->> 0\), .*\(\?1 ->> 100\)$/)
  })

  it('is refused where it is longer than D1 takes, as it is sent', () => {
    const long = (n: number) => sql.list(Array.from({ length: n }, (_, i) => sql`${String(i % 101)}`))
    expect(compile(long(7000)).sql.length).toBeLessThanOrEqual(100_000)
    // Short enough as it is written, too long once its values are packed.
    expect(() => compile(long(9000))).toThrow('more than can be asked for')
    expect(() => compile(sql.raw('x'.repeat(100_001)))).toThrow('more than can be asked for')
  })

  it('takes nothing else', () => {
    expect(() => compile(sql`select ${[1, 2]}`)).toThrow('made of text')
  })
})
