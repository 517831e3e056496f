import type { ApiError } from '../api/errors.ts'
import type { SQL } from './sql.ts'

/** A writing statement of a commit, and what must have come of it. */
export interface Write {
  sql: SQL
  /** What must be as it is written … */
  holds?: SQL
  /** … how many rows it must have touched … */
  expect?: number
  /** … and what it means when that is not so: a refusal, or (by default) that the rows read are stale. */
  else?: ApiError
  /** Sent twice, it changes no more than sent once. */
  once?: true
  /** Name under which the rows it returns are handed back. */
  returning?: string
  told?: readonly Told[]
}

/** What a write makes of one row, as the audit tells it. */
export interface Told {
  did: 'Insert' | 'Update' | 'Remove'
  marketplace: string
  table: string
  /** What it was found by, the row as it was, where that is known, and the columns that are written. */
  key?: Where
  before?: object
  after?: object
}

/** A precondition of a commit. */
export interface Guard {
  /** True when all is well; false and null both refuse. */
  guard: SQL
  /** The refusal, made of `data` perhaps; none means that the rows read are stale. */
  else?: ApiError | ((data: unknown) => ApiError)
  /** SQL text whose value becomes the refusal's `Data`, or makes the refusal, as JSON. */
  data?: SQL
}

/** What a commit is made of, in order: statements of which nothing is to be said stand as they are. */
export type Written = SQL | Write | Guard

/** Values by the names of their columns, of a table that is not known here: its fields say what each is. */
export type ColumnValues = Record<string, unknown>

/** Values of key or other columns that rows must have. */
export type Where = ColumnValues
