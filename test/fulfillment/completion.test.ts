import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { alice, buyer, DATED, d, m, useDesk } from './support.ts'

useDesk()

beforeAll(async () => {
  for (const ID of ['P', 'Q']) await m.product(buyer, { ID })
  await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
  await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'kit' })
  const content = { BundleID: 'kit', ProductID: 'Q', Required: true, DefaultQuantity: 1 }
  await m.must('POST', '/bundles/productassignments', content)
})

/** An open order with two of `X1`, which have gone out, and one of `X2`, which has not. */
async function partly(ID: string) {
  await d.open(alice, ID, [
    ['X1', 'P', 2],
    ['X2', 'Q', 1],
  ])
  await d.pack(await d.shipment({ BuyerID: 'B1', ...DATED }), ID, 'X1', 2)
  expect((await d.order(ID)).Status).toBe('Open')
}

describe('an order of which nothing is left to ship is complete', () => {
  it('when its open rest is removed', async () => {
    await partly('rest')
    await m.must('DELETE', '/orders/Incoming/rest/lineitems/X2')
    expect(await d.order('rest')).toMatchObject({ Status: 'Completed', DateCompleted: expect.any(String) })
  })

  it('when its open rest was a bundle', async () => {
    await partly('box')
    const { ID } = await m.must('POST', '/orders/Incoming/box/bundles/kit', {})
    await m.must('DELETE', '/orders/Incoming/box/lineitems/X2')
    expect((await d.order('box')).Status).toBe('Open')
    await m.must('DELETE', `/orders/Incoming/box/bundles/kit/${ID}`)
    expect((await d.order('box')).Status).toBe('Completed')
  })

  it('when a line is made as few as have gone out, under another ID too', async () => {
    await d.open(alice, 'less', [['X1', 'P', 5]])
    await d.pack(await d.shipment({ BuyerID: 'B1', ...DATED }), 'less', 'X1', 2)
    await m.must('PATCH', '/orders/Incoming/less/lineitems/X1', { Quantity: 3 })
    expect((await d.order('less')).Status).toBe('Open')
    await m.must('PATCH', '/orders/Incoming/less/lineitems/X1', { ID: 'X9', Quantity: 2 })
    expect((await d.order('less')).Status).toBe('Completed')
  })

  it('not while a part of it is packed without a date', async () => {
    await d.open(alice, 'packed', [['X1', 'P', 5]])
    const shipment = await d.shipment({ BuyerID: 'B1' })
    await d.pack(shipment, 'packed', 'X1', 2)
    await m.must('PATCH', '/orders/Incoming/packed/lineitems/X1', { Quantity: 2 })
    expect((await d.order('packed')).Status).toBe('Open')
    await m.must('PATCH', `/shipments/${shipment}`, DATED)
    expect((await d.order('packed')).Status).toBe('Completed')
  })

  it('when it is submitted after it has gone out', async () => {
    await d.draft(alice, 'early', [['X1', 'P', 1]])
    await d.pack(await d.shipment({ BuyerID: 'B1', ...DATED }), 'early', 'X1', 1)
    expect(await m.must('POST', '/orders/Outgoing/early/submit', undefined, alice)).toMatchObject({
      Status: 'Completed',
      DateSubmitted: expect.any(String),
      DateCompleted: expect.any(String),
    })
  })

  it('when its rest is removed at the moment that the others go out', async () => {
    for (const i of [1, 2, 3, 4]) {
      const order = await d.open(alice, `race${i}`, [
        ['X1', 'P', 2],
        ['X2', 'Q', 1],
      ])
      const shipment = await d.shipment({ BuyerID: 'B1' })
      await d.pack(shipment, order, 'X1', 2)
      await Promise.all([
        m.must('PATCH', `/shipments/${shipment}`, DATED),
        m.must('DELETE', `/orders/Incoming/${order}/lineitems/X2`),
      ])
      expect((await d.order(order)).Status).toBe('Completed')
    }
  })

  it('and with no lines it stays open', async () => {
    await d.open(alice, 'empty', [['X1', 'P', 1]])
    await m.must('DELETE', '/orders/Incoming/empty/lineitems/X1')
    expect((await d.order('empty')).Status).toBe('Open')
  })
})

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

/** What a sequence does: `i` and `n` say to which line or shipment, and how much. */
type Step = [what: keyof typeof steps, i: number, n: number]

