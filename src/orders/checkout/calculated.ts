import { lower, sameIgnoringCase } from '../../api/names.ts'
import { priceLine } from '../../catalog/prices/line-price.ts'
import type { ResponseOf } from '../../integration/events/stored-response.ts'
import type { LineRow, OrderRow, OrderWith, PromotionRow } from '../state/order-state.ts'
import { ofProductWithID } from '../state/rows-by.ts'
import type { StockRecord } from '../stock/counters.ts'
import { shippingCostOf } from './ship-methods.ts'

type Calculation = ResponseOf<'OrderCalculateResponse'>
type Override = Calculation['LineItemOverrides'][number]
type Said = ReadonlyMap<string, Override>

/**
 * An order as a calculation begins with it: what one before it said of prices and promotions is not its last word on them
 * any more. It stays where nothing else is known, as of a product that is not seen by now.
 */
export const uncalculated = <O extends OrderWith<'lines' | 'promotions'>>(order: O): O => ({
  ...order,
  lines: order.lines.map((line) =>
    line.PriceCalculated ? { ...line, PriceOverridden: false, PriceCalculated: false } : line,
  ),
  promotions: order.promotions.map((row) => ({
    ...row,
    Discounts: row.Discounts.map((discount) => ({ ...discount, AmountOverridden: false })),
  })),
})

/**
 * An order as a customer's server has calculated it: what it does not say stays as it is, but for fees, which nobody else
 * says. What it says of lines, promotions and inventory records that are not there is ignored.
 * @param estimate by whose chosen methods shipping costs what the calculation does not say
 * @param records those that it names for lines and that are there
 */
export function calculated<O extends OrderWith<'lines' | 'promotions'>>(
  order: O,
  { ShippingTotal, TaxTotal, FeeTotal, LineItemOverrides }: Calculation,
  estimate: ResponseOf<'ShipEstimateResponse'> | null,
  now: string,
  records: readonly StockRecord[] = [],
): O {
  const { header } = order
  const said = saidOf(order.lines, LineItemOverrides)
  const lines = order.lines.flatMap((line) => overriddenLine(line, header, said, records, now))
  return {
    ...order,
    header: {
      ...header,
      ShippingCost: ShippingTotal ?? (estimate && shippingCostOf(estimate)) ?? header.ShippingCost,
      TaxCost: TaxTotal ?? header.TaxCost,
      Fees: FeeTotal ?? 0,
    },
    lines,
    promotions: order.promotions.map((row) => overriddenPromotion(row, said)),
  }
}

/** What is said of lines that are there, by their IDs; of one that is named twice, the last word. */
function saidOf(lines: readonly LineRow[], overrides: readonly Override[]): Said {
  const there = new Set(lines.map((line) => lower(line.ID)))
  const named = overrides.map((o) => [lower(o.LineItemID), o] as const)
  return new Map(named.filter(([id]) => there.has(id)))
}

/** None where it is removed, with its bundle where it stands for one. */
function overriddenLine(
  line: LineRow,
  { SubscriptionID }: OrderRow,
  said: Said,
  records: readonly StockRecord[],
  now: string,
): LineRow[] {
  const named = (id: string | null) => (id === null ? undefined : said.get(lower(id)))
  const own = named(line.ID)
  if (own?.Remove || named(line.BundleItemID)?.Remove) return []
  if (!own) return [line]
  const placed = { ...line, InventoryRecordID: placeOf(line, own, records) ?? line.InventoryRecordID }
  // What stands for a bundle costs nothing itself.
  if (own.UnitPrice === null || line.IsBundle) return [placed]
  const priced = { ...placed, UnitPrice: own.UnitPrice, PriceOverridden: true, PriceCalculated: true }
  return [{ ...priced, ...priceLine(priced, [priced], null, SubscriptionID !== null, now) }]
}

/** The record of the line's product that is named, which is not of a variant that it has not: of no other is stock counted. */
const placeOf = (line: LineRow, { InventoryRecordID: named }: Override, records: readonly StockRecord[]) =>
  ofProductWithID(records, line.ProductID, named).find(
    (r) => r.VariantID === null || sameIgnoringCase(r.VariantID, line.VariantID),
  )?.ID

/** What it says of a promotion on the order may stand under any line. */
function overriddenPromotion(row: PromotionRow, said: Said): PromotionRow {
  const Discounts = row.Discounts.map((discount) => {
    const { LineItemID } = discount
    const under = LineItemID === null ? [...said.values()] : [said.get(lower(LineItemID))]
    const own = under
      .flatMap((o) => o?.PromotionOverrides ?? [])
      .findLast((o) => sameIgnoringCase(o.PromotionID, row.ID))
    return own ? { ...discount, Amount: own.Amount, AmountOverridden: true } : discount
  })
  return { ...row, Discounts }
}
