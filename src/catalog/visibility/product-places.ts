import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, needed, type Results, relyOnAll, the } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import { dropUncarried } from '../categories/uncarried.ts'
import { moveShelf, type Place, placesQuery, type Standing, shelfID } from './shelves.ts'

/** A product and a place, as an assignment names them. */
export interface Placing {
  ProductID?: string
  CatalogID?: string
  CategoryID?: string
}

/** A product, its parent, or one of its child products. */
interface Member {
  ID: string
  ParentID: string | null
  Shelf: string
}

/** The place that is meant. */
interface Target extends Place {
  /**
   * Whether the catalogue takes the product: the marketplace owner's takes any; a supplier's takes its own, and what it
   * sells of the marketplace owner's.
   */
  Takes: 0 | 1
}

type PlaceReads = Results<ReturnType<typeof placesRead>>

/** What a change of a product's places needs to know: its family, the places that has, and the place in question. */
export const placesRead = ({ marketplace }: Call, row: Placing) => {
  const { ProductID = null, CatalogID = null, CategoryID = null } = row
  const here = (alias: string) => sql`${sql.identifier(alias)}.Marketplace = ${marketplace}`
  const own = sql`${here('p')} and p.ID = ${ProductID}`
  const family = sql`(select ID from products where Marketplace = ${marketplace} and ID = ${ProductID}
    union all select ParentID from products where Marketplace = ${marketplace} and ID = ${ProductID} and ParentID is not null
    union all select ID from products where Marketplace = ${marketplace} and ParentID = ${ProductID})`
  return {
    family: familyFact(marketplace, ProductID),
    places: placesQuery(marketplace, family),
    // The assignment's own row has keys to both; what a catalogue has taken, it keeps.
    place: needed(
      plain<Target>(sql`select c.ID CatalogID, c.Key CatalogKey, k.ID CategoryID, k.Key CategoryKey,
          exists (select 1 from products p where ${own} and (c.OwnerID in (${marketplace}, p.OwnerID) or (p.OwnerID = ${marketplace}
            and exists (select 1 from product_suppliers s where ${here('s')} and s.ProductID = p.ID and s.SupplierID = c.OwnerID)))) Takes
        from catalogs c left join categories k on k.Marketplace = c.Marketplace and k.CatalogID = c.ID and k.ID = ${CategoryID}
        where ${here('c')} and c.ID = ${CatalogID}`),
      notFound('Catalog', CatalogID),
    ),
  }
}

/**
 * A product first, then its parent, and those of its child products that stand elsewhere than it does. They stand where
 * they did at the commit: two changes of a family's places must see each other.
 */
function familyFact(marketplace: string, productID: string | null): Fact<Member> {
  const own = sql`p.Marketplace = ${marketplace} and p.ID = ${productID}`
  return {
    ...plain(sql`select p.ID, p.ParentID, p.Shelf from products p where ${own}
      union all select r.ID, r.ParentID, r.Shelf from products p join products r on r.Marketplace = p.Marketplace and r.ID = p.ParentID where ${own}
      union all select c.ID, c.ParentID, c.Shelf from products p join products c on c.Marketplace = p.Marketplace and c.ParentID = p.ID
        where ${own} and (c.Shelf <> p.Shelf
          or exists (select 1 from category_products kp where kp.Marketplace = c.Marketplace and kp.ProductID = c.ID))`),
    missing: notFound('Product', productID),
    holds: (members) => {
      const read = sql`json_each(${JSON.stringify(members.map(({ ID, ParentID, Shelf }) => [ID, ParentID, Shelf]))}) m`
      const unmoved = sql`select count(*) from ${read} cross join products p on p.Marketplace = ${marketplace} and p.ID = m.value ->> 0
        and p.ParentID is m.value ->> 1 and p.Shelf = m.value ->> 2`
      const shelf = sql`select p.Shelf from products p where ${own}`
      return sql`((${unmoved}) = ${members.length} and not exists (select 1 from products c where c.Marketplace = ${marketplace}
        and c.ParentID = ${productID} and c.Shelf <> coalesce((select m.value ->> 2 from ${read} where m.value ->> 0 = c.ID), (${shelf}))))`
    },
  }
}

/**
 * Moves a product, and the child products with it, to the shelf of the places its family will have by rows of each
 * member's own. A child stands where its parent does, and in categories of its own.
 */
