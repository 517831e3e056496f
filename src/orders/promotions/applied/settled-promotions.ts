import { sameIgnoringCase } from '../../../api/names.ts'
import { lineTotal } from '../../../catalog/prices/line-price.ts'
import { isOpened, type LineRow, type OrderRow, type PromotionRow } from '../../state/order-state.ts'
import { discountsOf } from '../promotable-order.ts'

/** What an order keeps of a promotion from Open on. */
export type AgreedPromotion = Pick<PromotionRow, 'ID' | 'Agreed'>

/** Who redeems the promotions of an order: its user; of guests, who borrow one, each is another. */
const redeemerOf = ({ IsGuests, Key, FromUserKey }: OrderRow): string => (IsGuests ? Key : FromUserKey)

/**
 * What follows for promotions: a line that is gone takes along what is taken off it, what is taken off one that is renamed
 * goes on naming it, and from Open on they stay as they were and are redeemed.
 * @param lines the order's, where they are known
 * @param agreed what is kept of promotions as they are, where the order opens
 */
export function settledPromotions(
  header: OrderRow,
  promotions: PromotionRow[],
  lines: LineRow[] | undefined,
  agreed?: readonly AgreedPromotion[],
): PromotionRow[] {
  const names =
    lines &&
    new Map(
      lines.flatMap((l) => [...(l.StoredID ? [[l.StoredID, l.ID] as const] : []), [l.ID, l.ID] as const]),
    )
  return promotions.flatMap((promotion) => {
    const Discounts = names
      ? promotion.Discounts.flatMap((d) => {
          const LineItemID = d.LineItemID === null ? null : names.get(d.LineItemID)
          return LineItemID === undefined ? [] : [{ ...d, LineItemID }]
        })
      : promotion.Discounts
    return Discounts.length > 0 ? [{ ...promotion, Discounts, ...redeemed(header, promotion, agreed) }] : []
  })
}

function redeemed(
  header: OrderRow,
  { ID, RedeemedBy }: PromotionRow,
  agreed?: readonly AgreedPromotion[],
): Partial<PromotionRow> {
  if (!isOpened(header.Status)) return { RedeemedBy: null }
  const live = agreed?.find((p) => sameIgnoringCase(p.ID, ID))
  if (live) return { Agreed: live.Agreed, RedeemedBy: redeemerOf(header) }
  // An order that another takes over counts for them.
  return RedeemedBy === null ? {} : { RedeemedBy: redeemerOf(header) }
}

const takenBy = (promotions: readonly PromotionRow[]) =>
  discountsOf(promotions.map(({ Discounts }) => ({ discounts: Discounts })))

/** What promotions come to, in units of currency. */
export const discountOf = (promotions: readonly PromotionRow[]): number => takenBy(promotions).order

/** Lines with what promotions take off them. */
export function discounted(lines: LineRow[], promotions: readonly PromotionRow[]): LineRow[] {
  const { byLine } = takenBy(promotions)
  return lines.map((line) => {
    const PromotionDiscount = byLine.get(line.ID) ?? 0
    return PromotionDiscount === line.PromotionDiscount
      ? line
      : { ...line, PromotionDiscount, LineTotal: lineTotal(line.LineSubtotal, PromotionDiscount) }
  })
}
