import { type SQL, sql } from 'drizzle-orm'
import type { Property } from '../api/filter.ts'
import { filterSql, type Locate } from '../api/filter-sql.ts'
import { fullTextName, indexAnswers, matchOf, partsOf, rankOf, relevanceOf } from '../api/full-text.ts'
import { jsonPath, sortedAt } from '../api/json-path.ts'
import { envelope, type ListRequest, type ListSpec, type Sort } from '../api/list.ts'
import { rankSql, searchSql } from '../api/search.ts'
import { and, plain, type Query } from '../api/sql.ts'
import type { Table } from '../api/table.ts'
import type { Call } from './call.ts'
import { at } from './rows.ts'

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

/** Rows that match a filter or search are counted up to here: whoever has found so many has not found anything. */
const MOST_COUNTED = 100_000

/** The two statements of a list: the page and its total. (`count(*) over ()` would read every row for each page.) */
export interface ListQueries<T> extends Record<string, Query<unknown>> {
  items: Query<T>
  total: Query<{ total: number; kept?: 0 | 1 }>
}

/** What a list shows, as parts of a statement. */
interface Selection {
  locate: Locate
  /** What filters and search ask for; none when nothing narrows the list. */
  conditions: SQL[]
  search: SearchParts | null
  driver: SQL
  where: SQL
}

function selectionOf(source: ListSource<unknown>, request: ListRequest): Selection {
  const locate: Locate = (p) => source.locate?.(p) ?? columnOf(source.alias, p)
  const conditions = request.filters.map((f) => filterSql(f, locate))
  const search = request.search && searchOf(source, request.search, locate)
  if (search) conditions.push(search.condition)
  if (source.asked) conditions.push(source.asked)
  return {
    locate,
    conditions,
    search,
    driver: search?.driver ?? sql``,
    where: and(source.where, source.implied, ...conditions),
  }
}

/** The tables and conditions of everything a list has: with its filters and search, and without. */
export function scopesOf(source: ListSource<unknown>, request: ListRequest) {
  const { driver, where, conditions } = selectionOf(source, request)
  return {
    found: sql`${source.from(sql``, driver)} where ${where}`,
    all: conditions.length === 0 ? undefined : sql`${source.from(sql``, sql``)} where ${source.where}`,
  }
}

/** Builds the statements of a list. */
export function listQueries<T>(
  source: ListSource<T>,
  request: ListRequest,
  defaultOrder?: Order,
): ListQueries<T> {
  return {
    items: pageQuery(source, request, defaultOrder),
    total: plain(totalSql(source, request)),
  }
}

/** The page alone. */
export const pageQuery = <T>(
  source: ListSource<T>,
  request: ListRequest,
  defaultOrder?: Order,
): Query<T> => ({
  sql: completed(source, pageSql(source, request, defaultOrder)),
  decode: source.decode,
})

/** A page with what is calculated for its rows alone. The limit keeps the planner from calculating it for all it sorts. */
const completed = ({ late }: ListSource<unknown>, page: SQL): SQL =>
  late ? sql`select page.*, ${late('page')} from (${page}) page limit -1` : page

/**
 * The statement of a page. Where finding and showing are apart and there is something to sort, the inner select finds
 * the keys of the page with what orders them, and only the page's rows are read whole.
 */
function pageSql(source: ListSource<unknown>, request: ListRequest, defaultOrder?: Order): SQL {
  const { locate, conditions, search, driver, where } = selectionOf(source, request)
  const limit = sql`limit ${request.pageSize} offset ${(request.page - 1) * request.pageSize}`
  const relevant = request.sortBy.length === 0 ? search : null
  if (relevant?.ranked) {
    // Rows come best first by themselves, and are looked at only until the page is full.
    const { table, on } = relevant.ranked
    const found = and(source.where, source.implied, on, ...conditions.filter((c) => c !== relevant.condition))
    return pageOf(
      source,
      by(sql`r.Part`, sql`r.Rank`),
      (keys) =>
        sql`select ${keys} from ${table} r cross join ${source.from(sql``, sql``)} where ${found} ${limit}`,
    )
  }
  const { order, index } = relevant?.rank
    ? { order: [...relevant.rank, ...by(at(source.alias, source.key))], index: undefined }
    : {
        ...orderOf(source, request, locate),
        ...(request.sortBy.length === 0 && defaultOrder ? { order: defaultOrder } : {}),
      }
  // What a filter picks may have a better index than the order has.
  const hinted = index && !search?.driver && request.filters.length === 0
  const hint = hinted ? sql` indexed by ${sql.identifier(index)}` : sql``
  const rest = sql`from ${source.from(hint, driver)} where ${where} order by ${written(order)} ${limit}`
  // Found in its order, a page is not sorted, and nothing is read of what does not stand on it.
  if (source.inOrder && request.sortBy.length === 0 && conditions.length === 0) {
    const { from, where, order } = source.inOrder()
    return sql`select ${source.columns} from ${from} where ${where} ${order ? sql`order by ${written(order)}` : sql``} ${limit}`
  }
  if (source.shown && !(hinted && conditions.length === 0))
    return pageOf(source, order, (keys) => sql`select ${keys} ${rest}`)
  const from = source.shown?.(hint, driver) ?? source.from(hint, driver)
  return sql`select ${source.columns} from ${from} where ${where} order by ${written(order)} ${limit}`
}

