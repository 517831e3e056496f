import type { Order } from '../../store/lists/declaration.ts'
import { by } from '../../store/lists/order.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { categories } from '../../tables/catalog/categories.ts'
import { branchProducts, listedProducts } from '../../tables/catalog/listed-products.ts'
import { audienceBranches, audienceCategories, shelfMembers } from '../../tables/catalog/visibility.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { audienceOf, fromShopper, shopper } from '../visibility/audiences.ts'
import { DEEPEST } from '../visibility/category-tree.ts'
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
type PlacesBelow = Alias<typeof branchProducts>

/** A product's place among the categories: the tables `placesIn` and `placesInOne` have this name. */
export const place: Places = as(listedProducts, 'k')
/** The same in the list of a branch. */
const placeBelow: PlacesBelow = as(branchProducts, 'k')
/** Another place. */
const other: Places = as(listedProducts, 'd')
const otherBelow: PlacesBelow = as(branchProducts, 'e')
/** The place that follows another. */
const following: Places = as(listedProducts, 'f')
const followingBelow: PlacesBelow = as(branchProducts, 'f')
const category = as(categories, 'k')
const ac = as(audienceCategories, 'ac')
const ab = as(audienceBranches, 'ab')
const sm = as(shelfMembers, 'sm')

const audienceIn = ({ view }: Listing) => audienceOf(view.marketplace, view.shopper)

/** An audience sees a category. */
const sees = ({ view, catalog }: Listing, audience: SQL, categoryID: SQL) =>
  sql`${ac.here(view.marketplace)} and ${ac.Audience} = ${audience} and ${ac.CatalogID} = ${catalog} and ${ac.CategoryID} = ${categoryID}`

/** An audience sees most of a branch, or nothing of it. */
const knows = ({ view, catalog }: Listing, audience: SQL, categoryID: SQL) =>
  sql`${ab.here(view.marketplace)} and ${ab.Audience} = ${audience} and ${ab.CatalogID} = ${catalog} and ${ab.CategoryID} = ${categoryID}`

/** Whether they are just the one that is named, as a scalar. */
export function isOneCategory(listing: Listing): SQL {
  const { view, catalog, category: named, depth } = listing
  if (named === null) return sql`0`
  const [audience, id] = [audienceIn(listing), sql`${named}`]
  const isSeen = sql`exists (select 1 from ${ac.from} where ${sees(listing, audience, id)})`
  const isLeaf = sql`not exists (select 1 from ${category.from} where ${category.here(view.marketplace)}
    and ${category.CatalogID} = ${catalog} and ${category.ParentID} = ${named})`
  const isAlone = sql`exists (select 1 from ${ab.from} where ${knows(listing, audience, id)} and ${ab.Most} = 0)`
  return depth === 1 ? isSeen : sql`(${isSeen} and (${isLeaf} or ${isAlone}))`
}

/**
 * The categories a listing leads to, seen or not: the table `below`, for a WITH RECURSIVE.
 * @param end condition on what the audience knows of a branch that is not gone into
 * @param most how many are looked for
 */
function walk(listing: Listing, end: SQL, most?: number): SQL {
  const { view, catalog, category: named, depth } = listing
  const { marketplace } = view
  const top = named
    ? sql`select ${named}, 1`
    : sql`select ID, 1 from categories where Marketplace = ${marketplace} and CatalogID = ${catalog} and ParentID is null`
  return sql`below(ID, Level) as (${top} union select ${category.ID}, b.Level + 1 from below b cross join ${category.from}
    on ${category.here(marketplace)} and ${category.CatalogID} = ${catalog} and ${category.ParentID} = b.ID
    where b.Level < ${depth} and not exists (select 1 from ${ab.from} where ${knows(listing, audienceIn(listing), sql`b.ID`)} and ${end})
    ${most === undefined ? sql`` : sql`limit ${sql.raw(String(most))}`})`
}

/** IDs of the categories, as a table or a list. */
const categoriesOf = (listing: Listing): SQL => sql`(with recursive ${walk(listing, sql`${ab.Most} = 0`)}
  select b.ID from below b cross join ${ac.from} on ${sees(listing, audienceIn(listing), sql`b.ID`)})`

/** By what a category is ordered. */
const ORDER = ['Place', 'OwnerID', 'Name', 'ProductID'] as const

