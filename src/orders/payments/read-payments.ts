import { columns } from '../../store/rows.ts'
import { as } from '../../tables/alias.ts'
import { payments } from '../../tables/orders/payments.ts'
import { decodePayment } from '../operation/order-rows.ts'
import { partReading } from '../operation/part-reading.ts'
import { byID, type Place } from '../operation/places.ts'
import { paymentModel, showPayment } from '../state/shown-order.ts'
import { path, paymentPath } from './payments.ts'

/** Reads of payments, wherever their order is named. */
export const paymentReading = (place: Place) =>
  partReading(place, {
    resource: 'Payments',
    path,
    itemPath: paymentPath,
    type: 'Payment',
    one: 'a payment',
    all: 'the payments',
    model: paymentModel,
    list: {
      search: ['ID', 'Description'],
      sort: ['DateCreated', 'ID', 'Type', 'CreditCardID', 'SpendingAccountID'],
      order: ['DateCreated'],
      indexed: ['DateCreated', 'ID'],
    },
    row: as(payments, 'p'),
    columns: () => columns(payments, 'p'),
    decode: decodePayment,
    show: showPayment,
  })

export const operations = paymentReading(byID)
