import type { Caller } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import { envelope, type ListSpec } from '../../api/lists/list.ts'
import type { Model } from '../../api/model.ts'
import { pathParams } from '../../api/operation.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listQueries } from '../../store/list.ts'
import type { List } from '../../store/lists/declaration.ts'
import { and, plain } from '../../store/sql/sql.ts'
import type { Named } from '../../tables/alias.ts'
import { at } from '../../tables/columns.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { type OrderRow, statusOfLines } from '../state/order-state.ts'
import type { Place } from './places.ts'

/** Who reads the parts of orders by their IDs. */
export const READERS = ['OrderAdmin', 'Shopper', 'OrderReader']

/** A part of an order that is read row by row: its lines, its payments, its promotions. */
interface ListedPart<T> {
  /** Where they are below the order. */
  path: string
  /** What the published document calls all of them. */
  all: string
  model: Model
  list: ListSpec
  /** The table under its alias, whose key is the order's and an ID. */
  row: Named
  columns: () => SQL
  decode: List<T>['decode']
  /** The tables, where there is more than the main one. */
  from?: (marketplace: string) => SQL
  /** Whether they are of the order with a key, where that is not in their own. */
  ofOrder?: (key: SQL) => SQL
  locate?: (call: Call) => List<T>['locate']
  /** Contributors come too, and see what this leaves of the rows to a caller. */
  visible?: (caller: Caller) => SQL | undefined
  show: (row: T, status: OrderStatus, call: Call) => unknown
}

/** One whose rows have IDs, by which each is read too. */
interface NamedPart<T> extends ListedPart<T> {
  /** The SDK's resource. */
  resource: string
  /** Where one of them is, which the last parameter names. */
  itemPath: string
  /** The type of object, as a refusal names it. */
  type: string
  /** What the published document calls one. */
  one: string
}

/** Who reads a part of orders, where these are named so. */
const readersOf = (
  { only, readers = [], contributors = [] }: Place,
  { visible }: Pick<ListedPart<unknown>, 'visible'>,
) => ({
  ...only,
  roles: [...(only?.roles ?? READERS), ...readers, ...(visible ? contributors : [])],
})

/** Lists a part of an order, wherever that is named. */
export const listPart = <T>(place: Place, id: string, part: ListedPart<T>): Operation =>
  operation({
    id: place.named(id),
    method: 'GET',
    path: place.path + part.path,
    ...readersOf(place, part),
    list: part.list,
    response: part.model,
    summary: place.says(`Lists ${part.all} of an order.`),
    run: async (call) => {
      const { order, rows } = rowsOf(part, place, call)
      const { items, total } = listQueries(rows, call.list)
      const read = await call.read({ order, items, total })
      const status = statusOf(place, call, read.order)
      const shown = read.items.map((row) => part.show(row, status, call))
      return envelope(call.list, read.total[0]!.total, shown)
    },
  })

/** The two operations that read a part of an order, wherever that is named. */
export const partReading = <T>(place: Place, part: NamedPart<T>): Operation[] => [
  listPart(place, `${part.resource}.List`, part),
  operation({
    id: place.named(`${part.resource}.Get`),
    method: 'GET',
    path: place.path + part.itemPath,
    ...readersOf(place, part),
    response: part.model,
    summary: place.says(`Gets ${part.one} of an order.`),
    run: async (call) => {
      const { order, rows, from } = rowsOf(part, place, call)
      const id = call.params[pathParams(part.itemPath).at(-1)!]
      const read = await call.read({
        order,
        item: {
          sql: sql`select ${rows.columns} from ${from} where ${and(rows.where, sql`${at(part.row.alias, 'ID')} = ${id}`)}`,
          decode: part.decode,
        },
      })
      const status = statusOf(place, call, read.order)
      const [item] = read.item
      if (item === undefined) throw notFound(part.type, id)
      return part.show(item, status, call)
    },
  }),
]

/** What of an order says how its parts are shown. */
type Header = Pick<OrderRow, 'Status' | 'SourceKey'>

/** The rows of the order that a place names, and the reading of its status, which says how they are shown. */
function rowsOf<T>({ list, row, columns, decode, ...part }: ListedPart<T>, place: Place, call: Call) {
  const { marketplace } = call
  const { key } = place.order(call)
  const from = part.from?.(marketplace) ?? row.from
  const rows: List<T> = {
    spec: list,
    columns: columns(),
    decode,
    from: () => from,
    where: and(
      row.here(marketplace),
      part.ofOrder?.(key) ?? sql`${at(row.alias, 'OrderKey')} = ${key}`,
      part.visible?.(call.caller),
    ),
    row,
    locate: part.locate?.(call),
  }
  const order = plain<Header>(
    sql`select o.Status, o.SourceKey from orders o where o.Marketplace = ${marketplace} and o.Key = ${key}`,
  )
  return { order, rows, from }
}

/** The status of the order that was read; one that is not begun yet has nothing to show. */
function statusOf(place: Place, call: Call, [order]: Header[]): OrderStatus {
  if (!order && !place.begins) throw place.missing(call)
  return order ? statusOfLines(order) : 'Unsubmitted'
}
