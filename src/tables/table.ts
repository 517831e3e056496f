import type { AnySQLiteColumn } from 'drizzle-orm/sqlite-core'
import type { ApiError } from '../api/errors.ts'
import { decode, encode, type Fields, initially, int, required, text, type ValuesOf } from '../api/field.ts'
import { oncePer } from '../api/memory.ts'
import { type DrizzleTable, drizzleTable } from './drizzle-table.ts'
import { indexesOf } from './indexes.ts'
import { checkColumns, type Reference, referencesOf } from './reference.ts'
import type { ColumnValues } from './statements.ts'

/** A unique key and the refusal it means. */
interface Unique {
  columns: string[]
  error: (values: ColumnValues) => ApiError
}

/** What a table is declared by. */
export interface TableOptions<F extends Fields, K extends string> {
  /** Key columns behind `Marketplace`; the last is usually `ID`. Columns not among the fields are ID texts. */
  keys: readonly K[]
  fields: F
  /** Fields whose objects are looked up before those of the others: a 404 names the first that is missing. */
  lookedUpFirst?: (keyof F & string)[]
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
  /** A column whose value is a word of that index, so that who searches among few of its values looks at no others. */
  searchedWithin?: string
  /** The table that keeps the words of its full-text index, for searches that forgive. */
  words?: string
  /** The column that names the row of this table whose text a row shows where it has none: it is found by it too. */
  inherits?: string
  /** Versions of the marketplace that changes of the table move. */
  moves?: Moves[]
  /** Statements that make triggers by which rows of other tables follow this one's, whoever writes it. */
  triggers?: string[]
  /** Tables by whose triggers its rows come about: a deletion takes theirs first, for it may bring some here anew. */
  follows?: string[]
  /**
   * Rows that go with their marketplace only when that moves to another database, and are of no use in a copy of it; or
   * never, since they are made anew from others. All others always do, and `last` behind those that triggers would tell of.
   */
  carried?: 'last' | 'moved' | 'never'
  /** Whoever holds the ID of a row may use it: what is told of others never has it. */
  bearer?: true
  /** Columns that are made anew where the row is carried to. */
  remade?: (keyof F & string)[]
}

/**
 * A version that changes of a table move, by triggers, so that no write can forget it: what is remembered of such rows is
 * true as long as the version is what it was.
 */
export interface Moves {
  version: 'CatalogVersion' | 'ShopVersion' | 'StockVersion' | 'CallerVersion'
  /** Columns whose changes alone move nothing. */
  except?: string[]
  /** The only columns whose changes do. */
  only?: string[]
  /** A new row moves nothing: whatever is remembered knows of none there. */
  notNew?: true
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
  readonly searchedWithin?: string
  readonly words?: string
  readonly inherits?: string
  readonly moves: Moves[]
  readonly triggers: string[]
  readonly follows: string[]
  readonly carried: 'always' | 'last' | 'moved' | 'never'
  readonly bearer: boolean
  readonly remade: string[]
  readonly drizzle: DrizzleTable
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

/**
 * Declares a table. Every table has `Marketplace` first in its key and a `Version` for optimistic guards.
 * @throws Error when a reference is told with a column that the table does not have
 */
export function table<F extends Fields, const K extends string>(
  name: string,
  options: TableOptions<F, K>,
): Table<F, K> {
  const { keys, fields, uniques = [], control = false, rowid } = options
  const stored = storedFields({ keys, fields, control, rowid })
  const references = referencesOf(fields, options.lookedUpFirst)
  checkColumns(name, references, Object.keys(stored))
  const tenant = control ? [] : ['Marketplace']
  const key = [...tenant, ...keys]
  const indexes = indexesOf(name, { tenant, key, rowid, references })
  for (const columns of options.indexes ?? []) indexes.want(columns)
  const drizzle = drizzleTable({
    name,
    fields: stored,
    tenant,
    key,
    rowid,
    references,
    uniques,
    lookups: options.lookups ?? [],
    indexes: indexes.all,
    keyOf,
  })
  const declared: Table<F, K> = {
    name,
    keys,
    fields,
    references,
    uniques,
    control,
    rowid,
    fullText: options.fullText ?? [],
    searchedWithin: options.searchedWithin,
    words: options.words,
    inherits: options.inherits,
    moves: options.moves ?? [],
    triggers: options.triggers ?? [],
    follows: options.follows ?? [],
    carried: options.carried ?? 'always',
    bearer: options.bearer ?? false,
    remade: options.remade ?? [],
    drizzle,
    index: (columns) => indexes.want(columns),
  }
  registry.set(name, declared)
  return declared
}

/** The columns of a table's key, the marketplace's first. */
const keyOf = (name: string): AnySQLiteColumn[] => {
  const { drizzle, keys } = tableNamed(name)
  return ['Marketplace', ...keys].map((column) => drizzle[column]!)
}

/** Every stored column with its field: keys first, then the fields, then `Version`. */
export const storedFields = oncePer(
  ({ keys, fields, control, rowid }: Pick<Table, 'keys' | 'fields' | 'control' | 'rowid'>): Fields => {
    const stored: Fields = {}
    if (rowid) stored[rowid] = VERSION
    for (const name of control ? keys : ['Marketplace', ...keys]) stored[name] = fields[name] ?? KEY
    for (const [name, f] of Object.entries(fields)) if (!f.computed) stored[name] = f
    stored.Version = VERSION
    return stored
  },
)

/** A row as the driver takes it. */
type StoredRow = Record<string, string | number | null>

/** A row as the driver wants it: only columns, encoded. */
export function encodeRow(declared: Table, values: ColumnValues): StoredRow {
  const out: StoredRow = {}
  for (const [name, f] of Object.entries(storedFields(declared)))
    if (values[name] !== undefined) out[name] = encode(f, values[name])
  return out
}

/** What a row may hold: stored columns, and what statements calculate. */
const readFields = oncePer((declared: Table) => [
  ...Object.entries(storedFields(declared)),
  ...Object.entries(declared.fields).filter(([, f]) => f.computed),
])

/** A driver's row as code wants it. */
export function decodeRow<T extends Table>(declared: T, stored: ColumnValues): Row<T> {
  const out: ColumnValues = {}
  for (const [name, f] of readFields(declared)) {
    const value = stored[name]
    if (value !== undefined) out[name] = decode(f, value)
  }
  // Its columns are those of the table's fields, each decoded as its field says.
  return out as Row<T>
}
