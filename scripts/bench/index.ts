/**
 * Measures the Worker as it is deployed, beside a bare one on the same machine, and prints a table for the README.
 *
 *     npm run bench
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { backOffice, bootstrap, demoFile, PASSWORD, storefront } from '../demo/demo.ts'
import { connect, signIn } from '../seed/api.ts'
import { seed } from '../seed/seed.ts'
import { migrate, withDatabase, write } from '../start/database.ts'
import { startupTime } from './bundle.ts'
import { type Cost, counting } from './cost.ts'
import { CONNECTIONS, during, type Measured, measure, type Request, send } from './load.ts'
import { type Servers, startServers } from './servers.ts'
import { checkout, PRODUCTS, shop } from './shop.ts'
import { type Row, table } from './table.ts'

/** Seconds each read is asked for, after a while that does not count. */
const SECONDS = 3
const WARM_UP = 1
/** Orders of each kind of write. */
const ORDERS = 200

const state = await mkdtemp(join(tmpdir(), 'wharf-bench-'))
try {
  await migrate(state)
  await withDatabase(state, async (db) => write(db, await bootstrap()))
  const servers = await startServers(state)
  try {
    await fill(servers.wharf)
    const rows = await run(servers)
    console.log(`${machine()}\n\n${table(rows)}\n\n${await summary(servers)}`)
  } finally {
    await servers.stop()
  }
} finally {
  await rm(state, { recursive: true })
}

/** The demo marketplace, with more in stock than the benchmark buys. */
async function fill(url: string) {
  const api = await connect(url, { clientID: backOffice, username: 'admin', password: PASSWORD })
  const { errors } = await seed(await demoFile(), api)
  if (errors.length > 0) throw new Error(errors.join('\n'))
  for (const id of PRODUCTS)
    await api('PATCH', `/products/${id}`, { Inventory: { QuantityAvailable: 1_000_000 } })
}

async function run({ wharf, bare, database }: Servers): Promise<Row[]> {
  const token = await signIn(wharf, { clientID: storefront, username: 'buyer01', password: PASSWORD })
  const headers = { Authorization: `Bearer ${token}` }
  const ask = (request: Request) => () => send(wharf, request, headers)
  const count = counting(database, wharf)
  const rows: Row[] = []
  const tell = (name: string, measured: Measured, cost?: Cost) => {
    console.error(`${name}: ${Math.round(measured.perSecond)} a second`)
    rows.push({ name, ...measured, ...cost })
  }
  const reading = async (job: () => Promise<unknown>) => {
    await measure(during(WARM_UP, job))
    return measure(during(SECONDS, job))
  }

  tell('bare Worker, one read by key', await reading(() => send(bare, { method: 'GET', path: '/rows/one' })))
  const inserting = Array.from({ length: ORDERS * 10 }, (_, i) => ({ ID: `r${i}`, Name: 'A row' }))
  tell(
    'bare Worker, one insert',
    await measure(inserting.map((body) => () => send(bare, { method: 'POST', path: '/rows', body }))),
  )

  for (const [name, request] of [
    ['product list, 20 of 73', shop.list()],
    ['product', shop.product(PRODUCTS[0]!)],
    ['search', shop.search()],
  ] as const) {
    const measured = await reading(ask(request))
    tell(name, measured, await count([request], token))
  }

  const orders = Array.from({ length: ORDERS }, (_, i) => `B${i}`)
  // The order whose cost is counted is made like the others.
  const counted = 'counted'
  const writing = async (name: string, requests: (order: string) => Request) => {
    const measured = await measure(orders.map((order) => ask(requests(order))))
    tell(name, measured, await count([requests(counted)], token))
  }
  await writing('create order', shop.create)
  for (const [i, product] of PRODUCTS.entries())
    await writing(`add line ${i + 1}`, (order) => shop.addLine(order, product))
  await writing('set address', shop.address)
  await writing('submit, 3 lines', shop.submit)

  const buy = (order: string) => async () => {
    for (const request of checkout(order)) await ask(request)()
  }
  tell(
    'whole checkout, 8 requests',
    await measure(Array.from({ length: ORDERS }, (_, i) => buy(`C${i}`))),
    await count(checkout('counted-too'), token),
  )
  return rows
}

function machine(): string {
  const processor = cpus()[0]!.model.trim()
  return `${availableParallelism()} cores (${processor}), ${CONNECTIONS} connections, load and server on the same machine.`
}

async function summary({ size, gzip }: Servers): Promise<string> {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`
  return `Bundle ${kilobytes(size)}, compressed ${kilobytes(gzip)}; start-up ${await startupTime()} ms.`
}
