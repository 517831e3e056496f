import { sql } from 'drizzle-orm'
import { at } from '../columns.ts'
import { oneTimeAddress } from '../organizations/addresses.ts'
import type { Referring } from '../reference.ts'
import { liveStatuses } from './statuses.ts'

/** An order that is not open yet, or was canceled before: it has no copies. */
const isLiveRow = (alias: string) =>
  sql`(${at(alias, 'Status')} in (${sql.raw(liveStatuses.map((s) => `'${s}'`).join())}) or ${at(alias, 'IsSubmitted')} = 0)`

/**
 * What is not open yet shows addresses as they are: it keeps one that is deleted as a one-time address, and its ID goes.
 * From Open on an order has its copies, and tells what was agreed.
 */
const keptIn = (table: string, name: string, { referred }: Referring) => {
  const copy = sql.identifier(name)
  return sql`${copy} = coalesce(${copy}, ${referred(table, oneTimeAddress)}), ${sql.identifier(`${name}ID`)} = null`
}

export const keepInOrder = (name: 'BillingAddress' | 'ShippingAddress') => (rows: Referring) => [
  sql`update orders set ${keptIn('orders', name, rows)}, Version = Version + 1
    where ${rows.refers('orders')} and ${isLiveRow('orders')}`,
]

/** The order notices, too: whoever has read it meanwhile decides anew. */
export const keepInLine = (name: 'ShippingAddress' | 'ShipFromAddress') => (rows: Referring) => [
  sql`update orders set Version = Version + 1 where Marketplace = ${rows.marketplace} and ${isLiveRow('orders')}
    and Key in (select l.OrderKey from line_items l where ${rows.refers('l')})`,
  sql`update line_items set ${keptIn('line_items', name, rows)}${name === 'ShipFromAddress' ? sql`, ShipFromCompany = null` : sql``}
    where ${rows.refers('line_items')} and exists (select 1 from orders o where o.Marketplace = ${rows.marketplace}
      and o.Key = line_items.OrderKey and ${isLiveRow('o')})`,
]
