import { type SQL, sql } from 'drizzle-orm'
import { fail } from './errors.ts'
import type { Field, Fields } from './field.ts'
import { AMOUNT_PLACES, Decimal, PRICE_PLACES } from './money.ts'
import { and, or } from './sql.ts'
import { parseMoment } from './time.ts'

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
  /** The property lies in xp (or other free JSON): its values are typed by what is stored. */
  free: boolean
}

/** Where a property stands in a statement. */
export type Locate = (property: Property) => SQL

const OPERATOR = /^(>=|<=|=>|=<|>|<|=)/

/**
 * Reads the value of a filter: terms joined by `|`, each with `!` toggles, an operator, `*` wildcards and `\` escapes.
 * Operators count only before the first literal character.
 */
export function parseTerms(value: string): Term[] {
  const terms: Term[] = []
  let rest = value
  for (;;) {
    const [term, after] = parseTerm(rest)
    terms.push(term)
    if (after === undefined) return terms
    rest = after
  }
}

function parseTerm(text: string): [Term, string | undefined] {
  let at = 0
  let negate = false
  while (text[at] === '!') {
    negate = !negate
    at++
  }
  const operator = OPERATOR.exec(text.slice(at))?.[0] ?? ''
  at += operator.length
  const pieces = ['']
  const literal = (c: string) => {
    pieces.push((pieces.pop() ?? '') + c)
  }
  while (at < text.length && text[at] !== '|') {
    if (text[at] === '\\' && at + 1 < text.length) literal(text[++at]!)
    else if (text[at] === '*') pieces.push('')
    else literal(text[at]!)
    at++
  }
  const rest = at < text.length ? text.slice(at + 1) : undefined
  const comparison = COMPARISONS[operator]
  if (comparison) return [{ negate, op: comparison, pieces: [pieces.join('*')] }, rest]
  if (pieces.length > 1) {
    const bare = pieces.every((p) => p === '')
    return [{ negate, op: bare ? 'present' : 'wild', pieces }, rest]
  }
  return [{ negate, op: pieces[0] === '' ? 'empty' : 'eq', pieces }, rest]
}

const COMPARISONS: Record<string, Term['op']> = {
  '>': 'gt',
  '<': 'lt',
  '>=': 'gte',
  '=>': 'gte',
  '<=': 'lte',
  '=<': 'lte',
}

/**
 * Finds what a dotted name means in a model; names are case-insensitive, keys of xp are exact.
 * @returns undefined for names that may not be queried: unknown, write-only, secret, or calculated outside SQL
 */
export function findProperty(fields: Fields, name: string): Property | undefined {
  const [head, ...rest] = name.split('.') as [string, ...string[]]
  const key = Object.keys(fields).find((k) => k.toLowerCase() === head.toLowerCase())
  const f = key === undefined ? undefined : fields[key]
  if (!key || !f || f.writeOnly || f.hidden || f.secret || f.computed === true) return undefined
  if (f.kind === 'xp' || f.kind === 'json')
    return rest.every(Boolean) && (rest.length > 0 || f.kind === 'xp')
      ? { name: [key, ...rest].join('.'), field: f, path: rest, free: true }
      : undefined
  const element = f.kind === 'list' ? f.of! : f
  if (element.kind === 'object') {
    if (rest.length === 0) return { name: key, field: f, path: [], free: false }
    const below = findProperty(element.fields!, rest.join('.'))
    if (!below) return undefined
    return {
      name: `${key}.${below.name}`,
      field: below.field,
      path: below.name.split('.'),
      free: below.free || f.kind === 'list',
    }
  }
  if (rest.length > 0) return undefined
  return { name: key, field: f, path: [], free: f.kind === 'list' }
}

const wrongType = (property: Property, operand: string) =>
  fail('List.InvalidType', `"${operand}" does not fit the type of ${property.name}.`, {
    Property: property.name,
    Value: operand,
  })

/** A filter as SQL; operands that do not fit the property's type are refused with `List.InvalidType`. */
export const filterSql = (filter: Filter, locate: Locate): SQL =>
  or(...filter.properties.map((p) => or(...filter.terms.map((t) => termSql(p, t, locate(p))))))

