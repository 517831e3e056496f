import { isID, lower } from '../../api/names.ts'
import type { Markup } from '../prices/price.ts'

/** Variants a product may have. */
export const MOST_VARIANTS = 1500
const MOST_ID = 100
const MOST_NAME = 100

/** A spec that defines variants, as far as they are made of it. */
export interface MatrixSpec {
  ID: string
  Name: string
  ListOrder: number
  Options: MatrixOption[]
}

export interface MatrixOption extends Markup {
  ID: string
  Value: string
  ListOrder: number
}

/** An option as variants and lines tell it. */
export interface ChosenOption extends Markup {
  SpecID: string
  Name: string
  OptionID: string | null
  Value: string | null
}

/** A variant to be added. */
export interface Generated {
  /** Null where the usual one is too long or taken. */
  ID: string | null
  Name: string
  Specs: ChosenOption[]
  Combination: string
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
const byText = (a: string, b: string) => compare(lower(a), lower(b))

/** The order in which specs are told and asked for: ListOrder, Name, ID. */
export const bySpecOrder = (a: Omit<MatrixSpec, 'Options'>, b: Omit<MatrixSpec, 'Options'>) =>
  a.ListOrder - b.ListOrder || byText(a.Name, b.Name) || byText(a.ID, b.ID)

const byOptionOrder = (a: MatrixOption, b: MatrixOption) => a.ListOrder - b.ListOrder || byText(a.ID, b.ID)

/**
 * The canonical name of a combination of options, by which a variant is found: IDs in lower case, in one order whatever
 * the order of the specs. It is the same in SQL.
 */
export const combinationOf = (chosen: Pick<ChosenOption, 'SpecID' | 'OptionID'>[]): string =>
  chosen
    .map((c) => `${lower(c.SpecID)}=${lower(c.OptionID ?? '')}`)
    .sort(compare)
    .join('|')

/** How many combinations specs make; more than can be counted is still more than are allowed. */
export const combinations = (specs: Pick<MatrixSpec, 'Options'>[]): number =>
  specs.length === 0 ? 0 : specs.reduce((n, s) => n * s.Options.length, 1)

/** Every combination of one option of each spec, in order; the last spec varies fastest. */
function matrix(specs: MatrixSpec[]): ChosenOption[][] {
  if (combinations(specs) === 0) return []
  return [...specs]
    .sort(bySpecOrder)
    .reduce<ChosenOption[][]>(
      (rows, spec) =>
        rows.flatMap((row) =>
          [...spec.Options].sort(byOptionOrder).map((option) => [...row, chosenOf(spec, option)]),
        ),
      [[]],
    )
}

/** An option of a spec as variants and lines tell it. */
export const chosenOf = (
  spec: Pick<MatrixSpec, 'ID' | 'Name'>,
  option: Omit<MatrixOption, 'ListOrder'>,
): ChosenOption => ({
  SpecID: spec.ID,
  Name: spec.Name,
  OptionID: option.ID,
  Value: option.Value,
  PriceMarkupType: option.PriceMarkupType,
  PriceMarkup: option.PriceMarkup,
})

/**
 * The variants that a product lacks. One is known by its combination and never by its ID, so that what was renamed is
 * not made again.
 * @returns undefined when the product would have more than it may
 */
export function missingVariants(
  product: { ID: string; Name: string },
  specs: MatrixSpec[],
  present: { ID: string; Combination: string }[],
): Generated[] | undefined {
  if (combinations(specs) > MOST_VARIANTS) return undefined
  const known = new Set(present.map((v) => v.Combination))
  const taken = new Set(present.map((v) => lower(v.ID)))
  const out: Generated[] = []
  for (const Specs of matrix(specs)) {
    const Combination = combinationOf(Specs)
    if (known.has(Combination)) continue
    const id = [product.ID, ...Specs.map((s) => s.OptionID)].join('-').replaceAll(' ', '-')
    const usable = id.length <= MOST_ID && isID(id) && !taken.has(lower(id))
    if (usable) taken.add(lower(id))
    out.push({ ID: usable ? id : null, Name: nameOf(product.Name, Specs), Specs, Combination })
  }
  return present.length + out.length > MOST_VARIANTS ? undefined : out
}

/** The product's name and what was chosen, as far as it fits; no character is cut in two. */
function nameOf(product: string, specs: ChosenOption[]): string {
  const name = [product, ...specs.map((s) => s.Value)].join(' ').slice(0, MOST_NAME)
  return /[\uD800-\uDBFF]$/.test(name) ? name.slice(0, -1) : name
}
