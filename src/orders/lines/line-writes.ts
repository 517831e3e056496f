import { sql } from 'drizzle-orm'
import type { Caller } from '../../api/caller.ts'
import { ApiError, fail } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { type LinePrice, lineTotal, priceLine, quantityRefusal } from '../../catalog/prices/line-price.ts'
import { lineSubtotal, type Schedule, unitPrice } from '../../catalog/prices/price.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import type { Call } from '../../store/call.ts'
import { alter, insert } from '../../store/rows.ts'
import { lineItems } from '../../tables/orders/line-items.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { type LineRow, type OrderRow, writeOrder } from '../order/load.ts'
import { showLine } from '../order/present.ts'
import { totals } from '../order/totals.ts'
import { completionOf } from '../shipments/completion.ts'
import { type StockedProduct, type StockRecord, shortages, type VariantStock } from '../stock/counters.ts'

type Values = Record<string, unknown>

/** The catalogue as it was read with the order. */
export interface Catalogue {
  products: VisibleProduct[]
  stock: StockedProduct[]
  records: StockRecord[]
  variants?: VariantStock[]
  addresses?: { ID: string }[]
}

interface Options {
  /** The lines as they are stored. */
  before: LineRow[]
  /** IDs of the lines that are priced, and whose quantity is checked. */
  checked: string[]
  /** IDs of more lines whose stock is checked. */
  recounted?: string[]
  /** Refuse what stock cannot serve. */
  enforceStock: boolean
  renamed?: { from: string; to: string }
  /** Lines that go: where the quantity is cumulative, their siblings are priced anew. */
  removed?: LineRow[]
  /** IDs of the lines that are new. */
  added?: string[]
}

export interface Written {
  lines: LineRow[]
  statements: (Write | Guard)[]
  totals: Values
}

/** A line as it is stored, under the ID it has there; none when it is new. */
const storedOf = (line: LineRow, { before, renamed, added }: Options): LineRow | undefined => {
  const id = renamed?.to === line.ID ? renamed.from : line.ID
  return added?.includes(line.ID) ? undefined : before.find((l) => l.ID === id)
}

/** The schedule that prices a line; none when its product is not visible or has no price. */
export const scheduleOf = (line: { ProductID: string }, products: VisibleProduct[]): Schedule | null =>
  (products.find((p) => sameIgnoringCase(p.ID, line.ProductID))?.Schedule as Schedule | null | undefined) ??
  null

/**
 * Makes the lines of an order what they are to be: prices the checked ones (and, of cumulative schedules, their
 * siblings), checks quantity and stock, and writes lines and header, which is complete when nothing is left to ship.
 */
export function writeLines(
  call: Call<unknown>,
  order: OrderRow,
  lines: LineRow[],
  catalogue: Catalogue,
  options: Options,
): Written {
  const submitted = order.Status === 'Open' || order.Status === 'Completed'
  const checked = lines.filter((l) => options.checked.includes(l.ID))
  const counted = [...checked, ...(options.removed ?? [])]
  const touched = (line: LineRow) => {
    const schedule = scheduleOf(line, catalogue.products)
    return (
      checked.includes(line) ||
      (schedule?.UseCumulativeQuantity && counted.some((c) => sameIgnoringCase(c.ProductID, line.ProductID)))
    )
  }
  for (const line of checked) {
    const schedule = scheduleOf(line, catalogue.products)
    const refusal =
      schedule && !submitted ? quantityRefusal(line as never, lines as never, schedule, true) : undefined
    if (refusal) throw refusal
  }
  if (options.enforceStock) {
    const asking = [...options.checked, ...(options.recounted ?? [])]
    const short = shortages(lines, catalogue)
    const refused = short.filter((s) => asking.includes(s.LineItemID))
    if (refused.length > 0) throw insufficient(refused)
  }
  const priced = lines.map((line) => {
    if (!touched(line)) return line
    // After submit prices are agreed: only the quantity counts anew.
    const price =
      submitted && !line.PriceOverridden && storedOf(line, options)
        ? requantified(line)
        : priceLine(line as never, lines as never, scheduleOf(line, catalogue.products), false, call.now)
    if (!price && !checked.includes(line)) return line
    if (!price) throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
    return { ...line, ...price }
  })
  const differs = addressesDiffer(order, priced)
  const header = {
    ...totals(priced, order),
    ...completionOf(order, priced, call.now),
    ShippingDiffers: differs,
    PricingVersion: order.PricingVersion + 1,
  }
  return {
    lines: priced,
    totals: header,
    statements: [
      writeOrder(call, order, header),
      ...priced.flatMap((line) => lineStatement(call, order, line, options)),
    ],
  }
}

