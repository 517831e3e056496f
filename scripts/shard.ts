/**
 * Moves a marketplace to another of the databases that wrangler.toml binds (DB, DB2, …), while it is used.
 *
 *     npm run shard -- --move MARKETPLACE --to DB2                       # what `npm start` keeps; stop it first
 *     npm run shard -- --move MARKETPLACE --to DB2 --remote              # what is deployed
 *
 * When it was interrupted, run it again: it goes on.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { getPlatformProxy, unstable_readConfig } from 'wrangler'
import { move, type Place } from './shard/move.ts'

const { values } = parseArgs({
  options: {
    move: { type: 'string' },
    to: { type: 'string' },
    remote: { type: 'boolean', default: false },
    'persist-to': { type: 'string', default: '.wrangler/state' },
  },
})

const folder = await mkdtemp(join(tmpdir(), 'wharf-'))
try {
  const { move: marketplace, to, remote } = values
  if (!marketplace || !to)
    throw new Error('Usage: npm run shard -- --move MARKETPLACE --to BINDING [--remote]')
  // The databases alone: no objects, no queues.
  const config: { d1_databases: { binding: string }[] } = unstable_readConfig({ config: 'wrangler.toml' })
  const databases = config.d1_databases.filter((d) => /^DB\d*$/.test(d.binding))
  const configPath = join(folder, 'wrangler.json')
  await writeFile(
    configPath,
    JSON.stringify({
      name: 'wharf-shard',
      compatibility_date: '2026-10-23',
      d1_databases: databases.map((d) => ({ ...d, remote })),
    }),
  )
  const proxy = await getPlatformProxy<Record<string, D1Database>>({
    configPath,
    persist: { path: join(values['persist-to'], 'v3') },
    remoteBindings: remote,
  })
  try {
    const places: Place[] = databases
      .map(({ binding }) => ({ binding, database: proxy.env[binding]! }))
      .sort((a, b) => a.binding.localeCompare(b.binding, 'en', { numeric: true }))
    const started = Date.now()
    const told = (step: string) => console.log(`${((Date.now() - started) / 1000).toFixed(1)} s: ${step}`)
    await move({ marketplace, places, to, told })
  } finally {
    await proxy.dispose()
  }
} catch (error) {
  console.error((error as Error).message)
  process.exitCode = 1
} finally {
  await rm(folder, { recursive: true })
}
