import { type SQL, sql } from 'drizzle-orm'
import { and } from '../api/sql.ts'
import { isConstant, type Reference, type Table, tables } from '../api/table.ts'
import { at, type Guard, matches, type Where, type Write } from './rows.ts'

/** References to a table, with the table that declares each. */
function referencesTo(to: Table): { from: Table; reference: Reference }[] {
  return tables().flatMap((from) =>
    from.references.filter((r) => r.to() === to).map((reference) => ({ from, reference })),
  )
}

/**
 * What deleting a row takes with it: rows it owns are removed (and theirs), links to it are cleared, and where a
 * reference refuses, a guard says so. Derived from the declared references; children come before parents.
 */
export function deletion(t: Table, marketplace: string, key: Where, id: string): (Write | Guard)[] {
  const out: (Write | Guard)[] = []
  const which = (alias: string) => matches(t, marketplace, key, alias)
  collect(t, which, id, marketplace, out, 0)
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
) {
  const alias = `p${depth}`
  for (const { from, reference } of referencesTo(to)) {
    if (reference.kept && reference.onDelete === 'clear') continue
    // What hangs below a row of the same table (a tree) is removed by its own operation, root last; and a whole
    // owner's goes together.
    if (from === to && (reference.onDelete === 'remove' || depth > 0)) continue
    const names = reference.columns
    const refers: Which = (child) =>
      and(
        sql`${at(child, 'Marketplace')} = ${marketplace}`,
        reference.when,
        sql`(${tuple(names.map((c) => column(child, c)))}) in (select ${tuple(to.keys.map((c) => at(alias, c)))}
          from ${sql.identifier(to.name)} ${sql.identifier(alias)} where ${which(alias)})`,
      )
    if (typeof reference.onDelete === 'object') {
      // What has no key may only refer to what goes together with it, where a whole owner goes.
      if (reference.kept && depth > 0) continue
      out.unshift({
        guard: sql`not exists (select 1 from ${sql.identifier(from.name)} c where ${refers('c')})`,
        else: reference.onDelete.refuse(id),
      })
    } else if (reference.onDelete === 'remove') {
      collect(from, refers, id, marketplace, out, depth + 1)
      out.push({ sql: sql`delete from ${sql.identifier(from.name)} where ${refers(from.name)}` })
    } else {
      const last = names.at(-1)!
      out.push({
        sql: sql`update ${sql.identifier(from.name)} set ${sql.identifier(last)} = null where ${refers(from.name)}`,
      })
    }
  }
}

const column = (alias: string, name: string) => (isConstant(name) ? sql.raw(name) : at(alias, name))
const tuple = (parts: SQL[]) => sql.join(parts, sql`, `)

/**
 * What a rename must write besides the key itself: kept references always; and, when only the letter case changes,
 * the foreign keys too, since equal-ignoring-case keys cascade nothing.
 */
export function renaming(t: Table, marketplace: string, key: Where, from: string, to: string): Write[] {
  const caseOnly = from.toLowerCase() === to.toLowerCase()
  const own = t.keys.at(-1)!
  const fixed = t.keys.slice(0, -1)
  const out: Write[] = []
  for (const { from: child, reference } of referencesTo(t)) {
    if (!reference.kept && !caseOnly) continue
    const position = t.keys.indexOf(own)
    const target = reference.columns[position]!
    const where = and(
      sql`${at(child.name, 'Marketplace')} = ${marketplace}`,
      reference.when,
      ...fixed.map((c, i) => sql`${column(child.name, reference.columns[i]!)} = ${key[c] as string}`),
      sql`${at(child.name, target)} = ${from}`,
    )
    out.push({
      sql: sql`update ${sql.identifier(child.name)} set ${sql.identifier(target)} = ${to} where ${where}`,
    })
  }
  return out
}
