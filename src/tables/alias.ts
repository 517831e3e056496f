import { oncePer } from '../api/memory.ts'
import { type SQL, sql } from './sql.ts'
import { storedFields, type Table } from './table.ts'

/** Columns a statement may name of a table: its keys and fields, and what every table has. */
export type ColumnOf<T extends Table> =
  | (keyof T['fields'] & string)
  | T['keys'][number]
  | 'Marketplace'
  | 'Version'

/** A table under a name, as a statement has it among its tables. */
export interface Named {
  readonly table: Table
  readonly alias: string
  /** The table with its alias, for a FROM. */
  readonly from: SQL
  /** The integer by which SQLite keeps its rows. */
  readonly rowid: SQL
  /** Its rows are this marketplace's. */
  readonly here: (marketplace: string | SQL) => SQL
}

/** A table under a name, with its columns: what is calculated for a row stands among them. */
export type Alias<T extends Table> = { readonly [C in ColumnOf<T>]: SQL } & Named & { readonly table: T }

/**
 * A table under a name: `${pa.BuyerID}` is a column, `${pa.here(marketplace)}` the tenant's condition, `${pa.from}` what
 * a FROM takes. A column's SQL is made once for all statements: that costs more than to send it.
 * @throws Error, when it is read, for a field that is neither stored nor calculated by SQL
 */
export function as<T extends Table>(table: T, alias: string): Alias<T> {
  const aliases = aliasesOf(table)
  const known = aliases.get(alias) ?? named(table, alias)
  aliases.set(alias, known)
  // A loop over the fields of a table does not know their names as types.
  return known as Alias<T>
}

const aliasesOf = oncePer((_: Table) => new Map<string, Named>())

function named(table: Table, alias: string): Named {
  const { name, fields, control, rowid = 'rowid' } = table
  const column = (of: string) => sql.raw(`"${alias}"."${of}"`)
  const marketplace = column('Marketplace')
  const row: Named = {
    table,
    alias,
    from: sql.raw(alias === name ? `"${name}"` : `"${name}" "${alias}"`),
    rowid: column(rowid),
    here: (of) => sql`${marketplace} = ${of}`,
  }
  const missing = (of: string): never => {
    throw new Error(`${name} has no column ${of}`)
  }
  // An undefined part of a statement would go unnoticed.
  if (control) Object.defineProperty(row, 'Marketplace', { get: () => missing('Marketplace') })
  for (const stored of Object.keys(storedFields(table)))
    Object.defineProperty(row, stored, { value: column(stored) })
  for (const [of, { computed }] of Object.entries(fields)) {
    if (!computed) continue
    let made: SQL | undefined
    // Made when it is asked for: what calculates it may look at tables that are declared later.
    const get = () => {
      made ??= typeof computed === 'function' ? computed(alias) : missing(of)
      return made
    }
    Object.defineProperty(row, of, { get })
  }
  return row
}
