import { numberOf } from '../../api/kinds/numbers.ts'
import type { Term } from '../../api/lists/filter.ts'
import { parseMoment } from '../../api/time.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { among, type Comparison, OPPOSITE, SIGNS, wildSql } from './conditions.ts'
import { type Found, whereAt } from './json-path.ts'
import { and, or } from './sql.ts'

/**
 * Whether free JSON at a path meets any of the terms. One form serves scalars, arrays (any element) and missing keys.
 * Values compare by the type they are stored with; operands that do not fit simply do not match.
 */
export const jsonSql = (path: string[], terms: Term[], json: SQL): SQL =>
  whereAt(json, path, (found) => meets(terms, found))

function meets(terms: Term[], found: Found): SQL {
  const equal = terms.filter((t) => t.op === 'eq' && !t.negate).map((t) => t.pieces[0]!)
  // What some value must meet is looked for in one go; negated terms, by what no value may meet.
  const wanted = terms.map(someMust)
  const refused = terms.map(noneMay)
  return or(
    anyValue(found, [equal.length > 0 ? equalTo(equal) : undefined, ...wanted]),
    ...refused.map((condition) => condition && sql`not ${anyValue(found, [condition])}`),
    ...terms.map((t) => presence(t, found)),
  )
}

function someMust(term: Term): SQL | undefined {
  if (term.op === 'wild') return term.negate ? undefined : wildSql(term.pieces, TEXT)
  if (term.op === 'eq' || term.op === 'present' || term.op === 'empty') return undefined
  return compared(term.negate ? OPPOSITE[term.op] : term.op, term.pieces[0]!)
}

function noneMay(term: Term): SQL | undefined {
  if (!term.negate) return undefined
  return term.op === 'eq'
    ? equalTo([term.pieces[0]!])
    : term.op === 'wild'
      ? wildSql(term.pieces, TEXT)
      : undefined
}

/** Whether there is anything but null at a path (for an empty operand: anything but null and empty text), or nothing. */
function presence(term: Term, { some, isObject }: Found): SQL | undefined {
  if (term.op !== 'present' && term.op !== 'empty') return undefined
  const filled = term.op === 'empty' ? sql`e.value <> ''` : undefined
  const there = or(isObject, some(and(sql`e.type <> 'null'`, filled)))
  return (term.op === 'present') === term.negate ? sql`not ${there}` : there
}

/** Whether a value at a path, elements of arrays included, meets any of the conditions over `e`. */
function anyValue({ some }: Found, conditions: (SQL | undefined)[]): SQL | undefined {
  if (conditions.every((c) => c === undefined)) return undefined
  return some(sql`e.type not in ('object', 'array') and ${or(...conditions)}`)
}

/** A value as text; SQL knows booleans as 0 and 1. */
const TEXT = sql`iif(e.type in ('true', 'false'), e.type, cast(e.value as text))`
/** Seconds since the epoch of a text that looks like an ISO 8601 date; null of any other. */
const EPOCH = sql`iif(e.value glob '????-??-??*', unixepoch(e.value, 'subsec'), null)`

/** Seconds since the epoch of an operand that is a date. */
const epochOf = (operand: string): number | undefined => {
  const moment = parseMoment(operand, true)
  return moment === undefined ? undefined : Date.parse(moment) / 1000
}

function equalTo(operands: string[]): SQL {
  const numbers = operands.map(numberOf).filter((n) => n !== undefined)
  const flags = ['true', 'false'].filter((f) => operands.some((o) => o.toLowerCase() === f))
  const moments = operands.map(epochOf).filter((m) => m !== undefined)
  return or(
    sql`(e.type = 'text' and e.value collate nocase ${among(operands)})`,
    numbers.length > 0 ? sql`(e.type in ('integer', 'real') and e.value ${among(numbers)})` : undefined,
    flags.length > 0 ? sql`e.type ${among(flags)}` : undefined,
    moments.length > 0 ? sql`(e.type = 'text' and ${EPOCH} ${among(moments)})` : undefined,
  )
}

function compared(op: Comparison, operand: string): SQL {
  const sign = SIGNS[op]
  const number = numberOf(operand)
  const moment = epochOf(operand)
  const text = sql`e.value collate nocase ${sign} ${operand}`
  return or(
    number === undefined ? undefined : sql`(e.type in ('integer', 'real') and e.value ${sign} ${number})`,
    sql`(e.type = 'text' and ${moment === undefined ? text : sql`coalesce(${EPOCH} ${sign} ${moment}, ${text})`})`,
  )
}
