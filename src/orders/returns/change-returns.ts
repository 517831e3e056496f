import { fail, idExists, insufficientRoles, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { patched } from '../../resource/writing.ts'
import { orderReturns } from '../../tables/fulfillment/order-returns.ts'
import { findLine } from '../lines/line-named.ts'
import { type Asked, type Decided, onOrder } from '../operation/on-order.ts'
import type { Place } from '../operation/places.ts'
import { blankRow } from '../state/new-rows.ts'
import type { OrderWith, ReturnRow, WholeOrder } from '../state/order-state.ts'
import type { Actor } from '../state/states.ts'
import { askForRefund, atItsRefund, refundReads } from './ask-for-refund.ts'
import { byReturn, toReturn, toSave } from './by-return.ts'
import { entryOf, refunded, refundsOf, saidAmounts, type Wanted as WantedRefund } from './refund-amounts.ts'
import {
  findReturn,
  requireOpened,
  requireReturnable,
  requireReturnChange,
  requireRoom,
  returnNamed,
} from './returnable.ts'
import { answeredReturn, returnModel } from './shown-returns.ts'

/** What can be said of a return. */
interface Wanted extends WantedRefund, Pick<ReturnRow, 'Comments' | 'xp'> {
  ID: string | null
}

interface Changing {
  call: Asked
  order: WholeOrder<'lines' | 'payments'>
  actors: Actor[]
}

/** The order with another return in the place of one, or with one more. */
export function withReturn(
  { now }: Pick<Asked, 'now'>,
  order: OrderWith<'returns'>,
  row: ReturnRow,
): Pick<Decided, 'order' | 'answer'> {
  const others = order.returns.filter((r) => r.StoredID !== row.StoredID)
  const returns = [...others, { ...row, LastUpdated: now }]
  return { order: { ...order, returns }, answer: answeredReturn(row.ID) }
}

/** A return that is made just now, and says nothing yet. */
function newReturn({ call, order, actors }: Changing, ID: string | null | undefined): ReturnRow {
  requireOpened(order.header)
  if (actors.length === 0) throw insufficientRoles(['FullAccess', 'OrderAdmin'], call.caller.roles)
  const made = {
    Status: 'Unsubmitted',
    DateCreated: call.now,
    IsBuyers: call.caller.kind === 'Buyer',
  } as const
  return { ...blankRow(orderReturns), ...made, ID: ID ?? '', OrderKey: order.header.Key, StoredID: null }
}

/** Properties that say more than a note. */
const WEIGHTY = ['ID', 'Comments', 'ItemsToReturn', 'RefundAmount', 'RefundOverridden'] as const

/** A return as a write makes it, but for a number in its ID, and for what a server calculates of it if that is asked. */
function changedReturn({ call, order, actors }: Changing, stored: ReturnRow, wanted: Wanted) {
  const ItemsToReturn = wanted.ItemsToReturn.map((item) => ({
    ...item,
    LineItemID: findLine(order, item.LineItemID)?.ID ?? item.LineItemID,
  }))
  const amounts = saidAmounts(stored, { ...wanted, ItemsToReturn }, actors.includes('Admin'))
  const { Comments, xp } = wanted
  const row = { ...stored, ...amounts, Comments, xp, ID: wanted.ID || stored.ID }
  const isSame = (name: keyof ReturnRow) => JSON.stringify(row[name]) === JSON.stringify(stored[name])
  const isNote = WEIGHTY.every(isSame)
  // Whoever sees it may put it back.
  if (stored.StoredID !== null && isNote && isSame('xp')) return { row: stored, asks: false }
  requireReturnChange(call, stored, actors, isNote)
  requireReturnable(call, order, row, actors, stored.ItemsToReturn)
  requireRoom(order, row)
  if ((row.RefundAmount ?? 0) < refunded(refundsOf(order.payments, row)))
    throw fail('OrderReturn.TotalRefundsExceedRefundAmount', 'More than that has been refunded.', {
      RefundAmount: row.RefundAmount,
    })
  return { row, asks: stored.StoredID === null || !isNote }
}

/** Refuses an ID that another return has, or had: what was refunded for that is not this one's. */
function requireFree(order: Changing['order'], { ID, StoredID }: ReturnRow): void {
  const other = findReturn(order, ID)
  const isTaken = other
    ? other.StoredID !== StoredID
    : order.payments.some((p) => sameIgnoringCase(p.OrderReturnID, ID))
  if (isTaken) throw idExists('OrderReturn', ID)
}

/** A write of a return: which one, and what it is to say. */
const change = (
  place: Place,
  endpoint: { id: string; method: 'POST' | 'PUT' | 'PATCH'; creates?: true; summary: string },
  wantedOf: (changing: Changing & { call: Asked<Wanted> }) => { stored: ReturnRow; wanted: Wanted },
) =>
  onOrder(place, {
    ...endpoint,
    path: '',
    body: { model: returnModel, partial: endpoint.method === 'PATCH' },
    response: returnModel,
    parts: ['lines', 'payments'],
    reads: refundReads,
    ask: async ({ call, order, actors, read }) => {
      const { stored, wanted } = wantedOf({ call, order, actors })
      const { row, asks } = changedReturn({ call, order, actors }, stored, wanted)
      return asks ? askForRefund(call, order, read, row) : undefined
    },
    decide: async ({ call, order, actors, read, asked }) => {
      const { stored, wanted } = wantedOf({ call, order, actors })
      const { row, asks } = changedReturn({ call, order, actors }, stored, wanted)
      if (row === stored) return { order, answer: answeredReturn(row.ID) }
      const refund = asks ? atItsRefund(call, order, read, row, asked) : row
      const isNew = stored.StoredID === null
      const ID = isNew || row.ID !== stored.ID ? await call.id(row.ID) : stored.ID
      const named = { ...refund, ID }
      requireFree(order, named)
      return {
        ...withReturn(call, order, named),
        // A hidden one keeps its ID, and does not tell that it is there; another PUT at the same time does.
        ...(isNew && endpoint.method === 'PUT'
          ? { conflict: { table: orderReturns.name, error: notFound('OrderReturn', ID), retry: true } }
          : {}),
      }
    },
  })

const create = change(
  toReturn,
  { id: 'OrderReturns.Create', method: 'POST', creates: true, summary: 'Creates a return of an order.' },
  (changing) => ({ stored: newReturn(changing, changing.call.body.ID), wanted: changing.call.body }),
)

const save = change(
  toSave,
  { id: 'OrderReturns.Save', method: 'PUT', summary: 'Creates or replaces a return of an order.' },
  (changing) => {
    const { body, params } = changing.call
    const stored = findReturn(changing.order, params.returnID) ?? newReturn(changing, params.returnID)
    return { stored, wanted: body }
  },
)

const patch = change(
  byReturn,
  {
    id: 'OrderReturns.Patch',
    method: 'PATCH',
    summary: 'Changes the properties sent of a return of an order.',
  },
  ({ call, order }) => {
    const stored = returnNamed(order, call.params.returnID)
    return { stored, wanted: patched(returnModel, { ...stored, OrderID: order.header.ID }, { ...call.body }) }
  },
)

const removeItem = onOrder(byReturn, {
  id: 'OrderReturns.DeleteItem',
  method: 'DELETE',
  path: '/items/{lineItemID}',
  response: returnModel,
  summary: 'Takes a line off a return of an order.',
  parts: ['lines', 'payments'],
  decide: (deciding) => {
    const { call, order } = deciding
    const stored = returnNamed(order, call.params.returnID)
    const item = entryOf(stored.ItemsToReturn, call.params.lineItemID ?? '')
    if (!item) throw notFound('OrderReturnItem', call.params.lineItemID)
    const ItemsToReturn = stored.ItemsToReturn.filter((i) => i !== item)
    return withReturn(call, order, changedReturn(deciding, stored, { ...stored, ItemsToReturn }).row)
  },
})

export const operations = [create, save, patch, removeItem]
