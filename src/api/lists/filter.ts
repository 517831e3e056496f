import type { Field, Fields } from '../field.ts'

/** One alternative of a filter's value. */
export interface Term {
  negate: boolean
  /** `present`: any value (`*`); `empty`: no operand. */
  op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'wild' | 'present' | 'empty'
  /** Operand; for `wild` the literal pieces between the asterisks. */
  pieces: string[]
}

/** One query parameter that filters: any of the properties, any of the terms. */
export interface Filter {
  properties: Property[]
  terms: Term[]
}

/** A property a filter, sort or search names. */
export interface Property {
  /** Canonical spelling, dotted. */
  name: string
  field: Field
  /** Names below a JSON column. */
  path: string[]
  /** Calculates the nested model it is part of, where that is no column. */
  within?: Field['computed']
  /** The property lies in xp (or other free JSON): its values are typed by what is stored. */
  free: boolean
}

const OPERATORS: Record<string, Term['op']> = {
  '>=': 'gte',
  '<=': 'lte',
  '=>': 'gte',
  '=<': 'lte',
  '>': 'gt',
  '<': 'lt',
  '=': 'eq',
}

/**
 * Reads the value of a filter: terms joined by `|`, each with `!` toggles, an operator, `*` wildcards and `\` escapes.
 * Operators count only before the first literal character.
 */
export function parseTerms(value: string): Term[] {
  const terms: Term[] = []
  for (let at = 0; at <= value.length; ) {
    const end = endOfTerm(value, at)
    terms.push(parseTerm(value.slice(at, end)))
    at = end + 1
  }
  return terms
}

/** Where the next `|` that is not escaped stands, or the text ends. */
function endOfTerm(value: string, from: number): number {
  let at = from
  while (at < value.length && value[at] !== '|') at += value[at] === '\\' ? 2 : 1
  return Math.min(at, value.length)
}

function parseTerm(text: string): Term {
  const [, bangs, operator, rest] = /^(!*)(>=|<=|=>|=<|[><=]?)(.*)$/s.exec(text)!
  const negate = bangs!.length % 2 === 1
  const op = OPERATORS[operator!] ?? 'eq'
  const pieces = piecesOf(rest!)
  // Comparisons know no wildcards: an asterisk in their operand is itself.
  if (op !== 'eq') return { negate, op, pieces: [pieces.join('*')] }
  if (pieces.length === 1) return { negate, op: pieces[0] === '' ? 'empty' : 'eq', pieces }
  return { negate, op: pieces.every((p) => p === '') ? 'present' : 'wild', pieces }
}

/** The literal pieces between asterisks, escapes resolved. */
function piecesOf(text: string): string[] {
  const pieces = ['']
  for (const [part] of text.matchAll(/\\.|./gs)) {
    if (part === '*') pieces.push('')
    else pieces[pieces.length - 1] += part.length > 1 ? part.slice(1) : part
  }
  return pieces
}

/** Names a path into free JSON has at most: each counts towards its statement. */
const MOST_NAMES = 50

/**
 * Finds what a dotted name means in a model; names are case-insensitive, keys of xp are exact.
 * @returns undefined for names that may not be queried: unknown, write-only, secret, too deep, or calculated outside SQL
 */
export function findProperty(fields: Fields, name: string): Property | undefined {
  const [head, ...rest] = name.split('.') as [string, ...string[]]
  const key = Object.keys(fields).find((k) => k.toLowerCase() === head.toLowerCase())
  const f = key === undefined ? undefined : fields[key]
  if (!key || !f || f.writeOnly || f.hidden || f.kind.isSecret || f.computed === true) return undefined
  if (f.kind.free)
    return rest.length <= MOST_NAMES && (rest.length > 0 || f.kind.free === 'whole')
      ? { name: [key, ...rest].join('.'), field: f, path: rest, free: true }
      : undefined
  const within = f.fields ?? f.of?.fields
  if (within && rest.length > 0) {
    const below = findProperty(within, rest.join('.'))
    return (
      below && {
        name: `${key}.${below.name}`,
        field: below.field,
        path: below.name.split('.'),
        free: below.free || !!f.of,
        within: f.computed,
      }
    )
  }
  return rest.length > 0 ? undefined : { name: key, field: f, path: [], free: !!f.of }
}
