import { createHash } from 'node:crypto'
import { plain, type Query } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'

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
  const keys = distinct(places).map(keyOf).sort()
  return createHash('sha256').update(keys.join('\n')).digest('base64url').slice(0, 22)
}

const keyOf = (p: Place) => `${p.CatalogKey}/${p.CategoryKey ?? ''}`

/** A child product may stand in a category that its parent stands in too. */
const distinct = (places: Place[]) => [...new Map(places.map((p) => [keyOf(p), p])).values()]

/** The shelf of products that stand nowhere. */
export const NOWHERE = shelfID([])

/** A product at a place. */
export type Standing = Place & { ProductID: string }

/**
 * Where products stand by rows of their own.
 * @param products a sub-select of IDs
 */
export const placesQuery = (marketplace: string, products: SQL): Query<Standing> =>
  plain(sql`select pc.ProductID, c.ID CatalogID, c.Key CatalogKey, null CategoryID, null CategoryKey from ${products} f
      cross join product_catalogs pc on pc.Marketplace = ${marketplace} and pc.ProductID = f.ID
      cross join catalogs c on c.Marketplace = pc.Marketplace and c.ID = pc.CatalogID
    union all
    select kp.ProductID, c.ID, c.Key, k.ID, k.Key from ${products} f
      cross join category_products kp on kp.Marketplace = ${marketplace} and kp.ProductID = f.ID
      cross join catalogs c on c.Marketplace = kp.Marketplace and c.ID = kp.CatalogID
      cross join categories k on k.Marketplace = kp.Marketplace and k.CatalogID = kp.CatalogID and k.ID = kp.CategoryID`)

/** Statements that move products to the shelf of their new places, with all counters concerned. */
export const moveShelf = (marketplace: string, which: SQL, places: Place[]): Write[] => [
  ...makeShelf(marketplace, shelfID(places), places),
  ...putOn(marketplace, which, shelfID(places)),
]

/** The same for a shelf that is known. */
export const putOn = (marketplace: string, which: SQL, shelf: string): Write[] => [
  recount(marketplace, which, '-'),
  { sql: sql`update products set Shelf = ${shelf} where Marketplace = ${marketplace} and ${which}` },
  recount(marketplace, which, '+'),
]

/**
 * Makes a shelf that does not exist yet. A new one is in no audience, so it moves `AccessVersion`; a known one is, and
 * does not.
 */
export function makeShelf(marketplace: string, id: string, places: Place[]): Write[] {
  const unknown = sql`not exists (select 1 from shelves where Marketplace = ${marketplace} and ID = ${id})`
  const members = JSON.stringify(distinct(places).map((p) => [p.CatalogID, p.CategoryID]))
  return [
    {
      once: true,
      sql: sql`update marketplaces set AccessVersion = AccessVersion + 1 where ID = ${marketplace} and ${unknown}`,
    },
    {
      once: true,
      sql: sql`insert into shelf_members (Marketplace, Shelf, CatalogID, CategoryID, Version)
        select ${marketplace}, ${id}, m.value ->> 0, m.value ->> 1, 1 from json_each(${members}) m where ${unknown}`,
    },
    {
      once: true,
      sql: sql`insert or ignore into shelves (Marketplace, ID, Live, Version) values (${marketplace}, ${id}, 0, 1)`,
    },
  ]
}

/**
 * Takes the live ones of some products out of their shelves' counters, or puts them in again. The plus signs keep the
 * planner from walking all that is live, or stands on the shelf, to find these few.
 */
export const recount = (marketplace: string, which: SQL, sign: '+' | '-'): Write => ({
  sql: sql`update shelves set Live = Live ${sql.raw(sign)} (select count(*) from products where Marketplace = ${marketplace}
      and ${which} and +Live = 1 and +Shelf = shelves.ID)
    where Marketplace = ${marketplace} and ID in (select Shelf from products where Marketplace = ${marketplace} and ${which} and +Live = 1)`,
})

/**
 * Recalculates which products of a set can be seen at all (their own, their parent's and their supplier's `Active`),
 * and their shelves' counters with it. Stands behind whatever changed.
 */
export const refreshLive = (marketplace: string, which: SQL): Write[] => [
  recount(marketplace, which, '-'),
  {
    sql: sql`update products set Live = (Active = 1
        and coalesce((select pp.Active from products pp where pp.Marketplace = ${marketplace} and pp.ID = products.ParentID), 1) = 1
        and coalesce((select o.Active from companies o where o.Marketplace = ${marketplace} and o.Kind = 'Supplier' and o.ID = products.OwnerID), 1) = 1)
      where Marketplace = ${marketplace} and ${which}`,
  },
  recount(marketplace, which, '+'),
]
