import { fail } from '../../api/errors.ts'
import { count, flag, id, int, object, ref, timestamp, xp } from '../../api/field.ts'
import type { Filter, Property } from '../../api/lists/filter.ts'
import type { ListRequest } from '../../api/lists/list.ts'
import { type Asked, columnOf } from '../../store/lists/declaration.ts'
import { filterSql } from '../../store/sql/filter-sql.ts'
import { and, or } from '../../store/sql/sql.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { inventoryRecords } from '../../tables/catalog/inventory-records.ts'
import { at } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** What lists of products may say of inventory records, which they do not show. */
export const recordsFilter = object('InventoryRecord', {
  ID: id(),
  OwnerID: ref('Supplier'),
  AllowAllBuyers: flag(),
  AddressID: ref('Address'),
  OrderCanExceed: flag(),
  QuantityAvailable: count(),
  NotificationPoint: int(),
  LastUpdated: timestamp(),
  xp: xp(),
})

const HEAD = 'InventoryRecords.'
const isOfRecord = (p: Property) => p.name.startsWith(HEAD)

/** The property as one of the record itself. */
const below = (p: Property): Property => ({
  ...p,
  name: p.name.slice(HEAD.length),
  path: p.free ? p.path.slice(1) : [],
})

/** The record that filters look at. */
const record = as(inventoryRecords, 'fr')

const locate = (p: Property) => columnOf(record.alias, p)

/**
 * Takes the conditions on inventory records out of a list's query. All of them must hold on the same record, except
 * where one parameter also names a property of the product: that one looks for a record of its own. What they ask for
 * stands beside the filters that are left, as `where`.
 * @param alias the product
 * @param ofProduct where the product's own properties stand
 * @param visible which records count; all, if nothing is said
 * @throws ApiError 400 for a sort or search by a property of records (a product has several), and for records as such
 */
export function recordFilters(
  request: ListRequest,
  alias: string,
  ofProduct: (p: Property) => SQL | undefined,
  visible?: (record: Alias<typeof inventoryRecords>) => SQL,
): Asked {
  const sorted = request.sortBy.find((s) => isOfRecord(s.property))
  if (sorted) throw refusal('List.InvalidSortProperty', sorted.property.name)
  const searched = request.search?.on.find(isOfRecord)
  if (searched) throw refusal('List.InvalidSearchProperty', searched.name)
  const itself = request.filters.flatMap((f) => f.properties).find((p) => p.field === recordsFilter)
  if (itself) throw refusal('List.InvalidProperty', itself.name)
  const named = request.filters.filter((f) => f.properties.some(isOfRecord))
  if (named.length === 0) return request
  const some = (...conditions: SQL[]) =>
    sql`exists (select 1 from ${record.from} where ${record.here(at(alias, 'Marketplace'))}
      and ${record.ProductID} = ${at(alias, 'ID')} and ${and(visible?.(record), ...conditions)})`
  const ofRecord = (f: Filter) => filterSql({ ...f, properties: f.properties.map(below) }, locate)
  const [whole, mixed] = [true, false].map((w) => named.filter((f) => f.properties.every(isOfRecord) === w))
  const conditions = [
    ...(whole!.length > 0 ? [some(...whole!.map(ofRecord))] : []),
    ...mixed!.map((f) =>
      or(
        ...f.properties.map((p) => {
          const one = { ...f, properties: [p] }
          return isOfRecord(p)
            ? some(ofRecord(one))
            : filterSql(one, (q) => ofProduct(q) ?? columnOf(alias, q))
        }),
      ),
    ),
  ]
  return {
    ...request,
    filters: request.filters.filter((f) => !named.includes(f)),
    where: and(...conditions),
  }
}

const refusal = (
  code: 'List.InvalidProperty' | 'List.InvalidSortProperty' | 'List.InvalidSearchProperty',
  name: string,
) =>
  fail(code, `"${name}" is not a property this list can use so: a product has several records.`, {
    Property: name,
  })
