import { carriedColumns } from '../../src/store/carry/pages.ts'
import { carriedTables } from '../../src/store/carry/table-order.ts'
import type { Session } from '../../src/store/session.ts'
import { type SQL, sql } from '../../src/tables/sql.ts'
import type { Table } from '../../src/tables/table.ts'

/** What the triggers refuse with; a request that meets it is tried again. */
const HELD = 'the marketplace is held'

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`
const prefixOf = (marketplace: string) => `moving ${marketplace} `

/**
 * Notes which rows of a marketplace change from now on, whoever changes them, and refuses changes while it is held or when
 * it has gone: by triggers, so that no writer can forget. They may be made twice.
 */
export async function watch(source: Session, marketplace: string): Promise<void> {
  await source.send(
    sql.raw(`create table if not exists "shard_changes" ("Seq" integer primary key autoincrement,
      "Marketplace" text collate nocase, "Name" text, "Key" text)`),
  )
  // Each batch has every statement of the database planned anew.
  await source.send(
    ...carriedTables(true)
      .flatMap((t) => triggersOf(t, marketplace))
      .map(sql.raw),
  )
}

function triggersOf(t: Table, marketplace: string): string[] {
  const here = quoted(marketplace)
  const refuse = `SELECT RAISE(ABORT, '${HELD}') WHERE EXISTS (SELECT 1 FROM "marketplaces" WHERE "ID" = ${here}
    AND ("Place" IS NOT NULL OR "HeldUntil" > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));`
  const keyOf = (row: string) => `json_object(${t.keys.map((k) => `'${k}', ${row}."${k}"`).join()})`
  const note = (row: string) =>
    `INSERT INTO "shard_changes" ("Marketplace", "Name", "Key") VALUES (${here}, '${t.name}', ${keyOf(row)});`
  const trigger = (event: string, of: string, rows: string[]) =>
    `CREATE TRIGGER IF NOT EXISTS "${prefixOf(marketplace)}${t.name} ${event}" AFTER ${event}${of} ON "${t.name}"
      WHEN ${rows[0]}."Marketplace" = ${here} BEGIN ${refuse} ${rows.map(note).join(' ')} END`
  // What is made anew elsewhere may change all the time.
  const columns = ` OF ${carriedColumns(t)
    .map((c) => `"${c}"`)
    .join()}`
  return [
    trigger('INSERT', '', ['NEW']),
    trigger('UPDATE', columns, ['OLD', 'NEW']),
    trigger('DELETE', '', ['OLD']),
  ]
}

const triggers = (marketplace: string): SQL =>
  sql`sqlite_schema where type = 'trigger' and substr(name, 1, ${prefixOf(marketplace).length}) = ${prefixOf(marketplace)}`

/** Whether every change has been noted: a migration that makes a table anew takes the triggers of the old one along. */
export const isWatched = (marketplace: string): SQL =>
  sql`(select count(*) from ${triggers(marketplace)}) = ${carriedTables(true).length * 3}`

/** Notes nothing any more. */
export async function unwatch(source: Session, marketplace: string): Promise<void> {
  const [found = []] = await source.send(sql`select name from ${triggers(marketplace)}`)
  if (found.length > 0)
    await source.send(...found.map(({ name }) => sql.raw(`drop trigger if exists "${name}"`)))
  const [isThere = []] = await source.send(sql`select 1 from sqlite_schema where name = 'shard_changes'`)
  if (isThere.length > 0) await source.send(sql`delete from shard_changes where Marketplace = ${marketplace}`)
}

/** How many changes of a marketplace were noted and are still to be carried over. */
export async function changesLeft(source: Session, marketplace: string): Promise<number> {
  const [[row] = []] = await source.send(
    sql`select count(*) n from shard_changes where Marketplace = ${marketplace}`,
  )
  return Number(row?.n)
}

/** Keys of rows of a table that have changed up to a moment of the log, as JSON, behind one of them. */
export async function changedKeys(
  source: Session,
  marketplace: string,
  t: Table,
  { upTo, after, most }: { upTo: number; after: string; most: number },
): Promise<string[]> {
  const [rows = []] = await source.send(sql`select distinct Key from shard_changes
    where Marketplace = ${marketplace} and Name = ${t.name} and Seq <= ${upTo} and Key > ${after} order by Key limit ${most}`)
  return rows.map((row) => String(row.Key))
}

/** The changes of these keys, up to a moment, have been carried over. */
export const carriedOver = (marketplace: string, t: Table, keys: string[], upTo: number): SQL =>
  sql`delete from shard_changes where Marketplace = ${marketplace} and Name = ${t.name} and Seq <= ${upTo}
    and Key in (select value from json_each(${JSON.stringify(keys)}))`
