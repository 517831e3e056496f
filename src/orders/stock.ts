import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import type { LineRow, OrderRow } from './load.ts'

/** On an open order stock follows the change at once, sufficient or not: the seller edits what was agreed. */
export function stockChange(
  call: Call<unknown>,
  order: OrderRow,
  changes: { ProductID: string; by: number }[],
): Write[] {
  if (order.Status !== 'Open') return []
  return changes
    .filter((c) => c.by !== 0)
    .map((c) => ({
      sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${c.by}, InventoryUpdated = ${call.now}
        where Marketplace = ${call.marketplace} and ID = ${c.ProductID} and InventoryEnabled = 1 and VariantLevelTracking = 0`,
    }))
}

/** Stock that lines give back: what of them has not been shipped. */
export function restock(m: string, orderKey: string, now: string, which: SQL = sql`1`): Write {
  const returned = sql`(select sum(l.Quantity - l.QuantityShipped) from line_items l where l.Marketplace = ${m} and l.OrderKey = ${orderKey}
    and l.ProductID = products.ID and l.IsBundle = 0 and ${which})`
  return {
    sql: sql`update products set QuantityAvailable = QuantityAvailable + ${returned}, InventoryUpdated = ${now}
      where Marketplace = ${m} and InventoryEnabled = 1 and VariantLevelTracking = 0
        and ID in (select l.ProductID from line_items l where l.Marketplace = ${m} and l.OrderKey = ${orderKey} and l.InventoryRecordID is null and l.IsBundle = 0 and ${which})`,
  }
}

/** Takes the lines' quantities off the stock of their products, if it is there. */
export function takeStock(m: string, lines: LineRow[], now: string): (Write | Guard)[] {
  const wanted = new Map<string, { product: string; quantity: number; lines: string[] }>()
  for (const line of lines) {
    if (line.IsBundle || line.InventoryRecordID) continue
    const key = line.ProductID.toLowerCase()
    const entry = wanted.get(key) ?? { product: line.ProductID, quantity: 0, lines: [] }
    wanted.set(key, { ...entry, quantity: entry.quantity + line.Quantity, lines: [...entry.lines, line.ID] })
  }
  const asked = JSON.stringify([...wanted.values()].map((w) => [w.product, w.quantity, w.lines]))
  // The lines lead: without being told, SQLite would go through all products of the marketplace.
  const counted = sql`json_each(${asked}) j cross join products p on p.Marketplace = ${m} and p.ID = j.value ->> 0 and p.InventoryEnabled = 1 and p.VariantLevelTracking = 0`
  const short = sql`p.OrderCanExceed = 0 and coalesce(p.QuantityAvailable, 0) < j.value ->> 1`
  return [
    {
      guard: sql`not exists (select 1 from ${counted} where ${short})`,
      else: fail('Inventory.Insufficient', 'There is not enough in stock.'),
      data: sql`(select json_group_array(json_object('ProductID', p.ID, 'VariantID', null, 'InventoryRecordID', null, 'LineItemID', l.value,
        'QuantityAvailable', coalesce(p.QuantityAvailable, 0), 'QuantityRequested', j.value ->> 1)) from ${counted}, json_each(j.value, '$[2]') l where ${short})`,
    },
    {
      sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) - (select j.value ->> 1 from json_each(${asked}) j where j.value ->> 0 = products.ID collate nocase), InventoryUpdated = ${now}
        where Marketplace = ${m} and InventoryEnabled = 1 and VariantLevelTracking = 0 and ID in (select j.value ->> 0 from json_each(${asked}) j)`,
    },
  ]
}
