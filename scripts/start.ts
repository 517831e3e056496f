/**
 * Runs everything on this machine, without an account: database, objects and queues of `wrangler dev`. A new database
 * is given the demo marketplace.
 *
 *     npm start
 *     npm start -- --port 8788 --persist-to /tmp/wharf
 *     npm start -- --with-middleware
 */
import { randomUUID } from 'node:crypto'
import { sql } from 'drizzle-orm'
import { backOffice, bootstrap, demoFile, movePictures, PASSWORD } from './demo/demo.ts'
import { placeOrders } from './demo/orders.ts'
import { connect } from './seed/api.ts'
import { progressOn } from './seed/progress.ts'
import { report } from './seed/report.ts'
import { seed } from './seed/seed.ts'
import { runCrons } from './start/cron.ts'
import { conditionOf, migrate, withDatabase, write } from './start/database.ts'
import { SEEDING_HEADER, SEEDING_PATH, SEEDING_VARIABLE, UNFINISHED } from './start/gate.ts'
import { startMiddleware, unlinkMiddleware } from './start/middleware.ts'
import { optionsOf } from './start/options.ts'
import { portFree, type Server, startServer } from './start/server.ts'
import { welcome } from './start/welcome.ts'

try {
  await start()
} catch (error) {
  console.error((error as Error).message)
  process.exit(1)
}

async function start() {
  const { port, state, middlewarePort } = optionsOf(process.argv.slice(2))
  await portFree(port)
  if (middlewarePort) await portFree(middlewarePort)
  console.log(`Looking at the database in ${state}`)
  const url = `http://localhost:${port}`
  const secret = (await prepare(state, url)) ? undefined : randomUUID()
  console.log('Starting the server')
  const server = await startServer(port, wharf(state, secret))
  endTogether(server)
  if (secret) await seedDemo(url, secret)
  const middleware = middlewarePort ? await startMiddleware(middlewarePort, url) : undefined
  if (middleware) endTogether(middleware)
  runCrons(url)
  console.log(welcome(url, middlewarePort))
  server.show()
  middleware?.show()
}

/** With a secret of the seeding it answers that alone until the demo is whole. */
function wharf(state: string, secret?: string): string[] {
  const gated = secret ? ['scripts/start/worker.ts', '--var', `${SEEDING_VARIABLE}:${secret}`] : []
  return [...gated, '--persist-to', state, '--var', 'DEVELOPMENT:1', '--test-scheduled']
}

/** A server ends when this process is told to; this process, when the server does. */
function endTogether(server: Server) {
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
}

/**
 * Brings the database up to date, and begins a marketplace where there is none. Tells whether the demo is whole.
 * @throws Error when another version made the database
 */
async function prepare(state: string, url: string): Promise<boolean> {
  const ready = await withDatabase(state, async (db) => {
    const condition = await conditionOf(db)
    if (condition === 'of another version')
      throw new Error(
        `Another version of Wharf made the database in ${state}; this one cannot read it.\n` +
          'Remove that directory, or choose another: npm start -- --persist-to DIRECTORY',
      )
    return condition === 'current' ? { whole: await begin(db, url) } : undefined
  })
  if (ready) return ready.whole
  console.log('Making its tables')
  await migrate(state)
  return withDatabase(state, (db) => begin(db, url))
}

/** That the demo is not whole is written down with its first rows: a start that is cut off is finished by the next. */
async function begin(db: D1Database, url: string): Promise<boolean> {
  const begun = await db.prepare('select 1 from marketplaces limit 1').first()
  await write(
    db,
    begun
      ? [movePictures(url), ...unlinkMiddleware()]
      : [{ sql: sql.raw(`create table ${UNFINISHED} (ID)`) }, ...(await bootstrap())],
  )
  return !(await db.prepare('select 1 from sqlite_schema where name = ?').bind(UNFINISHED).first())
}

async function seedDemo(url: string, secret: string) {
  console.log('Seeding the demo marketplace. Until it is whole, the API answers 503.')
  const headers = { [SEEDING_HEADER]: secret }
  const api = await connect(url, { clientID: backOffice, username: 'admin', password: PASSWORD }, headers)
  const result = await seed(await demoFile(url), api, progressOn(process.stdout))
  report(result, console)
  if (result.errors.length > 0) throw new Error('The demo marketplace could not be seeded.')
  await placeOrders(url, headers)
  const { status } = await fetch(url + SEEDING_PATH, { method: 'DELETE', headers })
  if (status !== 204) throw new Error(`The demo marketplace could not be opened: status ${status}.`)
}