/** The default order of a list of categories. */
export const listingOrder: Order = by(...ORDER.map((c) => place[c]))

/** A row of the listing stands in a category. */
const standing = ({ view, catalog }: Listing, k: Places, categoryID: SQL) =>
  sql`${k.here(view.marketplace)} and ${k.CatalogID} = ${catalog} and ${k.CategoryID} = ${categoryID}`

/** The index that has the places of a category in order. */
const IN_CATEGORY = listedProducts.index(['CatalogID', 'CategoryID', ...ORDER])

/** The products of the categories, each at the first of its places, as a table `place`. */
export const placesIn = (listing: Listing): SQL =>
  sql`(select ${place.ProductID}, min(${place.Place}) as Place, ${place.OwnerID}, ${place.Name} from ${categoriesOf(listing)} b
    cross join ${place.from} on ${standing(listing, place, sql`b.ID`)} group by ${place.ProductID}) k`

/** The same of a listing known to be of one category, which is the one it names: in order, and read as far as it is needed. */
export const placesInOne = (listing: Listing): SQL =>
  sql`${place.from} indexed by ${sql.identifier(IN_CATEGORY)} on ${standing(listing, place, sql`${listing.category}`)}`

/** What orders places; a product may have the same in several categories of a branch. */
const IN_ORDER = [...ORDER, 'CategoryID'] as const

/** A list of places in order. */
interface Queued {
  /** Of all below a category, and not its own. */
  below: 0 | 1
  /** A place, and the one that comes next. */
  at: Places | PlacesBelow
  next: Places | PlacesBelow
  /** The category of the next one's list. */
  within: SQL
  order: readonly (typeof IN_ORDER)[number][]
  index: string
}
const OWN: Queued = {
  below: 0,
  at: place,
  next: following,
  within: following.CategoryID,
  order: ORDER,
  index: IN_CATEGORY,
}
const BELOW: Queued = {
  below: 1,
  at: placeBelow,
  next: followingBelow,
  within: followingBelow.AncestorID,
  order: IN_ORDER,
  index: branchProducts.index(['CatalogID', 'AncestorID', ...IN_ORDER]),
}

/** A place in `merged`, which stands where the shopper does. */
const merging = Object.fromEntries(IN_ORDER.map((c) => [c, sql.raw(`x.${c}`)])) as Record<
  (typeof IN_ORDER)[number],
  SQL
>

/** The product of a place in `merged`. */
export const mergedProduct: SQL = merging.ProductID

/** Everything below the category that is named is listed. */
const isBranch = ({ category: named, depth }: Listing) => named !== null && depth >= DEEPEST

/**
 * Joins the first place of a category's list, or the one behind what the queue gave out, `n`. (Plus signs take the columns'
 * affinity away: with it SQLite seeks by the first of them only, and walks through all places that are equal in that.)
 */
function joinNext(
  { view, catalog }: Listing,
  { at, next, within, order, index }: Queued,
  from: 'n' | null,
): SQL {
  const columns = sql.list(order.map((c) => next[c]))
  const behind = sql`and (${columns}) > (${sql.raw(order.map((c) => `+n.${c}`).join(', '))})`
  return sql`cross join ${at.from} on ${at.rowid} = (select ${next.rowid} from ${next.from} indexed by ${sql.identifier(index)}
    where ${next.here(view.marketplace)} and ${next.CatalogID} = ${catalog} and ${within} = ${from ? sql`n.List` : sql`b.ID`}
    ${from ? behind : sql``} order by ${columns} limit 1)`
}

/**
 * The products of all the categories in one order: a table of the shopper (`shopper`) with one place in each row, to be
 * read first and as far as it is needed. The queue of a recursive select is what merges them: `near` holds the nearest
 * place of each list that was not given out, and gives out the first of all.
 *
 * A branch of which the audience sees most is one list, and what they do not see is passed over: so a page costs the same
 * however many categories there are. Where they see little, the lists are those of the categories seen.
 */
