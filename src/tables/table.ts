import { type SQL, sql } from 'drizzle-orm'
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
import type { ApiError } from '../api/errors.ts'
import {
  decode,
  encode,
  type Field,
  type Fields,
  initially,
  int,
  required,
  text,
  type ValuesOf,
} from '../api/field.ts'
import { oncePer } from '../api/memory.ts'

/** Text compares and sorts ASCII-case-insensitively everywhere, so that index, ORDER BY and `=` agree. */
const nocase = customType<{ data: string }>({ dataType: () => 'text COLLATE NOCASE' })
const binary = customType<{ data: string }>({ dataType: () => 'text' })
const integer = customType<{ data: number }>({ dataType: () => 'integer' })
const real = customType<{ data: number }>({ dataType: () => 'real' })

/** Rows that refer to rows which are about to go, as parts of statements. */
export interface Referring {
  marketplace: string
  /** Whether the row of an alias is one of them. */
  refers: (alias: string) => SQL
  /** What is to be had of the row that the row of an alias refers to. */
  referred: (alias: string, value: (of: string) => SQL) => SQL
}

/** What becomes of the rows that refer to a deleted row; they may let go of it by statements of their own. */
export type OnDelete =
  | 'remove'
  | 'clear'
  | { refuse: (id: string) => ApiError }
  | { letGo: (rows: Referring) => SQL[] }

/** A reference from columns of this table to the key of another. */
export interface Reference {
  /**
   * Columns of this table, in the order of the other table's key. A quoted one (`'Buyer'`) is a constant, and a dotted
   * one (`OrderKey.FromCompanyID`) a column of the row that another reference names; such a reference is `kept`, and
   * writes guard it themselves.
   */
  columns: string[]
  /** Name of the other table. */
  to: string
  onDelete: OnDelete
  /**
   * No foreign key: it is rewritten by the rename's commit, and with `onDelete: 'clear'` it outlives what it names
   * (orders outlive products, buyers, users).
   */
  kept?: boolean
  /** Most rows refer to nothing: the index has those that do, and costs the others nothing when they are written. */
  sparse?: boolean
  /** Extra condition under which a row refers at all (a column that names objects of several tables). */
  when?: SQL
}

/** Whether a column of a reference is a constant. */
export const isConstant = (column: string) => column.startsWith("'")
/** Whether a column of a reference is one of the table's own. */
export const isOwn = (column: string) => !isConstant(column) && !column.includes('.')
/** The columns of a reference that are the table's own, within a marketplace. */
export const ownColumns = (columns: string[]) => columns.filter((c) => isOwn(c) && c !== 'Marketplace')
/** The value of a reference's column in a row. */
export const valueAt = (row: Record<string, unknown>, column: string) =>
  isConstant(column) ? column.slice(1, -1) : row[column]

/** The column of a reference of a table, as SQL over an alias of it. */
export function referenceColumn(t: Pick<Table, 'references'>, alias: string, column: string): SQL {
  if (isConstant(column)) return sql.raw(column)
  const of = (name: string) => sql`${sql.identifier(alias)}.${sql.identifier(name)}`
  if (isOwn(column)) return of(column)
  const [by, name] = column.split('.') as [string, string]
  const to = tableNamed(t.references.find((r) => r.columns.join() === by)!.to)
  // A sub-select has no collation of its own.
  return sql`((select up.${sql.identifier(name)} from ${sql.identifier(to.name)} up
    where up.Marketplace = ${of('Marketplace')} and up.${sql.identifier(to.keys[0]!)} = ${of(by)}) collate nocase)`
}

/** A unique key and the refusal it means. */
export interface Unique {
  columns: string[]
  error: (values: Record<string, unknown>) => ApiError
}

