import { type SQL, sql } from '../../tables/sql.ts'
import type { Session } from '../session.ts'
import { apart } from './apart.ts'

/** Rows a statement deletes at most: each batch is a transaction of its own, which others wait for. */
const MOST_ROWS = 5000
/** Batches of one run: D1 takes a thousand statements from one run of a Worker, and this is not its only work. */
const MOST_BATCHES = 20

/** Deletes some of the rows that a query finds as alias `t`. */
export const rowsOf = (table: string, from: SQL): SQL =>
  sql`delete from ${sql.identifier(table)} where rowid in (select t.rowid from ${from} ${sql.limit(MOST_ROWS)}) returning 1`

/**
 * Deletes what is due, again and again until nothing is: a run keeps up with whatever has come since the last one. It
 * ends all the same; the next one goes on. Where one of several is refused (a marketplace's rows are held while it moves),
 * the others are done without it.
 * @param statements each deletes up to `MOST_ROWS` rows and returns them; a later one may wait for what an earlier deletes
 * @returns rows that were deleted
 */
export async function deleteDue(session: Session, statements: SQL[]): Promise<number> {
  let all = 0
  for (let sent = 0; sent < MOST_BATCHES; sent++) {
    const deleted = await session
      .send(...statements)
      .catch(() => apart('deleteDue', statements, async (one) => (await session.send(one))[0]!))
    all += deleted.reduce((sum, rows) => sum + rows.length, 0)
    if (deleted.every((rows) => rows.length < MOST_ROWS)) break
  }
  return all
}
