import { carriedBy } from '../../tables/catalog/catalogs.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'

/**
 * Assignments of products to buyers who have no catalogue with them any more go.
 * @param which of the assignments, over `product_assignments`
 * @param stays which assignments `ca` of catalogues remain; all that are there, unless some are about to go
 */
export const dropUncarried = (marketplace: string, which: SQL, stays?: SQL): Write => ({
  sql: sql`delete from product_assignments where Marketplace = ${marketplace} and ${which} and not exists
    (select 1 from products p where p.Marketplace = ${marketplace} and p.ID = product_assignments.ProductID
      and ${carriedBy('p', marketplace, sql`product_assignments.BuyerID`, stays)})`,
})

/** Assignments to the buyers of a group, over `product_assignments`. */
export const buyersOfGroup = (marketplace: string, groupID: string): SQL =>
  sql`BuyerID in (select o.ID from companies o where o.Marketplace = ${marketplace} and o.Kind = 'Buyer' and o.GroupID = ${groupID})`

/** The same of buyers (by a condition over `product_assignments`) who are given a catalogue no longer. */
export const leftToBuyers = (marketplace: string, catalogID: string, buyers: SQL): Write =>
  dropUncarried(
    marketplace,
    sql`${buyers} and exists (select 1 from products p join product_catalogs x on x.Marketplace = ${marketplace}
      and x.ProductID = coalesce(p.ParentID, p.ID) and x.CatalogID = ${catalogID}
      where p.Marketplace = ${marketplace} and p.ID = product_assignments.ProductID)`,
  )

/**
 * The same of catalogues that are about to be deleted.
 * @param catalogs their IDs, as a select
 */
export const leftToAll = (marketplace: string, catalogs: SQL): Write => {
  const held = sql`product_catalogs x where x.Marketplace = ${marketplace} and x.CatalogID in (${catalogs})`
  return dropUncarried(
    marketplace,
    sql`ProductID in (select x.ProductID from ${held} union all select c.ID from products c
      where c.Marketplace = ${marketplace} and c.ParentID in (select x.ProductID from ${held}))`,
    sql`ca.CatalogID not in (${catalogs})`,
  )
}
