import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import { counterOf, type Demand, demands, type StockReads, type StockSource } from './counters.ts'
import type { LineRow, OrderRow } from './load.ts'

/** A line whose stock changes. */
type Taken = Pick<LineRow, 'ProductID' | 'VariantID' | 'InventoryRecordID' | 'StockFrom'>

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
    .flatMap(({ line: { ProductID, VariantID, InventoryRecordID, StockFrom }, by }) => {
      const product = sql`Marketplace = ${m} and ProductID = ${ProductID}`
      if (StockFrom === 'Record')
        return [
          {
            sql: sql`update inventory_records set QuantityAvailable = QuantityAvailable + ${by}, LastUpdated = ${now}
              where ${product} and ID = ${InventoryRecordID}`,
          },
        ]
      if (StockFrom === 'Variant')
        return [
          {
            sql: sql`update variants set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${by}, InventoryUpdated = ${now}
              where ${product} and ID = ${VariantID}`,
          },
          addUp(m, now, sql`= ${ProductID}`),
        ]
      return [
        {
          sql: sql`update products set QuantityAvailable = coalesce(QuantityAvailable, 0) + ${by}, InventoryUpdated = ${now}
            where Marketplace = ${m} and InventoryEnabled is not null
              and ID = ${counted(m, sql`${ProductID}`, sql`${StockFrom}`)}`,
        },
      ]
    })
}

/** A product knows what its variants have together. */
const addUp = (m: string, now: string, which: SQL): Write => ({
  sql: sql`update products set InventoryUpdated = ${now}, VariantQuantity = (select sum(v.QuantityAvailable) from variants v
      where v.Marketplace = ${m} and v.ProductID = products.ID)
    where Marketplace = ${m} and ID ${which}`,
})

/** The product whose own counter a line was taken from: its own, or its parent. */
const counted = (m: string, productID: SQL, source: SQL) =>
  sql`iif(${source} = 'Parent', (select c.ParentID from products c where c.Marketplace = ${m} and c.ID = ${productID}), ${productID})`

/** A line that joins an open order is taken from the counter it draws on now. */
export const sourceOf = (order: OrderRow, line: LineRow, read: StockReads): StockSource | null =>
  order.Status === 'Open' ? (counterOf(line, read)?.source ?? null) : null

/** Stock that the lines of an order give back to where it was taken from: what of them has not been shipped. */
export function restock(m: string, orderKey: string, now: string): Write[] {
  const lines = (of: SQL) =>
    sql`line_items l where l.Marketplace = ${m} and l.OrderKey = ${orderKey} and l.StockFrom ${of}`
  const product = counted(m, sql`l.ProductID`, sql`l.StockFrom`)
  const ofProduct = lines(sql`in ('Product', 'Parent')`)
  const ofRecord = lines(sql`= 'Record'`)
  const ofVariant = lines(sql`= 'Variant'`)
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
    {
      sql: sql`update variants set InventoryUpdated = ${now}, QuantityAvailable = coalesce(QuantityAvailable, 0)
          + (select ${left} from ${ofVariant} and l.ProductID = variants.ProductID and l.VariantID = variants.ID)
        where Marketplace = ${m} and (ProductID, ID) in (select l.ProductID, l.VariantID from ${ofVariant})`,
    },
    addUp(m, now, sql`in (select l.ProductID from ${ofVariant})`),
  ]
}

/**
 * Takes the lines' quantities off their counters, if they are there.
 * @returns the statements, and by line ID where each was taken from
 */
