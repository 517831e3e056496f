import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backOffice, INTEGRATION_SECRET, integration, PASSWORD, storefront } from '../../scripts/demo/demo.ts'

const port = await freePort()
const url = `http://localhost:${port}`
const state = await mkdtemp(join(tmpdir(), 'wharf-start-'))
let running: { process: ChildProcess; said: () => string }

/** `npm start`, until it is ready. */
async function start() {
  const child = spawn(process.execPath, ['scripts/start.ts', '--port', String(port), '--persist-to', state], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const ready = new Promise<void>((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk
      if (said.includes('A first request')) resolve()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`ended with code ${code}: ${said}`)))
  })
  running = { process: child, said: () => said }
  await ready
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
async function call(bearer: string, path: string, body?: unknown): Promise<any> {
  const response = await fetch(`${url}/v1${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${bearer}`, 'Content-Type': 'application/json' },
    body: body ? JSON.stringify(body) : undefined,
  })
  return response.json()
}

beforeAll(start, 60_000)
afterAll(async () => {
  running.process.kill('SIGTERM')
  await once(running.process, 'exit')
  await rm(state, { recursive: true })
})

describe('a first start', () => {
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

  test('numbers orders with five digits', async () => {
    expect(await call(await signIn(backOffice, 'admin'), '/incrementors/orders')).toMatchObject({
      LeftPaddingCount: 5,
    })
  })
})

describe('a second start', () => {
  test('finds everything that was committed before the first was killed, and seeds nothing', async () => {
    const admin = await signIn(backOffice, 'admin')
    await call(admin, '/buyers', { ID: 'kept', Name: 'Kept' })
    running.process.kill('SIGKILL')
    await once(running.process, 'exit')
    await start()
    expect(running.said()).not.toContain('seeding')
    // The token is good too: signing keys are kept.
    expect(await call(admin, '/buyers/kept')).toMatchObject({ Name: 'Kept' })
  })
})
