import { createHash } from 'node:crypto'
import type { Alike, ListRequest } from '../../api/lists/list.ts'
import { DAY, toWire } from '../../api/time.ts'
import type { Call } from '../../store/call.ts'
import type { Results } from '../../store/fact.ts'
import type { Asked, List } from '../../store/lists/declaration.ts'
import { scopesOf } from '../../store/lists/statements.ts'
import { plain, type Query } from '../../store/sql/sql.ts'
import { type Alias, as } from '../../tables/alias.ts'
import { type Facet, facetCounts } from '../../tables/catalog/counts.ts'
import type { products } from '../../tables/catalog/products.ts'
import { marketplaces } from '../../tables/portal/marketplaces.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write } from '../../tables/statements.ts'
import { parent } from '../products/shown-columns.ts'
import { type Questioner, RECENT, type Worth } from './list-totals.ts'

/** Facets and values a list shows at most. */
const MOST_FACETS = 50
const MOST_VALUES = 100
/** Products that are counted at most: of more, the first that are met. */
const MOST_COUNTED = 100_000
/**
 * Products from which on counting takes so long that no shopper waits for it. When products have changed, the counts of
 * before are shown once more; when nothing was counted before, those of so many products: all are counted after the answer.
 */
const MANY = 2000
/** Characters of counts that are shown at most: they are kept, and a database takes rows of a limited size. */
const MOST_CHARACTERS = 500_000

/** A value of a facet with its count; no value where a facet has none. */
interface FacetRow {
  Name: string
  XpPath: string
  xp: string | null
  Value: string | null
  Count: number | null
  /** Products that were counted: of what the list has, or has without its filters and search. */
  Found: number
}

/** Counts as they were kept. */
interface KeptRow {
  Answer: string
  /** No product has changed since. */
  Exact: 0 | 1
  Recent: 0 | 1
}

/** How much is counted: as much as nobody waits for, all, or all whatever is kept. */
export type How = 'few' | 'all' | 'anew'

interface FacetReads extends Record<string, Query<unknown>> {
  facets: Query<FacetRow>
  keptFacets: Query<KeptRow>
}

/** A list of products, with `joinParent` among its tables. */
export interface ProductList<T> extends List<T> {
  row: Alias<typeof products>
}

const mv = as(marketplaces, 'mv')
const k = as(facetCounts, 'k')

/**
 * Counts the values of every facet among the products of a list, in one statement: how many products the list would
 * have if that value were one more filter. Values are told apart as filters tell them: ASCII letter case does not
 * count, and elements of arrays count each. Facets with a MinCount of 0 also show what the list has without its filters
 * and search. Where a marketplace has no facets, or the counts are kept, no product is looked at.
 * @param how of `few` products, of `all`, or of all `anew`, whatever is kept
 */
export function facetReads(
  { marketplace, input, now }: Call<unknown>,
  list: ProductList<unknown>,
  asked: Asked,
  { audience, question }: Questioner,
  how: How,
): FacetReads {
  const { found, all } = scopesOf(list, asked, how === 'few')
  const kept = sql`${mv.from} cross join ${k.from} where ${mv.ID} = ${marketplace} and ${k.here(marketplace)}
    and ${k.Audience} = ${audience} and ${k.Question} = ${question} and ${k.AccessVersion} = ${mv.AccessVersion}
    and (${k.CatalogVersion} = ${mv.CatalogVersion} or ${k.Expires} > ${now})${how === 'anew' ? sql` and 0` : sql``}`
  // The gate leads the join, so that nothing is read behind it where it is shut.
  const counted = (scope: SQL, gate: SQL, hit: 0 | 1) =>
    sql`select ${list.row.ID} as K, ${withoutNul(list.row.xp)} as X, ${withoutNul(parent.xp)} as Above, ${sql.raw(String(hit))} as Hit
      from (select 1 from facet where ${gate} and not exists (select 1 from ${kept}) limit 1) gate cross join ${scope} ${sql.limit(how === 'few' ? MANY : MOST_COUNTED)}`
  return {
    keptFacets: plain(
      sql`select ${k.Answer} as Answer, ${k.CatalogVersion} = ${mv.CatalogVersion} as Exact,
        ${k.Expires} > ${toWire(input.now + DAY - RECENT)} as Recent from ${kept}`,
    ),
    facets: plain(sql`with
      facet as materialized (select ID, Name, XpPath, xp, ListOrder, MinCount, '$.' || replace(json_quote(XpPath), '.', '"."') as Path,
          '$.' || json_quote(substr(XpPath, 1, instr(XpPath || '.', '.') - 1)) as Head
        from product_facets where Marketplace = ${marketplace} order by ListOrder, ID ${sql.limit(MOST_FACETS)}),
      hits as materialized (select * from (${counted(found, sql`1`, 1)})${
        all ? sql` union all select * from (${counted(all, sql`MinCount = 0`, 0)})` : sql``
      }),
      counted as (select f.ID as F, ${VALUE} as V, hit.K, hit.Hit from hits hit cross join facet f
        cross join json_each(${ELEMENTS}) value where coalesce(hit.X, hit.Above) is not null and value.atom is not null and value.atom <> ''),
      ranked as (select F, min(V) as V, count(distinct iif(Hit, K, null)) as N,
        row_number() over (partition by F order by count(distinct iif(Hit, K, null)) desc, lower(V)) as R
        from counted group by F, lower(V))
      select f.Name, f.XpPath, f.xp, r.V as Value, r.N as Count, (select max(coalesce(sum(Hit), 0), count(*) - coalesce(sum(Hit), 0)) from hits) as Found from facet f
        left join ranked r on r.F = f.ID and r.N >= f.MinCount and r.R <= ${MOST_VALUES} order by f.ListOrder, f.ID, r.R`),
  }
}

