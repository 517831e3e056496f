import { amount, computed, type Field, flag, readOnly, ref, text, timestamp } from '../../../api/field.ts'
import type { Property } from '../../../api/lists/filter.ts'
import { model, present } from '../../../api/model.ts'
import { sameIgnoringCase } from '../../../api/names.ts'
import { at, storedAmount } from '../../../tables/columns.ts'
import type { promotions as promotionTable } from '../../../tables/orders/promotions.ts'
import { type SQL, sql } from '../../../tables/sql.ts'
import type { Row } from '../../../tables/table.ts'
import type { OrderState, PromotionRow } from '../../state/order-state.ts'
import type { Discount } from '../promotable-order.ts'
import { promotionModel } from '../promotions.ts'

const promotion = promotionModel.fields
const taken = { Amount: readOnly(amount()) }
const LineItemID = ref('LineItem')

/** A promotion of an order: one for each line that it takes something off, or one of the whole order. */
export const orderPromotionModel = model('OrderPromotion', {
  ...taken,
  LineItemID: readOnly(LineItemID),
  AmountOverridden: readOnly(flag()),
  DateApplied: readOnly(timestamp()),
  ...promotion,
})

/** A promotion that an order could have, with all that it would take off: no list knows that before it has found one. */
export const eligiblePromotionModel = model('EligiblePromotion', { Amount: computed(amount()), ...promotion })

/** What a refresh has added … */
export const addedPromotionModel = model('AddedPromo', { LineItemID, ...taken, ...promotion })

/** … and what it has removed, and why. */
export const removedPromotionModel = model('RemovedPromo', {
  ErrorCode: text(),
  Reason: text(),
  ...addedPromotionModel.fields,
})

/** What an order has of a promotion: from Open on as it was then; of several codes the one it came by. */
export function showOrderPromotion(
  { Agreed, DateApplied, ID, ...row }: PromotionRow,
  live: Row<typeof promotionTable> | null,
  discount: Discount,
): Record<string, unknown> {
  const promotion = Agreed ?? live
  const Code = promotion?.GeneratedCodeCount ? row.Code : promotion?.Code
  return present(orderPromotionModel, { ...promotion, ...discount, Code, DateApplied, ID })
}

/** All that an order has of promotions. */
export const showOrderPromotions = (
  { promotions = [] }: OrderState,
  live: readonly Row<typeof promotionTable>[],
): Record<string, unknown>[] =>
  promotions.flatMap((row) => {
    const promotion = live.find((p) => sameIgnoringCase(p.ID, row.ID)) ?? null
    return row.Discounts.map((discount) => showOrderPromotion(row, promotion, discount))
  })

/** Where a list of an order's promotions `op` finds a property: beside the discount `d` of each stands what is live in `p`. */
export function locatePromotion({ name, field }: Property): SQL | undefined {
  const [head] = name.split('.') as [string]
  switch (head) {
    case 'Amount':
      return storedAmount(sql`d.value ->> 'Amount'`)
    case 'AmountOverridden':
      return sql`(d.value ->> 'AmountOverridden')`
    case 'LineItemID':
      return sql`((d.value ->> 'LineItemID') collate nocase)`
    case 'ID':
    case 'DateApplied':
      return undefined
    case 'Code':
      return sql`(iif(${liveOrAgreed('GeneratedCodeCount', field)} > 0, op.Code, ${liveOrAgreed(head, field)}) collate nocase)`
    case 'xp':
      return sql`iif(op.Agreed is null, p.xp, op.Agreed -> '$.xp')`
    default:
      return liveOrAgreed(head, field)
  }
}

const liveOrAgreed = (name: string, { kind }: Field): SQL => {
  const value = sql`iif(op.Agreed is null, ${at('p', name)}, op.Agreed ->> ${sql.raw(`'$.${name}'`)})`
  return kind.column.ignoresCase ? sql`(${value} collate nocase)` : sql`(${value})`
}
