import { type Caller, CONTRIBUTOR, hasRole } from '../../api/caller.ts'
import { fail, insufficientRoles, invalid } from '../../api/errors.ts'
import type { OrderRow } from './order-state.ts'
import { type Actor, type Change, dates, mayChange, next, type Trigger } from './states.ts'

/** In which capacities a caller may change an order; a template, whoever may change its subscription. */
export function actorsOf(caller: Caller, order: Pick<OrderRow, 'FromUserKey' | 'Leg'>): Actor[] {
  const actors: Actor[] = []
  const isOwn = order.FromUserKey === caller.key && hasRole(caller, 'Shopper', 'OrderAdmin', CONTRIBUTOR)
  if (isOwn || order.Leg === 'Subscription') actors.push('Owner')
  if (hasRole(caller, 'OrderAdmin') && caller.order === null) actors.push('Admin')
  return actors
}

/**
 * Refuses a change that the order's status or the caller's capacity does not allow.
 * @throws ApiError 400 naming the status, or 403 when others could
 */
export function requireChange(
  change: Change,
  order: Pick<OrderRow, 'Status' | 'FromUserKey' | 'Leg'>,
  caller: Caller,
  property: string,
): void {
  switch (mayChange(change, order.Status, actorsOf(caller, order))) {
    case 'actor':
      throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
    case 'status':
      throw invalid(property, 'Rule', `${property} cannot be changed while the order is ${order.Status}.`, {
        Status: order.Status,
      })
  }
}

/** Whether a caller is of those who have received an order, and so say what they pay back: no buyer's administrator does. */
export const isReceiver = ({ kind }: Caller) => kind !== 'Buyer'

/** Refuses what is for whoever has received the order. @throws ApiError 403 */
export function requireReceiver({ caller }: { caller: Caller }): void {
  if (!isReceiver(caller)) throw insufficientRoles(['FullAccess', 'OrderAdmin'], caller.roles)
}

/**
 * Contributors only look at an order once it has been submitted, approved or not.
 * @throws ApiError 403
 */
export function requireOpenToContributors(
  { invitation }: Caller,
  { Status }: Pick<OrderRow, 'Status'>,
): void {
  if (invitation && Status !== 'Unsubmitted')
    throw fail('GroupOrder.CannotModifySubmittedOrder', `The order is ${Status}: its lines stay as they are.`)
}

/**
 * Refuses lines that join an order: also one that carries lines of another, which alone can have more.
 * @throws ApiError 400, or 403 as for any change of lines
 */
export function requireNewLines(header: OrderRow, caller: Caller): void {
  requireChange('lines', header, caller, 'LineItems')
  if (header.SourceKey !== null)
    throw invalid('LineItems', 'Rule', 'Lines are added to the order that this one was split off.')
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
