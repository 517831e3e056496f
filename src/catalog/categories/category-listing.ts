import type { Order } from '../../store/lists/declaration.ts'
import { by } from '../../store/lists/order.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { audienceCategories } from '../../tables/catalog/audiences.ts'
import { categories } from '../../tables/catalog/categories.ts'
import { listedProducts } from '../../tables/catalog/listed-products.ts'
import { shelfMembers } from '../../tables/catalog/shelves.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { audienceOf, fromShopper, shopper } from '../visibility/audiences.ts'
import type { ShopperView } from '../visibility/shopper-view.ts'

/** Categories whose products are listed: those a shopper sees, from one of them or the catalogue's root down to a depth. */
export interface Listing {
  view: ShopperView
  catalog: SQL
  /** None for the root. */
  category: string | null
  depth: number
}

type Places = Alias<typeof listedProducts>

/** A product's place among the categories: the tables `placesIn` and `placesInOne` have this name. */
export const place: Places = as(listedProducts, 'k')
/** Another place. */
const other: Places = as(listedProducts, 'd')
/** The place that follows another. */
const following: Places = as(listedProducts, 'f')
const category = as(categories, 'k')
const ac = as(audienceCategories, 'ac')
const sm = as(shelfMembers, 'sm')

/** Whether they are just the one that is named, as a scalar. */
export const isOneCategory = (listing: Listing): SQL =>
  sql`(select count(*) = 1 and min(ID) = ${listing.category} from ${categoriesOf(listing)})`

/** IDs of the categories, as a table or a list. */
function categoriesOf({ view, catalog, category: named, depth }: Listing): SQL {
  const { marketplace } = view
  const top = named
    ? sql`select ${named}, 1`
    : sql`select ID, 1 from categories where Marketplace = ${marketplace} and CatalogID = ${catalog} and ParentID is null`
  return sql`(with recursive below(ID, Level) as (
    ${top} union select ${category.ID}, b.Level + 1 from below b cross join ${category.from} on ${category.here(marketplace)}
      and ${category.CatalogID} = ${catalog} and ${category.ParentID} = b.ID where b.Level < ${depth})
    select b.ID from below b cross join ${ac.from} on ${ac.here(marketplace)}
      and ${ac.Audience} = ${audienceOf(marketplace, view.shopper)} and ${ac.CatalogID} = ${catalog} and ${ac.CategoryID} = b.ID)`
}

/** A row of the listing stands in a category. */
const standing = ({ view, catalog }: Listing, k: Places, categoryID: SQL) =>
  sql`${k.here(view.marketplace)} and ${k.CatalogID} = ${catalog} and ${k.CategoryID} = ${categoryID}`

/** By what a category is ordered. */
const ORDER = ['Place', 'OwnerID', 'Name', 'ProductID'] as const
const ordered = sql`indexed by ${sql.identifier(listedProducts.index(['CatalogID', 'CategoryID', ...ORDER]))}`
const orderOf = (k: Places) => sql.list(ORDER.map((c) => k[c]))

/** The default order of a list of categories. */
export const listingOrder: Order = by(...ORDER.map((c) => place[c]))

/** The products of the categories, each at the first of its places, as a table `place`. */
export const placesIn = (listing: Listing): SQL =>
  sql`(select ${place.ProductID}, min(${place.Place}) as Place, ${place.OwnerID}, ${place.Name} from ${categoriesOf(listing)} b
    cross join ${place.from} on ${standing(listing, place, sql`b.ID`)} group by ${place.ProductID}) k`

/** The same of a listing known to be of one category, which is the one it names: in order, and read as far as it is needed. */
export const placesInOne = (listing: Listing): SQL =>
  sql`${place.from} ${ordered} on ${standing(listing, place, sql`${listing.category}`)}`

/** A place in `merged`, which stands where the shopper does. */
const merging = Object.fromEntries([...ORDER, 'CategoryID'].map((c) => [c, sql.raw(`x.${c}`)])) as Record<
  (typeof ORDER)[number] | 'CategoryID',
  SQL
>

/** The product of a place in `merged`. */
export const mergedProduct: SQL = merging.ProductID

/**
 * The products of all the categories in one order: a table of the shopper (`shopper`) with one place in each row, to be
 * read first and as far as it is needed. The queue of a recursive select is what merges them: `near` holds the nearest
 * place of each category that was not given out, and gives out the first of all, `n`. (Plus signs take the columns'
 * affinity away: with it SQLite seeks by the first of the four only, and walks through all places that are equal in that.)
 */
export function merged(listing: Listing): SQL {
  const { view } = listing
  const order = sql.raw(ORDER.join(', '))
  const given = sql.raw(ORDER.map((c) => `+n.${c}`).join(', '))
  const next = (categoryID: SQL, after: SQL) =>
    sql`cross join ${place.from} on ${place.rowid} = (select ${following.rowid} from ${following.from} ${ordered}
      where ${standing(listing, following, categoryID)} ${after} order by ${orderOf(following)} limit 1)`
  return sql`(with recursive near(Audience, Buyer, UserID, CategoryID, ${order}) as (
    select ${shopper.audience}, ${shopper.buyer}, ${shopper.user}, ${place.CategoryID}, ${orderOf(place)}
      from ${fromShopper(view.marketplace, view.shopper)} cross join ${categoriesOf(listing)} b ${next(sql`b.ID`, sql``)}
    union all
    select n.Audience, n.Buyer, n.UserID, ${place.CategoryID}, ${orderOf(place)} from near n
      ${next(sql`n.CategoryID`, sql`and (${orderOf(following)}) > (${given})`)}
    order by 5, 6, 7, 8) select * from near) x`
}

/** Whether a place in `merged` is the first of its product's there. (The plus sign: a product has few places, categories are many.) */
export const isFirstPlace = (listing: Listing): SQL =>
  sql`not exists (select 1 from ${other.from} where ${other.here(listing.view.marketplace)} and ${other.ProductID} = ${merging.ProductID}
    and ${other.CatalogID} = ${listing.catalog} and (${other.Place}, ${other.CategoryID}) < (${merging.Place}, ${merging.CategoryID})
    and +${other.CategoryID} in ${categoriesOf(listing)})`

/** Whether a shelf stands in one of the categories. */
export const standsIn = (listing: Listing, shelf: SQL): SQL =>
  sql`${shelf} in (select ${sm.Shelf} from ${sm.from} where ${sm.here(listing.view.marketplace)}
    and ${sm.CatalogID} = ${listing.catalog} and ${sm.CategoryID} in ${categoriesOf(listing)})`