/** A path ends a name at a NUL, and would take what begins like it for it. */
const withoutNul = (json: SQL) => sql`replace(${json}, '\\u0000', '\\ufffd')`

/** Where a product has what a facet counts: in its own xp, or, of a key that this does not have, in its parent's. */
const XP = sql`iif(hit.Above is null or json_type(hit.X, f.Head) is not null, hit.X, hit.Above)`

/**
 * What stands at a facet's path in a product, as an array. Taken out first: `json_each` would parse all of xp for each
 * facet, the operators remember it.
 */
const ELEMENTS = sql`case json_type(${XP}, f.Path) when 'array' then ${XP} -> f.Path when 'object' then null
  else json_array(${XP} -> f.Path) end`

/** A value as a filter names it: booleans are words in JSON, and numbers keep all their digits. */
const VALUE = sql`case value.type when 'true' then 'true' when 'false' then 'false' when 'real'
  then iif(cast(cast(value.atom as text) as real) = value.atom, cast(value.atom as text), printf('%!.17g', value.atom))
  else cast(value.atom as text) end`

/**
 * What was asked: the list with its parameters, filters and search, but not its page or sort.
 * @param along what is searched along
 */
export function questionOf(
  { operation, params, query, list }: Call<unknown>,
  along?: readonly Alike[],
): string {
  const names = (properties: { name: string }[]) => properties.map((p) => p.name)
  const asked = [
    operation.id,
    params,
    query,
    list.filters.map((f) => [names(f.properties), f.terms]),
    list.search && [list.search.text, list.search.type, names(list.search.on), along],
  ]
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 22)
}

/** Those who see the same of a list that is read as no shopper. */
export const sideOf = ({ caller }: Call<unknown>): SQL => sql`${`${caller.kind}/${caller.company}`}`

const asksFor = (list: ListRequest, ...heads: string[]) =>
  [
    ...list.filters.flatMap((f) => f.properties),
    ...(list.search?.on ?? []),
    ...list.sortBy.map((s) => s.property),
  ].some((p) => heads.includes(p.name.split('.')[0]!))

/** Whether a list is narrowed or sorted by prices, so that these must be among its tables. */
export const asksForPrices = (list: ListRequest) => asksFor(list, 'PriceSchedule')

/** Whether those who see the same products may find different ones: each has prices and stock of their own. */
export const isPersonal = (list: ListRequest) =>
  asksFor(list, 'PriceSchedule', 'Inventory', 'InventoryRecords')

/** Facets as they were counted or kept. */
interface Counted {
  facets: Facet[]
  worth: Worth
  /** What keeps them for those who ask next, if they were counted just now and may be kept. */
  keep?: Write | undefined
}

/** A list whose marketplace has no facets. */
export const NO_FACETS: Counted = { facets: [], worth: 'exact' }

/**
 * The facets of a list.
 * @param how they were counted
 */
export function facetsOf(
  call: Call<unknown>,
  read: Results<FacetReads>,
  questioner: Questioner,
  how: How,
): Counted {
  const [kept] = read.keptFacets
  const personal = isPersonal(call.list)
  if (kept) {
    // Who asks for an order of their own counts nothing for others.
    const worth = kept.Exact ? 'exact' : personal || kept.Recent ? 'recent' : 'old'
    return { facets: JSON.parse(kept.Answer), worth }
  }
  const facets = facetsIn(read.facets)
  const isMany = (read.facets[0]?.Found ?? 0) >= MANY
  if (how === 'few' && isMany) return { facets, worth: 'old' }
  const keep = personal ? undefined : keeping(call, questioner, JSON.stringify(facets), isMany ? DAY : 0)
  return { facets, worth: 'exact', keep }
}

function facetsIn(rows: FacetRow[]): Facet[] {
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
  return fitting([...out.values()])
}

/** Facets with as many of their values, the most frequent first, as can be kept. */
function fitting(facets: Facet[]): Facet[] {
  if (JSON.stringify(facets).length <= MOST_CHARACTERS) return facets
  const half = Math.max(...facets.map((f) => f.Values.length)) >> 1
  return fitting(facets.map((f) => ({ ...f, Values: f.Values.slice(0, half) })))
}

/** An audience that has gone stale meanwhile is none, and nothing is kept for it. */
const keeping = (
  call: Call<unknown>,
  { audience, question }: Questioner,
  answer: string,
  milliseconds: number,
): Write => ({
  sql: sql`insert into facet_counts (Marketplace, Audience, Question, Answer, AccessVersion, CatalogVersion, Expires, Version)
    select mv.ID, ${audience}, ${question}, ${answer}, mv.AccessVersion, ${call.state.catalogVersion}, ${toWire(call.input.now + milliseconds)}, 1
    from marketplaces mv where mv.ID = ${call.marketplace} and mv.AccessVersion = ${call.state.accessVersion} and ${audience} is not null
    on conflict (Marketplace, Audience, Question) do update set Answer = excluded.Answer, AccessVersion = excluded.AccessVersion,
      CatalogVersion = excluded.CatalogVersion, Expires = excluded.Expires`,
})

/** Facets have changed, and the catalogue's version with them: what would be shown once more is deleted. */
export const forgetFacets = ({ marketplace, now }: Pick<Call, 'marketplace' | 'now'>): Write => ({
  sql: sql`delete from facet_counts where Marketplace = ${marketplace} and Expires > ${now}`,
})