export interface TableOptions<F extends Fields, K extends string> {
  /** Key columns behind `Marketplace`; the last is usually `ID`. Columns not among the fields are ID texts. */
  keys: readonly K[]
  fields: F
  references?: Reference[]
  uniques?: Unique[]
  /** Indexes beside those of references and sorts. */
  indexes?: string[][]
  /** Unique columns by which a row is found before its marketplace is known. */
  lookups?: string[]
  /** Not keyed by marketplace: the few tables that find out which marketplace a request is for. */
  control?: boolean
  /** An integer key that full-text indexes point at; the natural key becomes a unique index. */
  rowid?: string
  /** Columns of a full-text index, heaviest first; needs a `rowid`. Triggers keep it, so no write can forget it. */
  fullText?: string[]
  /** The column that names the row of this table whose text a row shows where it has none: it is found by it too. */
  inherits?: string
  /** Every change of the table moves the marketplace's `CatalogVersion`, but for changes of these columns alone. */
  movesCatalog?: { except: string[] }
  /** Statements that make triggers by which rows of other tables follow this one's, whoever writes it. */
  triggers?: string[]
  /** Tables by whose triggers its rows come about: a deletion takes theirs first, for it may bring some here anew. */
  follows?: string[]
}

/** A table of the store: its drizzle declaration, and what the store needs to know about it. */
export interface Table<F extends Fields = Fields, K extends string = string> {
  readonly name: string
  readonly keys: readonly K[]
  readonly fields: F
  readonly references: Reference[]
  readonly uniques: Unique[]
  readonly control: boolean
  readonly rowid?: string
  readonly fullText: string[]
  readonly inherits?: string
  readonly movesCatalog?: { except: string[] }
  readonly triggers: string[]
  readonly follows: string[]
  readonly drizzle: SQLiteTable
  readonly col: Record<string, AnySQLiteColumn>
  /** Asks for an index; lists call it for each declared sort. Idempotent. */
  readonly index: (columns: string[]) => string
}

/** Rows as code sees them: keys, the marketplace, the version, and the decoded fields. */
export type Row<T extends Pick<Table, 'fields' | 'keys'>> = ValuesOf<T['fields']> & {
  [K in Exclude<T['keys'][number], keyof T['fields']>]: string
} & { Marketplace: string; Version: number }

const KEY = required(text())
const VERSION = initially(int(), 1)

const registry = new Map<string, Table>()

/**
 * A table by its name: references name tables, so that two may refer to each other.
 * @throws Error when none of the name has been declared
 */
export function tableNamed(name: string): Table {
  const found = registry.get(name)
  if (!found) throw new Error(`no table ${name}`)
  return found
}

/** Every table declared so far. */
export const tables = () => [...registry.values()]

/** The name of the index over these columns. */
const indexName = (table: string, columns: string[]) => `${table}_${columns.join('_').replaceAll(' ', '')}`

