/**
 * Measures the Worker as it is deployed, beside a bare one on the same machine, and prints a table for the README.
 *
 *     npm run bench
 *     npm run bench -- --products 1000 --products 100000 --products 1000000
 *     npm run bench -- --bulk
 *     npm run bench -- --far
 *
 * With `--products` it measures the shopper's catalogue in marketplaces of those sizes instead, with `--bulk` how fast
 * objects are loaded, with `--far` what a shopper waits who is far from the database.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { backOffice, bootstrap, demoFile, PASSWORD, storefront } from '../demo/demo.ts'
import { connect, signIn } from '../seed/api.ts'
import { seed } from '../seed/seed.ts'
import { migrate, withDatabase, write } from '../start/database.ts'
import { measureBulk } from './bulk.ts'
import { startupTime } from './bundle.ts'
import { type Cost, counting } from './cost.ts'
import { measureFar } from './far.ts'
import { CONNECTIONS, during, type Measured, measure, type Request, send } from './load.ts'
import { measureScale } from './scale.ts'
import { type Servers, startServers } from './servers.ts'
import { cartCheckout, cartObjects, checkout, PRODUCTS, SHOPPERS, shop } from './shop.ts'
import { type Row, summed, table } from './table.ts'

/** Seconds each read is asked for, after a while that does not count. */
const SECONDS = 2
const WARM_UP = 1
/** Seconds the bare Worker is asked after each. */
const BETWEEN = 1
/** Orders of each kind of write. */
const ORDERS = 150
/** Times that everything is measured. */
const ROUNDS = 3

const { values } = parseArgs({
  options: {
    products: { type: 'string', multiple: true },
    bulk: { type: 'boolean' },
    far: { type: 'boolean' },
  },
})
if (values.products) {
  const sizes = values.products.map(Number)
  if (!sizes.every((n) => Number.isInteger(n) && n >= 100))
    throw new Error('--products takes numbers from 100 on.')
  console.log(`${machine(1)}\n\n${await measureScale(sizes)}`)
} else await withShop(values.bulk ? tellBulk : values.far ? tellFar : tellShop)

/** A shop of the demo's size. */
async function withShop(tell: (servers: Servers) => Promise<void>) {
  const state = await mkdtemp(join(tmpdir(), 'wharf-bench-'))
  try {
    await migrate(state)
    await withDatabase(state, async (db) => write(db, await bootstrap()))
    const servers = await startServers(state)
    try {
      await tell(servers)
    } finally {
      await servers.stop()
    }
  } finally {
    await rm(state, { recursive: true })
  }
}

/** How it serves those who buy there. */
async function tellShop(servers: Servers) {
  await fill(servers.wharf)
  const rows = await run(servers)
  console.log(`${machine(CONNECTIONS)}\n\n${table(rows)}\n\n${await summary(servers)}`)
}

/** How fast it is filled. */
async function tellBulk({ wharf }: Servers) {
  const token = await signIn(wharf, { clientID: backOffice, username: 'admin', password: PASSWORD })
  console.log(await measureBulk(wharf, bearing(token)))
}

/** What who is far from the database waits. */
async function tellFar(servers: Servers) {
  await fill(servers.wharf)
  const token = await signIn(servers.wharf, { clientID: storefront, username: 'buyer01', password: PASSWORD })
  console.log(await measureFar(servers.database, servers.wharf, token))
}

/** The demo marketplace, with more in stock than the benchmark buys, and with those who buy it by cart. */
async function fill(url: string) {
  const api = await connect(url, { clientID: backOffice, username: 'admin', password: PASSWORD })
  for (const file of [await demoFile(url), cartObjects]) {
    const { errors } = await seed(file, api)
    if (errors.length > 0) throw new Error(errors.join('\n'))
  }
  for (const id of PRODUCTS)
    await api('PATCH', `/products/${id}`, { Inventory: { QuantityAvailable: 1_000_000 } })
}

/** All of it several times over, so that what else the machine does falls upon each row alike. */
async function run(servers: Servers): Promise<Row[]> {
  const tokens = await Promise.all(
    ['buyer01', ...SHOPPERS].map((username) =>
      signIn(servers.wharf, { clientID: storefront, username, password: PASSWORD }),
    ),
  )
  const rounds: Row[][] = []
  while (rounds.length < ROUNDS) {
    console.error(`round ${rounds.length + 1} of ${ROUNDS}`)
    rounds.push(await runOnce(servers, tokens, `R${rounds.length}`))
  }
  return summed(rounds)
}

