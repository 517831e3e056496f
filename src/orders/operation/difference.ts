import { type ApiError, idExists } from '../../api/errors.ts'
import { referringGo } from '../../store/references.ts'
import { alter, insert, knowing, remove, update } from '../../store/rows.ts'
import { orderApprovals } from '../../tables/approvals/order-approvals.ts'
import { orderReturns } from '../../tables/fulfillment/order-returns.ts'
import { shipmentItems } from '../../tables/fulfillment/shipments.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import { orderPromotions } from '../../tables/orders/order-promotions.ts'
import { orders } from '../../tables/orders/orders.ts'
import { payments } from '../../tables/orders/payments.ts'
import { worksheets } from '../../tables/orders/worksheets.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write, Written } from '../../tables/statements.ts'
import type { Table } from '../../tables/table.ts'
import { accountStatements } from '../payments/account-statements.ts'
import { redemptionStatements } from '../promotions/applied/redemption-statements.ts'
import { itemsToReturnRenamed, returnWrites } from '../returns/return-writes.ts'
import {
  goneFrom,
  type LineRow,
  type OrderRow,
  type OrderState,
  type OwnRow,
  type WorksheetRow,
} from '../state/order-state.ts'
import { stockStatements } from '../stock/stock-statements.ts'
import { changed, changesOf, idsOf, rowRemovals, rowWrites } from './row-writes.ts'

/** Where and when an order is written. */
interface Writing {
  marketplace: string
  now: string
}

/**
 * What has to be written for an order to become another: the header under its version, which guards all that was read
 * of the order; lines, promotions, approvals, returns and payments that are new, that differ, and that have gone; stock,
 * spending accounts and how often promotions are redeemed.
 * @param before null for an order that is new
 * @param after null for one that is deleted
 */
export function difference(
  { marketplace, now }: Writing,
  before: OrderState | null,
  after: OrderState | null,
): Written[] {
  return [
    ...(after ? headerWrite(marketplace, before?.header ?? null, after.header) : []),
    ...(after?.lines ? lineWrites(marketplace, before?.lines ?? [], after.lines) : []),
    // Before they stand on the order: limits count the orders of others.
    ...redemptionStatements(marketplace, before, after),
    ...(after?.promotions
      ? partWrites(orderPromotions, marketplace, before?.promotions ?? [], after.promotions)
      : []),
    ...(after?.approvals
      ? partWrites(orderApprovals, marketplace, before?.approvals ?? [], after.approvals)
      : []),
    ...(after?.returns ? returnWrites(marketplace, before?.returns ?? [], after.returns) : []),
    ...(after?.worksheet ? worksheetWrites(marketplace, before?.worksheet ?? null, after.worksheet) : []),
    // Before what is written of payments: it looks at what they name.
    ...accountStatements(marketplace, before, after),
    ...(after?.payments ? partWrites(payments, marketplace, before?.payments ?? [], after.payments) : []),
    ...stockStatements(marketplace, now, before, after),
    ...(before && !after ? orderRemoval(marketplace, before.header) : []),
  ]
}

/** What it means when a key is taken that the difference writes. */
export function conflictOf(
  before: OrderState | null,
  after: OrderState,
): { table: string; error: ApiError } | undefined {
  // Of an order that is new, only the ID can be taken: it has no line of another request.
  const line = before && after.lines?.find((l) => l.StoredID !== l.ID)
  if (line) return { table: lineItems.name, error: idExists('LineItem', line.ID) }
  const returned = after.returns?.find((r) => r.StoredID !== r.ID)
  if (returned) return { table: orderReturns.name, error: idExists('OrderReturn', returned.ID) }
  const payment = after.payments?.find((p) => p.StoredID !== p.ID)
  if (payment) return { table: payments.name, error: idExists('Payment', payment.ID) }
  if (before?.header.ID === after.header.ID) return undefined
  return { table: orders.name, error: idExists('Order', after.header.ID) }
}

function headerWrite(marketplace: string, before: OrderRow | null, after: OrderRow): Write[] {
  if (!before) return [insert(orders, marketplace, after)]
  const { Key, Version } = before
  return knowing(before, [update(orders, marketplace, { Key }, Version, changed(orders, before, after))])
}

function lineWrites(marketplace: string, before: LineRow[], after: LineRow[]): Written[] {
  const changes = changesOf(lineItems, before, after)
  return [
    ...rowWrites(lineItems, marketplace, after, changes),
    ...changes.flatMap(({ stored, columns }) =>
      columns.ID === undefined
        ? []
        : [
            itemsRenamed(marketplace, stored, columns.ID),
            itemsToReturnRenamed(marketplace, stored, columns.ID),
          ],
    ),
    ...lineRemovals(marketplace, goneFrom(before, after)),
  ]
}

/** Rows of an order on which nothing else hangs. */
const partWrites = <R extends OwnRow>(t: Table, marketplace: string, before: R[], after: R[]): Write[] => [
  ...rowWrites(t, marketplace, after, changesOf(t, before, after)),
  ...rowRemovals(t, marketplace, goneFrom(before, after)),
]

function worksheetWrites(marketplace: string, before: WorksheetRow | null, after: WorksheetRow): Write[] {
  if (!before) return [insert(worksheets, marketplace, after)]
  const columns = changed(worksheets, before, after)
  return Object.keys(columns).length > 0
    ? knowing(before, [alter(worksheets, marketplace, { OrderKey: before.OrderKey }, columns)])
    : []
}

/** What a line has on shipments follows it, also where nothing but the case of its letters is another. */
const itemsRenamed = (marketplace: string, { OrderKey, ID }: LineRow, to: string): SQL =>
  sql`update shipment_items set LineItemID = ${to} where Marketplace = ${marketplace} and OrderKey = ${OrderKey} and LineItemID = ${ID}`

/** Lines leave an order, and what they have on shipments with them. */
function lineRemovals(marketplace: string, lines: LineRow[]): Write[] {
  const [first] = lines
  if (!first) return []
  const own = { OrderKey: first.OrderKey }
  return [
    remove(shipmentItems, marketplace, own, sql`LineItemID in ${idsOf(lines)}`),
    ...rowRemovals(lineItems, marketplace, lines),
  ]
}

/** An order goes with all that belongs to it. */
function orderRemoval(marketplace: string, before: OrderRow): Written[] {
  const { Key, Version } = before
  return [
    ...referringGo(
      orders,
      ([column]) => sql`Marketplace = ${marketplace} and ${sql.identifier(column!)} = ${Key}`,
    ),
    ...knowing(before, [{ ...remove(orders, marketplace, { Key, Version }), expect: 1 }]),
  ]
}
