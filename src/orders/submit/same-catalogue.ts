import { type VisibleProduct, visibleByID } from '../../catalog/shop/visible-products.ts'
import type { ShopperView } from '../../catalog/visibility/shopper-view.ts'
import { type Fact, type Relying, type Results, relyOnAll } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import { viewOfOrder } from '../operation/order-rows.ts'
import { orderProducts, type ProductRow } from '../stock/stock-rows.ts'

type Versioned = { ID: string; Version: number }

/** Rows of a table still have the versions that were read. */
const unchanged = (
  marketplace: string,
  table: 'products' | 'price_schedules',
  rows: readonly Versioned[],
): SQL =>
  sql`not exists (select 1 from json_each(${JSON.stringify(rows.map((r) => [r.ID, r.Version]))}) j
    left join ${sql.identifier(table)} t on t.Marketplace = ${marketplace} and t.ID = j.value ->> 0 where t.Version is not j.value ->> 1)`

/**
 * The catalogue that all lines of an order are checked and priced by. What relies on it needs products with their
 * parents, prices and access to be as they are; stock has a guard of its own.
 * @param view who sees it; the order's user, unless it is said
 */
export function catalogueReads(order: NamedOrder, view: ShopperView = viewOfOrder(order)) {
  const { marketplace, key } = order
  const lines = sql`from line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${key}`
  return {
    products: {
      ...visibleByID(view, sql`select l.ProductID ${lines}`),
      holds: (rows) =>
        unchanged(
          marketplace,
          'price_schedules',
          rows.flatMap((p) => p.Schedule ?? []),
        ),
    } satisfies Fact<VisibleProduct>,
    stock: {
      ...orderProducts(order),
      holds: (rows) => unchanged(marketplace, 'products', rows),
    } satisfies Fact<ProductRow>,
    parents: {
      ...plain<Versioned>(sql`select ID, Version from products where Marketplace = ${marketplace} and ID in
        (select p.ParentID from line_items l join products p on p.Marketplace = ${marketplace} and p.ID = l.ProductID
          where l.Marketplace = ${marketplace} and l.OrderKey = ${key} and p.ParentID is not null)`),
      holds: (rows) => unchanged(marketplace, 'products', rows),
    } satisfies Fact<Versioned>,
    access: {
      ...plain<{ AccessVersion: number }>(
        sql`select AccessVersion from marketplaces where ID = ${marketplace}`,
      ),
      holds: ([read]) =>
        sql`(select AccessVersion from marketplaces where ID = ${marketplace}) = ${read!.AccessVersion}`,
    } satisfies Fact<{ AccessVersion: number }>,
  }
}

export type CatalogueRead = Results<ReturnType<typeof catalogueReads>>

/** The whole catalogue that was read is relied on. */
export function relyOnCatalogue(on: Relying, { products, stock, parents, access }: CatalogueRead): void {
  relyOnAll(on, products)
  relyOnAll(on, stock)
  relyOnAll(on, parents)
  relyOnAll(on, access)
}
