import { ApiError, Outdated } from '../../../api/errors.ts'
import { sameIgnoringCase } from '../../../api/names.ts'
import type { Call } from '../../../store/call.ts'
import { the } from '../../../store/fact.ts'
import type { OrderWith, WholeOrder } from '../../state/order-state.ts'
import { showLine, showOrder } from '../../state/shown-order.ts'
import { calculatedText } from '../../state/voiding.ts'
import type { PromotionsRead } from '../applied/promotion-reads.ts'
import { showOrderPromotions } from '../applied/shown-promotions.ts'
import type { PromotableOrder, Promotion } from '../promotable-order.ts'
import { askEngine } from './ask-engine.ts'
import type { Verdict } from './engine-answer.ts'
import { promotionEngine } from './promotion-integrations.ts'

/** What the promotions of an order are worth that do not say so themselves. */
export type Valued = NonNullable<PromotableOrder['valued']>

/** What an engine has said of an order, and of which state of it. */
export interface Valuation {
  about: string
  verdicts: Verdict[]
}

/** As the order has them: a check of what was applied asks nobody anew. */
export const asApplied =
  ({ promotions }: OrderWith<'promotions'>): Valued =>
  ({ ID }) =>
    promotions.find((row) => sameIgnoringCase(row.ID, ID))?.Discounts

/**
 * As the engine has said.
 * @throws Outdated where it was not asked yet, about this order and this promotion
 */
export const asAnswered =
  (order: OrderWith<'lines'>, asked: Valuation | undefined): Valued =>
  ({ ID }) => {
    const known = asked?.about === calculatedText(order) ? asked.verdicts : []
    const verdict = known.find((v) => sameIgnoringCase(v.PromotionID, ID))
    if (!verdict) throw new Outdated('the promotion engine has not been asked')
    return 'discounts' in verdict ? verdict.discounts : undefined
  }

/**
 * Asks the marketplace's promotion engine about what an attempt turns out to need of it; where that is nothing, nobody.
 * @param attempt what is to be done, with promotions that are worth nothing yet
 * @param forgiving an engine that fails rejects what it was asked about
 */
export async function askWorth(
  call: Call<unknown>,
  order: WholeOrder<'lines'>,
  { promotions }: Pick<PromotionsRead, 'promotions'>,
  attempt: (valued: Valued) => unknown,
  forgiving = false,
): Promise<Valuation> {
  const requested = new Map<string, Promotion>()
  try {
    attempt((promotion) => {
      requested.set(promotion.ID, promotion)
      return undefined
    })
  } catch (error) {
    // The attempt is made again with what it needs, and refused then perhaps.
    if (!(error instanceof ApiError)) throw error
  }
  const about = calculatedText(order)
  const needed = [...requested.values()]
  if (needed.length === 0) return { about, verdicts: [] }
  const { engine } = await call.read({ engine: promotionEngine(call) })
  const question = {
    Order: showOrder(order.header),
    LineItems: order.lines.map((line) => ({
      ...showLine(line, order.header.Status, { kind: 'Seller' }),
      ID: line.ID,
      IsBundle: line.IsBundle,
    })),
    PromosApplied: showOrderPromotions(order, promotions.rows),
  }
  const verdicts = await askEngine(call.env, the(engine), question, needed).catch((error) => {
    if (!forgiving || !(error instanceof ApiError)) throw error
    return needed.map(({ ID }) => ({ PromotionID: ID, reason: null }))
  })
  return { about, verdicts }
}
