import type { ApiError } from '../api/errors.ts'
import { type Field, type Fields, hidden, required, text } from '../api/field.ts'
import type { SQL } from './sql.ts'
import type { ColumnValues } from './statements.ts'

/** Rows that refer to rows which are about to go, as parts of statements. */
export interface Referring {
  marketplace: string
  /** Whether the row of an alias is one of them. */
  refers: (alias: string) => SQL
  /** What is to be had of the row that the row of an alias refers to. */
  referred: (alias: string, value: (of: string) => SQL) => SQL
}

/** A deletion that is refused while a row refers to the one with this ID. */
interface Refuse {
  refuse: (id: string) => ApiError
}

/** Rows that let go of a deleted one by statements of their own. */
export interface LetGo {
  letGo: (rows: Referring) => SQL[]
}

/** What becomes of the rows that refer to a deleted row; those that `outlive` it go on naming it. */
export type OnDelete = 'remove' | 'clear' | 'outlive' | Refuse | LetGo

/** A reference from columns of a table to the key of another; the field that holds the last of them declares it. */
export interface Reference {
  /**
   * Columns of the table, in the order of the other table's key. A quoted one (`'Buyer'`) is a constant, and a dotted
   * one (`OrderKey.FromCompanyID`) a column of the row that another reference names; such a reference is `kept`, and
   * writes guard it themselves.
   */
  columns: readonly string[]
  /** Name of the other table. */
  to: string
  onDelete: OnDelete
  /** No foreign key: it is rewritten by the rename's commit. */
  kept: boolean
  /** Most rows refer to nothing: the index has those that do, and costs the others nothing when they are written. */
  sparse?: boolean
  /**
   * Extra condition on the row of an alias, under which it refers at all: a column may name objects of several tables.
   * What a request names by such a reference is looked up by the table's own operations.
   */
  when?: (alias: string) => SQL
}

/** A reference as its field declares it: but for the column, which is the field's own name. */
interface Declared extends Omit<Reference, 'columns'> {
  /** The columns before the field in the other table's key, as `Reference.columns` has them. */
  with?: readonly string[]
}

interface Holding {
  readonly references: readonly Declared[]
}

const isHolding = (field: Field): field is Field & Holding => 'references' in field

const declaredOn = (field: Field): readonly Declared[] => (isHolding(field) ? field.references : [])

function holding<F extends Field>(field: F, reference: Declared): F {
  const held: F & Holding = { ...field, references: [...declaredOn(field), reference] }
  return held
}

/**
 * A field that names the row it belongs to: a foreign key, and removed with its owner. A field may hold several
 * references; the innermost is looked up first.
 * @param to name of the owner's table
 */
export const owned = <F extends Field>(field: F, to: string, more: Pick<Declared, 'with'> = {}): F =>
  holding(field, { ...more, to, onDelete: 'remove', kept: false })

/**
 * A field that names a row it does not belong to: a foreign key, which is cleared when that row is deleted, or refuses
 * the deletion.
 * @param to name of the other table
 */
export const link = <F extends Field>(
  field: F,
  to: string,
  more: Pick<Declared, 'with'> & { onDelete: 'clear' | Refuse | LetGo },
): F => holding(field, { ...more, to, kept: false })

/**
 * A field that names a row without a foreign key, since it may outlive it, or names rows of several tables: the commit
 * that renames the row rewrites it.
 * @param to name of the other table
 */
export const kept = <F extends Field>(
  field: F,
  to: string,
  more: Pick<Declared, 'with' | 'when' | 'sparse'> & { onDelete: 'remove' | 'outlive' | Refuse | LetGo },
): F => holding(field, { ...more, to, kept: true })

/** A text of a table's key that its model does not have, such as what the path names: for the reference it holds. */
export const keyColumn = () => hidden(required(text()))

/**
 * The references that fields hold, in the order of the fields: a 404 names the first whose object is missing.
 * @param first fields whose references stand before the others'
 */
export function referencesOf(fields: Fields, first: readonly string[] = []): Reference[] {
  const rest = Object.keys(fields).filter((name) => !first.includes(name))
  return [...first, ...rest].flatMap((name) =>
    declaredOn(fields[name]!).map(({ with: before = [], ...reference }) => ({
      ...reference,
      columns: [...before, name],
    })),
  )
}

/**
 * Holds references against the columns of their table.
 * @throws Error that names table and column where one is told with what the table does not have
 */
export function checkColumns(table: string, references: readonly Reference[], columns: readonly string[]) {
  for (const { columns: named } of references)
    for (const column of named) {
      if (isConstant(column)) continue
      const [own] = column.split('.')
      const isKnown = isOwn(column)
        ? columns.includes(column)
        : references.some((r) => r.columns.join() === own)
      if (!isKnown)
        throw new Error(
          `${table}.${named.at(-1)}: the table has no ${isOwn(column) ? 'column' : 'reference'} ${own} to refer with`,
        )
    }
}

/** Whether a column of a reference is a constant. */
export const isConstant = (column: string) => column.startsWith("'")
/** Whether a column of a reference is one of the table's own. */
export const isOwn = (column: string) => !isConstant(column) && !column.includes('.')
/** The columns of a reference that are the table's own, within a marketplace. */
export const ownColumns = (columns: readonly string[]) =>
  columns.filter((c) => isOwn(c) && c !== 'Marketplace')
/** The value of a reference's column in a row. */
export const valueAt = (row: ColumnValues, column: string) =>
  isConstant(column) ? column.slice(1, -1) : row[column]
