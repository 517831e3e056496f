/**
 * Runs everything on this machine, without an account: database, objects and queues of `wrangler dev`. A new database
 * is given the demo marketplace.
 *
 *     npm start
 *     npm start -- --port 8788 --persist-to /tmp/wharf
 */
import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { backOffice, bootstrap, demoFile, PASSWORD } from './demo/demo.ts'
import { connect } from './seed/api.ts'
import { progressOn } from './seed/progress.ts'
import { report } from './seed/report.ts'
import { seed } from './seed/seed.ts'
import { runCrons } from './start/cron.ts'
import { isMigrated, migrate, withDatabase, write } from './start/database.ts'
import { portFree, startServer } from './start/server.ts'
import { welcome } from './start/welcome.ts'

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '8787' },
    'persist-to': { type: 'string', default: '.wrangler/state' },
  },
})
const port = Number(values.port)
const state = resolve(values['persist-to'])
/** Stands while the demo is being seeded, so that a start that was cut off is finished by the next. */
const unfinished = join(state, 'demo-unfinished')

try {
  await start()
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

async function start() {
  await portFree(port)
  await prepare()
  const server = await startServer(port, state)
  let stopped = false
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      stopped = true
      server.stop(signal)
    })
  void server.ended.then(({ code, said }) => {
    if (!stopped) console.error(said)
    process.exit(stopped ? 0 : code)
  })
  if (existsSync(unfinished)) {
    await seedDemo(server.url)
    await rm(unfinished)
  }
  runCrons(server.url)
  console.log(welcome(server.url))
  server.show()
}

/** Brings the database up to date, and begins a marketplace where there is none. */
async function prepare() {
  if (!(await withDatabase(state, isMigrated))) await migrate(state)
  await withDatabase(state, async (db) => {
    if (await db.prepare('select 1 from marketplaces limit 1').first()) return
    await mkdir(state, { recursive: true })
    await writeFile(unfinished, '')
    await write(db, await bootstrap())
  })
}

async function seedDemo(url: string) {
  console.log('A new database: seeding the demo marketplace.')
  const api = await connect(url, { clientID: backOffice, username: 'admin', password: PASSWORD })
  const result = await seed(await demoFile(), api, progressOn(process.stdout))
  report(result, console)
  if (result.errors.length > 0) throw new Error('The demo marketplace could not be seeded.')
}
