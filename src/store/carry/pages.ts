import { at } from '../../tables/columns.ts'
import type { Reference } from '../../tables/reference.ts'
import { isConstant, ownColumns } from '../../tables/reference.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { storedFields, type Table, tableNamed } from '../../tables/table.ts'
import { and, or } from '../sql/sql.ts'
import { held, isLoose } from './table-order.ts'

/** A value as it is stored. */
export type Stored = string | number | null
/** A row of a table without its marketplace, as it is stored. */
export type CarriedRow = Record<string, Stored>

/** Rows of a page at most: with extended properties in all of them it is about a megabyte. */
export const MOST_ROWS = 100
/** The same of columns that take any JSON, of which each may have 100,000 bytes. */
const MOST_FREE = 10

/** The columns that are carried: not the marketplace, whose own this is, and not what is made anew there. */
export const carriedColumns = (t: Table): string[] =>
  Object.keys(storedFields(t)).filter(
    (name) => name !== 'Marketplace' && name !== t.rowid && !t.remade.includes(name),
  )

/** Rows that a page of a table has at most. */
export const pageSize = (t: Table): number => {
  const free = Object.values(t.fields).filter((f) => f.kind.name === 'json' && !f.computed).length
  return free === 0 ? MOST_ROWS : Math.max(1, Math.floor(MOST_FREE / free))
}

/**
 * Rows of a table by its key, from behind one: with an index however many there are.
 * @param more what else must be so of the row of the alias `t`
 */
export const pageOf = (t: Table, marketplace: string, after: readonly Stored[] | null, more?: SQL): SQL =>
  sql`select ${sql.list(carriedColumns(t).map((c) => sql`${at('t', c)} as ${sql.identifier(c)}`))}
    from ${sql.identifier(t.name)} t where t.Marketplace = ${marketplace} and ${and(after ? isBehind(t, after) : undefined, more)}
    order by ${sql.list(['Marketplace', ...t.keys].map((c) => at('t', c)))} ${sql.limit(pageSize(t))} offset 0`

/** The key of a row, in the order of the table's. */
export const keyOf = (t: Table, row: CarriedRow): Stored[] => t.keys.map((k) => row[k] ?? null)

/** Nothing is before everything, and comparing with it says nothing. */
function isBehind(t: Table, after: readonly Stored[]): SQL {
  const mayBeEmpty = t.keys.some((k) => t.fields[k]?.nullable)
  if (!mayBeEmpty && t.keys.length > 0)
    return sql`(${sql.list(t.keys.map((k) => at('t', k)))}) > (${sql.list(after.map((value) => sql`${value}`))})`
  return or(
    ...t.keys.map((k, i) =>
      and(
        ...t.keys.slice(0, i).map((before, j) => sql`${at('t', before)} is ${after[j]}`),
        after[i] === null ? sql`${at('t', k)} is not null` : sql`${at('t', k)} > ${after[i]}`,
      ),
    ),
  )
}

/**
 * Puts rows into a table, in place of those with their keys: putting them twice is putting them once. A column that may be
 * empty stays so until what it refers to is there; a row that cannot be without is left out.
 * @param rows as JSON, a list of `CarriedRow`
 */
export function put(t: Table, marketplace: string, rows: string): SQL[] {
  const columns = carriedColumns(t)
  const loose = new Map(held(t).flatMap((r) => (isLoose(t, r) ? [[r.columns.at(-1)!, r] as const] : [])))
  const asPut = (column: string) => {
    const reference = loose.get(column)
    return reference ? sql`iif(${isThere(reference, marketplace)}, ${sent(column)}, null)` : sent(column)
  }
  const needed = held(t).filter((r) => !isLoose(t, r))
  const others = columns.filter((c) => !t.keys.includes(c))
  const insert = sql`insert into ${sql.identifier(t.name)} (${sql.list(columns.map(sql.identifier))}, "Marketplace")
    select ${sql.list(columns.map(asPut))}, ${marketplace} from json_each(${rows}) j
    where ${and(...needed.map((r) => or(...ownColumns(r.columns).map((c) => sql`${sent(c)} is null`), isThere(r, marketplace))))}
    on conflict (${sql.list(['Marketplace', ...t.keys].map(sql.identifier))})
      do update set ${sql.list(others.map((c) => sql`${sql.identifier(c)} = excluded.${sql.identifier(c)}`))} returning 1`
  // Of a key that may be empty the database allows several.
  return t.keys.some((k) => t.fields[k]?.nullable) ? [take(t, marketplace, rows), insert] : [insert]
}

/** Deletes the rows with the keys of these, as JSON. */
export const take = (t: Table, marketplace: string, rows: string): SQL =>
  sql`delete from ${sql.identifier(t.name)} where rowid in (select t.rowid from ${withKeysOf(t, marketplace, rows)})`

/** The rows `t` of a table with the keys of these `j`, as JSON: for a FROM. */
export const withKeysOf = (t: Table, marketplace: string, rows: string): SQL =>
  sql`json_each(${rows}) j cross join ${sql.identifier(t.name)} t on t.Marketplace = ${marketplace} and ${and(
    ...t.keys.map((k) =>
      t.fields[k]?.nullable ? sql`${at('t', k)} is ${sent(k)}` : sql`${at('t', k)} = ${sent(k)}`,
    ),
  )}`

/** Whether what a row refers to is there. */
function isThere({ to, columns }: Reference, marketplace: string): SQL {
  const of = tableNamed(to)
  return sql`exists (select 1 from ${sql.identifier(to)} p where p.Marketplace = ${marketplace} and ${and(
    ...of.keys.map((k, i) => {
      const column = columns[i]!
      return sql`${at('p', k)} = ${isConstant(column) ? sql.raw(column) : sent(column)}`
    }),
  )})`
}

/** What a row `j` has in a column. */
const sent = (column: string): SQL => sql`j.value ->> ${sql.raw(`'${column}'`)}`
