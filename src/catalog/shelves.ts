import { createHash } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import { count, hidden, ref, required, text } from '../api/field.ts'
import type { Query } from '../api/sql.ts'
import { type Table, table } from '../api/table.ts'
import type { Guard, Write } from '../store/rows.ts'
import { catalogs } from './catalogs.ts'
import { categories } from './categories.ts'

/**
 * A shelf is one distinct combination of catalogues and categories that products stand in. What a shopper may see is
 * resolved per shelf, of which there are few, and not per product. `Live` counts its products that can be seen at all.
 */
export const shelves = table('shelves', {
  keys: ['ID'],
  fields: { Live: count() },
})

/** Where the products of a shelf stand; `CategoryID` is null for the catalogue itself. */
export const shelfMembers = table('shelf_members', {
  keys: ['Shelf', 'CatalogID', 'CategoryID'],
  fields: { CatalogID: required(ref('Catalog')), CategoryID: hidden(text()) },
  references: [
    { columns: ['CatalogID'], to: (): Table => catalogs, onDelete: 'remove' },
    { columns: ['CatalogID', 'CategoryID'], to: (): Table => categories, onDelete: 'remove' },
  ],
})

/** One place a product stands in; keys are the immutable ones of catalogue and category. */
export interface Place {
  CatalogID: string
  CatalogKey: string
  CategoryID: string | null
  CategoryKey: string | null
}

/**
 * The ID of a shelf: a hash over immutable keys, so that a renamed or re-made category never meets an older shelf.
 * (A deleted category leaves its shelves with one member less; no new combination can have their hash.)
 */
export function shelfID(places: Place[]): string {
  const keys = places.map((p) => `${p.CatalogKey}/${p.CategoryKey ?? ''}`).sort()
  return createHash('sha256').update(keys.join('\n')).digest('base64url').slice(0, 22)
}

/** The shelf of products that stand nowhere. */
export const NOWHERE = shelfID([])

/** Where a product stands now. */
export const placesQuery = (marketplace: string, productID: string): Query<Place> => ({
  sql: sql`select c.ID CatalogID, c.Key CatalogKey, null CategoryID, null CategoryKey from product_catalogs pc
      join catalogs c on c.Marketplace = pc.Marketplace and c.ID = pc.CatalogID
      where pc.Marketplace = ${marketplace} and pc.ProductID = ${productID}
    union all
    select c.ID, c.Key, k.ID, k.Key from category_products kp
      join catalogs c on c.Marketplace = kp.Marketplace and c.ID = kp.CatalogID
      join categories k on k.Marketplace = kp.Marketplace and k.CatalogID = kp.CatalogID and k.ID = kp.CategoryID
      where kp.Marketplace = ${marketplace} and kp.ProductID = ${productID}`,
  decode: (row) => row as unknown as Place,
})

/** A product's present shelf, and whether a shelf it may move to exists. */
export const shelfOfQuery = (
  marketplace: string,
  productID: string,
): Query<{ ID: string; Shelf: string }> => ({
  sql: sql`select ID, Shelf from products where Marketplace = ${marketplace} and ID = ${productID}`,
  decode: (row) => row as { ID: string; Shelf: string },
})

/**
 * Statements that move a product (and its child products) to the shelf of its new places, with both counters. The
 * guard on the present shelf makes two changes of one product's places see each other.
 */
export function moveShelf(
  marketplace: string,
  productID: string,
  from: string,
  places: Place[],
): (Write | Guard)[] {
  const to = shelfID(places)
  if (to === from) return [{ guard: stillOn(marketplace, productID, from) }]
  const family = sql`Marketplace = ${marketplace} and (ID = ${productID} or ParentID = ${productID})`
  const live = sql`(select count(*) from products where ${family} and Live = 1)`
  return [
    { guard: stillOn(marketplace, productID, from) },
    ...makeShelf(marketplace, to, places),
    {
      sql: sql`update shelves set Live = Live - ${live} where Marketplace = ${marketplace} and ID = ${from}`,
    },
    { sql: sql`update shelves set Live = Live + ${live} where Marketplace = ${marketplace} and ID = ${to}` },
    { sql: sql`update products set Shelf = ${to} where ${family}` },
  ]
}

const stillOn = (marketplace: string, productID: string, shelf: string): SQL =>
  sql`exists (select 1 from products where Marketplace = ${marketplace} and ID = ${productID} and Shelf = ${shelf})`

/**
 * Makes a shelf that does not exist yet. A new one is in no audience, so it moves `AccessVersion`; a known one is, and
 * does not.
 */
export function makeShelf(marketplace: string, id: string, places: Place[]): Write[] {
  const unknown = sql`not exists (select 1 from shelves where Marketplace = ${marketplace} and ID = ${id})`
  const members = JSON.stringify(places.map((p) => [p.CatalogID, p.CategoryID]))
  return [
    {
      sql: sql`update marketplaces set AccessVersion = AccessVersion + 1 where ID = ${marketplace} and ${unknown}`,
    },
    {
      sql: sql`insert into shelf_members (Marketplace, Shelf, CatalogID, CategoryID, Version)
        select ${marketplace}, ${id}, m.value ->> 0, m.value ->> 1, 1 from json_each(${members}) m where ${unknown}`,
    },
    {
      sql: sql`insert or ignore into shelves (Marketplace, ID, Live, Version) values (${marketplace}, ${id}, 0, 1)`,
    },
  ]
}

/**
 * Recalculates which products of a set can be seen at all (their own, their parent's and their supplier's `Active`),
 * and their shelves' counters with it. Stands behind whatever changed.
 */
export function refreshLive(marketplace: string, which: SQL): Write[] {
  const count = (sign: '+' | '-') => ({
    sql: sql`update shelves set Live = Live ${sql.raw(sign)} (select count(*) from products where Marketplace = ${marketplace}
        and ${which} and Live = 1 and Shelf = shelves.ID)
      where Marketplace = ${marketplace} and ID in (select Shelf from products where Marketplace = ${marketplace} and ${which} and Live = 1)`,
  })
  return [
    count('-'),
    {
      sql: sql`update products set Live = (Active = 1
          and coalesce((select pp.Active from products pp where pp.Marketplace = ${marketplace} and pp.ID = products.ParentID), 1) = 1
          and coalesce((select o.Active from companies o where o.Marketplace = ${marketplace} and o.Kind = 'Supplier' and o.ID = products.OwnerID), 1) = 1)
        where Marketplace = ${marketplace} and ${which}`,
    },
    count('+'),
  ]
}
