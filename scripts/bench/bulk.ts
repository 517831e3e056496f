import { send } from './load.ts'

/** Objects of each way that are saved in a round, and the rounds: ways take turns, since the machine has other work. */
const ROUNDS = 5
const SINGLE = 100
const TOGETHER = 1000
const BATCH = 100

interface Kind {
  id: string
  param: string
  path: string
  body(id: string): object
}

const kinds: Kind[] = [
  {
    id: 'PriceSchedules.Save',
    param: 'priceScheduleID',
    path: '/v1/priceschedules',
    body: (id) => ({ Name: id, PriceBreaks: [{ Quantity: 1, Price: 12.5 }] }),
  },
  {
    id: 'Products.Save',
    param: 'productID',
    path: '/v1/products',
    body: (id) => ({ Name: `Product ${id}`, Active: true, xp: { Color: 'Red' } }),
  },
]

type Way = 'one request after another' | '10 at once' | 'bulk' | '4 bulk calls at once'
const ways: [way: Way, lanes: number, objects: number][] = [
  ['one request after another', 1, SINGLE],
  ['10 at once', 10, SINGLE],
  ['bulk', 1, TOGETHER],
  ['4 bulk calls at once', 4, TOGETHER],
]

/**
 * New objects a second, saved by requests of their own and by the bulk door, as a Markdown table with ratios to the first.
 * @param headers of a user who may save them
 */
export async function measureBulk(origin: string, headers: Record<string, string>): Promise<string> {
  let made = 0
  const lines: string[][] = []
  for (const { id, param, path, body } of kinds) {
    const one = async () => {
      const own = `bench-${made++}`
      await send(origin, { method: 'PUT', path: `${path}/${own}`, body: body(own) }, headers)
    }
    const many = async () => {
      const Items = Array.from({ length: BATCH }, () => `bench-${made++}`).map((own) => ({
        Operation: id,
        Params: { [param]: own },
        Body: body(own),
      }))
      const { Items: answers } = await send(
        origin,
        { method: 'POST', path: '/v1/bulk', body: { Items } },
        headers,
      )
      const bad = (answers as { Status: number }[]).find((a) => a.Status >= 300)
      if (bad) throw new Error(`${id} answered ${JSON.stringify(bad)}`)
    }
    const seconds = new Map<Way, number>()
    for (let round = 0; round <= ROUNDS; round++)
      for (const [way, lanes, objects] of ways) {
        const isBulk = way.includes('bulk')
        let left = isBulk ? objects / BATCH : objects
        const started = performance.now()
        const lane = async () => {
          while (left-- > 0) await (isBulk ? many : one)()
        }
        await Promise.all(Array.from({ length: lanes }, lane))
        // The first round warms up.
        if (round > 0) seconds.set(way, (seconds.get(way) ?? 0) + (performance.now() - started) / 1000)
      }
    const rates = ways.map(([way, , objects]) => (ROUNDS * objects) / seconds.get(way)!)
    lines.push([id, ...rates.map((r) => `${Math.round(r)} (${(r / rates[0]!).toFixed(1)})`)])
  }
  const head = ['objects a second (ratio)', ...ways.map(([way]) => way)]
  const rule = head.map((_, i) => (i === 0 ? '---' : '--:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
