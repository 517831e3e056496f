import { vi } from 'vitest'

/** A statement as a session is given it. */
interface Prepared {
  sql: string
  params: unknown[]
  bind(...params: unknown[]): Prepared
}

const prepared = (sql: string, params: unknown[] = []): Prepared => ({
  sql,
  params,
  bind: (...bound) => prepared(sql, bound),
})

const isRead = ({ sql }: Prepared) => /^\s*(select|with)\b/i.test(sql)

/** How far a database is: bookmarks sort as they were given. */
const bookmarkOf = (position: number) => String(position).padStart(12, '0')

/** Who answered a batch, and how many batches of writes it was behind the primary. */
export interface Answered {
  by: 'primary' | 'replica'
  behind: number
}

/**
 * Stands in for a D1 database with a replica that lags: a session reads where it was told to start, or later, and never
 * goes back; writes go to the primary, and reach the replica in their order when it pleases.
 * @param pick a number below the one it is given: how far the replica goes, and who answers what either may
 */
export function lagging(primary: D1Database, replica: D1Database, pick: (below: number) => number) {
  const open = primary.withSession.bind(primary)
  /** Writes as the primary took them. */
  const log: Prepared[][] = []
  const answers: Answered[] = []
  let reached = 0
  let replaying = Promise.resolve()

  const send = (to: D1DatabaseSession, batch: Prepared[]) =>
    to.batch(batch.map(({ sql, params }) => to.prepare(sql).bind(...params)))

  /** Brings the replica to a position at least. */
  const replay = (position: number) => {
    replaying = replaying.then(async () => {
      while (reached < position) {
        await send(replica.withSession('first-primary'), log[reached]!)
        reached++
      }
    })
    return replaying
  }

  vi.spyOn(primary, 'withSession').mockImplementation((from = 'first-unconstrained') => {
    let seen = from.startsWith('first-') ? null : from
    let isFirst = from === 'first-primary'
    const session = {
      prepare: (sql: string) => prepared(sql),
      async batch(batch: Prepared[]) {
        const mayLag = batch.every(isRead) && !isFirst && (seen === null || pick(4) > 0)
        isFirst = false
        if (!mayLag) {
          const results = await send(open('first-primary'), batch)
          if (!batch.every(isRead)) log.push(batch)
          seen = bookmarkOf(log.length)
          answers.push({ by: 'primary', behind: 0 })
          return results
        }
        const needed = Number(seen ?? 0)
        await replay(needed + pick(log.length - Math.max(needed, reached) + 1))
        answers.push({ by: 'replica', behind: log.length - reached })
        const position = reached
        const results = await send(replica.withSession('first-primary'), batch)
        seen = bookmarkOf(Math.max(position, needed))
        return results
      },
      getBookmark: () => seen,
    }
    // What a session is used for here.
    return session as unknown as D1DatabaseSession
  })
  return { answers, behind: () => log.length - reached }
}

/** Makes a migrated database the copy of another, but for full-text indexes. */
export async function copyDatabase(from: D1Database, to: D1Database): Promise<void> {
  const { results: triggers } = await to
    .prepare("select name, sql from sqlite_master where type = 'trigger'")
    .all<{ name: string; sql: string }>()
  const { results: tables } = await from
    .prepare(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite%' and name not like '\\_cf%' escape '\\'",
    )
    .all<{ name: string }>()
  const rows = await from.batch<Record<string, unknown>>(
    tables.map(({ name }) => from.prepare(`select * from "${name}"`)),
  )
  await to.batch([
    to.prepare('pragma defer_foreign_keys = on'),
    ...triggers.map(({ name }) => to.prepare(`drop trigger "${name}"`)),
    ...tables.flatMap(({ name }, i) => [
      to.prepare(`delete from "${name}"`),
      ...rows[i]!.results.map((row) => {
        const names = Object.keys(row)
        const columns = names.map((n) => `"${n}"`).join()
        return to
          .prepare(`insert into "${name}" (${columns}) values (${names.map(() => '?').join()})`)
          .bind(...Object.values(row))
      }),
    ]),
    ...triggers.map(({ sql }) => to.prepare(sql)),
  ])
}
