import type { Field, Fields } from '../api/field.ts'
import { AMOUNT_PLACES } from '../api/money.ts'
import { type SQL, sql } from './sql.ts'

/** A column of an alias. */
export const at = (alias: string, column: string): SQL =>
  sql`${sql.identifier(alias)}.${sql.identifier(column)}`

/** What a column has, or a value that stands as in one, as JSON: as the wire shows it. */
export function jsonOf({ kind }: Field, stored: SQL): SQL {
  const { form, places } = kind.column
  switch (form) {
    case 'flag':
      return sql`json(iif(${stored}, 'true', 'false'))`
    case 'json':
      return sql`json(${stored})`
    case 'scaled':
      return sql`${stored} / ${sql.raw(`${10 ** places!}.0`)}`
    case 'plain':
      return stored
  }
}

/** A sum of JSON's amounts, which are in units of currency, as a column has it. */
export const storedAmount = (units: SQL): SQL =>
  sql`cast(round((${units}) * ${sql.raw(String(10 ** AMOUNT_PLACES))}) as integer)`

/** Arguments D1 lets a function have. */
const MOST_ARGUMENTS = 32

/** Named values as a JSON object; of many, some are inserted into what the others make. */
export function jsonObject(values: [name: string, value: SQL][]): SQL {
  const pairs = (prefix: string, some: typeof values) =>
    sql.list(some.map(([name, value]) => sql`${sql.raw(`'${prefix}${name}'`)}, ${value}`))
  const first = MOST_ARGUMENTS / 2
  let object = sql`json_object(${pairs('', values.slice(0, first))})`
  for (let i = first; i < values.length; i += first - 1)
    object = sql`json_insert(${object}, ${pairs('$.', values.slice(i, i + first - 1))})`
  return object
}

/**
 * A model as a JSON object, as the wire shows it.
 * @param sourceOf where a field of it is stored: by itself, a column of the alias
 */
export const jsonModel = (
  fields: Fields,
  alias: string,
  sourceOf: (name: string, f: Field) => SQL | undefined = () => undefined,
): SQL =>
  jsonObject(
    Object.entries(fields).map(([name, f]) => [name, jsonOf(f, sourceOf(name, f) ?? at(alias, name))]),
  )
