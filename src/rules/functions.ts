import { Decimal, decimal, round } from '../api/money.ts'
import { DAY } from '../api/time.ts'
import type { Facts, Json } from './facts.ts'
import { Aborted, compare, elementsOf, isSame, propertyOf, readJson, type Value } from './values.ts'

/** A function as it is called: arguments are evaluated when they are asked for. */
export interface FunctionCall {
  readonly facts: Facts
  readonly count: number
  readonly arg: (i: number) => Value
  readonly truth: (i: number) => boolean
  /** Whether the filter takes a line, or an element of a list. */
  readonly line: (line: Json) => boolean
  readonly element: (value: Value) => boolean
}

/** What a `Date` can hold, in days from 1970. */
const MOST_DAYS = 100_000_000
const MOST_PLACES = 20

const all = (call: FunctionCall) => Array.from({ length: call.count }, (_, i) => call.arg(i))

function numbers(call: FunctionCall): Decimal[] | null {
  const values = all(call)
  if (values.includes(null)) return null
  for (const value of values) if (!(value instanceof Decimal)) throw new Aborted('an argument is no number')
  return values as Decimal[]
}

const least = (call: FunctionCall, wanted: -1 | 1): Value =>
  numbers(call)?.reduce((a, b) => (a.comparedTo(b) === wanted ? a : b)) ?? null

const choice = (call: FunctionCall): Value => {
  for (let i = 0; i + 1 < call.count; i += 2) if (call.truth(i)) return call.arg(i + 1)
  return call.arg(call.count - 1)
}

const standing: Record<string, (call: FunctionCall) => Value> = {
  min: (call) => least(call, -1),
  max: (call) => least(call, 1),
  now: (call) => {
    const [days = decimal(0)] = numbers(call) ?? []
    if (days.abs().gt(MOST_DAYS)) throw new Aborted('a date out of range')
    const moment = new Date(call.facts.now + days.times(DAY).toNumber())
    if (Number.isNaN(moment.getTime())) throw new Aborted('a date out of range')
    return moment
  },
  if: choice,
  iif: choice,
  round: (call) => {
    const given = numbers(call)
    if (!given) return null
    const [value, places = decimal(0)] = given as [Decimal, Decimal?]
    if (!places.isInteger() || places.isNegative() || places.gt(MOST_PLACES))
      throw new Aborted('a wrong number of places')
    return round(value, places.toNumber())
  },
  approved: (call) => isOneOf(call.facts.approved ?? [], call.arg(0)),
}

/** `min(…)`, `now()`, `approved('rule')`. */
export function standingFunction(name: string, call: FunctionCall): Value {
  if (!Object.hasOwn(standing, name)) throw new Aborted(`there is no function ${name}`)
  return standing[name]!(call)
}

const sumOf = (lines: Facts['items'], property: string): Decimal =>
  lines.reduce((sum, line) => {
    const value = propertyOf(readJson(line), property)
    return value instanceof Decimal ? sum.plus(value) : sum
  }, decimal(0))

/** What is said of the lines together: `items.total(ProductID = 'x')`. */
export function aggregate(name: string, call: FunctionCall): Value {
  const { items } = call.facts
  if (name === 'any') return items.some(call.line)
  if (name === 'all') return items.every(call.line)
  const lines = items.filter(call.line)
  if (name === 'count') return decimal(lines.length)
  if (name === 'quantity') return sumOf(lines, 'Quantity')
  // Line promotions do not lower what rules see of the lines.
  if (name === 'total') return sumOf(lines, 'LineSubtotal')
  throw new Aborted(`there is no function ${name}`)
}

/** What is said of a value: `item.Product.incategory('a')`, `xp.Tags.contains('x')`. */
export function functionOfValue(name: string, of: Value, call: FunctionCall): Value {
  switch (name) {
    case 'any':
      return elementsOf(of).some(call.element)
    case 'all':
      return elementsOf(of).every(call.element)
    case 'count':
      return decimal(elementsOf(of).filter(call.element).length)
    case 'in':
      return namesIn(call).some((option) => isSame(of, option))
    case 'approved':
      return isOneOf(call.facts.approved ?? [], call.arg(0))
    case 'incategory':
      return stands(of, call, 'direct')
    case 'inparentcategory':
      return stands(of, call, 'above')
    default:
      return contains(of, call.arg(0))
  }
}

/** A list has an element, a text has a part. */
function contains(of: Value, wanted: Value): boolean {
  if (typeof of === 'string' && typeof wanted === 'string')
    return of.toLowerCase().includes(wanted.toLowerCase())
  // What is of another type is another element, and no mistake of the rule.
  return elementsOf(of).some((element) => comparable(element, wanted) && compare(element, wanted) === 0)
}

const typeOf = (value: Value) =>
  value instanceof Decimal ? 'number' : value instanceof Date ? 'date' : typeof value

const comparable = (a: Value, b: Value) => {
  const [one, other] = [typeOf(a), typeOf(b)]
  return one !== 'object' && other !== 'object' && (one === other || one === 'string' || other === 'string')
}

/** Several arguments, or one that lists them between commas. */
const namesIn = (call: FunctionCall): Value[] =>
  all(call).flatMap((arg): Value[] =>
    typeof arg === 'string' ? arg.split(',').map((name) => name.trim()) : [arg],
  )

/** Whether a product stands in one of the categories; a child counts through its parent. */
function stands(product: Value, call: FunctionCall, which: 'direct' | 'above'): boolean {
  const names = namesIn(call)
  return ['ID', 'ParentID'].some((key) => {
    const id = product === null ? null : propertyOf(product, key)
    const categories = typeof id === 'string' ? call.facts.categories?.get(id) : undefined
    return names.some((name) => isOneOf(categories?.[which] ?? [], name))
  })
}

/** Whether an ID is one of several, in any letter case. */
function isOneOf(ids: Iterable<string>, wanted: Value): boolean {
  if (typeof wanted !== 'string') return false
  for (const id of ids) if (id.toLowerCase() === wanted.toLowerCase()) return true
  return false
}
