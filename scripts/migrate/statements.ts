import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api'
import { fullTextStatements } from '../../src/api/full-text.ts'
import { tables } from '../../src/api/table.ts'
import { schema } from '../../src/schema.ts'
import { statistics } from './statistics.ts'

/** Tables as drizzle-kit writes them down. */
export type Tables = Awaited<ReturnType<typeof generateSQLiteDrizzleJson>>

/** The tables as declared. drizzle-kit gives each state an ID; one for all is less to merge, and nothing asks for it. */
export async function tablesNow(): Promise<Tables> {
  const tables = await generateSQLiteDrizzleJson(schema)
  return { ...tables, id: tables.prevId }
}

/** The statements that lead from some tables (none: an empty database) to others; asks where a rename is possible. */
export async function statementsBetween(before: Tables | undefined, now: Tables): Promise<string[]> {
  return generateSQLiteMigration(before ?? (await generateSQLiteDrizzleJson({})), now)
}

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

/** Turning `defer_foreign_keys` off forgets violations, so a rebuild that loses rows must be refused by ourselves. */
const NO_ORPHANS =
  "INSERT INTO `guard` (`Holds`, `Refusal`) SELECT (SELECT count(*) FROM pragma_foreign_key_check) = 0, 'Migration.Orphans';"

/**
 * The text of a migration. D1 runs it in a transaction, in which `PRAGMA foreign_keys` does nothing: the rebuild of a
 * table that others refer to defers the keys instead.
 */
export function finish(statements: string[], first: boolean): string {
  let rebuilds = false
  const rewritten = statements.map((s) =>
    s.replace(/PRAGMA foreign_keys=(OFF|ON);?/i, (_, state: string) => {
      rebuilds = true
      return `PRAGMA defer_foreign_keys=${state.toUpperCase() === 'OFF' ? 'on' : 'off'};`
    }),
  )
  // A rebuilt table keeps its integer key, and so its index, but has lost the triggers that keep it.
  const indexed = tables().filter((t) => t.fullText.length > 0)
  const fullText = first
    ? indexed.flatMap(fullTextStatements)
    : indexed
        .filter((t) => rewritten.some((s) => s.includes(`RENAME TO \`${t.name}\``)))
        .flatMap((t) => fullTextStatements(t).slice(1))
  return `${[...rewritten, ...(first ? GUARD : []), ...fullText, ...(rebuilds ? [NO_ORPHANS] : []), ...statistics()].map((s) => s.trim()).join('\n\n')}\n`
}
