import { fail } from '../../api/errors.ts'
import type { Filter } from '../../api/lists/filter.ts'
import type { ListRequest } from '../../api/lists/list.ts'
import type { Order } from '../../store/lists/declaration.ts'
import { by } from '../../store/lists/order.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { categories } from '../../tables/catalog/categories.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Levels a tree list walks at most; deeper trees are a mistake. */
export const DEEPEST = 100

/** A category tree: what joins it to a table of categories, and its order. */
export interface Tree {
  join: SQL
  /** Depth first by ListOrder, Name, ID. */
  order: Order
}

const isRoot = (f: Filter) =>
  f.properties.length === 1 &&
  f.properties[0]!.name === 'ParentID' &&
  f.terms.length === 1 &&
  f.terms[0]!.op === 'eq' &&
  !f.terms[0]!.negate

/** A single plain `ParentID=x` names the root of the list and is no filter. */
export const rootOf = (request: ListRequest): string | null => {
  const roots = request.filters.filter(isRoot)
  return roots.length === 1 ? roots[0]!.terms[0]!.pieces[0]! : null
}

/** The filters without the one that names the root. */
export const withoutRoot = (request: ListRequest): Filter[] =>
  rootOf(request) === null ? request.filters : request.filters.filter((f) => !isRoot(f))

/** Other expressions on `ParentID` look at the whole tree. */
const looksElsewhere = (request: ListRequest) =>
  request.filters.some((f) => f.properties.some((p) => p.name === 'ParentID') && !isRoot(f))

/**
 * Reads `depth`: a number from 1, or `all`; 1 when not sent.
 * @throws ApiError `Category.InvalidDepth`
 */
export function depthOf(sent: string | null | undefined, request?: ListRequest): number {
  if (!sent) return request && looksElsewhere(request) ? DEEPEST : 1
  if (sent.toLowerCase() === 'all') return DEEPEST
  if (!/^\d{1,4}$/.test(sent) || Number(sent) < 1)
    throw fail('Category.InvalidDepth', 'depth must be a whole number from 1, or "all".')
  return Math.min(Number(sent), DEEPEST)
}

const k = as(categories, 'k')

/**
 * The categories of a catalogue from its root, or below one category, down to a depth.
 * @param category the table that they are joined to
 */
export function treeOf(
  category: Alias<typeof categories>,
  o: { marketplace: string; catalog: SQL; depth: string | null; root: string | null; request?: ListRequest },
): Tree {
  const depth = depthOf(o.depth, o.request)
  const here = sql`${k.here(o.marketplace)} and ${k.CatalogID} = ${o.catalog}`
  const step = sql`printf('%010d', coalesce(${k.ListOrder}, 0)) || lower(${k.Name}) || char(1) || lower(${k.ID}) || char(0)`
  const top = o.root === null ? sql`${k.ParentID} is null` : sql`${k.ParentID} = ${o.root}`
  return {
    join: sql`join (with recursive walk(ID, Level, Path) as (
      select ${k.ID}, 1, ${step} from ${k.from} where ${here} and ${top}
      union all
      select ${k.ID}, w.Level + 1, w.Path || ${step} from walk w cross join ${k.from} on ${here}
        and ${k.ParentID} = w.ID where w.Level < ${depth})
      select ID, Level, Path from walk) tree on tree.ID = ${category.ID}`,
    order: by(sql`tree.Path`),
  }
}
