import { lower, sameIgnoringCase } from '../../../api/names.ts'
import { declared as catalogProducts } from '../../../catalog/products/products.ts'
import { declared as catalogVariants } from '../../../catalog/specs/variants.ts'
import { show } from '../../../resource/reading.ts'
import { type Relying, relyOnAll } from '../../../store/fact.ts'
import { orderPromotions } from '../../../tables/orders/order-promotions.ts'
import { blankRow } from '../../state/new-rows.ts'
import type { LineRow, OrderWith, PromotionRow } from '../../state/order-state.ts'
import { withID } from '../../state/rows-by.ts'
import { showLine, showOrder } from '../../state/shown-order.ts'
import { MOST_STEPS_TOGETHER } from '../evaluate-promotion.ts'
import type { Applied, PromotableLine, PromotableOrder, Worth } from '../promotable-order.ts'
import type { Candidate, PromotionsRead, RuleProduct } from './promotion-reads.ts'

/** Whoever acts for the user: promotions are the same for all. */
const BUYER = { kind: 'Buyer' } as const

/**
 * An order as promotions see it, with all that was read for their rules.
 * @param worth what those are worth that do not say so themselves
 */
export function promotable(
  call: { marketplace: string; now: string },
  { header, lines }: OrderWith<'lines'>,
  { promotions, ruled }: PromotionsRead,
  worth: Worth,
): PromotableOrder {
  const { ToCompanyID, ShippingCost, TaxCost, Gratuity, Fees } = header
  const products = new Map(ruled.map((of) => [lower(of.product.ID), of]))
  return {
    marketplace: call.marketplace,
    now: call.now,
    header: { ...showOrder(header), ToCompanyID, ShippingCost, TaxCost, Gratuity, Fees },
    lines: lines.map((line) => promotableLine(line, header.Status, products, call.now)),
    categories: new Map(ruled.map(({ product, direct, above }) => [product.ID, { direct, above }])),
    redeemedByUser: new Map(promotions.rows.map((p) => [p.ID, p.RedeemedByUser])),
    worth,
    steps: { left: MOST_STEPS_TOGETHER },
  }
}

function promotableLine(
  line: LineRow,
  status: OrderWith<'lines'>['header']['Status'],
  ruled: ReadonlyMap<string, RuleProduct>,
  now: string,
): PromotableLine {
  const of = ruled.get(lower(line.ProductID))
  const variant = of && withID(of.variants, line.VariantID)[0]
  const { ID, Quantity, LineSubtotal, IsBundle, DateAdded } = line
  return {
    ...showLine(line, status, BUYER),
    ...(of ? { Product: show(catalogProducts, of.product, now) } : {}),
    ...(variant ? { Variant: show(catalogVariants, variant, now) } : {}),
    ID,
    Quantity,
    LineSubtotal,
    IsBundle,
    DateAdded,
  }
}

/** The promotions an order has, as they are by now; one that is there no more is left out. */
export const appliedOf = (
  { promotions }: OrderWith<'promotions'>,
  candidates: readonly Candidate[],
): Applied[] =>
  promotions.flatMap(({ ID, DateApplied, Discounts }) => {
    const promotion = candidates.find((p) => sameIgnoringCase(p.ID, ID))
    return promotion ? [{ promotion, DateApplied, discounts: Discounts }] : []
  })

/** An order with these promotions, on which it relies. */
export function withApplied<O extends OrderWith<'promotions'>>(
  on: Relying,
  order: O,
  applied: readonly Applied[],
  { promotions: read }: PromotionsRead,
): O {
  const has = new Set(applied.map(({ promotion }) => lower(promotion.ID)))
  const relied = read.rows.filter((p) => has.has(lower(p.ID)))
  if (relied.length > 0) relyOnAll(on, read, relied)
  const stored = new Map(order.promotions.map((row) => [lower(row.ID), row]))
  const promotions = applied.map(({ promotion, DateApplied, discounts }): PromotionRow => {
    const { ID, Code } = promotion
    const row = stored.get(lower(ID))
    const begun = {
      ...blankRow(orderPromotions),
      OrderKey: order.header.Key,
      ID,
      Code,
      DateApplied,
      StoredID: null,
    }
    return { ...(row ?? begun), Discounts: [...discounts] }
  })
  return { ...order, promotions }
}