function relocate(call: Call, product: Member, { family }: PlaceReads, places: Standing[]): Write[] {
  const apart = relyOnAll(call, family).filter((m) => sameIgnoringCase(m.ParentID, product.ID))
  const root = product.ParentID ?? product.ID
  const move = (which: SQL, { ID, Shelf }: Member) => {
    const own = places.filter((p) => [ID, root].some((id) => sameIgnoringCase(p.ProductID, id)))
    return shelfID(own) === Shelf ? [] : moveShelf(call.marketplace, which, own)
  }
  const others = JSON.stringify(apart.map((c) => c.ID))
  return [
    ...move(
      sql`(ID = ${product.ID} or (ParentID = ${product.ID} and ID not in (select value from json_each(${others}))))`,
      product,
    ),
    ...apart.flatMap((child) => move(sql`ID = ${child.ID}`, child)),
  ]
}

/** Into a catalogue. */
export function enterCatalog(call: Call, _row: Placing, read: PlaceReads): Write[] {
  const product = the(read.family)
  const place = the(read.place)
  if (product.ParentID)
    throw fail('Catalog.CannotAssignChildProduct', 'A child product is in the catalogs of its parent.')
  requireTaken(place)
  const entered = standsIn(read, place.CatalogID) ? [] : [catalogPlace(product, place)]
  return relocate(call, product, read, [...read.places, ...entered])
}

/**
 * Out of a catalogue, and so, with its child products, out of its categories; assignments to buyers who have no other
 * catalogue with the product go too.
 */
export function leaveCatalog(call: Call, { CatalogID }: Placing, read: PlaceReads): Write[] {
  const [product] = read.family.rows
  if (!product || product.ParentID) return []
  // Nothing moves, unless another request puts it there meanwhile: that is what is guarded.
  if (!standsIn(read, CatalogID)) return relocate(call, product, read, read.places)
  const { marketplace } = call
  const left = read.places.filter((p) => !sameIgnoringCase(p.CatalogID, CatalogID))
  const members = sql`(select ID from products where Marketplace = ${marketplace} and (ID = ${product.ID} or ParentID = ${product.ID}))`
  return [
    ...relocate(call, product, read, left),
    {
      sql: sql`delete from category_products where Marketplace = ${marketplace} and +CatalogID = ${CatalogID} and ProductID in ${members}`,
    },
    dropUncarried(marketplace, sql`ProductID in ${members}`),
  ]
}

/** Into a category; a product that is not in its catalogue yet enters that as well. */
export function enterCategory(call: Call, _row: Placing, read: PlaceReads): Write[] {
  const product = the(read.family)
  const { Takes, ...place } = the(read.place)
  const places = [...read.places, { ...place, ProductID: product.ID }]
  if (standsIn(read, place.CatalogID)) return relocate(call, product, read, places)
  if (product.ParentID)
    throw fail(
      'Category.CannotAssignChildProduct',
      'A child product can be put into categories of its parent’s catalogs only.',
    )
  requireTaken({ Takes })
  return [
    {
      sql: sql`insert or ignore into product_catalogs (Marketplace, ProductID, CatalogID, Version)
        values (${call.marketplace}, ${product.ID}, ${place.CatalogID}, 1)`,
    },
    ...relocate(call, product, read, [...places, catalogPlace(product, place)]),
  ]
}

/** Out of a category; the product stays in the catalogue. */
export function leaveCategory(call: Call, { CatalogID, CategoryID }: Placing, read: PlaceReads): Write[] {
  const [product] = read.family.rows
  if (!product) return []
  const isLeft = (p: Standing) =>
    sameIgnoringCase(p.ProductID, product.ID) &&
    p.CategoryID !== null &&
    sameIgnoringCase(p.CatalogID, CatalogID) &&
    sameIgnoringCase(p.CategoryID, CategoryID)
  return relocate(
    call,
    product,
    read,
    read.places.filter((p) => !isLeft(p)),
  )
}

function requireTaken({ Takes }: Pick<Target, 'Takes'>): void {
  if (!Takes)
    throw fail(
      'Catalog.CannotAssignProduct',
      'Only products that its owner has, or sells for the marketplace owner, can be put into this catalog.',
    )
}

const standsIn = ({ places }: PlaceReads, catalogID: string | undefined) =>
  places.some((p) => p.CategoryID === null && sameIgnoringCase(p.CatalogID, catalogID))

const catalogPlace = ({ ID }: Member, { CatalogID, CatalogKey }: Place): Standing => ({
  ProductID: ID,
  CatalogID,
  CatalogKey,
  CategoryID: null,
  CategoryKey: null,
})
