import { type SQL, sql } from 'drizzle-orm'
import type { Call } from '../../store/call.ts'
import type { Message } from '../../store/outbox/messages.ts'
import { columns } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { products } from '../../tables/catalog/products.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import {
  decodeLine,
  decodeOrder,
  type LineRow,
  lineColumns,
  lineFrom,
  type OrderRow,
  orderColumns,
  orderFrom,
} from '../order/load.ts'
import { orderMessage } from '../order/messages.ts'
import { showItem } from './item-model.ts'

type Values = Record<string, unknown>

/** What the message about a shipment tells of the orders on it; `keys` are theirs, as a sub-select. */
export interface Shipped extends Record<string, Query<unknown>> {
  shippedOrders: Query<OrderRow>
  shippedLines: Query<LineRow>
  shippedProducts: Query<Row<typeof products>>
}

/** Reads for it: only where a date makes the shipment one that was sent. */
export const shippedReads = (m: string, keys: SQL): Shipped => ({
  shippedOrders: {
    sql: sql`select ${orderColumns()} from ${orderFrom(m)} where o.Marketplace = ${m} and o.Key in ${keys}`,
    decode: decodeOrder,
  },
  shippedLines: {
    sql: sql`select ${lineColumns()} from ${lineFrom(m)} where l.Marketplace = ${m} and l.OrderKey in ${keys}`,
    decode: decodeLine,
  },
  shippedProducts: {
    sql: sql`select ${columns(products, 'p', true)} from products p where p.Marketplace = ${m} and p.ID in
      (select l.ProductID from line_items l where l.Marketplace = ${m} and l.OrderKey in ${keys})`,
    decode: (row) => decodeRow(products, row),
  },
})

interface Item {
  ShipmentID: string
  OrderKey: string
  LineItemID: string
  QuantityShipped: number
}

const asAdded = (a: LineRow, b: LineRow) =>
  a.DateAdded === b.DateAdded ? (a.ID < b.ID ? -1 : 1) : String(a.DateAdded) < String(b.DateAdded) ? -1 : 1

/** A message to the user of each order that has something on a shipment which was sent just now. */
export function shipmentCreated(
  call: Call<unknown>,
  shipment: Values,
  items: Item[],
  read: Record<string, unknown[]>,
): Message[] {
  const lines = (read.shippedLines ?? []) as LineRow[]
  const catalogue = (read.shippedProducts ?? []) as Row<typeof products>[]
  return ((read.shippedOrders ?? []) as OrderRow[]).map((order) => {
    const own = lines.filter((l) => l.OrderKey === order.Key).sort(asAdded)
    const packed = items.filter((i) => i.OrderKey === order.Key)
    return orderMessage(call, 'ShipmentCreated', {
      order,
      lines: own,
      products: catalogue.filter((p) => own.some((l) => l.ProductID === p.ID)),
      more: {
        Shipment: shipment,
        ShipmentItems: packed.flatMap((item) => {
          const line = own.find((l) => l.ID === item.LineItemID)
          const { QuantityShipped } = item
          return line
            ? [showItem({ line, OrderID: order.ID, Status: order.Status, QuantityShipped }, call.caller)]
            : []
        }),
      },
    })
  })
}
