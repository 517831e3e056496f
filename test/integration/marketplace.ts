import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import type { Table } from '../../src/api/table.ts'
import { toWire } from '../../src/api/time.ts'
import { signToken } from '../../src/auth/token.ts'
import type { DeliveryMessage, Env } from '../../src/env.ts'
import worker from '../../src/index.ts'
import { apiClients } from '../../src/organizations/api-clients.ts'
import { companies } from '../../src/organizations/companies.ts'
import { users } from '../../src/organizations/users.ts'
import { marketplaces } from '../../src/portal/marketplaces.ts'
import { insert } from '../../src/store/rows.ts'
import { compile } from '../../src/store/session.ts'

/** Origin of the API in tests. */
export const ORIGIN = 'https://api.example.com'

/** Seconds a token lives: longer than the clock of any test is put forward. */
const LIFE = 60 * 86_400

/** A marketplace of its own for a test, with one API client and the token of a seller's user. */
export interface Marketplace {
  id: string
  client: string
  token: string
  /** The token of another user or with other properties. */
  tokenFor: (identity?: Partial<Parameters<typeof signToken>[1]>) => Promise<string>
  /** Messages on their way through the queue, and how many seconds they wait in it. */
  queue: { body: DeliveryMessage; delaySeconds: number }[]
  /** The bindings, with this queue. */
  env: Env
  /** Calls the API; the answer's status and body. */
  call: (
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers?: Record<string, string>,
  ) => Promise<Answer>
}

export interface Answer {
  status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
  body: any
  headers: Headers
}

export async function makeMarketplace(): Promise<Marketplace> {
  const id = `m${crypto.randomUUID().slice(0, 8)}`
  const client = crypto.randomUUID()
  const key = crypto.randomUUID()
  const now = toWire(Date.now())
  await write(id, [
    [
      marketplaces,
      {
        ID: id,
        Name: id,
        Active: true,
        DateCreated: now,
        HookVersion: 0,
        AccessVersion: 0,
        CatalogVersion: 0,
      },
    ],
    [companies, { Kind: 'Seller', ID: id, Name: id, Active: true, DateCreated: now }],
    [apiClients, { ID: client, AppName: 'Tests', Active: true, AccessTokenDuration: 600, AllowSeller: true }],
    [
      users,
      {
        Kind: 'Seller',
        Company: id,
        ID: 'admin',
        Key: key,
        Username: 'admin',
        FirstName: 'A',
        LastName: 'B',
        Email: 'a@example.com',
        Active: true,
        TokenGeneration: 0,
      },
    ],
  ])
  const identity = {
    marketplace: id,
    client,
    key,
    kind: 'Seller' as const,
    company: id,
    user: 'admin',
    username: 'admin',
    roles: ['FullAccess'],
    generation: 0,
    order: null,
    impersonator: null,
    depth: 0,
  }
  const tokenFor: Marketplace['tokenFor'] = (more) =>
    signToken(env, { ...identity, ...more }, LIFE, ORIGIN, Date.now())
  const token = await tokenFor()
  const queue: Marketplace['queue'] = []
  const send = async (body: DeliveryMessage, options?: { delaySeconds?: number }) => {
    queue.push({ body, delaySeconds: options?.delaySeconds ?? 0 })
  }
  const bindings = {
    ...env,
    DELIVERIES: {
      send,
      sendBatch: async (all: { body: DeliveryMessage }[]) => void all.map((m) => send(m.body)),
    },
  } as unknown as Env
  return {
    id,
    client,
    token,
    tokenFor,
    queue,
    env: bindings,
    async call(method, path, body, as = token, headers = {}) {
      const request = new Request(`${ORIGIN}/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${as}`, 'Content-Type': 'application/json', ...headers },
        body: body === undefined ? undefined : JSON.stringify(body),
      })
      const context = createExecutionContext()
      const response = await worker.fetch(request, bindings, context)
      await waitOnExecutionContext(context)
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : null, headers: response.headers }
    },
  }
}

/** Writes rows as they are. */
export async function write(marketplace: string, rows: [Table, Record<string, unknown>][]): Promise<void> {
  await env.DB.batch(
    rows.map(([t, values]) => {
      const { sql, params } = compile(insert(t, marketplace, values).sql)
      return env.DB.prepare(sql).bind(...params)
    }),
  )
}
