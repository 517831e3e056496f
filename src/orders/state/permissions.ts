import { type Caller, hasRole } from '../../api/caller.ts'
import { fail, insufficientRoles, invalid } from '../../api/errors.ts'
import type { OrderStatus } from '../../tables/orders/statuses.ts'
import type { OrderRow } from './order-state.ts'
import { type Actor, type Change, dates, mayChange, next, type Trigger } from './states.ts'

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

/**
 * Refuses lines that join an order: also one that carries lines of another, which alone can have more.
 * @throws ApiError 400, or 403 as for any change of lines
 */
export function requireNewLines(header: OrderRow, caller: Caller): void {
  requireChange('lines', header, caller, 'LineItems')
  if (header.SourceKey !== null)
    throw invalid({
      property: 'LineItems',
      rule: 'Rule',
      message: 'Lines are added to the order that this one was split off.',
    })
}

/** The header after a trigger, with its dates; undefined where the trigger does not apply in this status to these actors. */
export function moved(
  header: OrderRow,
  trigger: Trigger,
  actors: readonly Actor[],
  now: string,
): OrderRow | undefined {
  const Status = next(header.Status, trigger, actors)
  return Status && { ...header, Status, ...dates(trigger, now) }
}

/** Refuses users who may never create orders. */
export function refuseSuppliers(caller: Caller): void {
  if (caller.kind === 'Supplier')
    throw fail('Auth.UserNotAuthorizedToAdmin', 'Supplier users do not create orders.')
}
