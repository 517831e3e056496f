import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import type { Named } from '../../api/operation.ts'
import { and, or } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { inDirection, visibleOrders } from '../operation/order-visibility.ts'

export const shipmentReaders = ['ShipmentReader', 'ShipmentAdmin', 'OrderAdmin', 'OrderReader']
export const shipmentWriters = ['ShipmentAdmin']

/** Orders whose lines a caller may see on shipments and put on them, as a condition over the alias. */
export const shippableOrders = (caller: Caller, alias = 'o'): SQL =>
  and(inDirection(caller, 'All', alias), visibleOrders(caller, shipmentReaders, alias))

/** Whether an order `o` carries the line of an item `i`. */
export const carriesItem = sql`i.Marketplace = o.Marketplace and i.OrderKey = coalesce(o.SourceKey, o.Key)
  and (o.SourceKey is null or exists (select 1 from line_items l where l.Marketplace = i.Marketplace
    and l.OrderKey = i.OrderKey and l.ID = i.LineItemID and l.OutgoingKey = o.Key))`

/**
 * Shipments a caller may see, as a condition over the alias: the marketplace owner's users all, a buyer's those to the
 * buyer, a supplier's those it owns and those that carry lines of orders to it which it sees.
 */
export function visibleShipments(caller: Caller, alias: string): SQL | undefined {
  switch (caller.kind) {
    case 'Seller':
      return undefined
    case 'Buyer':
      return and(
        sql`${at(alias, 'BuyerID')} = ${caller.company}`,
        // An anonymous shopper's token reaches its one order.
        caller.order === null
          ? undefined
          : sql`${at(alias, 'ID')} in (select i.ShipmentID from orders o cross join shipment_items i on i.Marketplace = o.Marketplace and i.OrderKey = o.Key
              where o.Marketplace = ${caller.marketplace} and o.Leg = 'Buyer' and o.ID = ${caller.order} and o.FromUserKey = ${caller.key})`,
      )
    case 'Supplier':
      return or(
        sql`(${at(alias, 'OwnerKind')} = 'Supplier' and ${at(alias, 'OwnerID')} = ${caller.company})`,
        sql`${at(alias, 'ID')} in (select i.ShipmentID from orders o cross join shipment_items i on ${carriesItem}
          where o.Marketplace = ${caller.marketplace} and ${shippableOrders(caller)})`,
      )
  }
}

/**
 * Refuses to change what another organisation ships; the marketplace owner may change everything.
 * @throws ApiError 403
 */
export function requireOwner(caller: Caller, shipment: { OwnerKind: string; OwnerID: string | null }): void {
  const own = shipment.OwnerKind === caller.kind && shipment.OwnerID === caller.company
  if (caller.kind !== 'Seller' && !own)
    throw fail('Auth.UserNotAuthorizedToAdmin', 'This shipment belongs to another organization.')
}

/** Name of the object that runs the writes to a shipment. */
export const shipmentLock = ({ params }: Named): string => `shipment/${params.shipmentID}`
