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
 * declined is the buyer's own affair. An anonymous shopper's token reaches its one order, a contributor's the one that
 * its invitation is to.
 */
export function visibleOrders(caller: Caller, roles: readonly string[] = READERS, alias = 'o'): SQL {
  const own = sql`${at(alias, 'FromUserKey')} = ${caller.key}`
  if (caller.order !== null) return and(own, sql`${at(alias, 'ID')} = ${caller.order}`)
  if (caller.invitation)
    return and(
      own,
      sql`${at(alias, 'Key')} = (select i.OrderKey from order_invitations i
        where i.Marketplace = ${caller.marketplace} and i.ID = ${caller.invitation})`,
    )
  if (!hasRole(caller, ...roles)) return own
  if (hasRole(caller, 'UnsubmittedOrderReader')) return sql`1`
  const submitted =
    caller.kind === 'Buyer'
      ? sql`${at(alias, 'Status')} <> 'Unsubmitted'`
      : sql`${at(alias, 'IsSubmitted')} = 1`
  // What the marketplace owner orders from suppliers is on its own side.
  return or(own, submitted, caller.kind === 'Seller' ? sql`${at(alias, 'Leg')} = 'Seller'` : undefined)
}

/** Keys of the orders of others that wait for a group of the caller's, as a select. */
export const ordersToApprove = ({ marketplace, kind, company, user }: Caller): SQL =>
  sql`select oa.OrderKey from group_members gm cross join order_approvals oa on oa.Marketplace = ${marketplace} and oa.Kind = gm.Kind
      and oa.Company = gm.Company and oa.ApprovingGroupID = gm.UserGroupID and oa.Status = 'Pending'
    where gm.Marketplace = ${marketplace} and gm.Kind = ${kind} and gm.Company = ${company} and gm.UserID = ${user}`

/** Whether a caller sees an order for no other reason than that they are asked to approve it: they may do nothing else. */
export const onlyApproves = (
  caller: Caller,
  { FromUserKey }: { FromUserKey: string },
  roles: readonly string[] = READERS,
): boolean => FromUserKey !== caller.key && !hasRole(caller, ...roles)

/**
 * An approval of the order `o` is pending with a group of the caller's: as joins, since within conditions that others
 * nest it would be deeper than D1 takes. (The plus signs: an order has few approvals.)
 */
const asked = ({ marketplace, kind, company, user }: Caller): SQL =>
  sql`cross join order_approvals oa on oa.Marketplace = ${marketplace} and oa.OrderKey = o.Key and oa.Status = 'Pending'
      and +oa.Kind = ${kind} and +oa.Company = ${company}
    cross join group_members gm on gm.Marketplace = ${marketplace} and gm.Kind = ${kind} and gm.Company = ${company}
      and gm.UserGroupID = oa.ApprovingGroupID and gm.UserID = ${user}`

/**
 * The immutable key of the order a path names, as a sub-select. Where `All` is ambiguous, the buyer's order wins. Who
 * reads no orders of others sees those that wait for a group of theirs; a token for one order reaches no other.
 * @param roles with which orders of others are seen; the readers' of orders, unless it is said
 */
export function orderKey(
  caller: Caller,
  direction: Direction,
  orderID: string,
  roles: readonly string[] = READERS,
): SQL {
  const named = and(
    sql`o.Marketplace = ${caller.marketplace}`,
    // IDs are indexed by leg.
    sql`o.Leg in ('Buyer', 'Seller') and o.ID = ${orderID}`,
    inDirection(caller, direction),
  )
  const visible = sql`select o.Key from orders o where ${and(named, visibleOrders(caller, roles))}`
  return hasRole(caller, ...roles) || caller.order !== null || caller.invitation
    ? sql`(${visible} order by o.Leg limit 1)`
    : sql`(${visible} union all select o.Key from orders o ${asked(caller)} where ${named} limit 1)`
}

/** Lines a caller sees of an order that they see, as a condition over `l`: a contributor those of their invitation. */
export const visibleLines = ({ invitation }: Caller): SQL | undefined =>
  invitation ? sql`l.InvitationID = ${invitation}` : undefined

/** The same of a line that was read. */
export const isVisibleLine = (line: { InvitationID: string | null }, { invitation }: Caller): boolean =>
  !invitation || line.InvitationID === invitation
