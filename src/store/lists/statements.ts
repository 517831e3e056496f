import { type SQL, sql } from '../../tables/sql.ts'
import { filterSql, type Locate } from '../sql/filter-sql.ts'
import { searchSql } from '../sql/search.ts'
import { and } from '../sql/sql.ts'
import {
  type Around,
  type Asked,
  columnOf,
  type List,
  type Order,
  type Plan,
  tablesOf,
} from './declaration.ts'
import { by, written } from './order.ts'
import { planOf } from './plan.ts'

/** Rows that match a filter or search are counted up to here: whoever has found so many has not found anything. */
const MOST_COUNTED = 100_000

/** A list and what is asked of planned, with the way to find that. */
export interface PlannedList {
  list: List<unknown>
  asked: Asked
  plan: Plan
  /** What narrows the list, but for a search by an index, which is the plan's. */
  conditions: SQL[]
}

/** Plans how a list is read. */
export function planList(list: List<unknown>, asked: Asked): PlannedList {
  const locate: Locate = (p) => list.locate?.(p) ?? columnOf(list.row.alias, p)
  const plan = planOf({ list, asked, locate })
  const conditions = asked.filters.map((f) => filterSql(f, locate))
  if (asked.search && plan.by !== 'search') conditions.push(searchSql(asked.search, locate))
  if (asked.where) conditions.push(asked.where)
  return { list, asked, plan, conditions }
}

const whereOf = ({ list, asked, conditions }: PlannedList, more?: SQL) =>
  and(list.where, asked.picks, ...conditions, more)

/**
 * The tables and conditions of everything a list has: with its filters and search, and without.
 * @param few no more than some of it is looked at
 */
export function scopesOf(list: List<unknown>, asked: Asked, few: boolean) {
  const planned = planList(list, asked)
  return {
    found: found(planned, few),
    all: isNarrowed(planned) ? sql`${tablesOf(list)} where ${list.where}` : undefined,
  }
}

const isNarrowed = ({ conditions, plan }: PlannedList) => conditions.length > 0 || plan.by === 'search'

/**
 * What the request finds, in no order.
 * @param few no more than some of it is looked at: what matches is gone through, and not all gathered before
 */
function found(planned: PlannedList, few: boolean): SQL {
  const { list, asked, plan, conditions } = planned
  if (plan.by !== 'search') return sql`${tablesOf(list)} where ${whereOf(planned)}`
  const { matches, part, each = matches } = plan
  return part && few
    ? sql`${part.gate} ${each.first} ${part.from} where ${and(part.where, asked.picks, ...conditions, each.where)}`
    : sql`${tablesOf(list, { first: matches.first })} where ${whereOf(planned, matches.where)}`
}

/**
 * The statement of a list's total: kept, from counters, or counted.
 * @param kept a select that may have it, as `Total`, and whether that is `Exact` and `Recent`
 * @param beside columns that are read with it
 * @param most up to which matches are counted
 */
export function totalSql(planned: PlannedList, kept?: SQL, beside?: SQL, most?: number): SQL {
  const total = isNarrowed(planned)
    ? sql`select count(*) as total from (select 1 from ${found(planned, most !== undefined)} ${sql.limit(most ?? MOST_COUNTED)})`
    : (planned.list.total?.() ?? sql`select count(*) as total from ${found(planned, false)}`)
  return kept || beside
    ? sql`select coalesce(known.Total, (${total})) as total, known.Total is not null as kept, coalesce(known.Exact, 1) as exact,
        coalesce(known.Recent, 1) as recent${beside ? sql`, ${beside}` : sql``}
        from (select 1) left join (${kept ?? sql`select null as Total, null as Exact, null as Recent`}) known`
    : total
}

/** The statement of a page: the only place where plans become SQL. */
export function pageSql(planned: PlannedList): SQL {
  const { late, whole } = planned.list
  const page = foundPage(planned)
  if (whole) return whole(page)
  // The limit keeps the planner from calculating what is late for all that it sorts.
  return late ? sql`select page.*, ${late('page')} from (${page}) page limit -1` : page
}

function foundPage(planned: PlannedList): SQL {
  const { list, asked, plan, conditions } = planned
  switch (plan.by) {
    case 'order': {
      const { from, where, order } = plan.rows
      return sql`select ${list.columns} from ${from} where ${where} ${order ? sql`order by ${written(order)}` : sql``} ${limitOf(asked)}`
    }
    case 'search': {
      const { matches, ranked, order, part } = plan
      if (!ranked) return sortedPage(planned, order, { first: matches.first }, matches.where)
      // Rows come best first by themselves, and are looked at only until the page is full. (A rank that is shown is found twice.)
      const { from, on } = ranked
      const [tables, where] = part ? [part.from, part.where] : [tablesOf(list), list.where]
      const rest = sql`from ${from} cross join ${tables} where ${and(where, asked.picks, ...conditions, on)} ${limitOf(asked)}`
      const keys = sql`select ${list.row.rowid} as RowKey ${rest}`
      return pageByKeys(list, by(INCOMING), () => sql`select RowKey, ${INCOMING} as by0 from (${keys})`)
    }
    case 'index':
      // It is named, so that one that is missing is an error, and not a scan of the table.
      return sortedPage(planned, plan.order, { hint: sql` indexed by ${sql.identifier(plan.index)}` })
    case 'keys':
    case 'sort':
      return sortedPage(planned, plan.order)
  }
}

/** The place of a row among those that come, in the order they do. */
const INCOMING = sql`row_number() over ()`

const limitOf = ({ page, pageSize }: Asked) => sql`${sql.limit(pageSize)} offset ${(page - 1) * pageSize}`

/**
 * A page in an order. Where finding and showing are apart and there is something to sort or to pass over, the inner
 * select finds the keys of the page with what orders them, and only the page's rows are read whole.
 */
function sortedPage(planned: PlannedList, order: Order, around: Partial<Around> = {}, more?: SQL): SQL {
  const { list, asked, plan, conditions } = planned
  const rest = (tables: SQL) =>
    sql`from ${tables} where ${whereOf(planned, more)} order by ${written(order)} ${limitOf(asked)}`
  const passesOver = plan.by !== 'index' || conditions.length > 0
  return list.shown && passesOver
    ? pageByKeys(list, order, (keys) => sql`select ${keys} ${rest(tablesOf(list, around))}`)
    : sql`select ${list.columns} ${rest(shownTables(list, around))}`
}

const shownTables = (list: List<unknown>, around: Partial<Around>) =>
  tablesOf(list.shown ? { row: list.row, from: list.shown } : list, around)

/** Reads the rows whose keys a select finds, in the order it finds them by. */
function pageByKeys(list: List<unknown>, order: Order, find: (keys: SQL) => SQL): SQL {
  const { rowid } = list.row
  const name = (i: number) => sql.identifier(`by${i}`)
  const keys = sql.list([
    sql`${rowid} as RowKey`,
    ...order.map(({ value }, i) => sql`${value} as ${name(i)}`),
  ])
  const tables = shownTables(list, { first: sql`(${find(keys)}) page cross join ` })
  const again = [
    ...order.map(({ down }, i) => ({ value: sql`page.${name(i)}`, down })),
    ...by(sql`page.RowKey`),
  ]
  return sql`select ${list.columns} from ${tables} where ${rowid} = page.RowKey order by ${written(again)}`
}
