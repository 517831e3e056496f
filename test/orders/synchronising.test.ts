import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { observe } from '../../src/store/session.ts'
import { copyOrder, incoming, m, openShop, order, see, submit } from '../promotions/shop.ts'
import { eventually } from '../support/eventually.ts'
import { beforeItWrites } from '../support/observe.ts'

type Values = Record<string, unknown>

/** Milliseconds that a reader looks behind the last moment it has seen. */
const OVERLAP = 60_000

/** The other database: what it keeps of orders and of their lines. */
let orders: Map<string, Values>
beforeEach(async () => {
  await openShop()
  orders = new Map()
})

const page = (list: string, query: Values) =>
  m.must(
    'GET',
    `/${list}/Incoming?${new URLSearchParams({ pageSize: '100', ...query } as Record<string, string>)}`,
  )
const keep = (items: Values[]) => {
  for (const o of items) orders.set(o.ID as string, o)
}

/** All orders, from the first ID to the last: what is added or changed meanwhile moves none of them to another page. */
async function allByID() {
  for (let last = ''; ; ) {
    const { Items } = await page('orders', { sortBy: 'ID', ...(last ? { ID: `>${last}` } : {}) })
    keep(Items)
    if (Items.length < 100) return
    last = Items.at(-1).ID
  }
}

/**
 * What has changed from a moment on. An order that changes meanwhile moves to the end, and pages behind it with it: so
 * the next is always the first of those that are not before the last; where all are of one moment, the next of these.
 * @returns the last moment that was seen
 */
async function changedSince(moment: string): Promise<string> {
  for (let from = moment, number = 1; ; ) {
    const query = { sortBy: 'LastUpdated,ID', LastUpdated: `>=${from}`, page: String(number) }
    const { Items } = await page('orders', query)
    keep(Items)
    const last = (Items.at(-1)?.LastUpdated as string | undefined) ?? from
    if (Items.length < 100) return last
    number = last === from ? number + 1 : 1
    from = last
  }
}

const earlier = (moment: string) => new Date(Date.parse(moment) - OVERLAP).toISOString()

/** What the marketplace has, read past the API. */
const stored = async () =>
  (
    await env.DB.prepare(
      'select ID, Status, Comments, LastUpdated, xp, Total / 100.0 as Total from orders where Marketplace = ? and IsSubmitted = 1 order by ID',
    )
      .bind(m.id)
      .all<Values>()
  ).results.map((o) => ({ ...o, xp: o.xp === null ? null : JSON.parse(String(o.xp)) }))
const kept = () =>
  [...orders.values()]
    .map(({ ID, Status, Comments, LastUpdated, xp, Total }) => ({
      ID,
      Status,
      Comments,
      LastUpdated,
      xp,
      Total,
    }))
    .sort((a, b) => (String(a.ID).toLowerCase() < String(b.ID).toLowerCase() ? -1 : 1))

const change = (ID: string, body: Values) => m.must('PATCH', `/orders/Incoming/${ID}`, body)

describe('another database is kept equal', () => {
  it('of ten thousand orders by ID and then by what has changed, while they change', async () => {
    const path = await order()
    await submit(path)
    const copies = 9_999
    await copyOrder(path, 'o', copies)
    await env.DB.prepare(
      `update orders set LastUpdated = '2026-01-01T00:00:00.000+00:00' where Marketplace = ? and ID like 'o%'`,
    )
      .bind(m.id)
      .run()
    let running = true
    const changing = (async () => {
      for (let i = 0; running; i++) {
        await change(`o${1 + ((i * 7919) % copies)}`, { Comments: `change ${i}`, xp: { i } })
        if (i % 10 === 0) await submit(await order())
        if (i % 15 === 0) await m.must('POST', `/orders/Incoming/o${1 + ((i * 104_729) % copies)}/cancel`)
      }
    })()
    const began = new Date(Date.now()).toISOString()
    await allByID()
    expect(orders.size).toBeGreaterThanOrEqual(10_000)
    let last = await changedSince(earlier(began))
    running = false
    await changing
    // The next time, some minutes later perhaps.
    last = await changedSince(earlier(last))
    expect(kept()).toEqual(await stored())
    const changed = [...orders.values()].filter((o) => o.Comments !== null)
    expect(changed.length).toBeGreaterThan(10)
  })

  /** Until what is done next is of another moment. */
  const later = async () => {
    const now = Date.now()
    await eventually(() => expect(Date.now()).toBeGreaterThan(now))
  }

  it('where a write is overtaken by another that began after it', async () => {
    const [late, swift] = [await order(), await order()]
    for (const path of [late, swift]) await submit(path)
    const idOf = (path: string) => path.split('/').at(-1)!
    let seen = ''
    await later()
    beforeItWrites(async () => {
      await later()
      await change(idOf(swift), { Comments: 'swift' })
      seen = await changedSince(earlier(new Date(Date.now()).toISOString()))
    })
    await change(idOf(late), { Comments: 'late' })
    expect(orders.get(idOf(late))).toMatchObject({ Comments: null })
    // Whoever looks but forward never sees it …
    const { Items } = await page('orders', { LastUpdated: `>=${seen}` })
    expect(Items.map((o: Values) => o.ID)).not.toContain(idOf(late))
    // … whoever looks behind does.
    await changedSince(earlier(seen))
    expect(kept()).toEqual(await stored())
  })

  it('by a flag in xp, which an order without it does not have', async () => {
    const path = await order()
    await submit(path)
    await copyOrder(path, 'f', 120)
    const query = { 'xp.Downloaded': '!true', sortBy: 'ID' }
    for (;;) {
      const { Items } = await page('orders', query)
      if (Items.length === 0) break
      keep(Items)
      await Promise.all(
        Items.map((o: Values) => change(o.ID as string, { xp: { Downloaded: true, ErpID: `E-${o.ID}` } })),
      )
    }
    expect(orders.size).toBe(121)
    expect((await page('orders', { 'xp.Downloaded': 'true' })).Meta.TotalCount).toBe(121)
    await submit(await order())
    expect((await page('orders', query)).Items).toHaveLength(1)
  })

  it('of lines by the key of the next page, while orders are added', async () => {
    const path = await order([1, 2])
    await submit(path)
    await copyOrder(path, 'k', 200)
    const seen = new Map<string, Values>()
    for (let key: string | null = null, first = true; first || key; first = false) {
      const { Meta, Items } = await page('lineitems', key ? { pageKey: key } : {})
      for (const l of Items as Values[]) {
        expect(seen.has(`${l.OrderID}/${l.ID}`)).toBe(false)
        seen.set(`${l.OrderID}/${l.ID}`, l)
      }
      key = Meta.NextPageKey
      if (seen.size < 300) await submit(await order([3]))
    }
    for (let i = 1; i <= 200; i++) expect([seen.has(`k${i}/L1`), seen.has(`k${i}/L2`)]).toEqual([true, true])
  })
})

describe('the moment of a write', () => {
  it('is that of the run that wrote it: one that took too long is run again, later', async () => {
    const path = await order()
    await submit(path)
    const [held, began] = [Date.now, Date.now()]
    let late = 0
    const stop = observe((operation) => {
      if (operation === 'Orders.Patch') late = 11_000
    })
    Date.now = () => held() + late
    try {
      const { LastUpdated } = await change(path.split('/').at(-1)!, { Comments: 'late' })
      expect(Date.parse(LastUpdated)).toBeGreaterThanOrEqual(began + late)
    } finally {
      Date.now = held
      stop()
    }
    expect(await see(incoming(path), 'seller')).toMatchObject({ Comments: 'late' })
  })
})