/** Lines leave an order, and what they have on shipments with them. */
export function removeLines(m: string, orderKey: string, lines: Pick<LineRow, 'ID'>[]): Write[] {
  if (lines.length === 0) return []
  const ids = sql`(select value from json_each(${JSON.stringify(lines.map((l) => l.ID))}))`
  return [
    {
      sql: sql`delete from shipment_items where Marketplace = ${m} and OrderKey = ${orderKey} and LineItemID in ${ids}`,
    },
    { sql: sql`delete from line_items where Marketplace = ${m} and OrderKey = ${orderKey} and ID in ${ids}` },
  ]
}

/** Inserts a new line, or writes what has changed of a stored one. */
function lineStatement(call: Call<unknown>, order: OrderRow, line: LineRow, options: Options): Write[] {
  const stored = storedOf(line, options)
  if (!stored) return [insert(lineItems, call.marketplace, line)]
  const changes = Object.fromEntries(
    ['ID', ...Object.keys(lineItems.fields)]
      .filter(
        (name) =>
          name !== 'OrderKey' &&
          JSON.stringify((stored as Values)[name]) !== JSON.stringify((line as Values)[name]),
      )
      .map((name) => [name, (line as Values)[name] ?? null]),
  )
  return Object.keys(changes).length === 0
    ? []
    : [alter(lineItems, call.marketplace, { OrderKey: order.Key, ID: stored.ID }, changes)]
}

/** A line after submit: another quantity of the agreed price. */
function requantified(line: LineRow): Partial<LinePrice> {
  const parts = {
    SchedulePrice: line.SchedulePrice ?? line.UnitPrice ?? 0,
    MarkupPerQuantity: line.MarkupPerQuantity ?? 0,
    MarkupPercent: line.MarkupPercent ?? 0,
    MarkupTotal: line.MarkupTotal ?? 0,
    IsOnSale: line.IsOnSale,
  }
  const subtotal = lineSubtotal(parts, line.Quantity)
  return {
    UnitPrice: unitPrice(parts, line.Quantity),
    LineSubtotal: subtotal,
    LineTotal: lineTotal(subtotal, line.PromotionDiscount),
  }
}

/** Whether some line goes elsewhere than the order says: then the header shows no address. */
export const addressesDiffer = (
  order: Pick<OrderRow, 'ShippingAddressID'>,
  lines: Pick<LineRow, 'ShippingAddressID'>[],
) => lines.some((l) => (l.ShippingAddressID ?? null) !== (order.ShippingAddressID ?? null))

/** 400 with one entry per line that asks too much. */
export const insufficient = (short: ReturnType<typeof shortages>) =>
  new ApiError(
    400,
    short.map((Data) => ({
      ErrorCode: 'Inventory.Insufficient',
      Message: `Only ${Data.QuantityAvailable} of ${Data.VariantID ?? Data.ProductID} are available.`,
      Data,
    })),
  )

/** A line as the wire shows it after a write, with the addresses that were read for it. */
export function lineAnswer(line: LineRow, order: OrderRow, caller: Caller, read: Catalogue): Values {
  const address = line.ShippingAddressID
    ? read.addresses?.find((a) => sameIgnoringCase(a.ID, line.ShippingAddressID!))
    : null
  return showLine(
    { ...line, LiveShipping: (address as Values | undefined) ?? line.LiveShipping },
    order.Status,
    caller,
  )
}
