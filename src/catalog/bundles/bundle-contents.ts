import { fail, notFound } from '../../api/errors.ts'
import type { Filter } from '../../api/lists/filter.ts'
import type { ListRequest } from '../../api/lists/list.ts'
import { sameIgnoringCase } from '../../api/names.ts'
import type { Call } from '../../store/call.ts'
import { type Fact, needed, refusing } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Guard } from '../../tables/statements.ts'

/** The bundles of a marketplace, as a sub-select of IDs. */
export const bundleIDs = (marketplace: string): SQL =>
  sql`(select b.ID from products b where b.Marketplace = ${marketplace} and b.IsBundle = 1)`

interface Bundle {
  ID: string
  OwnerID: string
}

/** The bundle that a path or body names: a product that is one. */
export const bundleNamed = (marketplace: string, bundleID: string | null = null): Fact<Bundle> =>
  // A bundle remains one, and keeps its owner; rows that name it have a key to it.
  needed(
    plain(sql`select b.ID, b.OwnerID from products b where b.Marketplace = ${marketplace}
      and b.ID = ${bundleID} and +b.IsBundle = 1`),
    notFound('Bundle', bundleID),
  )

/** The same, which must be the caller's to change. */
export const ownBundle = ({ marketplace, caller }: Call, bundleID?: string): Fact<Bundle> =>
  refusing(bundleNamed(marketplace, bundleID), ({ OwnerID }) =>
    caller.kind === 'Seller' || sameIgnoringCase(OwnerID, caller.company)
      ? undefined
      : fail('Product.CannotModify', 'Bundle belongs to another organization.'),
  )

/** The bundles a product is in, as an array of JSON: what the filter `BundleID` looks at. */
export const bundlesOf = (alias: string): SQL =>
  sql`(select json_group_array(bp.BundleID) from bundle_products bp where bp.Marketplace = ${at(alias, 'Marketplace')}
    and bp.ProductID = ${at(alias, 'ID')})`

const namesBundles = (f: Filter) =>
  f.properties.length === 1 &&
  f.properties[0]!.name === 'BundleID' &&
  f.terms.every((t) => t.op === 'eq' && !t.negate)

/** Where a list asks for the products of certain bundles, those: the filter by itself would look at every product. */
export function ofNamedBundles(marketplace: string, request: ListRequest, alias: string): SQL | undefined {
  const filter = request.filters.find(namesBundles)
  if (!filter) return undefined
  const ids = JSON.stringify(filter.terms.map((t) => t.pieces[0]))
  return sql`${at(alias, 'ID')} in (select bp.ProductID from bundle_products bp where bp.Marketplace = ${marketplace}
    and bp.BundleID in (select value from json_each(${ids})))`
}

const inOneBundle = (marketplace: string, product: string, parent: string) =>
  sql`exists (select 1 from bundle_products a join bundle_products b on b.Marketplace = ${marketplace} and b.BundleID = a.BundleID
    and b.ProductID = ${parent} where a.Marketplace = ${marketplace} and a.ProductID = ${product})`

/** A product that gets a parent is in no bundle together with it. */
export const apartFromParent = (marketplace: string, product: string, parent: string): Guard => ({
  guard: sql`not ${inOneBundle(marketplace, product, parent)}`,
  else: fail('Bundle.ParentProductAssigned', `A bundle holds "${product}" and "${parent}".`),
})

/** A product that is deleted by itself is in no bundle. */
export const inNoBundle = (marketplace: string, product: string): Guard => ({
  guard: sql`not exists (select 1 from bundle_products where Marketplace = ${marketplace} and ProductID = ${product})`,
  else: fail('Product.CannotDeleteProductAssingedToBundle', `Product "${product}" is in a bundle.`),
})
