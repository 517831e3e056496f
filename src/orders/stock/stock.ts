import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import type { Call } from '../../store/call.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import type { LineRow, OrderRow } from '../order/load.ts'
import { counterOf, demands, type StockReads, type StockSource } from './counters.ts'

/**
 * Where a line was taken from. The key is the counter's own and no other ever has it: under the same ID another may
 * stand by now, and the product may have another parent.
 */
export type TakenFrom = Pick<LineRow, 'StockFrom' | 'StockKey'>

/** So many units for the counter of this key, or from it. */
type Move = [key: string, by: number]

/** Tables that count stock: what says when, and what else must be so of a counter `s`. */
const counting = {
  products: { stamp: 'InventoryUpdated', counts: sql` and s.InventoryEnabled is not null` },
  variants: { stamp: 'InventoryUpdated', counts: sql`` },
  inventory_records: { stamp: 'LastUpdated', counts: sql`` },
}
type Counting = keyof typeof counting

const tableOf = (source: StockSource): Counting =>
  source === 'Record' ? 'inventory_records' : source === 'Variant' ? 'variants' : 'products'

const ofTables = <T>(make: (name: Counting) => T[]): T[] =>
  (Object.keys(counting) as Counting[]).flatMap(make)

/** Counters of one table move, those that are still there. */
function move(m: string, now: string, name: Counting, moves: Move[], mustExist: boolean): Write[] {
  if (moves.length === 0) return []
  const asked = JSON.stringify(moves)
  const keys = sql`(select j.value ->> 0 from json_each(${asked}) j)`
  const { stamp, counts } = counting[name]
  return [
    {
      sql: sql`update ${sql.identifier(name)} as s set ${sql.identifier(stamp)} = ${now}, QuantityAvailable = coalesce(s.QuantityAvailable, 0)
          + (select sum(j.value ->> 1) from json_each(${asked}) j where j.value ->> 0 = s.StockKey)
        where s.Marketplace = ${m} and s.StockKey in ${keys}${counts}`,
      ...(mustExist ? { expect: new Set(moves.map(([key]) => key)).size } : {}),
    },
    // A product knows what its variants have together.
    ...(name === 'variants'
      ? [
          {
            sql: sql`update products set InventoryUpdated = ${now}, VariantQuantity = (select sum(v.QuantityAvailable) from variants v
                where v.Marketplace = ${m} and v.ProductID = products.ID)
              where Marketplace = ${m} and ID in (select v.ProductID from variants v where v.Marketplace = ${m} and v.StockKey in ${keys})`,
          },
        ]
      : []),
  ]
}

/**
 * Lines take from the counters they were taken from before, or give back there; what is gone gets nothing.
 * @param by units that the counter gains
 * @param mustExist the lines are new: they have read their counters just now
 */
export function moveStock(
  { marketplace: m, now }: Pick<Call, 'marketplace' | 'now'>,
  changes: { line: TakenFrom; by: number }[],
  mustExist = false,
): Write[] {
  const moved = (name: Counting) =>
    changes.flatMap(({ line: { StockFrom, StockKey }, by }): Move[] =>
      by !== 0 && StockFrom && StockKey && tableOf(StockFrom) === name ? [[StockKey, by]] : [],
    )
  return ofTables((name) => move(m, now, name, moved(name), mustExist))
}

/** On an open order stock follows the change at once, sufficient or not: the seller edits what was agreed. */
export const stockChange = (
  call: Call<unknown>,
  order: OrderRow,
  changes: { line: TakenFrom; by: number }[],
  mustExist = false,
): Write[] => (order.Status === 'Open' ? moveStock(call, changes, mustExist) : [])

/** What of the lines has not been shipped goes back to where it was taken from. */
export const restock = (call: Call<unknown>, lines: LineRow[]): Write[] =>
  moveStock(
    call,
    lines.map((line) => ({ line, by: line.Quantity - line.QuantityShipped })),
  )

/** A line that joins an open order is taken from the counter it draws on now. */
export function sourceOf(order: OrderRow, line: LineRow, read: StockReads): TakenFrom {
  const counter = order.Status === 'Open' ? counterOf(line, read) : null
  return { StockFrom: counter?.source ?? null, StockKey: counter?.StockKey ?? null }
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
): { statements: (Write | Guard)[]; from: Map<string, TakenFrom> } {
  const wanted = demands(lines, read)
  const from = new Map(
    wanted.flatMap(({ counter, lines }) =>
      lines.map((l) => [l.ID, { StockFrom: counter.source, StockKey: counter.StockKey }] as const),
    ),
  )
  const statements = ofTables((name) => {
    const demanded = wanted.filter((d) => tableOf(d.counter.source) === name)
    if (demanded.length === 0) return []
    const asked = JSON.stringify(
      demanded.map(({ counter, quantity, lines }) => [
        counter.StockKey,
        quantity,
        lines.map((l) => [l.ID, l.ProductID, l.VariantID, counter.InventoryRecordID]),
      ]),
    )
    const moves = demanded.map((d): Move => [d.counter.StockKey, -d.quantity])
    return [...enough(m, name, asked), ...move(m, now, name, moves, true)]
  })
  return { statements, from }
}

/** Every counter that is asked is there, and has what is asked of it or may be exceeded. */
function enough(m: string, name: Counting, asked: string): Guard[] {
  // The keys lead: without being told, SQLite would go through all products of the marketplace.
  const counters = sql`json_each(${asked}) j cross join ${sql.identifier(name)} s on s.Marketplace = ${m} and s.StockKey = j.value ->> 0`
  const ofVariants = name === 'variants'
  const counted: SQL = ofVariants
    ? sql`${counters} cross join products p on p.Marketplace = ${m} and p.ID = s.ProductID`
    : counters
  const short = sql`${ofVariants ? sql`p` : sql`s`}.OrderCanExceed = 0 and coalesce(s.QuantityAvailable, 0) < j.value ->> 1`
  return [
    // A counter that has gone is no shortage.
    { guard: sql`(select count(*) from ${counted}) = json_array_length(${asked})` },
    {
      guard: sql`not exists (select 1 from ${counted} where ${short})`,
      else: fail('Inventory.Insufficient', 'There is not enough in stock.'),
      data: sql`(select json_group_array(json_object('ProductID', l.value ->> 1, 'VariantID', l.value ->> 2, 'InventoryRecordID', l.value ->> 3,
        'LineItemID', l.value ->> 0, 'QuantityAvailable', coalesce(s.QuantityAvailable, 0), 'QuantityRequested', j.value ->> 1))
        from ${counted}, json_each(j.value, '$[2]') l where ${short})`,
    },
  ]
}
