import type { ListRequest } from '../../api/lists/list.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Table } from '../../tables/table.ts'
import {
  allOf,
  amongFew,
  fullTextName,
  indexAnswers,
  matchOf,
  partsOf,
  queryOf,
  rankOf,
  relevanceOf,
  type Scope,
  within,
} from '../sql/full-text.ts'
import type { Finder, InOrder, Matches, Part, Plan, Question } from './declaration.ts'
import { bestFirst, namesKeys, wantedOrder } from './order.ts'

type Search = NonNullable<ListRequest['search']>

/** Finds the rows that a request names, whatever it is sorted by. Every list has it. */
export const byKeys: Finder = (question) =>
  namesKeys(question.list, question.asked) ? { by: 'keys', order: wantedOrder(question).order } : undefined

/** Finds by the conditions alone, and sorts. Every list has it, for when nothing else serves. */
export const bySort = (question: Question): Plan => ({ by: 'sort', order: wantedOrder(question).order })

/**
 * Walks an index that has the order which is asked for. Not where there are filters: what they pick may have a better one.
 * @param indexOf the index over columns of the main table, if there is one
 */
export const byIndex =
  (indexOf: (columns: string[]) => string | undefined): Finder =>
  (question) => {
    if (question.asked.filters.length > 0) return undefined
    const { order, columns } = wantedOrder(question)
    const index = columns && indexOf(columns)
    return index ? { by: 'index', index, order } : undefined
  }

/** Reads rows that come in the list's own order, where nothing narrows it: nothing is sorted. */
export const inOrder =
  (rows: () => InOrder): Finder =>
  ({ asked }) =>
    asked.sortBy.length > 0 || asked.filters.length > 0 || asked.search || asked.where
      ? undefined
      : { by: 'order', rows: rows() }

/**
 * Finds by the main table's full-text index, where that can answer the search; others look at the text of each row.
 * @param marketplace the tenant, which the index knows by a word
 * @param part how the list is asked for rows that are known, if otherwise: made for a search alone
 */
export const bySearch =
  (marketplace: string, part?: () => Part): Finder =>
  (question) => {
    const { search, sortBy } = question.asked
    const match = matchFor(question, marketplace)
    if (!search || match === null) return undefined
    const { table, rowid } = question.list.row
    const matches = eachMatch(table, rowid, sql`${match}`)
    if (sortBy.length > 0) return { by: 'search', matches, order: wantedOrder(question).order }
    return {
      by: 'search',
      matches,
      order: [],
      ranked: rankedBy(table, search, allOf(marketplace), rowid),
      part: part?.(),
    }
  }

/**
 * The same in a list that is a part of its table, by the column this is searched within: where there are few values of
 * that, the index looks at nothing else.
 * @param values those that rows of the list have, as a select of `Value`: more than so many of anything, if they are not few
 */
export const bySearchWithin =
  (marketplace: string, values: (few: number) => SQL, part: () => Part): Finder =>
  (question) => {
    const { search, sortBy } = question.asked
    const { table, rowid } = question.list.row
    const query = search && indexAnswers(table, search) ? queryOf(search) : null
    if (!search || query === null) return undefined
    const scope = amongFew(marketplace, values(MOST_VALUES), MOST_VALUES)
    const match = within(scope, query)
    const matches = amongMatches(table, rowid, match)
    if (sortBy.length > 0) return { by: 'search', matches, order: wantedOrder(question).order }
    return {
      by: 'search',
      matches,
      each: eachMatch(table, rowid, match),
      order: [],
      ranked: rankedBy(table, search, scope, rowid),
      part: part(),
    }
  }

/** What matches, read first, so that each match finds its row by key: the planner would look each row up in the index. */
function eachMatch(table: Table, rowid: SQL, match: SQL): Matches {
  const index = fullTextName(table)
  const name = sql.identifier(index)
  const where = sql`${name} match ${match} and ${rowid} = ${name}.rowid`
  return { index, first: sql`${name} cross join `, where }
}

/** Rows that are among what matches. (The plus sign keeps the planner from reading the main table by that.) */
function amongMatches(table: Table, rowid: SQL, match: SQL): Matches {
  const index = fullTextName(table)
  const name = sql.identifier(index)
  return { index, where: sql`+${rowid} in (select rowid from ${name} where ${name} match ${match})` }
}

/** Values among which the index looks for rows, one by one. */
const MOST_VALUES = 20

const rankedBy = (table: Table, search: Search, scope: Scope, rowid: SQL) => ({
  from: sql`${rankedMatches(table, search, scope)} r`,
  on: sql`${rowid} = r.RowKey`,
})

/**
 * The same in a list that is short against what matches: its rows are looked for among all matches, and ranked one by
 * one. (A look into the index for each row would open it anew each time: milliseconds a row.)
 */
export const bySearchAmongFew =
  (marketplace: string): Finder =>
  (question) => {
    const { search, sortBy } = question.asked
    const match = matchFor(question, marketplace)
    if (!search || match === null) return undefined
    const { table, rowid } = question.list.row
    return {
      by: 'search',
      matches: amongMatches(table, rowid, sql`${match}`),
      order:
        sortBy.length > 0
          ? wantedOrder(question).order
          : bestFirst(question, relevanceOf(table, search, marketplace, rowid)),
    }
  }

/** The search in the index's language; null where the index cannot answer it. */
const matchFor = ({ list, asked: { search } }: Question, marketplace: string): string | null =>
  search && indexAnswers(list.row.table, search) ? matchOf(search, marketplace) : null

/** Where the parts of a search are looked for: written once. */
const ONCE: Scope = sql`(select Q from scope)`

/** Matches of each part of a search that are ranked: the first of them, as they were made. The others follow as they were. */
const MOST_RANKED = 300

/**
 * What matches a search in the index, best first: what has the whole phrase, then by how many words match, and where. To
 * rank takes the index a microsecond a match, and a word may match a million.
 */
function rankedMatches(table: Table, search: Search, scope: Scope): SQL {
  const name = sql.identifier(fullTextName(table))
  const most = sql.raw(String(MOST_RANKED))
  const parts = partsOf(search).map((query) => {
    const matches = sql`select rowid as RowKey from ${name} where ${name} match ${within(ONCE, query)}`
    return sql`select * from (
      select * from (${matches} and rank match ${rankOf(table)}
        and rowid < coalesce((${matches} limit 1 offset ${most}), ${sql.raw(String(Number.MAX_SAFE_INTEGER))}) order by rank limit -1)
      union all select * from (${matches} limit -1 offset ${most}))`
  })
  // The limits keep the planner from forgetting the order.
  return sql`(with scope as materialized (select ${scope} as Q) select * from (${sql.join(parts, sql` union all `)}) limit -1)`
}
