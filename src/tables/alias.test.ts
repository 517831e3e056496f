import { expect, test } from 'vitest'
import { compile } from '../store/compile.ts'
import { as } from './alias.ts'
import { catalogs } from './catalog/catalogs.ts'
import { products } from './catalog/products.ts'
import { marketplaces } from './portal/marketplaces.ts'
import { sql } from './sql.ts'

const c = as(catalogs, 'c')

test('columns, tenant and table of an alias', () => {
  const { sql: text, params } = compile(sql`select ${c.Name} from ${c.from} where ${c.here('m')}`)
  expect(text).toBe('select "c"."Name" from "catalogs" "c" where "c"."Marketplace" = ?1')
  expect(params).toEqual(['m'])
})

test('an alias and its columns are made once', () => {
  expect(as(catalogs, 'c')).toBe(c)
  expect(as(catalogs, 'c').Key).toBe(c.Key)
  expect(as(catalogs, 'd')).not.toBe(c)
})

test('what is calculated for a row is a column too', () => {
  expect(compile(c.CategoryCount).sql).toContain('k.CatalogID = "c"."ID"')
  expect(c.CategoryCount).toBe(c.CategoryCount)
})

test('the integer of a row is the key that full-text indexes point at, where there is one', () => {
  expect(compile(as(products, 'p').rowid).sql).toBe('"p"."RowKey"')
  expect(compile(c.rowid).sql).toBe('"c"."rowid"')
})

test('a column that is not there is an error, of types and at run time', () => {
  // @ts-expect-error no such column
  expect(c.Nam).toBeUndefined()
  // Part of the wire's model only, or of no table above marketplaces.
  expect(() => as(products, 'p').Inventory).toThrow('products has no column Inventory')
  expect(() => as(marketplaces, 'm').Marketplace).toThrow('marketplaces has no column Marketplace')
})
