import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import { counterOf, demands, type StockedProduct, type StockRecord, type StockSource } from './counters.ts'
import type { LineRow, OrderRow } from './load.ts'

/** A line whose stock changes. */
type Taken = Pick<LineRow, 'ProductID' | 'InventoryRecordID' | 'StockFrom'>

/** On an open order stock follows the change at once, sufficient or not: the seller edits what was agreed. */
export function stockChange(
  call: Call<unknown>,
  order: OrderRow,
  changes: { line: Taken; by: number }[],
): Write[] {
  if (order.Status !== 'Open') return []
  const { marketplace: m, now } = call
  return changes
    .filter((c) => c.by !== 0 && c.line.StockFrom !== null)
    .map(({ line: { ProductID, InventoryRecordID, StockFrom }, by }) => ({
      sql:
        StockFrom === 'Record'
          ? sql`update inventory_records set QuantityAvailable = QuantityAvailable + ${by}, LastUpdated = ${now}
              where Marketplace = ${m} and ProductID = ${ProductID} and ID = ${InventoryRecordID}`
          : sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${by}, InventoryUpdated = ${now}
              where Marketplace = ${m} and InventoryEnabled is not null
                and ID = ${counted(m, sql`${ProductID}`, sql`${StockFrom}`)}`,
    }))
}

/** The product whose own counter a line was taken from: its own, or its parent. */
const counted = (m: string, productID: SQL, source: SQL) =>
  sql`iif(${source} = 'Parent', (select c.ParentID from products c where c.Marketplace = ${m} and c.ID = ${productID}), ${productID})`

/** A line that joins an open order is taken from the counter it draws on now. */
export const sourceOf = (
  order: OrderRow,
  line: LineRow,
  read: { stock: StockedProduct[]; records: StockRecord[] },
): StockSource | null =>
  order.Status === 'Open' ? (counterOf(line, read.stock, read.records)?.source ?? null) : null

/** Stock that the lines of an order give back to where it was taken from: what of them has not been shipped. */
export function restock(m: string, orderKey: string, now: string): Write[] {
  const lines = (of: SQL) =>
    sql`line_items l where l.Marketplace = ${m} and l.OrderKey = ${orderKey} and l.StockFrom ${of}`
  const product = counted(m, sql`l.ProductID`, sql`l.StockFrom`)
  const ofProduct = lines(sql`in ('Product', 'Parent')`)
  const ofRecord = lines(sql`= 'Record'`)
  const left = sql`sum(l.Quantity - l.QuantityShipped)`
  return [
    {
      sql: sql`update products set InventoryUpdated = ${now}, QuantityAvailable = coalesce(QuantityAvailable, 0)
          + (select ${left} from ${ofProduct} and ${product} = products.ID)
        where Marketplace = ${m} and InventoryEnabled is not null and ID in (select ${product} from ${ofProduct})`,
    },
    {
      sql: sql`update inventory_records set LastUpdated = ${now}, QuantityAvailable = QuantityAvailable
          + (select ${left} from ${ofRecord} and l.ProductID = inventory_records.ProductID and l.InventoryRecordID = inventory_records.ID)
        where Marketplace = ${m} and (ProductID, ID) in (select l.ProductID, l.InventoryRecordID from ${ofRecord})`,
    },
  ]
}

/**
 * Takes the lines' quantities off their counters, if they are there.
 * @returns the statements, and by line ID where each was taken from
 */
export function takeStock(
  m: string,
  lines: LineRow[],
  read: { stock: StockedProduct[]; records: StockRecord[] },
  now: string,
): { statements: (Write | Guard)[]; from: Map<string, StockSource> } {
  const wanted = demands(lines, read.stock, read.records)
  const from = new Map(wanted.flatMap((d) => d.lines.map((l) => [l.ID, d.counter.source] as const)))
  const ask = (ofRecords: boolean) =>
    JSON.stringify(
      wanted
        .filter((d) => (d.counter.source === 'Record') === ofRecords)
        .map(({ counter, quantity, lines: of }) => [
          counter.ProductID,
          counter.InventoryRecordID,
          quantity,
          of.map((l) => [l.ID, l.ProductID]),
        ]),
    )
  const statements = [
    ...take({
      asked: ask(false),
      // The lines lead: without being told, SQLite would go through all products of the marketplace.
      counters: sql`cross join products s on s.Marketplace = ${m} and s.ID = j.value ->> 0`,
      update: (
        which,
      ) => sql`update products as s set QuantityAvailable = coalesce(s.QuantityAvailable, 0) - ${which(sql`s.ID`)}, InventoryUpdated = ${now}
        where s.Marketplace = ${m} and s.ID in`,
      key: sql`j.value ->> 0`,
    }),
    ...take({
      asked: ask(true),
      counters: sql`cross join inventory_records s on s.Marketplace = ${m} and s.ProductID = j.value ->> 0 and s.ID = j.value ->> 1`,
      update: (
        which,
      ) => sql`update inventory_records as s set QuantityAvailable = s.QuantityAvailable - ${which(sql`s.ProductID`, sql`s.ID`)}, LastUpdated = ${now}
        where s.Marketplace = ${m} and (s.ProductID, s.ID) in`,
      key: sql`j.value ->> 0, j.value ->> 1`,
    }),
  ]
  return { statements, from }
}

interface Taking {
  asked: string
  counters: SQL
  update: (quantity: (product: SQL, record?: SQL) => SQL) => SQL
  key: SQL
}

function take({ asked, counters, update, key }: Taking): (Write | Guard)[] {
  if (asked === '[]') return []
  const counted = sql`json_each(${asked}) j ${counters}`
  const short = sql`s.OrderCanExceed = 0 and coalesce(s.QuantityAvailable, 0) < j.value ->> 2`
  const quantity = (product: SQL, record?: SQL) =>
    sql`(select j.value ->> 2 from json_each(${asked}) j where j.value ->> 0 = ${product} collate nocase${
      record ? sql` and j.value ->> 1 = ${record} collate nocase` : sql``
    })`
  return [
    // A counter that has gone, or has another name by now, is no shortage.
    { guard: sql`(select count(*) from ${counted}) = json_array_length(${asked})` },
    {
      guard: sql`not exists (select 1 from ${counted} where ${short})`,
      else: fail('Inventory.Insufficient', 'There is not enough in stock.'),
      data: sql`(select json_group_array(json_object('ProductID', l.value ->> 1, 'VariantID', null, 'InventoryRecordID', j.value ->> 1,
        'LineItemID', l.value ->> 0, 'QuantityAvailable', coalesce(s.QuantityAvailable, 0), 'QuantityRequested', j.value ->> 2))
        from ${counted}, json_each(j.value, '$[3]') l where ${short})`,
    },
    { sql: sql`${update(quantity)} (select ${key} from json_each(${asked}) j)` },
  ]
}
