import { type SQL, sql } from 'drizzle-orm'
import { ApiError, fail } from '../../api/errors.ts'
import { sameIgnoringCase } from '../../api/field.ts'
import { type ProductSpec, productSpecs, specsUnchanged } from '../../catalog/specs/product-specs.ts'
import { type ChosenOption, combinationOf } from '../../catalog/specs/variant-matrix.ts'
import { columns } from '../../store/rows.ts'
import type { Query } from '../../store/sql/sql.ts'
import { variants } from '../../tables/catalog/variants.ts'
import type { Guard } from '../../tables/statements.ts'
import { decodeRow, type Row } from '../../tables/table.ts'
import type { LineRow } from '../order/load.ts'
import { type Answer, resolveSpecs } from './resolve-specs.ts'

type Variant = Row<typeof variants> & { ProductID: string }

/** What specs and variants were read with an order. */
export interface SpecReads {
  specs: ProductSpec[]
  variants: Variant[]
}

/** What a line's answers come to. */
export interface Choice {
  Specs: ChosenOption[]
  VariantID: string | null
  variant: Variant | null
}

/**
 * The combination of options that answers come to, for finding the variant's row in the round trip that reads the
 * order; whether it is the right one is decided by `choose`.
 * @param product the product's ID
 * @param answers a JSON list, as a line has it
 */
const combinationAsked = (m: string, product: SQL, answers: SQL): SQL => {
  const value = sql`nullif(j.value ->> 'Value', '')`
  const named = sql`(select o.ID from spec_options o where o.Marketplace = ${m} and o.SpecID = s.ID and o.Value = ${value} order by o.ListOrder, o.ID limit 1)`
  const byDefault = sql`iif(${value} is null, coalesce(a.DefaultOptionID, s.DefaultOptionID), null)`
  return sql`(select group_concat(Pair, '|' order by Pair) from (
    select lower(s.ID) || '=' || lower(coalesce(nullif(j.value ->> 'OptionID', ''), ${named}, ${byDefault})) Pair
    from spec_product_assignments a cross join specs s on s.Marketplace = ${m} and s.ID = a.SpecID and s.DefinesVariant = 1
      left join json_each(${answers}) j on j.value ->> 'SpecID' = s.ID
    where a.Marketplace = ${m} and a.ProductID = ${product}))`
}

/** The variant of a product and answers: of several, the one that can be bought. */
const variantAsked = (m: string, product: SQL, answers: SQL): SQL =>
  sql`(select v.ID from variants v where v.Marketplace = ${m} and v.ProductID = ${product}
    and v.Combination = ${combinationAsked(m, product, answers)} order by v.Active desc, v.ID desc limit 1)`

const variantRows = (m: string, wanted: SQL): Query<Variant> => ({
  sql: sql`select ${columns(variants, 'v')} from (${wanted}) w cross join variants v on v.Marketplace = ${m} and v.ProductID = w.ProductID and v.ID = w.VariantID`,
  decode: (row) => decodeRow(variants, row) as Variant,
})

const linesOf = (m: string, key: SQL) => sql`line_items l where l.Marketplace = ${m} and l.OrderKey = ${key}`

/** What a write to one line reads: the specs of its product, its variant, and those the other lines have. */
export function specReads(
  m: string,
  key: SQL,
  line: { ID?: string; ProductID?: string | null; Specs?: Answer[] },
) {
  const stored = (column: string) =>
    sql`(select l.${sql.identifier(column)} from ${linesOf(m, key)} and l.ID = ${line.ID ?? null})`
  const product = sql`coalesce(${stored('ProductID')}, ${line.ProductID ?? null})`
  const answers = line.Specs ? sql`${JSON.stringify(line.Specs)}` : sql`coalesce(${stored('Specs')}, '[]')`
  return {
    specs: productSpecs(m, product),
    variants: variantRows(
      m,
      sql`select l.ProductID, l.VariantID from ${linesOf(m, key)} and l.VariantID is not null
        union select ${product}, ${variantAsked(m, product, answers)}`,
    ),
  }
}

/**
 * The same for several new lines.
 * @param wanted selects `ProductID` and, as JSON lists, `Answers`
 */
