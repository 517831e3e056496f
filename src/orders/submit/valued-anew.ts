import type { ApiError } from '../../api/errors.ts'
import { priceLine, quantityRefusal } from '../../catalog/prices/line-price.ts'
import type { VisibleProduct } from '../../catalog/shop/visible-products.ts'
import type { Results } from '../../store/fact.ts'
import { uncalculated } from '../checkout/calculated.ts'
import { answeredByLines, type Choice, chosenAnew, relyOnChoices, specReads } from '../lines/line-specs.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { Asked } from '../operation/on-order.ts'
import { appliedOf, promotable, withApplied } from '../promotions/applied/promotable.ts'
import { promotionReads } from '../promotions/applied/promotion-reads.ts'
import { discounted } from '../promotions/applied/settled-promotions.ts'
import { asApplied } from '../promotions/engine/engine-values.ts'
import type { Worth } from '../promotions/promotable-order.ts'
import { recheckPromotions } from '../promotions/recheck-promotions.ts'
import { scheduleOf, unpriced } from '../state/line-prices.ts'
import type { LineRow, OrderRow, OrderWith } from '../state/order-state.ts'
import { withID } from '../state/rows-by.ts'
import { isVoid } from '../state/voiding.ts'
import { catalogueReads } from './same-catalogue.ts'

/** What all lines and promotions of an order are valued by. */
export const valueReads = (order: NamedOrder) => {
  const { marketplace, key } = order
  return {
    ...catalogueReads(order),
    ...specReads(marketplace, key, answeredByLines(marketplace, key)),
    ...promotionReads(order),
  }
}

export type ValueRead = Results<ReturnType<typeof valueReads>>

/** An order whose lines and promotions are valued as of now, and what refuses them. */
export interface Valued<O> {
  order: O
  refusals: ApiError[]
}

/**
 * Values an order anew: its lines by the catalogue, its promotions over those. What may not be any more stays as it was,
 * and says so. Choices and promotions that were looked at are relied on; the catalogue is for the caller to rely on.
 * @param calculated a calculation of the customer's stands: unless prices are others by now, it has said what promotions
 *   take off
 * @param worth what promotions are worth that do not say so themselves: as much as before, unless it is said
 */
export function valuedAnew<O extends OrderWith<'lines' | 'promotions'>>(
  call: Asked,
  order: O,
  read: ValueRead,
  calculated: boolean,
  worth: Worth = asApplied(order),
): Valued<O> {
  const refusals: ApiError[] = []
  const choices: Choice[] = []
  const lines = order.lines.map((stored) => {
    const [product] = withID(read.products.rows, stored.ProductID)
    const { line, choice, error } = chosenAnew(stored, product, read)
    if (choice) choices.push(choice)
    if (error) refusals.push(error)
    if (!product && !line.PriceOverridden) return line
    const { price, refusal } = priceAnew(call, order.header, line, order.lines, read.products.rows)
    if (refusal) refusals.push(refusal)
    return { ...line, ...price }
  })
  relyOnChoices(call, read, choices)
  const priced = { ...order, lines }
  if (order.promotions.length === 0) return { order: priced, refusals }
  const stands = calculated && !isVoid(order, priced)
  const rechecked = recheckPromotions(
    promotable(call, priced, read, worth),
    appliedOf(order, read.promotions.rows),
    stands ? promotable(call, atOwnPrices(call, priced, read), read, worth) : undefined,
  )
  const applied = withApplied(call, priced, rechecked.applied, read)
  return {
    order: { ...applied, lines: discounted(lines, applied.promotions) },
    refusals: [...refusals, ...rechecked.refusals],
  }
}

/** An order at the prices that it would have without what a calculation of the customer's says of them. */
function atOwnPrices<O extends OrderWith<'lines' | 'promotions'>>(call: Asked, order: O, read: ValueRead): O {
  const { lines } = uncalculated(order)
  return {
    ...order,
    lines: lines.map((line, i) =>
      line === order.lines[i]
        ? line
        : { ...line, ...priceAnew(call, order.header, line, lines, read.products.rows).price },
    ),
  }
}

function priceAnew(
  call: Asked,
  header: OrderRow,
  line: LineRow,
  lines: LineRow[],
  products: readonly VisibleProduct[],
) {
  const schedule = scheduleOf(line, products)
  const price = priceLine(line, lines, schedule, header.SubscriptionID !== null, call.now)
  if (!price) {
    const { ProductID, ID } = line
    return { price, refusal: unpriced({ ProductID, LineItemID: ID }) }
  }
  return { price, refusal: (schedule && quantityRefusal(line, lines, schedule, false)) ?? undefined }
}
