import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { getPlatformProxy, unstable_readConfig } from 'wrangler'
import { compile } from '../../src/store/compile.ts'
import type { Write } from '../../src/store/rows.ts'

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

/** Whether every migration has been applied. */
export async function isMigrated(db: D1Database): Promise<boolean> {
  const files = (await readdir('migrations')).filter((f) => f.endsWith('.sql'))
  const { results } = await db.prepare("select 1 from sqlite_schema where name = 'd1_migrations'").all()
  if (results.length === 0) return false
  const applied = await db.prepare('select name from d1_migrations').all<{ name: string }>()
  return files.every((f) => applied.results.some((row) => row.name === f))
}

/**
 * Applies the migrations that are missing.
 * @throws Error with what wrangler said
 */
export async function migrate(state: string): Promise<void> {
  const args = [WRANGLER, 'd1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state]
  await promisify(execFile)(process.execPath, args, { env: offline })
}
