import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backOffice, INTEGRATION_SECRET, integration, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { placeOrders } from '../../scripts/demo/orders.ts'
import { conditionOf, withDatabase } from '../../scripts/start/database.ts'
import { optionsOf } from '../../scripts/start/options.ts'
import { portFree } from '../../scripts/start/server.ts'
import { eventually } from '../support/eventually.ts'

const port = await freePort()
const url = `http://localhost:${port}`
const state = await mkdtemp(join(tmpdir(), 'wharf-start-'))
let running: Started

interface Started {
  process: ChildProcess
  said: () => string
  /** Waits until it has said something. Rejects if it ends before. */
  heard: (text: string) => Promise<void>
}

/** `npm start`, as it begins. */
function launch(...args: string[]): Started {
  const child = spawn(process.execPath, ['scripts/start.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const heard = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const check = () => {
        if (said.includes(text)) resolve()
      }
      check()
      child.stdout.on('data', check)
      child.once('exit', (code) => reject(new Error(`ended with code ${code}: ${said}`)))
    })
  return { process: child, said: () => said, heard }
}

/** `npm start`, until it is ready. */
async function start(...args: string[]) {
  running = launch('--port', String(port), '--persist-to', state, ...args)
  await running.heard('A first request')
}

/** What `npm start` says that does not come so far. */
async function refused(...args: string[]): Promise<string> {
  const { process, said } = launch(...args)
  const [code] = await once(process, 'close')
  expect(code).toBe(1)
  return said()
}

/** What requests of every kind are answered while the demo is not whole. */
const early: { path: string; status: number; retryAfter: string | null; body: unknown }[] = []

/** A first start that is stopped once it seeds, looked at, and killed as it stands. */
async function interruptedStart() {
  const { process, heard } = launch('--port', String(port), '--persist-to', state)
  await heard('Seeding the demo marketplace')
  process.kill('SIGSTOP')
  for (const path of ['/v1/me', '/v1/me/products', '/oauth/token', '/portal/api/v1/organizations', '/env']) {
    const response = await fetch(url + path, { method: path.includes('token') ? 'POST' : 'GET' })
    early.push({
      path,
      status: response.status,
      retryAfter: response.headers.get('Retry-After'),
      body: await response.json(),
    })
  }
  await killed(process)
}

/** Kills a start, and waits until its server has noticed that nobody is left. */
async function killed(process: ChildProcess) {
  const gone = once(process, 'exit')
  process.kill('SIGKILL')
  await gone
  await eventually(async () => expect(await portIsFree()).toBe(true))
}

async function portIsFree(): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1')
  const [free] = await Promise.race([
    once(probe, 'listening').then(() => [true]),
    once(probe, 'error').then(() => [false]),
  ])
  probe.close()
  return free!
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  return port
}

async function token(form: Record<string, string>): Promise<string> {
  const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
  const body = (await response.json()) as { access_token: string }
  expect(response.status, JSON.stringify(body)).toBe(200)
  return body.access_token
}

const signIn = (client_id: string, username: string) =>
  token({ grant_type: 'password', client_id, username, password: PASSWORD })

// biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
async function call(bearer: string, path: string, body?: unknown, method?: string): Promise<any> {
  const response = await fetch(`${url}/v1${path}`, {
    method: method ?? (body ? 'POST' : 'GET'),
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    body: body ? JSON.stringify(body) : undefined,
  })
  return response.json()
}

beforeAll(async () => {
  await interruptedStart()
  await start()
}, 300_000)
afterAll(async () => {
  running.process.kill('SIGTERM')
  await once(running.process, 'exit')
  await rm(state, { recursive: true })
})

test('until the demo is whole, every request is told to come back', () => {
  expect(early.length).toBeGreaterThan(0)
  for (const { path, status, retryAfter, body } of early) {
    expect([path, status]).toEqual([path, 503])
    expect(Number(retryAfter)).toBeGreaterThan(0)
    expect(body).toMatchObject({ Errors: [{ ErrorCode: 'Api.Offline' }] })
  }
})

