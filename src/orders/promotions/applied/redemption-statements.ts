import { fail } from '../../../api/errors.ts'
import { sql } from '../../../tables/sql.ts'
import type { Guard, Write } from '../../../tables/statements.ts'
import type { OrderState, PromotionRow } from '../../state/order-state.ts'

const redeemedIn = (order: OrderState | null): PromotionRow[] =>
  order?.promotions?.filter((p) => p.RedeemedBy !== null) ?? []

/** Promotions that some have and others do not, as JSON; undefined where there are none. */
function notIn(some: PromotionRow[], others: PromotionRow[]): string | undefined {
  const ids = some.map((p) => p.ID).filter((id) => !others.some((o) => o.ID === id))
  return ids.length > 0 ? JSON.stringify(ids) : undefined
}

/**
 * How often promotions were redeemed follows an order: one that opens redeems its own, under a guard, since many may open
 * at once; one that is canceled or deleted gives back. A version of the promotion is not moved by it, or whoever relies on
 * the promotion would have to look again whenever somebody buys.
 * @param after null for an order that is deleted
 */
export function redemptionStatements(
  marketplace: string,
  before: OrderState | null,
  after: OrderState | null,
): (Write | Guard)[] {
  const [was, is] = [redeemedIn(before), redeemedIn(after)]
  const taken = notIn(is, was)
  const given = after?.promotions || !after ? notIn(was, is) : undefined
  const counted = (ids: string, by: string) => ({
    sql: sql`update promotions set RedemptionCount = max(0, RedemptionCount + ${sql.raw(by)})
      where Marketplace = ${marketplace} and ID in (select value from json_each(${ids}))`,
  })
  return [
    ...touchedHold(marketplace, before?.promotions ?? [], after ? after.promotions : []),
    ...(taken ? [withinLimits(marketplace, taken, is[0]!.RedeemedBy!), counted(taken, '1')] : []),
    ...(given ? [counted(given, '-1')] : []),
  ]
}

/**
 * A promotion that is renamed or deleted takes along its rows in orders, and no version of these moves: what is written
 * of a row needs it to be as it was read.
 */
function touchedHold(marketplace: string, before: PromotionRow[], after?: PromotionRow[]): Guard[] {
  const stays = (row: PromotionRow) => after?.some((a) => JSON.stringify(a) === JSON.stringify(row)) ?? true
  const touched = before.filter((row) => !stays(row))
  const [first] = touched
  if (!first) return []
  const wanted = JSON.stringify(touched.map(({ ID, RedeemedBy }) => [ID, RedeemedBy]))
  return [
    {
      guard: sql`(select count(*) from json_each(${wanted}) j cross join order_promotions op on op.Marketplace = ${marketplace}
        and op.OrderKey = ${first.OrderKey} and op.ID = j.value ->> 0 and op.RedeemedBy is j.value ->> 1) = ${touched.length}`,
    },
  ]
}

/** Each may be redeemed once more, by anybody and by this user. */
function withinLimits(marketplace: string, ids: string, redeemer: string): Guard {
  const usedUp = sql`json_each(${ids}) j cross join promotions p on p.Marketplace = ${marketplace} and p.ID = j.value
    where (p.RedemptionCount >= p.RedemptionLimit or p.RedemptionLimitPerUser <= (select count(*) from order_promotions r
      where r.Marketplace = ${marketplace} and r.ID = p.ID and r.RedeemedBy = ${redeemer}))`
  return {
    guard: sql`not exists (select 1 from ${usedUp})`,
    else: fail(
      'Promotion.ExceedsUsageLimit',
      'A promotion of the order has been used as often as it may be.',
    ),
    data: sql`(select json_group_array(json_object('PromotionID', p.ID, 'Code', p.Code)) from ${usedUp})`,
  }
}
