import { type SQL, sql } from 'drizzle-orm'
import { text } from '../api/field.ts'
import type { Property } from '../api/lists/filter.ts'
import type { ListRequest, Sort } from '../api/lists/list.ts'
import { at } from '../tables/columns.ts'
import { by, type ListSource, type Order } from './list-source.ts'
import type { Locate } from './sql/filter-sql.ts'
import { sortedAt } from './sql/json-path.ts'

export function orderOf(
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
  field: text(),
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
