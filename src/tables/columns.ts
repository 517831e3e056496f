import { type SQL, sql } from './sql.ts'

/** A column of an alias. */
export const at = (alias: string, column: string): SQL =>
  sql`${sql.identifier(alias)}.${sql.identifier(column)}`

/** Arguments D1 lets a function have. */
const MOST_ARGUMENTS = 32

/** Named values as a JSON object; of many, some are inserted into what the others make. */
export function jsonObject(values: [name: string, value: SQL][]): SQL {
  const pairs = (prefix: string, some: typeof values) =>
    sql.join(
      some.map(([name, value]) => sql`${sql.raw(`'${prefix}${name}'`)}, ${value}`),
      sql`, `,
    )
  const first = MOST_ARGUMENTS / 2
  let object = sql`json_object(${pairs('', values.slice(0, first))})`
  for (let i = first; i < values.length; i += first - 1)
    object = sql`json_insert(${object}, ${pairs('$.', values.slice(i, i + first - 1))})`
  return object
}
