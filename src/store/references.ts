import { type SQL, sql } from 'drizzle-orm'
import { at } from '../tables/columns.ts'
import {
  isConstant,
  isOwn,
  ownColumns,
  type Reference,
  type Referring,
  valueAt,
} from '../tables/reference.ts'
import type { Guard, Where, Write } from '../tables/statements.ts'
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

/**
 * What deleting a row takes with it: rows it owns are removed (and theirs), links to it are cleared or let go of, and
 * where a reference refuses, a guard says so. Derived from the declared references; children come before parents.
 */
export function deletion(t: Table, marketplace: string, key: Where, id: string): (Write | Guard)[] {
  const out: (Write | Guard)[] = []
  const which = (alias: string) => matches(t, marketplace, key, alias)
  collect(t, which, id, marketplace, out, 0, key)
  out.push({ sql: sql`delete from ${sql.identifier(t.name)} where ${which(t.name)}`, expect: 1 })
  return out
}

type Which = (alias: string) => SQL

function collect(
  to: Table,
  which: Which,
  id: string,
  marketplace: string,
  out: (Write | Guard)[],
  depth: number,
  known: Where,
) {
  for (const { from, reference } of referencesTo(to)) {
    const { onDelete, kept } = reference
    if (onDelete === 'outlive' || excludes(reference, known)) continue
    // What hangs below a row of the same table (a tree) is removed by its own operation, root last; and a whole
    // owner's goes together.
    if (from === to && (onDelete === 'remove' || depth > 0)) continue
    const rows = referring(from, reference, marketplace, which, `p${depth}`)
    if (onDelete === 'remove') {
      const passed = reference.columns.map((c, i) => [c, known[to.keys[i]!]])
      collect(from, rows.refers, id, marketplace, out, depth + 1, Object.fromEntries(passed))
      out.push({ sql: sql`delete from ${sql.identifier(from.name)} where ${rows.refers(from.name)}` })
    } else if (onDelete === 'clear') {
      const last = reference.columns.at(-1)!
      out.push({
        sql: sql`update ${sql.identifier(from.name)} set ${sql.identifier(last)} = null where ${rows.refers(from.name)}`,
      })
    } else if ('letGo' in onDelete) out.push(...onDelete.letGo(rows).map((write) => ({ sql: write })))
    // What has no key may only refer to what goes together with it, where a whole owner goes.
    else if (!kept || depth === 0)
      out.unshift({
        guard: sql`not exists (select 1 from ${sql.identifier(from.name)} c where ${rows.refers('c')})`,
        else: onDelete.refuse(id),
      })
  }
}

/** Whether a constant says that a reference is to none of the rows: those of buyers are no supplier's. */
const excludes = ({ columns, to }: Reference, known: Where) =>
  tableNamed(to).keys.some((key, i) => {
    const column = columns[i]!
    return isConstant(column) && typeof known[key] === 'string' && valueAt({}, column) !== known[key]
  })

/** The column of a reference of a table, as SQL over an alias of it. */
function referenceColumn(t: Pick<Table, 'references'>, alias: string, column: string): SQL {
  if (isConstant(column)) return sql.raw(column)
  if (isOwn(column)) return at(alias, column)
  const [by, name] = column.split('.') as [string, string]
  const to = tableNamed(t.references.find((r) => r.columns.join() === by)!.to)
  // A sub-select has no collation of its own.
  return sql`((select ${at('up', name)} from ${sql.identifier(to.name)} ${sql.identifier('up')}
    where ${at('up', 'Marketplace')} = ${at(alias, 'Marketplace')} and ${at('up', to.keys[0]!)} = ${at(alias, by)}) collate nocase)`
}

