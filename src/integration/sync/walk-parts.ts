import { toWire } from '../../api/time.ts'
import type { Entity } from '../../tables/integration/synchronized.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** A part of a walk: what it tells, and the statement that finds the next keys (as JSON) with their places. */
interface Part {
  entity: Entity
  /** @param until the last place that is of interest; null for all there are */
  next: (marketplace: string, key: readonly string[], after: string, until: string | null) => SQL
}

/** What lies behind a place, and not behind another. */
const between = (place: SQL, after: SQL, until: SQL | null) =>
  until ? sql`${place} > ${after} and ${place} <= ${until}` : sql`${place} > ${after}`

/** Objects of a table in the order of a column, which is the last of their key. */
const inOrder = (
  entity: Entity,
  from: (key: readonly string[]) => SQL,
  column: SQL,
  key = sql`json_array(${column})`,
): Part => ({
  entity,
  next: (marketplace, of, after, until) => sql`select distinct ${key} "Key", ${column} "After" ${from(of)}
    and Marketplace = ${marketplace} and ${between(column, sql`${after}`, until === null ? null : sql`${until}`)}
    order by ${column}`,
})

const ID = sql.raw('ID')
const ProductID = sql.raw('ProductID')

/** What each walk tells, part after part. */
export const parts = {
  catalog: [
    inOrder('catalogs', ([id]) => sql`from catalogs where ID = ${id}`, ID),
    inOrder(
      'categories',
      ([id]) => sql`from categories where CatalogID = ${id}`,
      ID,
      sql`json_array(CatalogID, ID)`,
    ),
    inOrder('products', ([id]) => sql`from product_catalogs where CatalogID = ${id}`, ProductID),
  ],
  category: [
    inOrder(
      'products',
      ([catalog, id]) => sql`from category_products where CatalogID = ${catalog} and CategoryID = ${id}`,
      ProductID,
    ),
  ],
  orders: [
    {
      entity: 'orders',
      // The index of lists: by the date of submission, then of creation, then by ID, each compared as its column is.
      next: (marketplace, [from, to], after, until) => sql`select json_array(Leg, ID) "Key",
          DateSubmitted || DateCreated || ID "After" from orders
        where Marketplace = ${marketplace} and IsSubmitted = 1 and DateSubmitted between ${after.slice(0, WIDTH) || from!} and ${to}
          and Leg <> 'Subscription'
          and ${between(sql`(DateSubmitted, DateCreated, ID)`, place(after), until === null ? null : place(until))}
        order by DateSubmitted, DateCreated, ID`,
    },
  ],
  prices: [
    inOrder('products', ([id]) => sql`from products where DefaultPriceScheduleID = ${id}`, ID),
    inOrder('products', ([id]) => sql`from product_assignments where PriceScheduleID = ${id}`, ProductID),
  ],
  specs: [inOrder('products', ([id]) => sql`from spec_product_assignments where SpecID = ${id}`, ProductID)],
} satisfies Record<string, Part[]>

/** Characters of a moment in the wire's form, which are always as many. */
const WIDTH = toWire(0).length

/** An order's place: two moments and its ID. */
const place = (text: string) =>
  sql`(${text.slice(0, WIDTH)}, ${text.slice(WIDTH, 2 * WIDTH)}, ${text.slice(2 * WIDTH)})`
