import type { SQL } from 'drizzle-orm'
import type { Caller } from '../api/caller.ts'
import { notFound } from '../api/errors.ts'
import { present } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import { listPage } from '../store/list.ts'
import type { List } from '../store/lists/declaration.ts'
import { byIndex, bySearch } from '../store/lists/finders.ts'
import { columns, lateColumns, matches, select } from '../store/rows.ts'
import { and, type Query } from '../store/sql/sql.ts'
import { as } from '../tables/alias.ts'
import { decodeRow, type Row, type Table } from '../tables/table.ts'
import { keyOf, parents, scopeOf } from './needs.ts'
import { indexedOrders, ownParam, type Resource } from './resource.ts'

type Values = Record<string, unknown>

const visibleTo = (r: Resource, call: Call<unknown>) => r.visible?.(call.caller, 't')

/** The row of one object, as far as the caller may see it. */
export const rowQuery = <T extends Table>(r: Resource<T>, call: Call<unknown>, id: string): Query<Row<T>> =>
  select(r.table, call.marketplace, keyOf(r, call, id), { and: visibleTo(r, call) })

/**
 * The object as the wire shows it.
 * @param caller who is shown it, where not everybody is shown all of it
 */
export function show(r: Resource, row: Values, now: string, caller?: Caller): Values {
  const whole = r.calculate ? { ...row, ...r.calculate(row, now) } : row
  return present(r.model, r.shows?.(whole, caller) ?? whole)
}

/** The list of a resource. */
export function resourceList<T extends Table>(r: Resource<T>, call: Call<unknown>): List<Row<T>> {
  const scope = Object.keys(r.scope)
  const indexOf = (order: string[]) =>
    indexedOrders(r).some((o) => o.join() === order.join()) ? r.table.index([...scope, ...order]) : undefined
  // What a caller sees only a part of may be found better by that part.
  const walks = !r.visible || call.caller.kind === 'Seller'
  return {
    spec: r.list,
    row: as<Table>(r.table, 't'),
    columns: columns(r.table, 't', true),
    late: lateColumns(r.table),
    decode: (row) => decodeRow(r.table, row) as Row<T>,
    where: and(matches(r.table, call.marketplace, scopeOf(r, call), 't'), visibleTo(r, call)),
    finders: [bySearch(call.marketplace), ...(walks ? [byIndex(indexOf)] : [])],
  }
}

/** Lists a resource. */
export function listOf(r: Resource, call: Call<unknown>, narrow?: SQL) {
  const list = resourceList(r, call)
  const above = parents(r, call)
  return listPage(
    call,
    narrow ? { ...list, where: and(list.where, narrow) } : list,
    (row) => show(r, row as Values, call.now, call.caller),
    above.queries,
    above.refuse,
  )
}

/** Reads one object; 404 when absent or not visible. */
export async function getOne(r: Resource, call: Call<unknown>) {
  const id = call.params[ownParam(r)]!
  const above = parents(r, call)
  const read = await call.read({ row: rowQuery(r, call, id), ...above.queries })
  above.refuse(read as never)
  const row = read.row[0]
  if (!row) throw notFound(r.model.name, id)
  return show(r, row as Values, call.now, call.caller)
}
