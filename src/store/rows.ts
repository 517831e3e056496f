import { type SQL, sql } from 'drizzle-orm'
import type { ApiError } from '../api/errors.ts'
import { and, type Query } from '../api/sql.ts'
import { decodeRow, encodeRow, type Row, storedFields, type Table } from '../api/table.ts'
import { compile } from './compile.ts'

/** A writing statement of a commit, and what must have come of it. */
export interface Write {
  sql: SQL
  /** How many rows it must have touched … */
  expect?: number
  /** … and what it means when it did not: a refusal, or (by default) that the rows read are stale. */
  else?: ApiError
  /** Name under which the rows it returns are handed back. */
  returning?: string
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

/** Values of key or other columns that rows must have. */
export type Where = Record<string, unknown>

/** A column of an alias. */
export const at = (alias: string, column: string): SQL =>
  sql`${sql.identifier(alias)}.${sql.identifier(column)}`

/** The tenant and the given values, as a condition over an alias. */
export function matches(t: Table, marketplace: string, where: Where, alias: string): SQL {
  const encoded = encodeRow(t, where)
  return and(
    t.control ? undefined : sql`${at(alias, 'Marketplace')} = ${marketplace}`,
    ...Object.keys(where).map((c) => {
      const value = where[c]
      if (value === null) return sql`${at(alias, c)} is null`
      if (value instanceof Object && 'getSQL' in value) return sql`${at(alias, c)} = ${value}`
      return sql`${at(alias, c)} = ${encoded[c] ?? value}`
    }),
  )
}

/** Arguments D1 lets a function have. */
const MOST_ARGUMENTS = 32

/** Named values as a JSON object; of many, some are inserted into what the others make. */
export function jsonObject(values: [name: string, value: SQL][]): SQL {
  const pairs = (prefix: string, some: typeof values) =>
    sql.join(
      some.map(([name, value]) => sql`${sql.raw(`'${prefix}${name}'`)}, ${value}`),
      sql`, `,
    )
  const first = MOST_ARGUMENTS / 2
  let object = sql`json_object(${pairs('', values.slice(0, first))})`
  for (let i = first; i < values.length; i += first - 1)
    object = sql`json_insert(${object}, ${pairs('$.', values.slice(i, i + first - 1))})`
  return object
}

/**
 * A select list, made when it is first asked for. Lists are long and always the same: as text they are free, while
 * drizzle takes longer to put one together than SQLite to serve it.
 */
export function selectList(make: () => SQL): () => SQL {
  let made: SQL | undefined
  return () => {
    made ??= asText(make())
    return made
  }
}

function asText(query: SQL): SQL {
  const { sql: text, params } = compile(query)
  return params.length > 0 ? query : sql.raw(text)
}

const lists = new WeakMap<Table, Map<string, () => SQL>>()

/** Every column of a table, and its calculated ones, as a select list; `inList` leaves out what lists do not show. */
export function columns(t: Table, alias: string, inList = false): SQL {
  const known = lists.get(t) ?? new Map<string, () => SQL>()
  lists.set(t, known)
  const key = `${alias} ${inList}`
  const list = known.get(key) ?? selectList(() => columnsOf(t, alias, inList))
  known.set(key, list)
  return list()
}

/**
 * The same, where some calculated columns are calculated otherwise.
 * @param instead what stands for them, by name
 */
export function columnsOf(
  t: Table,
  alias: string,
  inList: boolean,
  instead: Record<string, (alias: string) => SQL> = {},
): SQL {
  const parts = Object.keys(storedFields(t)).map((c) => sql`${at(alias, c)} as ${sql.identifier(c)}`)
  for (const [name, f] of Object.entries(t.fields))
    if (typeof f.computed === 'function' && !(inList && f.single))
      parts.push(sql`${(instead[name] ?? f.computed)(alias)} as ${sql.identifier(name)}`)
  return sql.join(parts, sql`, `)
}

/** Rows of one table, within a marketplace. */
export function select<T extends Table>(
  t: T,
  marketplace: string,
  where: Where,
  more: { and?: SQL; order?: SQL; limit?: number; alias?: string } = {},
): Query<Row<T>> {
  const alias = more.alias ?? 't'
  return {
    sql: sql`select ${columns(t, alias)} from ${sql.identifier(t.name)} ${sql.identifier(alias)}
      where ${and(matches(t, marketplace, where, alias), more.and)}${more.order ? sql` order by ${more.order}` : sql``}${
        more.limit ? sql` limit ${more.limit}` : sql``
      }`,
    decode: (row) => decodeRow(t, row) as Row<T>,
  }
}

/** Whether rows exist, by more than their columns perhaps (over the alias `t`): one row, `{ found: 0 | 1 }`. */
export const exists = (
  t: Table,
  marketplace: string,
  where: Where,
  more?: SQL,
): Query<{ found: number }> => ({
  sql: sql`select ${existing(t, marketplace, where, more)} as found`,
  decode: (row) => row as { found: number },
})

/** The same as a condition. */
export const existing = (t: Table, marketplace: string, where: Where, more?: SQL): SQL =>
  sql`exists (select 1 from ${sql.identifier(t.name)} t where ${and(matches(t, marketplace, where, 't'), more)})`

/** Inserts a row, with the initial value where none is given; a taken key is reported by the table's uniques. */
export function insert(t: Table, marketplace: string, values: Record<string, unknown>): Write {
  const tenant = t.control ? {} : { Marketplace: marketplace }
  const row = encodeRow(t, { ...initials(t), ...values, ...tenant, Version: 1 })
  const names = Object.keys(row)
  return {
    sql: sql`insert into ${sql.identifier(t.name)} (${sql.join(
      names.map((n) => sql.identifier(n)),
      sql`, `,
    )})
      values (${sql.join(
        names.map((n) => sql`${row[n]}`),
        sql`, `,
      )})`,
  }
}

/** What counts, flags and lists are in a row that does not say: SQL sees these columns, and knows no defaults. */
export const initials = (t: Table): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(t.fields)
      .filter(([, f]) => !f.computed && !f.required && f.initial !== null)
      .map(([name, f]) => [name, f.initial]),
  )

/**
 * Changes the row that was read: its version must still be the one read, else the operation runs again.
 * @param changes column values; SQL values are taken as they are
 */
export function update(
  t: Table,
  marketplace: string,
  key: Where,
  version: number,
  changes: Record<string, unknown>,
): Write {
  return {
    ...alter(t, marketplace, { ...key, Version: version }, { ...changes, Version: version + 1 }),
    expect: 1,
  }
}

/** Changes rows whatever their version. */
export function alter(t: Table, marketplace: string, where: Where, changes: Record<string, unknown>): Write {
  const plain = Object.fromEntries(Object.entries(changes).filter(([, v]) => !isSql(v)))
  const row = encodeRow(t, plain)
  const sets = Object.entries(changes)
    .filter(([name, v]) => v !== undefined && (isSql(v) || name in row))
    .map(([name, v]) => sql`${sql.identifier(name)} = ${isSql(v) ? v : row[name]}`)
  return {
    sql: sql`update ${sql.identifier(t.name)} set ${sql.join(sets, sql`, `)} where ${matches(t, marketplace, where, t.name)}`,
  }
}

const isSql = (value: unknown): value is SQL =>
  typeof value === 'object' && value !== null && 'getSQL' in value

/** Deletes rows. */
export const remove = (t: Table, marketplace: string, where: Where, more?: SQL): Write => ({
  sql: sql`delete from ${sql.identifier(t.name)} where ${and(matches(t, marketplace, where, t.name), more)}`,
})
