import { type SQL, sql } from 'drizzle-orm'
import type { Write } from '../../tables/statements.ts'

/**
 * Assignments of products to buyers who have no catalogue with them any more go. (A child product is in its parent's.)
 * @param which of the assignments, over `product_assignments`
 * @param stays which catalogues remain, over their products `pc`; all that are there, unless some are about to go
 */
export const dropUncarried = (m: string, which: SQL, stays: SQL = sql`1`): Write => ({
  sql: sql`delete from product_assignments where Marketplace = ${m} and ${which} and not exists
    (select 1 from products p join product_catalogs pc on pc.Marketplace = ${m} and pc.ProductID = coalesce(p.ParentID, p.ID)
        join catalog_assignments ca on ca.Marketplace = ${m} and ca.CatalogID = pc.CatalogID and ca.BuyerID = product_assignments.BuyerID
      where p.Marketplace = ${m} and p.ID = product_assignments.ProductID and ${stays})`,
})

/** The same of a buyer that is given a catalogue no longer. */
export const leftToBuyer = (m: string, catalogID: string, buyerID: string): Write =>
  dropUncarried(
    m,
    sql`BuyerID = ${buyerID} and exists (select 1 from products p join product_catalogs x on x.Marketplace = ${m}
      and x.ProductID = coalesce(p.ParentID, p.ID) and x.CatalogID = ${catalogID}
      where p.Marketplace = ${m} and p.ID = product_assignments.ProductID)`,
  )

/**
 * The same of catalogues that are about to be deleted.
 * @param catalogs their IDs, as a select
 */
export const leftToAll = (m: string, catalogs: SQL): Write => {
  const held = sql`product_catalogs x where x.Marketplace = ${m} and x.CatalogID in (${catalogs})`
  return dropUncarried(
    m,
    sql`ProductID in (select x.ProductID from ${held} union all select c.ID from products c
      where c.Marketplace = ${m} and c.ParentID in (select x.ProductID from ${held}))`,
    sql`pc.CatalogID not in (${catalogs})`,
  )
}
