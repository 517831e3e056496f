import { isForBuyer } from '../../tables/organizations/parties.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/**
 * Where the discounts of an audience are found, as a select of rows: under nothing, for those on everything; under a
 * product's row; and under each shelf that the audience reaches in their catalogue, or in a category or any below it.
 */
export function discountTargets(
  marketplace: string,
  { Company, UserID }: Record<'Company' | 'UserID', string>,
  audience: string,
): SQL {
  const here = (alias: string) => sql`${sql.identifier(alias)}.Marketplace = ${marketplace}`
  const reached = sql`audience_shelves s where ${here('s')} and s.Audience = ${audience} and s.CatalogID = g.CatalogID`
  return sql`with recursive given as (select distinct d.* from discount_assignments td cross join discounts d
      where ${here('td')} and ${isForBuyer('td', marketplace, Company)} and ${here('d')} and d.ID = td.DiscountID
        and (td.UserGroupID is null or td.UserGroupID in (select m.UserGroupID from group_members m
          where ${here('m')} and m.Kind = 'Buyer' and m.Company = ${Company} and m.UserID = ${UserID}))),
    placed(ID, CatalogID, CategoryID) as (select ID, CatalogID, CategoryID from given where CategoryID is not null
      union select g.ID, g.CatalogID, k.ID from placed g cross join categories k
        on ${here('k')} and k.CatalogID = g.CatalogID and k.ParentID = g.CategoryID)
    select distinct ${marketplace}, ${audience}, Target, ID, 1 from (
      select g.ID, coalesce((select cast(p.RowKey as text) from products p where ${here('p')} and p.ID = g.ProductID), '') as Target
        from given g where g.CatalogID is null
      union all select g.ID, s.Shelf from given g cross join ${reached} and g.CategoryID is null
      union all select g.ID, sm.Shelf from placed g cross join shelf_members sm on ${here('sm')} and sm.CatalogID = g.CatalogID
        and sm.CategoryID = g.CategoryID cross join ${reached} and s.Shelf = sm.Shelf)`
}
