import { ApiError, fail, invalid } from '../../api/errors.ts'
import type { Filter } from '../../api/lists/filter.ts'
import { meetsFilter } from '../../api/lists/filter-values.ts'
import { parseList } from '../../api/lists/list.ts'
import { remember } from '../../api/memory.ts'
import { lower } from '../../api/names.ts'
import { filterSql } from '../../store/sql/filter-sql.ts'
import type { StoredRow } from '../../store/sql/sql.ts'
import { as } from '../../tables/alias.ts'
import { discounts, priceSchedules } from '../../tables/catalog/prices.ts'
import { columnsAt } from '../../tables/catalog/recorded-stock.ts'
import { audienceDiscounts } from '../../tables/catalog/visibility.ts'
import { jsonObject } from '../../tables/columns.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import { productModel } from '../products/products.ts'
import { audienceOf } from '../visibility/audiences.ts'
import type { ShopperView } from '../visibility/shopper-view.ts'
import type { Priced } from './chosen-schedule.ts'
import type { Discount } from './price.ts'

/** A price schedule with the discounts that are on its prices. */
export type DiscountedSchedule = Row<typeof priceSchedules> & { Discounts: readonly Discount[] }

const ad = as(audienceDiscounts, 'ad')
const d = as(discounts, 'd')
const KNOWN = columnsAt('d', ['ID', 'Description', 'DiscountBreaks', 'ProductFilter'])

/**
 * IDs of the discounts of the shopper's audience on a product, as JSON: on everything, on its shelf, on itself or its
 * parent.
 */
export const discountsOn = (marketplace: string, { shopper, product: p, parent }: Priced): SQL =>
  sql`(select json_group_array(${ad.DiscountID}) from (select '' as Spot union all select ${p.Shelf} union all select cast(${p.rowid} as text)
      union all select cast(${parent.rowid} as text)) cross join ${ad.from}
    where ${ad.here(marketplace)} and ${ad.Audience} = ${shopper.audience} and ${ad.Target} = Spot)`

/** Whether a shopper's audience has any discounts. */
export const hasDiscounts = ({ marketplace, shopper }: ShopperView): SQL =>
  sql`exists (select 1 from ${ad.from} where ${ad.here(marketplace)} and ${ad.Audience} = ${audienceOf(marketplace, shopper)})`

/**
 * A select of products with `discountsOn`, and with all discounts that these name, as JSON by the first of its rows: one
 * has some eight thousand bytes, and a hundred of them may be on each of a hundred products. Where the audience has none,
 * nothing is looked for. (The select is named once: SQLite finds a page anew for each place that names it.)
 */
export const discountsBeside = (view: ShopperView, page: SQL): SQL =>
  sql`select page.*, iif(Named is null, null, (select json_group_array(json(Known)) from (select ${jsonObject(KNOWN)} as Known from ${d.from}
      where ${d.here(view.marketplace)} and ${d.ID} in (select i.value from json_each('[' || Named || ']') n cross join json_each(n.value) i)
      order by ${d.ID}))) as Known
    from (select page.*, iif(row_number() over () = 1 and ${hasDiscounts(view)}, group_concat(page.Discounts) over (), null) as Named from (${page}) page) page`

type Known = Pick<Row<typeof discounts>, 'ID' | 'Description' | 'DiscountBreaks' | 'ProductFilter'>

/**
 * Reads rows of a statement of `discountsBeside`, one after the other: tells the schedule of each, which
 * is JSON of its stored columns, with those of its discounts that its product meets.
 */
export function discountedSchedules(): (
  row: StoredRow,
  product: object | undefined,
) => DiscountedSchedule | null {
  let known: readonly Known[] = []
  return ({ Schedule, Discounts: found, Known }, product) => {
    if (typeof Known === 'string')
      known = (JSON.parse(Known) as StoredRow[]).map((row) => decodeRow(discounts, row))
    if (!product || typeof Schedule !== 'string') return null
    const ids = new Set((JSON.parse(String(found)) as string[]).map(lower))
    const Discounts = known.filter(
      ({ ID, ProductFilter }) =>
        ids.has(lower(ID)) && filtersOf(ProductFilter).every((filter) => meetsFilter(filter, product)),
    )
    return Object.assign(decodeRow(priceSchedules, JSON.parse(Schedule)), { Discounts })
  }
}

/** Filters by their texts, of all marketplaces: a hundred of them are asked about each product of a page. */
const parsed = new Map<string, Filter[]>()
const MOST_PARSED = 1000

function filtersOf(text: string | null): Filter[] {
  if (text === null) return []
  const filters = parsed.get(text) ?? parse(text)
  if (!parsed.has(text)) remember(parsed, text, filters, MOST_PARSED)
  return filters
}

/** The filters of a text such as `xp.Color=red|blue&ShipWeight=<5`; an ampersand of a value has a backslash before it. */
function parse(text: string): Filter[] {
  const parts = text.match(/(?:\\.|[^&])+|&$/gs) ?? []
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
    for (const filter of text === null ? [] : parse(text)) filterSql(filter, () => sql`1`)
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw invalid('ProductFilter', 'Rule', error.message)
  }
}
