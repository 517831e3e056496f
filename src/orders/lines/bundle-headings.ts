import { fail, invalid } from '../../api/errors.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { neededBy } from '../../tables/orders/line-items.ts'
import { sql } from '../../tables/sql.ts'
import type { NamedOrder } from '../operation/named-order.ts'
import type { LineRow } from '../state/order-state.ts'
import { rowsBy } from '../state/rows-by.ts'

/** A bundle on an order is a heading line, which costs nothing, and a line for each of its items. */
export const itemsOf = (heading: Pick<LineRow, 'ID'>, lines: readonly LineRow[]): LineRow[] =>
  inBundle(lines, heading.ID)

const inBundle = rowsBy('BundleItemID')

/** A heading is always one, free, and taken from no stock. */
export function refuseForHeading(changed: readonly string[]): void {
  const property = ['Quantity', 'UnitPrice', 'Specs', 'InventoryRecordID'].find((name) =>
    changed.includes(name),
  )
  if (property) throw invalid(property, 'Rule', `${property} of a bundle’s own line cannot be changed.`)
}

/** Whether a line is one that its bundle must be bought with: one row if it is. */
export const requiredItem = (
  { marketplace, key }: NamedOrder,
  lineItemID: string | undefined,
): Query<unknown> =>
  plain(sql`select 1 from line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${key} and l.ID = ${lineItemID}
    and ${neededBy(marketplace, 'l')}`)

/** Lines of a bundle are removed with it and not one by one. */
export function refusePartOfBundle(line: LineRow, required: boolean): void {
  if (line.IsBundle) throw fail('LineItem.CannotRemoveBundle', 'Remove the bundle instead.')
  if (line.BundleItemID === null) return
  throw required
    ? fail('LineItem.CannotRemoveRequiredBundleItem', 'The bundle is bought with this item.')
    : fail('LineItem.CannotRemoveBundleItem', 'Remove the bundle instead.')
}

/** What has left cannot be removed any more. */
export function refuseShipped(lines: LineRow[]): void {
  if (lines.some((l) => l.QuantityShipped > 0))
    throw invalid('LineItems', 'Rule', 'A line that has been shipped cannot be removed.')
}
