import { type SQL, sql } from 'drizzle-orm'
import { type VisibleProduct, visibleByID } from '../../catalog/shop/visible-products.ts'
import type { ShopperView } from '../../catalog/visibility/shopper-view.ts'
import { plain } from '../../store/sql/sql.ts'
import type { Guard } from '../../tables/statements.ts'
import { viewOfOrder } from '../order/load.ts'
import { type ProductRow, productRows } from '../stock/stock-rows.ts'

type Versioned = { ID: string; Version: number }

/**
 * The catalogue that an order's lines are checked and priced by.
 * @param view through whose eyes; the order's user's, unless it is said
 */
export const catalogueReads = (m: string, key: SQL, view: ShopperView = viewOfOrder(m, key)) => ({
  products: visibleByID(
    view,
    sql`select ProductID from line_items where Marketplace = ${m} and OrderKey = ${key}`,
  ),
  stock: productRows(m, key),
  parents: plain<Versioned>(sql`select ID, Version from products where Marketplace = ${m} and ID in
    (select p.ParentID from line_items l join products p on p.Marketplace = ${m} and p.ID = l.ProductID
      where l.Marketplace = ${m} and l.OrderKey = ${key} and p.ParentID is not null)`),
  access: plain<{ AccessVersion: number }>(sql`select AccessVersion from marketplaces where ID = ${m}`),
})

/** Rows of `catalogueReads`. */
export interface CatalogueRead {
  products: VisibleProduct[]
  stock: ProductRow[]
  parents: Versioned[]
  access: { AccessVersion: number }[]
}

/** Products with their parents, prices and access are still those the decision was made on; stock has a guard of its own. */
export function sameCatalogue(m: string, read: CatalogueRead): Guard[] {
  const versions = (rows: Versioned[]) => JSON.stringify(rows.map((r) => [r.ID, r.Version]))
  const schedules = read.products.flatMap((p) => (p.Schedule ? [p.Schedule] : []))
  const unchanged = (name: string, rows: Versioned[]): Guard => ({
    guard: sql`not exists (select 1 from json_each(${versions(rows)}) j left join ${sql.identifier(name)} t on t.Marketplace = ${m} and t.ID = j.value ->> 0
      where t.Version is not j.value ->> 1)`,
  })
  return [
    unchanged('products', [...read.stock, ...read.parents]),
    unchanged('price_schedules', schedules),
    {
      guard: sql`(select AccessVersion from marketplaces where ID = ${m}) = ${read.access[0]!.AccessVersion}`,
    },
  ]
}
