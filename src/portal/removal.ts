import { sql } from 'drizzle-orm'
import { isConstant, type Table, tables } from '../api/table.ts'
import type { Env } from '../env.ts'
import { compile, Session } from '../store/session.ts'
import { databases } from '../store/shard.ts'

/** Rows a statement deletes at most, and batches one night has. */
const MOST_ROWS = 500
const MOST_BATCHES = 400

/** A reference that the database holds; the others are only rewritten by renames. */
const held = (t: Table) => t.references.filter((r) => !r.kept)

/**
 * The tables of marketplaces, those that refer before those they refer to. Where they refer in a circle (a company to its
 * catalogue, which is owned by a company), columns that may be empty are emptied first.
 */
function inOrder(): Table[] {
  const left = new Set(tables().filter((t) => !t.control))
  const out: Table[] = []
  while (left.size > 0) {
    const free = [...left].find(
      (t) => ![...left].some((o) => o !== t && held(o).some((r) => !clears(o, r.columns) && r.to() === t)),
    )
    if (!free) throw new Error(`tables refer to each other: ${[...left].map((t) => t.name).join()}`)
    left.delete(free)
    out.push(free)
  }
  return out
}

/** Whether the last column of a reference may be empty, so that the reference can be taken away before its row. */
const clears = (t: Table, columns: string[]) => {
  const last = columns.at(-1)!
  return !isConstant(last) && !t.keys.includes(last) && t.fields[last]?.nullable === true
}

/**
 * Removes the rows of marketplaces that were deleted, a bounded number a night; each batch leaves what is left sound,
 * and the next night goes on.
 */
export async function removeDeleted(env: Env): Promise<void> {
  for (const database of databases(env)) {
    const session = new Session(database, 'remove')
    const [found] = await session.batch([
      compile(sql`select ID from marketplaces where DateDeleted is not null limit 10`),
    ])
    let batches = 0
    for (const { ID } of found as { ID: string }[])
      for (;;) {
        if (batches++ >= MOST_BATCHES) return
        if (await removeSome(session, ID)) break
      }
  }
}

/** @returns whether nothing is left */
async function removeSome(session: Session, marketplace: string): Promise<boolean> {
  const order = inOrder()
  const few = (name: string, more = sql``) =>
    sql`rowid in (select t.rowid from ${sql.identifier(name)} t where t.Marketplace = ${marketplace} ${more} limit ${MOST_ROWS})`
  for (const t of order)
    for (const r of held(t).filter((r) => clears(t, r.columns))) {
      const column = sql.identifier(r.columns.at(-1)!)
      const rows = await changed(
        session,
        sql`update ${sql.identifier(t.name)} set ${column} = null where ${few(t.name, sql`and t.${column} is not null`)} returning 1`,
      )
      if (rows > 0) return false
    }
  for (const t of order)
    if (
      (await changed(session, sql`delete from ${sql.identifier(t.name)} where ${few(t.name)} returning 1`)) >
      0
    )
      return false
  await session.batch([
    compile(sql`delete from marketplaces where ID = ${marketplace} and DateDeleted is not null`),
  ])
  return true
}

const changed = async (session: Session, query: ReturnType<typeof sql>) =>
  (await session.batch([compile(query)]))[0]!.length