async function runOnce({ wharf, bare, database }: Servers, tokens: string[], round: string): Promise<Row[]> {
  const [token, ...shoppers] = tokens as [string, ...string[]]
  const ask = (request: Request) => () => send(wharf, request, bearing(token))
  const count = counting(database, wharf)
  const { rows, tell } = await besideBare(bare)

  const inserts = Array.from({ length: ORDERS * 5 }, (_, i) => ({ ID: `${round}r${i}`, Name: 'A row' }))
  await tell('bare Worker: insert', () =>
    measure(inserts.map((body) => () => send(bare, { method: 'POST', path: '/rows', body }))),
  )

  for (const [name, request] of [
    ['product list, 20 of 73', shop.list()],
    ['product', shop.product(PRODUCTS[0]!)],
    ['search', shop.search()],
  ] as const) {
    await measure(during(WARM_UP, ask(request)))
    // What a list counts, an isolate counts once: the rows are those of the requests that follow.
    await count([request], token)
    await tell(
      `${name}, asked for before`,
      () => measure(during(SECONDS, ask(request))),
      () => count([request], token),
    )
    // An answer is known by what was asked, to the letter.
    let asked = 0
    const anew = (): Request => ({
      ...request,
      path: `${request.path}${request.path.includes('?') ? '' : '?'}${'&'.repeat(++asked)}`,
    })
    await tell(
      `${name}, first time`,
      () => measure(during(SECONDS, () => ask(anew())())),
      () => count([anew()], token),
    )
  }

  const orders = Array.from({ length: ORDERS }, (_, i) => `${round}B${i}`)
  // The order whose cost is counted is made like the others.
  const writing = (name: string, request: (order: string) => Request) =>
    tell(
      name,
      () => measure(orders.map((order) => ask(request(order)))),
      () => count([request(`${round}counted`)], token),
    )
  await writing('create order', shop.create)
  for (const [i, product] of PRODUCTS.entries())
    await writing(['add first line', 'add second line', 'add third line'][i]!, (order) =>
      shop.addLine(order, product),
    )
  await writing('set address, 3 lines', shop.address)
  await writing('submit, 3 lines', shop.submit)

  const buy = (order: string) => async () => {
    for (const request of checkout(order)) await ask(request)()
  }
  await tell(
    'whole checkout, 8 requests',
    () => measure(Array.from({ length: ORDERS }, (_, i) => buy(`${round}C${i}`))),
    () => count(checkout(`${round}counted-too`), token),
  )

  const buyByCart = buyingByCart(wharf, shoppers)
  await tell(
    'whole B2B checkout, 6 requests',
    () => measure(orders.map(() => buyByCart)),
    () => count(cartCheckout, token),
  )
  return rows
}

/** Measures each thing between two looks at the bare Worker: what else the machine does concerns both. */
async function besideBare(bare: string) {
  const readBare = () => send(bare, { method: 'GET', path: '/rows/one' })
  await measure(during(WARM_UP, readBare))
  let base = await measure(during(SECONDS, readBare))
  const rows: Row[] = [{ name: 'bare Worker: read by key', ...base, ratio: 1 }]
  const tell = async (name: string, work: () => Promise<Measured>, cost?: () => Promise<Cost>) => {
    const measured = await work()
    const after = await measure(during(BETWEEN, readBare))
    const ratio = (2 * measured.perSecond) / (base.perSecond + after.perSecond)
    base = after
    rows.push({ name, ...measured, ratio, ...(await cost?.()) })
    console.error(`${name}: ${Math.round(measured.perSecond)} a second, ${ratio.toFixed(2)}`)
  }
  return { rows, tell }
}

/** Buys as whoever of them is not buying: a user has one cart. There are as many of them as connections. */
function buyingByCart(wharf: string, tokens: string[]) {
  const idle = [...tokens]
  return async () => {
    const token = idle.pop()!
    for (const request of cartCheckout) await send(wharf, request, bearing(token))
    idle.push(token)
  }
}

function bearing(token: string) {
  return { Authorization: `Bearer ${token}` }
}

function machine(connections: number): string {
  const processor = cpus()[0]!.model.trim()
  const many = connections === 1 ? 'one connection' : `${connections} connections`
  return `${availableParallelism()} cores (${processor}), ${many}, load and server on the same machine.`
}

async function summary({ size, gzip }: Servers): Promise<string> {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`
  return `Bundle ${kilobytes(size)}, compressed ${kilobytes(gzip)}; start-up ${await startupTime()} ms.`
}
