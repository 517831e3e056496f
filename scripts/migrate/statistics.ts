import { getTableConfig } from 'drizzle-orm/sqlite-core'
import { type Table, tables } from '../../src/tables/table.ts'

/** Rows of a table, and the part of them that is left with each column of an index that is asked for. */
const ROWS = 100_000_000
const LEFT = 1 / 100

/**
 * Statements that tell the planner about our indexes. Without statistics it takes any first column to leave ten rows;
 * ours is always the marketplace, and so it would rather read all of a marketplace from an index that holds the wanted
 * columns too than use the one on what is asked for. The numbers are made up and the same everywhere: an index on more
 * of the columns always wins, and the plans are those that tests have seen.
 */
export function statistics(): string[] {
  const rows = tables()
    .flatMap(indexesOf)
    .map(([table, index, stat]) => ` ["${table}", "${index}", "${stat}"]`)
  return [
    // Makes the table of statistics; at the end it has them read.
    'ANALYZE sqlite_schema;',
    'DELETE FROM `sqlite_stat1`;',
    `INSERT INTO \`sqlite_stat1\` (\`tbl\`, \`idx\`, \`stat\`) SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each('[\n${rows.join(',\n')}\n]');`,
    'ANALYZE sqlite_schema;',
  ]
}

/** Table, index, and its statistics: rows in all, then those left by each of its columns. */
function indexesOf(t: Table): [string, string, string][] {
  const { indexes, primaryKeys } = getTableConfig(t.drizzle)
  const key = primaryKeys.filter((k) => !k.columns.some((c) => c.name === t.rowid))
  return [
    ...key.map((k) => [`sqlite_autoindex_${t.name}_1`, k.columns.length, true] as const),
    ...indexes.map(({ config }) => [config.name, config.columns.length, config.unique] as const),
  ].map(([index, columns, unique]) => [t.name, index, stat(columns, unique)])
}

function stat(columns: number, unique: boolean): string {
  const left = Array.from({ length: columns }, (_, i) => Math.max(2, Math.floor(ROWS * LEFT ** (i + 1))))
  if (unique) left[columns - 1] = 1
  // Skipping from marketplace to marketplace would find a later column for all of them.
  return [ROWS, ...left, 'noskipscan'].join(' ')
}
