import { remember } from '../api/memory.ts'
import type { Usage } from '../api/request.ts'
import type { SQL } from '../tables/sql.ts'
import { tables } from '../tables/table.ts'
import { compile, type Statement } from './compile.ts'
import { asked, type Reads, type Results } from './fact.ts'

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

/** The database of one request: sends batches and counts what they cost. */
export class Session {
  readonly usage: Usage = { roundTrips: 0, rowsRead: 0, rowsWritten: 0, milliseconds: 0 }
  #database: D1Database | Promise<D1Database>
  #d1: D1DatabaseSession | undefined
  /** Where it starts, of a database; the primary, if nothing is said. */
  #from: ((database: D1Database) => string | undefined) | undefined
  readonly #operation: string
  /** Texts of the statements that were sent. */
  readonly texts: string[] = []

  /** @param from the bookmark that a replica must have reached to answer; without one, the primary answers */
  constructor(
    database: D1Database | Promise<D1Database>,
    operation: string,
    from?: (database: D1Database) => string | undefined,
  ) {
    this.#database = database
    this.#operation = operation
    this.#from = from
  }

  /** Goes on with another database, or with the primary of its own. */
  move(database: D1Database | Promise<D1Database> = this.#database) {
    this.#database = database
    this.#d1 = undefined
    this.#from = undefined
  }

  /** What was seen of the database; nothing before it was asked, and where it has no bookmarks. */
  async seen(): Promise<{ database: D1Database; bookmark: string } | undefined> {
    const bookmark = this.#d1?.getBookmark()
    return bookmark ? { database: await this.#database, bookmark } : undefined
  }

  async #open(): Promise<D1DatabaseSession> {
    const database = await this.#database
    this.#d1 ??= database.withSession(this.#from?.(database) ?? 'first-primary')
    return this.#d1
  }

  /**
   * Sends what no request causes (deliveries, what has expired, keys): one atomic batch. What a request writes goes
   * through `commit()`.
   * @returns the rows of each statement
   */
  send(...statements: SQL[]): Promise<Record<string, unknown>[][]> {
    return this.batch(statements.map(compile))
  }

  /** Sends statements as one atomic batch: one round trip. */
  async batch(statements: Statement[]): Promise<Record<string, unknown>[][]> {
    const started = Date.now()
    this.usage.roundTrips++
    for (const { sql } of statements) this.texts.push(sql)
    const d1 = this.#d1 ?? (await this.#open())
    const results = await d1.batch<Record<string, unknown>>(
      statements.map((s) => d1.prepare(s.sql).bind(...s.params)),
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

  /** Reads in one round trip. */
  async read<R extends Reads>(reads: R): Promise<Results<R>> {
    const { queries, results } = asked(reads)
    const rows = await this.batch(queries.map((q) => compile(q.sql)))
    return results(rows.map((own, i) => own.map(queries[i]!.decode)))
  }
}

/** Tables that texts name, by text. */
const named = new Map<string, readonly string[]>()
const MOST_TEXTS = 1000

/** The tables that statements of a session may have read: all that their texts name. */
export const tablesRead = ({ texts }: Pick<Session, 'texts'>): Set<string> =>
  new Set(texts.flatMap((text) => named.get(text) ?? tablesNamed(text)))

function tablesNamed(text: string): readonly string[] {
  const words = new Set(text.match(/\w+/g))
  const found = tables().flatMap(({ name }) => (words.has(name) ? [name] : []))
  remember(named, text, found, MOST_TEXTS)
  return found
}
