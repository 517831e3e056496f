import { describe, expect, expectTypeOf, it } from 'vitest'
import { normalise, whole } from '../../api/body.ts'
import { type Field, list, object, oneOf, required, text, type ValuesOf } from '../../api/field.ts'
import type { Kind } from '../../api/kinds/kind.ts'
import { amount } from '../../api/kinds/numbers.ts'
import { findProperty, parseTerms } from '../../api/lists/filter.ts'
import { parametersOf } from '../../api/lists/query.ts'
import { jsonOf } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { decodeRow, encodeRow, table } from '../../tables/table.ts'
import { compile } from '../compile.ts'
import { filterSql } from './filter-sql.ts'

/** A share of something, four places kept. */
const share: Kind<number> = {
  ...amount,
  name: 'share',
  column: {
    ...amount.column,
    places: 4,
    encode: (value) => Math.round(value * 10_000),
    decode: (stored) => Number(stored) / 10_000,
  },
  schema: (limits, within) => amount.schema({ ...limits, min: 0, max: 1 }, within),
}
const Share: Field<number | null> = { kind: share, initial: null, nullable: true }

describe('a kind that is new', () => {
  const fields = { Name: required(text(10)), Share, Parts: list(object('Part', { Share })) }
  const cakes = table('cakes', { keys: ['ID'], fields })
  const property = findProperty(fields, 'share')!
  const filter = (value: string) =>
    compile(filterSql({ properties: [property], terms: parseTerms(value) }, () => sql`t.Share`))

  it('is read from bodies, in lists and objects too', () => {
    const body = { name: 'Pie', share: 0.25, parts: [{ share: 0.5 }, {}] }
    const read = { Name: 'Pie', Share: 0.25, Parts: [{ Share: 0.5 }, { Share: null }] }
    expect(whole(normalise(body, fields), fields)).toEqual(read)
    expect(() => whole({ Name: 'Pie', Share: 2 }, fields)).toThrow('Share must be at most')
  })

  it('is read from parameters', () => {
    expect(parametersOf({ share: Share }, [['Share', '0.25']])).toEqual({ share: 0.25 })
    expect(() => parametersOf({ share: Share }, [['share', 'much']])).toThrow('share has an invalid value')
  })

  it('has a column', () => {
    const row = { ID: 'a', Marketplace: 'm', Version: 1, Name: 'Pie', Share: 0.25, Parts: [] }
    expect(encodeRow(cakes, row)).toEqual({ ...row, Share: 2500, Parts: '[]' })
    expect(decodeRow(cakes, encodeRow(cakes, row))).toEqual(row)
    expect(cakes.drizzle.Share!.getSQLType()).toBe('integer')
  })

  it('is filtered as it is stored, and shown as it was sent', () => {
    expect(filter('0.25')).toEqual({ sql: 't.Share = ?1', params: [2500] })
    expect(filter('>0.00001')).toEqual({ sql: 't.Share >= ?1', params: [1] })
    expect(() => filter('much')).toThrow('"much" does not fit the type of Share')
    expect(compile(jsonOf(Share, sql`t.Share`)).sql).toBe('t.Share / 10000.0')
  })
})

it('values are as narrow as their fields', () => {
  const fields = { Status: oneOf(['Open', 'Closed']), Name: required(text()), Tags: list(text()) }
  type Values = ValuesOf<typeof fields>
  expectTypeOf<Values>().toEqualTypeOf<{ Status: 'Open' | 'Closed' | null; Name: string; Tags: string[] }>()
})
