import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, type Results, relyOnAll, the } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
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
  OwnerID: string
  Shelf: string
}

/** A product among its family. */
interface Family {
  own: Member
  /** The parent of a child product; any other is its own. */
  root: Member
  /** Child products with places beyond the parent's. */
  apart: Member[]
  /** Places by rows of each member's own. */
  places: Standing[]
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
    place: {
      ...plain<Target>(sql`select c.ID CatalogID, c.Key CatalogKey, k.ID CategoryID, k.Key CategoryKey,
          exists (select 1 from products p where ${own} and (c.OwnerID in (${marketplace}, p.OwnerID) or (p.OwnerID = ${marketplace}
            and exists (select 1 from product_suppliers s where ${here('s')} and s.ProductID = p.ID and s.SupplierID = c.OwnerID)))) Takes
        from catalogs c left join categories k on k.Marketplace = c.Marketplace and k.CatalogID = c.ID and k.ID = ${CategoryID}
        where ${here('c')} and c.ID = ${CatalogID}`),
      missing: notFound('Catalog', CatalogID),
      // The assignment's own row has keys to both; what a catalogue has taken, it keeps.
      holds: null,
    } satisfies Fact<Target>,
  }
}

/**
 * A product with its parent, and with those of its child products that stand elsewhere than it does. They stand where
 * they did at the commit: two changes of a family's places must see each other.
 */
function familyFact(marketplace: string, productID: string | null): Fact<Member> {
  const member = (alias: string) =>
    sql.join(
      ['ID', 'ParentID', 'OwnerID', 'Shelf'].map((c) => sql`${sql.identifier(alias)}.${sql.identifier(c)}`),
      sql`, `,
    )
  const own = sql`p.Marketplace = ${marketplace} and p.ID = ${productID}`
  return {
    ...plain(sql`select ${member('p')} from products p where ${own}
      union all select ${member('r')} from products p join products r on r.Marketplace = p.Marketplace and r.ID = p.ParentID where ${own}
      union all select ${member('c')} from products p join products c on c.Marketplace = p.Marketplace and c.ParentID = p.ID
        where ${own} and (c.Shelf <> p.Shelf
          or exists (select 1 from category_products kp where kp.Marketplace = c.Marketplace and kp.ProductID = c.ID))`),
    holds: (members) => {
      const read = sql`json_each(${JSON.stringify(members.map((m) => [m.ID, m.ParentID, m.Shelf]))}) m`
      const unmoved = sql`select count(*) from ${read} cross join products p on p.Marketplace = ${marketplace} and p.ID = m.value ->> 0
        and p.ParentID is m.value ->> 1 and p.Shelf = m.value ->> 2`
      const shelf = sql`select p.Shelf from products p where ${own}`
      return sql`((${unmoved}) = ${members.length} and not exists (select 1 from products c where c.Marketplace = ${marketplace}
        and c.ParentID = ${productID} and c.Shelf <> coalesce((select m.value ->> 2 from ${read} where m.value ->> 0 = c.ID), (${shelf}))))`
    },
  }
}

function familyOf(row: Placing, { family: { rows }, places }: PlaceReads): Family | undefined {
  const own = rows.find((m) => sameIgnoringCase(m.ID, row.ProductID))
  return (
    own && {
      own,
      root: rows.find((m) => sameIgnoringCase(m.ID, own.ParentID)) ?? own,
      apart: rows.filter((m) => sameIgnoringCase(m.ParentID, own.ID)),
      places,
    }
  )
}

/**
 * Moves a product, and the child products with it, to the shelf of the places its family will have. A child stands
 * where its parent does, and in categories of its own.
 */
function relocate(call: Call, read: PlaceReads, family: Family, places: Standing[]): Write[] {
  relyOnAll(call, read.family)
  const { own, root, apart } = family
  const move = (which: SQL, { ID, Shelf }: Member) => {
    const wanted = places.filter((p) => [ID, root.ID].some((id) => sameIgnoringCase(p.ProductID, id)))
    return shelfID(wanted) === Shelf ? [] : moveShelf(call.marketplace, which, wanted)
  }
  const others = JSON.stringify(apart.map((c) => c.ID))
  return [
    ...move(
      sql`(ID = ${own.ID} or (ParentID = ${own.ID} and ID not in (select value from json_each(${others}))))`,
      own,
    ),
    ...apart.flatMap((child) => move(sql`ID = ${child.ID}`, child)),
  ]
}

