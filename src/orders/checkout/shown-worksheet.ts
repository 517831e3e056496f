import type { Caller } from '../../api/caller.ts'
import { present } from '../../api/model.ts'
import type { Results } from '../../store/fact.ts'
import { rowsFrom } from '../../store/rows.ts'
import { subscriptions } from '../../tables/orders/subscriptions.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { livePromotions } from '../promotions/applied/promotion-reads.ts'
import { showOrderPromotions } from '../promotions/applied/shown-promotions.ts'
import { type OrderState, statusOfLines } from '../state/order-state.ts'
import { showLine, showPlaced } from '../state/shown-order.ts'
import { subscriptionModel } from '../subscriptions/subscription-model.ts'
import { standing } from './standing.ts'
import { worksheetModel } from './worksheet.ts'

/** The subscription that an order was made by, if it was, and is there still. */
export const subscriptionOf = ({ marketplace, key }: NamedOrder) =>
  rowsFrom(
    subscriptions,
    's',
    sql`subscriptions s where s.Marketplace = ${marketplace}
      and s.ID = (select SubscriptionID from orders where Marketplace = ${marketplace} and Key = ${key})`,
  )

/** What an order's worksheet shows beside the order: its promotions as they are, and its subscription. */
export const worksheetReads = (order: NamedOrder) => ({
  promotions: livePromotions(order),
  subscription: subscriptionOf(order),
})

export type WorksheetRead = Results<ReturnType<typeof worksheetReads>>

/**
 * An order's worksheet as the wire shows it.
 * @param isNew it is not begun yet
 */
export function showWorksheet(
  order: OrderState,
  { promotions, subscription: [subscription] }: WorksheetRead,
  caller: Pick<Caller, 'kind'>,
  isNew = false,
): Record<string, unknown> {
  const { header, lines = [] } = order
  return present(worksheetModel, {
    ...order.worksheet,
    ...standing(order),
    Order: showPlaced(header, isNew),
    LineItems: lines.map((line) => showLine(line, statusOfLines(header), caller)),
    OrderPromotions: showOrderPromotions(order, promotions.rows),
    Subscription: subscription && present(subscriptionModel, subscription),
  })
}
