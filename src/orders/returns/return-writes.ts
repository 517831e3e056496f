import { deletion, renaming } from '../../store/references.ts'
import { insert, knowing, update } from '../../store/rows.ts'
import { orderReturns } from '../../tables/fulfillment/order-returns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { kinOf } from '../operation/order-rows.ts'
import { changed } from '../operation/row-writes.ts'
import { goneFrom, type LineRow, type ReturnRow, storedAs } from '../state/order-state.ts'

/** Returns of an order that are new, that differ, and that have gone; each under its version, since a line's rename moves it. */
export function returnWrites(
  marketplace: string,
  before: readonly ReturnRow[],
  after: readonly ReturnRow[],
): Written[] {
  const storedOf = storedAs(before)
  const writes = after.flatMap((row): Written[] => {
    const stored = storedOf(row)
    if (!stored) return [insert(orderReturns, marketplace, row)]
    const columns = changed(orderReturns, stored, row)
    if (Object.keys(columns).length === 0) return []
    return [
      ...knowing(stored, [update(orderReturns, marketplace, { ID: stored.ID }, stored.Version, columns)]),
      ...(columns.ID === undefined ? [] : renaming(orderReturns, marketplace, {}, [[stored.ID, row.ID]])),
    ]
  })
  return [
    ...writes,
    ...goneFrom([...before], [...after]).flatMap(({ ID }) => deletion(orderReturns, marketplace, { ID }, ID)),
  ]
}

/** What returns say of a line follows it. */
export function itemsToReturnRenamed(marketplace: string, { OrderKey, ID }: LineRow, to: string): SQL {
  const isLine = sql`i.value ->> 'LineItemID' = ${ID} collate nocase`
  return sql`update order_returns set Version = Version + 1, ItemsToReturn = (select json_group_array(
      json(iif(${isLine}, json_set(i.value, '$.LineItemID', ${to}), i.value))) from json_each(ItemsToReturn) i)
    where Marketplace = ${marketplace} and OrderKey in (${kinOf(marketplace, sql`${OrderKey}`)}) and exists (select 1 from json_each(ItemsToReturn) i where ${isLine})`
}
