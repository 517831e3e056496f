import { sql } from 'drizzle-orm'
import type { ListRequest } from '../api/list.ts'
import { plain, type Query } from '../api/sql.ts'
import { type ListSource, scopesOf } from '../store/list.ts'
import { at } from '../store/rows.ts'

/** Facets and values a list shows at most. */
const MOST_FACETS = 50
const MOST_VALUES = 100
/** Products that are counted at most: of more, the first that are met. */
const MOST_COUNTED = 100_000

/** A value of a facet with its count; no value where a facet has none. */
export interface FacetRow {
  Name: string
  XpPath: string
  xp: string | null
  Value: string | null
  Count: number | null
}

/** A facet as `Meta.Facets` shows it. */
export interface Facet {
  Name: string
  XpPath: string
  Values: { Value: string; Count: number }[]
  xp: unknown
}

/**
 * Counts the values of every facet among the products of a list, in one statement: how many products the list would
 * have if that value were one more filter. Values are told apart as filters tell them: ASCII letter case does not
 * count, and elements of arrays count each. Facets with a MinCount of 0 also show what the list has without its filters
 * and search. Where a marketplace has no facets, no product is looked at.
 */
export function facetsQuery(
  source: ListSource<unknown>,
  request: ListRequest,
  marketplace: string,
): { facets: Query<FacetRow> } {
  const { found, all } = scopesOf(source, request)
  // The gate leads the join, so that nothing is read behind it where it is shut.
  const products = (scope: typeof found, gate: typeof found, hit: 0 | 1) =>
    sql`select ${at(source.alias, source.key)} as K, ${at(source.alias, 'xp')} as X, ${sql.raw(String(hit))} as Hit
      from (select 1 from facet where ${gate} limit 1) gate cross join ${scope} limit ${MOST_COUNTED}`
  return {
    facets: plain(sql`with
      facet as materialized (select ID, Name, XpPath, xp, ListOrder, MinCount, '$."' || replace(XpPath, '.', '"."') || '"' as Path
        from product_facets where Marketplace = ${marketplace} order by ListOrder, ID limit ${MOST_FACETS}),
      hits as materialized (select * from (${products(found, sql`1`, 1)})${
        all ? sql` union all select * from (${products(all, sql`MinCount = 0`, 0)})` : sql``
      }),
      counted as (select f.ID as F, ${VALUE} as V, hit.K, hit.Hit from hits hit cross join facet f
        cross join json_each(${ELEMENTS}) value where hit.X is not null and value.atom is not null and value.atom <> ''),
      ranked as (select F, min(V) as V, count(distinct iif(Hit, K, null)) as N,
        row_number() over (partition by F order by count(distinct iif(Hit, K, null)) desc, lower(V)) as R
        from counted group by F, lower(V))
      select f.Name, f.XpPath, f.xp, r.V as Value, r.N as Count from facet f
        left join ranked r on r.F = f.ID and r.N >= f.MinCount and r.R <= ${MOST_VALUES} order by f.ListOrder, f.ID, r.R`),
  }
}

/**
 * What stands at a facet's path in a product, as an array. Taken out first: `json_each` would parse all of xp for each
 * facet, the operators remember it.
 */
const ELEMENTS = sql`case json_type(hit.X, f.Path) when 'array' then hit.X -> f.Path when 'object' then null
  else json_array(hit.X -> f.Path) end`

/** A value as a filter names it: booleans are words in JSON, and numbers keep all their digits. */
const VALUE = sql`case value.type when 'true' then 'true' when 'false' then 'false' when 'real'
  then iif(cast(cast(value.atom as text) as real) = value.atom, cast(value.atom as text), printf('%!.17g', value.atom))
  else cast(value.atom as text) end`

/** The rows of the statement as the wire shows them. */
export function facetsOf(rows: FacetRow[]): Facet[] {
  const out = new Map<string, Facet>()
  for (const { Name, XpPath, xp, Value, Count } of rows) {
    const facet: Facet = out.get(XpPath) ?? {
      Name,
      XpPath,
      Values: [],
      xp: xp === null ? null : JSON.parse(xp),
    }
    out.set(XpPath, facet)
    if (Value !== null) facet.Values.push({ Value, Count: Count ?? 0 })
  }
  return [...out.values()]
}
