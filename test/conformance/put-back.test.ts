import { env } from 'cloudflare:workers'
import { beforeAll, describe, expect, it } from 'vitest'
import { operations } from '../../src/operations.ts'
import type { Operation } from '../../src/resource/operation.ts'
import type { As } from '../support/marketplace.ts'
import { type Caller, callersOf, itemsOf, singleOf, tokenOf } from './singles.ts'
import { makeStates } from './states.ts'
import { makeWorld, type World } from './world.ts'

let world: World
beforeAll(async () => {
  world = await makeWorld()
  await makeStates(world)
})

/** When something was last written is no difference. */
const STAMPS = new Set(['LastUpdated'])

const withoutStamps = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(withoutStamps)
    : value && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([name]) => !STAMPS.has(name))
            .map(([name, v]) => [name, withoutStamps(v)]),
        )
      : value

/** Refusals of a caller who may read and not write, whatever is sent. */
const refused = (errors: { ErrorCode: string }[]) =>
  [
    'Auth.UserNotAuthorizedToAdmin',
    'Product.CannotModify',
    'Address.CannotEditPublic',
    'CreditCard.CannotEditPublic',
    'Payment.CannotEditCancelled',
    'Payment.NotAuthorizedToPatch',
  ].includes(errors[0]!.ErrorCode)

const writes = operations.filter(
  (o) =>
    (o.method === 'PUT' || o.method === 'PATCH') &&
    operations.some(
      (g) => g.method === 'GET' && !g.page && g.path === o.path && g.response?.name === o.body?.model.name,
    ),
)
const listOf = (write: Operation) =>
  operations.find(
    (o) => o.page && singleOf(o)?.path === write.path && o.path === write.path.slice(0, o.path.length),
  )

/** Paths of all objects of the world that an operation can write, for a caller. */
async function objectsOf(write: Operation, caller: Caller): Promise<string[]> {
  const list = listOf(write)
  const mine = write.response?.name === 'Order' && operations.find((o) => o.id === 'Me.ListOrders')
  for (const l of [list, mine])
    if (l && callersOf(l).includes(caller))
      return (await itemsOf(world, l, caller)).map((found) => found.path)
  return [write.path]
}

/** Operations that wrote something. */
const written = new Set<string>()

const cases = writes.flatMap((o) => callersOf(o).map((caller) => [o.id, caller, o] as const))

/** Puts back what somebody sees of an object. */
async function putBackAs(as: As, write: Operation, path: string) {
  const api = (method: string, path: string, body?: unknown) => world.market.api(method, path, body, as)
  const before = await api('GET', path)
  expect([path, before.status]).toEqual([path, 200])
  const answer = await api(write.method, path, before.body)
  if (answer.status >= 400 && refused(answer.body.Errors)) return
  expect([path, answer.body?.Errors ?? []]).toEqual([path, []])
  if (answer.body) expect([path, withoutStamps(answer.body)]).toEqual([path, withoutStamps(before.body)])
  expect([path, withoutStamps((await api('GET', path)).body)]).toEqual([path, withoutStamps(before.body)])
  written.add(write.id)
}

/** Those who have a user in the world, each role by which they may write. */
const byRole = cases.flatMap(([id, caller, write]) =>
  ['Buyer', 'Seller', 'Supplier'].includes(caller) &&
  Array.isArray(write.roles) &&
  // Whoever is not shown the secret of a client takes it away by a PATCH that says null.
  id !== 'ApiClients.Patch'
    ? write.roles.map((role: string) => [id, caller, role, write] as const)
    : [],
)

describe('what a GET answers can be put back, and nothing has changed', () => {
  it.each(cases)('%s, by %s', async (_, caller, write) => {
    const as = await tokenOf(world, caller)
    for (const path of await objectsOf(write, caller)) await putBackAs(as, write, path)
  })

  it.each(byRole)('%s, by %s with no other role than %s', async (_, caller, role, write) => {
    const { market, buyer, supplier } = world
    const all = { Buyer: buyer, Supplier: supplier }[caller as string] ?? market.seller
    await market.must('PATCH', '/me', { xp: { Own: 1 } }, all)
    const as = await market.as(all, { roles: [role] })
    for (const path of await objectsOf(write, caller)) {
      // What they do not see with it, others have put back.
      if ((await market.api('GET', path, undefined, as)).status === 200) await putBackAs(as, write, path)
    }
  })

  it('by each of these operations', () => {
    expect(writes.filter((o) => !written.has(o.id)).map((o) => o.id)).toEqual([])
  })
})

