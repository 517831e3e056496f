import { notRecorded } from '../../catalog/products/shown-columns.ts'
import type { Fact } from '../../store/fact.ts'
import { columns, columnsOf, selectList } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { passedOn } from '../../tables/catalog/families.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { products } from '../../tables/catalog/products.ts'
import { parentJson, type RecordParty, recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { StockedProduct } from './counters.ts'

const stockColumns = selectList(() =>
  columnsOf(products, 'p', true, {
    Recorded: notRecorded,
    Parent: (alias) => parentJson(alias, [...passedOn, 'StockKey'], notRecorded),
  }),
)

/** A product as it is stored, visible or not. */
export type ProductRow = Row<typeof products> & StockedProduct

/** The rows of products, visible or not: their stock and state, with that of their parents. */
export const productRows = (marketplace: string, ids: SQL): Query<ProductRow> => ({
  sql: sql`select ${stockColumns()} from products p where p.Marketplace = ${marketplace} and p.ID in (${ids})`,
  decode: (row) => {
    const product = decodeRow(products, row)
    const Above = product.Parent && decodeRow(products, product.Parent)
    return { ...product, Active: product.Active && (Above?.Active ?? true), Above }
  },
})

/** The products of an order's lines, also of those it carries of another. */
export const orderProducts = ({ marketplace, lines }: NamedOrder): Query<ProductRow> =>
  productRows(
    marketplace,
    sql`select ProductID from line_items where Marketplace = ${marketplace} and OrderKey = ${lines}`,
  )

/** An inventory record, and whether the party it was read for sees it. */
export type RecordRow = Row<typeof inventoryRecords> & { Reached: boolean }

/**
 * Inventory records that lines of an order are said to be served from, assigned to whomever. What relies on some needs
 * them to be there.
 * @param said IDs of lines with those of records
 */
export const recordsSaid = (
  { marketplace, key }: NamedOrder,
  said: readonly (readonly [LineItemID: string, InventoryRecordID: string])[],
): Fact<Row<typeof inventoryRecords>> => ({
  sql: sql`select distinct ${columns(inventoryRecords, 'r', true)} from json_each(${JSON.stringify(said)}) j
    cross join line_items l on l.Marketplace = ${marketplace} and l.OrderKey = ${key} and l.ID = j.value ->> 0
    cross join inventory_records r on r.Marketplace = ${marketplace} and r.ProductID = l.ProductID and r.ID = j.value ->> 1`,
  decode: (row) => decodeRow(inventoryRecords, row),
  holds: (
    rows,
  ) => sql`not exists (select 1 from json_each(${JSON.stringify(rows.map((r) => [r.ProductID, r.ID]))}) j
    where not exists (select 1 from inventory_records r where r.Marketplace = ${marketplace} and r.ProductID = j.value ->> 0
      and r.ID = j.value ->> 1))`,
})

/** The user an order is from, as those who see inventory records. */
const partyOfOrder = ({ header }: NamedOrder): RecordParty => ({
  buyer: header('FromCompanyID'),
  user: header('FromUserID'),
})

/**
 * Inventory records that an order's lines name, and others that are asked for. What relies on them needs the party to
 * see them still.
 * @param asked selects IDs of products with those of records
 * @param party who sees them or not; the order's user, unless it is said
 */
export const recordRows = (
  order: NamedOrder,
  asked?: SQL,
  party: RecordParty = partyOfOrder(order),
): Fact<RecordRow> => {
  const { marketplace, key } = order
  const named = sql`select ProductID, InventoryRecordID from line_items where Marketplace = ${marketplace} and OrderKey = ${key}
    and InventoryRecordID is not null`
  return {
    sql: sql`select ${columns(inventoryRecords, 'r', true)}, ${recordReaches('r', party)} as Reached
      from (${named}${asked ? sql` union all ${asked}` : sql``}) w cross join inventory_records r on r.Marketplace = ${marketplace} and r.ProductID = w.ProductID and r.ID = w.InventoryRecordID`,
    decode: (row) => ({ ...decodeRow(inventoryRecords, row), Reached: row.Reached === 1 }),
    holds: (
      rows,
    ) => sql`not exists (select 1 from json_each(${JSON.stringify(rows.map((r) => [r.ProductID, r.ID]))}) j
      where not exists (select 1 from inventory_records r where r.Marketplace = ${marketplace} and r.ProductID = j.value ->> 0
        and r.ID = j.value ->> 1 and ${recordReaches('r', party)}))`,
  }
}
