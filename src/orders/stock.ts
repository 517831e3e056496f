import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import { demands, type Stock, type VariantStock } from './lines.ts'
import type { LineRow, OrderRow } from './load.ts'

/** Products that count their stock themselves, and those whose variants do. */
const countedWhole = sql`InventoryEnabled = 1 and VariantLevelTracking = 0`
const countedByVariant = sql`InventoryEnabled = 1 and VariantLevelTracking = 1`

/** On an open order stock follows the change at once, sufficient or not: the seller edits what was agreed. */
export function stockChange(
  call: Call<unknown>,
  order: OrderRow,
  changes: { line: Pick<LineRow, 'ProductID' | 'VariantID'>; by: number }[],
): Write[] {
  if (order.Status !== 'Open') return []
  const m = call.marketplace
  return changes
    .filter((c) => c.by !== 0)
    .flatMap(({ line: { ProductID, VariantID }, by }) => {
      const product = sql`Marketplace = ${m} and ID = ${ProductID}`
      const whole = {
        sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${by}, InventoryUpdated = ${call.now}
          where ${product} and ${countedWhole}`,
      }
      if (!VariantID) return [whole]
      const variant = sql`Marketplace = ${m} and ProductID = ${ProductID} and ID = ${VariantID}`
      return [
        whole,
        {
          sql: sql`update products set VariantQuantity = coalesce(VariantQuantity, 0) + ${by}, InventoryUpdated = ${call.now}
            where ${product} and ${countedByVariant} and exists (select 1 from variants where ${variant})`,
        },
        {
          sql: sql`update variants set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${by}, InventoryUpdated = ${call.now}
            where ${variant} and exists (select 1 from products where ${product} and ${countedByVariant})`,
        },
      ]
    })
}

/** Stock that lines give back: what of them has not been shipped. */
export function restock(m: string, orderKey: string, now: string, which: SQL = sql`1`): Write[] {
  const lines = sql`line_items l where l.Marketplace = ${m} and l.OrderKey = ${orderKey} and l.InventoryRecordID is null and ${which}`
  const returned = (of: SQL) => sql`(select sum(l.Quantity - l.QuantityShipped) from ${lines} and ${of})`
  const product = sql`Marketplace = ${m} and ID in (select l.ProductID from ${lines})`
  return [
    {
      sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${returned(sql`l.ProductID = products.ID`)}, InventoryUpdated = ${now}
        where ${product} and ${countedWhole}`,
    },
    {
      sql: sql`update variants set QuantityAvailable = coalesce(QuantityAvailable, 0)
          + ${returned(sql`l.ProductID = variants.ProductID and l.VariantID = variants.ID`)}, InventoryUpdated = ${now}
        where Marketplace = ${m} and (ProductID, ID) in (select l.ProductID, l.VariantID from ${lines} and l.VariantID is not null)
          and exists (select 1 from products p where p.Marketplace = ${m} and p.ID = variants.ProductID and p.InventoryEnabled = 1 and p.VariantLevelTracking = 1)`,
    },
    {
      sql: sql`update products set VariantQuantity = (select sum(v.QuantityAvailable) from variants v
          where v.Marketplace = ${m} and v.ProductID = products.ID), InventoryUpdated = ${now}
        where ${product} and ${countedByVariant}`,
    },
  ]
}

/** Takes the lines' quantities off the counters they use, if they are there. */
export function takeStock(
  m: string,
  lines: LineRow[],
  stock: Stock[],
  variants: VariantStock[],
  now: string,
): (Write | Guard)[] {
  const wanted = demands(lines, stock, variants).map(({ counter, quantity, lines: of }) => ({
    ...counter,
    row: [counter.ProductID, quantity, of.map((l) => l.ID), counter.VariantID],
  }))
  const whole = wanted.filter((w) => w.VariantID === null)
  const byVariant = wanted.filter((w) => w.VariantID !== null)
  return [
    ...(whole.length > 0 ? takeWhole(m, JSON.stringify(whole.map((w) => w.row)), now) : []),
    ...(byVariant.length > 0 ? takeByVariant(m, JSON.stringify(byVariant.map((w) => w.row)), now) : []),
  ]
}

/**
 * The guard of counters, which reports every line that they cannot serve.
 * @param counted the rows asked for, alias `j`, joined with the product `p`
 */
const enough = (counted: SQL, available: SQL, variantID: SQL): Guard => {
  const short = sql`p.OrderCanExceed = 0 and coalesce(${available}, 0) < j.value ->> 1`
  return {
    guard: sql`not exists (select 1 from ${counted} where ${short})`,
    else: fail('Inventory.Insufficient', 'There is not enough in stock.'),
    data: sql`(select json_group_array(json_object('ProductID', p.ID, 'VariantID', ${variantID}, 'InventoryRecordID', null, 'LineItemID', l.value,
      'QuantityAvailable', coalesce(${available}, 0), 'QuantityRequested', j.value ->> 1)) from ${counted}, json_each(j.value, '$[2]') l where ${short})`,
  }
}

function takeWhole(m: string, asked: string, now: string): (Write | Guard)[] {
  // The lines lead: without being told, SQLite would go through all products of the marketplace.
  const counted = sql`json_each(${asked}) j cross join products p on p.Marketplace = ${m} and p.ID = j.value ->> 0 and p.InventoryEnabled = 1 and p.VariantLevelTracking = 0`
  return [
    enough(counted, sql`p.QuantityAvailable`, sql`null`),
    {
      sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) - (select j.value ->> 1 from json_each(${asked}) j where j.value ->> 0 = products.ID collate nocase), InventoryUpdated = ${now}
        where Marketplace = ${m} and ${countedWhole} and ID in (select j.value ->> 0 from json_each(${asked}) j)`,
    },
  ]
}

function takeByVariant(m: string, asked: string, now: string): (Write | Guard)[] {
  const counted = sql`json_each(${asked}) j cross join products p on p.Marketplace = ${m} and p.ID = j.value ->> 0 and p.InventoryEnabled = 1 and p.VariantLevelTracking = 1
    cross join variants v on v.Marketplace = ${m} and v.ProductID = p.ID and v.ID = j.value ->> 3`
  return [
    enough(counted, sql`v.QuantityAvailable`, sql`v.ID`),
    {
      sql: sql`update variants set QuantityAvailable = coalesce(QuantityAvailable, 0) - (select j.value ->> 1 from json_each(${asked}) j
          where j.value ->> 0 = variants.ProductID collate nocase and j.value ->> 3 = variants.ID collate nocase), InventoryUpdated = ${now}
        where Marketplace = ${m} and (ProductID, ID) in (select j.value ->> 0, j.value ->> 3 from json_each(${asked}) j)`,
    },
    {
      sql: sql`update products set VariantQuantity = coalesce(VariantQuantity, 0) - (select sum(j.value ->> 1) from json_each(${asked}) j where j.value ->> 0 = products.ID collate nocase), InventoryUpdated = ${now}
        where Marketplace = ${m} and ${countedByVariant} and ID in (select j.value ->> 0 from json_each(${asked}) j)`,
    },
  ]
}
