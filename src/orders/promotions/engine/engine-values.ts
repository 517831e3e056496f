import { ApiError, Outdated } from '../../../api/errors.ts'
import { sameIgnoringCase } from '../../../api/names.ts'
import type { Call } from '../../../store/call.ts'
import { the } from '../../../store/fact.ts'
import type { OrderWith, WholeOrder } from '../../state/order-state.ts'
import { showLine, showOrder } from '../../state/shown-order.ts'
import { calculatedText } from '../../state/voiding.ts'
import type { Candidate, PromotionsRead } from '../applied/promotion-reads.ts'
import { showOrderPromotions } from '../applied/shown-promotions.ts'
import type { Promotion, Worth } from '../promotable-order.ts'
import { askEngine } from './ask-engine.ts'
import type { Verdict } from './engine-answer.ts'
import { promotionEngine } from './promotion-integrations.ts'

/** What an engine has said of an order, and of which state of it. */
export interface Valuation {
  about: string
  verdicts: Verdict[]
}

/** As the order has them: a check of what was applied asks nobody anew. */
export const asApplied =
  ({ promotions }: OrderWith<'promotions'>): Worth =>
  ({ ID }) =>
    promotions.find((row) => sameIgnoringCase(row.ID, ID))?.Discounts

/** What was said of a promotion, if something was. */
const verdictOn = (verdicts: readonly Verdict[], { ID }: Promotion) =>
  verdicts.find((v) => sameIgnoringCase(v.PromotionID, ID))

const discountsIn = (verdict: Verdict) => ('discounts' in verdict ? verdict.discounts : undefined)

/**
 * As the engine has said.
 * @throws Outdated where it was not asked yet, about this order and this promotion
 */
export const asAnswered =
  (order: OrderWith<'lines'>, asked: Valuation | undefined): Worth =>
  (promotion) => {
    const known = asked?.about === calculatedText(order) ? asked.verdicts : []
    const verdict = verdictOn(known, promotion)
    if (!verdict) throw new Outdated('the promotion engine has not been asked')
    return discountsIn(verdict)
  }

/** Times the engine is asked for one attempt: what it takes off by one promotion may be what another needs. */
const MOST_QUESTIONS = 3

/**
 * Asks the marketplace's promotion engine about what an attempt turns out to need of it; where that is nothing, nobody.
 * @param attempt what is to be done, with promotions that are worth nothing yet
 * @param forgiving an engine that fails rejects what it was asked about
 */
export async function askWorth(
  call: Call<unknown>,
  order: WholeOrder<'lines'>,
  { promotions }: Pick<PromotionsRead, 'promotions'>,
  attempt: (worth: Worth) => unknown,
  forgiving = false,
): Promise<Valuation> {
  const verdicts: Verdict[] = []
  for (let times = 0; times < MOST_QUESTIONS; times++) {
    const needed = neededFor(attempt, verdicts)
    if (needed.length === 0) break
    const said = await ask(call, order, promotions.rows, needed).catch((error) => {
      if (!forgiving || !(error instanceof ApiError)) throw error
      return needed.map(({ ID }) => ({ PromotionID: ID, reason: null }))
    })
    verdicts.push(...said)
  }
  return { about: calculatedText(order), verdicts }
}

/** The promotions that an attempt needs to know of, beyond those that something was said of. */
function neededFor(attempt: (worth: Worth) => unknown, verdicts: readonly Verdict[]): Promotion[] {
  const needed = new Map<string, Promotion>()
  try {
    attempt((promotion) => {
      const verdict = verdictOn(verdicts, promotion)
      if (verdict) return discountsIn(verdict)
      needed.set(promotion.ID, promotion)
      return undefined
    })
  } catch (error) {
    // The attempt is made again with what it needs, and refused then perhaps.
    if (!(error instanceof ApiError)) throw error
  }
  return [...needed.values()]
}

async function ask(
  call: Call<unknown>,
  order: WholeOrder<'lines'>,
  live: readonly Candidate[],
  needed: readonly Promotion[],
): Promise<Verdict[]> {
  const { engine } = await call.read({ engine: promotionEngine(call) })
  const question = {
    Order: showOrder(order.header),
    LineItems: order.lines.map((line) => ({
      ...showLine(line, order.header.Status, { kind: 'Seller' }),
      ID: line.ID,
      IsBundle: line.IsBundle,
    })),
    PromosApplied: showOrderPromotions(order, live),
  }
  return askEngine(call.env, the(engine), question, needed)
}
