import type { Filter } from '../../api/lists/filter.ts'
import type { ListRequest } from '../../api/lists/list.ts'
import { and } from '../../store/sql/sql.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { ofNamedBundles } from '../bundles/bundle-contents.ts'

/** What a product names and may have of its parent. */
const LINKS = ['DefaultPriceScheduleID', 'DefaultSupplierID'] as const

/**
 * Where a list asks for the products of certain bundles, price schedules or suppliers, those, found by index: the
 * filters by themselves would look at every product.
 */
export function namedProducts(marketplace: string, request: ListRequest, alias: string): SQL | undefined {
  const found = [
    ofNamedBundles(marketplace, request, alias),
    ...request.filters.map((f) => ofNamedLinks(marketplace, f, alias)),
  ].filter((condition) => condition !== undefined)
  return found.length > 0 ? and(...found) : undefined
}

/** The products that name certain objects, and the child products of those: some of these name others. */
function ofNamedLinks(
  marketplace: string,
  { properties: [property, ...more], terms }: Filter,
  alias: string,
) {
  const link = LINKS.find((name) => name === property?.name)
  if (!link || more.length > 0 || !terms.every((t) => t.op === 'eq' && !t.negate)) return undefined
  const ids = JSON.stringify(terms.map((t) => t.pieces[0]))
  const naming = sql`l.Marketplace = ${marketplace} and ${at('l', link)} in (select value from json_each(${ids}))`
  return sql`${at(alias, 'ID')} in (select l.ID from products l where ${naming}
    union all select c.ID from products l cross join products c on c.Marketplace = ${marketplace} and c.ParentID = l.ID where ${naming})`
}
