import { and } from '../../store/sql/sql.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'

/** What a variant says of an option it has. */
interface OptionCopy {
  ID: string
  Value: string
  PriceMarkupType: string | null
  PriceMarkup: number | null
}

/** Entries of a JSON list of chosen options, alias `s`, that are about a spec, or about one of its options. */
const about = (spec: string, option?: string): SQL =>
  and(
    sql`s.value ->> 'SpecID' = ${spec} collate nocase`,
    option === undefined ? undefined : sql`s.value ->> 'OptionID' = ${option} collate nocase`,
  )

/** The list with each of those entries replaced, in its own order. */
const rewritten = (specs: SQL, which: SQL, entry: SQL): SQL =>
  sql`(select json_group_array(json(iif(${which}, ${entry}, s.value)) order by s.key) from json_each(${specs}) s)`

/** The combination of options that a list of them makes: see `combinationOf`. */
const combination = (specs: SQL): SQL =>
  sql`(select group_concat(Pair, '|' order by Pair) from (select lower(s.value ->> 'SpecID') || '=' || lower(s.value ->> 'OptionID') Pair from json_each(${specs}) s))`

/** Products with a spec of their own; with `children`, those that have it from their parents too. */
const having = (marketplace: string, spec: string, children = false): SQL => {
  const own = sql`select ProductID from spec_product_assignments where Marketplace = ${marketplace} and SpecID = ${spec}`
  return children
    ? sql`(${own} union all select c.ID from spec_product_assignments a cross join products c on c.Marketplace = ${marketplace} and c.ParentID = a.ProductID
        where a.Marketplace = ${marketplace} and a.SpecID = ${spec})`
    : sql`(${own})`
}

const holds = (which: SQL) => sql`exists (select 1 from json_each(Specs) s where ${which})`

function rewriteVariants(marketplace: string, spec: string, which: SQL, entry: SQL): SQL {
  const specs = rewritten(sql`variants.Specs`, which, entry)
  return sql`update variants set Specs = ${specs}, Combination = ${combination(specs)}
    where Marketplace = ${marketplace} and ProductID in ${having(marketplace, spec)} and ${holds(which)}`
}

/** Lines say what was chosen when it was; only the names that identify it follow. */
function rewriteLines(marketplace: string, spec: string, which: SQL, entry: SQL): SQL {
  const products = having(marketplace, spec, true)
  return sql`update line_items set Specs = ${rewritten(sql`line_items.Specs`, which, entry)}
    where Marketplace = ${marketplace} and ProductID in ${products} and ${holds(which)}
      and OrderKey in (select o.Key from orders o where o.Marketplace = ${marketplace} and o.Status in ('Unsubmitted', 'AwaitingApproval', 'Declined')
        and o.Key in (select l.OrderKey from line_items l where l.Marketplace = ${marketplace} and l.ProductID in ${products}))`
}

/**
 * What a spec's new ID or name changes beside it: its variants, and lines that are not submitted yet.
 * @param before its ID until now; the row itself has been written
 */
export function specCopies(
  marketplace: string,
  before: string,
  after: { ID: string; Name: string },
): Written[] {
  const which = about(before)
  const entry = sql`json_set(s.value, '$.SpecID', ${after.ID}, '$.Name', ${after.Name})`
  return [
    rewriteVariants(marketplace, after.ID, which, entry),
    ...(before === after.ID
      ? []
      : [rewriteLines(marketplace, after.ID, which, sql`json_set(s.value, '$.SpecID', ${after.ID})`)]),
  ]
}

/**
 * What an option's new ID, value or mark-up changes beside it.
 * @param before its ID until now
 */
export function optionCopies(
  marketplace: string,
  specID: string,
  before: string,
  { ID, Value, PriceMarkupType, PriceMarkup }: OptionCopy,
): Written[] {
  const which = about(specID, before)
  // Mark-ups are numbers of JSON: a bound one would be written as 5.0.
  const entry = sql`json_set(s.value, '$.OptionID', ${ID}, '$.Value', ${Value}, '$.PriceMarkupType', ${PriceMarkupType},
    '$.PriceMarkup', json(${JSON.stringify(PriceMarkup)}))`
  return [
    rewriteVariants(marketplace, specID, which, entry),
    ...(before === ID
      ? []
      : [rewriteLines(marketplace, specID, which, sql`json_set(s.value, '$.OptionID', ${ID})`)]),
  ]
}
