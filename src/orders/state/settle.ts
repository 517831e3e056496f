import { sameIgnoringCase } from '../../api/names.ts'
import { withoutPending } from '../approvals/evaluate-rules.ts'
import { withLinesRenamed } from '../checkout/lines-named.ts'
import { settledPayments } from '../payments/drawn.ts'
import {
  type AgreedPromotion,
  discounted,
  discountOf,
  settledPromotions,
} from '../promotions/applied/settled-promotions.ts'
import { settledReturns } from '../returns/refund-amounts.ts'
import { counterOf } from '../stock/counters.ts'
import { agreedHeader, agreedLine } from './agreed-copies.ts'
import { completionOf } from './completion.ts'
import { type Catalogue, pricedLines } from './line-prices.ts'
import { isOpened, type LineRow, type OrderRow, type OrderState, type OrderWith } from './order-state.ts'
import { baseDiscountOf, totals } from './totals.ts'
import { voiding } from './voiding.ts'

/** What settling looks at beside the order. */
export interface Facts {
  /** The moment of the request, in the wire's form. */
  now: string
  /** What lines are priced and counted by; an operation that touches none of that reads none. */
  catalogue?: Catalogue
  /** The operation has priced and checked all lines itself (submit, validation, taking over). */
  priced?: boolean
  /** What is kept of promotions as they are, of an order that opens. */
  promotions?: readonly AgreedPromotion[]
  /** It is a step of the calculation itself, which voids none. */
  calculates?: boolean
}

const NOTHING: Catalogue = { products: [], stock: [], records: [] }

/**
 * Everything that follows from the difference between an order as it was and as it is to be: prices, copies of what was
 * agreed, where stock is counted, what promotions take off and accounts pay, totals, completion of the order and its
 * returns, and whether a calculation is void. No operation says what it has touched.
 * @param before null for an order that is new
 * @throws ApiError what refuses quantities, stock and prices of lines that ask for something else
 */
export function settle<O extends OrderState>(before: OrderState | null, after: O, facts: Facts): O {
  const opens = isOpened(after.header.Status) && !(before && isOpened(before.header.Status))
  const priced = after.lines && settledLines(before, { ...after, lines: after.lines }, opens, facts)
  const promotions =
    after.promotions &&
    settledPromotions(after.header, after.promotions, priced, opens ? facts.promotions : undefined)
  const lines = promotions && priced ? discounted(priced, promotions) : priced
  const header = settledHeader(before, { ...after, promotions, lines }, opens, facts)
  const payments = after.payments && settledPayments(before?.payments ?? [], header, after.payments)
  const returns =
    payments && after.returns && settledReturns(before?.payments ?? [], payments, after.returns, facts.now)
  return {
    ...after,
    header,
    ...(promotions ? { promotions } : {}),
    // Nobody is asked about an order that does not wait for them, however it has come to that.
    ...(after.approvals && header.Status !== 'AwaitingApproval'
      ? { approvals: withoutPending(after.approvals) }
      : {}),
    ...(after.worksheet && lines ? { worksheet: withLinesRenamed(after.worksheet, lines) } : {}),
    ...(lines ? { lines } : {}),
    ...(payments ? { payments } : {}),
    ...(returns ? { returns } : {}),
  }
}

function settledLines(
  before: OrderState | null,
  { header, lines: wanted }: OrderWith<'lines'>,
  opens: boolean,
  { now, catalogue = NOTHING, priced }: Facts,
): LineRow[] {
  const named = withHeadings(wanted)
  const lines = priced ? named : pricedLines(header, before?.lines ?? [], named, catalogue, now)
  // What is agreed of a line that another order has is agreed there.
  if (!isOpened(header.Status) || header.SourceKey !== null) return lines
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
    const heading = renamed.find((h) => sameIgnoringCase(h.StoredID, line.BundleItemID))
    return heading ? { ...line, BundleItemID: heading.ID } : line
  })
}

function settledHeader(
  before: OrderState | null,
  after: OrderState,
  opens: boolean,
  { now, calculates }: Facts,
): OrderRow {
  const { lines, promotions } = after
  const discount = promotions ? { PromotionDiscount: discountOf(promotions) } : {}
  const wanted = { ...after.header, ...discount, LastUpdated: now }
  const isSettled = opens || calculates || !before
  if (!lines) return { ...wanted, ...(isSettled ? {} : voiding(before, { ...after, header: wanted })) }
  const agreed = opens ? agreedHeader(wanted, lines) : wanted
  return {
    ...agreed,
    ...totals(lines, agreed),
    BaseDiscount: baseDiscountOf(lines),
    ...completionOf(agreed, lines, now),
    ShippingDiffers: addressesDiffer(agreed, lines),
    ...(isSettled ? {} : voiding(before, { ...after, header: agreed })),
  }
}

/** Whether some line goes elsewhere than the order says: then the header shows no address. */
const addressesDiffer = (order: OrderRow, lines: LineRow[]) =>
  lines.some((l) => (l.ShippingAddressID ?? null) !== (order.ShippingAddressID ?? null))
