import { ApiError, idExists, Stale } from '../api/errors.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard, Write, Written } from '../tables/statements.ts'
import { tables } from '../tables/table.ts'
import { auditRow } from './audit.ts'
import type { Call } from './call.ts'
import { accountHolds, callerHolds, storedKey } from './caller/caller-state.ts'
import { compile, type Statement } from './compile.ts'
import { type Message, messageStatements } from './outbox/messages.ts'
import { eventStatements, relay } from './outbox/outbox.ts'
import { rowJson } from './outbox/row-json.ts'
import { type Step, stepStatements } from './outbox/steps.ts'
import { dueAtOnce, type Told, toldStatement, trackedBy } from './outbox/told.ts'
import { isSql } from './rows.ts'

/** Milliseconds from which a run under a lock, which waits for nobody, dates its write too early for whoever reads by dates. */
const LONGEST_RUN = 10_000

/** Everything one request changes. */
export interface Changes {
  /** Written in order; a guard stands where it must hold. */
  statements: Written[]
  /** The response, made before the commit: webhooks and the idempotency record carry it. */
  answer: unknown
  /**
   * The refusal when the key of the table's object is taken. With `retry`, an object that stands under its own key
   * since it was read (two PUTs of a new one) is none: the operation runs again and replaces it.
   */
  conflict?: { table: string; error: ApiError; retry?: boolean }
  /** Messages to users that go with it. */
  messages?: Message[]
  /** What it makes of orders, for checkout events: they are told before the request is answered. */
  steps?: Step[]
  /** What tracking events are told of it, beside what its operation says. */
  told?: Told[]
  /** The request is refused though this is written: no hook hears of it, and a repeat is made anew. */
  refused?: boolean
}

/**
 * The only sender of what a request writes: one atomic batch of the rows, their guards, the events they cause, the
 * idempotency record, and the row of the audit. Every commit also guards the caller's state, so that nobody writes who was shut out since.
 * @param written statements alone where nothing is answered
 * @returns rows of statements that asked for them, by name
 * @throws Stale when a guard without a refusal of its own failed: nothing was written, `outcomeOf()` runs again
 * @throws ApiError the refusal of the guard that failed
 */
export async function commit(
  call: Call<unknown>,
  written: Changes | Written[],
): Promise<Record<string, Record<string, unknown>[]>> {
  const changes: Changes = Array.isArray(written) ? { statements: written, answer: null } : written
  if (call.operation.lock && Date.now() - call.began > LONGEST_RUN) throw new Stale('late')
  const batch = new Batch()
  if (call.input.caller) batch.guard(callerHolds(call.caller, call.state, call.now))
  else if (call.input.home) batch.guard(isAtHome(call.input.home))
  if (call.input.account) batch.guard(accountHolds(call.input.account))
  // Before the rows, so that a repeat at the same time meets this key and not that of the object it repeats.
  if (call.input.idempotencyKey && call.input.caller && !changes.refused)
    batch.write(sql`insert into idempotency_keys (Marketplace, UserKey, IdempotencyKey, Request, Answer, DateCreated, Version)
      values (${call.marketplace}, ${call.caller.key}, ${storedKey(call.caller, call.input.idempotencyKey)}, ${await call.fingerprint()},
        ${rowJson(changes.answer ?? null)}, ${call.now}, 1)`)
  batch.add(call.relied)
  batch.add(changes.statements)
  for (const [id, { value, epoch }] of call.numbers)
    batch.write(sql`update incrementors set LastNumber = max(LastNumber, ${value})
      where Marketplace = ${call.marketplace} and ID = ${id} and Epoch = ${epoch}`)
  const isHeardOf = call.hooks && !changes.refused && call.state.heard
  const events = isHeardOf ? eventStatements(call, call.hooks, changes.answer) : null
  if (events) {
    batch.write(events.event)
    batch.write(events.deliveries, { returning: 'deliveries' })
  }
  const messages = changes.messages ?? []
  for (const [i, message] of messages.entries()) {
    const { writes, deliveries } = messageStatements(call, message)
    batch.add(writes)
    batch.write(deliveries, { returning: `message ${i}` })
  }
  const steps = changes.steps ?? []
  for (const [i, step] of steps.entries()) {
    const { event, delivery } = stepStatements(call, step)
    batch.write(event)
    batch.write(delivery, { returning: `step ${i}` })
  }
  const audited = auditRow(call, changes.statements, changes.answer)
  if (audited) batch.write(audited)
  const told = changes.refused ? [] : [...(changes.told ?? []), ...trackedBy(call, changes.answer)]
  for (const one of told) batch.write(toldStatement(one))
  const telling = call.input.caller && call.state.tells ? call.marketplace : told[0]?.marketplace
  if (telling) batch.write(dueAtOnce(telling, call.now), { returning: 'told' })
  const returned = await batch.send(call, changes.conflict)
  const made = (name: string) => (returned[name] ?? []).flatMap((d) => (d.ID === null ? [] : [String(d.ID)]))
  if (events) relayLater(call, call.marketplace, made('deliveries'))
  for (const [i, { marketplace }] of messages.entries()) relayLater(call, marketplace, made(`message ${i}`))
  if (telling) relayLater(call, telling, made('told'))
  for (const i of steps.keys()) call.due.push(...made(`step ${i}`))
  return returned
}

/** Commits what is answered with the object it makes, and with nothing else beside. */
export async function answered<A>(call: Call<unknown>, answer: A, statements: Written[]): Promise<A> {
  await commit(call, { statements, answer })
  return answer
}

const relayLater = (call: Call<unknown>, marketplace: string, deliveries: string[]) => {
  if (deliveries.length > 0) call.later.push(() => relay(call.env, marketplace, deliveries))
}

