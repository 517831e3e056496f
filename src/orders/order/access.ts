import { type SQL, sql } from 'drizzle-orm'
import { type Caller, hasRole } from '../../api/caller.ts'
import { fail, insufficientRoles, invalid, notFound } from '../../api/errors.ts'
import type { Named } from '../../api/operation.ts'
import { and, or } from '../../store/sql/sql.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import { type Actor, type Change, mayChange } from './states.ts'

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
  const column = (name: string) => sql`${sql.identifier(alias)}.${sql.identifier(name)}`
  switch (caller.kind) {
    case 'Buyer':
      return direction === 'Incoming'
        ? sql`0`
        : sql`${column('FromCompanyID')} = ${caller.company} and ${column('Leg')} = 'Buyer'`
    case 'Supplier':
      return direction === 'Outgoing' ? sql`0` : sql`${column('ToCompanyID')} = ${caller.company}`
    case 'Seller':
      return direction === 'Incoming'
        ? sql`${column('ToCompanyID')} = ${caller.marketplace}`
        : direction === 'Outgoing'
          ? sql`${column('Leg')} = 'Seller'`
          : sql`1`
  }
}

const READERS = ['OrderAdmin', 'OrderReader'] as const

/**
 * Orders a caller may see, as a condition over the alias: their own in any status; with a reading role those of their
 * side, once submitted. Orders others have not submitted yet need UnsubmittedOrderReader; what awaits approval or was
 * declined is the buyer's own affair. An anonymous shopper's token reaches its one order.
 */
export function visibleOrders(caller: Caller, roles: readonly string[] = READERS, alias = 'o'): SQL {
  const column = (name: string) => sql`${sql.identifier(alias)}.${sql.identifier(name)}`
  const own = sql`${column('FromUserKey')} = ${caller.key}`
  if (caller.order !== null) return and(own, sql`${column('ID')} = ${caller.order}`)
  if (!hasRole(caller, ...roles)) return own
  if (hasRole(caller, 'UnsubmittedOrderReader')) return sql`1`
  const submitted =
    caller.kind === 'Buyer' ? sql`${column('Status')} <> 'Unsubmitted'` : sql`${column('IsSubmitted')} = 1`
  // What the marketplace owner orders from suppliers is on its own side.
  return or(own, submitted, caller.kind === 'Seller' ? sql`${column('Leg')} = 'Seller'` : undefined)
}

/**
 * The immutable key of the order a path names, as a sub-select. Where `All` is ambiguous, the buyer's order wins.
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

/** Name of the object that runs the writes to an order: its leg and ID, as far as path and token tell them. */
export function orderLock({ params, caller }: Named): string {
  const leg = caller.kind === 'Seller' && params.direction?.toLowerCase() === 'outgoing' ? 'seller' : 'buyer'
  return `order/${leg}/${params.orderID}`
}

/** In which capacities a caller may change an order. */
export function actorsOf(caller: Caller, order: { FromUserKey: string }): Actor[] {
  const actors: Actor[] = []
  if (order.FromUserKey === caller.key && hasRole(caller, 'Shopper', 'OrderAdmin')) actors.push('Owner')
  if (hasRole(caller, 'OrderAdmin') && caller.order === null) actors.push('Admin')
  return actors
}

/**
 * Refuses a change that the order's status or the caller's capacity does not allow.
 * @throws ApiError 400 naming the status, or 403 when others could
 */
export function requireChange(
  change: Change,
  order: { Status: OrderStatus; FromUserKey: string },
  caller: Caller,
  property: string,
): void {
  switch (mayChange(change, order.Status, actorsOf(caller, order))) {
    case 'actor':
      throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
    case 'status':
      throw invalid({
        property,
        rule: 'Rule',
        message: `${property} cannot be changed while the order is ${order.Status}.`,
        detail: { Status: order.Status },
      })
  }
}

/** Refuses users who may never create orders. */
export function refuseSuppliers(caller: Caller): void {
  if (caller.kind === 'Supplier')
    throw fail('Auth.UserNotAuthorizedToAdmin', 'Supplier users do not create orders.')
}
