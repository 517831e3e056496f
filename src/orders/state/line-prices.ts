import { ApiError, fail } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import { type LinePrice, lineTotal, priceLine, quantityRefusal } from '../../catalog/prices/line-price.ts'
import { baseDiscount, lineSubtotal, type Schedule, unitPrice } from '../../catalog/prices/price.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import { type StockReads, shortages } from '../stock/counters.ts'
import { goneFrom, type LineRow, type OrderRow, statusOfLines, storedAs } from './order-state.ts'
import { isLive } from './states.ts'

/** The catalogue that lines are priced and counted by, as it was read with the order. */
export interface Catalogue extends StockReads {
  products: readonly VisibleProduct[]
}

/** The schedule that prices a line; none when its product is not visible or has no price. */
export const scheduleOf = (
  line: { ProductID: string },
  products: readonly VisibleProduct[],
): Schedule | null => products.find((p) => sameIgnoringCase(p.ID, line.ProductID))?.Schedule ?? null

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
  const asking = lines.filter((l) => asks(l, stored(l)))
  if (!agreed) {
    refuseQuantities(asking, lines, catalogue)
    const elsewhere = lines.filter((l) => l.InventoryRecordID !== (stored(l) ?? l).InventoryRecordID)
    refuseShortages([...asking, ...elsewhere], lines, catalogue)
  }
  const counted = [...asking, ...goneFrom(before, lines)]
  return lines.map((line) => {
    const schedule = scheduleOf(line, catalogue.products)
    const isSibling =
      schedule?.UseCumulativeQuantity && counted.some((c) => sameIgnoringCase(c.ProductID, line.ProductID))
    const isAsking = asking.includes(line)
    if (!isAsking && !isSibling) return line
    // After submit prices are agreed: only the quantity counts anew.
    const price =
      agreed && !line.PriceOverridden && line.StoredID !== null
        ? requantified(line)
        : priceLine(line, lines, schedule, header.SubscriptionID !== null, now)
    if (!price && isAsking)
      throw fail('PriceSchedule.MissingOrConflicting', 'The product has no price for this order.')
    return { ...line, ...price }
  })
}

function refuseQuantities(asking: LineRow[], lines: LineRow[], { products }: Catalogue): void {
  for (const line of asking) {
    const schedule = scheduleOf(line, products)
    const refusal = schedule ? quantityRefusal(line, lines, schedule, true) : undefined
    if (refusal) throw refusal
  }
}

function refuseShortages(asking: LineRow[], lines: LineRow[], catalogue: Catalogue): void {
  if (asking.length === 0) return
  const short = shortages(lines, catalogue).filter((s) => asking.some((l) => l.ID === s.LineItemID))
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
