import { ApiError, busy } from '../api/errors.ts'
import type { Statement } from './compile.ts'
import { Session } from './session.ts'

type Rows = Record<string, unknown>[]

/** What one of the operations asks the database for, and waits for. */
interface Asked {
  statements: Statement[]
  resolve(rows: Rows[]): void
  reject(error: unknown): void
}

/** Statements of all batches together: a Worker may send D1 1,000 for a request. */
const MOST_STATEMENTS = 950

/**
 * Characters of values that all batches together are given: a body has two million, and what is written of it has it some
 * few times, as row, event, and audit. Whoever makes more of little is told to come again before it is kept for a batch.
 */
const MOST_CHARACTERS = 10_000_000

const charactersOf = (statements: readonly Statement[]): number =>
  statements.reduce(
    (sum, { params }) => params.reduce<number>((own, p) => own + (typeof p === 'string' ? p.length : 0), sum),
    0,
  )

const isRead = ({ statements }: Asked) => statements.every(({ sql }) => sql.startsWith('select'))

/**
 * Operations that run side by side and go to the database together. When each of them waits for it, all that they read is
 * one batch, and all that they write another, as if one had written after the other; whom something refuses there is left
 * out, and the others are written without.
 */
export class Gathering {
  readonly #session: Session
  readonly #database: D1Database
  #running = 0
  #sent = 0
  #characters = 0
  #waiting: Asked[] = []

  /** @param session of the request that all of them are part of, to the database */
  constructor(session: Session, database: D1Database) {
    this.#session = session
    this.#database = database
  }

  /** The session of one of the operations. */
  session(): Session {
    const session = new Session(this.#database, 'gathered')
    session.batch = async (statements) => {
      const characters = charactersOf(statements)
      if (this.#characters + characters > MOST_CHARACTERS) throw busy()
      this.#characters += characters
      return new Promise((resolve, reject) => {
        this.#waiting.push({ statements, resolve, reject })
        this.#sendIfAllWait()
      })
    }
    return session
  }

  /** Runs operations until all are done. */
  async all(tasks: readonly (() => Promise<void>)[]): Promise<void> {
    this.#running = tasks.length
    const done = () => {
      this.#running--
      this.#sendIfAllWait()
    }
    await Promise.all(tasks.map((task) => task().finally(done)))
  }

  #sendIfAllWait() {
    if (this.#waiting.length < this.#running) return
    const [reads, writes] = [[] as Asked[], [] as Asked[]]
    for (const asked of this.#waiting.splice(0)) (isRead(asked) ? reads : writes).push(asked)
    void this.#send(reads).then(() => this.#send(writes))
  }

  /** All or none; where one is refused, halves, down to the one whose own refusal it is. */
  async #send(asked: Asked[]): Promise<void> {
    if (asked.length === 0) return
    const statements: Statement[] = []
    const known = new Map<unknown, number>()
    // What is read twice is the same both times.
    const places = asked.map((one) =>
      one.statements.map((s) => {
        const key = s.once || isRead(one) ? s.sql + JSON.stringify(s.params) : s
        if (!known.has(key)) known.set(key, statements.push(s) - 1)
        return known.get(key)!
      }),
    )
    try {
      if (this.#sent + statements.length > MOST_STATEMENTS) throw busy()
      this.#sent += statements.length
      const rows = await this.#session.batch(statements)
      const rowsAt = (place: number) => rows[place]!.map((row) => ({ ...row }))
      for (const [i, { resolve }] of asked.entries()) resolve(places[i]!.map(rowsAt))
    } catch (error) {
      const isRefused = error instanceof Error && error.message.includes('SQLITE_CONSTRAINT')
      if (asked.length > 1 && (isRefused || error instanceof ApiError)) {
        const middle = asked.length >> 1
        await this.#send(asked.slice(0, middle))
        await this.#send(asked.slice(middle))
      } else for (const { reject } of asked) reject(error)
    }
  }
}
