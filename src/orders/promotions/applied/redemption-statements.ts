import { fail } from '../../../api/errors.ts'
import { sql } from '../../../tables/sql.ts'
import type { Guard, Written } from '../../../tables/statements.ts'
import type { OrderState, PromotionRow } from '../../state/order-state.ts'

const redeemedIn = (order: OrderState | null): PromotionRow[] =>
  order?.promotions?.filter((p) => p.RedeemedBy !== null) ?? []

/** IDs and codes of the promotions that some have and others do not, as JSON; undefined where there are none. */
function notIn(some: PromotionRow[], others: PromotionRow[]): string | undefined {
  const own = some.filter((p) => !others.some((o) => o.ID === p.ID))
  return own.length > 0 ? JSON.stringify(own.map(({ ID, Code }) => [ID, Code])) : undefined
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
): Written[] {
  const [was, is] = [redeemedIn(before), redeemedIn(after)]
  const taken = notIn(is, was)
  const given = after?.promotions || !after ? notIn(was, is) : undefined
  // Where no code was generated, none is looked for.
  const isCoded = [...was, ...is].some(({ Agreed }) => Agreed?.GeneratedCodeCount)
  const counted = (pairs: string, by: 1 | -1) =>
    [
      sql`update promotions set RedemptionCount = max(0, RedemptionCount + ${by})
      where Marketplace = ${marketplace} and ID in (select value ->> 0 from json_each(${pairs}))`,
      sql`update promotion_codes set Redeemed = ${Number(by > 0)}
      where Marketplace = ${marketplace} and Code in (select value ->> 1 from json_each(${pairs}))`,
    ].slice(0, isCoded ? 2 : 1)
  return [
    ...touchedHold(marketplace, before?.promotions ?? [], after ? after.promotions : []),
    ...(taken ? [withinLimits(marketplace, taken, is[0]!.RedeemedBy!), ...counted(taken, 1)] : []),
    ...(given ? counted(given, -1) : []),
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

/** Each may be redeemed once more, by anybody, by this user and by its code. */
function withinLimits(marketplace: string, pairs: string, redeemer: string): Guard {
  const usedUp = sql`json_each(${pairs}) j cross join promotions p on p.Marketplace = ${marketplace} and p.ID = j.value ->> 0
    where (p.RedemptionCount >= p.RedemptionLimit or p.RedemptionLimitPerUser <= (select count(*) from order_promotions r
      where r.Marketplace = ${marketplace} and r.ID = p.ID and r.RedeemedBy = ${redeemer})
      or exists (select 1 from promotion_codes c where c.Marketplace = ${marketplace} and c.Code = j.value ->> 1 and c.Redeemed = 1))`
  return {
    guard: sql`not exists (select 1 from ${usedUp})`,
    else: fail(
      'Promotion.ExceedsUsageLimit',
      'A promotion of the order has been used as often as it may be.',
    ),
    data: sql`(select json_group_array(json_object('PromotionID', p.ID, 'Code', j.value ->> 1)) from ${usedUp})`,
  }
}
