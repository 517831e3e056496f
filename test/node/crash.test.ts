import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backOffice, PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { hashOf, type Received, type Receiver, startReceiver } from '../client/receiver.ts'
import { type StartedWorker, startWorker } from '../client/worker.ts'

/** Buyers who order at once. */
const SHOPPERS = 6
/** Times the power fails. */
const CUTS = 2
/** Submits that are answered before it does. */
const SUBMITS = 9
const PRODUCTS: [ProductID: string, Quantity: number][] = [
  ['BR-GL-310-M', 24],
  ['KS-HH-100-WH', 2],
  ['BR-DG-05-L', 3],
]
const HASH_KEY = 'a key of the receiver'
const ROUTES = {
  create: 'v1/orders/{direction}',
  line: 'v1/orders/{direction}/{orderID}/lineitems',
  submit: 'v1/orders/{direction}/{orderID}/submit',
}

let state: string
let worker: StartedWorker
/** Answers every other call with 503. */
let shaky: Receiver
/** Is asked before each submit, and calls back into the order. */
let asked: Receiver
/** Calculates orders, and is told of those that are submitted: of some it does not answer the first time. */
let checkout: Receiver
/** A port nobody listens on while orders are written. */
let downPort: number

beforeAll(async () => {
  state = await mkdtemp(join(tmpdir(), 'wharf-crash-'))
  let calls = 0
  shaky = await startReceiver(() => (calls++ % 2 === 0 ? 503 : 200))
  asked = await startReceiver(async ({ body }) => {
    const path = `/orders/Outgoing/${body.RouteParams.orderID}`
    await api('PATCH', path, { Comments: 'Checked' }, body.UserToken).catch(() => {})
    return { proceed: true }
  })
  checkout = await startReceiver(({ path, body }) => {
    const { ID } = body.OrderWorksheet?.Order ?? {}
    const isFirst = checkout.received.filter((r) => isToldOf(r, ID)).length === 1
    return path === '/ordersubmit' && ID.endsWith('-0-1') && isFirst ? new Promise(() => {}) : {}
  })
  const down = await startReceiver()
  downPort = down.port
  await down.close()
  worker = await startWorker(state)
}, 300_000)

afterAll(async () => {
  await worker.stop()
  await Promise.all([shaky, asked, checkout].map((r) => r.close()))
  await rm(state, { recursive: true })
})

/** Whether a checkout server is told that an order is submitted. */
const isToldOf = ({ path, body }: Received, id: string) =>
  path === '/ordersubmit' && body.OrderWorksheet.Order.ID === id

async function signIn(client_id: string, username: string): Promise<string> {
  const form = { grant_type: 'password', client_id, username, password: PASSWORD }
  const response = await fetch(`${worker.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  })
  return ((await response.json()) as { access_token: string }).access_token
}

/**
 * Calls the API.
 * @throws Error for any refusal, TypeError when there was no answer
 */
// biome-ignore lint/suspicious/noExplicitAny: whatever the API answers
async function api(method: string, path: string, body: unknown, token: string): Promise<any> {
  const response = await fetch(`${worker.url}/v1${path}`, {
    method,
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`)
  return JSON.parse(text)
}

/** What was answered with success before the power failed. */
interface Acknowledged {
  /** Order IDs. */
  created: string[]
  /** `order/line`. */
  lines: string[]
  /** Order IDs. */
  submitted: string[]
}

/** Writes orders until the power fails. */
async function shop(name: string, token: string, done: Acknowledged, enough: number): Promise<void> {
  for (let n = 1; ; n++) {
    const id = `${name}-${n}`
    await api('POST', '/orders/Outgoing', { ID: id }, token)
    done.created.push(id)
    for (const [ProductID, Quantity] of PRODUCTS) {
      const line = await api('POST', `/orders/Outgoing/${id}/lineitems`, { ProductID, Quantity }, token)
      done.lines.push(`${id}/${line.ID}`)
    }
    await api('POST', `/orders/Outgoing/${id}/calculate`, undefined, token)
    await api('POST', `/orders/Outgoing/${id}/submit`, undefined, token)
    done.submitted.push(id)
    if (done.submitted.length === enough) void worker.kill()
  }
}

async function listAll(path: string, token: string): Promise<Record<string, unknown>[]> {
  const { Items, Meta } = await api('GET', path, undefined, token)
  expect(Meta.TotalPages, path).toBeLessThan(2)
  return Items
}

/** One string for each change a webhook is told of. */
const changeOf = ({ body }: Received): string =>
  body.Route === ROUTES.create
    ? `create ${body.Response.Body.ID}`
    : body.Route === ROUTES.line
      ? `line ${body.RouteParams.orderID}/${body.Response.Body.ID}`
      : `submit ${body.RouteParams.orderID}`

