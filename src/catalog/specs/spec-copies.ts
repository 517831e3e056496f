import { type SQL, sql } from 'drizzle-orm'
import { and } from '../../store/sql/sql.ts'
import type { Write } from '../../tables/statements.ts'

/** What a variant or line says of an option it has. */
export interface OptionCopy {
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
const having = (m: string, spec: string, children = false): SQL => {
  const own = sql`select ProductID from spec_product_assignments where Marketplace = ${m} and SpecID = ${spec}`
  return children
    ? sql`(${own} union all select c.ID from spec_product_assignments a cross join products c on c.Marketplace = ${m} and c.ParentID = a.ProductID
        where a.Marketplace = ${m} and a.SpecID = ${spec})`
    : sql`(${own})`
}

const holds = (which: SQL) => sql`exists (select 1 from json_each(Specs) s where ${which})`

function rewriteVariants(m: string, spec: string, which: SQL, entry: SQL): Write {
  const specs = rewritten(sql`variants.Specs`, which, entry)
  return {
    sql: sql`update variants set Specs = ${specs}, Combination = ${combination(specs)}
      where Marketplace = ${m} and ProductID in ${having(m, spec)} and ${holds(which)}`,
  }
}

/** Lines say what was chosen when it was; only the names that identify it follow. */
function rewriteLines(m: string, spec: string, which: SQL, entry: SQL): Write {
  const products = having(m, spec, true)
  return {
    sql: sql`update line_items set Specs = ${rewritten(sql`line_items.Specs`, which, entry)}
      where Marketplace = ${m} and ProductID in ${products} and ${holds(which)}
        and OrderKey in (select o.Key from orders o where o.Marketplace = ${m} and o.Status in ('Unsubmitted', 'AwaitingApproval', 'Declined')
          and o.Key in (select l.OrderKey from line_items l where l.Marketplace = ${m} and l.ProductID in ${products}))`,
  }
}

/**
 * What a spec's new ID or name changes beside it: its variants, and lines that are not submitted yet.
 * @param before its ID until now; the row itself has been written
 */
export function specCopies(m: string, before: string, after: { ID: string; Name: string }): Write[] {
  const which = about(before)
  const entry = sql`json_set(s.value, '$.SpecID', ${after.ID}, '$.Name', ${after.Name})`
  return [
    rewriteVariants(m, after.ID, which, entry),
    ...(before === after.ID
      ? []
      : [rewriteLines(m, after.ID, which, sql`json_set(s.value, '$.SpecID', ${after.ID})`)]),
  ]
}

/** What an option's new ID, value or mark-up changes beside it. */
export function optionCopies(
  m: string,
  spec: { ID: string; Name: string },
  before: string,
  after: OptionCopy,
): Write[] {
  const which = about(spec.ID, before)
  const { ID, Value, PriceMarkupType, PriceMarkup } = after
  const copy = JSON.stringify({
    SpecID: spec.ID,
    Name: spec.Name,
    OptionID: ID,
    Value,
    PriceMarkupType,
    PriceMarkup,
  })
  return [
    rewriteVariants(m, spec.ID, which, sql`${copy}`),
    ...(before === ID ? [] : [rewriteLines(m, spec.ID, which, sql`json_set(s.value, '$.OptionID', ${ID})`)]),
  ]
}
