import { type ApiError, notFound } from '../api/errors.ts'
import { at } from '../tables/columns.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard, Where } from '../tables/statements.ts'
import type { Row, Table } from '../tables/table.ts'
import { matches, presence, select } from './rows.ts'
import { plain, type Query } from './sql/sql.ts'

/**
 * A read that knows its own guard: what was found is refused in one way, and what a write relies on must still be so
 * when it is written.
 */
export interface Fact<T> extends Query<T> {
  /** The refusal where there is no row; what may as well be absent has none. */
  readonly missing?: ApiError
  /** The refusal of a row that is there, if it is of no use here. */
  refusal?(row: T): ApiError | undefined
  /**
   * What must still be so of these rows at the commit. Null where that needs no guard of its own: the statement that
   * uses them aborts by a foreign key or by a version.
   */
  readonly holds: Holds<T>['holds'] | null
}

/** As a method, so that a fact of rows is one of anything. */
interface Holds<T> {
  holds(rows: readonly T[]): SQL
}

/** What a fact was found to be. */
export interface Found<T> {
  readonly fact: Fact<T>
  readonly rows: readonly T[]
}

/** What an operation reads in one round trip: rows, facts, facts of one kind; and what it need not read this time. */
export type Reads = Record<string, Query<unknown> | readonly Fact<unknown>[] | undefined>

/** What comes of it: facts as they were found, and of other queries the decoded rows. */
export type Results<R extends Reads> = {
  [K in keyof R]: Result<NonNullable<R[K]>> | Extract<R[K], undefined>
}
type Result<Q> = Q extends readonly Fact<infer T>[]
  ? Found<T>[]
  : Q extends Fact<infer T>
    ? Found<T>
    : Q extends Query<infer T>
      ? T[]
      : never

/** Who relies on facts: a call, whose commit guards them. */
export interface Relying {
  readonly relied: Guard[]
}

const isFact = (query: Query<unknown>): query is Fact<unknown> => 'holds' in query

/** The queries of reads in their order, and what their rows come to. */
export function asked<R extends Reads>(reads: R) {
  const wanted = Object.entries(reads).flatMap(([name, q]) => (q ? [[name, q] as const] : []))
  const queries = wanted.flatMap(([, q]): readonly Query<unknown>[] => ('sql' in q ? [q] : q))
  return {
    queries,
    /** @param rows the decoded rows of each query */
    results: (rows: readonly unknown[][]): Results<R> => {
      let next = 0
      const found = (query: Query<unknown>) => {
        const own = rows[next++]!
        return isFact(query) ? { fact: query, rows: own } : own
      }
      const entries = wanted.map(([name, q]) => [name, 'sql' in q ? found(q) : q.map(found)])
      // By name, each entry is what the type says of it.
      return Object.fromEntries(entries) as Results<R>
    },
  }
}

/**
 * The row of a fact, where nothing is written that relies on it.
 * @throws ApiError the fact's refusal, where there is no row or it is of no use
 */
export function the<T>({ fact, rows }: Found<T>): T {
  const row = rows[0]
  if (row === undefined) throw fact.missing ?? new Error('a fact that may be absent was taken for granted')
  const refusal = fact.refusal?.(row)
  if (refusal) throw refusal
  return row
}

/** The row of a fact that a write relies on: its guard goes with the commit. */
export function rely<T>(on: Relying, found: Found<T>): T {
  const row = the(found)
  guard(on, found.fact, [row])
  return row
}

/** The rows of a fact that a write relies on, which may be none; or some of them. */
export function relyOnAll<T>(on: Relying, { fact, rows }: Found<T>, some = rows): readonly T[] {
  guard(on, fact, some)
  return some
}

/** Facts that must be there. */
export const these = <T>(found: readonly Found<T>[]): T[] => found.map(the)

/** Facts that must be there, and on which a write relies. */
export const relyOnThese = <T>(on: Relying, found: readonly Found<T>[]): T[] => found.map((f) => rely(on, f))

/** Facts that a write relies on, though they were not read: it is refused by the guard itself where they are missing. */
export const hold = (on: Relying, facts: readonly Fact<unknown>[]) => {
  for (const fact of facts) guard(on, fact, [], fact.missing)
}

/** Where what was found is so no more, the operation runs again, and meets the fact's own refusal perhaps. */
function guard<T>(on: Relying, { holds }: Fact<T>, rows: readonly T[], refusal?: ApiError) {
  if (holds) on.relied.push({ guard: holds(rows), else: refusal })
}

/** What a query must find; whatever relies on it holds a key or a version of it, and needs no other guard. */
export const needed = <T>(query: Query<T>, missing?: ApiError): Fact<T> => ({
  ...query,
  missing,
  holds: null,
})

/** What a query must find, and what must be found still at the commit. */
export const standing = <T>(query: Query<T>, missing?: ApiError): Fact<T> => ({
  ...query,
  missing,
  holds: () => sql`exists (${query.sql})`,
})

/** A fact whose rows are not all of use. */
export const refusing = <T>(fact: Fact<T>, refusal: (row: T) => ApiError | undefined): Fact<T> => ({
  ...fact,
  refusal,
})

/** What a fact is about, for its refusal, and what else must be so of it. */
export interface About {
  /** The type of object, as the refusal names it. */
  type: string
  /** As it was asked for. */
  id: string | null | undefined
  /** More than the key, over the alias `t`; that it may be named, unless it is said. */
  and?: SQL
  /** Whoever uses it holds a foreign key to it: it needs no guard. */
  keyed?: boolean
}

/** Users that the server has made for itself are there for nobody, and what is private is there for its user alone. */
const nameable = (t: Table): SQL | undefined =>
  'BuiltIn' in t.fields
    ? sql`t.BuiltIn = 0`
    : 'PrivateUserID' in t.fields
      ? sql`t.PrivateUserID is null`
      : undefined

/** A row by its key: 404 where there is none; a write that relies on it needs it to be there still. */
export const rowFact = <T extends Table>(
  t: T,
  marketplace: string,
  where: Where,
  { type, id, and = nameable(t), keyed }: About,
): Fact<Row<T>> => ({
  ...select(t, marketplace, where, { and }),
  missing: notFound(type, id),
  holds: keyed ? null : () => sql`exists (${presence(t, marketplace, where, and)})`,
})

/** The same of what is only to be there. */
export const existence = (
  t: Table,
  marketplace: string,
  where: Where,
  { type, id, and = nameable(t), keyed }: About,
): Fact<unknown> =>
  (keyed ? needed : standing)(plain(presence(t, marketplace, where, and)), notFound(type, id))

/**
 * That there is no such row yet: whoever then writes one holds its key, and needs no guard.
 * @param taken the refusal, by the ID of the row that is in the way, as it has it
 */
export const vacancy = (
  t: Table,
  marketplace: string,
  where: Where,
  taken: (id: string) => ApiError,
): Fact<{ Taken: string | null }> => ({
  ...plain<{ Taken: string | null }>(
    sql`select (select ${at('t', t.keys.at(-1)!)} from ${sql.identifier(t.name)} t where ${matches(t, marketplace, where, 't')}) as Taken`,
  ),
  refusal: ({ Taken }) => (Taken === null ? undefined : taken(Taken)),
  holds: null,
})
