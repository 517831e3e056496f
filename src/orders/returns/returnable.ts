import { fail, insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { isWithin } from '../../store/outbox/row-json.ts'
import { sql } from '../../tables/sql.ts'
import { lineNamed } from '../lines/line-named.ts'
import type { Asked } from '../operation/on-order.ts'
import { kinOf } from '../operation/order-rows.ts'
import {
  isOpened,
  type LineRow,
  type OrderRow,
  type OrderWith,
  type ReturnRow,
} from '../state/order-state.ts'
import { isReceiver } from '../state/permissions.ts'
import { lineValues } from '../state/shown-order.ts'
import type { Actor } from '../state/states.ts'
import { entryOf } from './refund-amounts.ts'

/** Only what was agreed on can come back. */
export function requireOpened({ ID, Status }: OrderRow): void {
  if (!isOpened(Status))
    throw fail('OrderReturn.CannotCreateBadOrderStatus', `An order that is ${Status} has no returns.`, {
      OrderID: ID,
      Status,
    })
}

/** Whether a return takes what it names: others cannot have it. */
const takes = ({ Status }: ReturnRow) => Status === 'AwaitingApproval' || isOpened(Status)

/** How much of a line returns take. */
const taken = (returns: ReturnRow[], line: LineRow): number =>
  returns
    .filter(takes)
    .reduce((sum, { ItemsToReturn }) => sum + (entryOf(ItemsToReturn, line.ID)?.Quantity ?? 0), 0)

/** The key of the order whose lines others share, itself among them; nothing where nobody does. */
const sharedOf = ({ header: { Key, SourceKey }, outgoing }: OrderWith<'returns'>): string | null =>
  SourceKey ?? (outgoing?.length ? Key : null)

/**
 * Refuses to order less of a line than comes back of it.
 * @throws ApiError 400
 */
export function requireLeft(
  call: Pick<Asked, 'marketplace' | 'relied'>,
  order: OrderWith<'returns'>,
  line: LineRow,
  quantity: number,
): void {
  if (quantity >= line.Quantity) return
  holdKin(call, order)
  const Minimum = taken(order.returns, line)
  if (quantity < Minimum)
    throw invalid('Quantity', 'Range', `${Minimum} of this line come back.`, { Minimum })
}

/** How much of a line may come back with one return. The items of a bundle come back, not it. */
function eligible({ header, returns }: OrderWith<'returns'>, line: LineRow, own: ReturnRow): number {
  const delivered = line.IsBundle ? 0 : header.Status === 'Completed' ? line.Quantity : line.QuantityShipped
  const others = returns.filter((other) => other.ID !== own.StoredID)
  return delivered - taken(others, line)
}

/** What is returned of orders that share the lines must not be more by now: their versions guard it, and not this order's. */
function holdKin(
  { marketplace, relied }: Pick<Asked, 'marketplace' | 'relied'>,
  order: OrderWith<'returns'>,
): void {
  const source = sharedOf(order)
  if (source === null) return
  const known = JSON.stringify(order.returns.map((r) => [r.ID, r.Version]))
  relied.push({
    guard: sql`not exists (select 1 from order_returns r where r.Marketplace = ${marketplace} and r.OrderKey <> ${order.header.Key}
      and r.OrderKey in (${kinOf(marketplace, sql`${source}`)})
      and not exists (select 1 from json_each(${known}) j where j.value ->> 0 = r.ID and j.value ->> 1 = r.Version))`,
  })
}

/** What is returned was ordered and shipped so often: an order that shares the lines may say otherwise by now. */
function holdLines(
  { marketplace, relied }: Pick<Asked, 'marketplace' | 'relied'>,
  order: OrderWith<'returns'>,
  lines: LineRow[],
): void {
  const source = sharedOf(order)
  if (source === null) return
  const known = JSON.stringify(lines.map((l) => [l.ID, l.Quantity, l.QuantityShipped]))
  relied.push({
    guard: sql`not exists (select 1 from json_each(${known}) j where not exists (select 1 from line_items l where l.Marketplace = ${marketplace}
      and l.OrderKey = ${source} and l.ID = j.value ->> 0 and l.Quantity = j.value ->> 1 and l.QuantityShipped = j.value ->> 2))`,
  })
}

/**
 * Refuses items that an order does not have, not so many of, or not for the caller to return.
 * @param known items that were looked at before
 * @throws ApiError 404 naming the line, or 400
 */
export function requireReturnable(
  call: Pick<Asked, 'caller' | 'marketplace' | 'relied'>,
  order: OrderWith<'lines' | 'returns'>,
  row: ReturnRow,
  actors: readonly Actor[],
  known: ReturnRow['ItemsToReturn'] = [],
): void {
  holdKin(call, order)
  const returned = row.ItemsToReturn.map(({ LineItemID }) => LineItemID.toLowerCase())
  holdLines(
    call,
    order,
    order.lines.filter(({ ID }) => returned.includes(ID.toLowerCase())),
  )
  for (const item of row.ItemsToReturn) {
    const { LineItemID, Quantity } = item
    if (entryOf(row.ItemsToReturn, LineItemID) !== item)
      throw fail('OrderReturn.CannotCreateDuplicateItemToReturn', `Line "${LineItemID}" is there twice.`, {
        LineItemID,
      })
    if (entryOf(known, LineItemID)?.Quantity === Quantity) continue
    const line = lineNamed(order, LineItemID)
    const isReturnable = lineValues(line, order.header.Status, call.caller).Product?.Returnable ?? false
    if (!isReturnable && !actors.includes('Admin'))
      throw fail('OrderReturn.ProductNotEligibleToReturn', 'This product is not taken back.', { LineItemID })
    const EligibleQuantity = Math.max(0, eligible(order, line, row))
    if (Quantity > EligibleQuantity)
      throw fail('OrderReturn.ItemQuantityExceeded', 'More is returned than there is to return.', {
        LineItemID,
        Quantity,
        EligibleQuantity,
      })
  }
}

/** Bytes of all returns of orders that share lines: they are read as one value, of which D1 allows two million. */
const MOST_BYTES = 1_000_000

/** Refuses a return that is too large beside the others. @throws ApiError 400 */
export function requireRoom({ returns }: OrderWith<'returns'>, row: ReturnRow): void {
  const others = returns.filter((r) => r.StoredID !== row.StoredID)
  if (!isWithin(JSON.stringify([...others, row]), MOST_BYTES))
    throw invalid('ItemsToReturn', 'Range', `All returns of an order come to ${MOST_BYTES} bytes at most.`, {
      Maximum: MOST_BYTES,
    })
}

/**
 * Refuses changes of a return by those who may not make them: until it is submitted it is the side's that has made it,
 * then an administrator's who has received the order, as long as nothing has come of it. Notes in `xp` are an
 * administrator's always.
 * @throws ApiError 403, or 400 naming the status
 */
export function requireReturnChange(
  { caller }: Pick<Asked, 'caller'>,
  { Status, IsBuyers }: ReturnRow,
  actors: readonly Actor[],
  isNote = false,
): void {
  const isAdmin = actors.includes('Admin')
  const isOwn = actors.length > 0 && IsBuyers === (caller.kind === 'Buyer')
  const isPending = Status === 'AwaitingApproval' || Status === 'Open'
  if (isAdmin && isNote) return
  if (Status === 'Unsubmitted' ? isOwn : isAdmin && isReceiver(caller) && isPending) return
  if (Status === 'Unsubmitted' || isPending || isNote || !isReceiver(caller))
    throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
  throw cannotInStatus('changed', Status)
}

/** A status in which something cannot be done that has no code of its own. */
export const cannotInStatus = (done: string, Status: ReturnRow['Status']) =>
  invalid('Status', 'Rule', `A return that is ${Status} cannot be ${done}.`, { Status })

/**
 * Refuses to call off or delete a return by those who may not: what is completed, all but an administrator who has
 * received the order.
 * @throws ApiError 403
 */
export function requireOver(
  { caller }: Pick<Asked, 'caller'>,
  { Status }: ReturnRow,
  actors: readonly Actor[],
): void {
  if (actors.length === 0) throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
  if (Status === 'Completed' && !(actors.includes('Admin') && isReceiver(caller)))
    throw fail('OrderReturn.NotAuthorizedToDelete', 'Only an administrator may undo a completed return.')
}

/**
 * The return that a path names.
 * @throws ApiError 404 when the order has none of that ID
 */
export function returnNamed(order: OrderWith<'returns'>, id: string | undefined): ReturnRow {
  const row = findReturn(order, id)
  if (!row) throw notFound('OrderReturn', id)
  return row
}

/** The return of an ID, if the order has it. */
export const findReturn = ({ header, returns }: OrderWith<'returns'>, id: string | null | undefined) =>
  returns.find((row) => row.OrderKey === header.Key && sameIgnoringCase(row.ID, id))
