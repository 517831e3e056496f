import { type SQL, sql } from 'drizzle-orm'
import type { ListRequest } from '../api/lists/list.ts'
import { at } from '../tables/columns.ts'
import type { Table } from '../tables/table.ts'
import type { ListSource, Order } from './list-source.ts'
import type { Locate } from './sql/filter-sql.ts'
import { fullTextName, indexAnswers, matchOf, partsOf, rankOf, relevanceOf } from './sql/full-text.ts'
import { rankSql, searchSql } from './sql/search.ts'

/** What matches a search in the index, best first: what has the whole phrase, then by how many words match, and where. */
function rankedMatches(t: Table, search: NonNullable<ListRequest['search']>, marketplace: string): SQL {
  const name = sql.identifier(fullTextName(t))
  const matches = partsOf(search, marketplace).map(
    (match, part) =>
      sql`select * from (select rowid as RowKey, ${sql.raw(String(part))} as Part, rank as Rank from ${name} where ${name} match ${match}
      and rank match ${rankOf(t)} order by rank limit -1)`,
  )
  // The limits keep the planner from forgetting the order.
  return sql`(select * from (${sql.join(matches, sql` union all `)}) limit -1)`
}

export interface SearchParts {
  condition: SQL
  /** Order of relevance, best first; lists without `searchType` have none. */
  rank?: Order
  /** A table to read before the main one. */
  driver?: SQL
  /** What matches, best first, as a table of the index's own `r`, and what joins the main table to it. */
  ranked?: { table: SQL; on: SQL }
}

/** How a search is answered: by the full-text index where there is one, else by looking at the text of each row. */
export function searchOf(
  source: ListSource<unknown>,
  search: NonNullable<ListRequest['search']>,
  locate: Locate,
): SearchParts {
  const indexed = source.searched && indexAnswers(source.searched.table, search) ? source.searched : undefined
  const match = indexed && matchOf(search, indexed.marketplace)
  if (!indexed || !match) {
    const rank = search.type ? [{ value: rankSql(search, locate), down: true }] : undefined
    return { condition: searchSql(search, locate), rank }
  }
  const name = sql.identifier(fullTextName(indexed.table))
  if (indexed.few) {
    const rowid = at(source.alias, indexed.table.rowid!)
    return {
      condition: sql`+${rowid} in (select rowid from ${name} where ${name} match ${match})`,
      rank: [{ value: relevanceOf(indexed.table, search, indexed.marketplace, rowid), down: true }],
    }
  }
  return {
    driver: sql`${name} cross join `,
    condition: sql`${name} match ${match} and ${at(source.alias, indexed.table.rowid!)} = ${name}.rowid`,
    ranked: {
      table: rankedMatches(indexed.table, search, indexed.marketplace),
      on: sql`${at(source.alias, indexed.table.rowid!)} = r.RowKey`,
    },
  }
}
