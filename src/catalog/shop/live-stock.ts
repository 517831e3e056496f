import type { Call } from '../../store/call.ts'
import type { Query } from '../../store/sql/sql.ts'
import { inventoryParts } from '../../tables/catalog/families.ts'
import { products } from '../../tables/catalog/products.ts'
import { columnsAt } from '../../tables/catalog/recorded-stock.ts'
import { jsonObject } from '../../tables/columns.ts'
import { sql } from '../../tables/sql.ts'
import { decodeRow } from '../../tables/table.ts'
import { inventoryOf, joinParent, parent, recordedInFamily, withParent } from '../products/shown-columns.ts'
import type { ShownProduct } from './known-products.ts'
import { product } from './visible-products.ts'

/** What a product has in stock by now. */
interface LiveStock {
  ID: string
  Inventory: ReturnType<typeof inventoryOf>
}

type Shown = Record<string, unknown>

const parts = [...inventoryParts, 'VariantQuantity'] as const
const own = sql.list(
  columnsAt(product.alias, parts).map(([name, column]) => sql`${column} as ${sql.identifier(name)}`),
)
const above = jsonObject(columnsAt(parent.alias, inventoryParts))

/** The products of an answer of which stock is kept. Which these are, moves the catalogue's version. */
export const stockedIn = (products: readonly ShownProduct[]): string[] =>
  products.flatMap(({ ID, shown }) => (shown.Inventory ? [ID] : []))

/**
 * What products have in stock, as the caller sees it; nothing while the marketplace's stock is of a version that is known.
 */
export function liveStock(
  { marketplace, caller }: Call,
  ids: readonly string[],
  known: number | null,
): Query<LiveStock> {
  const seen = recordedInFamily({ buyer: sql`${caller.company}`, user: sql`${caller.user}` })
  return {
    sql: sql`select ${product.ID} as ID, ${own}, ${seen(product.alias)} as Recorded, iif(${parent.ID} is null, null, ${above}) as Parent
      from json_each(${JSON.stringify(ids)}) named cross join ${product.from} ${joinParent(product.alias)}
      where (select StockVersion from marketplaces where ID = ${marketplace}) is not ${known}
        and ${product.here(marketplace)} and ${product.ID} = named.value`,
    decode: (row) => ({ ID: String(row.ID), Inventory: inventoryOf(withParent(decodeRow(products, row))) }),
  }
}

/** An answer, of one product or a page of them, with what they have by now. */
export function withStock(answer: object, stock: readonly LiveStock[]): object {
  const byID = new Map(stock.map(({ ID, Inventory }) => [ID, Inventory]))
  const renewed = (shown: Shown): Shown => {
    const Inventory = byID.get(String(shown.ID))
    return Inventory === undefined ? shown : { ...shown, Inventory }
  }
  return 'Items' in answer
    ? { ...answer, Items: (answer.Items as Shown[]).map(renewed) }
    : renewed(answer as Shown)
}