/**
 * Writes rows that follow from others (what an audience sees) and are nobody's change: no events, no record of the
 * request.
 * @throws Stale when a guard failed
 */
export async function derive(call: Call<unknown>, statements: Written[]): Promise<void> {
  const batch = new Batch()
  batch.add(statements)
  await batch.send(call)
}

/** Guards that one statement asks for: its text has an end (100,000 characters). */
const GUARDS_AT_ONCE = 20

/** Statements with their guards, in the order they are sent. */
class Batch {
  readonly #statements: Statement[] = []
  readonly #refusals: Guard['else'][] = []
  readonly #named = new Map<string, number>()
  /** Guards that stand behind what was written last. */
  #guards: SQL[] = []

  write(statement: SQL, { returning, once }: Pick<Write, 'returning' | 'once'> = {}) {
    this.#flush()
    if (returning) this.#named.set(returning, this.#statements.length)
    this.#statements.push({ ...compile(statement), once })
  }

  /** A row for the view whose trigger aborts the batch with the mark of the guard that failed. */
  guard(holds: SQL, refusal?: Guard['else'], data?: SQL) {
    const mark = `#${this.#refusals.push(refusal) - 1} `
    this.#guards.push(sql`(${holds}, ${data ? sql`${mark} || coalesce(${data}, '')` : mark})`)
  }

  /** Neighbours are one statement: each further one of a batch costs more than what most guards look at. */
  #flush() {
    const guards = this.#guards.splice(0)
    for (let i = 0; i < guards.length; i += GUARDS_AT_ONCE) {
      const rows = sql.list(guards.slice(i, i + GUARDS_AT_ONCE))
      this.#statements.push(compile(sql`insert into guard (Holds, Refusal) values ${rows}`))
    }
  }

  add(statements: Written[]) {
    for (const s of statements) {
      if ('guard' in s) this.guard(s.guard, s.else, s.data)
      else if (isSql(s)) this.write(s)
      else {
        // Before it, so that it is asked for together with what else must hold.
        if (s.holds) this.guard(s.holds, s.else)
        this.write(s.sql, s)
        // changes() speaks of the statement directly before; any write between resets it.
        if (s.expect !== undefined) this.guard(sql`changes() = ${s.expect}`, s.else)
      }
    }
  }

  async send(
    call: Call<unknown>,
    conflict?: Changes['conflict'],
  ): Promise<Record<string, Record<string, unknown>[]>> {
    this.#flush()
    try {
      const rows = await call.session.batch(this.#statements)
      return Object.fromEntries([...this.#named].map(([name, i]) => [name, rows[i] ?? []]))
    } catch (error) {
      throw refusalOf(error, this.#refusals, conflict)
    }
  }
}

/** Nobody writes to where a marketplace was; an isolate may not have heard yet. */
export const isAtHome = (marketplace: string): SQL =>
  sql`exists (select 1 from marketplaces m where m.ID = ${marketplace} and m.Place is null)`

/** What a failed batch means, read from the database's message. */
function refusalOf(error: unknown, refusals: Guard['else'][], conflict?: Changes['conflict']): unknown {
  const text = error instanceof Error ? error.message : String(error)
  const message = text.replace(/: SQLITE_CONSTRAINT(?: \(extended: \w+\))?$/, '')
  const guard = /#(\d+) ([\s\S]*)$/.exec(message)
  if (guard && text.includes('SQLITE_CONSTRAINT')) {
    const refusal = refusals[Number(guard[1])]
    if (!refusal) return new Stale('guard')
    if (typeof refusal === 'function') return refusal(JSON.parse(guard[2]!))
    return guard[2] ? withData(refusal, guard[2]) : refusal
  }
  const unique = /UNIQUE constraint failed: ([\w., ]+)/.exec(message)?.[1]
  if (unique) return uniqueRefusal(unique, conflict)
  if (message.endsWith('the marketplace is held')) return new Stale('held')
  // SQLite does not say which key refused; what was linked has gone since it was read, and the next run will see it.
  if (message.includes('FOREIGN KEY constraint failed')) return new Stale('foreign key')
  return error
}

/** What a taken key means. Where it is none of the object's own, it was free when it was looked for; else it stays so. */
function uniqueRefusal(columns: string, conflict?: Changes['conflict']): ApiError | Stale {
  const names = columns.split(', ').map((c) => c.split('.') as [string, string])
  const table = tables().find((t) => t.name === names[0]![0])
  const key = names.map(([, c]) => c).filter((c) => c !== 'Marketplace')
  if (!table) return new Stale('unique')
  const unique = table.uniques.find(
    (u) => u.columns.length === key.length && u.columns.every((c, i) => c === key[i]),
  )
  // The main object's own key says which object it is; other unique keys have a refusal of their own.
  const isOwnKey = table.keys.join() === key.join()
  if (conflict?.table === table.name && (isOwnKey || key.includes('ID')))
    return conflict.retry && isOwnKey ? new Stale('unique', conflict.error) : conflict.error
  return unique?.error({}) ?? new Stale('unique', idExists(typeOf(table.name), ''))
}

/** `product_collections` to `ProductCollection`. */
const typeOf = (table: string) =>
  table
    .replace(/ies$/, 'y')
    .replace(/(?<=ss)es$|(?<=[^s])s$/, '')
    .replace(/(?:^|_)(\w)/g, (_, first: string) => first.toUpperCase())

function withData(refusal: ApiError, data: string): ApiError {
  const parsed = JSON.parse(data) as unknown
  // Data made in SQL is one object, or a list with one entry per failing line.
  const entries = Array.isArray(parsed) ? parsed : [parsed]
  const first = refusal.errors[0]!
  return new ApiError(
    refusal.status,
    entries.map((Data) => ({ ...first, Data })),
  )
}
