import { numberOf } from '../kinds/numbers.ts'
import { lower } from '../names.ts'
import { parseMoment } from '../time.ts'
import type { Filter, Term } from './filter.ts'

/** Whether an object meets a filter, as it would in SQL: values compare by their type, elements of arrays one by one. */
export const meetsFilter = ({ properties, terms }: Filter, object: unknown): boolean =>
  properties.some(({ name }) => {
    const values = valuesAt(object, name.split('.'))
    return terms.some((term) => meets(term, values))
  })

/** What stands at the end of names, through arrays of objects, but for nulls. */
function valuesAt(value: unknown, names: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((v) => (Array.isArray(v) ? [] : valuesAt(v, names)))
  const [name, ...rest] = names
  if (name === undefined) return [value ?? []].flat()
  const below = Object.entries(isObject(value) ? value : {}).find(([key]) => key === name)
  return below ? valuesAt(below[1], rest) : []
}

const isObject = (value: unknown) => typeof value === 'object' && value !== null

function meets({ op, negate, pieces }: Term, values: unknown[]): boolean {
  if (op === 'present') return values.length > 0 !== negate
  if (op === 'empty') return values.some((v) => v !== '') === negate
  const scalars = values.filter((v) => !isObject(v))
  if (op === 'eq') return scalars.some((v) => order(v, pieces[0]!) === 0) !== negate
  if (op === 'wild') return scalars.some((v) => isLike(lower(String(v)), pieces.map(lower))) !== negate
  // A negated comparison is the opposite one, and neither matches what is not there.
  return scalars.some((v) => {
    const sign = typeof v === 'boolean' ? undefined : order(v, pieces[0]!)
    if (sign === undefined) return false
    return (sign === 0 ? op.endsWith('e') : op.startsWith('g') === sign > 0) !== negate
  })
}

/** How a value stands to an operand: below, the same, above; undefined where that is of another type. */
function order(value: unknown, operand: string): number | undefined {
  if (typeof value === 'number') return compare(value, numberOf(operand))
  if (typeof value === 'boolean') return lower(operand) === String(value) ? 0 : undefined
  const text = String(value)
  const [own, moment] = [parseMoment(text), parseMoment(operand, true)]
  return own && moment ? compare(own, moment) : compare(lower(text), lower(operand))
}

const compare = <T extends string | number>(a: T, b: T | undefined) =>
  b === undefined ? undefined : a < b ? -1 : Number(a > b)

/** Whether a text begins with the first piece, has the others behind it in their order, and ends with the last. */
export function isLike(text: string, [first = '', ...others]: readonly string[]): boolean {
  if (others.length === 0) return text === first
  if (!text.startsWith(first)) return false
  const last = others.pop()!
  let at = first.length
  for (const piece of others) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - last.length >= at && text.endsWith(last)
}
