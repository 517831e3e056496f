import { ApiError, fail } from '../../api/errors.ts'
import { lower } from '../../api/names.ts'
import {
  type LinePrice,
  lineTotal,
  priceAt,
  priceLine,
  quantityRefusal,
  refusalAt,
} from '../../catalog/prices/line-price.ts'
import { baseDiscount, lineSubtotal, type Schedule, unitPrice } from '../../catalog/prices/price.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { counterOf, type StockReads, shortages, shortOf } from '../stock/counters.ts'
import { goneFrom, type LineRow, type OrderRow, statusOfLines, storedAs } from './order-state.ts'
import { withID } from './rows-by.ts'
import { isLive } from './states.ts'

/** The catalogue that lines are priced and counted by, as it was read with the order. */
export interface Catalogue extends StockReads {
  products: readonly VisibleProduct[]
}

/** The schedule that prices a line; none when its product is not visible or has no price. */
export const scheduleOf = (
  line: { ProductID: string },
  products: readonly VisibleProduct[],
): Schedule | null => withID(products, line.ProductID)[0]?.Schedule ?? null

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)

/** What a line asks for is new: how many, of which options, at a price of its own. */
const asks = (line: LineRow, stored: LineRow | undefined): boolean =>
  stored === undefined ||
  (['Quantity', 'UnitPrice', 'PriceOverridden', 'VariantID', 'Specs'] as const).some(
    (name) => !same(line[name], stored[name]),
  )

/**
 * Lines as they are priced when some of them ask for something else, some have come and some have gone: those, and of
 * cumulative schedules the others of their product. Quantities and stock are looked at of those that ask, until they are
 * agreed.
 * @throws ApiError what refuses a quantity, a shortage of stock, and a product without a price
 */
export function pricedLines(
  header: OrderRow,
  before: readonly LineRow[],
  lines: LineRow[],
  catalogue: Catalogue,
  now: string,
): LineRow[] {
  // One that is called off follows other orders that have its lines.
  const agreed = !isLive(statusOfLines(header))
  const stored = storedAs(before)
  const asking = new Set(lines.filter((l) => asks(l, stored(l))))
  if (!agreed) {
    refuseQuantities(asking, lines, catalogue)
    const elsewhere = lines.filter((l) => l.InventoryRecordID !== (stored(l) ?? l).InventoryRecordID)
    refuseShortages([...asking, ...elsewhere], lines, catalogue)
  }
  const counted = new Set([...asking, ...goneFrom(before, lines)].map((l) => lower(l.ProductID)))
  return lines.map((line) => {
    const schedule = scheduleOf(line, catalogue.products)
    const isSibling = schedule?.UseCumulativeQuantity && counted.has(lower(line.ProductID))
    const isAsking = asking.has(line)
    if (!isAsking && !isSibling) return line
    // After submit prices are agreed: only the quantity counts anew.
    const price =
      agreed && !line.PriceOverridden && line.StoredID !== null
        ? requantified(line)
        : priceLine(line, lines, schedule, header.SubscriptionID !== null, now)
    if (!price && isAsking) throw unpriced()
    return { ...line, ...price }
  })
}

/** The refusal of a line whose product has no price for its order. */
export const unpriced = (data?: unknown) =>
  fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.', data)

/**
 * Looks at lines that come to a new order one after the other: whether each can be had beside those before it that were
 * not refused. Of these it keeps but the sums, so that each costs the same, however many there are.
 * @returns what throws the refusal of the next line, as `pricedLines` would
 */
export function asking(header: OrderRow, catalogue: Catalogue, now: string): (line: LineRow) => void {
  const [ofProduct, ofCounter] = [new Map<string, number>(), new Map<string, number>()]
  return (line) => {
    const schedule = scheduleOf(line, catalogue.products)
    const together = (ofProduct.get(lower(line.ProductID)) ?? 0) + line.Quantity
    const quantity = schedule?.UseCumulativeQuantity ? together : line.Quantity
    const refusal = schedule ? refusalAt(line, quantity, schedule, true) : undefined
    if (refusal) throw refusal
    const counter = counterOf(line, catalogue)
    const demanded = counter ? (ofCounter.get(counter.StockKey) ?? 0) + line.Quantity : 0
    const short = counter ? shortOf({ counter, quantity: demanded, lines: [line] }) : []
    if (short.length > 0) throw insufficient(short)
    if (!priceAt(line, quantity, schedule, header.SubscriptionID !== null, now)) throw unpriced()
    ofProduct.set(lower(line.ProductID), together)
    if (counter) ofCounter.set(counter.StockKey, demanded)
  }
}

function refuseQuantities(asking: Iterable<LineRow>, lines: LineRow[], { products }: Catalogue): void {
  for (const line of asking) {
    const schedule = scheduleOf(line, products)
    const refusal = schedule ? quantityRefusal(line, lines, schedule, true) : undefined
    if (refusal) throw refusal
  }
}

function refuseShortages(asking: LineRow[], lines: LineRow[], catalogue: Catalogue): void {
  if (asking.length === 0) return
  const ids = new Set(asking.map((l) => l.ID))
  const short = shortages(lines, catalogue).filter((s) => ids.has(s.LineItemID))
  if (short.length > 0) throw insufficient(short)
}

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

/** A line after submit: another quantity of the agreed price. */
function requantified(line: LineRow): Partial<LinePrice> {
  const parts = {
    DiscountPercent: line.DiscountPercent ?? 0,
    SchedulePrice: line.SchedulePrice ?? line.UnitPrice ?? 0,
    MarkupPerQuantity: line.MarkupPerQuantity ?? 0,
    MarkupPercent: line.MarkupPercent ?? 0,
    MarkupTotal: line.MarkupTotal ?? 0,
    IsOnSale: line.IsOnSale,
  }
  const subtotal = lineSubtotal(parts, line.Quantity)
  return {
    UnitPrice: unitPrice(parts, line.Quantity),
    BaseDiscount: baseDiscount(parts, line.Quantity),
    LineSubtotal: subtotal,
    LineTotal: lineTotal(subtotal, line.PromotionDiscount),
  }
}
