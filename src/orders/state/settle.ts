import { settledPayments } from '../payments/drawn.ts'
import { counterOf } from '../stock/counters.ts'
import { agreedHeader, agreedLine } from './agreed-copies.ts'
import { completionOf } from './completion.ts'
import { type Catalogue, pricedLines } from './line-prices.ts'
import {
  isOpened,
  type LineRow,
  type OrderRow,
  type OrderState,
  type OrderWith,
  storedAs,
} from './order-state.ts'
import { totals } from './totals.ts'

/** What settling looks at beside the order. */
export interface Facts {
  /** The moment of the request, in the wire's form. */
  now: string
  /** What lines are priced and counted by; an operation that touches none of that reads none. */
  catalogue?: Catalogue
  /** The operation has priced and checked all lines itself (submit, validation, taking over). */
  priced?: boolean
}

const NOTHING: Catalogue = { products: [], stock: [], records: [] }

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/**
 * Everything that follows from the difference between an order as it was and as it is to be: prices, copies of what was
 * agreed, where stock is counted, what accounts pay, totals, completion, and whether a calculation is void. No operation says what it has
 * touched.
 * @param before null for an order that is new
 * @throws ApiError what refuses quantities, stock and prices of lines that ask for something else
 */
export function settle<O extends OrderState>(before: OrderState | null, after: O, facts: Facts): O {
  const opens = isOpened(after.header.Status) && !(before && isOpened(before.header.Status))
  const lines = after.lines && settledLines(before, { ...after, lines: after.lines }, opens, facts)
  const header = settledHeader(before, after.header, lines, opens, facts.now)
  const payments = after.payments && settledPayments(before?.payments ?? [], header, after.payments)
  return { ...after, header, ...(lines ? { lines } : {}), ...(payments ? { payments } : {}) }
}

function settledLines(
  before: OrderState | null,
  { header, lines: wanted }: OrderWith<'lines'>,
  opens: boolean,
  { now, catalogue = NOTHING, priced }: Facts,
): LineRow[] {
  const named = withHeadings(wanted)
  const lines = priced ? named : pricedLines(header, before?.lines ?? [], named, catalogue, now)
  if (!isOpened(header.Status)) return lines
  return lines.map((line) => {
    const joins = opens || line.StoredID === null
    const counter = joins ? counterOf(line, catalogue) : null
    const source = joins ? { StockFrom: counter?.source ?? null, StockKey: counter?.StockKey ?? null } : {}
    return { ...agreedLine(line, joins), ...source }
  })
}

/** The items of a heading that is renamed follow it. */
function withHeadings(lines: LineRow[]): LineRow[] {
  const renamed = lines.filter((l) => l.IsBundle && l.StoredID !== null && l.StoredID !== l.ID)
  if (renamed.length === 0) return lines
  return lines.map((line) => {
    const heading = renamed.find((h) => h.StoredID?.toLowerCase() === line.BundleItemID?.toLowerCase())
    return heading ? { ...line, BundleItemID: heading.ID } : line
  })
}

function settledHeader(
  before: OrderState | null,
  wanted: OrderRow,
  lines: LineRow[] | undefined,
  opens: boolean,
  now: string,
): OrderRow {
  const header = { ...wanted, LastUpdated: now }
  if (!lines) return { ...header, ...voiding(before, header, lines) }
  const agreed = opens ? agreedHeader(header, lines) : header
  return {
    ...agreed,
    ...totals(lines, agreed),
    ...completionOf(agreed, lines, now),
    ShippingDiffers: addressesDiffer(agreed, lines),
    ...(opens ? {} : voiding(before, agreed, lines)),
  }
}

/** Whether some line goes elsewhere than the order says: then the header shows no address. */
const addressesDiffer = (order: OrderRow, lines: LineRow[]) =>
  lines.some((l) => (l.ShippingAddressID ?? null) !== (order.ShippingAddressID ?? null))

/** Properties of an order and of a line whose change voids what a customer's server calculated. */
const CALCULATED = {
  header: [
    'ShippingCost',
    'TaxCost',
    'Gratuity',
    'ShippingAddressID',
    'ShippingAddress',
    'Currency',
    'FromUserKey',
    'xp',
  ],
  line: [
    'ID',
    'ProductID',
    'Quantity',
    'UnitPrice',
    'LineSubtotal',
    'PromotionDiscount',
    'CostCenter',
    'DateNeeded',
    'ShippingAccount',
    'ShippingAddressID',
    'ShippingAddress',
    'ShipFromAddressID',
    'InventoryRecordID',
    'PriceOverridden',
    'Specs',
    'VariantID',
    'xp',
  ],
} as const satisfies { header: (keyof OrderRow)[]; line: (keyof LineRow)[] }

/** `PricingVersion` moves with what voids a calculation, and with nothing else. */
function voiding(before: OrderState | null, header: OrderRow, lines: LineRow[] | undefined) {
  if (!before) return {}
  const known = before.lines ?? []
  const stored = storedAs(known)
  const differs = (line: LineRow) => {
    const was = stored(line)
    return !was || CALCULATED.line.some((name) => !same(was[name], line[name]))
  }
  const isVoid =
    CALCULATED.header.some((name) => !same(before.header[name], header[name])) ||
    (lines !== undefined && (lines.length !== known.length || lines.some(differs)))
  return isVoid ? { PricingVersion: before.header.PricingVersion + 1 } : {}
}
