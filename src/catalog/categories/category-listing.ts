import { type SQL, sql } from 'drizzle-orm'
import type { Order } from '../../store/lists/declaration.ts'
import { by } from '../../store/lists/order.ts'
import { listedProducts } from '../../tables/catalog/listed-products.ts'
import { at } from '../../tables/columns.ts'
import { shopper } from '../visibility/audiences.ts'
import type { View } from '../visibility/view.ts'

/** Categories whose products are listed: those a shopper sees, from one of them or the catalogue's root down to a depth. */
export interface Listing {
  view: View
  catalog: SQL
  /** None for the root. */
  category: string | null
  depth: number
}

/** Whether they are just the one that is named, as a scalar. */
export const isOneCategory = (listing: Listing): SQL =>
  sql`(select count(*) = 1 and min(ID) = ${listing.category} from ${categoriesOf(listing)})`

/** IDs of the categories, as a table or a list. */
export function categoriesOf({ view, catalog, category, depth }: Listing): SQL {
  const m = view.marketplace
  const top = category
    ? sql`select ${category}, 1`
    : sql`select ID, 1 from categories where Marketplace = ${m} and CatalogID = ${catalog} and ParentID is null`
  return sql`(with recursive below(ID, Level) as (
    ${top} union select k.ID, b.Level + 1 from below b cross join categories k on k.Marketplace = ${m}
      and k.CatalogID = ${catalog} and k.ParentID = b.ID where b.Level < ${depth})
    select b.ID from below b cross join audience_categories ac on ac.Marketplace = ${m}
      and ac.Audience = (select A from ${shopper(m, view.shopper)}) and ac.CatalogID = ${catalog} and ac.CategoryID = b.ID)`
}

/** A row of the listing stands in a category. */
const standing = ({ view, catalog }: Listing, alias: string, category: SQL) =>
  sql`${at(alias, 'Marketplace')} = ${view.marketplace} and ${at(alias, 'CatalogID')} = ${catalog} and ${at(alias, 'CategoryID')} = ${category}`

/** By what a category is ordered. */
const ORDER = ['Place', 'OwnerID', 'Name', 'ProductID']
const ordered = sql`indexed by ${sql.identifier(listedProducts.index(['CatalogID', 'CategoryID', ...ORDER]))}`
const orderOf = (alias: string, mark = sql``) =>
  sql.join(
    ORDER.map((c) => sql`${mark}${at(alias, c)}`),
    sql`, `,
  )

/** The default order of a list of categories, where `k` is a product's place. */
export const listingOrder: Order = by(...ORDER.map((c) => at('k', c)))

/** The products of the categories, each at the first of its places, as a table `k`. */
export const placesIn = (listing: Listing): SQL =>
  sql`(select k.ProductID, min(k.Place) as Place, k.OwnerID, k.Name from ${categoriesOf(listing)} b
    cross join listed_products k on ${standing(listing, 'k', sql`b.ID`)} group by k.ProductID) k`

/** The same of a listing known to be of one category, which is the one it names: in order, and read as far as it is needed. */
export const placesInOne = (listing: Listing): SQL =>
  sql`listed_products k ${ordered} on ${standing(listing, 'k', sql`${listing.category}`)}`

/**
 * The products of all the categories in one order: a table `x` of the shopper with one place in each row, to be read
 * first and as far as it is needed. The queue of a recursive select is what merges them: `near` holds the nearest place
 * of each category that was not given out, and gives out the first of all, `n`. (Plus signs take the columns' affinity
 * away: with it SQLite seeks by the first of the four only, and walks through all places that are equal in that.)
 */
export function merged(listing: Listing): SQL {
  const { view } = listing
  const columns = sql`A, Buyer, UserID, CategoryID, ${sql.raw(ORDER.join(', '))}`
  const next = (category: SQL, after: SQL) =>
    sql`cross join listed_products k on k.rowid = (select f.rowid from listed_products f ${ordered}
      where ${standing(listing, 'f', category)} ${after} order by ${orderOf('f')} limit 1)`
  return sql`(with recursive near(${columns}) as (
    select x.A, x.Buyer, x.UserID, k.CategoryID, ${orderOf('k')} from ${shopper(view.marketplace, view.shopper)} x
      cross join ${categoriesOf(listing)} b ${next(sql`b.ID`, sql``)}
    union all
    select n.A, n.Buyer, n.UserID, k.CategoryID, ${orderOf('k')} from near n
      ${next(sql`n.CategoryID`, sql`and (${orderOf('f')}) > (${orderOf('n', sql`+`)})`)}
    order by 5, 6, 7, 8) select * from near) x`
}

/** Whether a place in `merged` is the first of its product's there. (The plus sign: a product has few places, categories are many.) */
export const isFirstPlace = (listing: Listing): SQL =>
  sql`not exists (select 1 from listed_products d where d.Marketplace = ${listing.view.marketplace} and d.ProductID = x.ProductID
    and d.CatalogID = ${listing.catalog} and (d.Place, d.CategoryID) < (x.Place, x.CategoryID) and +d.CategoryID in ${categoriesOf(listing)})`

/** Whether a shelf stands in one of the categories. */
export const standsIn = (listing: Listing, shelf: SQL): SQL =>
  sql`${shelf} in (select sm.Shelf from shelf_members sm where sm.Marketplace = ${listing.view.marketplace}
    and sm.CatalogID = ${listing.catalog} and sm.CategoryID in ${categoriesOf(listing)})`
