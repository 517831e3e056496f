import { isLike } from '../api/lists/filter-values.ts'
import { Decimal, decimal } from '../api/money.ts'
import { parseMoment } from '../api/time.ts'

/** A value of a rule. Moments are `Date`s, numbers exact decimals; what comes from JSON is read by `readJson`. */
export type Value = Decimal | string | boolean | Date | null | readonly unknown[] | Record<string, unknown>

/** What ends an evaluation: a wrong type, a division by zero, too many steps. Never leaves `evaluate`. */
export class Aborted extends Error {
  override readonly name = 'Aborted'
}

/** A value of the wire's JSON as rules know it. */
export const readJson = (json: unknown): Value =>
  json === undefined ? null : typeof json === 'number' ? decimal(json) : (json as Value)

/** The property of an object by the name a rule has for it: as it is written, else in any letter case. */
export function propertyOf(of: Value, name: string): Value {
  if (of === null) return null
  if (typeof of !== 'object' || Array.isArray(of) || of instanceof Date || of instanceof Decimal)
    throw new Aborted(`${name} of what is no object`)
  const record = of as Record<string, unknown>
  if (Object.hasOwn(record, name)) return readJson(record[name])
  const other = Object.keys(record).find((n) => n.toLowerCase() === name.toLowerCase())
  return other === undefined ? null : readJson(record[other])
}

/** Elements of a list; of nothing there are none, and a single value is a list of itself. */
export const elementsOf = (value: Value): Value[] =>
  value === null ? [] : Array.isArray(value) ? value.map(readJson) : [value]

const NUMBER = /^\s*-?(?:\d+(?:\.\d+)?|\.\d+)\s*$/

/** A string read as a value of another's type, where all of it says one. */
function readAs(text: string, like: Value): Value | undefined {
  if (like instanceof Decimal) return NUMBER.test(text) ? decimal(text.trim()) : undefined
  if (typeof like === 'boolean') return { true: true, false: false }[text.trim().toLowerCase()]
  if (!(like instanceof Date)) throw new Aborted('values of different types are compared')
  const moment = parseMoment(text, true)
  return moment === undefined ? undefined : new Date(moment)
}

/**
 * How two values stand to each other: below zero, zero, above; strings without letter case, a string beside another
 * type read as that. Undefined when they cannot be compared, because one is missing or no such value.
 * @throws Aborted when they are of different types
 */
export function compare(a: Value, b: Value): number | undefined {
  if (a === null || b === null) return undefined
  if (typeof a === 'string' && typeof b !== 'string') return comparePair(readAs(a, b), b)
  if (typeof b === 'string' && typeof a !== 'string') return comparePair(a, readAs(b, a))
  return comparePair(a, b)
}

function comparePair(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a === undefined || b === undefined) return undefined
  if (typeof a === 'string' && typeof b === 'string') return order(a.toLowerCase(), b.toLowerCase())
  if (a instanceof Decimal && b instanceof Decimal) return a.comparedTo(b)
  if (a instanceof Date && b instanceof Date) return order(a.getTime(), b.getTime())
  if (typeof a === 'boolean' && typeof b === 'boolean') return order(Number(a), Number(b))
  throw new Aborted('values of different types are compared')
}

const order = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)

/** Whether two values are the same. */
export const isSame = (a: Value, b: Value): boolean => compare(a, b) === 0

/** Whether a text fits a pattern whose `*` stands for anything; without letter case. */
export const fits = (text: string, pattern: string): boolean =>
  isLike(text.toLowerCase(), pattern.toLowerCase().split('*'))
