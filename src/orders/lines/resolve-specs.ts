import { ApiError, type ErrorEntry, fail, invalid, notFound } from '../../api/errors.ts'
import { lower, sameIgnoringCase } from '../../api/names.ts'
import {
  bySpecOrder,
  type ChosenOption,
  chosenOf,
  type MatrixOption,
} from '../../catalog/specs/variant-matrix.ts'

/** A spec of a product, as far as a line answers it. */
export interface AskedSpec {
  ID: string
  Name: string
  ListOrder: number
  Required: boolean
  AllowOpenText: boolean
  DefinesVariant: boolean
  DefaultOptionID: string | null
  DefaultValue: string | null
  /** The product's own defaults. */
  AssignedOptionID: string | null
  AssignedValue: string | null
  Options: (MatrixOption & { IsOpenText: boolean })[]
}

/** What a line says to a spec. */
export interface Answer {
  SpecID: string
  OptionID?: string | null
  Value?: string | null
}

type Resolved = ChosenOption | 'missing' | 'none' | ErrorEntry

/**
 * The specs of a line: what was sent, completed by defaults. Values are copied, so that the line goes on to say what
 * was chosen. What is missing is told all at once.
 * @throws ApiError 404 for a spec that the product does not have, or an option that the spec does not have
 */
export function resolveSpecs(specs: AskedSpec[], sent: Answer[]): ChosenOption[] {
  const answers = new Map<string, Answer>()
  for (const answer of sent) {
    if (!specs.some((s) => sameIgnoringCase(s.ID, answer.SpecID))) throw notFound('Spec', answer.SpecID)
    const key = lower(answer.SpecID)
    if (answers.has(key))
      throw invalid('Specs', 'Unique', `Specs must name each spec once: "${answer.SpecID}" is there twice.`)
    answers.set(key, answer)
  }
  const chosen: ChosenOption[] = []
  const missing: AskedSpec[] = []
  const wrong: ErrorEntry[] = []
  for (const spec of [...specs].sort(bySpecOrder)) {
    const resolved = resolve(spec, answers.get(lower(spec.ID)))
    if (resolved === 'missing') missing.push(spec)
    else if (typeof resolved === 'object' && 'ErrorCode' in resolved) wrong.push(resolved)
    else if (resolved !== 'none') chosen.push(resolved)
  }
  const all = missing.length > 0 ? wrong.concat(oneOrMore(missing).errors) : wrong
  if (all.length > 0) throw new ApiError(400, all)
  return chosen
}

function resolve(spec: AskedSpec, answer: Answer | undefined): Resolved {
  const value = answer?.Value || null
  if (answer?.OptionID) {
    const option = optionOf(spec, answer.OptionID)
    if (!option)
      throw fail('Spec.OptionNotFound', `Spec "${spec.ID}" has no option "${answer.OptionID}".`, {
        SpecID: spec.ID,
        OptionID: answer.OptionID,
      })
    if (!option.IsOpenText) return chosenOf(spec, option)
    return value === null
      ? wrongAnswer(spec, 'Spec.RequiresValue')
      : chosenOf(spec, { ...option, Value: value })
  }
  if (value !== null) {
    if (spec.AllowOpenText) return freely(spec, value)
    const option = spec.Options.find((o) => lower(o.Value) === lower(value))
    return option ? chosenOf(spec, option) : wrongAnswer(spec, 'Spec.RequiresSelection')
  }
  return byDefault(spec)
}

/** The option comes before the value, and the product's own before the spec's. */
function byDefault(spec: AskedSpec): Resolved {
  const option = optionOf(spec, spec.AssignedOptionID ?? spec.DefaultOptionID)
  if (option) return chosenOf(spec, option)
  const value = spec.AssignedValue || spec.DefaultValue
  if (value) return freely(spec, value)
  return spec.Required ? 'missing' : 'none'
}

const optionOf = (spec: AskedSpec, id: string | null) =>
  id === null ? undefined : spec.Options.find((o) => sameIgnoringCase(o.ID, id))

/** A value of no option: it costs nothing. */
const freely = (spec: AskedSpec, Value: string): ChosenOption => ({
  SpecID: spec.ID,
  Name: spec.Name,
  OptionID: null,
  Value,
  PriceMarkupType: null,
  PriceMarkup: null,
})

const MESSAGES = {
  'Spec.RequiresSelection': 'needs one of its options.',
  'Spec.RequiresValue': 'needs a value.',
}

const wrongAnswer = (spec: AskedSpec, code: keyof typeof MESSAGES): ErrorEntry =>
  fail(code, `Spec "${spec.ID}" ${MESSAGES[code]}`, { SpecID: spec.ID, Name: spec.Name }).errors[0]!

/** One refusal for all specs without an answer, and what each of them needs. */
const oneOrMore = (specs: AskedSpec[]) =>
  fail(
    'Spec.OneOrMoreRequiresValue',
    `These specs need a value: ${specs.map((s) => s.Name).join(', ')}.`,
    specs.map((s) => ({
      SpecID: s.ID,
      Name: s.Name,
      ErrorCode: s.Options.length > 0 ? 'Spec.RequiresSelection' : 'Spec.RequiresValue',
    })),
  )
