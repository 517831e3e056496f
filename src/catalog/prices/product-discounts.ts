import { ApiError, fail, invalid } from '../../api/errors.ts'
import type { Filter } from '../../api/lists/filter.ts'
import { meetsFilter } from '../../api/lists/filter-values.ts'
import { parseList } from '../../api/lists/list.ts'
import { filterSql } from '../../store/sql/filter-sql.ts'
import { as } from '../../tables/alias.ts'
import { audienceDiscounts } from '../../tables/catalog/audiences.ts'
import { discounts, priceSchedules } from '../../tables/catalog/prices.ts'
import { columnsAt } from '../../tables/catalog/recorded-stock.ts'
import { jsonObject } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { productModel } from '../products/products.ts'
import type { Priced } from './chosen-schedule.ts'
import type { Discount } from './price.ts'

/** A price schedule with the discounts that are on its prices. */
export type DiscountedSchedule = Row<typeof priceSchedules> & { Discounts: readonly Discount[] }

const ad = as(audienceDiscounts, 'ad')
const d = as(discounts, 'd')
const KNOWN = columnsAt('d', ['ID', 'Description', 'DiscountBreaks', 'ProductFilter'])

/** Discounts of the shopper's audience on a product, as JSON: on everything, on its shelf, on itself or its parent. */
export const discountsOn = (marketplace: string, { shopper, product: p, parent }: Priced): SQL =>
  sql`(select json_group_array(${jsonObject(KNOWN)}) from (select '' as Spot union all select ${p.Shelf} union all select cast(${p.rowid} as text)
      union all select cast(${parent.rowid} as text)) cross join ${ad.from} cross join ${d.from}
    where ${ad.here(marketplace)} and ${ad.Audience} = ${shopper.audience} and ${ad.Target} = Spot
      and ${d.here(marketplace)} and ${d.ID} = ${ad.DiscountID})`

/** A schedule, as JSON of its stored columns, with those of the discounts `discountsOn` found that its product meets. */
export function discountedSchedule(schedule: string, found: unknown, product: unknown): DiscountedSchedule {
  const rows: object[] = JSON.parse(String(found))
  const Discounts = rows
    .map((row) => decodeRow(discounts, { ...row }))
    .filter((row) => filtersOf(row.ProductFilter).every((filter) => meetsFilter(filter, product)))
  return Object.assign(decodeRow(priceSchedules, JSON.parse(schedule)), { Discounts })
}

/** The filters of a text such as `xp.Color=red|blue&ShipWeight=<5`; an ampersand of a value has a backslash before it. */
function filtersOf(text: string | null): Filter[] {
  const parts = text?.match(/(?:\\.|[^&])+|&$/gs) ?? []
  const query = parts.map((part): [string, string] => {
    const [name = '', ...value] = part.split('=')
    return [name, value.join('=')]
  })
  const { filters } = parseList({ search: [], sort: [], order: [] }, productModel.fields, query, new Set())
  if (filters.length < query.length) throw fail('List.InvalidProperty', `"${text}" is no filter of products.`)
  return filters
}

/** Refuses, by a 400, a filter that no list of products takes: an unknown property, an operand of another type. */
export function checkProductFilter(text: string | null): void {
  try {
    for (const filter of filtersOf(text)) filterSql(filter, () => sql`1`)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw invalid('ProductFilter', 'Rule', error.message)
  }
}
