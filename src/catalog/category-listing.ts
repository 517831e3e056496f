import { type SQL, sql } from 'drizzle-orm'
import { by, type Order } from '../store/list.ts'
import { at } from '../store/rows.ts'
import { shopper } from './audiences.ts'
import { listedProducts } from './listed-products.ts'
import type { View } from './view.ts'
import { whereVisible } from './visible-products.ts'

/** Categories whose products are listed: those a shopper sees, from one of them or the catalogue's root down to a depth. */
export interface Listing {
  view: View
  catalog: SQL
  /** None for the root. */
  category: string | null
  depth: number
}

/** Whether they are just the one that is named, as a scalar. */
export const isAlone = (listing: Listing): SQL =>
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

const ordered = sql`indexed by ${sql.identifier(
  listedProducts.index(['CatalogID', 'CategoryID', 'Place', 'OwnerID', 'Name', 'ProductID']),
)}`

/** The order of a category, by the columns of the listing. */
export const listingOrder = (alias: string): Order =>
  by(...['Place', 'OwnerID', 'Name', 'ProductID'].map((c) => at(alias, c)))

/**
 * The products of the categories, each at the first of its places, as a table `k`.
 * @param first how many of the list are needed: of each category no more are looked at, in its own order
 */
export function placesIn(listing: Listing, first?: number): SQL {
  const { view, catalog } = listing
  const category = sql`b.ID`
  const near = sql`k.rowid in (select f.rowid from listed_products f ${ordered}
      cross join products p on p.ID = f.ProductID where ${standing(listing, 'f', category)} and ${whereVisible(view, catalog)}
      order by f.Place, f.OwnerID, f.Name, f.ProductID limit ${first})`
  return sql`(select k.ProductID, min(k.Place) as Place, k.OwnerID, k.Name
    from ${shopper(view.marketplace, view.shopper)} x cross join ${categoriesOf(listing)} b
    cross join listed_products k on ${first === undefined ? standing(listing, 'k', category) : near} group by k.ProductID) k`
}

/** The same of a listing known to be of one category, which is the one it names: in order, and read as far as it is needed. */
export const placesInOne = (listing: Listing): SQL =>
  sql`listed_products k ${ordered} on ${standing(listing, 'k', sql`${listing.category}`)}`

/** Whether a shelf stands in one of the categories. */
export const standsIn = (listing: Listing, shelf: SQL): SQL =>
  sql`${shelf} in (select sm.Shelf from shelf_members sm where sm.Marketplace = ${listing.view.marketplace}
    and sm.CatalogID = ${listing.catalog} and sm.CategoryID in ${categoriesOf(listing)})`
