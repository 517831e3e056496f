import { type SQL, sql } from 'drizzle-orm'
import { among, type Comparison, isNumber, numberOf, OPPOSITE, SIGNS, wildSql } from './conditions.ts'
import type { Term } from './filter.ts'
import { and, or } from './sql.ts'
import { parseMoment } from './time.ts'

/** JSON path below a column. (A quotation mark in a key cannot be written in a path.) */
export const jsonPath = (keys: string[]) => `$${keys.map((k) => `."${k.replaceAll('"', '')}"`).join('')}`

/**
 * Whether free JSON at a path meets any of the terms. One form serves scalars, arrays (any element) and missing keys.
 * Values compare by the type they are stored with; operands that do not fit simply do not match.
 */
export function jsonSql(path: string[], terms: Term[], at: SQL): SQL {
  const equal = terms.filter((t) => t.op === 'eq' && !t.negate)
  const others = terms.filter((t) => !equal.includes(t))
  return or(
    equal.length > 0 ? anyValue(path, at, equalTo(equal.map((t) => t.pieces[0]!))) : undefined,
    ...others.map((t) => termSql(path, t, at)),
  )
}

function termSql(path: string[], term: Term, at: SQL): SQL {
  const unless = (negate: boolean, condition: SQL) => (negate ? sql`not (${condition})` : condition)
  switch (term.op) {
    case 'present':
      return unless(term.negate, anything(path, at, sql`1`))
    case 'empty':
      return unless(!term.negate, anything(path, at, sql`e.value <> ''`))
    case 'wild':
      return unless(term.negate, anyValue(path, at, wildSql(term.pieces, TEXT)))
    case 'eq':
      return unless(term.negate, anyValue(path, at, equalTo([term.pieces[0]!])))
    default:
      return anyValue(path, at, compared(term.negate ? OPPOSITE[term.op] : term.op, term.pieces[0]!))
  }
}

/** Whether any value at a path, an array's elements included, meets a condition over `e`. Objects are no values. */
const anyValue = (path: string[], at: SQL, condition: SQL): SQL => {
  const meets = and(sql`e.type not in ('object', 'array')`, condition)
  const direct = jsonPath(path)
  // The members of an object at the path would pass for elements.
  return or(
    sql`exists (select 1 from json_each(${at}, ${direct}) e where ${meets} and json_type(${at}, ${direct}) <> 'object')`,
    throughArrays(path, at, meets),
  )
}

/** Whether there is anything but null at a path: an object, a value that meets the condition, or such an element. */
const anything = (path: string[], at: SQL, condition: SQL): SQL => {
  const meets = and(sql`e.type <> 'null'`, condition)
  const direct = jsonPath(path)
  return or(
    sql`coalesce(json_type(${at}, ${direct}), '') = 'object'`,
    sql`exists (select 1 from json_each(${at}, ${direct}) e where ${meets})`,
    throughArrays(path, at, meets),
  )
}

/** The same where the path passes through arrays of objects, looked at key by key: only if there is such an array. */
function throughArrays(path: string[], at: SQL, meets: SQL): SQL | undefined {
  if (path.length === 0) return undefined
  const above = path.map((_, i) => sql`json_type(${at}, ${jsonPath(path.slice(0, i))})`)
  const alias = (i: number) => (i === path.length ? sql.raw('e') : sql.raw(`o${i}`))
  const steps = path.map((key, i) => {
    const object = sql`iif(${alias(i)}.type = 'object', ${alias(i)}.value, '{}')`
    return sql`${elements(object, jsonPath([key]))} ${alias(i + 1)}`
  })
  return sql`exists (select 1 from ${elements(at, '$')} ${alias(0)}, ${sql.join(steps, sql`, `)}
    where 'array' in (${sql.join(above, sql`, `)}) and ${meets})`
}

/** The elements of an array at a path, or the one thing that is there, as rows. */
const elements = (json: SQL, path: string) =>
  sql`json_each(iif(json_type(${json}, ${path}) = 'array', json_extract(${json}, ${path}), json_array(json_extract(${json}, ${path}))))`

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
  const numbers = operands.filter(isNumber).map(numberOf)
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
  const moment = epochOf(operand)
  const text = sql`e.value collate nocase ${sign} ${operand}`
  return or(
    isNumber(operand)
      ? sql`(e.type in ('integer', 'real') and e.value ${sign} ${numberOf(operand)})`
      : undefined,
    sql`(e.type = 'text' and ${moment === undefined ? text : sql`coalesce(${EPOCH} ${sign} ${moment}, ${text})`})`,
  )
}
