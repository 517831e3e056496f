import { sql } from 'drizzle-orm'
import type { Caller } from '../api/caller.ts'
import { notFound } from '../api/errors.ts'
import { present } from '../api/model.ts'
import type { Call } from '../store/call.ts'
import { listPage } from '../store/list.ts'
import type { ListSource } from '../store/list-source.ts'
import { columns, lateColumns, matches, select } from '../store/rows.ts'
import { and, type Query } from '../store/sql/sql.ts'
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
export function resourceSource<T extends Table>(r: Resource<T>, call: Call<unknown>): ListSource<Row<T>> {
  const scope = Object.keys(r.scope)
  return {
    spec: r.list,
    columns: columns(r.table, 't', true),
    late: lateColumns(r.table),
    decode: (row) => decodeRow(r.table, row) as Row<T>,
    from: (hint, driver) => sql`${driver}${sql.identifier(r.table.name)} t${hint}`,
    searched: r.table.fullText.length > 0 ? { table: r.table, marketplace: call.marketplace } : undefined,
    where: and(matches(r.table, call.marketplace, scopeOf(r, call), 't'), visibleTo(r, call)),
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

/** Lists a resource. */
export function listOf(r: Resource, call: Call<unknown>, narrow?: ListSource<unknown>['where']) {
  const source = resourceSource(r, call)
  const above = parents(r, call)
  return listPage(
    call,
    narrow ? { ...source, where: and(source.where, narrow) } : source,
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
