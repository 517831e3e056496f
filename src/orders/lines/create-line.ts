import { idExists } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { existing } from '../../store/rows.ts'
import { products } from '../../tables/catalog/products.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { requireChange } from '../order/access.ts'
import type { LineRow, OrderRow } from '../order/load.ts'
import { stockChange } from '../stock/stock.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import { type LineReads, newLine, newLinesHold } from './new-line.ts'

/** Adds a line to an order, priced and checked. */
export async function createLine(
  call: Call<Record<string, unknown>>,
  order: OrderRow,
  lines: LineRow[],
  read: LineReads,
  wantedID: string | null,
) {
  const { body, caller, marketplace: m } = call
  requireChange('lines', order, caller, 'LineItems')
  const added = await newLine(call, order, lines, read, body, wantedID)
  const { ID } = added.line
  const written = writeLines(call, order, [...lines, added.line], read, {
    before: lines,
    checked: [ID],
    added: [ID],
    enforceStock: order.Status !== 'Open',
  })
  const final = written.lines.find((l) => l.ID === ID)!
  const answer = lineAnswer(final, order, caller, read)
  await commit(call, {
    statements: [
      { guard: existing(products, m, { ID: final.ProductID }) },
      ...newLinesHold(m, order, read, [added]),
      ...written.statements,
      ...stockChange(call, order, [{ line: final, by: -final.Quantity }], true),
    ],
    answer,
    conflict: { table: lineItems.name, error: idExists('LineItem', ID) },
  })
  return answer
}
