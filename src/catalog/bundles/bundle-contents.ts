import { type SQL, sql } from 'drizzle-orm'
import { fail } from '../../api/errors.ts'
import type { Filter } from '../../api/lists/filter.ts'
import type { ListRequest } from '../../api/lists/list.ts'
import { at } from '../../tables/columns.ts'
import type { Guard } from '../../tables/statements.ts'

/** The bundles of a marketplace, as a sub-select of IDs. */
export const bundleIDs = (m: string): SQL =>
  sql`(select b.ID from products b where b.Marketplace = ${m} and b.IsBundle = 1)`

/** The bundles a product is in, as an array of JSON: what the filter `BundleID` looks at. */
export const bundlesOf = (alias: string): SQL =>
  sql`(select json_group_array(bp.BundleID) from bundle_products bp where bp.Marketplace = ${at(alias, 'Marketplace')}
    and bp.ProductID = ${at(alias, 'ID')})`

const namesBundles = (f: Filter) =>
  f.properties.length === 1 &&
  f.properties[0]!.name === 'BundleID' &&
  f.terms.every((t) => t.op === 'eq' && !t.negate)

/** Where a list asks for the products of certain bundles, those: the filter by itself would look at every product. */
export function ofNamedBundles(m: string, request: ListRequest, alias: string): SQL | undefined {
  const filter = request.filters.find(namesBundles)
  if (!filter) return undefined
  const ids = JSON.stringify(filter.terms.map((t) => t.pieces[0]))
  return sql`${at(alias, 'ID')} in (select bp.ProductID from bundle_products bp where bp.Marketplace = ${m}
    and bp.BundleID in (select value from json_each(${ids})))`
}

const inOneBundle = (m: string, product: string, parent: string) =>
  sql`exists (select 1 from bundle_products a join bundle_products b on b.Marketplace = ${m} and b.BundleID = a.BundleID
    and b.ProductID = ${parent} where a.Marketplace = ${m} and a.ProductID = ${product})`

/** A product that gets a parent is in no bundle together with it. */
export const apartFromParent = (m: string, product: string, parent: string): Guard => ({
  guard: sql`not ${inOneBundle(m, product, parent)}`,
  else: fail('Bundle.ParentProductAssigned', `A bundle holds "${product}" and "${parent}".`),
})

/** A product that is deleted by itself is in no bundle. */
export const inNoBundle = (m: string, product: string): Guard => ({
  guard: sql`not exists (select 1 from bundle_products where Marketplace = ${m} and ProductID = ${product})`,
  else: fail('Product.CannotDeleteProductAssingedToBundle', `Product "${product}" is in a bundle.`),
})
