import { sql } from 'drizzle-orm'
import {
  type AnySQLiteColumn,
  customType,
  foreignKey,
  index,
  primaryKey,
  type SQLiteTable,
  sqliteTable,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core'
import type { Field, Fields } from '../api/field.ts'
import { type Index, indexName } from './indexes.ts'
import type { Reference } from './reference.ts'

/** Text compares and sorts ASCII-case-insensitively everywhere, so that index, ORDER BY and `=` agree. */
const nocase = customType<{ data: string }>({ dataType: () => 'text COLLATE NOCASE' })
const binary = customType<{ data: string }>({ dataType: () => 'text' })
const integer = customType<{ data: number }>({ dataType: () => 'integer' })
const real = customType<{ data: number }>({ dataType: () => 'real' })

function columnOf(name: string, { kind: { column } }: Field) {
  if (column.type === 'text') return column.ignoresCase ? nocase(name) : binary(name)
  return column.type === 'real' ? real(name) : integer(name)
}

/** What the database is told of a table. */
interface Stored {
  name: string
  /** Every column. */
  fields: Fields
  /** `Marketplace`, or nothing. */
  tenant: readonly string[]
  /** The whole key, the tenant first. */
  key: readonly string[]
  rowid?: string
  references: readonly Reference[]
  uniques: readonly { columns: readonly string[] }[]
  lookups: readonly string[]
  /** Asked when all are known. */
  indexes: () => Index[]
  /** The columns of another table's key: asked when that is declared, since two tables may refer to each other. */
  keyOf: (table: string) => AnySQLiteColumn[]
}

type Columns = Record<string, AnySQLiteColumn>

/** A table as drizzle declares it, and its columns by name. */
export type DrizzleTable = SQLiteTable & Columns

/** Declares a table for drizzle: migrations are made from that. */
export function drizzleTable(table: Stored): DrizzleTable {
  const builders = Object.entries(table.fields).map(([name, f]) => {
    const made = columnOf(name, f)
    // Of a key that may be null SQLite believes that several rows have it, and reads on behind the one it has found.
    return [name, table.key.includes(name) && !f.nullable ? made.notNull() : made] as const
  })
  return sqliteTable(table.name, Object.fromEntries(builders), (self) => {
    const columns: Columns = self
    const at = (names: readonly string[]) => some(names.map((name) => columns[name]!))
    return [
      ...(table.rowid
        ? [primaryKey({ columns: at([table.rowid]) }), uniqueIndex(`${table.name}_key`).on(...at(table.key))]
        : [primaryKey({ columns: at(table.key) })]),
      ...table.uniques.map((u) =>
        uniqueIndex(indexName(table.name, u.columns)).on(...at([...table.tenant, ...u.columns])),
      ),
      ...table.lookups.map((c) => uniqueIndex(`${table.name}_lookup_${c}`).on(...at([c]))),
      ...table.indexes().map((i) => {
        // What is no column is one with a direction.
        const made = index(i.name).on(...some(i.columns.map((c) => columns[c] ?? sql.raw(c))))
        return i.notNull ? made.where(sql.raw(`"${i.notNull}" is not null`)) : made
      }),
      ...table.references
        .filter((r) => !r.kept)
        .map((r) =>
          foreignKey({
            columns: at([...table.tenant, ...r.columns]),
            foreignColumns: some(table.keyOf(r.to)),
          }).onUpdate('cascade'),
        ),
    ]
  })
}

/** Drizzle takes lists that have something in them. */
function some<T>([first, ...others]: T[]): [T, ...T[]] {
  if (first === undefined) throw new Error('a key or index without columns')
  return [first, ...others]
}