/** Into a catalogue. */
export function enterCatalog(call: Call, row: Placing, read: PlaceReads): Write[] {
  const [family, place] = entering(row, read)
  if (family.own.ParentID)
    throw fail('Catalog.CannotAssignChildProduct', 'A child product is in the catalogs of its parent.')
  requireTaken(place)
  const entered = standsIn(family, place.CatalogID) ? [] : [catalogPlace(family, place)]
  return relocate(call, read, family, [...family.places, ...entered])
}

/**
 * Out of a catalogue, and so, with its child products, out of its categories; assignments to buyers who have no other
 * catalogue with the product go too.
 */
export function leaveCatalog(call: Call, row: Placing, read: PlaceReads): Write[] {
  const family = familyOf(row, read)
  if (!family || family.own.ParentID) return []
  // Nothing moves, unless another request puts it there meanwhile: that is what is guarded.
  if (!standsIn(family, row.CatalogID)) return relocate(call, read, family, family.places)
  const { marketplace } = call
  const { ID } = family.own
  const members = sql`(select ID from products where Marketplace = ${marketplace} and (ID = ${ID} or ParentID = ${ID}))`
  return [
    ...relocate(
      call,
      read,
      family,
      family.places.filter((p) => !sameIgnoringCase(p.CatalogID, row.CatalogID)),
    ),
    {
      sql: sql`delete from category_products where Marketplace = ${marketplace} and +CatalogID = ${row.CatalogID} and ProductID in ${members}`,
    },
    dropUncarried(marketplace, sql`ProductID in ${members}`),
  ]
}

/** Into a category; a product that is not in its catalogue yet enters that as well. */
export function enterCategory(call: Call, row: Placing, read: PlaceReads): Write[] {
  const [family, { Takes, ...place }] = entering(row, read)
  const ProductID = family.own.ID
  const standing = { ...place, ProductID }
  if (standsIn(family, place.CatalogID)) return relocate(call, read, family, [...family.places, standing])
  if (family.own.ParentID)
    throw fail(
      'Category.CannotAssignChildProduct',
      'A child product can be put into categories of its parent’s catalogs only.',
    )
  requireTaken({ Takes })
  return [
    {
      sql: sql`insert or ignore into product_catalogs (Marketplace, ProductID, CatalogID, Version)
        values (${call.marketplace}, ${ProductID}, ${place.CatalogID}, 1)`,
    },
    ...relocate(call, read, family, [...family.places, catalogPlace(family, place), standing]),
  ]
}

/** Out of a category; the product stays in the catalogue. */
export function leaveCategory(call: Call, row: Placing, read: PlaceReads): Write[] {
  const family = familyOf(row, read)
  if (!family) return []
  const isLeft = (p: Standing) =>
    sameIgnoringCase(p.ProductID, family.own.ID) &&
    p.CategoryID !== null &&
    sameIgnoringCase(p.CatalogID, row.CatalogID) &&
    sameIgnoringCase(p.CategoryID, row.CategoryID)
  return relocate(
    call,
    read,
    family,
    family.places.filter((p) => !isLeft(p)),
  )
}

/** The product's family and the place; that they are there was checked with the row's references. */
const entering = (row: Placing, read: PlaceReads): [Family, Target] => [familyOf(row, read)!, the(read.place)]

function requireTaken({ Takes }: Pick<Target, 'Takes'>): void {
  if (!Takes)
    throw fail(
      'Catalog.CannotAssignProduct',
      'Only products that its owner has, or sells for the marketplace owner, can be put into this catalog.',
    )
}

const standsIn = ({ places }: Family, catalogID: string | undefined) =>
  places.some((p) => p.CategoryID === null && sameIgnoringCase(p.CatalogID, catalogID))

const catalogPlace = ({ own }: Family, { CatalogID, CatalogKey }: Place): Standing => ({
  ProductID: own.ID,
  CatalogID,
  CatalogKey,
  CategoryID: null,
  CategoryKey: null,
})
