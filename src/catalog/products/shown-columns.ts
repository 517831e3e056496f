import type { Property } from '../../api/lists/filter.ts'
import { hasName } from '../../store/sql/json-path.ts'
import { as } from '../../tables/alias.ts'
import { inherit, inherited, type inventoryParts, passedOn } from '../../tables/catalog/families.ts'
import { products } from '../../tables/catalog/products.ts'
import {
  columnsAt,
  type OfProduct,
  ofProduct,
  type RecordParty,
  recorded,
  sumOfRecords,
} from '../../tables/catalog/recorded-stock.ts'
import { at, jsonObject } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'

/** What those inventory records of a product hold together that a buyer's user sees. */
export const recordedFor =
  (party: RecordParty): OfProduct =>
  (alias) =>
    recorded(alias, party)

/** The parent of a product, where it stands beside it: `joinParent` puts it among the tables. */
export const parent = as(products, 'pp')

/** The same of a product beside its `parent`: what the one of them that keeps the stock has. */
export const recordedInFamily =
  (party: RecordParty): OfProduct =>
  (alias) => {
    const kept = (column: 'ID' | 'RecordCount') =>
      sql`iif(${at(alias, 'InventoryEnabled')} is null, ${parent[column]}, ${at(alias, column)})`
    return sumOfRecords(sql`coalesce(${kept('RecordCount')}, 0)`, ofProduct(alias, kept('ID')), party)
  }

/** For those who do not show stock. */
export const notRecorded: OfProduct = () => sql`null`

/** All that a child product takes of the `parent` that stands beside it, but for what records hold. */
export const parentBeside: OfProduct = () =>
  sql`iif(${parent.ID} is null, null, ${jsonObject(columnsAt(parent.alias, passedOn))})`

/**
 * A product and its parent as a table: `Relative` is the ID, `Above` is 1 for the parent. (`in (ID, ParentID)` would make
 * an index for each product.)
 */
export const family = (alias: string): SQL =>
  sql`(select ${at(alias, 'ID')} as Relative, 0 as Above union all select ${at(alias, 'ParentID')}, 1 where ${at(alias, 'ParentID')} is not null)`

/** Whether a supplier is related to a product, or to its parent: it may sell what the marketplace owner or itself said. */
export const soldBy = (alias: string, supplier: SQL): SQL =>
  sql`exists (select 1 from ${family(alias)} cross join product_suppliers px where px.Marketplace = ${at(alias, 'Marketplace')}
    and px.ProductID = Relative and px.SupplierID = ${supplier})`

/** The parent beside the product, for filters and sorts; it is looked up only where a statement uses it. */
export const joinParent = (alias: string): SQL =>
  sql`left join ${parent.from} on ${parent.here(at(alias, 'Marketplace'))} and ${parent.ID} = ${at(alias, 'ParentID')}`

/** The columns behind `Inventory`, by its own property names. */
const inventoryColumns: Record<string, string> = {
  Enabled: 'InventoryEnabled',
  NotificationPoint: 'NotificationPoint',
  VariantLevelTracking: 'VariantLevelTracking',
  OrderCanExceed: 'OrderCanExceed',
  QuantityAvailable: 'QuantityAvailable',
  LastUpdated: 'InventoryUpdated',
}

/**
 * Where filters and sorts find the properties of a product that are not columns of their own name, or show the
 * parent's value: `joinParent` must be among the tables.
 */
export function locateProduct(property: Property, alias: string, stock: OfProduct): SQL | undefined {
  const [head, below] = property.name.split('.') as [string, string?]
  if (head === 'Inventory')
    return locateInventory(below ? inventoryColumns[below]! : 'InventoryEnabled', alias, stock)
  if (head === 'Active') return sql`min(${at(alias, 'Active')}, coalesce(${parent.Active}, 1))`
  if (head === 'xp') {
    const [key] = property.path
    return key === undefined
      ? mergedXp(at(alias, 'xp'))
      : sql`iif(${hasName(at(alias, 'xp'), key)}, ${at(alias, 'xp')}, ${parent.xp})`
  }
  return inherited.some((name) => name === head)
    ? sql`(coalesce(${at(alias, head)}, ${at(parent.alias, head)}) collate nocase)`
    : undefined
}

/** All of xp that a product shows: the keys of its parent too that it does not have, be they null. */
function mergedXp(own: SQL): SQL {
  const entries = (json: SQL) => sql`select e.key, e.type, e.value, e.atom from json_each(${json}) e`
  const shown = sql`${entries(own)} union all ${entries(parent.xp)} where not exists (select 1 from json_each(${own}) o where o.key = e.key)`
  return sql`iif(${own} is null or ${parent.xp} is null, coalesce(${own}, ${parent.xp}), (select json_group_object(key, json(case
    when type in ('object', 'array') then value when type in ('true', 'false', 'null') then type else json_quote(atom) end)) from (${shown})))`
}

function locateInventory(column: string, alias: string, stock: OfProduct): SQL {
  const value = (of: string) =>
    column === 'QuantityAvailable'
      ? sql`iif(${at(of, 'InventoryEnabled')} is null, null,
          coalesce(${stock(of)}, iif(${at(of, 'VariantLevelTracking')}, ${at(of, 'VariantQuantity')}, ${at(of, column)}), iif(${at(of, 'InventoryEnabled')} = 1, 0, null)))`
      : at(of, column)
  return sql`iif(${at(alias, 'InventoryEnabled')} is null, ${value(parent.alias)}, ${value(alias)})`
}

/** What the inventory object of a product is made of. */
type Stock = Pick<Row<typeof products>, (typeof inventoryParts)[number] | 'VariantQuantity' | 'Recorded'>

/**
 * The inventory object of a row: null where the product has none, a quantity of 0 where tracking has none yet; what its
 * records hold together, or else, tracked by them, its variants.
 */
export function inventoryOf(row: Stock) {
  if (row.InventoryEnabled === null) return null
  const quantity = row.Recorded ?? (row.VariantLevelTracking ? row.VariantQuantity : row.QuantityAvailable)
  return {
    Enabled: row.InventoryEnabled,
    NotificationPoint: row.NotificationPoint,
    VariantLevelTracking: row.VariantLevelTracking,
    OrderCanExceed: row.OrderCanExceed,
    QuantityAvailable: row.InventoryEnabled ? (quantity ?? 0) : quantity,
    LastUpdated: row.InventoryUpdated,
  }
}

/** The same as it is stored: what records hold does not count. */
export const ownInventory = (row: Stock) => inventoryOf({ ...row, Recorded: null })

/** A row with its parent's values where it has none. */
export const withParent = <R extends Partial<Row<typeof products>>>(row: R): R =>
  inherit(row, row.Parent ? decodeRow(products, row.Parent) : null)
