import { type LineRow, type OrderRow, type OrderState, storedAs } from './order-state.ts'
import { isCalculable } from './states.ts'

/** Properties of an order and of a line whose change voids what a customer's server calculated, beside `xp`. */
const HEADER = [
  'ShippingCost',
  'TaxCost',
  'Gratuity',
  'PromotionDiscount',
  'ShippingAddressID',
  'ShippingAddress',
  'Currency',
  'FromUserKey',
] as const satisfies (keyof OrderRow)[]
const LINE = [
  'ProductID',
  'Quantity',
  'UnitPrice',
  'LineSubtotal',
  'PromotionDiscount',
  'CostCenter',
  'ShippingAddressID',
  'ShippingAddress',
  'ShipFromAddressID',
  'InventoryRecordID',
  'PriceOverridden',
  'Specs',
  'VariantID',
] as const satisfies (keyof LineRow)[]

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Which promotions an order has, and what each takes off: a line that is renamed is the one it was. */
function discountsIn({ promotions, lines = [] }: OrderState) {
  const was = new Map(lines.map((line) => [line.ID, line.StoredID]))
  return promotions?.map(({ ID, Discounts }) => [
    ID,
    Discounts.map((d) => ({ ...d, LineItemID: was.get(d.LineItemID ?? '') ?? d.LineItemID })),
  ])
}

/**
 * `PricingVersion` moves with what voids a calculation, and with nothing else; from Open on nothing does, and what was
 * calculated is history.
 */
export function voiding(before: OrderState, after: OrderState): Partial<OrderRow> {
  const { Status, PricingVersion } = before.header
  if (!isCalculable(Status)) return {}
  return isVoid(before, after) ? { PricingVersion: PricingVersion + 1 } : {}
}

/** Whether a calculation of the one order is none of the other. */
export function isVoid(before: OrderState, after: OrderState): boolean {
  const known = before.lines ?? []
  const stored = storedAs(known)
  const differs = (line: LineRow) => {
    const was = stored(line)
    return !was || [...LINE, 'xp' as const].some((name) => !same(was[name], line[name]))
  }
  return (
    [...HEADER, 'xp' as const].some((name) => !same(before.header[name], after.header[name])) ||
    (after.promotions !== undefined && !same(discountsIn(before), discountsIn(after))) ||
    (after.lines !== undefined && (after.lines.length !== known.length || after.lines.some(differs)))
  )
}

/**
 * What a customer's server is asked about, as a text: where it is another by the time of the answer, the answer is of no
 * use. `xp` is not in it, since such servers write there while they calculate. The key is, since a cart may be another
 * order by then.
 */
export const calculatedText = (order: OrderState): string =>
  JSON.stringify([
    order.header.Key,
    HEADER.map((name) => order.header[name]),
    order.lines?.map((line) => [line.ID, ...LINE.map((name) => line[name])]),
    discountsIn(order),
    order.worksheet?.ShipEstimateResponse,
  ])
