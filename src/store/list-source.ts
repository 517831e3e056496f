import { type SQL, sql } from 'drizzle-orm'
import type { Property } from '../api/lists/filter.ts'
import type { ListSpec } from '../api/lists/list.ts'
import { at } from '../tables/columns.ts'
import type { Table } from '../tables/table.ts'
import { jsonPath } from './sql/json-path.ts'

/** What a list reads. */
export interface ListSource<T> {
  spec: ListSpec
  /** Columns of one item. */
  columns: SQL
  /** Columns that cost rows of their own, over an alias of the page when it has been found. */
  late?: (alias: string) => SQL
  decode: (row: Record<string, unknown>) => T
  /** Tables; the index is to be named directly behind the main alias, and what drives the list directly before. */
  from: (indexedBy: SQL, driver: SQL) => SQL
  /**
   * Tables for the columns of a page, where they take more than finding it does; parameters as above. Conditions need
   * the tables of `from`. The main table needs a rowid of its own.
   */
  shown?: (indexedBy: SQL, driver: SQL) => SQL
  /**
   * The list in its default order, where nothing narrows it, read as far as the page goes. Without an `order` the rows
   * come in the right one by themselves: a recursive select gives them out in its own.
   */
  inOrder?: () => { from: SQL; where: SQL; order?: Order }
  /** Tenant, scope and visibility. */
  where: SQL
  /** What the request asks for besides its filters by property: it narrows the list as they do. */
  asked?: SQL
  /** What follows from the filters, and picks a few keys: an index finds them. */
  implied?: SQL
  /** Alias of the main table. */
  alias: string
  /** Key column that ends every order. */
  key: string
  /** Where a property stands, when it is not a column of the main table. */
  locate?: (property: Property) => SQL | undefined
  /**
   * The main table, where its full-text index may answer searches. `few`: the list is short against what matches, so
   * its rows are looked for among all matches, and ranked one by one. (A look into the index for each row would open it
   * anew each time: milliseconds a row.)
   */
  searched?: { table: Table; marketplace: string; few?: boolean }
  /** The index that serves an order of columns, if there is one. */
  indexFor?: (columns: string[]) => string | undefined
  /** A cheaper exact total, where there is no filter and no search. */
  total?: () => SQL
  /** The total as it is kept, a scalar; null when it is to be counted. */
  keptTotal?: SQL
}

/** By what a list is sorted, first things first. */
export type Order = { value: SQL; down: boolean }[]

/** An ascending order. */
export const by = (...values: SQL[]): Order => values.map((value) => ({ value, down: false }))

export const written = (order: Order) =>
  sql.join(
    order.map(({ value, down }) => (down ? sql`${value} desc` : value)),
    sql`, `,
  )

/** The column of a property, or what calculates it: nested models are JSON columns. */
export function columnOf(alias: string, p: Property): SQL {
  if (p.path.length === 0 && typeof p.field.computed === 'function') return p.field.computed(alias)
  const column = typeof p.within === 'function' ? p.within(alias) : at(alias, p.name.split('.')[0]!)
  if (p.free || p.path.length === 0) return column
  const value = sql`json_extract(${column}, ${jsonPath(p.path)})`
  return p.field.kind.column.ignoresCase ? sql`(${value} collate nocase)` : value
}
