import { createExecutionContext, waitOnExecutionContext } from 'cloudflare:test'
import { env } from 'cloudflare:workers'
import { type Identity, signToken } from '../../src/auth/tokens/token.ts'
import type { DeliveryMessage, Env } from '../../src/env.ts'
import worker from '../../src/index.ts'
import { type Answer, marketplace, ORIGIN } from '../support/marketplace.ts'

/** Seconds a token lives. */
const LIFE = 3600

/** A marketplace whose queue is in the test's hands. */
export interface Marketplace {
  id: string
  /** The API client of everybody's tokens. */
  client: string
  /** A token of the seller's user who may do everything, or of one with other claims. */
  tokenFor(claims?: Partial<Identity>): Promise<string>
  /** Messages on their way through the queue, and how many seconds they wait in it. */
  queue: { body: DeliveryMessage; delaySeconds: number }[]
  /** The bindings, with this queue. */
  env: Env
  /** Calls the API as the seller's user, or with another token. */
  call(
    method: string,
    path: string,
    body?: unknown,
    token?: string,
    headers?: Record<string, string>,
  ): Promise<Answer>
}

export async function makeMarketplace(): Promise<Marketplace> {
  const { id, clients, seller } = await marketplace()
  const queue: Marketplace['queue'] = []
  const send = async (body: DeliveryMessage, options?: { delaySeconds?: number }) => {
    queue.push({ body, delaySeconds: options?.delaySeconds ?? 0 })
  }
  const sendBatch = async (all: { body: DeliveryMessage }[]) => {
    for (const { body } of all) await send(body)
  }
  const bindings = { ...env, DELIVERIES: { send, sendBatch } } as unknown as Env
  // Signed when it is used: tests put the clock forward.
  const tokenFor = (claims: Partial<Identity> = {}) =>
    signToken(env, { ...seller.identity, ...claims }, LIFE, ORIGIN, Date.now())
  return {
    id,
    client: clients.backOffice,
    tokenFor,
    queue,
    env: bindings,
    async call(method, path, body, token, headers = {}) {
      const request = new Request(`${ORIGIN}/v1${path}`, {
        method,
        headers: { Authorization: `Bearer ${token ?? (await tokenFor())}`, ...headers },
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
