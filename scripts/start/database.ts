import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { promisify } from 'node:util'
import { getPlatformProxy, unstable_readConfig } from 'wrangler'
import { compile } from '../../src/store/compile.ts'
import type { Write } from '../../src/tables/statements.ts'
import { UNFINISHED } from './gate.ts'

/** Wrangler's command line, run by the Node that runs this script. */
export const WRANGLER = 'node_modules/wrangler/bin/wrangler.js'

/** The settings of wrangler that keep it quiet and offline. */
export const offline = {
  ...process.env,
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_HIDE_BANNER: 'true',
}

interface Local {
  DB: D1Database
}

/**
 * Lends the local database while no server is running on it.
 * @param state the directory that `wrangler dev --persist-to` gets
 */
export async function withDatabase<T>(state: string, use: (db: D1Database) => Promise<T>): Promise<T> {
  // A configuration with the database alone: the objects and queues of the real one would only warn here.
  const [database] = unstable_readConfig({ config: 'wrangler.toml' }).d1_databases
  const folder = await mkdtemp(join(tmpdir(), 'wharf-'))
  const configPath = join(folder, 'wrangler.json')
  await writeFile(configPath, JSON.stringify({ name: 'wharf-start', d1_databases: [database] }))
  const proxy = await getPlatformProxy<Local>({
    configPath,
    persist: { path: join(state, 'v3') },
    remoteBindings: false,
  })
  try {
    return await use(proxy.env.DB)
  } finally {
    await proxy.dispose()
    await rm(folder, { recursive: true })
  }
}

/** Sends statements to a local database as one transaction. */
export async function write(db: D1Database, statements: Write[]): Promise<void> {
  await db.batch(
    statements.map((s) => compile(s.sql)).map(({ sql, params }) => db.prepare(sql).bind(...params)),
  )
}

/** A database beside the migrations of this version. */
export type Condition = 'current' | 'behind' | 'of another version'

/**
 * Looks whether a database is what the migrations that it names would have made: the first of them changes between
 * versions, under the same name.
 */
export async function conditionOf(db: D1Database): Promise<Condition> {
  const files = (await readdir('migrations')).filter((f) => f.endsWith('.sql')).sort()
  const applied = await appliedTo(db)
  const { results } = await db.prepare(SCHEMA).all<Definition>()
  if (applied.some((name) => !files.includes(name))) return 'of another version'
  const expected = new DatabaseSync(':memory:')
  for (const name of applied) expected.exec(await readFile(join('migrations', name), 'utf8'))
  const wanted = expected.prepare(SCHEMA).all() as unknown as Definition[]
  if (told(results) !== told(wanted)) return 'of another version'
  return applied.length === files.length ? 'current' : 'behind'
}

async function appliedTo(db: D1Database): Promise<string[]> {
  if (!(await db.prepare("select 1 from sqlite_schema where name = 'd1_migrations'").first())) return []
  const { results } = await db.prepare('select name from d1_migrations order by id').all<{ name: string }>()
  return results.map((row) => row.name)
}

interface Definition {
  name: string
  sql: string
}

/** What migrations define; not what D1, the start or SQLite itself keep. */
const SCHEMA = `select name, sql from sqlite_schema where sql is not null and name not like 'sqlite!_%' escape '!'
  and name not like '!_cf!_%' escape '!' and name not in ('d1_migrations', '${UNFINISHED}') order by name`

/** Definitions as one text, but for the tables that a virtual table makes for itself. */
function told(definitions: Definition[]): string {
  const virtual = definitions.filter((d) => /^create virtual/i.test(d.sql)).map((d) => `${d.name}_`)
  return definitions
    .filter((d) => !virtual.some((prefix) => d.name.startsWith(prefix)))
    .map((d) => d.sql.replace(/--.*$/gm, '').replace(/\s+/g, ' '))
    .join('\n')
}

/**
 * Applies the migrations that are missing.
 * @throws Error with what wrangler said
 */
export async function migrate(state: string): Promise<void> {
  const args = [WRANGLER, 'd1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state]
  await promisify(execFile)(process.execPath, args, { env: offline })
}