/** The rows of a table that refer to some of another. */
function referring(
  from: Table,
  { columns, to, when, sparse }: Reference,
  marketplace: string,
  which: Which,
  alias: string,
): Referring {
  const { name, keys } = tableNamed(to)
  const named = (child: string) => columns.map((c) => referenceColumn(from, child, c))
  return {
    marketplace,
    refers: (child) =>
      and(
        sql`${at(child, 'Marketplace')} = ${marketplace}`,
        when,
        // Of two values in one comparison SQLite does not see that neither is null.
        sparse ? sql`${at(child, ownColumns(columns)[0]!)} is not null` : undefined,
        sql`(${tuple(named(child))}) in (select ${tuple(keys.map((c) => at(alias, c)))}
          from ${sql.identifier(name)} ${sql.identifier(alias)} where ${which(alias)})`,
      ),
    referred: (child, value) =>
      sql`(select ${value('of')} from ${sql.identifier(name)} ${sql.identifier('of')} where ${and(
        sql`${at('of', 'Marketplace')} = ${marketplace}`,
        ...named(child).map((column, i) => sql`${at('of', keys[i]!)} = ${column}`),
      )})`,
  }
}

const tuple = (parts: SQL[]) => sql.join(parts, sql`, `)

/**
 * Has what refers to an owner's rows let go of them as if they were deleted, where the reference says how.
 * @param owner key columns of the rows
 * @param which of them
 * @param whose what is to let go of them, by its table: anything, unless it is said
 */
export const released = (
  t: Table,
  marketplace: string,
  owner: Where,
  which: Which,
  whose?: Record<string, Which>,
): Write[] =>
  referencesTo(t).flatMap(({ from, reference }) => {
    const { onDelete } = reference
    const among = whose?.[from.name]
    if (typeof onDelete !== 'object' || !('letGo' in onDelete) || excludes(reference, owner)) return []
    if (whose && !among) return []
    const those: Which = (alias) => and(matches(t, marketplace, owner, alias), which(alias))
    const rows = referring(from, reference, marketplace, those, 'p0')
    const refers: Which = (alias) => and(rows.refers(alias), among?.(alias))
    return onDelete.letGo({ ...rows, refers }).map((write) => ({ sql: write }))
  })

/** IDs of rows, each with the one it is to have. */
export type NewIDs = [from: string, to: string][]

/**
 * What renames must write besides the keys themselves: kept references always; and, when only the letter case changes,
 * the foreign keys too, since equal-ignoring-case keys cascade nothing.
 * @param owner the key columns above the ID
 */
export function renaming(t: Table, marketplace: string, owner: Where, ids: NewIDs): Write[] {
  const caseOnly = ids.some(([from, to]) => from.toLowerCase() === to.toLowerCase())
  const last = t.keys.length - 1
  const out: Write[] = []
  for (const { from: child, reference } of referencesTo(t)) {
    const { columns, kept, when } = reference
    const target = columns[last]!
    if ((!kept && !caseOnly) || !isOwn(target) || excludes(reference, owner)) continue
    const where = and(
      sql`${at(child.name, 'Marketplace')} = ${marketplace}`,
      when,
      ...t.keys
        .slice(0, -1)
        .map((c, i) => sql`${referenceColumn(child, child.name, columns[i]!)} = ${owner[c] as string}`),
    )
    out.push(rewrite(child, target, ids, where))
  }
  return out
}

/** New IDs for some of an owner's rows, there and wherever they are told. */
export const rename = (t: Table, marketplace: string, owner: Where, ids: NewIDs): Write[] =>
  ids.length === 0
    ? []
    : [
        {
          ...rewrite(t, t.keys.at(-1)!, ids, matches(t, marketplace, owner, t.name)),
          expect: ids.length,
        },
        ...renaming(t, marketplace, owner, ids),
      ]

function rewrite(t: Table, column: string, ids: NewIDs, where: SQL): Write {
  const set = sql`update ${sql.identifier(t.name)} set ${sql.identifier(column)}`
  const now = at(t.name, column)
  const [first, ...others] = ids
  if (first && others.length === 0)
    return { sql: sql`${set} = ${first[1]} where ${and(where, sql`${now} = ${first[0]}`)}` }
  const pairs = sql`json_each(${JSON.stringify(ids)}) j`
  return {
    sql: sql`${set} = (select j.value ->> 1 from ${pairs} where ${now} = j.value ->> 0)
      where ${and(where, sql`${now} in (select j.value ->> 0 from ${pairs})`)}`,
  }
}
