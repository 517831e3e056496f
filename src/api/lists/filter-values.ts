import { numberOf } from '../kinds/numbers.ts'
import { lower } from '../names.ts'
import { parseMoment } from '../time.ts'
import type { Filter, Term } from './filter.ts'

/**
 * Whether an object meets a filter, as it would in SQL: a value compares by the type it has, operands that do not fit it
 * simply do not match, and an array's elements count each.
 */
export const meetsFilter = ({ properties, terms }: Filter, object: unknown): boolean =>
  properties.some(({ name }) => {
    const values = valuesAt(object, name.split('.')).filter((v) => v !== undefined && v !== null)
    return terms.some((term) => meets(term, values))
  })

/** What stands at the end of names, through arrays of objects. */
function valuesAt(value: unknown, names: string[]): unknown[] {
  if (Array.isArray(value)) return value.flatMap((v) => (Array.isArray(v) ? [] : valuesAt(v, names)))
  const [name, ...rest] = names
  if (name === undefined) return [value]
  return isObject(value) && Object.hasOwn(value, name) ? valuesAt(value[name], rest) : []
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

function meets({ op, negate, pieces }: Term, values: unknown[]): boolean {
  if (op === 'present') return values.length > 0 !== negate
  if (op === 'empty') return values.some((v) => v !== '') === negate
  const operand = pieces[0]!
  const scalars = values.filter((v) => !isObject(v))
  if (op === 'eq') return scalars.some((v) => order(v, operand) === 0) !== negate
  if (op === 'wild') return scalars.some((v) => isLike(lower(String(v)), pieces.map(lower))) !== negate
  // A negated comparison is the opposite one, and neither matches what is not there.
  return scalars.some((v) => {
    const sign = order(v, operand)
    if (sign === undefined || typeof v === 'boolean') return false
    const holds = op === 'gt' ? sign > 0 : op === 'gte' ? sign >= 0 : op === 'lt' ? sign < 0 : sign <= 0
    return holds !== negate
  })
}

/** How a value stands to an operand: below, the same, above; undefined where the operand is of another type. */
function order(value: unknown, operand: string): number | undefined {
  if (typeof value === 'number') return compare(value, numberOf(operand))
  if (typeof value === 'boolean') return lower(operand) === String(value) ? 0 : undefined
  const text = String(value)
  const moment = parseMoment(operand, true)
  const own = moment === undefined ? undefined : parseMoment(text)
  return own === undefined ? compare(lower(text), lower(operand)) : compare(own, moment)
}

const compare = <T extends string | number>(a: T, b: T | undefined) =>
  b === undefined ? undefined : a < b ? -1 : a > b ? 1 : 0

/** Whether a text begins with the first piece, holds the middle ones behind it in their order, and ends with the last. */
function isLike(text: string, [first = '', ...others]: string[]): boolean {
  const last = others.pop() ?? ''
  if (!text.startsWith(first)) return false
  let at = first.length
  for (const piece of others) {
    const found = text.indexOf(piece, at)
    if (found < 0) return false
    at = found + piece.length
  }
  return text.length - at >= last.length && text.endsWith(last)
}
