import { type SQL, sql } from 'drizzle-orm'
import { fail, notFound } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import type { Call } from '../../store/call.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import type { Guard, Write } from '../../tables/statements.ts'
import { dropUncarried } from '../categories/uncarried.ts'
import { moveShelf, type Place, placesQuery, type Standing, shelfID, stillOn } from './shelves.ts'

type Values = Record<string, unknown>
type Read = Record<string, Values[]>

/**
 * What a change of a product's places needs to know: the product, the places its family stands in, which of its child
 * products stand elsewhere than it does, and the place in question.
 */
export const placesRead = (call: Call<unknown>, row: Values): Record<string, Query<unknown>> => {
  const m = call.marketplace
  const product = sql`${row.ProductID as string}`
  return {
    $product: plain(sql`select p.ID, p.Shelf, p.ParentID, p.OwnerID, r.Shelf RootShelf from products p
      join products r on r.Marketplace = p.Marketplace and r.ID = coalesce(p.ParentID, p.ID)
      where p.Marketplace = ${m} and p.ID = ${product}`),
    $places: placesQuery(m, familyOf(m, product)),
    $apart:
      plain(sql`select c.ID, c.Shelf from products p join products c on c.Marketplace = p.Marketplace and c.ParentID = p.ID
      where p.Marketplace = ${m} and p.ID = ${product} and (c.Shelf <> p.Shelf
        or exists (select 1 from category_products kp where kp.Marketplace = ${m} and kp.ProductID = c.ID))`),
    $place: plain(sql`select c.ID CatalogID, c.Key CatalogKey, c.OwnerID, k.ID CategoryID, k.Key CategoryKey,
        exists (select 1 from product_suppliers s where s.Marketplace = ${m} and s.ProductID = ${product} and s.SupplierID = c.OwnerID) Sold from catalogs c
      left join categories k on k.Marketplace = c.Marketplace and k.CatalogID = c.ID and k.ID = ${(row.CategoryID as string | undefined) ?? null}
      where c.Marketplace = ${m} and c.ID = ${row.CatalogID as string}`),
  }
}

/** A product, its parent and its child products. */
const familyOf = (m: string, product: SQL) => sql`(
  select ID from products where Marketplace = ${m} and ID = ${product}
  union all select ParentID from products where Marketplace = ${m} and ID = ${product} and ParentID is not null
  union all select ID from products where Marketplace = ${m} and ParentID = ${product})`

/** A product among its family, as it was read. */
interface Family {
  ID: string
  Shelf: string
  /** The parent's, for a child product. */
  root: { ID: string; Shelf: string }
  isChild: boolean
  /** Places by rows of each member's own. */
  places: Standing[]
  /** Child products with places beyond the parent's. */
  apart: { ID: string; Shelf: string }[]
}

function familyRead(read: Read): Family | undefined {
  const product = read.$product?.[0]
  return (
    product && {
      ID: product.ID as string,
      Shelf: product.Shelf as string,
      root: { ID: (product.ParentID ?? product.ID) as string, Shelf: product.RootShelf as string },
      isChild: product.ParentID !== null,
      places: read.$places as never,
      apart: read.$apart as never,
    }
  )
}

/**
 * Moves a product, and the child products with it, to the shelf of the places its family will have. A child stands
 * where its parent does, and in categories of its own.
 */
function relocate(m: string, family: Family, places: Standing[]): (Write | Guard)[] {
  const placesOf = (id: string) =>
    places.filter((p) => sameIgnoringCase(p.ProductID, id) || sameIgnoringCase(p.ProductID, family.root.ID))
  if (family.isChild)
    return [
      stillOn(m, family.ID, family.Shelf),
      stillOn(m, family.root.ID, family.root.Shelf),
      ...moveTo(m, sql`ID = ${family.ID}`, family.Shelf, placesOf(family.ID)),
    ]
  const apart = JSON.stringify(family.apart.map((c) => [c.ID, c.Shelf]))
  return [
    stillOn(m, family.ID, family.Shelf),
    {
      guard: sql`not exists (select 1 from products c where c.Marketplace = ${m} and c.ParentID = ${family.ID}
        and c.Shelf <> coalesce((select a.value ->> 1 from json_each(${apart}) a where a.value ->> 0 = c.ID), ${family.Shelf}))`,
    },
    ...moveTo(
      m,
      sql`(ID = ${family.ID} or (ParentID = ${family.ID} and ID not in (select a.value ->> 0 from json_each(${apart}) a)))`,
      family.Shelf,
      placesOf(family.ID),
    ),
    ...family.apart.flatMap((c) => moveTo(m, sql`ID = ${c.ID}`, c.Shelf, placesOf(c.ID))),
  ]
}

