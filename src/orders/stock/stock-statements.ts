import { fail } from '../../api/errors.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard, Written } from '../../tables/statements.ts'
import { isOpened, type OrderState } from '../state/order-state.ts'
import type { StockSource } from './counters.ts'
import { type StockMove, stockMoves } from './held-stock.ts'

/** Tables that count stock: what says when, and what else must be so of a counter `s`. */
const counting = {
  products: { stamp: 'InventoryUpdated', counts: sql` and s.InventoryEnabled is not null` },
  variants: { stamp: 'InventoryUpdated', counts: sql`` },
  inventory_records: { stamp: 'LastUpdated', counts: sql`` },
}
type Counting = keyof typeof counting

const tableOf = (source: StockSource): Counting =>
  source === 'Record' ? 'inventory_records' : source === 'Variant' ? 'variants' : 'products'

/**
 * Stock follows an order: what it holds less goes back to where it was taken from, what it holds more is taken. An order
 * that opens takes under a guard that reports every line it cannot serve; of one that is open already stock follows at
 * once, sufficient or not: the seller edits what was agreed.
 */
export function stockStatements(
  marketplace: string,
  now: string,
  before: OrderState | null,
  after: OrderState | null,
): Written[] {
  const moves = stockMoves(before, after)
  const opens = after !== null && isOpened(after.header.Status) && !(before && isOpened(before.header.Status))
  return (Object.keys(counting) as Counting[]).flatMap((name) => {
    const own = moves.filter((m) => tableOf(m.source) === name)
    return [
      ...(opens && own.length > 0 ? enough(marketplace, name, asked(own, after)) : []),
      ...move(
        marketplace,
        now,
        name,
        own.filter((m) => m.isNew),
      ),
      ...move(
        marketplace,
        now,
        name,
        own.filter((m) => !m.isNew),
      ),
    ]
  })
}

/** Counters of one table move, those that are still there. */
function move(marketplace: string, now: string, name: Counting, moves: StockMove[]): Written[] {
  if (moves.length === 0) return []
  const wanted = JSON.stringify(moves.map(({ StockKey, by }) => [StockKey, by]))
  const keys = sql`(select j.value ->> 0 from json_each(${wanted}) j)`
  const { stamp, counts } = counting[name]
  return [
    {
      sql: sql`update ${sql.identifier(name)} as s set ${sql.identifier(stamp)} = ${now}, QuantityAvailable = coalesce(s.QuantityAvailable, 0)
          + (select sum(j.value ->> 1) from json_each(${wanted}) j where j.value ->> 0 = s.StockKey)
        where s.Marketplace = ${marketplace} and s.StockKey in ${keys}${counts}`,
      ...(moves[0]!.isNew ? { expect: moves.length } : {}),
    },
    // A product knows what its variants have together.
    ...(name === 'variants'
      ? [
          sql`update products set InventoryUpdated = ${now}, VariantQuantity = (select sum(v.QuantityAvailable) from variants v
              where v.Marketplace = ${marketplace} and v.ProductID = products.ID)
            where Marketplace = ${marketplace} and ID in (select v.ProductID from variants v where v.Marketplace = ${marketplace} and v.StockKey in ${keys})`,
        ]
      : []),
  ]
}

/** What is asked of counters, as JSON: each with its quantity, and the lines that ask. */
function asked(moves: StockMove[], { lines = [] }: OrderState): string {
  const drawing = Map.groupBy(lines, (l) => l.StockKey)
  const named = (key: string) =>
    drawing.get(key)?.map((l) => [l.ID, l.ProductID, l.VariantID, l.InventoryRecordID])
  return JSON.stringify(moves.map(({ StockKey, by }) => [StockKey, -by, named(StockKey) ?? []]))
}

/** Every counter that is asked is there, and has what is asked of it or may be exceeded. */
function enough(marketplace: string, name: Counting, wanted: string): Guard[] {
  // The keys lead: without being told, SQLite would go through all products of the marketplace.
  const counters = sql`json_each(${wanted}) j cross join ${sql.identifier(name)} s on s.Marketplace = ${marketplace} and s.StockKey = j.value ->> 0`
  const ofVariants = name === 'variants'
  const counted: SQL = ofVariants
    ? sql`${counters} cross join products p on p.Marketplace = ${marketplace} and p.ID = s.ProductID`
    : counters
  const short = sql`${ofVariants ? sql`p` : sql`s`}.OrderCanExceed = 0 and coalesce(s.QuantityAvailable, 0) < j.value ->> 1`
  return [
    // A counter that has gone is no shortage.
    { guard: sql`(select count(*) from ${counted}) = json_array_length(${wanted})` },
    {
      guard: sql`not exists (select 1 from ${counted} where ${short})`,
      else: fail('Inventory.Insufficient', 'There is not enough in stock.'),
      data: sql`(select json_group_array(json_object('ProductID', l.value ->> 1, 'VariantID', l.value ->> 2, 'InventoryRecordID', l.value ->> 3,
        'LineItemID', l.value ->> 0, 'QuantityAvailable', coalesce(s.QuantityAvailable, 0), 'QuantityRequested', j.value ->> 1))
        from ${counted}, json_each(j.value, '$[2]') l where ${short})`,
    },
  ]
}
