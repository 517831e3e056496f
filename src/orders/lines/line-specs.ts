import { ApiError, fail } from '../../api/errors.ts'
import { specsOfProducts } from '../../catalog/specs/product-specs.ts'
import { type ChosenOption, combinationOf } from '../../catalog/specs/variant-matrix.ts'
import { type Fact, type Relying, type Results, relyOnAll } from '../../store/fact.ts'
import { rowsFrom } from '../../store/rows.ts'
import { variants } from '../../tables/catalog/variants.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Row } from '../../tables/table.ts'
import type { LineRow } from '../state/order-state.ts'
import { ofProduct, rowsBy } from '../state/rows-by.ts'
import { shownVariant } from '../state/shown-parts.ts'
import { type Answer, resolveSpecs } from './resolve-specs.ts'

type Variant = Row<typeof variants>

/** What specs and variants were read with an order. */
export type SpecReads = Results<ReturnType<typeof specReads>>

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
const combinationAsked = (marketplace: string, product: SQL, answers: SQL): SQL => {
  const value = sql`nullif(j.value ->> 'Value', '')`
  const named = sql`(select o.ID from spec_options o where o.Marketplace = ${marketplace} and o.SpecID = s.ID and o.Value = ${value} order by o.ListOrder, o.ID limit 1)`
  const byDefault = sql`iif(${value} is null, coalesce(a.DefaultOptionID, s.DefaultOptionID), null)`
  return sql`(select group_concat(Pair, '|' order by Pair) from (
    select lower(s.ID) || '=' || lower(coalesce(nullif(j.value ->> 'OptionID', ''), ${named}, ${byDefault})) Pair
    from spec_product_assignments a cross join specs s on s.Marketplace = ${marketplace} and s.ID = a.SpecID and s.DefinesVariant = 1
      left join json_each(${answers}) j on j.value ->> 'SpecID' = s.ID
    where a.Marketplace = ${marketplace} and a.ProductID = ${product}))`
}

/** The variant of a product and answers: of several, the one that can be bought. */
const variantAsked = (marketplace: string, product: SQL, answers: SQL): SQL =>
  sql`(select v.ID from variants v where v.Marketplace = ${marketplace} and v.ProductID = ${product}
    and v.Combination = ${combinationAsked(marketplace, product, answers)} order by v.Active desc, v.ID desc limit 1)`

/** Products with answers to their specs: the first selects `ProductID`, the second also `Answers`, as JSON lists. */
export interface Answered {
  products: SQL
  answers: SQL
}

/** Lines of an order that exist already, each with what it says. */
export const answeredByLines = (marketplace: string, key: SQL): Answered => {
  const lines = sql`from line_items l where l.Marketplace = ${marketplace} and l.OrderKey = ${key}`
  return {
    products: sql`select l.ProductID ${lines}`,
    answers: sql`select l.ProductID, l.Specs as Answers ${lines}`,
  }
}

/**
 * The specs of products, the variants their answers come to, and those that the lines of an order have. What relies on
 * them needs the specs to be as they are, and the variants to stand for these options still.
 */
export const specReads = (marketplace: string, key: SQL, { products, answers }: Answered) => ({
  specs: specsOfProducts(marketplace, products),
  variants: {
    ...rowsFrom(
      variants,
      'v',
      sql`(select l.ProductID, l.VariantID from line_items l
        where l.Marketplace = ${marketplace} and l.OrderKey = ${key} and l.VariantID is not null
        union select n.ProductID, ${variantAsked(marketplace, sql`n.ProductID`, sql`n.Answers`)} from (${answers}) n) w
      cross join variants v on v.Marketplace = ${marketplace} and v.ProductID = w.ProductID and v.ID = w.VariantID`,
    ),
    holds: (rows) => sql`not exists (select 1 from json_each(${JSON.stringify(
      rows.map((v) => [v.ProductID, v.ID, v.Combination]),
    )}) j left join variants v on v.Marketplace = ${marketplace}
      and v.ProductID = j.value ->> 0 and v.ID = j.value ->> 1 and v.Active = 1 and v.Combination = j.value ->> 2 where v.ID is null)`,
  } satisfies Fact<Variant>,
})

/** Variants of a product that stand for options: combinations are in small letters. */
const combined = rowsBy('ProductID', 'Combination')

/**
 * What answers come to for a product: its specs with what they cost, and the variant they choose.
 * @throws ApiError what `resolveSpecs` refuses; 404 when no active variant has these options
 */
export function choose(
  product: { ID: string; VariantCount: number },
  read: SpecReads,
  answers: Answer[],
): Choice {
  const specs = ofProduct(read.specs.rows, product.ID)
  const Specs = resolveSpecs(specs, answers)
  if (product.VariantCount === 0) return { Specs, VariantID: null, variant: null }
  const defining = Specs.filter((c) => specs.some((s) => s.DefinesVariant && s.ID === c.SpecID))
  const combination = combinationOf(defining)
  const variant = combined(read.variants.rows, product.ID, combination).find((v) => v.Active)
  if (!variant)
    throw fail('LineItem.VariantNotFound', 'There is no active variant of these options.', {
      ProductID: product.ID,
      Specs: defining.map(({ SpecID, OptionID }) => ({ SpecID, OptionID })),
    })
  return { Specs, VariantID: variant.ID, variant }
}

/** Specs and variants that choices are made of are relied on. */
export function relyOnChoices(on: Relying, read: SpecReads, choices: Choice[]): void {
  if (choices.length === 0) return
  relyOnAll(on, read.specs)
  const chosen = choices.flatMap(({ variant }) => variant ?? [])
  if (chosen.length > 0) relyOnAll(on, read.variants, chosen)
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
      : { ...Object(data), ProductID: line.ProductID, LineItemID: line.ID }
  try {
    const choice = choose(product, read, line.Specs)
    const { Specs, VariantID, variant } = choice
    return { line: { ...line, Specs, VariantID, LiveVariant: shownVariant(variant) }, choice }
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