/** Reads the rows whose keys a select finds, in the order it finds them by. */
function pageOf(source: ListSource<unknown>, order: Order, find: (keys: SQL) => SQL): SQL {
  const rowid = at(source.alias, source.searched!.table.rowid!)
  const name = (i: number) => sql.identifier(`by${i}`)
  const keys = sql.join(
    [sql`${rowid} as RowKey`, ...order.map(({ value }, i) => sql`${value} as ${name(i)}`)],
    sql`, `,
  )
  const shown = source.shown ?? source.from
  return sql`select ${source.columns} from ${shown(sql``, sql`(${find(keys)}) page cross join `)} where ${rowid} = page.RowKey
    order by ${written([...order.map(({ down }, i) => ({ value: sql`page.${name(i)}`, down })), ...by(sql`page.RowKey`)])}`
}

/** The statement of a list's total: kept, from counters, or counted. */
function totalSql(source: ListSource<unknown>, request: ListRequest): SQL {
  const { conditions, driver, where } = selectionOf(source, request)
  const from = sql`from ${source.from(sql``, driver)} where ${where}`
  const total =
    conditions.length > 0
      ? sql`select count(*) as total from (select 1 ${from} limit ${MOST_COUNTED})`
      : (source.total?.() ?? sql`select count(*) as total ${from}`)
  return source.keptTotal
    ? sql`select coalesce(known.Total, (${total})) as total, known.Total is not null as kept from (select ${source.keptTotal} as Total) known`
    : total
}

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

/** By what a list is sorted, first things first. */
export type Order = { value: SQL; down: boolean }[]

/** An ascending order. */
export const by = (...values: SQL[]): Order => values.map((value) => ({ value, down: false }))

const written = (order: Order) =>
  sql.join(
    order.map(({ value, down }) => (down ? sql`${value} desc` : value)),
    sql`, `,
  )

interface SearchParts {
  condition: SQL
  /** Order of relevance, best first; lists without `searchType` have none. */
  rank?: Order
  /** A table to read before the main one. */
  driver?: SQL
  /** What matches, best first, as a table of the index's own `r`, and what joins the main table to it. */
  ranked?: { table: SQL; on: SQL }
}

/** How a search is answered: by the full-text index where there is one, else by looking at the text of each row. */
function searchOf(
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

/** Reads a list and answers it as a page. */
export async function listPage<T>(
  call: Call<unknown>,
  source: ListSource<T>,
  show: (item: T) => unknown,
  also: Record<string, Query<unknown>> = {},
  check?: (read: Record<string, unknown[]>) => void,
  request: ListRequest = call.list,
  defaultOrder?: Order,
) {
  const read = await call.read({ ...also, ...listQueries(source, request, defaultOrder) })
  check?.(read as Record<string, unknown[]>)
  return envelope(
    request,
    read.total[0]!.total,
    read.items.map((i) => show(i as T)),
    source.spec.pageKeys,
  )
}

/** The column of a property, or what calculates it: nested models are JSON columns. */
export function columnOf(alias: string, p: Property): SQL {
  if (p.path.length === 0 && typeof p.field.computed === 'function') return p.field.computed(alias)
  const column = typeof p.within === 'function' ? p.within(alias) : at(alias, p.name.split('.')[0]!)
  if (p.free || p.path.length === 0) return column
  const value = sql`json_extract(${column}, ${jsonPath(p.path)})`
  return p.field.kind === 'text' || p.field.kind === 'oneOf' ? sql`(${value} collate nocase)` : value
}

function orderOf(
  source: ListSource<unknown>,
  request: ListRequest,
  locate: Locate,
): { order: Order; index?: string } {
  const sorts: Sort[] = request.sortBy
  // Walking an order to find a few keys in it would read everything: a plus sign keeps the planner from it.
  const mark =
    source.implied || picksByKey(request, source) ? (value: SQL) => sql`+${value}` : (value: SQL) => value
  const names = sorts.length > 0 ? sorts.map((s) => s.property.name) : [...source.spec.order]
  const down = sorts.at(-1)?.descending ?? false
  const parts: Order[] =
    sorts.length > 0
      ? sorts.map((s) =>
          s.property.free ? freeOrder(s, locate) : [{ value: mark(locate(s.property)), down: s.descending }],
        )
      : source.spec.order.map((name) => by(mark(source.locate?.(bare(name)) ?? at(source.alias, name))))
  const ended = names.includes(source.key)
  // The tie-breaker follows the last key's direction, so that one index serves both.
  if (!ended) parts.push([{ value: mark(at(source.alias, source.key)), down }])
  const uniform = sorts.every((s) => s.descending === down && !s.property.free)
  const columns = ended ? names.slice(0, names.indexOf(source.key) + 1) : [...names, source.key]
  // What stands behind the key cannot matter, and would cost a sort.
  return {
    order: parts.slice(0, columns.length).flat(),
    index: uniform ? source.indexFor?.(columns) : undefined,
  }
}

const bare = (name: string): Property => ({
  name,
  field: { kind: 'text', initial: null, nullable: true },
  path: [],
  free: false,
})

/** Whether a filter names the very objects: `ID=a|b|c`. */
const picksByKey = (request: ListRequest, source: ListSource<unknown>) =>
  request.filters.some(
    (f) =>
      f.properties.length === 1 &&
      f.properties[0]!.name === source.key &&
      f.terms.every((t) => t.op === 'eq' && !t.negate),
  )

/** Values of xp order by type, then by value. */
const freeOrder = ({ property, descending: down }: Sort, locate: Locate): Order =>
  sortedAt(locate(property), property.path, down).map((value) => ({ value, down }))
