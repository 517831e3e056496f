import { notFound } from '../../api/errors.ts'
import { envelope, type ListSpec } from '../../api/lists/list.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listQueries } from '../../store/list.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { sql } from '../../tables/sql.ts'
import { decodeLine, lineColumns, lineFrom } from '../operation/order-rows.ts'
import { byID, type Place } from '../operation/places.ts'
import type { OrderRow } from '../state/order-state.ts'
import { lineItemModel, showLine } from '../state/shown-order.ts'
import { itemPath, path } from './line-items.ts'
import { locateInLine } from './shown-lines.ts'

const readers = ['OrderAdmin', 'Shopper', 'OrderReader']

export const lineItemList: ListSpec = {
  search: ['ID', 'ProductID'],
  sort: ['DateAdded', 'ID', 'ProductID'],
  order: ['DateAdded'],
  indexed: ['DateAdded', 'ID'],
}

/** The order a path names: its key, and the reading of its status, which says how its parts are shown. */
export const orderAt = (place: Place, call: Call<unknown>) => {
  const { key } = place.order(call)
  const order = plain<Pick<OrderRow, 'Status'>>(
    sql`select o.Status from orders o where o.Marketplace = ${call.marketplace} and o.Key = ${key}`,
  )
  return { key, order }
}

/** The status of the order that was read; one that is not begun yet has nothing to show. */
export function statusOf(
  place: Place,
  call: Call<unknown>,
  [order]: Pick<OrderRow, 'Status'>[],
): OrderStatus {
  if (!order && !place.begins) throw place.missing(call)
  return order?.Status ?? 'Unsubmitted'
}

const list = (place: Place) =>
  operation({
    id: place.named('LineItems.List'),
    method: 'GET',
    path: place.path + path,
    roles: readers,
    ...place.only,
    list: lineItemList,
    response: lineItemModel,
    page: 'plain',
    status: 200,
    summary: place.says('Lists the lines of an order.'),
    run: async (call) => {
      const { caller, marketplace } = call
      const { key, order } = orderAt(place, call)
      const { items, total } = listQueries(
        {
          spec: lineItemList,
          columns: lineColumns(),
          decode: decodeLine,
          from: () => lineFrom(marketplace),
          where: and(sql`l.Marketplace = ${marketplace}`, sql`l.OrderKey = ${key}`),
          row: as(lineItems, 'l'),
          locate: (p) => locateInLine(p, caller),
        },
        call.list,
      )
      const read = await call.read({ order, items, total })
      const status = statusOf(place, call, read.order)
      const shown = read.items.map((line) => showLine(line, status, caller))
      return envelope(call.list, read.total[0]!.total, shown)
    },
  })

const get = (place: Place) =>
  operation({
    id: place.named('LineItems.Get'),
    method: 'GET',
    path: place.path + itemPath,
    roles: readers,
    ...place.only,
    response: lineItemModel,
    status: 200,
    summary: place.says('Gets a line of an order.'),
    run: async (call) => {
      const { caller, marketplace, params } = call
      const { key, order } = orderAt(place, call)
      const read = await call.read({
        order,
        line: {
          sql: sql`select ${lineColumns()} from ${lineFrom(marketplace)} where l.Marketplace = ${marketplace} and l.OrderKey = ${key} and l.ID = ${params.lineItemID}`,
          decode: decodeLine,
        },
      })
      const status = statusOf(place, call, read.order)
      if (!read.line[0]) throw notFound('LineItem', params.lineItemID)
      return showLine(read.line[0], status, caller)
    },
  })

/** Reads of lines, wherever their order is named. */
export const lineReading = (place: Place) => [list(place), get(place)]

export const operations = lineReading(byID)
