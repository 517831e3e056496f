import { type SQL, sql } from 'drizzle-orm'
import { notRecorded } from '../../catalog/products/shown-columns.ts'
import { columns, columnsOf, selectList } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { passedOn } from '../../tables/catalog/families.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { products } from '../../tables/catalog/products.ts'
import { parentJson, type RecordParty, recordReaches } from '../../tables/catalog/recorded-stock.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import type { StockedProduct } from './counters.ts'

const stockColumns = selectList(() =>
  columnsOf(products, 'p', true, {
    Recorded: notRecorded,
    Parent: (alias) => parentJson(alias, [...passedOn, 'StockKey'], notRecorded),
  }),
)

/** The rows of products, visible or not: their stock and state, with that of their parents. */
export const rowsByID = (m: string, ids: SQL): Query<ProductRow> => ({
  sql: sql`select ${stockColumns()} from products p where p.Marketplace = ${m} and p.ID in (${ids})`,
  decode: (row) => {
    const product = decodeRow(products, row)
    const Above = product.Parent && decodeRow(products, product.Parent)
    return { ...product, Active: product.Active && (Above?.Active ?? true), Above } as ProductRow
  },
})

/** The rows of the products of an order's lines, and perhaps of one more. */
export const productRows = (m: string, key: SQL, productID?: string | null): Query<ProductRow> =>
  rowsByID(
    m,
    sql`select ProductID from line_items where Marketplace = ${m} and OrderKey = ${key}${productID ? sql` union all select ${productID}` : sql``}`,
  )

export type ProductRow = Row<typeof products> & StockedProduct

/** An inventory record, and whether the party it was read for sees it. */
export type RecordRow = Row<typeof inventoryRecords> & { Reached: boolean }

/** The user an order is from, as those who see inventory records. */
export const partyOfOrder = (m: string, key: SQL): RecordParty => ({
  buyer: sql`(select FromCompanyID from orders where Marketplace = ${m} and Key = ${key})`,
  user: sql`(select FromUserID from orders where Marketplace = ${m} and Key = ${key})`,
})

/**
 * Inventory records that an order's lines name, and others that are asked for.
 * @param asked selects IDs of products with those of records
 * @param party who sees them or not; the order's user, unless it is said
 */
export const recordRows = (
  m: string,
  key: SQL,
  asked?: SQL,
  party: RecordParty = partyOfOrder(m, key),
): Query<RecordRow> => {
  const named = sql`select ProductID, InventoryRecordID from line_items where Marketplace = ${m} and OrderKey = ${key}
    and InventoryRecordID is not null`
  return {
    sql: sql`select ${columns(inventoryRecords, 'r', true)}, ${recordReaches('r', party)} as Reached
      from (${named}${asked ? sql` union all ${asked}` : sql``}) w cross join inventory_records r on r.Marketplace = ${m} and r.ProductID = w.ProductID and r.ID = w.InventoryRecordID`,
    decode: (row) => ({ ...decodeRow(inventoryRecords, row), Reached: row.Reached === 1 }) as RecordRow,
  }
}
