import type { Caller } from '../../api/caller.ts'
import { present } from '../../api/model.ts'
import type { Candidate } from '../promotions/applied/promotion-reads.ts'
import { showOrderPromotions } from '../promotions/applied/shown-promotions.ts'
import { type OrderState, statusOfLines } from '../state/order-state.ts'
import { showLine, showPlaced } from '../state/shown-order.ts'
import { standing } from './standing.ts'
import { worksheetModel } from './worksheet.ts'

/**
 * An order's worksheet as the wire shows it.
 * @param live the promotions it has, as they are
 * @param isNew it is not begun yet
 */
export function showWorksheet(
  order: OrderState,
  live: readonly Candidate[],
  caller: Pick<Caller, 'kind'>,
  isNew = false,
): Record<string, unknown> {
  const { header, lines = [] } = order
  return present(worksheetModel, {
    ...order.worksheet,
    ...standing(order),
    Order: showPlaced(header, isNew),
    LineItems: lines.map((line) => showLine(line, statusOfLines(header), caller)),
    OrderPromotions: showOrderPromotions(order, live),
  })
}
