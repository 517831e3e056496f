import { packed } from '../../store/packed.ts'
import { differing, initials, remove } from '../../store/rows.ts'
import { sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import { encodeRow, type Table } from '../../tables/table.ts'
import { type OwnRow, storedAs } from '../state/order-state.ts'

/** Columns that no operation changes: they say which row it is. */
const FIXED = ['Marketplace', 'Key', 'OrderKey', 'RowKey', 'Version']

/** The columns in which a row of an order differs, with what they are to be. */
export const changed = <R extends object>(t: Table, before: R, after: R): Partial<R> =>
  differing(t, before, after, FIXED)

/** A row of an order as it is stored, and the columns in which it is to differ. */
export interface RowChange<R extends OwnRow> {
  stored: R
  columns: Partial<R>
}

/** The rows of an order that are stored and are to differ. */
export function changesOf<R extends OwnRow>(
  t: Table,
  before: readonly R[],
  after: readonly R[],
): RowChange<R>[] {
  const storedOf = storedAs(before)
  return after.flatMap((row) => {
    const stored = storedOf(row)
    const columns = stored ? changed(t, stored, row) : {}
    return stored && Object.keys(columns).length > 0 ? [{ stored, columns }] : []
  })
}

/** Rows of an order that are new or differ: those that come to differ in the same columns are one statement. */
export const rowWrites = <R extends OwnRow>(
  t: Table,
  marketplace: string,
  after: readonly R[],
  changes: readonly RowChange<R>[],
): Write[] => [
  ...inserts(
    t,
    marketplace,
    after.filter((row) => row.StoredID === null),
  ),
  ...[...Map.groupBy(changes, (c) => Object.keys(c.columns).join()).values()].flatMap((group) =>
    updates(t, marketplace, group),
  ),
]

/** Rows of an order that go. */
export function rowRemovals(t: Table, marketplace: string, gone: readonly OwnRow[]): Write[] {
  const [first] = gone
  if (!first) return []
  const removal = remove(t, marketplace, { OrderKey: first.OrderKey }, sql`ID in ${idsOf(gone)}`)
  return [{ ...removal, told: gone.map((before) => ({ did: 'Remove', marketplace, table: t.name, before })) }]
}

/** The IDs of rows, as a select. */
export const idsOf = (rows: readonly Pick<OwnRow, 'ID'>[]) =>
  sql`(select value from json_each(${JSON.stringify(rows.map((r) => r.ID))}))`

const place = (i: number) => sql`j.value ->> ${sql.raw(String(i))}`

function inserts(t: Table, marketplace: string, added: OwnRow[]): Write[] {
  if (added.length === 0) return []
  const rows = added.map((row) =>
    encodeRow(t, { ...initials(t), ...row, Marketplace: marketplace, Version: 1 }),
  )
  const names = Object.keys(rows[0]!)
  return packed(rows.map((row) => names.map((n) => row[n] ?? null))).map((json, i) => ({
    sql: sql`insert into ${sql.raw(t.name)} (${sql.list(names.map(sql.identifier))}) select ${sql.list(names.map((_, i) => place(i)))} from json_each(${json}) j`,
    // All of them with the first statement, and none with each of the others too.
    told: i > 0 ? [] : added.map((after) => ({ did: 'Insert', marketplace, table: t.name, after })),
  }))
}

/** Rows that differ in the same columns. */
function updates<R extends OwnRow>(t: Table, marketplace: string, changes: RowChange<R>[]): Write[] {
  const [first] = changes
  if (!first) return []
  const { OrderKey } = first.stored
  const names = Object.keys(encodeRow(t, first.columns))
  const rows = changes.map(({ stored, columns }) => {
    const row = encodeRow(t, columns)
    return [stored.ID, ...names.map((n) => row[n] ?? null)]
  })
  const sets = sql.list(names.map((n, i) => sql`${sql.identifier(n)} = ${place(i + 1)}`))
  const own = sql.raw(t.name)
  const at = { marketplace, table: t.name }
  // Whoever takes a row away moves the order's version.
  return packed(rows).map((json, i) => ({
    sql: sql`update ${own} set ${sets} from json_each(${json}) j
      where ${own}.Marketplace = ${marketplace} and ${own}.OrderKey = ${OrderKey} and ${own}.ID = j.value ->> 0`,
    told: i > 0 ? [] : changes.map((c) => ({ did: 'Update', ...at, before: c.stored, after: c.columns })),
  }))
}