const moveTo = (m: string, which: SQL, from: string, places: Place[]) =>
  shelfID(places) === from ? [] : moveShelf(m, which, places)

/** Into a catalogue: any product into one of the marketplace owner's; a supplier's own, and what it sells of the marketplace owner's, into the supplier's. */
export function enterCatalog(call: Call<unknown>, _row: Values, read: Read): (Write | Guard)[] {
  const [family, place] = placed(read)
  if (family.isChild)
    throw fail('Catalog.CannotAssignChildProduct', 'A child product is in the catalogs of its parent.')
  refuseForeignProduct(call, read)
  return relocate(
    call.marketplace,
    family,
    standsIn(family, place.CatalogID) ? family.places : [...family.places, catalogPlace(family.ID, place)],
  )
}

function refuseForeignProduct(call: Call<unknown>, read: Read) {
  const { OwnerID: owner, Sold: sold } = read.$place![0]!
  const { OwnerID: productOwner } = read.$product![0]!
  if (sameIgnoringCase(owner, call.marketplace) || sameIgnoringCase(owner, productOwner)) return
  if (sold !== 1 || !sameIgnoringCase(productOwner, call.marketplace))
    throw fail(
      'Catalog.CannotAssignProduct',
      'Only products that its owner has, or sells for the marketplace owner, can be put into this catalog.',
    )
}

const standsIn = (family: Family, catalogID: unknown) =>
  family.places.some((p) => p.CategoryID === null && sameIgnoringCase(p.CatalogID, catalogID))

/**
 * Out of a catalogue, and so, with its child products, out of its categories; assignments to buyers who have no other
 * catalogue with the product go too.
 */
export function leaveCatalog(call: Call<unknown>, row: Values, read: Read): (Write | Guard)[] {
  const family = familyRead(read)
  if (!family || family.isChild) return []
  const m = call.marketplace
  // Nothing moves, unless another request puts it there meanwhile: that is what is guarded.
  if (!standsIn(family, row.CatalogID)) return relocate(m, family, family.places)
  const CatalogID = row.CatalogID as string
  const members = sql`(select ID from products where Marketplace = ${m} and (ID = ${family.ID} or ParentID = ${family.ID}))`
  return [
    ...relocate(
      m,
      family,
      family.places.filter((p) => !sameIgnoringCase(p.CatalogID, CatalogID)),
    ),
    {
      sql: sql`delete from category_products where Marketplace = ${m} and +CatalogID = ${CatalogID} and ProductID in ${members}`,
    },
    dropUncarried(m, sql`ProductID in ${members}`),
  ]
}

/** Into a category; a product that is not in its catalogue yet enters that as well. */
export function enterCategory(call: Call<unknown>, row: Values, read: Read): (Write | Guard)[] {
  const [family, place] = placed(read)
  if (!place.CategoryKey) throw notFound('Category', row.CategoryID as string)
  const m = call.marketplace
  const inCatalog = standsIn(family, place.CatalogID)
  if (family.isChild && !inCatalog)
    throw fail(
      'Category.CannotAssignChildProduct',
      'A child product can be put into categories of its parent’s catalogs only.',
    )
  if (!inCatalog) refuseForeignProduct(call, read)
  return [
    ...(inCatalog
      ? []
      : [
          {
            sql: sql`insert or ignore into product_catalogs (Marketplace, ProductID, CatalogID, Version)
              values (${m}, ${family.ID}, ${place.CatalogID}, 1)`,
          },
        ]),
    ...relocate(m, family, [
      ...family.places,
      ...(inCatalog ? [] : [catalogPlace(family.ID, place)]),
      { ...place, ProductID: family.ID },
    ]),
  ]
}

/** Out of a category; the product stays in the catalogue. */
export function leaveCategory(call: Call<unknown>, row: Values, read: Read): (Write | Guard)[] {
  const family = familyRead(read)
  if (!family) return []
  const left = (p: Standing) =>
    sameIgnoringCase(p.ProductID, family.ID) &&
    p.CategoryID !== null &&
    sameIgnoringCase(p.CatalogID, row.CatalogID) &&
    sameIgnoringCase(p.CategoryID, row.CategoryID)
  return relocate(
    call.marketplace,
    family,
    family.places.filter((p) => !left(p)),
  )
}

/** The product's family and the place; their existence was checked with the row's references. */
const placed = (read: Read): [Family, Place] => [familyRead(read)!, read.$place![0]! as unknown as Place]

const catalogPlace = (ProductID: string, place: Place): Standing => ({
  ProductID,
  CatalogID: place.CatalogID,
  CatalogKey: place.CatalogKey,
  CategoryID: null,
  CategoryKey: null,
})
