import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signIn } from '../seed/api.ts'
import { migrate } from '../start/database.ts'
import { CLIENT, fillCatalogue, givenCategory, PASSWORD } from './catalogue.ts'
import { counting } from './cost.ts'
import { type Request, send } from './load.ts'
import { startServers } from './servers.ts'

/** Requests a time is taken of, as long as they take no longer than this. */
const TIMES = 15
const SECONDS = 4

/** What a storefront asks for, of whom who sees nearly everything and of whom who sees what a group is given. */
const asked: [name: string, user: 'dense' | 'group', path: string][] = (['dense', 'group'] as const).flatMap(
  (user) =>
    (
      [
        ['first page', '/me/products'],
        ['tenth page', '/me/products?page=10'],
        ['by name', '/me/products?sortBy=Name'],
        ['a category', '/me/products?categoryID={category}&depth=1'],
        ['a category and all below it', '/me/products?categoryID={category}'],
        ['filtered by xp', '/me/products?xp.Color=Blue'],
        ['searched: one product', '/me/products?search=ref1'],
        ['searched: one in a hundred', '/me/products?search=seaworthy'],
        ['searched: nine in ten', '/me/products?search=industrial'],
        ['searched: one in a hundred, mistyped', '/me/products?search=seawrothy'],
        [
          'searched in a category: nine in ten',
          '/me/products?categoryID={category}&depth=1&search=industrial',
        ],
        ['searched with all below it: nine in ten', '/me/products?categoryID={category}&search=industrial'],
        [
          'searched with all below it: one in a hundred',
          '/me/products?categoryID={category}&search=seaworthy',
        ],
        ['one product', '/me/products/{product}'],
      ] as const
    ).map(([name, path]) => [name, user, path] as [string, typeof user, string]),
)

interface Cell {
  first: number
  milliseconds: number
  rows: number
  total: number | null
}

/**
 * Measures the shopper's catalogue in marketplaces of several sizes, one request at a time. The first request counts
 * the list's total and its facets, which are kept for those that follow.
 * @returns a Markdown table: time of the first request, that which half of the others stay below, and their rows read
 */
export async function measureScale(sizes: number[]): Promise<string> {
  const columns: Cell[][] = []
  for (const size of sizes) columns.push(await measureOne(size))
  const number = (n: number) => n.toLocaleString('en-US')
  const head = ['', ...sizes.flatMap((n) => [`${number(n)} products, first`, 'ms', 'rows read'])]
  const lines = asked.map(([name, user], i) => [
    `${name}, ${user === 'dense' ? 'nearly everything' : 'one group’s'}`,
    ...columns.flatMap((c) => [c[i]!.first.toFixed(0), c[i]!.milliseconds.toFixed(1), number(c[i]!.rows)]),
  ])
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

async function measureOne(size: number): Promise<Cell[]> {
  const state = await mkdtemp(join(tmpdir(), 'wharf-scale-'))
  try {
    await migrate(state)
    const seconds = await fillCatalogue(state, size)
    console.error(`${size} products made in ${seconds.toFixed(0)} s`)
    const { wharf, database, stop } = await startServers(state)
    try {
      const tokens = new Map<string, string>()
      const productOf = new Map<string, string>()
      for (const username of ['dense', 'group']) {
        const token = await signIn(wharf, { clientID: CLIENT, username, password: PASSWORD })
        const asOne = (path: string) =>
          send(wharf, { method: 'GET', path }, { Authorization: `Bearer ${token}` })
        const { Items } = await asOne('/v1/me/products?pageSize=1&ParentID=!x')
        await asOne(`/v1/me/products/${Items[0].ID}`)
        tokens.set(username, token)
        productOf.set(username, Items[0].ID)
      }
      const count = counting(database, wharf)
      const cells: Cell[] = []
      for (const [name, user, path] of asked) {
        const whole = `/v1${path.replace('{category}', givenCategory(size)).replace('{product}', productOf.get(user)!)}`
        let asked = 0
        // What was asked for before is known, and costs the same at any size: a URL with one more `&` is another.
        const request = (): Request => ({
          method: 'GET',
          path: `${whole}${whole.includes('?') ? '' : '?'}${'&'.repeat(++asked)}`,
        })
        const headers = { Authorization: `Bearer ${tokens.get(user)}` }
        const timed = async () => {
          const begun = performance.now()
          const { Meta } = await send(wharf, request(), headers)
          return { took: performance.now() - begun, total: Meta?.TotalCount ?? null }
        }
        const { took: first } = await timed()
        // Behind the first answer all is counted: the next waits for that, where one machine is all there is.
        const { total } = await timed()
        const times: number[] = []
        const end = performance.now() + SECONDS * 1000
        while (times.length < TIMES && (times.length === 0 || performance.now() < end))
          times.push((await timed()).took)
        await count([request(), request()], tokens.get(user)!)
        const { rowsRead, roundTrips } = await count([request()], tokens.get(user)!)
        const milliseconds = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!
        cells.push({ first, milliseconds, rows: rowsRead, total })
        console.error(
          `${size} ${user} ${name}: ${milliseconds.toFixed(1)} ms, first ${first.toFixed(0)}, ${rowsRead} rows, ${roundTrips} trips, total ${total}`,
        )
      }
      return cells
    } finally {
      await stop()
    }
  } finally {
    await rm(state, { recursive: true })
  }
}
