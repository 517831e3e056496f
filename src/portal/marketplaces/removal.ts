import type { Env } from '../../env.ts'
import { held, isLoose, referringFirst } from '../../store/carry/table-order.ts'
import { Session } from '../../store/session.ts'
import { databases } from '../../store/shard.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** Rows a statement deletes at most: each is a transaction of its own, which others wait for. */
const MOST_ROWS = 500
/** Statements of one night; D1 takes a thousand from one run of a Worker, and this is not its only work. */
const MOST_STATEMENTS = 600

/**
 * Removes the rows of marketplaces that were deleted, a bounded number a night; each statement leaves what is left
 * sound, and the next night goes on.
 * @param most statements
 */
export async function removeDeleted(env: Env, most = MOST_STATEMENTS): Promise<void> {
  for (const database of databases(env)) {
    const session = new Session(database, 'remove')
    let sent = 0
    const [found = []] = await session.send(
      sql`select ID from marketplaces where DateDeleted is not null limit 100`,
    )
    for (const { ID } of found)
      for (const statement of removal(String(ID))) {
        let rows = MOST_ROWS
        while (rows === MOST_ROWS) {
          if (sent++ >= most) return
          rows = (await session.send(statement))[0]!.length
        }
      }
  }
}

/**
 * What is sent, each until it finds nothing any more: its row in the end, by which the next night knows of it.
 * @param hasMoved it is at home elsewhere, and what the portal keeps of it stays
 */
export function removal(marketplace: string, hasMoved = false): SQL[] {
  const kept = (name: string) =>
    !hasMoved
      ? sql``
      : name === 'users'
        ? sql`and t.BuiltIn = 0`
        : name === 'companies'
          ? sql`and t.Kind <> 'Seller'`
          : sql``
  const few = (name: string, more = sql``) =>
    sql`rowid in (select t.rowid from ${sql.identifier(name)} t where t.Marketplace = ${marketplace} ${more} limit ${MOST_ROWS})`
  const order = referringFirst()
  const cleared = order.flatMap((t) =>
    held(t)
      .filter((r) => isLoose(t, r))
      .map((r) => {
        const column = sql.identifier(r.columns.at(-1)!)
        return sql`update ${sql.identifier(t.name)} set ${column} = null
          where ${few(t.name, sql`and t.${column} is not null`)} returning 1`
      }),
  )
  return [
    ...cleared,
    ...order.map(
      (t) => sql`delete from ${sql.identifier(t.name)} where ${few(t.name, kept(t.name))} returning 1`,
    ),
    sql`delete from marketplaces where ID = ${marketplace} and DateDeleted is not null`,
  ]
}
