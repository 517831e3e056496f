import type { Input, Seen } from '../../src/api/request.ts'
import type { Env } from '../../src/env.ts'
import { Sight } from '../../src/near.ts'
import { operationByID } from '../../src/operations.ts'
import { outcomeOf } from '../../src/outcome.ts'
import { type Background, inProcess } from './in-process.ts'
import type { Request as Call } from './load.ts'
import { checkout, PRODUCTS, shop } from './shop.ts'

/** Milliseconds there and back between the Worker and the primary. */
const DISTANCES = [0, 30, 150]
/** Times that each is asked for. */
const TIMES = 15

const wait = (milliseconds: number) =>
  milliseconds > 0 ? new Promise((done) => setTimeout(done, milliseconds)) : undefined

/**
 * A database that is far away, with a replica near by that has what the primary has: what starts from the primary, or
 * writes, goes all the way.
 */
function far(database: D1Database, distance: number): D1Database {
  const withSession = (from: string = 'first-unconstrained') => {
    const session = database.withSession('first-primary')
    let isFar = from === 'first-primary'
    const texts = new WeakMap<D1PreparedStatement, string>()
    return {
      prepare(text: string) {
        const bind = (...values: unknown[]) => {
          const bound = session.prepare(text).bind(...values)
          texts.set(bound, text)
          return bound
        }
        return { bind }
      },
      async batch(statements: D1PreparedStatement[]) {
        const reads = statements.every((s) => /^\s*(select|with)\b/i.test(texts.get(s) ?? ''))
        if (isFar || !reads) await wait(distance)
        isFar = false
        return session.batch(statements)
      },
      getBookmark: () => 'all there is',
    }
  }
  return { withSession } as unknown as D1Database
}

/** Wharf in this process, with everything beside it but the database, and the objects of orders, which are beside that. */
function wharf(database: D1Database, origin: string, distance: number, reads: string | undefined) {
  const readers = new Map<string, Sight>()
  const background: Background = []
  const later = (task: Promise<unknown>) => void background.push(task)
  const READERS = {
    getByName(name: string) {
      const sight = readers.get(name) ?? new Sight()
      readers.set(name, sight)
      return { seen: async () => sight.seen, saw: async (now: Seen | null) => sight.saw(now) }
    },
  }
  const beside = { DB: database, READS: reads, READERS } as unknown as Env
  const ORDERS = {
    getByName: () => ({
      async run(_: string, input: Input) {
        await wait(distance)
        return outcomeOf(operationByID(input.operation), input, beside, later)
      },
    }),
  }
  const env = { ...beside, DB: far(database, distance), ORDERS } as unknown as Env
  return inProcess(env, background, origin)
}

/**
 * What a shopper waits for a page, a product and a whole checkout, by how far the primary is and where reads go.
 * @returns a Markdown table of milliseconds
 */
export async function measureFar(database: D1Database, origin: string, token: string): Promise<string> {
  const columns = DISTANCES.flatMap((distance) =>
    distance === 0
      ? [{ distance, reads: undefined }]
      : [undefined, 'nearest'].map((reads) => ({ distance, reads })),
  )
  const rows: [name: string, requests: (i: string) => Call[]][] = [
    ['a page of 20 products', () => [shop.list()]],
    ['a product', () => [shop.product(PRODUCTS[0]!)]],
    ['a search, first time', (i) => [{ method: 'GET', path: `/v1/me/products?search=${i}` }]],
    ['whole checkout, 8 requests', checkout],
  ]
  const cells: string[][] = rows.map(([name]) => [name])
  for (const [c, { distance, reads }] of columns.entries()) {
    const ask = wharf(database, origin, distance, reads)
    // Who has been here has their audience, their bookmark and the page.
    for (let i = 0; i < 3; i++)
      for (const request of [shop.list(), shop.product(PRODUCTS[0]!)]) await ask(request, token)
    for (const [r, [, requests]] of rows.entries()) {
      const times: number[] = []
      for (let i = 0; i < TIMES; i++) {
        const begun = performance.now()
        for (const request of requests(`F${c}-${i}`)) await ask(request, token)
        times.push(performance.now() - begun)
      }
      cells[r]!.push(times.sort((a, b) => a - b)[TIMES >> 1]!.toFixed(0))
    }
  }
  const head = [
    '',
    ...columns.map(({ distance, reads }) => `${distance} ms${distance ? `, ${reads ?? 'primary'}` : ''}`),
  ]
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'))
  return [head, rule, ...cells].map((line) => `| ${line.join(' | ')} |`).join('\n')
}