/** Declares a table. Every table has `Marketplace` first in its key and a `Version` for optimistic guards. */
export function table<F extends Fields, const K extends string>(
  name: string,
  options: TableOptions<F, K>,
): Table<F, K> {
  const { fields, references = [], uniques = [], control = false, rowid } = options
  const keys: readonly string[] = options.keys
  const stored = storedFields({ keys, fields, control, rowid })
  const wanted = new Map<string, string[]>()
  const prefix = control ? [] : ['Marketplace']
  const want = (columns: string[]) => {
    // What the key begins with is served by its own index.
    if (columns.every((c, i) => c === [...prefix, ...keys][i]))
      return rowid ? `${name}_key` : `sqlite_autoindex_${name}_1`
    const key = indexName(name, columns)
    wanted.set(key, columns)
    return key
  }
  for (const columns of options.indexes ?? []) want([...prefix, ...columns])
  const referring = references
    .map(({ columns, sparse }) => ({ columns: [...prefix, ...ownColumns(columns)], sparse }))
    .sort((a, b) => b.columns.length - a.columns.length)
  const sparse = new Map<string, string>()
  /** Asked for when every list has had its wishes: any index that begins with a reference's columns serves it. */
  const indexes = () => {
    for (const { columns, sparse: some } of referring)
      if (![...wanted.values()].some((w) => columns.every((c, i) => c === w[i]))) {
        const key = want(columns)
        if (some) sparse.set(key, columns[prefix.length]!)
      }
    return [...wanted]
  }

  const builders: Record<string, ReturnType<typeof nocase>> = {}
  for (const [column, f] of Object.entries(stored)) {
    const made = columnOf(column, f)
    // Of a key that may be null SQLite believes that several rows have it, and reads on behind the one it has found.
    const keyed = column === 'Marketplace' || keys.includes(column)
    builders[column] = (keyed && !f.nullable ? made.notNull() : made) as never
  }
  const drizzle = sqliteTable(name, builders as never, (self) => {
    const col = self as unknown as Record<string, AnySQLiteColumn>
    const at = (columns: string[]) => columns.map((c) => col[c]!) as [AnySQLiteColumn, ...AnySQLiteColumn[]]
    const key = at([...prefix, ...keys])
    return [
      ...(rowid
        ? [primaryKey({ columns: at([rowid]) as never }), uniqueIndex(`${name}_key`).on(...key)]
        : [primaryKey({ columns: key as never })]),
      ...uniques.map((u) => uniqueIndex(indexName(name, u.columns)).on(...at([...prefix, ...u.columns]))),
      ...(options.lookups ?? []).map((c) => uniqueIndex(`${name}_lookup_${c}`).on(col[c]!)),
      ...indexes().map(([n, columns]) => {
        const made = index(n).on(
          ...(columns.map((c) => (c in col ? col[c]! : sql.raw(c))) as never[] as [never]),
        )
        const held = sparse.get(n)
        return held ? made.where(sql.raw(`"${held}" is not null`)) : made
      }),
      ...references
        .filter((r) => !r.kept)
        .map((r) => {
          const foreign = ['Marketplace', ...tableNamed(r.to).keys].map((k) => tableNamed(r.to).col[k]!)
          return foreignKey({
            columns: at([...prefix, ...r.columns]),
            foreignColumns: foreign as never,
          }).onUpdate('cascade')
        }),
    ]
  })
  const declared: Table<F, K> = {
    name,
    keys: options.keys,
    fields,
    references,
    uniques,
    control,
    rowid,
    fullText: options.fullText ?? [],
    inherits: options.inherits,
    movesCatalog: options.movesCatalog,
    triggers: options.triggers ?? [],
    follows: options.follows ?? [],
    drizzle,
    col: drizzle as never,
    index: (columns) => want([...prefix, ...columns]),
  }
  registry.set(name, declared as never)
  return declared
}

function columnOf(name: string, { kind: { column } }: Field) {
  if (column.type === 'text') return column.ignoresCase ? nocase(name) : binary(name)
  return column.type === 'real' ? real(name) : integer(name)
}

/** Every stored column with its field: keys first, then the fields, then `Version`. */
export const storedFields = oncePer((t: Pick<Table, 'keys' | 'fields' | 'control' | 'rowid'>): Fields => {
  const names = [...(t.rowid ? [t.rowid] : []), ...(t.control ? [] : ['Marketplace']), ...t.keys]
  const stored: Fields = {}
  for (const n of names) stored[n] = n === t.rowid ? VERSION : (t.fields[n] ?? KEY)
  for (const [n, f] of Object.entries(t.fields)) if (!f.computed) stored[n] = f
  stored.Version = VERSION
  return stored
})

/** A row as the driver wants it: only columns, encoded. */
export function encodeRow(t: Table, values: Record<string, unknown>): Record<string, string | number | null> {
  const out: Record<string, string | number | null> = {}
  for (const [name, f] of Object.entries(storedFields(t)))
    if (values[name] !== undefined) out[name] = encode(f, values[name])
  return out
}

/** What a row may hold: stored columns, and what statements calculate. */
const readFields = oncePer((t: Table) => [
  ...Object.entries(storedFields(t)),
  ...Object.entries(t.fields).filter(([, f]) => f.computed),
])

/** A driver's row as code wants it. */
export function decodeRow<T extends Table>(t: T, stored: Record<string, unknown>): Row<T> {
  const out: Record<string, unknown> = {}
  for (const [name, f] of readFields(t)) {
    const value = stored[name]
    if (value !== undefined) out[name] = decode(f, value)
  }
  return out as Row<T>
}
