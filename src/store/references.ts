import { lower } from '../api/names.ts'
import { at } from '../tables/columns.ts'
import {
  isConstant,
  isOwn,
  ownColumns,
  type Reference,
  type Referring,
  valueAt,
} from '../tables/reference.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard, Where, Write, Written } from '../tables/statements.ts'
import { type Table, tableNamed, tables } from '../tables/table.ts'
import { matches } from './rows.ts'
import { and } from './sql/sql.ts'

/** References to a table, with the table that declares each; rows that follow others stand behind those. */
function referencesTo(to: Table): { from: Table; reference: Reference }[] {
  return tables()
    .flatMap((from) =>
      from.references.filter((r) => tableNamed(r.to) === to).map((reference) => ({ from, reference })),
    )
    .sort((a, b) => a.from.follows.length - b.from.follows.length)
}

/**
 * Tables whose rows belong to one row of another, which is not part of their key: they go where their owner goes, under
 * IDs that may be taken there.
 */
export const belongingTo = (owner: Table): { table: Table; column: string }[] =>
  referencesTo(owner).flatMap(({ from, reference: { columns, kept, onDelete } }) => {
    const above = owner.keys.slice(0, -1)
    const beside = from.keys.length === owner.keys.length && above.every((c, i) => from.keys[i] === c)
    return !kept && onDelete === 'remove' && beside ? [{ table: from, column: columns.at(-1)! }] : []
  })

/** A condition on the row of an alias. */
type Condition = (alias: string) => SQL

/** Rows that are about to go. */
interface Going {
  marketplace: string
  table: Table
  isGoing: Condition
  /** What is known of their key. */
  key: Where
  /** ID of the row that is deleted, with which they go. */
  deleted: string
  /** How many owners are between them and that row. */
  depth: number
}

/**
 * What deleting a row takes with it: rows it owns are removed (and theirs), links to it are cleared or let go of, and
 * where a reference refuses, a guard says so. Derived from the declared references; children come before parents.
 * @param deleted the ID that a refusal tells
 */
export function deletion(table: Table, marketplace: string, key: Where, deleted: string): Written[] {
  const isGoing: Condition = (alias) => matches(table, marketplace, key, alias)
  const { guards, writes } = consequences({ marketplace, table, isGoing, key, deleted, depth: 0 })
  const removal: Write = {
    sql: sql`delete from ${sql.identifier(table.name)} where ${isGoing(table.name)}`,
    expect: 1,
    told: [{ did: 'Remove', marketplace, table: table.name, key }],
  }
  return [...guards, ...writes, removal]
}

/** What must be so before rows go, and what goes or changes with them. */
function consequences(going: Going): { guards: Guard[]; writes: Written[] } {
  const { marketplace, table, isGoing, key, deleted, depth } = going
  const guards: Guard[] = []
  const writes: Written[] = []
  for (const { from, reference } of referencesTo(table)) {
    const { columns, onDelete, kept } = reference
    if (onDelete === 'outlive' || excludes(reference, key)) continue
    // What hangs below a row of the same table (a tree) is removed by its own operation, root last; and a whole
    // owner's goes together.
    if (from === table && (onDelete === 'remove' || depth > 0)) continue
    const rows = referring(from, reference, marketplace, isGoing, `p${depth}`)
    const child = sql.identifier(from.name)
    if (onDelete === 'remove') {
      const known = Object.fromEntries(columns.map((c, i) => [c, key[table.keys[i]!]]))
      const below = { ...going, table: from, isGoing: rows.refers, key: known, depth: depth + 1 }
      const theirs = consequences(below)
      guards.unshift(...theirs.guards)
      writes.push(...theirs.writes, sql`delete from ${child} where ${rows.refers(from.name)}`)
    } else if (onDelete === 'clear') {
      const column = sql.identifier(columns.at(-1)!)
      writes.push(sql`update ${child} set ${column} = null where ${rows.refers(from.name)}`)
    } else if ('letGo' in onDelete) writes.push(...onDelete.letGo(rows))
    // What has no key may only refer to what goes together with it, where a whole owner goes.
    else if (!kept || depth === 0)
      guards.unshift({
        guard: sql`not exists (select 1 from ${child} c where ${rows.refers('c')})`,
        else: onDelete.refuse(deleted),
      })
  }
  return { guards, writes }
}

/** Whether a constant says that a reference is to none of the rows: those of buyers are no supplier's. */
const excludes = ({ columns, to }: Reference, known: Where) =>
  tableNamed(to).keys.some((key, i) => {
    const column = columns[i]!
    return isConstant(column) && typeof known[key] === 'string' && valueAt({}, column) !== known[key]
  })

/** The column of a reference of a table, as SQL over an alias of it. */
function referenceColumn(table: Table, alias: string, column: string): SQL {
  if (isConstant(column)) return sql.raw(column)
  if (isOwn(column)) return at(alias, column)
  const [by, name] = column.split('.') as [string, string]
  const to = tableNamed(table.references.find((r) => r.columns.join() === by)!.to)
  // A sub-select has no collation of its own.
  return sql`((select ${at('up', name)} from ${sql.identifier(to.name)} ${sql.identifier('up')}
    where ${at('up', 'Marketplace')} = ${at(alias, 'Marketplace')} and ${at('up', to.keys[0]!)} = ${at(alias, by)}) collate nocase)`
}

/**
 * The rows of a table that refer to some of another.
 * @param those which of the other's, over the alias `parent`
 */
