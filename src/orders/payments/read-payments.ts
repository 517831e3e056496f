import { notFound } from '../../api/errors.ts'
import { envelope, type ListSpec } from '../../api/lists/list.ts'
import { operation } from '../../resource/operation.ts'
import { listQueries } from '../../store/list.ts'
import { columns } from '../../store/rows.ts'
import { and } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { payments } from '../../tables/orders/payments.ts'
import { sql } from '../../tables/sql.ts'
import { orderAt, statusOf } from '../lines/read-lines.ts'
import { decodePayment } from '../operation/order-rows.ts'
import { byID, type Place } from '../operation/places.ts'
import { paymentModel, showPayment } from '../state/shown-order.ts'
import { path, paymentPath } from './payments.ts'

const readers = ['OrderAdmin', 'Shopper', 'OrderReader']

const paymentList: ListSpec = {
  search: ['ID', 'Description'],
  sort: ['DateCreated', 'ID', 'Type', 'CreditCardID', 'SpendingAccountID'],
  order: ['DateCreated'],
  indexed: ['DateCreated', 'ID'],
}

const list = (place: Place) =>
  operation({
    id: place.named('Payments.List'),
    method: 'GET',
    path: place.path + path,
    roles: readers,
    ...place.only,
    list: paymentList,
    response: paymentModel,
    page: 'plain',
    status: 200,
    summary: place.says('Lists the payments of an order.'),
    run: async (call) => {
      const { key, order } = orderAt(place, call)
      const { items, total } = listQueries(
        {
          spec: paymentList,
          columns: columns(payments, 'p'),
          decode: decodePayment,
          from: () => sql`payments p`,
          where: and(sql`p.Marketplace = ${call.marketplace}`, sql`p.OrderKey = ${key}`),
          row: as(payments, 'p'),
        },
        call.list,
      )
      const read = await call.read({ order, items, total })
      statusOf(place, call, read.order)
      return envelope(call.list, read.total[0]!.total, read.items.map(showPayment))
    },
  })

const get = (place: Place) =>
  operation({
    id: place.named('Payments.Get'),
    method: 'GET',
    path: place.path + paymentPath,
    roles: readers,
    ...place.only,
    response: paymentModel,
    status: 200,
    summary: place.says('Gets a payment of an order.'),
    run: async (call) => {
      const { marketplace, params } = call
      const { key, order } = orderAt(place, call)
      const read = await call.read({
        order,
        payment: {
          sql: sql`select ${columns(payments, 'p')} from payments p where p.Marketplace = ${marketplace} and p.OrderKey = ${key} and p.ID = ${params.paymentID}`,
          decode: decodePayment,
        },
      })
      statusOf(place, call, read.order)
      if (!read.payment[0]) throw notFound('Payment', params.paymentID)
      return showPayment(read.payment[0])
    },
  })

/** Reads of payments, wherever their order is named. */
export const paymentReading = (place: Place) => [list(place), get(place)]

export const operations = paymentReading(byID)
