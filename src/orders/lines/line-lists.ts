import { sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { envelope, type ListSpec } from '../../api/lists/list.ts'
import { operation } from '../../resource/operation.ts'
import type { Call } from '../../store/call.ts'
import { listQueries } from '../../store/list.ts'
import { and, plain } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { directionOf, orderKey } from '../order/access.ts'
import { decodeLine, type LineRow, lineColumns, lineFrom, type OrderRow } from '../order/load.ts'
import { lineItemModel, showLine } from '../order/present.ts'
import { locateInLine } from './shown-lines.ts'

/** Where the lines of an order are, and one of them. */
export const path = '/orders/{direction}/{orderID}/lineitems'
export const itemPath = `${path}/{lineItemID}`

const readers = ['OrderAdmin', 'Shopper', 'OrderReader']

export const lineItemList: ListSpec = {
  search: ['ID', 'ProductID'],
  sort: ['DateAdded', 'ID', 'ProductID'],
  order: ['DateAdded'],
  indexed: ['DateAdded', 'ID'],
}

/** The order a path names: its key, and the reading of its status, which says how its lines are shown. */
const orderOf = (call: Call<unknown>) => {
  const key = orderKey(call.caller, directionOf(call.params.direction), call.params.orderID!)
  const order = plain<Pick<OrderRow, 'Status'>>(
    sql`select o.Status from orders o where o.Marketplace = ${call.marketplace} and o.Key = ${key}`,
  )
  return { key, order }
}

const list = operation({
  id: 'LineItems.List',
  method: 'GET',
  path,
  roles: readers,
  list: lineItemList,
  response: lineItemModel,
  page: 'plain',
  status: 200,
  summary: 'Lists the lines of an order.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { key, order } = orderOf(call)
    const read = await call.read({
      order,
      ...listQueries(
        {
          spec: lineItemList,
          columns: lineColumns(),
          decode: decodeLine,
          from: () => lineFrom(m),
          where: and(sql`l.Marketplace = ${m}`, sql`l.OrderKey = ${key}`),
          row: as(lineItems, 'l'),
          locate: (p) => locateInLine(p, caller),
        },
        call.list,
      ),
    })
    const found = read.order[0]
    if (!found) throw notFound('Order', call.params.orderID)
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((l) => showLine(l as LineRow, found.Status, caller)),
    )
  },
})

const get = operation({
  id: 'LineItems.Get',
  method: 'GET',
  path: itemPath,
  roles: readers,
  response: lineItemModel,
  status: 200,
  summary: 'Gets a line of an order.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { key, order } = orderOf(call)
    const read = await call.read({
      order,
      line: {
        sql: sql`select ${lineColumns()} from ${lineFrom(m)} where l.Marketplace = ${m} and l.OrderKey = ${key} and l.ID = ${call.params.lineItemID}`,
        decode: decodeLine,
      },
    })
    if (!read.order[0]) throw notFound('Order', call.params.orderID)
    if (!read.line[0]) throw notFound('LineItem', call.params.lineItemID)
    return showLine(read.line[0], read.order[0].Status, caller)
  },
})

export const operations = [list, get]
