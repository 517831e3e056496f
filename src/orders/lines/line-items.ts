import { collectionPath } from '../../resource/resource.ts'
import { patched } from '../../resource/writing.ts'
import type { Call } from '../../store/call.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { type Asked, type Decided, onOrder } from '../operation/on-order.ts'
import { byID, type Place } from '../operation/places.ts'
import type { OrderWith } from '../state/order-state.ts'
import { requireChange, requireNewLines } from '../state/permissions.ts'
import { answeredLine, lineItemModel } from '../state/shown-order.ts'
import { refusePartOfBundle, refuseShipped, requiredItem } from './bundle-headings.ts'
import { changedLine, type LineWish } from './change-line.ts'
import { findLine, lineIDOf, lineNamed } from './line-named.ts'
import { catalogueOf, type LineBody, type LineReads, lineReads, pricedProducts } from './line-reads.ts'
import { relyOnChoices } from './line-specs.ts'
import { newLine } from './new-line.ts'

/** Where one of its lines is below an order. */
export const linePath = ({ lines = '/lineitems/{lineItemID}' }: Place): string => lines

/** What a write to a line reads: of the line that is there already, and of what it is to be. */
function readsOfLine({ body, params }: Call<LineBody>, order: NamedOrder) {
  const { marketplace, key } = order
  const stored = (column: string) =>
    sql`(select l.${sql.identifier(column)} from line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${key} and l.ID = ${lineIDOf(params)})`
  const isNew = lineIDOf(params) === undefined
  const sent = body.ProductID ?? null
  const said = body.Specs && JSON.stringify(body.Specs)
  const product = isNew ? sql`${sent}` : sql`coalesce(${stored('ProductID')}, ${sent})`
  const answers = isNew || said ? sql`${said ?? '[]'}` : sql`coalesce(${stored('Specs')}, '[]')`
  return lineReads(order, {
    products: sql`select ${product} as ProductID`,
    answers: sql`select ${product} as ProductID, ${answers} as Answers`,
    records: body.InventoryRecordID ? sql`select ${product}, ${body.InventoryRecordID}` : undefined,
    bodies: [body],
  })
}

/** An order with one line more. */
async function withNewLine(
  call: Asked<LineBody>,
  order: OrderWith<'lines'>,
  read: LineReads,
  ID: string | null,
): Promise<Decided> {
  requireNewLines(order.header, call.caller)
  const { line, choice } = await newLine(call, order, read, { ...call.body, ID: ID ?? '' })
  relyOnChoices(call, read, [choice])
  return {
    order: { ...order, lines: [...order.lines, line] },
    answer: answeredLine(line.ID, call.caller),
    catalogue: catalogueOf(read),
  }
}

const create = (place: Place) =>
  onOrder(place, {
    id: 'LineItems.Create',
    tracks: 'LineItemAdded',
    method: 'POST',
    path: collectionPath(linePath(place)),
    body: { model: lineItemModel },
    response: lineItemModel,
    creates: true,
    begins: true,
    summary: 'Adds a line to an order.',
    contributed: true,
    parts: ['lines'],
    catalogue: true,
    reads: readsOfLine,
    decide: ({ call, order, read }) => withNewLine(call, order, read, call.body.ID),
  })

const save = (place: Place) =>
  onOrder(place, {
    id: 'LineItems.Save',
    tracks: 'LineItemUpdated',
    method: 'PUT',
    path: linePath(place),
    body: { model: lineItemModel },
    response: lineItemModel,
    summary: 'Creates or replaces a line of an order.',
    begins: true,
    contributed: true,
    parts: ['lines'],
    catalogue: true,
    reads: readsOfLine,
    decide: ({ call, order, read }) => {
      const line = findLine(order, lineIDOf(call.params), call.caller)
      return line
        ? changedLine(call, order, read, line, { ...call.body, ID: call.body.ID || line.ID })
        : withNewLine(call, order, read, call.body.ID || lineIDOf(call.params)!)
    },
  })

const patch = (place: Place) =>
  onOrder(place, {
    id: 'LineItems.Patch',
    tracks: 'LineItemUpdated',
    method: 'PATCH',
    path: linePath(place),
    body: { model: lineItemModel, partial: true },
    response: lineItemModel,
    summary: 'Changes the properties sent of a line.',
    contributed: true,
    parts: ['lines'],
    catalogue: true,
    reads: readsOfLine,
    decide: ({ call, order, read }) => {
      const line = lineNamed(order, lineIDOf(call.params), call.caller)
      // A line that was checked as a whole has all that one has.
      return changedLine(call, order, read, line, patched(lineItemModel, line, call.body) as LineWish)
    },
  })

const remove = (place: Place) =>
  onOrder(place, {
    id: 'LineItems.Delete',
    method: 'DELETE',
    path: linePath(place),
    summary: 'Removes a line from an order.',
    contributed: true,
    parts: ['lines'],
    catalogue: true,
    reads: ({ params }, order) => ({
      products: pricedProducts(order),
      required: requiredItem(order, lineIDOf(params)),
    }),
    decide: ({ call, order, read }) => {
      const line = lineNamed(order, lineIDOf(call.params), call.caller)
      requireChange('lines', order.header, call.caller, 'LineItems')
      refusePartOfBundle(line, read.required.length > 0)
      refuseShipped([line])
      return {
        order: { ...order, lines: order.lines.filter((l) => l !== line) },
        catalogue: { products: read.products.rows, stock: [], records: [] },
      }
    },
  })

/** Writes of lines, wherever their order is named. */
export const lineWrites = (place: Place) => [create(place), save(place), patch(place), remove(place)]

export const operations = lineWrites(byID)
