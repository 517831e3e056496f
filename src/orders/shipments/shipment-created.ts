import type { Message } from '../../store/outbox/messages.ts'
import { rowsFrom } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { products } from '../../tables/catalog/products.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import type { Asked } from '../operation/on-order.ts'
import { orderMessage } from '../order/messages.ts'
import { ordersOf, type Packed, type PackedItem } from './packed-orders.ts'
import { showItem } from './shown-items.ts'

/** The products of orders: what the message about a shipment tells beside them. `keys` are theirs, as a sub-select. */
export function shippedProducts(marketplace: string, keys: SQL): Query<Row<typeof products>> {
  const shipped = sql`products p where p.Marketplace = ${marketplace} and p.ID in
    (select l.ProductID from line_items l where l.Marketplace = ${marketplace} and l.OrderKey in ${keys})`
  return rowsFrom(products, 'p', shipped, true)
}

/** A message to the user of each order that has something on a shipment which was sent just now. */
export const shipmentCreated = (
  call: Pick<Asked, 'caller' | 'marketplace' | 'now'>,
  shipment: object,
  items: PackedItem[],
  packed: Pick<Packed, 'orders' | 'lines'>,
  catalogue: readonly Row<typeof products>[],
): Message[] =>
  ordersOf(packed).map((order) => {
    const { header, lines } = order
    const named = new Map(lines.map((l) => [l.ID, l]))
    const bought = new Set(lines.map((l) => l.ProductID))
    const ShipmentItems = items.flatMap(({ OrderKey, LineItemID, QuantityShipped }) => {
      const line = OrderKey === header.Key ? named.get(LineItemID) : undefined
      if (!line) return []
      return [showItem({ line, OrderID: header.ID, Status: header.Status, QuantityShipped }, call.caller)]
    })
    return orderMessage(call, 'ShipmentCreated', {
      order,
      products: catalogue.filter((p) => bought.has(p.ID)),
      more: { Shipment: shipment, ShipmentItems },
    })
  })
