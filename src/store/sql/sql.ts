import { type SQL, sql } from '../../tables/sql.ts'

/** A row as the database gives it: whatever columns the statement says. */
export type StoredRow = Record<string, unknown>

/** A read and what one of its rows means. */
export interface Query<T> {
  sql: SQL
  decode: (row: StoredRow) => T
}

/** A query over plain columns that need no decoding. */
export const plain = <T>(query: SQL): Query<T> => ({ sql: query, decode: asItIs<T> })

/** A row that needs no decoding: the statement beside it says which columns it has. */
export const asItIs = <T>(row: StoredRow) => row as T

/** Joins conditions or terms as a balanced tree: each operator counts towards SQLite's expression depth of 100. */
export function combine(parts: SQL[], operator: 'and' | 'or' | '+'): SQL {
  if (parts.length === 0) return operator === 'and' ? sql`1` : sql`0`
  if (parts.length === 1) return parts[0]!
  const middle = parts.length >> 1
  return sql`(${combine(parts.slice(0, middle), operator)} ${sql.raw(operator)} ${combine(parts.slice(middle), operator)})`
}

/** All of the conditions. */
export const and = (...parts: (SQL | undefined)[]) =>
  combine(
    parts.filter((p) => p !== undefined),
    'and',
  )
/** Any of the conditions. */
export const or = (...parts: (SQL | undefined)[]) =>
  combine(
    parts.filter((p) => p !== undefined),
    'or',
  )
