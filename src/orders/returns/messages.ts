import type { Members, Message } from '../../store/outbox/messages.ts'
import type { products as productTable } from '../../tables/catalog/products.ts'
import type { Row } from '../../tables/table.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked } from '../operation/on-order.ts'
import { linesQuery } from '../operation/order-rows.ts'
import { orderMessage } from '../order/messages.ts'
import { shippedProducts } from '../shipments/shipment-created.ts'
import type { LineRow, OrderState, OrderWith, ReturnRow } from '../state/order-state.ts'
import { showReturn } from './shown-returns.ts'

/** What messages about returns tell beside the order: products of its lines. */
export const toldReads = ({ marketplace, lines }: NamedOrder) => ({
  products: shippedProducts(marketplace, lines),
})

/** The same where the lines are read for nothing else. */
export const completionReads = (order: NamedOrder) => ({
  ...toldReads(order),
  lines: linesQuery(order.marketplace, order.key),
})

/** What was read of products. */
export interface Told {
  products: readonly Row<typeof productTable>[]
}

/** A message about a return to the user of its order, unless it is said. */
export const returnMessage = (
  call: Pick<Asked, 'caller' | 'marketplace' | 'now'>,
  type: string,
  order: OrderState,
  row: ReturnRow,
  products: Told['products'],
  to?: Members,
): Message => orderMessage(call, type, { order, products, to, more: { OrderReturn: showReturn(row, order) } })

/** Messages about returns that payments have completed. */
export const completionMessages = (
  call: Pick<Asked, 'caller' | 'marketplace' | 'now'>,
  before: OrderWith<'returns'>,
  after: OrderState,
  { lines, products = [] }: Partial<Told> & { lines?: LineRow[] },
): Message[] =>
  (after.returns ?? []).flatMap((row) =>
    row.Status === 'Completed' && before.returns.some((r) => r.ID === row.ID && r.Status !== row.Status)
      ? [returnMessage(call, 'OrderReturnCompleted', { ...after, lines }, row, products)]
      : [],
  )
