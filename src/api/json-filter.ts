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
  const equal = terms.filter((t) => t.op === 'eq' && !t.negate).map((t) => t.pieces[0]!)
  // What some value must meet is looked for in one go; negated terms, by what no value may meet.
  const wanted = terms.map(someMust)
  const refused = terms.map(noneMay)
  return or(
    anyValue(path, at, [equal.length > 0 ? equalTo(equal) : undefined, ...wanted]),
    ...refused.map((condition) => condition && sql`not ${anyValue(path, at, [condition])}`),
    ...terms.map((t) => presence(t, path, at)),
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
function presence(term: Term, path: string[], at: SQL): SQL | undefined {
  if (term.op !== 'present' && term.op !== 'empty') return undefined
  const filled = term.op === 'empty' ? sql`e.value <> ''` : undefined
  const there = or(
    sql`coalesce(json_type(${at}, ${jsonPath(path)}), '') = 'object'`,
    sql`exists (select 1 from ${valuesAt(path, at)} e where ${and(sql`e.type <> 'null'`, filled)})`,
  )
  return (term.op === 'present') === term.negate ? sql`not ${there}` : there
}

/** Whether a value at a path, elements of arrays included, meets any of the conditions over `e`. */
function anyValue(path: string[], at: SQL, conditions: (SQL | undefined)[]): SQL | undefined {
  if (conditions.every((c) => c === undefined)) return undefined
  return sql`exists (select 1 from ${valuesAt(path, at)} e where e.type not in ('object', 'array') and ${or(...conditions)})`
}

/** What stands at a path, as rows of `type` and `value`: an array's elements for it, nothing for an object. */
function valuesAt(path: string[], at: SQL): SQL {
  const direct = jsonPath(path)
  // The members of an object would pass for elements.
  const there = sql`select type, value from json_each(${at}, ${direct}) where json_type(${at}, ${direct}) <> 'object'`
  return path.length === 0 ? sql`(${there})` : sql`(${there} union all ${throughArrays(path, at)})`
}

/** The same where the path passes through arrays of objects, key by key: only if there is such an array. */
function throughArrays(path: string[], at: SQL): SQL {
  const above = path.map((_, i) => sql`json_type(${at}, ${jsonPath(path.slice(0, i))})`)
  const step = (i: number) => sql.raw(`s${i}`)
  const steps = path.map((key, i) => {
    const object = sql`iif(${step(i)}.type = 'object', ${step(i)}.value, '{}')`
    return sql`${elements(object, jsonPath([key]))} ${step(i + 1)}`
  })
  const last = step(path.length)
  return sql`select ${last}.type, ${last}.value from ${elements(at, '$')} ${step(0)}, ${sql.join(steps, sql`, `)}
    where 'array' in (${sql.join(above, sql`, `)})`
}

/** The elements of an array at a path, or the one thing that is there, as rows. (`json_extract` would lose booleans.) */
const elements = (json: SQL, path: string) =>
  sql`json_each(iif(json_type(${json}, ${path}) = 'array', ${json} -> ${path}, json_array(${json} -> ${path})))`

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
