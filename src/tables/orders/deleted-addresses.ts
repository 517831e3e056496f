import { at } from '../columns.ts'
import { oneTimeAddress } from '../organizations/addresses.ts'
import type { Referring } from '../reference.ts'
import { sql } from '../sql.ts'
import { isLiveAt } from './live-orders.ts'

/** Whether an order is not open yet, or was canceled before it was: it has no copies. */
const hasNoCopies = (alias: string) => sql`(${isLiveAt(alias)} or ${at(alias, 'IsSubmitted')} = 0)`

/**
 * Sets of an update: what is not open yet shows addresses as they are, so it keeps one that is deleted as a one-time
 * address, and its ID goes. From Open on an order has its copies, and tells what was agreed.
 */
const copied = (table: string, name: string, { referred }: Referring) => {
  const copy = sql.identifier(name)
  return sql`${copy} = coalesce(${copy}, ${referred(table, oneTimeAddress)}), ${sql.identifier(`${name}ID`)} = null`
}

/** What an order does when the address in `name` is deleted. */
export const keepInOrder = (name: 'BillingAddress' | 'ShippingAddress') => (rows: Referring) => [
  sql`update orders set ${copied('orders', name, rows)}, Version = Version + 1
    where ${rows.refers('orders')} and ${hasNoCopies('orders')}`,
]

/** What a line does then. Its order has another version, too: whoever has read it meanwhile decides anew. */
export const keepInLine = (name: 'ShippingAddress' | 'ShipFromAddress') => (rows: Referring) => [
  sql`update orders set Version = Version + 1 where Marketplace = ${rows.marketplace} and ${hasNoCopies('orders')}
    and Key in (select l.OrderKey from line_items l where ${rows.refers('l')})`,
  sql`update line_items set ${copied('line_items', name, rows)}${name === 'ShipFromAddress' ? sql`, ShipFromCompany = null` : sql``}
    where ${rows.refers('line_items')} and exists (select 1 from orders o where o.Marketplace = ${rows.marketplace}
      and o.Key = line_items.OrderKey and ${hasNoCopies('o')})`,
]
