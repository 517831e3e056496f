import { sameIgnoringCase } from '../../api/names.ts'
import { priceLine } from '../../catalog/prices/line-price.ts'
import type { ResponseOf } from '../../integration/events/stored-response.ts'
import type { LineRow, OrderRow, OrderWith, PromotionRow } from '../state/order-state.ts'
import { shippingCostOf } from './ship-methods.ts'

type Calculation = ResponseOf<'OrderCalculateResponse'>
type Override = Calculation['LineItemOverrides'][number]

/** An order as a calculation begins with it: without what one before it said of prices and promotions. */
export const uncalculated = <O extends OrderWith<'lines' | 'promotions'>>(order: O): O => ({
  ...order,
  lines: order.lines.map((line) =>
    line.PriceCalculated
      ? { ...line, UnitPrice: null, PriceOverridden: false, PriceCalculated: false }
      : line,
  ),
  promotions: order.promotions.map((row) => ({
    ...row,
    Discounts: row.Discounts.map((discount) => ({ ...discount, AmountOverridden: false })),
  })),
})

/**
 * An order as a customer's server has calculated it: what it does not say stays as it is, but for fees, which nobody else
 * says. What it says of lines and promotions that are not there is ignored.
 * @param estimate by whose chosen methods shipping costs what the calculation does not say
 */
export function calculated<O extends OrderWith<'lines' | 'promotions'>>(
  order: O,
  { ShippingTotal, TaxTotal, FeeTotal, LineItemOverrides }: Calculation,
  estimate: ResponseOf<'ShipEstimateResponse'> | null,
  now: string,
): O {
  const { header } = order
  const lines = order.lines.flatMap((line) => overriddenLine(line, header, LineItemOverrides, now))
  return {
    ...order,
    header: {
      ...header,
      ShippingCost: ShippingTotal ?? (estimate && shippingCostOf(estimate)) ?? header.ShippingCost,
      TaxCost: TaxTotal ?? header.TaxCost,
      Fees: FeeTotal ?? 0,
    },
    lines,
    promotions: order.promotions.map((row) => overriddenPromotion(row, LineItemOverrides)),
  }
}

/** None where it is removed, with its bundle where it stands for one. */
function overriddenLine(
  line: LineRow,
  { SubscriptionID }: OrderRow,
  overrides: readonly Override[],
  now: string,
): LineRow[] {
  const named = (id: string | null) => overrides.findLast((o) => sameIgnoringCase(o.LineItemID, id))
  const said = named(line.ID)
  if (said?.Remove || named(line.BundleItemID)?.Remove) return []
  if (!said) return [line]
  const placed = { ...line, InventoryRecordID: said.InventoryRecordID ?? line.InventoryRecordID }
  if (said.UnitPrice === null) return [placed]
  const priced = { ...placed, UnitPrice: said.UnitPrice, PriceOverridden: true, PriceCalculated: true }
  return [{ ...priced, ...priceLine(priced, [priced], null, SubscriptionID !== null, now) }]
}

/** What it says of a promotion on the order may stand under any line. */
function overriddenPromotion(row: PromotionRow, overrides: readonly Override[]): PromotionRow {
  const Discounts = row.Discounts.map((discount) => {
    const said = overrides
      .filter((o) => discount.LineItemID === null || sameIgnoringCase(o.LineItemID, discount.LineItemID))
      .flatMap((o) => o.PromotionOverrides)
      .findLast((o) => sameIgnoringCase(o.PromotionID, row.ID))
    return said ? { ...discount, Amount: said.Amount, AmountOverridden: true } : discount
  })
  return { ...row, Discounts }
}
