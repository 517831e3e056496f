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
import {
  bodyIn,
  callerOf,
  callIn,
  isHarmless,
  makeWorld,
  pathIn,
  type Request,
  requestIn,
  type World,
} from './world.ts'

const named = (some: readonly Operation[]) => some.map((o) => [o.id, o] as const)
/** What takes something of the world away comes last. */
const inOrder = [...operations.filter(isHarmless), ...operations.filter((o) => !isHarmless(o))]

/** Every batch an operation sent. */
const sent = new Map<string, Sent[][]>()

let world: World

/** Calls an operation where it must succeed, and tells what it sent. */
async function record(operation: Operation, request: Request): Promise<Sent[][]> {
  // What the buyer sees is resolved anew after every change of the catalogue, by whoever looks first.
  await world.market.must('GET', '/me/products', undefined, world.buyer)
  let status = 0
  const seen = await sentDuring(async () => {
    status = (await callIn(world, operation, request)).status
  })
  const batches = seen.filter((s) => s.operation === operation.id).flatMap((s) => s.batches)
  expect([operation.id, request.path, status]).toEqual([operation.id, request.path, operation.status])
  sent.set(operation.id, [...(sent.get(operation.id) ?? []), ...batches])
  return batches
}

const rowsRead = (batches: Sent[][]) => batches.flat().reduce((sum, s) => sum + s.rowsRead, 0)

/** Rows an operation read where there is one of everything. */
const rowsOfOne = new Map<string, number>()

describe('with one of everything, the round trips', () => {
  beforeAll(async () => {
    world = await makeWorld()
  })

  const creating = operations.filter(
    (o) => o.method === 'PUT' && operations.some((c) => c.creates && c.path === collectionPath(o.path)),
  )
  const madeByServer = ['ApiClients.Save', 'Me.SaveAddress']
  it.each(named(creating.filter((o) => !madeByServer.includes(o.id))))(
    'of %s that creates are two',
    async (_, operation) => {
      const path = pathIn(world, operation, {
        [pathParams(operation.path).at(-1)!]: `new-${crypto.randomUUID()}`,
      })
      const body = bodyIn(world, operation)
      const batches = await record(operation, { path, as: callerOf(world, operation), body })
      expect(batches.length).toBeLessThanOrEqual(2)
    },
  )

  it.each(named(inOrder))('of %s are one to read, two to write', async (_, operation) => {
    const batches = await record(operation, await requestIn(world, operation))
    expect(batches.length).toBeLessThanOrEqual(operation.method === 'GET' ? 1 : 2)
    rowsOfOne.set(operation.id, rowsRead(batches))
  })
})

describe('with many of everything', () => {
  beforeAll(async () => {
    world = await makeWorld()
    await multiply(world.market.id, ['api_client_secrets', 'line_items', 'shipment_items'])
  })

  const lists = operations.filter((o) => o.list)

  /** Lists that read all they could show and sort it: their number is bounded by something else. */
  const gathered: Record<string, string> = {
    'Buyers.ListBuyerSellers': 'the suppliers of a marketplace',
    'Categories.List': 'a tree, which is walked from its root',
    'Me.ListCategories': 'a tree, which is walked from its root',
    'Me.ListShipmentItems': 'the items of one shipment',
    'Shipments.ListItems': 'the items of one shipment',
  }

  /** Orders that a list must be able to give without sorting: the default one and those declared to have an index. */
  const orders = ({ list }: Operation): string[] => [
    '',
    ...(list!.indexed ?? (list!.sort === 'any' ? [] : list!.sort)).flatMap((s) => [s, `!${s}`]),
  ]

  const sides = [
    ['Outgoing', 'Buyer', 'order'],
    ['Incoming', 'Seller', 'order'],
    ['All', 'Seller', 'order'],
    ['Incoming', 'Supplier', 'supplied'],
  ] as const
  const cases = lists.flatMap((o): [string, string, string, string, Operation][] =>
    pathParams(o.path).includes('direction')
      ? sides.filter(([, kind]) => !o.users || o.users.includes(kind)).map((side) => [o.id, ...side, o])
      : [[o.id, '', '', '', o]],
  )
  it.each(cases)('%s %s %s', async (_, direction, kind, orderID, operation) => {
    const callers: Record<string, As> = {
      Buyer: world.buyer,
      Seller: world.market.seller,
      Supplier: world.supplier,
    }
    const as = callers[kind] ?? callerOf(world, operation)
    for (const sortBy of orders(operation)) {
      const params: Record<string, string> = direction ? { direction, orderID } : {}
      if (operation.path.includes('shipments')) delete params.orderID
      const path = pathIn(world, operation, params, sortBy ? { sortBy } : {})
      const batches = await record(operation, { path, as })
      expect(batches.length).toBe(1)
      const page = batches[0]!.find((s) => /limit \?\d* offset/.test(s.sql))!
      const total = batches[0]!.find((s) => / as total\b/.test(s.sql))!
      const items = await env.DB.prepare(page.sql)
        .bind(...page.params)
        .all()
      const count = (await env.DB.prepare(total.sql)
        .bind(...total.params)
        .first<{ total: number }>())!.total
      console.log(
        'ROWS',
        operation.id,
        direction,
        kind,
        sortBy,
        items.results.length,
        page.rowsRead,
        '|',
        count,
        total.rowsRead,
        sorts(await explain(page)).join(),
      )
    }
  })
  void gathered

  it.each(named(inOrder.filter((o) => !o.list)))('%s reads no more than with one', async (_, operation) => {
    const rows = rowsRead(await record(operation, await requestIn(world, operation)))
    const one = rowsOfOne.get(operation.id)!
    if (rows > one + 20) console.log('MORE', operation.id, one, rows)
  })
})

describe('every statement', () => {
  it.each(named(operations))(
    'of %s is answered from an index, within the marketplace',
    async (_, operation) => {
      const texts = new Map((sent.get(operation.id) ?? []).flat().map((s) => [s.sql, s]))
      for (const statement of texts.values()) {
        const plan = await explain(statement)
        expect([statement.sql, scans(statement.sql, plan)]).toEqual([statement.sql, []])
        if (operation.roles !== 'anonymous')
          expect([statement.sql, strays(statement.sql, plan)]).toEqual([statement.sql, []])
      }
    },
  )
})
