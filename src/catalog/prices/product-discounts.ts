import { ApiError, invalid } from '../../api/errors.ts'
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

/**
 * Discounts as an array of JSON, as they are stored.
 * @param from where they are, as `d`
 */
export const discountsFrom = (from: SQL): SQL =>
  sql`(select json_group_array(${jsonObject(KNOWN)}) from ${from})`

/** Discounts of the shopper's audience that are on a product: on all, on its shelf, on itself or on its parent. */
export const discountsOn = (marketplace: string, { shopper, product: p, parent }: Priced): SQL =>
  discountsFrom(sql`(select '' as Spot union all select ${p.Shelf} union all select cast(${p.rowid} as text)
      union all select cast(${parent.rowid} as text)) cross join ${ad.from} cross join ${d.from}
    where ${ad.here(marketplace)} and ${ad.Audience} = ${shopper.audience} and ${ad.Target} = Spot
      and ${d.here(marketplace)} and ${d.ID} = ${ad.DiscountID}`)

/**
 * A schedule with those of the discounts that its product meets.
 * @param schedule JSON of its stored columns
 * @param found what `discountsFrom` has found
 */
export function discountedSchedule(schedule: string, found: unknown, product: unknown): DiscountedSchedule {
  const rows = typeof found === 'string' && found !== '[]' ? (JSON.parse(found) as object[]) : []
  return Object.assign(decodeRow(priceSchedules, JSON.parse(schedule)), {
    Discounts: rows
      .map((row) => decodeRow(discounts, { ...row }))
      .filter((row) => row.ProductFilter === null || meetsAll(row.ProductFilter, product)),
  })
}

const meetsAll = (text: string, product: unknown) =>
  filtersOf(text).every((filter) => meetsFilter(filter, product))

/** The filters of a text such as `xp.Color=red|blue&ShipWeight=<5`; an ampersand of a value has a backslash before it. */
function filtersOf(text: string): Filter[] {
  const query = (text.match(/(?:\\.|[^&\\])+/gs) ?? []).map((part): [string, string] => {
    const [name = '', ...value] = part.split('=')
    return [name, value.join('=')]
  })
  const { filters } = parseList({ search: [], sort: [], order: [] }, productModel.fields, query, new Set())
  if (filters.length < Math.max(query.length, 1)) throw unreadable(`"${text}" names no property of products.`)
  return filters
}

const unreadable = (message: string) => invalid({ property: 'ProductFilter', rule: 'Rule', message })

/**
 * Refuses what is no filter of a list of products.
 * @throws ApiError 400 for an unknown property, an operand of another type, or a parameter that is none of a filter
 */
export function checkProductFilter(text: string): void {
  try {
    for (const filter of filtersOf(text)) filterSql(filter, () => sql`1`)
  } catch (error) {
    throw error instanceof ApiError ? unreadable(error.message) : error
  }
}
