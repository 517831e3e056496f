import type { SQL } from 'drizzle-orm'
import { SQLiteAsyncDialect } from 'drizzle-orm/sqlite-core'
import { fail } from '../api/errors.ts'
import type { Query, Results } from '../api/sql.ts'

/** A statement ready to send. */
export interface Statement {
  sql: string
  params: unknown[]
}

/** What a request did to the database: told in `Server-Timing`, asserted by tests. */
export interface Usage {
  roundTrips: number
  rowsRead: number
  rowsWritten: number
  milliseconds: number
}

/** A statement that was sent, for tests that explain what they see. */
export interface Sent extends Statement {
  rowsRead: number
  rowsWritten: number
}

type Observer = (operation: string, batch: Sent[]) => void
const observers = new Set<Observer>()

/** Calls `observer` with every batch sent, until the returned function is called. For tests. */
export function observe(observer: Observer): () => void {
  observers.add(observer)
  return () => observers.delete(observer)
}

/** Values D1 binds to one statement at most. */
const MOST_PARAMETERS = 100
/** Characters of a statement D1 takes at most. */
const MOST_CHARACTERS = 100_000

class NumberedParameters extends SQLiteAsyncDialect {
  override escapeParam(n: number) {
    return `?${n + 1}`
  }
}

const dialect = new NumberedParameters()

/**
 * drizzle builds, it does not send: its own `batch` maps joined columns of one name wrongly on D1. More values than
 * can be bound (filters and searches of many words) travel as one JSON array.
 * @throws ApiError 400 when a list asks for more than one statement can hold
 */
export function compile(query: SQL): Statement {
  const { sql: text, params } = dialect.sqlToQuery(query)
  const statement =
    params.length <= MOST_PARAMETERS
      ? { sql: text, params }
      : {
          sql: text.replace(/\?(\d+)/g, (_, n: string) => `(?1 ->> ${Number(n) - 1})`),
          params: [JSON.stringify(params)],
        }
  if (statement.sql.length > MOST_CHARACTERS)
    throw fail('Search.InvalidQuery', 'This is more than can be asked for at once.')
  return statement
}

/** The database of one request: sends batches and counts what they cost. */
export class Session {
  readonly usage: Usage = { roundTrips: 0, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }
  readonly #d1: D1DatabaseSession
  readonly #operation: string

  constructor(database: D1Database, operation: string, constraint: D1SessionConstraint = 'first-primary') {
    this.#d1 = database.withSession(constraint)
    this.#operation = operation
  }

  /** Sends statements as one atomic batch: one round trip. */
  async batch(statements: Statement[]): Promise<Record<string, unknown>[][]> {
    const started = Date.now()
    this.usage.roundTrips++
    const results = await this.#d1.batch<Record<string, unknown>>(
      statements.map((s) => this.#d1.prepare(s.sql).bind(...s.params)),
    )
    this.usage.milliseconds += Date.now() - started
    for (const { meta } of results) {
      this.usage.rowsRead += meta.rows_read ?? 0
      this.usage.rowsWritten += meta.rows_written ?? 0
    }
    if (observers.size)
      for (const observer of observers)
        observer(
          this.#operation,
          statements.map((s, i) => ({
            ...s,
            rowsRead: results[i]!.meta.rows_read ?? 0,
            rowsWritten: results[i]!.meta.rows_written ?? 0,
          })),
        )
    return results.map((r) => r.results)
  }

  /** Reads several queries in one round trip. */
  async read<Q extends Record<string, Query<unknown>>>(queries: Q): Promise<Results<Q>> {
    const names = Object.keys(queries)
    const rows = await this.batch(names.map((n) => compile(queries[n]!.sql)))
    return Object.fromEntries(names.map((n, i) => [n, rows[i]!.map(queries[n]!.decode)])) as Results<Q>
  }
}
