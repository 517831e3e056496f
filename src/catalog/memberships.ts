import { sql } from 'drizzle-orm'
import { fail, notFound } from '../api/errors.ts'
import { plain, type Query } from '../api/sql.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import { moveShelf, type Place, placesQuery } from './shelves.ts'

type Values = Record<string, unknown>
type Read = Record<string, Values[]>

/** What a change of a product's places needs to know: the product, where it stands, and the place in question. */
export const placesRead = (call: Call<unknown>, row: Values): Record<string, Query<unknown>> => ({
  $product: plain(
    sql`select ID, Shelf, ParentID, OwnerID from products where Marketplace = ${call.marketplace} and ID = ${row.ProductID as string}`,
  ),
  $places: placesQuery(call.marketplace, row.ProductID as string),
  $place:
    plain(sql`select c.ID CatalogID, c.Key CatalogKey, c.OwnerID, k.ID CategoryID, k.Key CategoryKey from catalogs c
    left join categories k on k.Marketplace = c.Marketplace and k.CatalogID = c.ID and k.ID = ${(row.CategoryID as string | undefined) ?? null}
    where c.Marketplace = ${call.marketplace} and c.ID = ${row.CatalogID as string}`),
})

const same = (a: string | null, b: unknown) => a?.toLowerCase() === (b as string | null)?.toLowerCase()

/** Into a catalogue: any product into one of the marketplace owner's, a supplier's own into the supplier's. */
export function enterCatalog(call: Call<unknown>, _row: Values, read: Read): (Write | Guard)[] {
  const [product, place] = placed(read)
  if (product.ParentID)
    throw fail('Catalog.CannotAssignChildProduct', 'A child product is in the catalogs of its parent.')
  if (!same(place.OwnerID as string, call.marketplace) && !same(place.OwnerID as string, product.OwnerID))
    throw fail('Catalog.CannotAssignProduct', 'Only products of its owner can be put into this catalog.')
  const places = read.$places as unknown as Place[]
  if (places.some((p) => p.CategoryID === null && same(p.CatalogID, place.CatalogID))) return []
  return moveShelf(call.marketplace, product.ID as string, product.Shelf as string, [
    ...places,
    catalogPlace(place),
  ])
}

/**
 * Out of a catalogue, and so out of its categories; assignments to buyers who have no other catalogue with the product
 * go too.
 */
export function leaveCatalog(call: Call<unknown>, row: Values, read: Read): (Write | Guard)[] {
  const product = read.$product?.[0]
  if (!product || !read.$place?.[0]) return []
  const places = (read.$places as unknown as Place[]).filter((p) => !same(p.CatalogID, row.CatalogID))
  const m = call.marketplace
  const { ProductID, CatalogID } = row as { ProductID: string; CatalogID: string }
  return [
    ...moveShelf(m, product.ID as string, product.Shelf as string, places),
    {
      sql: sql`delete from category_products where Marketplace = ${m} and ProductID = ${ProductID} and CatalogID = ${CatalogID}`,
    },
    {
      sql: sql`delete from product_assignments where Marketplace = ${m} and ProductID = ${ProductID} and not exists
        (select 1 from product_catalogs pc join catalog_assignments ca on ca.Marketplace = pc.Marketplace and ca.CatalogID = pc.CatalogID
          where pc.Marketplace = ${m} and pc.ProductID = ${ProductID} and ca.BuyerID = product_assignments.BuyerID)`,
    },
  ]
}

/** Into a category; a product that is not in its catalogue yet enters that as well. */
export function enterCategory(call: Call<unknown>, row: Values, read: Read): (Write | Guard)[] {
  const [product, place] = placed(read)
  if (!place.CategoryKey) throw notFound('Category', row.CategoryID as string)
  const m = call.marketplace
  const places = read.$places as unknown as Place[]
  if (places.some((p) => same(p.CatalogID, place.CatalogID) && same(p.CategoryID, place.CategoryID)))
    return []
  const inCatalog = places.some((p) => p.CategoryID === null && same(p.CatalogID, place.CatalogID))
  const inParents =
    product.ParentID && read.$parentCatalogs?.some((c) => same(c.CatalogID as string, place.CatalogID))
  if (product.ParentID && !inParents)
    throw fail(
      'Category.CannotAssignChildProduct',
      'A child product can be put into categories of its parent’s catalogs only.',
    )
  return [
    ...(inCatalog || product.ParentID
      ? []
      : [
          {
            sql: sql`insert or ignore into product_catalogs (Marketplace, ProductID, CatalogID, Version)
              values (${m}, ${product.ID as string}, ${place.CatalogID as string}, 1)`,
          },
        ]),
    ...moveShelf(m, product.ID as string, product.Shelf as string, [
      ...places,
      ...(inCatalog ? [] : [catalogPlace(place)]),
      place as unknown as Place,
    ]),
  ]
}

/** Out of a category; the product stays in the catalogue. */
export function leaveCategory(call: Call<unknown>, row: Values, read: Read): (Write | Guard)[] {
  const product = read.$product?.[0]
  if (!product) return []
  const places = (read.$places as unknown as Place[]).filter(
    (p) => !(same(p.CatalogID, row.CatalogID) && p.CategoryID !== null && same(p.CategoryID, row.CategoryID)),
  )
  return moveShelf(call.marketplace, product.ID as string, product.Shelf as string, places)
}

/** The product and the place; their existence was checked with the row's references. */
const placed = (read: Read): [Values, Values] => [read.$product![0]!, read.$place![0]!]

const catalogPlace = (place: Values): Place => ({
  CatalogID: place.CatalogID as string,
  CatalogKey: place.CatalogKey as string,
  CategoryID: null,
  CategoryKey: null,
})
