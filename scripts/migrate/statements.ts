import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api'
import { schema } from '../../src/schema.ts'
import { fullTextName, fullTextOf } from '../../src/store/sql/full-text.ts'
import { changeTriggers, TOLD } from '../../src/tables/integration/change-triggers.ts'
import { type Moves, storedFields, type Table, tables } from '../../src/tables/table.ts'
import { statistics } from './statistics.ts'

/** Tables as drizzle-kit writes them down. */
export type Tables = Awaited<ReturnType<typeof generateSQLiteDrizzleJson>>

/** The tables as declared. drizzle-kit gives each state an ID; one for all is less to merge, and nothing asks for it. */
export async function tablesNow(): Promise<Tables> {
  const tables = await generateSQLiteDrizzleJson(schema)
  return { ...tables, id: tables.prevId }
}

/** The statements that lead from some tables (none: an empty database) to others. */
export async function statementsBetween(before: Tables | undefined, now: Tables): Promise<string[]> {
  const from = before ?? (await generateSQLiteDrizzleJson({}))
  // Where columns go and others come, drizzle-kit would ask whether they are the same: here they never are.
  const left = withoutGone(from, now)
  return [
    ...(await generateSQLiteMigration(from, left)).map((s) => copyingWhatThereIs(s, from)),
    ...(await generateSQLiteMigration(left, now)).map((s) => copyingWhatThereIs(s, left)),
  ]
}

/** Tables without the columns that others do not have any more. */
function withoutGone(from: Tables, now: Tables): Tables {
  const left = structuredClone(from)
  for (const [name, table] of Object.entries<Tables['tables'][string]>(left.tables))
    for (const column of Object.keys(table.columns))
      if (now.tables[name] && !(column in now.tables[name].columns)) delete table.columns[column]
  return left
}

/** drizzle-kit has a rebuilt table take its new columns, too, from the old one. */
const copyingWhatThereIs = (statement: string, { tables }: Tables): string =>
  statement.replace(
    /^(INSERT INTO `__new_(\w+)`)\((.*)\) SELECT .* FROM/,
    (_, into, table: string, names: string) => {
      const known = Object.keys(tables[table]!.columns)
      const kept = names.split(', ').filter((name) => known.includes(name.slice(1, -1)))
      return `${into}(${kept.join(', ')}) SELECT ${kept.join(', ')} FROM`
    },
  )

/**
 * A row inserted here aborts the batch it stands in unless `Holds` is 1, with `Refusal` as the error's text; nothing
 * is ever stored. A view with a trigger, since RAISE is not allowed outside of one.
 */
const GUARD = [
  'CREATE VIEW `guard` AS SELECT 1 AS `Holds`, NULL AS `Refusal`;',
  `CREATE TRIGGER \`guard_insert\` INSTEAD OF INSERT ON \`guard\` WHEN NEW.Holds IS NOT 1
BEGIN
  SELECT RAISE(ABORT, NEW.Refusal);
END;`,
]

/**
 * The triggers by which a table's changes move a version of the marketplace. A row that is written as it was moves
 * nothing; letter case counts, whatever a column's collation says.
 */
function versionTriggers(t: Table, { version, except = [], only, notNew }: Moves): string[] {
  const watched = only ?? Object.keys(storedFields(t)).filter((c) => c !== 'Version' && !except.includes(c))
  const trigger = (on: string, what: string, row: 'NEW' | 'OLD', when = '') =>
    `CREATE TRIGGER "${t.name}_moves_${version}_${on}" AFTER ${what} ON "${t.name}"${when}
BEGIN
  UPDATE "marketplaces" SET "${version}" = coalesce("${version}", 0) + 1 WHERE "ID" = ${row}."Marketplace";
END;`
  const names = (row: string) => watched.map((c) => `${row}"${c}"`).join(', ')
  const changed = watched.map((c) => `NEW."${c}" IS NOT OLD."${c}" COLLATE BINARY`).join(' OR ')
  return [
    ...(notNew ? [] : [trigger('insert', 'INSERT', 'NEW')]),
    trigger('update', `UPDATE OF ${names('')}`, 'NEW', ` WHEN ${changed}`),
    trigger('delete', 'DELETE', 'OLD'),
  ]
}

