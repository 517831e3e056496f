import { type Caller, hasRole } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import { and, or } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { isNoTemplate } from '../../tables/orders/orders.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Directions are the caller's own point of view. */
export type Direction = 'Incoming' | 'Outgoing' | 'All'

/** Reads the `{direction}` of a path, in any letter case. */
export function directionOf(text: string | undefined): Direction {
  const known = (['Incoming', 'Outgoing', 'All'] as const).find(
    (d) => d.toLowerCase() === text?.toLowerCase(),
  )
  if (!known) throw notFound('OrderDirection', text)
  return known
}

/** Orders that stand in a direction, as a condition over the alias. */
export function inDirection(caller: Caller, direction: Direction, alias = 'o'): SQL {
  switch (caller.kind) {
    case 'Buyer':
      return direction === 'Incoming'
        ? sql`0`
        : sql`${at(alias, 'FromCompanyID')} = ${caller.company} and ${at(alias, 'Leg')} = 'Buyer'`
    case 'Supplier':
      return direction === 'Outgoing'
        ? sql`0`
        : sql`${at(alias, 'ToCompanyID')} = ${caller.company} and ${isNoTemplate(alias)}`
    case 'Seller':
      return direction === 'Incoming'
        ? sql`${at(alias, 'ToCompanyID')} = ${caller.marketplace} and ${isNoTemplate(alias)}`
        : direction === 'Outgoing'
          ? sql`${at(alias, 'Leg')} = 'Seller'`
          : isNoTemplate(alias)
  }
}

const READERS = ['OrderAdmin', 'OrderReader'] as const

/**
 * Orders a caller may see, as a condition over the alias: their own in any status; with a reading role those of their
 * side, once submitted. Orders others have not submitted yet need UnsubmittedOrderReader; what awaits approval or was
 * declined is the buyer's own affair. An anonymous shopper's token reaches its one order.
 */
export function visibleOrders(caller: Caller, roles: readonly string[] = READERS, alias = 'o'): SQL {
  const own = sql`${at(alias, 'FromUserKey')} = ${caller.key}`
  if (caller.order !== null) return and(own, sql`${at(alias, 'ID')} = ${caller.order}`)
  if (!hasRole(caller, ...roles)) return own
  if (hasRole(caller, 'UnsubmittedOrderReader')) return sql`1`
  const submitted =
    caller.kind === 'Buyer'
      ? sql`${at(alias, 'Status')} <> 'Unsubmitted'`
      : sql`${at(alias, 'IsSubmitted')} = 1`
  // What the marketplace owner orders from suppliers is on its own side.
  return or(own, submitted, caller.kind === 'Seller' ? sql`${at(alias, 'Leg')} = 'Seller'` : undefined)
}

/**
 * The immutable key of the order a path names, as a sub-select. Where `All` is ambiguous, the buyer's order wins.
 * @param roles with which orders of others are seen; the readers' of orders, unless it is said
 */
export const orderKey = (
  caller: Caller,
  direction: Direction,
  orderID: string,
  roles?: readonly string[],
): SQL =>
  sql`(select o.Key from orders o where ${and(
    sql`o.Marketplace = ${caller.marketplace}`,
    // IDs are indexed by leg.
    sql`o.Leg in ('Buyer', 'Seller') and o.ID = ${orderID}`,
    inDirection(caller, direction),
    visibleOrders(caller, roles),
  )} order by o.Leg limit 1)`