describe('a first start, after one that was cut off while it seeded', () => {
  test('says what it is doing', () => {
    for (const text of ['Looking at the database', 'Starting the server', 'Seeding', '10% (', '100% ('])
      expect(running.said()).toContain(text)
    expect(running.said()).not.toContain('refused')
  })

  test('tells where it runs and who may sign in', () => {
    for (const text of [
      `${url}/v1`,
      `${url}/console`,
      backOffice,
      storefront,
      integration,
      PASSWORD,
      INTEGRATION_SECRET,
    ])
      expect(running.said()).toContain(text)
  })

  test('lets everybody of the demo sign in', async () => {
    for (const [client, username, company] of [
      [backOffice, 'admin', 'demo'],
      [backOffice, 'supplier01', 'northwind'],
      [storefront, 'buyer01', 'acme'],
      [storefront, 'approver01', 'acme'],
    ] as const)
      expect(await call(await signIn(client, username), '/me')).toMatchObject({
        ID: username,
        CompanyID: company,
      })
    const service = await token({
      grant_type: 'client_credentials',
      client_id: integration,
      client_secret: INTEGRATION_SECRET,
    })
    expect(await call(service, '/me')).toMatchObject({ ID: 'integration', AvailableRoles: ['FullAccess'] })
  })

  test('has a catalog of three levels with prices by quantity', async () => {
    const buyer = await signIn(storefront, 'buyer01')
    const { Meta } = await call(buyer, '/me/products')
    expect(Meta.TotalCount).toBeGreaterThanOrEqual(60)
    const categories = (await call(buyer, '/me/categories?depth=all&pageSize=100')).Items
    const parents = new Map(categories.map((c: { ID: string; ParentID: string }) => [c.ID, c.ParentID]))
    expect([...parents.values()].some((p) => p && parents.get(parents.get(p)!) === null)).toBe(true)
    const found = await call(buyer, '/me/products?search=gloves&xp.Brand=Bramwell')
    expect(found.Items[0].PriceSchedule.PriceBreaks.length).toBeGreaterThan(1)
    const addresses = (await call(buyer, '/me/addresses')).Items
    expect(addresses.some((a: { Billing: boolean }) => a.Billing)).toBe(true)
    expect(addresses.length).toBeGreaterThan(1)
  })

  test('sells to anybody at list prices, and to Acme for less', async () => {
    const guest = await token({ grant_type: 'client_credentials', client_id: storefront })
    expect(await call(guest, '/me')).toMatchObject({ Username: 'guest' })
    const of = async (bearer: string) =>
      (await call(bearer, '/me/products/KS-HH-100-WH')).PriceSchedule.PriceBreaks[0].Price
    expect(await of(guest)).toBe(17.4)
    expect(await of(await signIn(storefront, 'buyer01'))).toBe(15.31)
  })

  test('shows a picture of every product, which pages of any origin may read', async () => {
    const { Items } = await call(await signIn(storefront, 'buyer01'), '/me/products?pageSize=100')
    const pictures = new Set<string>()
    for (const { ID, xp } of Items) {
      expect([ID, xp.Images]).toEqual([ID, [{ Url: expect.any(String), ThumbnailUrl: expect.any(String) }]])
      pictures.add(xp.Images[0].Url).add(xp.Images[0].ThumbnailUrl)
    }
    for (const picture of pictures) {
      expect(picture).toMatch(new RegExp(`^${url}/demo/`))
      const { status, headers } = await fetch(picture)
      expect([picture, status]).toEqual([picture, 200])
      expect(headers.get('Content-Type')).toBe('image/svg+xml')
      expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    }
  })

  test('has orders that wait, were forwarded and come back, which stay as they are when they are placed again', async () => {
    const admin = await signIn(backOffice, 'admin')
    const lists = ['/orders/Incoming', '/orders/Outgoing', '/orders/All?IsSubmitted=false', '/orderreturns']
    const placed = async () => {
      const all = await Promise.all(lists.map((path) => call(admin, path)))
      return all.map(({ Items }) => Items.map((i: Record<string, string>) => [i.ID, i.Status, i.LastUpdated]))
    }
    const before = await placed()
    expect(before.map((items) => items.length)).toEqual([2, 1, 1, 1])
    await placeOrders(url, {})
    expect(await placed()).toEqual(before)
  })

  test('numbers orders with five digits', async () => {
    expect(await call(await signIn(backOffice, 'admin'), '/incrementors/orders')).toMatchObject({
      LeftPaddingCount: 5,
    })
  })
})