export function takeStock(
  m: string,
  lines: LineRow[],
  read: StockReads,
  now: string,
): { statements: (Write | Guard)[]; from: Map<string, StockSource> } {
  const wanted = demands(lines, read)
  const from = new Map(wanted.flatMap((d) => d.lines.map((l) => [l.ID, d.counter.source] as const)))
  const of = (wants: (d: Demand) => boolean, id: (d: Demand) => string | null) =>
    JSON.stringify(
      wanted
        .filter(wants)
        .map((d) => [
          d.counter.ProductID,
          id(d),
          d.quantity,
          d.lines.map((l) => [l.ID, l.ProductID, l.VariantID]),
        ]),
    )
  const byVariant = of(
    (d) => d.counter.source === 'Variant',
    (d) => d.counter.VariantID,
  )
  const statements = [
    ...take({
      asked: of(
        (d) => d.counter.source === 'Product' || d.counter.source === 'Parent',
        () => null,
      ),
      // The lines lead: without being told, SQLite would go through all products of the marketplace.
      counters: sql`cross join products s on s.Marketplace = ${m} and s.ID = j.value ->> 0`,
      update: (
        which,
      ) => sql`update products as s set QuantityAvailable = coalesce(s.QuantityAvailable, 0) - ${which(sql`s.ID`)}, InventoryUpdated = ${now}
        where s.Marketplace = ${m} and s.ID in`,
      key: sql`j.value ->> 0`,
    }),
    ...take({
      asked: byVariant,
      counters: sql`cross join products p on p.Marketplace = ${m} and p.ID = j.value ->> 0
        cross join variants s on s.Marketplace = ${m} and s.ProductID = p.ID and s.ID = j.value ->> 1`,
      exceed: sql`p.OrderCanExceed`,
      update: (
        which,
      ) => sql`update variants as s set QuantityAvailable = coalesce(s.QuantityAvailable, 0) - ${which(sql`s.ProductID`, sql`s.ID`)}, InventoryUpdated = ${now}
        where s.Marketplace = ${m} and (s.ProductID, s.ID) in`,
      key: sql`j.value ->> 0, j.value ->> 1`,
    }),
    ...(byVariant === '[]'
      ? []
      : [addUp(m, now, sql`in (select j.value ->> 0 from json_each(${byVariant}) j)`)]),
    ...take({
      asked: of(
        (d) => d.counter.source === 'Record',
        (d) => d.counter.InventoryRecordID,
      ),
      counters: sql`cross join inventory_records s on s.Marketplace = ${m} and s.ProductID = j.value ->> 0 and s.ID = j.value ->> 1`,
      record: sql`s.ID`,
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
  /** Whether more may be ordered than there is, where the counter does not say that itself. */
  exceed?: SQL
  record?: SQL
  update: (quantity: (product: SQL, id?: SQL) => SQL) => SQL
  key: SQL
}

function take({ asked, counters, exceed, record, update, key }: Taking): (Write | Guard)[] {
  if (asked === '[]') return []
  const counted = sql`json_each(${asked}) j ${counters}`
  const short = sql`${exceed ?? sql`s.OrderCanExceed`} = 0 and coalesce(s.QuantityAvailable, 0) < j.value ->> 2`
  const quantity = (product: SQL, id?: SQL) =>
    sql`(select j.value ->> 2 from json_each(${asked}) j where j.value ->> 0 = ${product} collate nocase${
      id ? sql` and j.value ->> 1 = ${id} collate nocase` : sql``
    })`
  return [
    // A counter that has gone, or has another name by now, is no shortage.
    { guard: sql`(select count(*) from ${counted}) = json_array_length(${asked})` },
    {
      guard: sql`not exists (select 1 from ${counted} where ${short})`,
      else: fail('Inventory.Insufficient', 'There is not enough in stock.'),
      data: sql`(select json_group_array(json_object('ProductID', l.value ->> 1, 'VariantID', l.value ->> 2, 'InventoryRecordID', ${record ?? sql`null`},
        'LineItemID', l.value ->> 0, 'QuantityAvailable', coalesce(s.QuantityAvailable, 0), 'QuantityRequested', j.value ->> 2))
        from ${counted}, json_each(j.value, '$[3]') l where ${short})`,
    },
    { sql: sql`${update(quantity)} (select ${key} from json_each(${asked}) j)` },
  ]
}
