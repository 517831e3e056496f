import { idExists } from '../api/table.ts'
import { products } from '../catalog/products.ts'
import type { Call } from '../store/call.ts'
import { existing } from '../store/rows.ts'
import { requireChange } from './access.ts'
import { lineAnswer, writeLines } from './line-writes.ts'
import type { LineRow, OrderRow } from './load.ts'
import { type LineReads, newLine, newLinesHold } from './new-line.ts'
import { stockChange } from './stock.ts'
import { lineItems } from './tables.ts'

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
  await call.commit({
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
