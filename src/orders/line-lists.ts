import { sql } from 'drizzle-orm'
import { notFound } from '../api/errors.ts'
import { envelope, type ListSpec } from '../api/list.ts'
import { operation } from '../api/operation.ts'
import { and } from '../api/sql.ts'
import { listQueries } from '../store/list.ts'
import { directionOf, orderKey } from './access.ts'
import { decodeLine, type LineRow, lineColumns, lineFrom, type OrderRow } from './load.ts'
import { lineItemModel, showLine } from './present.ts'

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
    const key = orderKey(caller, directionOf(call.params.direction), call.params.orderID!)
    const read = await call.read({
      order: {
        sql: sql`select o.Status from orders o where o.Marketplace = ${m} and o.Key = ${key}`,
        decode: (row) => row as Pick<OrderRow, 'Status'>,
      },
      ...listQueries(
        {
          spec: lineItemList,
          columns: lineColumns(),
          decode: decodeLine,
          from: () => lineFrom(m),
          where: and(sql`l.Marketplace = ${m}`, sql`l.OrderKey = ${key}`),
          alias: 'l',
          key: 'ID',
        },
        call.list,
      ),
    })
    const order = read.order[0]
    if (!order) throw notFound('Order', call.params.orderID)
    return envelope(
      call.list,
      read.total[0]!.total,
      read.items.map((l) => showLine(l as LineRow, order.Status, caller)),
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
    const key = orderKey(caller, directionOf(call.params.direction), call.params.orderID!)
    const read = await call.read({
      order: {
        sql: sql`select o.Status from orders o where o.Marketplace = ${m} and o.Key = ${key}`,
        decode: (row) => row as Pick<OrderRow, 'Status'>,
      },
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
