import { sql } from 'drizzle-orm'
import type { Caller } from '../api/caller.ts'
import type { Model } from '../api/model.ts'
import { present } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import { type Fact, rowFact, the, these } from '../store/fact.ts'
import { listPage } from '../store/list.ts'
import type { ListSource } from '../store/list-source.ts'
import { columns, lateColumns, matches } from '../store/rows.ts'
import { and } from '../store/sql/sql.ts'
import { decodeRow, type Row, type Table } from '../tables/table.ts'
import { parents } from './links.ts'
import { indexedOrders, ownParam, type Resource } from './resource.ts'
import { keyOf, scopeOf } from './scope.ts'

/**
 * One object as far as the caller may see it: 404 where there is none, or none to be seen.
 * @param id the one the path names, unless it is said; a write of it is guarded by its version, anything else that relies
 *   on it by its being there
 */
export const objectOf = <T extends Table>(
  r: Resource<T>,
  call: Call,
  id = call.params[ownParam(r)]!,
): Fact<Row<T>> =>
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
export function resourceSource<T extends Table>(r: Resource<T>, call: Call): ListSource<Row<T>> {
  const scope = Object.keys(r.scope)
  return {
    spec: r.list,
    columns: columns(r.table, 't', true),
    late: lateColumns(r.table),
    decode: (row) => decodeRow(r.table, row),
    from: (hint, driver) => sql`${driver}${sql.identifier(r.table.name)} t${hint}`,
    searched: r.table.fullText.length > 0 ? { table: r.table, marketplace: call.marketplace } : undefined,
    where: and(matches(r.table, call.marketplace, scopeOf(r, call), 't'), r.visible?.(call.caller, 't')),
    alias: 't',
    key: r.table.keys.at(-1)!,
    indexFor: (order) => {
      // What a caller sees only a part of may be found better by that part.
      if (r.visible && call.caller.kind !== 'Seller') return undefined
      return indexedOrders(r).some((o) => o.join() === order.join())
        ? r.table.index([...scope, ...order])
        : undefined
    },
  }
}

/** Lists a resource, or those rows of it that a condition over the alias `t` picks. */
export function listOf<T extends Table, M extends Model>(
  r: Resource<T, M>,
  call: Call,
  narrow?: ListSource<unknown>['where'],
) {
  const all = resourceSource(r, call)
  const own = narrow ? { ...all, where: and(all.where, narrow) } : all
  const { source, request, order } = r.lists?.(call, own) ?? { source: own }
  const above = [...parents(r, call), ...(r.requires?.(call) ?? [])]
  return listPage(call, source, (row) => show(r, row, call.now, call.caller), above, request, order)
}

/** Reads one object; 404 when absent or not visible. */
export async function getOne<T extends Table, M extends Model>(r: Resource<T, M>, call: Call) {
  const read = await call.read({ object: objectOf(r, call), above: parents(r, call) })
  these(read.above)
  return show(r, the(read.object), call.now, call.caller)
}