const swapped = (id: string) =>
  id.replace(/[a-z]/gi, (c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase()))

describe('without an ID that is asked for, an object keeps its own, in its own letters', () => {
  const named = cases.filter(([, caller, o]) => caller === callersOf(o)[0] && 'ID' in o.body!.model.fields)
  it.each(named)('%s, by %s', async (_, caller, write) => {
    const as = await tokenOf(world, caller)
    const api = (method: string, path: string, body?: unknown) => world.market.api(method, path, body, as)
    const [path] = await objectsOf(write, caller)
    const { ID, ...rest } = (await api('GET', path!)).body
    // The path may name it in other letters, where it ends with its ID.
    const other = path!.endsWith(`/${ID}`) ? `${path!.slice(0, -ID.length)}${swapped(ID)}` : path!
    for (const [to, body] of [
      [path, { ...rest, ID: null }],
      [path, { ...rest, ID: '' }],
      [other, rest],
    ] as const) {
      const answer = await api(write.method, to!, body)
      if (answer.status >= 400 && refused(answer.body.Errors)) continue
      expect([to, body.ID, answer.body?.Errors ?? []]).toEqual([to, body.ID, []])
      expect([to, (await api('GET', path!)).body.ID]).toEqual([to, ID])
    }
  })
})

describe('what is repeated of what is shown', () => {
  const { must } = { must: (...all: Parameters<World['market']['must']>) => world.market.must(...all) }
  const putBack = async (path: string) => must('PUT', path, await must('GET', path))

  it('of a parent stays the parent’s: what that says later is shown', async () => {
    await putBack('/products/member')
    const changes = { Description: 'Later', ShipWeight: 9, xp: { A: 5 } }
    await must('PATCH', '/products/family', {
      ...changes,
      Inventory: { Enabled: true, QuantityAvailable: 8 },
    })
    await putBack('/products/member')
    await must('PATCH', '/products/family', { Inventory: { QuantityAvailable: 6 } })
    const { Description, ShipWeight, xp, Inventory } = await must('GET', '/products/member')
    expect({ Description, ShipWeight, xp }).toEqual({ ...changes, xp: { ...xp, A: 5, D: 4 } })
    expect(Inventory.QuantityAvailable).toBe(6)
  })

  it('of inventory records stays theirs: the product has none when they are gone', async () => {
    await must('PATCH', '/products/recorded', { Inventory: { Enabled: true } })
    await putBack('/products/recorded')
    await must('PATCH', '/products/recorded', { Inventory: { QuantityAvailable: 4, NotificationPoint: 1 } })
    await must('DELETE', '/products/recorded/inventoryrecords/shelf')
    expect((await must('GET', '/products/recorded')).Inventory.QuantityAvailable).toBe(0)
  })

  it('of a secret that has expired is no change', async () => {
    const path = `/apiclients/${world.ids.apiClientID}/secrets`
    const { ID } = await must('POST', path, { Name: 'Old', Expiration: '2099-01-01T00:00:00Z' })
    await env.DB.prepare(
      `update api_client_secrets set Expiration = '2020-01-01T00:00:00.000+00:00' where ID = ?`,
    )
      .bind(ID)
      .run()
    const old = await must('GET', `${path}/${ID}`)
    expect(await must('PATCH', `${path}/${ID}`, { ...old, Name: 'Older' })).toEqual({ ...old, Name: 'Older' })
    expect(
      await world.market.outcome('PATCH', `${path}/${ID}`, { Expiration: '2021-01-01T00:00:00Z' }),
    ).toEqual([400, 'ApiClientSecret.InvalidExpirationDate'])
  })

  it('of a quantity is no change of inventory that is off, and another one is', async () => {
    const off = { Enabled: false, QuantityAvailable: 0 }
    expect(
      (await must('PUT', '/products/none', { ...(await must('GET', '/products/none')), Inventory: off }))
        .Inventory,
    ).toMatchObject(off)
    for (const path of ['/products/off', '/products/none'])
      expect(
        await world.market.outcome('PATCH', path, { Inventory: { Enabled: false, QuantityAvailable: 3 } }),
      ).toEqual([400, 'Product.InventoryDisabled'])
  })
})
