import type { ValuesOf } from '../../api/field.ts'
import type { orderApprovals } from '../../tables/approvals/order-approvals.ts'
import type { orderReturns } from '../../tables/fulfillment/order-returns.ts'
import type { lineItems, lineProductFields, lineVariantFields } from '../../tables/orders/line-items.ts'
import type { orderPromotions } from '../../tables/orders/order-promotions.ts'
import type { orders } from '../../tables/orders/orders.ts'
import type { payments } from '../../tables/orders/payments.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import type { worksheets } from '../../tables/orders/worksheets.ts'
import type { addressFields } from '../../tables/organizations/addresses.ts'
import type { users } from '../../tables/organizations/users.ts'
import type { Row } from '../../tables/table.ts'

/** Properties of the order's user that a header shows. */
export const ownerColumns = [
  'ID',
  'Company',
  'Username',
  'FirstName',
  'LastName',
  'Email',
  'Phone',
  'TermsAccepted',
  'Active',
  'xp',
  'DateCreated',
  'LastActive',
  'PasswordLastSetDate',
] as const

/** The user an order is from. */
export type OrderOwner = Pick<Row<typeof users>, (typeof ownerColumns)[number]>
/** An address as orders and lines show it; a one-time address has no ID. */
export type ShownAddress = ValuesOf<typeof addressFields>

/** An order's header as it is stored, with the live rows it shows. */
export type OrderRow = Row<typeof orders> & {
  Owner: OrderOwner | null
  LiveBilling: ShownAddress | null
}

/** A line as it is stored, with the live rows it shows. */
export type LineRow = Row<typeof lineItems> & {
  /** The ID under which the store has it; null of a line that is new. */
  StoredID: string | null
  LiveProduct: ValuesOf<typeof lineProductFields> | null
  LiveVariant: ValuesOf<typeof lineVariantFields> | null
  LiveShipping: ShownAddress | null
  LiveShipFrom: ShownAddress | null
  /** How many have gone out, on shipments with a date; known where the order is read with all its lines. */
  Dispatched: number
}

/** A payment as it is stored. */
export type PaymentRow = Row<typeof payments> & {
  /** The ID under which the store has it; null of a payment that is new. */
  StoredID: string | null
}

/** A promotion of an order as it is stored, with what it takes off; its ID is the promotion's. */
export type PromotionRow = Row<typeof orderPromotions> & {
  /** The ID under which the store has it; null of one that is new. */
  StoredID: string | null
}

/** A return of an order as it is stored. */
export type ReturnRow = Omit<Row<typeof orderReturns>, 'OrderID' | 'PaymentIDs'> & {
  /** The ID under which the store has it; null of a return that is new. */
  StoredID: string | null
}

/** An approval that was asked for an order, as it is stored. */
export type ApprovalRow = Row<typeof orderApprovals> & {
  /** The ID under which the store has it; null of one that is new. */
  StoredID: string | null
}

/** What customers' servers have answered for an order, as it is stored. */
export type WorksheetRow = Row<typeof worksheets>

/** A row that belongs to an order. */
export type OwnRow = Pick<
  LineRow | PaymentRow | PromotionRow | ReturnRow | ApprovalRow,
  'OrderKey' | 'ID' | 'StoredID'
>

/**
 * An order is one value: its header, its promotions, approvals, returns and worksheet, which are read with it wherever an
 * operation changes it, and its lines and payments where one asks for them.
 */
export interface OrderState {
  header: OrderRow
  promotions?: PromotionRow[]
  /** All that were ever asked for, as they were. */
  approvals?: ApprovalRow[]
  returns?: ReturnRow[]
  /** Null as long as nobody has answered anything. */
  worksheet?: WorksheetRow | null
  lines?: LineRow[]
  payments?: PaymentRow[]
  /** The order it was split off, whose lines it carries: those of all of it, where its own are known. */
  source?: OrderWith<'lines'>
  /** The orders that were split off it. */
  outgoing?: OrderRow[]
}

/** The parts of an order that are asked for. */
export type Part = 'lines' | 'payments'

/** An order of which some parts are known for sure. */
export type OrderWith<P extends keyof OrderState> = OrderState & Required<Pick<OrderState, P>>

/** What is read with every header that an operation changes. */
export type Attached = 'promotions' | 'approvals' | 'returns' | 'worksheet'

/** An order as an operation that changes it is given it. */
export type WholeOrder<P extends Part> = OrderWith<P | Attached>

/** The status that counts for an order's lines: those it carries of another were agreed there. */
export const statusOfLines = ({ Status, SourceKey }: Pick<OrderRow, 'Status' | 'SourceKey'>): OrderStatus =>
  SourceKey !== null && Status === 'Unsubmitted' ? 'Open' : Status

/** From here on an order shows what was agreed, and its lines hold stock. */
export const isOpened = (status: OrderStatus) => status === 'Open' || status === 'Completed'

/** Of rows as they are to be, the rows as they are stored: undefined of a new one. */
export function storedAs<R extends OwnRow>(before: readonly R[]): (row: R) => R | undefined {
  const stored = new Map(before.map((row) => [row.ID, row]))
  return ({ StoredID }) => (StoredID === null ? undefined : stored.get(StoredID))
}

/** Rows that have gone. */
export function goneFrom<R extends OwnRow>(before: readonly R[], after: readonly R[]): R[] {
  const left = new Set(after.map((row) => row.StoredID))
  return before.filter((row) => !left.has(row.ID))
}
