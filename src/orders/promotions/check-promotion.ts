import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { fail, invalid } from '../../api/errors.ts'
import { checkRule } from '../../rules/rule.ts'
import type { promotions } from '../../tables/orders/promotions.ts'
import type { Row } from '../../tables/table.ts'
import { unknownKeys } from './item-sort.ts'
import { ofLine, ofLineValue, ofOrder } from './rule-vocabulary.ts'

/** What is checked of a promotion that is saved. */
export type Checked = Pick<
  Row<typeof promotions>,
  | 'LineItemLevel'
  | 'EligibleExpression'
  | 'ValueExpression'
  | 'UseIntegration'
  | 'StartDate'
  | 'ExpirationDate'
  | 'ItemLimitPerOrder'
  | 'QuantityLimitPerOrder'
  | 'ItemSortBy'
>

/**
 * Checks a promotion as a whole.
 * @param hasIntegration whether a promotion engine of the customer's is there, which values promotions that do not say
 *   their value
 * @throws ApiError one of `Promotion.*`; one of `Expression.*` for a rule, with the position and the token in `Data`;
 *   `ValidationFailure` for an unknown key of `ItemSortBy`
 */
export function checkPromotion(promotion: Checked, hasIntegration: boolean): void {
  const { StartDate, ExpirationDate, LineItemLevel, EligibleExpression, ValueExpression } = promotion
  if (StartDate && ExpirationDate && ExpirationDate < StartDate)
    throw fail('Promotion.ExpirationPrecedsStart', 'ExpirationDate must not be before StartDate.')
  checkLimits(promotion)
  checkWhoValues(promotion, hasIntegration)
  checkRule(EligibleExpression, LineItemLevel ? ofLine : ofOrder)
  if (ValueExpression !== null) checkRule(ValueExpression, LineItemLevel ? ofLineValue : ofOrder)
}

/** Limits on lines, and their order, are of promotions on lines. */
function checkLimits({ LineItemLevel, ItemLimitPerOrder, QuantityLimitPerOrder, ItemSortBy }: Checked) {
  const byItem = ItemLimitPerOrder !== null
  const byQuantity = QuantityLimitPerOrder !== null
  const needsLines = (code: ErrorCode, name: string) => fail(code, `${name} requires LineItemLevel.`)
  if (byItem && !LineItemLevel) throw needsLines('Promotion.CannotSetItemLimitPerOrder', 'ItemLimitPerOrder')
  if (byQuantity && !LineItemLevel)
    throw needsLines('Promotion.CannotSetQuantityLimitPerOrder', 'QuantityLimitPerOrder')
  if (byItem && byQuantity)
    throw fail(
      'Promotion.CannotSetQuantityAndItemLimitPerOrder',
      'Specify QuantityLimitPerOrder or ItemLimitPerOrder, not both.',
    )
  if (ItemSortBy === null) return
  if (!byItem && !byQuantity)
    throw fail(
      'Promotion.CannotSetItemSortBy',
      'ItemSortBy requires LineItemLevel and one of ItemLimitPerOrder and QuantityLimitPerOrder.',
    )
  const unknown = unknownKeys(ItemSortBy)
  if (unknown.length > 0)
    throw invalid(
      'ItemSortBy',
      'Rule',
      `ItemSortBy names what is no value of a line: ${unknown.join(', ')}.`,
      { Unknown: unknown },
    )
}

/** A promotion says its value itself, or leaves that to the customer's promotion engine. */
function checkWhoValues({ ValueExpression, UseIntegration }: Checked, hasIntegration: boolean) {
  if (ValueExpression !== null && UseIntegration)
    throw fail('Promotion.UseIntegrationMustBeFalse', 'With a ValueExpression, UseIntegration must be false.')
  if (ValueExpression !== null) return
  if (!UseIntegration)
    throw fail(
      'Promotion.ValueExpressionCanBeNullIfUseIntegration',
      'ValueExpression is required unless UseIntegration is true.',
    )
  if (!hasIntegration)
    throw fail(
      'Promotion.ValueExpressionCannotBeNull',
      'ValueExpression is required: the marketplace has no promotion integration.',
    )
}
