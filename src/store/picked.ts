import type { Alias, ColumnOf } from '../tables/alias.ts'
import { type SQL, sql } from '../tables/sql.ts'
import { decodeRow, type Row, type Table } from '../tables/table.ts'
import type { Query } from './sql/sql.ts'

/** Some columns of a table's rows. */
export type Picked<T extends Table, C extends ColumnOf<T>> = Pick<Row<T>, C & keyof Row<T>>

/**
 * Some columns of rows.
 * @param row the table they are of
 * @param from the tables and conditions
 */
export const picked = <T extends Table, C extends ColumnOf<T>>(
  row: Alias<T>,
  names: readonly C[],
  from: SQL,
): Query<Picked<T, C>> => ({
  sql: sql`select ${sql.list(names.map((name) => sql`${row[name]} as ${sql.identifier(name)}`))} from ${from}`,
  decode: (stored) => decodeRow(row.table, stored),
})
