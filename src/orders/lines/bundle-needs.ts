import { type ApiError, fail } from '../../api/errors.ts'
import type { Fact } from '../../store/fact.ts'
import { bundleProducts } from '../../tables/catalog/bundles.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'
import type { LineRow } from '../state/order-state.ts'
import { ofProduct, rowsBy } from '../state/rows-by.ts'
import { itemsOf } from './bundle-headings.ts'

/** A product that a bundle holds. */
export interface Content {
  BundleID: string
  ProductID: string
  Required: boolean
  DefaultQuantity: number | null
}

/**
 * What bundles hold. What relies on it needs them to hold just that still.
 * @param bundleIDs a sub-select
 */
export const contentsOf = (marketplace: string, bundleIDs: SQL): Fact<Content> => {
  const held = sql`bundle_products c where c.Marketplace = ${marketplace} and c.BundleID`
  return {
    sql: sql`select c.BundleID, c.ProductID, c.Required, c.DefaultQuantity from ${held} in ${bundleIDs}`,
    decode: (row) => decodeRow(bundleProducts, row),
    holds: (contents) => {
      const read = JSON.stringify(
        contents.map((c) => [c.BundleID, c.ProductID, c.Required ? 1 : 0, c.DefaultQuantity]),
      )
      return sql`(select count(*) from ${held} in ${bundleIDs}) = ${contents.length} and not exists (select 1 from json_each(${read}) j
        where not exists (select 1 from ${held} = j.value ->> 0 and c.ProductID = j.value ->> 1
          and c.Required = j.value ->> 2 and c.DefaultQuantity is j.value ->> 3))`
    },
  }
}

/** Bundles on an order, as a sub-select of their IDs. */
export const bundlesOn = (marketplace: string, key: SQL): SQL =>
  sql`(select ProductID from line_items where Marketplace = ${marketplace} and OrderKey = ${key} and IsBundle = 1)`

/** What of a bundle a product is: itself, or its parent, of which the shopper picks a child. */
export const contentOf = <C extends Pick<Content, 'ProductID'>>(
  product: { ID: string | null; ParentID?: string | null },
  contents: readonly C[],
): C | undefined =>
  ofProduct(contents, product.ID)[0] ??
  (product.ParentID ? ofProduct(contents, product.ParentID)[0] : undefined)

const ofBundle = rowsBy('BundleID')
const held = (heading: LineRow, contents: readonly Content[]) => ofBundle(contents, heading.ProductID)

const contentOfLine = (line: LineRow, contents: readonly Content[]) =>
  contentOf({ ID: line.ProductID, ParentID: line.LiveProduct?.ParentID }, contents)

/**
 * What of a bundle on an order is not as it is sold now: items that it does not hold any more, and products that it must
 * be bought with by now.
 */
export function bundleErrors(
  heading: LineRow,
  lines: readonly LineRow[],
  contents: readonly Content[],
): ApiError[] {
  const own = held(heading, contents)
  const items = itemsOf(heading, lines)
  const had = new Set(items.map((item) => contentOfLine(item, own)))
  return [
    ...items
      .filter((item) => !contentOfLine(item, own))
      .map(({ ProductID, ID }) =>
        fail('Bundle.ProductNotAssigned', `Product "${ProductID}" is not in this bundle.`, {
          ProductID,
          LineItemID: ID,
        }),
      ),
    ...own
      .filter((content) => content.Required && !had.has(content))
      .map(({ ProductID }) =>
        fail('Bundle.RequiredBundleItemMissing', `The bundle is bought with "${ProductID}".`, {
          ProductID,
          LineItemID: heading.ID,
        }),
      ),
  ]
}

/**
 * The lines of an order that stay when some go. The lines of a bundle go with its heading, and with an item that it must
 * be bought with (as the bundle says now; where it does not hold the product any more, as it said when it was bought); a
 * heading does not stay without items.
 */
export function linesLeft(
  lines: readonly LineRow[],
  contents: readonly Content[],
  goes: (line: LineRow) => boolean,
): LineRow[] {
  const gone = new Set(lines.filter(goes))
  for (const heading of lines.filter((l) => l.IsBundle)) {
    const items = itemsOf(heading, lines)
    const own = held(heading, contents)
    const needed = (item: LineRow) => contentOfLine(item, own)?.Required ?? item.NeededByBundle
    if (gone.has(heading) || items.every((i) => gone.has(i)) || items.some((i) => gone.has(i) && needed(i)))
      for (const line of [heading, ...items]) gone.add(line)
  }
  return lines.filter((l) => !gone.has(l))
}
