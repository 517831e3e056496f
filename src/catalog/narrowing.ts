import { fail } from '../api/errors.ts'
import { text } from '../api/field.ts'
import type { Call } from '../store/call.ts'
import { and } from '../store/sql/sql.ts'
import { at } from '../tables/columns.ts'
import { isForBuyer } from '../tables/organizations/parties.ts'
import { type SQL, sql } from '../tables/sql.ts'

/** A parameter that a leading `!` negates. */
function negatable(value: string | null | undefined, condition: (id: string) => SQL): SQL | undefined {
  if (!value) return undefined
  return value.startsWith('!') ? sql`not ${condition(value.slice(1))}` : condition(value)
}

const rootOf = (alias: string) => sql`coalesce(${at(alias, 'ParentID')}, ${at(alias, 'ID')})`

/** The parameters of a list of products, or bundles. */
export const narrowing = { catalogID: text(101), categoryID: text(101), supplierID: text(101) }

/** Products of a catalogue, category or supplier, as the list's own parameters say. */
export function narrowed({ caller, marketplace, query }: Call): SQL | undefined {
  const { catalogID, categoryID, supplierID } = query
  if (categoryID && (!catalogID || catalogID.startsWith('!')))
    throw fail('Product.CategoryFilterRequiresCatalogID', 'categoryID needs a catalogID.')
  return and(
    caller.kind === 'Supplier' ? sql`t.OwnerID = ${caller.company}` : undefined,
    // Found by the shelves of the buyer's catalogues, active or not: the marketplace may have many others.
    caller.kind === 'Buyer'
      ? sql`t.Live in (0, 1) and t.Shelf in (select sm.Shelf from catalog_assignments ca cross join shelf_members sm
          on sm.Marketplace = ${marketplace} and sm.CatalogID = ca.CatalogID where ca.Marketplace = ${marketplace} and ${isForBuyer('ca', marketplace, caller.company)})`
      : undefined,
    negatable(
      catalogID,
      (c) =>
        sql`exists (select 1 from product_catalogs pc where pc.Marketplace = ${marketplace} and pc.ProductID = ${rootOf('t')} and pc.CatalogID = ${c})`,
    ),
    negatable(
      categoryID,
      (
        k,
      ) => sql`exists (select 1 from category_products kp where kp.Marketplace = ${marketplace} and kp.CatalogID = ${catalogID} and kp.CategoryID = ${k}
        and kp.ProductID in (t.ID, t.ParentID))`,
    ),
    negatable(
      supplierID,
      (s) =>
        sql`(t.OwnerID = ${s} or exists (select 1 from product_suppliers px where px.Marketplace = ${marketplace} and px.ProductID = t.ID and px.SupplierID = ${s}))`,
    ),
  )
}