function termSql(property: Property, term: Term, at: SQL): SQL {
  if (property.free) return freeSql(property, term, at)
  const kind = property.field.kind
  if (kind === 'object') {
    if (term.op !== 'present' && term.op !== 'empty') throw wrongType(property, term.pieces.join('*'))
    return (term.op === 'present') !== term.negate ? sql`${at} is not null` : sql`${at} is null`
  }
  if (term.op === 'present') return term.negate ? sql`${at} is null` : sql`${at} is not null`
  if (term.op === 'empty') {
    const empty = kind === 'text' ? sql`coalesce(${at}, '') = ''` : sql`${at} is null`
    return term.negate ? sql`not (${empty})` : empty
  }
  const matches =
    kind === 'text'
      ? textSql(term, at)
      : kind === 'flag'
        ? sql`${at} = ${flagOf(property, term)}`
        : kind === 'oneOf'
          ? sql`${at} = ${nameOf(property, term)}`
          : kind === 'timestamp'
            ? compare(term, at, momentOf(property, term))
            : numberSql(property, term, at)
  if (!term.negate) return matches
  // A negated comparison is the opposite comparison and never matches null; a negated equality includes null.
  return isComparison(term)
    ? sql`(${at} is not null and not (${matches}))`
    : sql`not coalesce((${matches}), 0)`
}

const isComparison = (term: Term) => term.op !== 'eq' && term.op !== 'wild'

const SIGNS = { eq: '=', gt: '>', gte: '>=', lt: '<', lte: '<=' } as const

const compare = (term: Term, at: SQL, operand: unknown): SQL =>
  sql`${at} ${sql.raw(SIGNS[term.op as keyof typeof SIGNS])} ${operand}`

const textSql = (term: Term, at: SQL): SQL =>
  term.op === 'wild' ? wildSql(term.pieces, at) : compare(term, at, term.pieces[0])

/** ASCII lower case, as SQLite's `lower()` and NOCASE have it. */
export const lower = (text: string) => text.replace(/[A-Z]/g, (c) => c.toLowerCase())

/** Wildcards that stand between two literal pieces double the expression each: more than these are refused. */
const MOST_WILDCARDS = 6

/** A wildcard match without LIKE, whose patterns D1 limits to 50 bytes. */
export function wildSql(pieces: string[], at: SQL): SQL {
  const [first = '', ...others] = pieces.map(lower)
  const last = others.pop() ?? ''
  const middle = others.filter(Boolean)
  if (middle.length > MOST_WILDCARDS - 2)
    throw fail('List.InvalidType', `A filter may have at most ${MOST_WILDCARDS} wildcards.`)
  const value = sql`lower(${at})`
  const conditions: SQL[] = []
  let rest = value
  if (first) {
    conditions.push(sql`substr(${value}, 1, ${length(first)}) = ${first}`)
    rest = sql`substr(${value}, ${length(first) + 1})`
  }
  for (const piece of middle) {
    conditions.push(sql`instr(${rest}, ${piece}) > 0`)
    rest = sql`substr(${rest}, instr(${rest}, ${piece}) + ${length(piece)})`
  }
  if (last) {
    conditions.push(sql`length(${rest}) >= ${length(last)}`, sql`substr(${rest}, ${-length(last)}) = ${last}`)
  }
  return and(...conditions)
}

/** Length in characters as SQLite counts them. */
const length = (text: string) => [...text].length

function flagOf(property: Property, term: Term): number {
  const operand = term.pieces[0]!.toLowerCase()
  if (term.op !== 'eq' || (operand !== 'true' && operand !== 'false'))
    throw wrongType(property, term.pieces.join('*'))
  return operand === 'true' ? 1 : 0
}

/** Enumerations are filtered by name or by zero-based ordinal, which the .NET SDK sends. */
function nameOf(property: Property, term: Term): string {
  const operand = term.pieces[0]!
  const values = property.field.values!
  const name =
    values.find((v) => v.toLowerCase() === operand.toLowerCase()) ??
    (/^\d+$/.test(operand) ? values[+operand] : undefined)
  if (term.op !== 'eq' || name === undefined) throw wrongType(property, term.pieces.join('*'))
  return name
}

