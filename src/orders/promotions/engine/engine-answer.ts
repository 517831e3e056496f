import { normalise, whole } from '../../../api/body.ts'
import { ApiError, fail } from '../../../api/errors.ts'
import {
  emptyIsNull,
  list,
  object,
  optionalAmount,
  required,
  text,
  type ValuesOf,
} from '../../../api/field.ts'
import { sameIgnoringCase } from '../../../api/names.ts'
import type { Answer } from '../../../store/outbox/post.ts'
import type { Discount, Promotion } from '../promotable-order.ts'

/** What a promotion engine says of a promotion: what it takes off, or that it may not be, and why if it says so. */
export type Verdict =
  | { readonly PromotionID: string; readonly discounts: readonly Discount[] }
  | { readonly PromotionID: string; readonly reason: string | null }

/** A line of an order, as far as an engine may name it: headings of bundles are no items. */
export interface NamedLine {
  readonly ID: string
  readonly IsBundle: boolean
}

/** More entries than an answer has room for. */
const MOST = 10_000

const id = () => emptyIsNull(text())
/** A promotion is named by either word: engines that are in use say `ID`. */
const of = { PromotionID: id(), ID: id(), LineItemID: id() }
const fields = {
  PromosAccepted: list(
    object('AcceptedPromotion', { ...of, Amount: required(optionalAmount({ min: 0 })) }),
    MOST,
  ),
  PromosRejected: list(object('RejectedPromotion', { ...of, Reason: text() }), MOST),
}

/** The refusal of an engine that failed, or answered what makes no sense. */
export const failed = (how: string) =>
  fail('PromotionIntegration.FailedToEvaluate', `The promotion integration ${how}.`)

/**
 * Reads what an engine answered, in any letter case. What it says nothing of, it does not accept; of a promotion that it
 * accepts for some lines and rejects for others, the former count. Amounts are its own, to two places: how much of a
 * line is left for them is not looked at.
 * @param requested promotions it was asked for
 * @param lines those of the order
 * @returns a verdict for each of them, in their order, with IDs as they are stored
 * @throws ApiError `PromotionIntegration.FailedToEvaluate`; `.LineItemIdRequired` and `.LineItemIdMustBeNull` where a
 *   discount is not of its promotion's level
 */
export function verdictsOf(
  answer: Answer,
  requested: readonly Promotion[],
  lines: readonly NamedLine[],
): Verdict[] {
  const { PromosAccepted, PromosRejected } = read(answer)
  const named = (entry: ValuesOf<typeof of>) => promotionNamed(entry.PromotionID ?? entry.ID, requested)
  const accepted = PromosAccepted.map((entry) => {
    const promotion = named(entry)
    return { promotion, LineItemID: lineOf(promotion, entry.LineItemID, lines), Amount: entry.Amount }
  })
  const rejected = PromosRejected.map((entry) => ({ promotion: named(entry), reason: entry.Reason }))
  return requested.map((promotion) => {
    const discounts = accepted
      .filter((a) => a.promotion === promotion)
      .map(({ LineItemID, Amount }) => ({ LineItemID, Amount, AmountOverridden: false }))
    if (new Set(discounts.map((d) => d.LineItemID)).size < discounts.length)
      throw failed(`values promotion "${promotion.ID}" twice`)
    return discounts.length > 0
      ? { PromotionID: promotion.ID, discounts }
      : {
          PromotionID: promotion.ID,
          reason: rejected.find((r) => r.promotion === promotion)?.reason ?? null,
        }
  })
}

function read(answer: Answer): ValuesOf<typeof fields> {
  if (answer.status === null)
    throw failed(answer.problem === 'Timeout' ? 'did not answer in time' : 'could not be reached')
  if (answer.status < 200 || answer.status > 299) throw failed(`answered ${answer.status}`)
  try {
    // It is checked against the same fields.
    return whole(normalise(JSON.parse(answer.text), fields), fields) as ValuesOf<typeof fields>
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ApiError)
      throw failed('gave an answer that cannot be read')
    throw error
  }
}

function promotionNamed(id: string | null, requested: readonly Promotion[]): Promotion {
  const promotion = requested.find((p) => sameIgnoringCase(p.ID, id))
  if (!promotion) throw failed('names a promotion that it was not asked for')
  return promotion
}

/** The line that a discount is off; null where it is off the order. */
function lineOf(
  { ID, LineItemLevel }: Promotion,
  said: string | null,
  lines: readonly NamedLine[],
): string | null {
  const data = { PromotionID: ID }
  if (LineItemLevel && said === null)
    throw fail(
      'PromotionIntegration.LineItemIdRequired',
      `Promotion "${ID}" is of lines: LineItemID is required.`,
      data,
    )
  if (!LineItemLevel && said !== null)
    throw fail(
      'PromotionIntegration.LineItemIdMustBeNull',
      `Promotion "${ID}" is of orders: LineItemID must be null.`,
      data,
    )
  if (said === null) return null
  const line = lines.find((l) => !l.IsBundle && sameIgnoringCase(l.ID, said))
  if (!line) throw failed('names a line that the order does not have')
  return line.ID
}
