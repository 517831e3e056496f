import type { Caller } from '../../api/caller.ts'
import { int, readOnly, ref, required } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import type { LineRow } from '../state/order-state.ts'
import { lineValues } from '../state/shown-order.ts'

const l = lineItems.fields

export const shipmentItemModel = model('ShipmentItem', {
  OrderID: required(ref('Order')),
  LineItemID: required(ref('LineItem')),
  QuantityShipped: required(int({ min: 1 })),
  UnitPrice: readOnly(l.UnitPrice),
  CostCenter: readOnly(l.CostCenter),
  DateNeeded: readOnly(l.DateNeeded),
  Product: l.Product,
  Variant: l.Variant,
  Specs: readOnly(l.Specs),
  xp: readOnly(l.xp),
})

/** An item with the line it ships, and the order as it is called now. */
export interface ItemRow {
  line: LineRow
  OrderID: string
  Status: OrderStatus
  QuantityShipped: number
}

/** An item as the wire shows it. */
export const showItem = (item: ItemRow, caller: Caller) =>
  present(shipmentItemModel, {
    ...lineValues(item.line, item.Status, caller),
    OrderID: item.OrderID,
    LineItemID: item.line.ID,
    QuantityShipped: item.QuantityShipped,
  })