function momentOf(property: Property, term: Term): string {
  const moment = term.op === 'wild' ? undefined : parseMoment(term.pieces[0]!, true)
  if (!moment) throw wrongType(property, term.pieces.join('*'))
  return moment
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i

/** Scaled columns keep the operand's places: `Total=>1.005` is "at least 101 hundredths", equality matches nothing. */
function numberSql(property: Property, term: Term, at: SQL): SQL {
  const operand = term.pieces[0]!
  if (term.op === 'wild' || !NUMBER.test(operand)) throw wrongType(property, term.pieces.join('*'))
  const kind = property.field.kind
  if ((kind !== 'price' && kind !== 'amount') || property.path.length > 0)
    return compare(term, at, Number(operand))
  const scaled = new Decimal(operand).times(
    new Decimal(10).pow(kind === 'price' ? PRICE_PLACES : AMOUNT_PLACES),
  )
  if (scaled.isInteger()) return compare(term, at, scaled.toNumber())
  if (term.op === 'eq') return sql`0`
  const up = term.op === 'gt' || term.op === 'gte'
  const bound = scaled.toDecimalPlaces(0, up ? Decimal.ROUND_CEIL : Decimal.ROUND_FLOOR).toNumber()
  return sql`${at} ${sql.raw(up ? '>=' : '<=')} ${bound}`
}

/**
 * A filter on free JSON. One form serves scalars, arrays (any element) and missing keys; an object at the path is
 * excluded, since its members would match. Operands that do not fit simply do not match.
 */
function freeSql(property: Property, term: Term, at: SQL): SQL {
  const some = (condition: SQL) => anyElement(property.path, at, condition)
  switch (term.op) {
    case 'present':
      return negated(term, some(sql`e.value is not null`))
    case 'empty':
      return negated({ negate: !term.negate }, some(sql`(e.value is not null and e.value <> '')`))
    case 'wild':
      return negated(term, some(wildSql(term.pieces, sql`cast(e.value as text)`)))
    case 'eq':
      return negated(term, some(freeEquals(term.pieces[0]!)))
    default:
      return some(freeCompare(term.negate ? OPPOSITE[term.op] : term.op, term.pieces[0]!))
  }
}

const negated = ({ negate }: { negate: boolean }, condition: SQL) =>
  negate ? sql`not (${condition})` : condition

const OPPOSITE = { gt: 'lte', gte: 'lt', lt: 'gte', lte: 'gt' } as const

/** JSON path below a column. */
export const jsonPath = (keys: string[]) => `$${keys.map((k) => `."${k.replaceAll('"', '')}"`).join('')}`

/**
 * Whether any value at a path meets the condition (over `e`): the value itself, an element where it is an array, and
 * the same within each object of an array that the path passes through.
 */
function anyElement(keys: string[], at: SQL, condition: SQL): SQL {
  const scalar = sql`e.type not in ('object', 'array')`
  const direct = jsonPath(keys)
  const alternatives = [
    sql`exists (select 1 from json_each(${at}, ${direct}) e
      where ${scalar} and coalesce(json_type(${at}, ${direct}), '') <> 'object' and ${condition})`,
  ]
  for (let i = 0; i < keys.length; i++) {
    const outer = jsonPath(keys.slice(0, i))
    const inner = jsonPath(keys.slice(i))
    alternatives.push(sql`exists (select 1 from json_each(${at}, ${outer}) p, json_each(p.value, ${inner}) e
      where json_type(${at}, ${outer}) = 'array' and p.type = 'object' and ${scalar}
        and coalesce(json_type(p.value, ${inner}), '') <> 'object' and ${condition})`)
  }
  return or(...alternatives)
}

function freeEquals(operand: string): SQL {
  const lowered = operand.toLowerCase()
  const moment = /^\d{4}-\d\d-\d\d/.test(operand) ? parseMoment(operand) : undefined
  return or(
    sql`e.value = ${operand} collate nocase`,
    NUMBER.test(operand) ? sql`(e.type in ('integer', 'real') and e.value = ${Number(operand)})` : undefined,
    lowered === 'true' || lowered === 'false' ? sql`e.type = ${lowered}` : undefined,
    moment ? sql`(e.type = 'text' and ${EPOCH} = ${Date.parse(moment) / 1000})` : undefined,
  )
}

const EPOCH = sql`unixepoch(e.value, 'subsec')`

function freeCompare(op: Term['op'], operand: string): SQL {
  const sign = sql.raw(SIGNS[op as keyof typeof SIGNS])
  const moment = parseMoment(operand, true)
  if (NUMBER.test(operand)) return sql`(e.type in ('integer', 'real') and e.value ${sign} ${Number(operand)})`
  if (moment) return sql`(e.type = 'text' and ${EPOCH} ${sign} ${Date.parse(moment) / 1000})`
  return sql`(e.type = 'text' and e.value ${sign} ${operand} collate nocase)`
}