test('power cuts leave whole orders, and servers hear of every change that was made', {
  timeout: 300_000,
}, async () => {
  const admin = await signIn(backOffice, 'admin')
  const after = (ID: string, port: number) => ({
    ID,
    Name: ID,
    Url: `http://localhost:${port}/`,
    HashKey: HASH_KEY,
    ApiClientIDs: [storefront],
    WebhookRoutes: Object.values(ROUTES).map((Route) => ({ Route, Verb: 'POST' })),
  })
  await api('POST', '/webhooks', after('shaky', shaky.port), admin)
  await api('POST', '/webhooks', after('down', downPort), admin)
  const before = { ...after('asked', asked.port), BeforeProcessRequest: true }
  before.WebhookRoutes = [{ Route: ROUTES.submit, Verb: 'POST' }]
  await api('POST', '/webhooks', before, admin)

  const event = { EventType: 'OrderCheckout', CustomImplementationUrl: checkout.url, HashKey: HASH_KEY }
  await api('POST', '/integrationEvents', { ID: 'checkout', Name: 'Checkout', ...event }, admin)
  await api('PATCH', `/apiclients/${storefront}`, { OrderCheckoutIntegrationEventID: 'checkout' }, admin)

  const buyer = await signIn(storefront, 'buyer01')
  const done: Acknowledged = { created: [], lines: [], submitted: [] }
  for (let cut = 1; cut <= CUTS; cut++) {
    const ends = await Promise.allSettled(
      Array.from({ length: SHOPPERS }, (_, i) => shop(`P${cut}-${i}`, buyer, done, cut * SUBMITS)),
    )
    // Nothing but the power cut ended them.
    for (const end of ends) expect(end).toMatchObject({ status: 'rejected', reason: expect.any(TypeError) })
    worker = await startWorker(state)
  }
  expect(done.submitted.length).toBeGreaterThanOrEqual(CUTS * SUBMITS)
  const down = await startReceiver(() => 200, downPort)

  const committed: string[] = []
  // The demo has orders too.
  const own = '/orders/Incoming?pageSize=100&ID=P*'
  const orders = [...(await listAll(own, admin)), ...(await listAll(`${own}&Status=Unsubmitted`, admin))]
  for (const order of orders) {
    const path = `/orders/Incoming/${order.ID}`
    expect(await api('GET', path, undefined, admin)).toEqual(order)
    const lines = await listAll(`${path}/lineitems?pageSize=100`, admin)
    const subtotal = lines.reduce((sum, line) => sum + (line.LineSubtotal as number), 0)
    expect(order.LineItemCount, path).toBe(lines.length)
    expect(order.Subtotal, path).toBeCloseTo(subtotal, 2)
    expect(order.Total, path).toBe(order.Subtotal)
    committed.push(`create ${order.ID}`, ...lines.map((line) => `line ${order.ID}/${line.ID}`))
    if (order.Status === 'Unsubmitted') continue
    expect(order, path).toMatchObject({
      Status: 'Open',
      LineItemCount: PRODUCTS.length,
      Comments: 'Checked',
    })
    committed.push(`submit ${order.ID}`)
  }
  // What was answered is there; the rest of what is there was committed, but its answer never arrived.
  const promised = [
    ...done.created.map((id) => `create ${id}`),
    ...done.lines.map((line) => `line ${line}`),
    ...done.submitted.map((id) => `submit ${id}`),
  ]
  expect(committed).toEqual(expect.arrayContaining(promised))
  expect(committed.length - promised.length).toBeLessThanOrEqual(CUTS * SHOPPERS)

  for (const receiver of [shaky, down]) {
    const heard = () => new Set(receiver.received.map(changeOf))
    // An hour later everything that is still to be sent is overdue.
    await worker.runCron(Date.now() + 3_600_000)
    await receiver.until(() => heard().size >= committed.length)
    expect([...heard()].sort()).toEqual([...committed].sort())
    const ids = Map.groupBy(receiver.received, changeOf).values()
    for (const calls of ids) expect(new Set(calls.map((c) => c.headers['x-oc-delivery-id'])).size).toBe(1)
    for (const { headers, bytes } of receiver.received)
      expect(headers['x-oc-hash']).toBe(hashOf(HASH_KEY, bytes))
  }
  await down.close()

  const told = Map.groupBy(
    checkout.received.filter((r) => r.path === '/ordersubmit'),
    (r) => r.body.OrderWorksheet.Order.ID as string,
  )
  const submitted = orders.filter((order) => order.Status === 'Open').map((order) => order.ID as string)
  expect([...told.keys()].sort()).toEqual(submitted.toSorted())
  for (const [id, calls] of told) {
    expect(new Set(calls.map((c) => c.headers['x-oc-delivery-id'])).size).toBe(1)
    const worksheet = await api('GET', `/orders/Incoming/${id}/worksheet`, undefined, admin)
    expect(worksheet.OrderSubmitResponse, id).toMatchObject({ Succeeded: true })
    // Whoever did not answer before the power failed was told again.
    if (id.endsWith('-0-1')) expect(calls.length, id).toBeGreaterThan(1)
  }
})