export function merged(listing: Listing): SQL {
  const whole = isBranch(listing)
  const lists = whole ? [OWN, BELOW] : [OWN]
  const columns = ({ below, at }: Queued) =>
    sql`${sql.raw(String(below))} as Below, ${sql.list(IN_ORDER.map((c) => at[c]))}`
  const has = ({ below }: Queued) =>
    below
      ? sql`${ab.from} on ${knows(listing, shopper.audience, sql`b.ID`)} and ${ab.Most} = 1`
      : sql`${ac.from} on ${sees(listing, shopper.audience, sql`b.ID`)}`
  const terms = [
    ...lists.map(
      (l) => sql`select ${shopper.audience}, ${shopper.buyer}, ${shopper.user}, b.ID, ${columns(l)}
        from ${fromShopper(listing.view.marketplace, listing.view.shopper)} cross join below b cross join ${has(l)} ${joinNext(listing, l, null)}`,
    ),
    ...lists.map(
      (
        l,
      ) => sql`select n.Audience, n.Buyer, n.UserID, n.List, ${columns(l)} from near n ${joinNext(listing, l, 'n')}
        where n.Below = ${sql.raw(String(l.below))}`,
    ),
  ]
  return sql`(with recursive ${walk(listing, whole ? sql`1` : sql`${ab.Most} = 0`)},
    near(Audience, Buyer, UserID, List, Below, ${sql.raw(IN_ORDER.join(', '))}) as (${sql.join(terms, sql` union all `)}
      order by 6, 7, 8, 9) select * from near) x`
}

const isSeen = (listing: Listing, audience: SQL, id: SQL) =>
  sql`exists (select 1 from ${ac.from} where ${sees(listing, audience, id)})`

/** A place `other` of a product that is at hand is in one of the categories. */
function isListed(listing: Listing, audience: SQL): SQL {
  const { view, catalog, category: named } = listing
  const id = other.CategoryID
  // By the whole key: a product has few places, categories are many. So the plus sign, too.
  const isBelow = sql`exists (select 1 from ${otherBelow.from} where ${otherBelow.here(view.marketplace)} and ${otherBelow.CatalogID} = ${catalog}
    and ${otherBelow.ProductID} = ${other.ProductID} and ${otherBelow.CategoryID} = ${id} and ${otherBelow.AncestorID} = ${named})`
  return isBranch(listing)
    ? sql`(${id} = ${named} or ${isBelow}) and ${isSeen(listing, audience, id)}`
    : sql`+${id} in ${categoriesOf(listing)}`
}

/** A product that is at hand has a place in one of the categories of which a condition is true. */
const hasPlace = (listing: Listing, productID: SQL, audience: SQL, condition = sql`1`) =>
  sql`exists (select 1 from ${other.from} where ${other.here(listing.view.marketplace)} and ${other.ProductID} = ${productID}
    and ${other.CatalogID} = ${listing.catalog} and ${condition} and ${isListed(listing, audience)})`

/** Whether a product that is at hand stands in one of the categories. It takes no shopper to be read first. */
export const stands = (listing: Listing, productID: SQL) => hasPlace(listing, productID, audienceIn(listing))

/** Whether a place in `merged` is seen, and the first of its product's that is. */
export const isFirstPlace = (listing: Listing): SQL => {
  const isBefore = sql`(${other.Place}, ${other.CategoryID}) < (${merging.Place}, ${merging.CategoryID})`
  return sql`(x.Below = 0 or ${isSeen(listing, shopper.audience, merging.CategoryID)})
    and not ${hasPlace(listing, mergedProduct, shopper.audience, isBefore)}`
}

/**
 * The shelves that stand in one of the categories, as `Value`, if they are few; else more than so many of anything.
 * (Categories are counted before they are gone through.)
 */
export const shelvesIn = (listing: Listing, few: number): SQL =>
  sql`with recursive ${walk(listing, sql`${ab.Most} = 0`, few + 1)}
    select b.ID as Value from below b where (select count(*) from below) > ${sql.raw(String(few))}
    union all select ${sm.Shelf} from below b cross join ${ac.from} on ${sees(listing, audienceIn(listing), sql`b.ID`)}
      cross join ${sm.from} on ${sm.here(listing.view.marketplace)} and ${sm.CatalogID} = ${listing.catalog} and ${sm.CategoryID} = b.ID`

/** Whether a shelf stands in one of the categories. */
export const standsIn = (listing: Listing, shelf: SQL): SQL =>
  sql`${shelf} in (select ${sm.Shelf} from ${sm.from} where ${sm.here(listing.view.marketplace)}
    and ${sm.CatalogID} = ${listing.catalog} and ${sm.CategoryID} in ${categoriesOf(listing)})`
