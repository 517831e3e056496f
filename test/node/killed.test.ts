import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, createServer as createProbe } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { firstUser } from '../../scripts/demo/first-user.ts'
import { migrate, offline, WRANGLER, withDatabase, write } from '../../scripts/start/database.ts'
import { toWire } from '../../src/api/time.ts'
import { newMarketplace } from '../../src/portal/marketplaces/setup.ts'
import { signature } from '../../src/store/outbox/signature.ts'
import { insert } from '../../src/store/rows.ts'
import { apiClients } from '../../src/tables/organizations/api-clients.ts'
import { eventually } from '../support/eventually.ts'

const CLIENT = '00000000-0000-4000-8000-000000000001'
const PASSWORD = 'Killed2026Test'

let state: string
let url: string
let wrangler: ChildProcess
let receiver: Server
/** IDs of the buyers that the webhook's receiver heard of, and whether each call was signed. */
const heard = new Map<string, boolean>()
/** The same of those that a synchronization was told of, with the last number. */
const told = new Map<string, number>()

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'wharf-killed-'))
  const now = toWire(Date.now())
  const admin = {
    ID: 'admin',
    Username: 'admin',
    Password: PASSWORD,
    FirstName: 'A',
    LastName: 'B',
    Email: 'a@example.com',
  }
  const client = {
    ID: CLIENT,
    AppName: 'Test',
    Active: true,
    AccessTokenDuration: 60,
    AllowSeller: true,
    DateCreated: now,
  }
  await migrate(state)
  await withDatabase(state, async (db) =>
    write(db, [
      ...newMarketplace({ ID: 'killed', Name: 'Killed' }, now),
      ...(await firstUser('killed', admin, now)),
      insert(apiClients, 'killed', client),
    ]),
  )
  receiver = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const bytes = Buffer.concat(chunks)
    const isSigned = request.headers['x-oc-hash'] === signature('Key', bytes)
    if (request.url === '/told') {
      const { Data, Sequence } = JSON.parse(bytes.toString()) as { Data: { ID: string }; Sequence: number }
      if (isSigned) told.set(Data.ID, Sequence)
    } else {
      const { Response } = JSON.parse(bytes.toString()) as { Response: { Body: { ID: string } } }
      heard.set(Response.Body.ID, isSigned)
    }
    response.end()
  })
})

afterAll(async () => {
  kill()
  receiver.close()
  await rm(state, { recursive: true, force: true })
})

/** A port nobody listens on. */
const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createProbe().listen(0, 'localhost', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })

async function start() {
  const port = await freePort()
  url = `http://localhost:${port}`
  // A group of its own, so that all of it can be killed at once.
  wrangler = spawn(
    process.execPath,
    [
      WRANGLER,
      'dev',
      '--port',
      String(port),
      '--persist-to',
      state,
      '--var',
      'DEVELOPMENT:1',
      '--test-scheduled',
    ],
    { stdio: 'ignore', env: offline, detached: true },
  )
  await eventually(async () => expect((await fetch(`${url}/v1/nothing`)).status).toBe(404))
}

function kill() {
  if (wrangler?.exitCode === null && wrangler.signalCode === null) process.kill(-wrangler.pid!, 'SIGKILL')
}

async function signIn() {
  const response = await fetch(`${url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: CLIENT,
      username: 'admin',
      password: PASSWORD,
    }),
  })
  const { access_token } = (await response.json()) as { access_token: string }
  return async (method: string, path: string, body?: unknown) => {
    const sent = { method, headers: { Authorization: `Bearer ${access_token}` }, body: JSON.stringify(body) }
    const answer = await fetch(`${url}/v1${path}`, sent)
    // biome-ignore lint/suspicious/noExplicitAny: any answer
    return (await answer.json()) as any
  }
}

test('webhooks and synchronizations hear of every change that was committed before the process was killed', {
  timeout: 180_000,
}, async () => {
  const port = await freePort()
  await start()
  const call = await signIn()
  const hook = await call('POST', '/webhooks', {
    ID: 'hook',
    Name: 'Hook',
    Url: `http://localhost:${port}/`,
    HashKey: 'Key',
    ApiClientIDs: [CLIENT],
    WebhookRoutes: [{ Route: 'v1/buyers', Verb: 'POST' }],
  })
  expect(hook.ID).toBe('hook')
  const target = { Endpoint: `http://localhost:${port}/told`, Secret: 'Key' }
  const erp = { ID: 'erp', Name: 'ERP', Enabled: true, DeliveryTargets: { Http: target } }
  expect((await call('POST', '/integrations/deliveryconfig', erp)).ID).toBe('erp')
  const settings = { DeliveryConfigID: 'erp', SyncEntityChanged: true, SyncEntityDeleted: true }
  expect((await call('PUT', '/integrations/entitysync/buyers', settings)).SyncEntityChanged).toBe(true)

  // Nobody listens at the webhook's URL, and the process dies while many write.
  let answered = 0
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    for (let i = 0; ; i++) {
      const made = await call('POST', '/buyers', { ID: `b${writer}-${i}`, Name: 'B', Active: true }).catch(
        () => null,
      )
      if (made === null) return
      if (++answered === 60) kill()
    }
  })
  await Promise.all(writers)

  // As if it stayed away for an hour.
  const past = toWire(Date.now() - 3_600_000)
  await withDatabase(state, (db) =>
    db
      .prepare("update deliveries set NextAttempt = ? where Marketplace = 'killed' and Status = 'Pending'")
      .bind(past)
      .run(),
  )
  await new Promise<void>((resolve) => receiver.listen(port, 'localhost', resolve))
  await start()
  const again = await signIn()
  const { Meta } = await again('GET', '/buyers?pageSize=1')
  expect(Meta.TotalCount).toBeGreaterThanOrEqual(60)
  await fetch(`${url}/cdn-cgi/handler/scheduled?cron=*+*+*+*+*`)
  await eventually(() => expect(heard.size).toBe(Meta.TotalCount))
  expect([...heard.values()].every(Boolean)).toBe(true)
  await eventually(() => expect(told.size).toBe(Meta.TotalCount))
  expect(new Set(told.values()).size).toBe(Meta.TotalCount)
  const left = async () => (await again('GET', '/webhooks/hook/deliveries?Status=!Delivered')).Items
  await eventually(async () => expect(await left()).toEqual([]))
  const waiting = '/integrations/deliveryconfig/erp/deliveries?Status=!Delivered'
  await eventually(async () => expect((await again('GET', waiting)).Items).toEqual([]))
})
