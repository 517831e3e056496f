import { type ApiError, fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { isCalculable } from '../state/states.ts'
import type { Applied, PromotableOrder, Promotion } from './promotable-order.ts'

/**
 * Promotions come to an order, and leave it, while it is not agreed.
 * @throws ApiError `Order.CannotApplyPromoBadStatus`
 */
export function refuseAgreed(status: OrderStatus): void {
  if (!isCalculable(status))
    throw fail(
      'Order.CannotApplyPromoBadStatus',
      'Promotions of an order can be changed until it is submitted or while it awaits approval.',
      { Status: status },
    )
}

const about = ({ ID, Code }: Promotion) => ({ PromotionID: ID, Code })

/**
 * Why an order may not have a promotion, whatever its condition says.
 * @param others promotions of the order, but for this one
 */
export const refusalOf = (
  promotion: Promotion,
  order: PromotableOrder,
  others: readonly Applied[],
): ApiError | undefined => unusable(promotion, order) ?? crowdedOut(promotion, order, others)

/** The refusal of a promotion that is of no use to the order: unknown to its user, off, not begun, over, or another's. */
export function unusable(promotion: Promotion, order: PromotableOrder): ApiError | undefined {
  const { Code, ForUser, Active, StartDate, ExpirationDate } = promotion
  if (!ForUser) return notFound('Promotion', Code)
  if (!Active) return fail('Promotion.NotActive', `Promotion "${Code}" is not active.`, about(promotion))
  if (StartDate && order.now < StartDate)
    return fail('Promotion.NotYetValid', `Promotion "${Code}" is not valid yet.`, {
      ...about(promotion),
      StartDate,
    })
  if (ExpirationDate && order.now >= ExpirationDate)
    return fail('Promotion.Expired', `Promotion "${Code}" has expired.`, {
      ...about(promotion),
      ExpirationDate,
    })
  return isOfSeller(promotion, order)
    ? undefined
    : fail(
        'Promotion.OwnerIDMustMatchOrderToCompanyID',
        `Promotion "${Code}" is of another seller than the order.`,
        about(promotion),
      )
}

/** The refusal of a promotion that does not go with the others, or has been used as often as it may be. */
function crowdedOut(
  promotion: Promotion,
  order: PromotableOrder,
  others: readonly Applied[],
): ApiError | undefined {
  const { Code, CanCombine } = promotion
  if (others.length > 0 && !(CanCombine && others.every((o) => o.promotion.CanCombine)))
    return fail(
      'Promotion.CannotCombine',
      `Promotion "${Code}" cannot be combined with others of the order.`,
      about(promotion),
    )
  return isUsedUp(promotion, order)
    ? fail(
        'Promotion.ExceedsUsageLimit',
        `Promotion "${Code}" has been used as often as it may be.`,
        about(promotion),
      )
    : undefined
}

/** The refusal of a promotion that the order has. */
export const alreadyAdded = (promotion: Promotion) =>
  fail('Promotion.AlreadyAdded', `The order has promotion "${promotion.Code}" already.`, about(promotion))

/** The refusal of a promotion whose condition is not met. */
export const notEligible = (promotion: Promotion) =>
  fail(
    'Promotion.NotEligible',
    `The order is not eligible for promotion "${promotion.Code}".`,
    about(promotion),
  )

/** The marketplace owner's promotions are for all orders, a supplier's for those to itself. */
const isOfSeller = ({ OwnerID }: Promotion, { marketplace, header }: PromotableOrder) =>
  sameIgnoringCase(OwnerID, marketplace) || sameIgnoringCase(OwnerID, header.ToCompanyID)

/** Limits count orders that were opened, so the one in question is not among them. */
function isUsedUp(promotion: Promotion, { redeemedByUser }: PromotableOrder): boolean {
  const { ID, RedemptionCount, RedemptionLimit, RedemptionLimitPerUser, CodeIsSpent = false } = promotion
  return (
    CodeIsSpent ||
    (RedemptionLimit !== null && RedemptionCount >= RedemptionLimit) ||
    (RedemptionLimitPerUser !== null && (redeemedByUser?.get(ID) ?? 0) >= RedemptionLimitPerUser)
  )
}