describe('a second start, with the example middleware,', () => {
  test('finds everything that was committed before the first was killed, and seeds nothing', async () => {
    const admin = await signIn(backOffice, 'admin')
    await call(admin, '/buyers', { ID: 'kept', Name: 'Kept' })
    await killed(running.process)
    await start('--with-middleware')
    expect(running.said()).not.toMatch(/seeding/i)
    // The token is good too: signing keys are kept.
    expect(await call(admin, '/buyers/kept')).toMatchObject({ Name: 'Kept' })
  })

  const linked = async () =>
    (await call(await signIn(backOffice, 'admin'), `/apiclients/${storefront}`))
      .OrderCheckoutIntegrationEventID

  test('has the storefront ask it, while it runs', async () => {
    expect(running.said()).toContain(`http://localhost:${port + 1}`)
    expect(await linked()).toBe('example-middleware')
    const buyer = await signIn(storefront, 'buyer01')
    const line = { ProductID: 'KS-HH-100-WH', Quantity: 10, ShippingAddressID: 'acme-gary' }
    await call(buyer, '/cart/lineitems', line)
    const { ShipEstimateResponse } = await call(buyer, '/cart/estimateshipping', {})
    const [{ ID: ShipEstimateID }] = ShipEstimateResponse.ShipEstimates
    const ground = { ShipMethodSelections: [{ ShipEstimateID, ShipMethodID: 'ground' }] }
    await call(buyer, '/cart/shipmethods', ground)
    const { Order } = await call(buyer, '/cart/calculate', {})
    expect(Order).toMatchObject({ Subtotal: 153.1, ShippingCost: 12.05, TaxCost: 10.72 })
    expect(await call(buyer, '/cart/submit', {})).toMatchObject({ ID: Order.ID, Status: 'Open' })
    await running.heard(`/ordersubmit: order ${Order.ID} of 175.87 is Open`)
  })

  test('has subscriptions ordered by it, while it runs', async () => {
    const admin = await signIn(backOffice, 'admin')
    const now = new Date().toISOString().replace(/:.*/, ':00:00Z')
    await call(admin, '/subscriptions/monthly', { NextOrderDate: now }, 'PATCH')
    await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`)
    await running.heard('/success: order ')
    const { Items } = await call(admin, '/orders/Incoming?SubscriptionID=monthly')
    expect(Items).toMatchObject([{ FromUserID: 'buyer01', Status: 'Open', Total: 110 }])
    expect(running.said()).toContain(`/success: order ${Items[0].ID} of 110 is Open`)
  })

  test('is asked no more once it does not', async () => {
    await killed(running.process)
    await start()
    expect(await linked()).toBeNull()
    const admin = await signIn(backOffice, 'admin')
    expect((await call(admin, '/integrations/subscription')).Errors).toMatchObject([
      { ErrorCode: 'NotFound' },
    ])
  })
})

describe('a start that cannot be says why:', () => {
  const elsewhere = () => mkdtemp(join(tmpdir(), 'wharf-start-'))

  test('the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    const everywhere = createServer().listen(0, '0.0.0.0')
    await Promise.all([once(other, 'listening'), once(everywhere, 'listening')])
    const [taken, too] = [other, everywhere].map((server) => (server.address() as { port: number }).port)
    await expect(portFree(too!)).rejects.toThrow(`Port ${too} is taken by another program.`)
    expect(await refused('--port', String(taken), '--persist-to', state)).toMatch(
      new RegExp(`^Port ${taken} is taken by another program\\..*--port ${taken! + 1}\\n$`),
    )
    other.close()
    everywhere.close()
  })

  test('the port is none', () => {
    for (const port of ['x', '0', '65536', '80.5'])
      expect(() => optionsOf(['--port', port])).toThrow(
        `--port takes a number from 1 to 65535, not "${port}".`,
      )
    expect(optionsOf(['--persist-to', '/tmp/a'])).toEqual({ port: 8787, state: '/tmp/a' })
    expect(optionsOf(['--persist-to', '/tmp/a', '--with-middleware'])).toMatchObject({ middlewarePort: 8788 })
  })

  test('another version made the database', async () => {
    const applied = 'create table d1_migrations (id integer primary key, name text, applied_at text)'
    for (const made of [
      ["insert into d1_migrations (name) values ('0000_initial.sql')", 'create table buyers (ID text)'],
      ["insert into d1_migrations (name) values ('0000_initial.sql')"],
      ["insert into d1_migrations (name) values ('9999_later.sql')"],
      ['create table buyers (ID text)'],
    ]) {
      const directory = await elsewhere()
      const condition = await withDatabase(directory, async (db) => {
        for (const statement of [applied, ...made]) await db.prepare(statement).run()
        return conditionOf(db)
      })
      expect([made, condition]).toEqual([made, 'of another version'])
      if (made.length === 2) {
        const said = await refused('--port', String(await freePort()), '--persist-to', directory)
        expect(said).toContain(`Another version of Wharf made the database in ${directory}`)
        expect(said).toContain('--persist-to')
      }
      await rm(directory, { recursive: true })
    }
  })

  test('a new directory has none, which is no fault', async () => {
    const directory = await elsewhere()
    expect(await withDatabase(directory, conditionOf)).toBe('behind')
    await rm(directory, { recursive: true })
  })
})
