import { oncePer } from '../api/memory.ts'
import { as } from '../tables/alias.ts'
import { at, jsonObject } from '../tables/columns.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Where, Write, Written } from '../tables/statements.ts'
import { decodeRow, encodeRow, type Row, storedFields, type Table } from '../tables/table.ts'
import { compile } from './compile.ts'
import type { List } from './lists/declaration.ts'
import { and, type Query } from './sql/sql.ts'

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

const listsOf = oncePer((_: Table) => new Map<string, () => SQL>())

/** A select list of a table that many statements have: made once under each key. */
function listOf(t: Table, key: string, make: () => SQL): SQL {
  const known = listsOf(t)
  const list = known.get(key) ?? selectList(make)
  known.set(key, list)
  return list()
}

/** Every column of a table, and its calculated ones, as a select list; those that cost rows may be left for later. */
export const columns = (t: Table, alias: string, early = false): SQL =>
  listOf(t, `${alias} ${early}`, () => columnsOf(t, alias, early))

/**
 * The same, where some calculated columns are calculated otherwise.
 * @param instead what stands for them, by name
 */
export function columnsOf(
  t: Table,
  alias: string,
  early: boolean,
  instead: Record<string, (alias: string) => SQL> = {},
): SQL {
  const parts = Object.keys(storedFields(t)).map((c) => sql`${at(alias, c)} as ${sql.identifier(c)}`)
  for (const [name, f] of Object.entries(t.fields))
    if (typeof f.computed === 'function' && !(early && f.late))
      parts.push(sql`${(instead[name] ?? f.computed)(alias)} as ${sql.identifier(name)}`)
  return sql.list(parts)
}

/** Calculated columns that a list leaves until it has found its page, over the alias of that; none where there are none. */
export function lateColumns(t: Table): ((alias: string) => SQL) | undefined {
  const late = Object.entries(t.fields).filter(([, f]) => f.late)
  if (late.length === 0) return undefined
  return (alias) =>
    sql.list(
      late.map(
        ([name, f]) => sql`${(f.computed as (alias: string) => SQL)(alias)} as ${sql.identifier(name)}`,
      ),
    )
}

/** What a list shows whole rows of a table by, under an alias. */
export const wholeRows = <T extends Table>(
  t: T,
  alias: string,
): Pick<List<Row<T>>, 'row' | 'columns' | 'late' | 'decode'> => ({
  row: as<Table>(t, alias),
  columns: columns(t, alias, true),
  late: lateColumns(t),
  decode: (row) => decodeRow(t, row),
})

/** A row of a table as JSON, as it is stored: what comes of it, `decodeRow` takes. */
export const asJson = (t: Table, alias: string): SQL =>
  listOf(t, `${alias} as JSON`, () =>
    jsonObject(Object.keys(storedFields(t)).map((name) => [name, at(alias, name)])),
  )

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
        more.limit ? sql` ${sql.limit(more.limit)}` : sql``
      }`,
    decode: (row) => decodeRow(t, row) as Row<T>,
  }
}

/**
 * Rows of a table by a statement of one's own: what stands behind its `from`, where the table goes by the alias.
 * @param early without the calculated columns that cost rows
 */
export const rowsFrom = <T extends Table>(t: T, alias: string, from: SQL, early = false): Query<Row<T>> => ({
  sql: sql`select ${columns(t, alias, early)} from ${from}`,
  decode: (row) => decodeRow(t, row),
})

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
  sql`exists (${presence(t, marketplace, where, more)})`

/** A row that says nothing but that there is one, as a select. */
export const presence = (t: Table, marketplace: string, where: Where, more?: SQL): SQL =>
  sql`select 1 from ${sql.identifier(t.name)} t where ${and(matches(t, marketplace, where, 't'), more)}`

/** Inserts a row, with the initial value where none is given; a taken key is reported by the table's uniques. */
export function insert(t: Table, marketplace: string, values: Record<string, unknown>): Write {
  const tenant = t.control ? {} : { Marketplace: marketplace }
  const row = encodeRow(t, { ...initials(t), ...values, ...tenant, Version: 1 })
  const names = Object.keys(row)
  return {
    sql: sql`insert into ${sql.identifier(t.name)} (${sql.list(names.map(sql.identifier))})
      values (${sql.list(names.map((n) => sql`${row[n]}`))})`,
    told: [{ did: 'Insert', marketplace, table: t.name, after: values }],
  }
}

/** Writes of a row, of which the audit is to tell what it was. */
export const knowing = <W extends Written>(before: object, statements: W[]): W[] =>
  statements.map((s) => ('told' in s ? { ...s, told: s.told?.map((t) => ({ ...t, before })) } : s))

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
  const where = { ...key, Version: version }
  return {
    ...alter(t, marketplace, where, { ...changes, Version: version + 1 }),
    holds: sql`exists (select 1 from ${sql.identifier(t.name)} where ${matches(t, marketplace, where, t.name)})`,
  }
}

/**
 * The columns in which a row is to differ from what is stored, with what they are to be.
 * @param fixed columns that no write of this kind changes: they say which row it is
 */
export function differing<R extends object>(
  t: Table,
  before: R,
  after: R,
  fixed: readonly string[],
): Partial<R> {
  // Rows have the columns of their table.
  const names = Object.keys(storedFields(t)) as (keyof R & string)[]
  const text = (value: unknown) => JSON.stringify(value ?? null)
  return Object.fromEntries(
    names
      .filter((name) => !fixed.includes(name) && text(before[name]) !== text(after[name]))
      .map((name) => [name, after[name] ?? null]),
  ) as Partial<R>
}

/** Changes rows whatever their version. */
export function alter(t: Table, marketplace: string, where: Where, changes: Record<string, unknown>): Write {
  const plain = Object.fromEntries(Object.entries(changes).filter(([, v]) => !isSql(v)))
  const row = encodeRow(t, plain)
  const sets = Object.entries(changes)
    .filter(([name, v]) => v !== undefined && (isSql(v) || name in row))
    .map(([name, v]) => sql`${sql.identifier(name)} = ${isSql(v) ? v : row[name]}`)
  return {
    sql: sql`update ${sql.identifier(t.name)} set ${sql.list(sets)} where ${matches(t, marketplace, where, t.name)}`,
    told: [{ did: 'Update', marketplace, table: t.name, key: where, after: changes }],
  }
}

/** Whether a value is one that SQL calculates. */
export const isSql = (value: unknown): value is SQL =>
  typeof value === 'object' && value !== null && 'getSQL' in value

/** Deletes rows. */
export const remove = (t: Table, marketplace: string, where: Where, more?: SQL): Write => ({
  sql: sql`delete from ${sql.identifier(t.name)} where ${and(matches(t, marketplace, where, t.name), more)}`,
  told: [{ did: 'Remove', marketplace, table: t.name, key: where }],
})