/** The triggers by which other rows follow those of a table. */
const triggersOf = (t: Table): string[] => [
  ...(t.fullText.length > 0 ? fullTextOf(t).triggers : []),
  ...t.moves.flatMap((moves) => versionTriggers(t, moves)),
  ...t.triggers,
]

const nameOf = (trigger: string) => /^CREATE TRIGGER ["`](\w+)/.exec(trigger)![1]!

/** Every trigger of the declared tables, by its name. */
export const triggersNow = (): Map<string, string> =>
  new Map(
    tables()
      .flatMap(triggersOf)
      .concat(changeTriggers())
      .map((t) => [nameOf(t), t]),
  )

/** Turning `defer_foreign_keys` off forgets violations, so a rebuild that loses rows must be refused by ourselves. */
const NO_ORPHANS =
  "INSERT INTO `guard` (`Holds`, `Refusal`) SELECT (SELECT count(*) FROM pragma_foreign_key_check) = 0, 'Migration.Orphans';"

/** The triggers of tables that migrations have made and not dropped again, by name. */
function triggersIn(migrations: string): Map<string, string> {
  const known = new Map<string, string>()
  for (const statement of migrations.split('\n\n')) {
    const dropped = /^DROP TRIGGER IF EXISTS "(\w+)";/.exec(statement)?.[1]
    if (dropped) known.delete(dropped)
    else if (/^CREATE TRIGGER "/.test(statement)) known.set(nameOf(statement), statement.trim())
  }
  return known
}

/** Full-text indexes that migrations do not have, or have with other columns: made anew, of the rows there are. */
function fullTextChanges(migrations: string | null): string[] {
  return tables().flatMap((t) => {
    if (t.fullText.length === 0) return []
    const { index, fill } = fullTextOf(t)
    const known = migrations?.lastIndexOf(`CREATE VIRTUAL TABLE "${fullTextName(t)}"`) ?? -1
    if (known < 0) return migrations === null ? [index] : [index, fill]
    return migrations!.startsWith(index, known) ? [] : [`DROP TABLE "${fullTextName(t)}";`, index, fill]
  })
}

/** Whether migrations lead to other triggers than those that are declared: a change of these alone is one, too. */
export function differInTriggers(migrations: string | null): boolean {
  const [before, now] = [triggersIn(migrations ?? ''), triggersNow()]
  return before.size !== now.size || [...now].some(([name, t]) => before.get(name) !== t.trim())
}

/**
 * The text of a migration. D1 runs it in a transaction, in which `PRAGMA foreign_keys` does nothing: the rebuild of a
 * table that others refer to defers the keys instead.
 * @param migrations the text of those before it; null for the first
 */
export function finish(statements: string[], migrations: string | null): string {
  // Of several rebuilds drizzle-kit does it for the first alone.
  const kept = statements.filter((s) => !/^PRAGMA foreign_keys=/i.test(s))
  const rebuilds = kept.length < statements.length
  // A rebuilt table loses its own triggers, and SQLite renames no table while one speaks of another that is away.
  const rebuilt = kept.flatMap((s) => /^ALTER TABLE `__new_(\w+)`/.exec(s)?.[1] ?? [])
  const stays = (trigger: string, other: string | undefined) =>
    trigger.trim() === other?.trim() && !rebuilt.some((name) => new RegExp(`\\b${name}\\b`).test(trigger))
  const before = triggersIn(migrations ?? '')
  const now = triggersNow()
  const dropped = [...before].flatMap(([name, t]) =>
    stays(t, now.get(name)) ? [] : [`DROP TRIGGER IF EXISTS "${name}";`],
  )
  const triggers = [...now].flatMap(([name, t]) => (stays(t, before.get(name)) ? [] : [t]))
  const indexes = fullTextChanges(migrations)
  const all = [
    ...dropped,
    ...(rebuilds ? ['PRAGMA defer_foreign_keys=on;'] : []),
    ...kept,
    ...(migrations === null ? GUARD : []),
    ...(migrations?.includes(TOLD) ? [] : [TOLD]),
    ...indexes,
    ...(rebuilds ? ['PRAGMA defer_foreign_keys=off;'] : []),
    ...triggers,
    ...(rebuilds ? [NO_ORPHANS] : []),
    ...statistics(),
  ]
  return `${all.map((s) => s.trim()).join('\n\n')}\n`
}