function referring(
  from: Table,
  { columns, to, when, sparse }: Reference,
  marketplace: string,
  those: Condition,
  parent: string,
): Referring {
  const { name, keys } = tableNamed(to)
  const named = (child: string) => columns.map((c) => referenceColumn(from, child, c))
  return {
    marketplace,
    refers: (child) =>
      and(
        sql`${at(child, 'Marketplace')} = ${marketplace}`,
        when?.(child),
        // Of two values in one comparison SQLite does not see that neither is null.
        sparse ? sql`${at(child, ownColumns(columns)[0]!)} is not null` : undefined,
        sql`(${sql.list(named(child))}) in (select ${sql.list(keys.map((c) => at(parent, c)))}
          from ${sql.identifier(name)} ${sql.identifier(parent)} where ${those(parent)})`,
      ),
    referred: (child, value) =>
      sql`(select ${value('of')} from ${sql.identifier(name)} ${sql.identifier('of')} where ${and(
        sql`${at('of', 'Marketplace')} = ${marketplace}`,
        ...named(child).map((column, i) => sql`${at('of', keys[i]!)} = ${column}`),
      )})`,
  }
}

/**
 * Deletes what refers to rows that are about to go, and whatever refers to that, the last first; what may be without what
 * it refers to is left without. By the declared keys, whatever else a reference says: no row there can be keeps them.
 * @param refers whether a row refers to one of them by these columns of its own, in its marketplace
 */
export const referringGo = (table: Table, refers: (columns: readonly string[]) => SQL): SQL[] =>
  referencesTo(table)
    .filter(({ from, reference }) => from !== table && !reference.kept)
    .flatMap(({ from, reference: { columns } }) => {
      const where = refers(columns)
      const child = sql.identifier(from.name)
      const last = columns.at(-1)!
      if (from.fields[last]?.nullable && !from.keys.includes(last))
        return [sql`update ${child} set ${sql.identifier(last)} = null where ${where}`]
      const those = sql`(select ${columnNames(['Marketplace', ...from.keys])} from ${child} where ${where})`
      return [
        ...referringGo(from, (below) => sql`(${columnNames(['Marketplace', ...below])}) in ${those}`),
        sql`delete from ${child} where ${where}`,
      ]
    })

/** Columns of a statement's only table; a constant is what it is. */
export const columnNames = (columns: readonly string[]): SQL =>
  sql.list(columns.map((c) => (isConstant(c) ? sql.raw(c) : sql`${sql.identifier(c)}`)))

/**
 * Has what refers to rows let go of them as if they were deleted, where the reference says how.
 * @param owner key columns of the rows
 * @param those which of the owner's
 * @param among what is to let go of them, by its table: anything, unless it is said
 */
export const released = (
  table: Table,
  marketplace: string,
  owner: Where,
  those: Condition,
  among?: Record<string, Condition>,
): SQL[] =>
  referencesTo(table).flatMap(({ from, reference }) => {
    const { onDelete } = reference
    if (typeof onDelete !== 'object' || !('letGo' in onDelete) || excludes(reference, owner)) return []
    const isMeant = among?.[from.name]
    if (among && !isMeant) return []
    const ofOwner: Condition = (alias) => and(matches(table, marketplace, owner, alias), those(alias))
    const rows = referring(from, reference, marketplace, ofOwner, 'p0')
    return onDelete.letGo({ ...rows, refers: (alias) => and(rows.refers(alias), isMeant?.(alias)) })
  })

/** IDs of rows, each with the one it is to have. */
export type NewIDs = [from: string, to: string][]

/**
 * What renames must write besides the keys themselves: kept references always; and, when only the letter case changes,
 * the foreign keys too, since equal-ignoring-case keys cascade nothing.
 * @param owner the key columns above the ID
 */
export function renaming(table: Table, marketplace: string, owner: Where, ids: NewIDs): SQL[] {
  const caseOnly = ids.some(([from, to]) => lower(from) === lower(to))
  const above = table.keys.slice(0, -1)
  return referencesTo(table).flatMap(({ from: child, reference }) => {
    const { columns, kept, when } = reference
    if ((!kept && !caseOnly) || excludes(reference, owner)) return []
    const ofOwner = and(
      sql`${at(child.name, 'Marketplace')} = ${marketplace}`,
      when?.(child.name),
      ...above.map((c, i) => sql`${referenceColumn(child, child.name, columns[i]!)} = ${owner[c]}`),
    )
    return [rewrite(child, columns.at(-1)!, ids, ofOwner)]
  })
}

/** New IDs for some of an owner's rows, there and wherever they are told. */
export function rename(table: Table, marketplace: string, owner: Where, ids: NewIDs): Written[] {
  if (ids.length === 0) return []
  const ofOwner = matches(table, marketplace, owner, table.name)
  return [
    { sql: rewrite(table, table.keys.at(-1)!, ids, ofOwner), expect: ids.length },
    ...renaming(table, marketplace, owner, ids),
  ]
}

/** One ID is a parameter of its own: its statement is found by an index, and its text is the same for each. */
function rewrite(table: Table, column: string, ids: NewIDs, where: SQL): SQL {
  const set = sql`update ${sql.identifier(table.name)} set ${sql.identifier(column)}`
  const now = at(table.name, column)
  const [first, ...others] = ids
  if (first && others.length === 0)
    return sql`${set} = ${first[1]} where ${and(where, sql`${now} = ${first[0]}`)}`
  const pairs = sql`json_each(${JSON.stringify(ids)}) j`
  return sql`${set} = (select j.value ->> 1 from ${pairs} where ${now} = j.value ->> 0)
    where ${and(where, sql`${now} in (select j.value ->> 0 from ${pairs})`)}`
}
