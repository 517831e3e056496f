import { NO_PARTS, priceLine } from '../../catalog/prices/line-price.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { Asked } from '../operation/on-order.ts'
import { newHeader } from '../order/create-order.ts'
import { orderMessage } from '../order/messages.ts'
import type { LineRow, OrderRow, OrderState, OrderWith } from '../state/order-state.ts'
import { moved } from '../state/permissions.ts'
import { withID } from '../state/rows-by.ts'
import { onOutgoing, outgoingLines } from '../state/shared-lines.ts'
import type { ProductRow } from '../stock/stock-rows.ts'
import type { Forwardable } from './forwardable.ts'

/** An order with those to its suppliers, one for each of whom there are lines. */
type SplitOrder = OrderWith<'lines' | 'outgoing'>

/**
 * Splits lines off to their suppliers. They stay the lines they are, and have a price of their own there.
 * @param submits the new orders are open at once
 */
export function splitOrder(
  call: Pick<Asked, 'caller' | 'marketplace' | 'now' | 'newID'>,
  order: SplitOrder,
  lines: readonly Forwardable[],
  submits: boolean,
): SplitOrder {
  let split = order
  for (const own of Map.groupBy(lines, (l) => l.SupplierID).values()) {
    const drawn = outgoingHeader(call, order.header, own[0]!)
    const header = (submits && moved(drawn, 'submit', ['Admin'], call.now)) || drawn
    split = {
      ...split,
      lines: withPrices(split.lines, header.Key, own, call.now),
      outgoing: [...split.outgoing, header],
    }
  }
  return split
}

/** The message to the user of an order that was split off and has opened. */
export const outgoingMessage = (
  call: Pick<Asked, 'caller' | 'marketplace' | 'now'>,
  header: OrderRow,
  lines: LineRow[],
  products: readonly ProductRow[],
): Message =>
  orderMessage(call, 'OrderSubmitted', {
    order: { header, lines },
    products: [...new Set(lines.flatMap((l) => withID(products, l.ProductID)))],
  })

/** Messages to the users of orders that were split off and have opened. */
export const outgoingMessages = (
  call: Pick<Asked, 'caller' | 'marketplace' | 'now'>,
  before: readonly OrderRow[],
  { outgoing = [], lines = [] }: OrderState,
  products: readonly ProductRow[],
): Message[] =>
  outgoing
    .filter((o) => o.IsSubmitted && !before.find((b) => b.Key === o.Key)?.IsSubmitted)
    .map((header) => outgoingMessage(call, header, outgoingLines(lines, header.Key), products))

const outgoingHeader = (
  call: Pick<Asked, 'caller' | 'marketplace' | 'now' | 'newID'>,
  source: OrderRow,
  { Owner: { Key, Currency, ...Owner }, SupplierID }: Forwardable,
): OrderRow =>
  newHeader(call, {
    ID: call.newID(),
    Leg: 'Seller',
    FromUserKey: Key,
    FromCompanyID: call.marketplace,
    FromUserID: Owner.ID,
    ToCompanyID: SupplierID,
    Currency,
    Owner,
    LiveBilling: null,
    SourceKey: source.Key,
    IsGuests: false,
  })

function withPrices(
  lines: LineRow[],
  key: string,
  forwarded: readonly Forwardable[],
  now: string,
): LineRow[] {
  const scheduleOf = new Map(forwarded.map((f) => [f.LineItemID, f.Schedule]))
  const bare = lines.flatMap((line) =>
    scheduleOf.has(line.ID) ? [{ ...line, PriceOverridden: false, PromotionDiscount: 0 }] : [],
  )
  return lines.map((line) => {
    const [own] = withID(bare, line.ID)
    if (!own) return line
    const price = priceLine(own, bare, scheduleOf.get(line.ID) ?? null, false, now) ?? NO_PRICE
    return onOutgoing(line, key, { ...own, ...price })
  })
}

/** What a line comes to that nobody has said a price for: somebody will. */
const NO_PRICE = { UnitPrice: 0, LineSubtotal: 0, PriceScheduleID: null, ...NO_PARTS }
