import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { toWire } from '../../src/api/time.ts'
import { type Api, connect } from '../seed/api.ts'
import { backOffice, PASSWORD, storefront } from './demo.ts'

/** Requests that a user has made. */
interface Made {
  user: string
  requests: [method: string, path: string, body?: object][]
}

const TWO_WEEKS = 14 * 86_400_000

/**
 * Has users of the demo order what they have ordered. It can be repeated: what was done is not done again.
 * @param headers of every request
 * @throws Error naming the request that was refused
 */
export async function placeOrders(url: string, headers: Record<string, string>): Promise<void> {
  const text = await readFile(join(import.meta.dirname, 'orders.yml'), 'utf8')
  const all: Made[] = parse(text.replaceAll('<in two weeks>', toWire(Date.now() + TWO_WEEKS)))
  const apis = new Map<string, Api>()
  for (const { user, requests } of all) {
    const api = apis.get(user) ?? (await signedIn(url, user, headers))
    apis.set(user, api)
    for (const [method, path, body = {}] of requests) {
      const key = `demo: ${path} ${JSON.stringify(body)}`
      const answer = await api(method, path, body, key)
      if (answer.status >= 400)
        throw new Error(`${user} could not ${method} ${path}: ${JSON.stringify(answer.body)}`)
    }
  }
}

const signedIn = (url: string, username: string, headers: Record<string, string>) =>
  connect(
    url,
    { clientID: username === 'admin' ? backOffice : storefront, username, password: PASSWORD },
    headers,
  )
