import { text } from '../../api/field.ts'
import type { Filter, Property } from '../../api/lists/filter.ts'
import type { Sort } from '../../api/lists/list.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Locate } from '../sql/filter-sql.ts'
import { sortedAt } from '../sql/json-path.ts'
import { rankSql } from '../sql/search.ts'
import { type Asked, keyOf, type List, type Order, type Question } from './declaration.ts'

/** An ascending order. */
export const by = (...values: SQL[]): Order => values.map((value) => ({ value, down: false }))

/** An order as SQL has it. */
export const written = (order: Order) =>
  sql.list(order.map(({ value, down }) => (down ? sql`${value} desc` : value)))

/** The order of a page, and the columns whose index gives out rows in it, where one could. */
export interface Wanted {
  order: Order
  columns?: string[]
}

/** The order that is asked for: the sorts', or how well a row's text answers the search, or else the list's own. */
export function wantedOrder(question: Question): Wanted {
  const { list, asked, locate } = question
  if (asked.sortBy.length === 0 && asked.search?.type)
    return { order: bestFirst(question, rankSql(asked.search, locate)) }
  const sorted = sortedOrder(question)
  return asked.sortBy.length === 0 && list.order ? { ...sorted, order: list.order } : sorted
}

/** By relevance; what is equal in that, by its key. */
export const bestFirst = ({ list }: Question, relevance: SQL): Order => [
  { value: relevance, down: true },
  ...by(at(list.row.alias, keyOf(list))),
]

function sortedOrder({ list, asked, locate }: Question): Wanted {
  const { sortBy: sorts } = asked
  const key = keyOf(list)
  // Walking an order to find a few keys in it would read everything: a plus sign keeps the planner from it.
  const mark = namesKeys(list, asked) ? (value: SQL) => sql`+${value}` : (value: SQL) => value
  const names = sorts.length > 0 ? sorts.map((s) => s.property.name) : [...list.spec.order]
  const down = sorts.at(-1)?.descending ?? false
  const parts: Order[] =
    sorts.length > 0
      ? sorts.map((s) =>
          s.property.free ? freeOrder(s, locate) : [{ value: mark(locate(s.property)), down: s.descending }],
        )
      : names.map((name) => by(mark(list.locate?.(bare(name)) ?? at(list.row.alias, name))))
  const ended = names.includes(key)
  // The tie-breaker follows the last key's direction, so that one index serves both.
  if (!ended) parts.push([{ value: mark(at(list.row.alias, key)), down }])
  const uniform = sorts.every((s) => s.descending === down && !s.property.free)
  const columns = ended ? names.slice(0, names.indexOf(key) + 1) : [...names, key]
  // What stands behind the key cannot matter, and would cost a sort.
  return { order: parts.slice(0, columns.length).flat(), columns: uniform ? columns : undefined }
}

/** Whether the request names the very rows, by their keys or by what has few of them. */
export const namesKeys = (list: List<unknown>, asked: Asked) =>
  asked.picks !== undefined || asked.filters.some((f) => isOfKeys(f, keyOf(list)))

/** Whether a filter names the very rows: `ID=a|b|c`. */
const isOfKeys = ({ properties, terms }: Filter, key: string) =>
  properties.length === 1 && properties[0]!.name === key && terms.every((t) => t.op === 'eq' && !t.negate)

/** A column of the list's own order, as if a request had named it. */
const bare = (name: string): Property => ({
  name,
  field: text(),
  path: [],
  free: false,
})

/** Values of xp order by type, then by value. */
const freeOrder = ({ property, descending: down }: Sort, locate: Locate): Order =>
  sortedAt(locate(property), property.path, down).map((value) => ({ value, down }))
