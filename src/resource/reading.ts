import type { Caller } from '../api/caller.ts'
import type { Model } from '../api/model.ts'
import { present } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import { type Fact, rowFact, the, these } from '../store/fact.ts'
import { listPage } from '../store/list.ts'
import type { List } from '../store/lists/declaration.ts'
import { byIndex, bySearch } from '../store/lists/finders.ts'
import { matches, wholeRows } from '../store/rows.ts'
import { and } from '../store/sql/sql.ts'
import type { SQL } from '../tables/sql.ts'
import type { Row, Table } from '../tables/table.ts'
import { parents } from './links.ts'
import { indexedOrders, type Resource } from './resource.ts'
import { idOf, keyOf, scopeOf } from './scope.ts'

/**
 * One object as far as the caller may see it: 404 where there is none, or none to be seen.
 * @param id the one the path names, unless it is said; a write of it is guarded by its version, anything else that relies
 *   on it by its being there
 */
export const objectOf = <T extends Table>(r: Resource<T>, call: Call, id = idOf(r, call)): Fact<Row<T>> =>
  rowFact(r.table, call.marketplace, keyOf(r, call, id), {
    type: r.model.name,
    id,
    and: r.visible?.(call.caller, 't'),
  })

/**
 * The object as the wire shows it.
 * @param caller who is shown it, where not everybody is shown all of it
 */
export function show<T extends Table, M extends Model>(
  r: Resource<T, M>,
  row: Row<T>,
  now: string,
  caller?: Caller,
): Record<string, unknown> {
  const whole = { ...row, ...r.calculate?.(row, now) }
  return present(r.model, r.shows?.(whole as never, caller) ?? whole)
}

/** The rows of a resource that a path names and the caller sees. */
export function resourceList<T extends Table>(r: Resource<T>, call: Call): List<Row<T>> {
  const scope = Object.keys(r.scope)
  const indexOf = (order: string[]) =>
    indexedOrders(r).some((o) => o.join() === order.join()) ? r.table.index([...scope, ...order]) : undefined
  // What a caller sees only a part of may be found better by that part.
  const walks = !r.visible || call.caller.kind === 'Seller'
  return {
    spec: r.list,
    ...wholeRows(r.table, 't'),
    where: and(matches(r.table, call.marketplace, scopeOf(r, call), 't'), r.visible?.(call.caller, 't')),
    finders: [bySearch(call.marketplace), ...(walks ? [byIndex(indexOf)] : [])],
  }
}

/** Lists a resource, or those rows of it that a condition over the alias `t` picks. */
export function listOf<T extends Table, M extends Model>(r: Resource<T, M>, call: Call, narrow?: SQL) {
  const all = resourceList(r, call)
  const own = narrow ? { ...all, where: and(all.where, narrow) } : all
  const { list, asked } = r.lists?.(call, own) ?? { list: own }
  const above = [...parents(r, call), ...(r.requires?.(call) ?? [])]
  return listPage(call, { ...list, show: (row) => show(r, row, call.now, call.caller), above, asked })
}

/** Reads one object; 404 when absent or not visible. */
export async function getOne<T extends Table, M extends Model>(r: Resource<T, M>, call: Call) {
  const read = await call.read({ object: objectOf(r, call), above: parents(r, call) })
  these(read.above)
  return show(r, the(read.object), call.now, call.caller)
}
