import { type SQL, sql } from 'drizzle-orm'
import { notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { operation } from '../../resource/operation.ts'
import { patched } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { orderLock, requireChange } from '../order/access.ts'
import { type LineRow, loadOrder, pricedProducts } from '../order/load.ts'
import { lineItemModel } from '../order/present.ts'
import { stockChange } from '../stock/stock.ts'
import { productRows, recordRows } from '../stock/stock-rows.ts'
import { refusePartOfBundle, refuseShipped, requiredItem } from './bundle-headings.ts'
import { changeLine, governed } from './change-line.ts'
import { createLine } from './create-line.ts'
import { addressReads } from './line-details.ts'
import { itemPath, path } from './line-lists.ts'
import { specReads } from './line-specs.ts'
import { removeLines, writeLines } from './line-writes.ts'
import type { Answer } from './resolve-specs.ts'

type Values = Record<string, unknown>

export const writers = ['OrderAdmin', 'Shopper']

/** Everything a write to a line reads, beside the order and its lines. */
const writeReads = (call: Call<unknown>, productID?: string | null) => (key: SQL) => {
  const m = call.marketplace
  const body = (call.body ?? {}) as { Specs?: Answer[] } & Record<string, string | null | undefined>
  const record = body.InventoryRecordID
  return {
    ...specReads(m, key, { ID: call.params.lineItemID, ProductID: productID, Specs: body.Specs }),
    products: pricedProducts(m, key, productID),
    stock: productRows(m, key, productID),
    // It may be of any line's product: which line is written, the same round trip finds out.
    records: recordRows(
      m,
      key,
      record
        ? sql`select ProductID, ${record} from line_items where Marketplace = ${m} and OrderKey = ${key}
            union all select ${productID ?? null}, ${record}`
        : undefined,
    ),
    ...addressReads(m, key, [body]),
  }
}

const create = operation({
  id: 'LineItems.Create',
  method: 'POST',
  path,
  roles: writers,
  lock: orderLock,
  body: { model: lineItemModel },
  response: lineItemModel,
  status: 201,
  creates: true,
  summary: 'Adds a line to an order.',
  run: async (call) => {
    const body = call.body as Values
    const { order, lines, read } = await loadOrder(call, writeReads(call, body.ProductID as string))
    return createLine(call as never, order, lines, read as never, body.ID as string)
  },
})

const lineOf = (lines: LineRow[], id: string) => lines.find((l) => sameIgnoringCase(l.ID, id))

const save = operation({
  id: 'LineItems.Save',
  method: 'PUT',
  path: itemPath,
  roles: writers,
  lock: orderLock,
  body: { model: lineItemModel },
  response: lineItemModel,
  status: 200,
  summary: 'Creates or replaces a line of an order.',
  run: async (call) => {
    const body = call.body as Values
    const { order, lines, read } = await loadOrder(call, writeReads(call, body.ProductID as string))
    const line = lineOf(lines, call.params.lineItemID!)
    if (!line)
      return createLine(
        call as never,
        order,
        lines,
        read as never,
        (body.ID as string) || call.params.lineItemID!,
      )
    const writable = Object.fromEntries(Object.keys(governed).map((n) => [n, body[n]]))
    return changeLine(call as never, order, lines, read as never, line, {
      ...line,
      ...writable,
      ID: body.ID || line.ID,
      ProductID: body.ProductID,
    })
  },
})

const patch = operation({
  id: 'LineItems.Patch',
  method: 'PATCH',
  path: itemPath,
  roles: writers,
  lock: orderLock,
  body: { model: lineItemModel, partial: true },
  response: lineItemModel,
  status: 200,
  summary: 'Changes the properties sent of a line.',
  run: async (call) => {
    const { order, lines, read } = await loadOrder(call, writeReads(call))
    const line = lineOf(lines, call.params.lineItemID!)
    if (!line) throw notFound('LineItem', call.params.lineItemID)
    return changeLine(
      call as never,
      order,
      lines,
      read as never,
      line,
      patched(lineItemModel, line, call.body as Values),
    )
  },
})

const removal = operation({
  id: 'LineItems.Delete',
  method: 'DELETE',
  path: itemPath,
  roles: writers,
  lock: orderLock,
  status: 204,
  summary: 'Removes a line from an order.',
  run: async (call) => {
    const { caller, marketplace: m } = call
    const { order, lines, read } = await loadOrder(call, (key) => ({
      ...writeReads(call)(key),
      required: requiredItem(m, key, call.params.lineItemID!),
    }))
    const line = lineOf(lines, call.params.lineItemID!)
    if (!line) throw notFound('LineItem', call.params.lineItemID)
    requireChange('lines', order, caller, 'LineItems')
    refusePartOfBundle(line, read.required.length > 0)
    refuseShipped([line])
    const written = writeLines(
      call,
      order,
      lines.filter((l) => l !== line),
      read as never,
      { before: lines, checked: [], removed: [line], enforceStock: false },
    )
    await commit(call, {
      statements: [
        ...written.statements,
        ...removeLines(m, order.Key, [line]),
        ...stockChange(call, order, [{ line, by: line.Quantity }]),
      ],
      answer: null,
    })
  },
})

export const operations = [create, save, patch, removal]