export const specReadsOfNew = (m: string, key: SQL, wanted: SQL) => ({
  specs: productSpecs(m, sql`select ProductID from (${wanted})`),
  variants: variantRows(
    m,
    sql`select l.ProductID, l.VariantID from ${linesOf(m, key)} and l.VariantID is not null
      union select n.ProductID, ${variantAsked(m, sql`n.ProductID`, sql`n.Answers`)} from (${wanted}) n`,
  ),
})

/** The same for all lines of an order, each by what it says. */
export const specReadsOfOrder = (m: string, key: SQL) => ({
  specs: productSpecs(m, sql`select l.ProductID from ${linesOf(m, key)}`),
  variants: variantRows(
    m,
    sql`select distinct l.ProductID, ${variantAsked(m, sql`l.ProductID`, sql`l.Specs`)} VariantID from ${linesOf(m, key)}`,
  ),
})

/**
 * What answers come to for a product: its specs with what they cost, and the variant they choose.
 * @throws ApiError what `resolveSpecs` refuses; 404 when no active variant has these options
 */
export function choose(
  product: { ID: string; VariantCount: number },
  read: SpecReads,
  answers: Answer[],
): Choice {
  const specs = read.specs.filter((s) => sameIgnoringCase(s.ProductID, product.ID))
  const Specs = resolveSpecs(specs as never, answers)
  if (product.VariantCount === 0) return { Specs, VariantID: null, variant: null }
  const defining = Specs.filter((c) => specs.some((s) => s.DefinesVariant && s.ID === c.SpecID))
  const combination = combinationOf(defining)
  const variant = read.variants.find(
    (v) => v.Active && v.Combination === combination && sameIgnoringCase(v.ProductID, product.ID),
  )
  if (!variant)
    throw fail('LineItem.VariantNotFound', 'There is no active variant of these options.', {
      ProductID: product.ID,
      Specs: defining.map(({ SpecID, OptionID }) => ({ SpecID, OptionID })),
    })
  return { Specs, VariantID: variant.ID, variant }
}

/** Specs and variants that choices were made of are still what they were. */
export const choicesHold = (
  m: string,
  choices: { product: { ID: string }; choice: Choice }[],
  read: SpecReads,
): Guard[] => {
  const ids = [...new Map(choices.map(({ product }) => [product.ID.toLowerCase(), product.ID])).values()]
  const chosen = choices.flatMap(({ choice: { variant: v } }) =>
    v ? [[v.ProductID, v.ID, v.Combination]] : [],
  )
  return [
    ...specsUnchanged(
      m,
      ids,
      read.specs.filter((s) => ids.some((id) => sameIgnoringCase(id, s.ProductID))),
    ),
    ...(chosen.length === 0
      ? []
      : [
          {
            guard: sql`not exists (select 1 from json_each(${JSON.stringify(chosen)}) j left join variants v on v.Marketplace = ${m}
              and v.ProductID = j.value ->> 0 and v.ID = j.value ->> 1 and v.Active = 1 and v.Combination = j.value ->> 2 where v.ID is null)`,
          },
        ]),
  ]
}

/** Whether two lists of answers say the same; what else is told with them follows from that. */
export const sameAnswers = (a: Answer[], b: Answer[]): boolean => {
  const said = (answers: Answer[]) =>
    answers
      .map((s) => [s.SpecID.toLowerCase(), s.OptionID?.toLowerCase() || null, s.Value || null])
      .sort()
      .map((s) => JSON.stringify(s))
      .join()
  return said(a) === said(b)
}

/**
 * A line of an order with its answers taken anew, as specs and variants are now; or as it is, with what refuses them and
 * the line it is about.
 */
export function chosenAnew(
  line: LineRow,
  product: { ID: string; VariantCount: number } | undefined,
  read: SpecReads,
): { line: LineRow; choice?: Choice; error?: ApiError } {
  if (!product || line.IsBundle) return { line }
  const about = (data: unknown): unknown =>
    Array.isArray(data)
      ? data.map(about)
      : { ...(data as object), ProductID: line.ProductID, LineItemID: line.ID }
  try {
    const choice = choose(product, read, line.Specs)
    const { Specs, VariantID, variant } = choice
    return { line: { ...line, Specs, VariantID, LiveVariant: variant } as LineRow, choice }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return {
      line,
      error: new ApiError(
        400,
        error.errors.map((e) => ({ ...e, Data: about(e.Data) })),
      ),
    }
  }
}
