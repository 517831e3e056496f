import type { Property } from '../../api/lists/filter.ts'
import type { ListRequest, ListSpec } from '../../api/lists/list.ts'
import type { Named } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Locate } from '../sql/filter-sql.ts'
import { jsonPath } from '../sql/json-path.ts'

/** What stands around the main table in a FROM; each may be empty. */
export interface Around {
  /** A table to read first, with its `cross join`: directly before the main one. */
  first: SQL
  /** The index to read the main table by: directly behind its alias. */
  hint: SQL
}

/** A list: rows of a main table with what stands beside them, and the ways to find them. */
export interface List<T> {
  spec: ListSpec
  /** The main table. */
  row: Named
  /** The column of it that ends every order: the last of the table's key, where nothing else is said. */
  key?: string
  /** Columns of one item. */
  columns: SQL
  /** Columns that cost rows of their own, over an alias of the page when it has been found. */
  late?: (alias: string) => SQL
  /** The page with what looks at all of it, as a select over the one that finds it; there is nothing late then. */
  whole?: (page: SQL) => SQL
  decode: (row: Record<string, unknown>) => T
  /** The tables, where there is more than the main one. */
  from?: (around: Around) => SQL
  /**
   * Tables for the columns of a page, where they take more than finding it does. Conditions need the tables of `from`,
   * and the main table a rowid of its own.
   */
  shown?: (around: Around) => SQL
  /** Tenant, scope and visibility. */
  where: SQL
  /** Where a property stands, when it is not a column of the main table. */
  locate?: (property: Property) => SQL | undefined
  /** The order when no sort is asked for, where it is more than columns by name. */
  order?: Order
  /** Ways to find the rows, tried in this order before the ones that every list has (`planOf`). */
  finders?: Finder[]
  /** A cheaper exact total, where there is no filter and no search. */
  total?: () => SQL
}

/** What is asked of a list. */
export interface Asked extends ListRequest {
  /** What narrows it besides the filters by property, and as they do. */
  where?: SQL
  /** What follows from the filters, and picks a few rows: an index finds them. */
  picks?: SQL
}

/** What finders are asked: a list, and what is asked of it. */
export interface Question {
  list: List<unknown>
  asked: Asked
  locate: Locate
}

/** By what a list is sorted, first things first. */
export type Order = { value: SQL; down: boolean }[]

/** How a page of a list is found. */
export type Plan =
  /** Rows that the request names: found one by one, and sorted then. */
  | { by: 'keys'; order: Order }
  /**
   * What a full-text index has of a search: sorted, or `ranked`, and then read as far as the page goes. `each` is what it
   * has one by one, for whoever looks at a part of it, if that is not what finds them all.
   */
  | { by: 'search'; matches: Matches; order: Order; ranked?: Ranked; part?: Part; each?: Matches }
  /** An index that has the rows in order, read as far as the page goes. */
  | { by: 'index'; index: string; order: Order }
  /** Tables that give out the rows in the list's own order, read as far as the page goes. */
  | { by: 'order'; rows: InOrder }
  /** All that meets the conditions, found by whatever index the planner thinks best, and sorted. */
  | { by: 'sort'; order: Order }

/** What a full-text index has of a search. */
export interface Matches {
  /** The index. */
  index: string
  /** It is read before the main table: a FROM begins with it. */
  first?: SQL
  /** A row of the main table is a match. */
  where: SQL
}

/** The same, best first by itself: a table for a FROM, and what joins the main table to it. */
export interface Ranked {
  from: SQL
  on: SQL
}

/** How a list which is a part of a table is asked for rows that are known: its tables and conditions. */
export interface Part {
  /** A table without which there is nothing, with its `cross join`: read before all that matches is looked at. */
  gate?: SQL
  from: SQL
  where: SQL
}

/** Rows of a list that come in its own order; without an `order` by themselves, as a recursive select gives them out. */
export interface InOrder {
  from: SQL
  where: SQL
  order?: Order
}

/** A way to find the rows of a list: its plan, if it can serve what is asked. */
export type Finder = (question: Question) => Plan | undefined

/** The name of the column that ends every order. */
export const keyOf = ({ key, row }: Pick<List<unknown>, 'key' | 'row'>): string =>
  key ?? row.table.keys.at(-1)!

/** The tables of a list: the main one, or it among others. */
export const tablesOf = (
  { row, from }: Pick<List<unknown>, 'row' | 'from'>,
  around: Partial<Around> = {},
): SQL => {
  const { first = sql``, hint = sql`` } = around
  return from?.({ first, hint }) ?? sql`${first}${row.from}${hint}`
}

/** The column of a property, or what calculates it: nested models are JSON columns. */
export function columnOf(alias: string, p: Property): SQL {
  if (p.path.length === 0 && typeof p.field.computed === 'function') return p.field.computed(alias)
  const column = typeof p.within === 'function' ? p.within(alias) : at(alias, p.name.split('.')[0]!)
  if (p.free || p.path.length === 0) return column
  const value = sql`json_extract(${column}, ${jsonPath(p.path)})`
  return p.field.kind.column.ignoresCase ? sql`(${value} collate nocase)` : value
}
