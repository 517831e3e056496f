import { env } from 'cloudflare:workers'

/** What a plain query makes of products and where they stand, of the tree, and of what is listed: all in one form. */
const DERIVED = `with recursive above(CatalogID, ID, AncestorID) as (
    select CatalogID, ID, ParentID from categories where Marketplace = ?1 and ParentID is not null
    union select a.CatalogID, a.ID, k.ParentID from above a join categories k on k.Marketplace = ?1 and k.CatalogID = a.CatalogID
      and k.ID = a.AncestorID where k.ParentID is not null),
  places as (select lower(p.ID) as ProductID, lower(k.CatalogID) as CatalogID, lower(k.CategoryID) as CategoryID,
      min(coalesce(k.ListOrder, 2147483647)) as Place, lower(p.OwnerID) as OwnerID, p.Name
    from products p join category_products k on k.Marketplace = p.Marketplace and k.ProductID in (p.ID, p.ParentID)
    where p.Marketplace = ?1 group by p.ID, k.CatalogID, k.CategoryID),
  derived as (select ProductID, CatalogID, CategoryID, '' as AncestorID, Place, OwnerID, Name from places
    union all select p.ProductID, p.CatalogID, p.CategoryID, lower(a.AncestorID), p.Place, p.OwnerID, p.Name
      from places p join above a on lower(a.CatalogID) = p.CatalogID and lower(a.ID) = p.CategoryID),
  listed as (select lower(ProductID), lower(CatalogID), lower(CategoryID), '', Place, lower(OwnerID), Name
      from listed_products where Marketplace = ?1
    union all select lower(ProductID), lower(CatalogID), lower(CategoryID), lower(AncestorID), Place, lower(OwnerID), Name
      from branch_products where Marketplace = ?1)`

/** Rows of `listed_products` and `branch_products` that are not as they follow from others, or are missing. */
export async function misListed(marketplace: string): Promise<unknown[]> {
  const { results } = await env.DB.prepare(
    `${DERIVED} select * from (select 'missing', * from derived except select 'missing', * from listed)
      union all select * from (select 'wrong', * from listed except select 'wrong', * from derived)`,
  )
    .bind(marketplace)
    .all()
  return results
}
