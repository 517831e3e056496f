import { type SQL, sql } from 'drizzle-orm'
import { envelope, type ListRequest } from '../api/lists/list.ts'
import { at } from '../tables/columns.ts'
import type { Call } from './call.ts'
import { type Fact, these } from './fact.ts'
import { orderOf } from './list-order.ts'
import { type SearchParts, searchOf } from './list-search.ts'
import { by, columnOf, type ListSource, type Order, written } from './list-source.ts'
import { filterSql, type Locate } from './sql/filter-sql.ts'
import { and, plain, type Query } from './sql/sql.ts'

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

/**
 * Reads a list and answers it as a page.
 * @param above facts that must be: what the path names above the list
 */
export async function listPage<T, A = unknown>(
  call: Call,
  source: ListSource<T>,
  show: (item: T, above: A[]) => unknown,
  above: readonly Fact<A>[] = [],
  request: ListRequest = call.list,
  defaultOrder?: Order,
) {
  const read = await call.read({ $above: above, ...listQueries(source, request, defaultOrder) })
  const parents = these(read.$above)
  return envelope(
    request,
    read.total[0]!.total,
    read.items.map((item) => show(item, parents)),
    source.spec.pageKeys,
  )
}