/** Everything that can leave an order with nothing to ship, or with something again; what is refused is no matter. */
const steps = {
  add: (order: string, _: Json, __: string[], n: number) =>
    m.api('POST', `/orders/Incoming/${order}/lineitems`, { ProductID: 'P', Quantity: 1 + (n % 3) }),
  quantity: (order: string, line: Json, _: string[], n: number) =>
    m.api('PATCH', `/orders/Incoming/${order}/lineitems/${line?.ID}`, { Quantity: 1 + (n % 2) }),
  drop: (order: string, line: Json) => m.api('DELETE', `/orders/Incoming/${order}/lineitems/${line?.ID}`),
  bundle: (order: string) => m.api('POST', `/orders/Incoming/${order}/bundles/kit`, {}),
  unbundle: (order: string, line: Json) =>
    m.api('DELETE', `/orders/Incoming/${order}/bundles/kit/${line?.BundleItemID ?? line?.ID}`),
  submit: (order: string) => m.api('POST', `/orders/Outgoing/${order}/submit`, undefined, alice),
  pack: (order: string, line: Json, [shipment]: string[], n: number) =>
    d.pack(shipment!, order, line?.ID, n % 3 ? line?.Quantity : 1),
  unpack: (order: string, line: Json, [shipment]: string[]) =>
    m.api('DELETE', `/shipments/${shipment}/items/${order}/${line?.ID}`),
  date: (_: string, __: Json, [shipment]: string[]) => m.api('PATCH', `/shipments/${shipment}`, DATED),
  undate: (_: string, __: Json, [shipment]: string[]) =>
    m.api('PATCH', `/shipments/${shipment}`, { DateShipped: null }),
  scrap: (_: string, __: Json, [shipment]: string[]) => m.api('DELETE', `/shipments/${shipment}`),
  ship: (order: string) => m.api('POST', `/orders/Incoming/${order}/ship`, {}),
}

/** How much of the order's lines has gone out, as the shipments tell it. */
async function goneOf(order: string): Promise<Map<string, number>> {
  const gone = new Map<string, number>()
  const shipments = (await m.must('GET', `/orders/Incoming/${order}/shipments`)).Items as Json[]
  for (const { ID } of shipments.filter((s) => s.DateShipped))
    for (const item of (await d.items(ID)).filter((i) => i.OrderID === order))
      gone.set(item.LineItemID, (gone.get(item.LineItemID) ?? 0) + item.QuantityShipped)
  return gone
}

it('after any write, open means that some line has not gone out in full, and completed that all have', async () => {
  let sequence = 0
  const seen = new Set<string>()
  const kinds = Object.keys(steps) as Step[0][]
  const often: Step[0][] = [
    ...kinds.filter((k) => /unpack|quantity|drop|undate/.test(k)),
    'drop',
    'pack',
    'pack',
    'pack',
    'pack',
  ]
  const weighted = fc.constantFrom(...kinds, ...often)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(weighted, fc.nat(9), fc.nat(9)), { minLength: 10, maxLength: 20 }),
      async (all) => {
        const order = await d.draft(alice, `S${++sequence}`, [
          ['L1', 'P', 2],
          ['L2', 'Q', 2],
        ])
        if (sequence % 4) await steps.submit(order)
        let shipments = [await d.shipment({ BuyerID: 'B1' }), await d.shipment({ BuyerID: 'B1', ...DATED })]
        // Some of it has gone out, so that little is needed to complete it.
        await d.pack(shipments[1]!, order, 'L1', 2)
        for (const [what, i, n] of all) {
          const lines = (await m.must('GET', `/orders/All/${order}/lineitems`)).Items as Json[]
          const [chosen, other] = i % 2 ? shipments : shipments.toReversed()
          const answer = await steps[what](order, lines[i % (lines.length || 1)], [chosen!, other!], n)
          if (answer.status >= 300) continue
          if (what === 'scrap') shipments = [other!, await d.shipment({ BuyerID: 'B1' })]
          const { Status } = await d.order(order)
          if (Status === 'Unsubmitted') continue
          const now = (await m.must('GET', `/orders/All/${order}/lineitems`)).Items as Json[]
          const goods = now.filter((l) => !l.IsBundle)
          const gone = await goneOf(order)
          const done = goods.length > 0 && goods.every((l) => (gone.get(l.ID) ?? 0) >= l.Quantity)
          expect([what, Status]).toEqual([what, done ? 'Completed' : 'Open'])
          seen.add(`${what} ${Status}`)
        }
      },
    ),
    { numRuns: 24, seed: 9 },
  )
  // It is no test of what never came about.
  for (const way of ['quantity Completed', 'drop Completed', 'date Completed', 'undate Open', 'unpack Open'])
    expect(seen).toContain(way)
})
