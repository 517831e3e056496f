import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Operation, pathParams } from '../../src/api/operation.ts'
import { collectionPath } from '../../src/api/resource.ts'
import { operations } from '../../src/operations.ts'
import type { Sent } from '../../src/store/session.ts'
import type { As } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'
import { multiply } from './multiply.ts'
import { explain, scans, sorts, strays } from './plan.ts'
import { bodyIn, callerOf, callIn, isHarmless, makeWorld, pathIn, type Request, requestIn, type World } from './world.ts'

const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)

/** What an operation sent, batch by batch, each time it was called. */
const sent = new Map<string, Sent[][][]>()

let world: World

/** Calls an operation where it must succeed, and keeps what it sent. */
async function record(operation: Operation, request: Request): Promise<Sent[][]> {
  // What the buyer sees is resolved anew after every change of the catalogue, by whoever looks first.
  await world.market.must('GET', '/me/products', undefined, world.buyer)
  let status = 0
  const seen = await sentDuring(async () => {
    status = (await callIn(world, operation, request)).status
  })
  const batches = seen.filter((s) => s.operation === operation.id).flatMap((s) => s.batches)
  expect([operation.id, request.path, status]).toEqual([operation.id, request.path, operation.status])
  sent.set(operation.id, [...(sent.get(operation.id) ?? []), batches])
  return batches
}

describe('round trips and statements', () => {
  beforeAll(async () => {
    world = await makeWorld()
  })

  const inOrder = [...operations.filter(isHarmless), ...operations.filter((o) => !isHarmless(o))]
  it.each(named(inOrder))('%s', async (_, operation) => {
    const batches = await record(operation, await requestIn(world, operation))
    expect(batches.length).toBeLessThanOrEqual(operation.method === 'GET' ? 1 : 2)
  })

  const creating = operations.filter(
    (o) => o.method === 'PUT' && operations.some((c) => c.creates && c.path === collectionPath(o.path)),
  )
  const madeByServer = ['ApiClients.Save', 'Me.SaveAddress']
  it.each(named(creating.filter((o) => !madeByServer.includes(o.id))))('%s that creates', async (_, operation) => {
    const path = pathIn(world, operation, { [pathParams(operation.path).at(-1)!]: `new-${crypto.randomUUID()}` })
    const body = bodyIn(world, operation)
    const batches = await record(operation, { path, as: callerOf(world, operation), body })
    expect(batches.length).toBeLessThanOrEqual(2)
  })
})

describe('lists of many', () => {
  beforeAll(async () => {
    world = await makeWorld()
    await multiply(world.market.id)
  })

  /** Lists that read all they could show and sort it: their number is bounded by something else. */
  const gathered: Record<string, string> = {
    'Buyers.ListBuyerSellers': 'the suppliers of a marketplace',
    'Categories.List': 'a tree, which is walked from its root',
    'Me.ListCategories': 'a tree, which is walked from its root',
    'Me.ListShipmentItems': 'the items of one shipment',
    'Shipments.ListItems': 'the items of one shipment',
  }
  const lists = operations.filter((o) => o.list)

  /** Orders that a list must be able to give without sorting: the default one and those declared to have an index. */
  const orders = ({ list }: Operation): string[] => [
    '',
    ...(list!.indexed ?? (list!.sort === 'any' ? [] : list!.sort)).flatMap((s) => [s, `!${s}`]),
  ]

  const cases = lists.flatMap((o) =>
    pathParams(o.path).includes('direction')
      ? ([
          [o.id, 'Outgoing', 'Buyer', o],
          [o.id, 'Incoming', 'Seller', o],
          [o.id, 'All', 'Seller', o],
          [o.id, 'Incoming', 'Supplier', o],
        ] as const)
      : ([[o.id, '', '', o]] as const),
  )
  it.each(cases)('%s %s %s', async (_, direction, kind, operation) => {
    const callers: Record<string, As> = { Buyer: world.buyer, Seller: world.market.seller, Supplier: world.supplier }
    const as = callers[kind] ?? callerOf(world, operation)
    for (const sortBy of orders(operation)) {
      const params: Record<string, string> = direction ? { direction } : {}
      const path = pathIn(world, operation, params, sortBy ? { sortBy } : {})
      const batches = await record(operation, { path, as })
      expect(batches.length).toBe(1)
      const page = batches[0]!.find((s) => /limit \?\d* offset/.test(s.sql))!
      const total = batches[0]!.find((s) => / as total\b/.test(s.sql))!
      const items = await env.DB.prepare(page.sql).bind(...page.params).all()
      console.log('ROWS', operation.id, direction, kind, sortBy, items.results.length, page.rowsRead, total.rowsRead, sorts(await explain(page)).join())
    }
  })
  void gathered
})

describe('every statement', () => {
  it.each(named(operations))('of %s is answered from an index, within the marketplace', async (_, operation) => {
    const texts = new Map((sent.get(operation.id) ?? []).flat(2).map((s) => [s.sql, s]))
    for (const statement of texts.values()) {
      const plan = await explain(statement)
      expect([statement.sql, scans(statement.sql, plan)]).toEqual([statement.sql, []])
      if (operation.roles !== 'anonymous')
        expect([statement.sql, strays(statement.sql, plan)]).toEqual([statement.sql, []])
    }
  })
})
