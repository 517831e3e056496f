import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CLIENT, fillCatalogue, givenCategory, PASSWORD } from '../../scripts/bench/catalogue.ts'
import { counting } from '../../scripts/bench/cost.ts'
import { send } from '../../scripts/bench/load.ts'
import { type Servers, startServers } from '../../scripts/bench/servers.ts'
import { signIn } from '../../scripts/seed/api.ts'
import { migrate } from '../../scripts/start/database.ts'
import { Remembered } from '../../src/store/remembered.ts'

const [FEW, MANY] = [1000, 25_000]

interface Shop extends Servers {
  state: string
  products: number
  tokens: Record<string, string>
}

async function shopOf(size: number): Promise<Shop> {
  const state = await mkdtemp(join(tmpdir(), 'wharf-scale-'))
  await migrate(state)
  await fillCatalogue(state, size)
  const servers = await startServers(state)
  const tokens: Record<string, string> = {}
  for (const username of ['dense', 'group', 'office'])
    tokens[username] = await signIn(servers.wharf, { clientID: CLIENT, username, password: PASSWORD })
  return { ...servers, state, tokens, products: size }
}

const shops: Shop[] = []
beforeAll(async () => {
  // What an isolate knows costs the same at any size.
  vi.spyOn(Remembered.prototype, 'recall').mockReturnValue(undefined)
  for (const size of [FEW, MANY]) shops.push(await shopOf(size))
}, 120_000)
afterAll(async () => {
  for (const { stop, state } of shops) {
    await stop()
    await rm(state, { recursive: true })
  }
})

const ask = (shop: Shop, user: string, path: string, method = 'GET', body?: unknown) =>
  send(shop.wharf, { method, path: `/v1${path}`, body }, { Authorization: `Bearer ${shop.tokens[user]}` })

const totalOf = async (shop: Shop, user: string, path: string): Promise<number> =>
  (await ask(shop, user, path)).Meta.TotalCount

/** What a request costs when somebody has asked the same before. */
async function costOf(shop: Shop, user: string, path: string) {
  const count = counting(shop.database, shop.wharf)
  const whole = path.replace('{category}', givenCategory(shop.products))
  const { Items } = await ask(shop, user, whole)
  const request = { method: 'GET', path: `/v1${whole}` }
  await count([request, request], shop.tokens[user]!)
  return { ...(await count([request], shop.tokens[user]!)), items: Items.length }
}

describe(`a page of ${MANY} products costs no more than four times one of ${FEW}, its exact total and facets included`, () => {
  const pages: [name: string, path: string][] = [
    ['the first page', '/me/products'],
    ['by name', '/me/products?sortBy=Name'],
    ['a category', '/me/products?categoryID={category}&depth=1'],
    ['a category and all below it', '/me/products?categoryID={category}'],
    ['the second page of that', '/me/products?categoryID={category}&page=2'],
    ['a word of nine products in ten', '/me/products?search=industrial'],
    ['such a word in a category', '/me/products?categoryID={category}&depth=1&search=industrial'],
    ['such a word in all below it', '/me/products?categoryID={category}&search=industrial'],
  ]
  // Of few products, a group may see none that has a rare word.
  const rare: typeof pages = [
    ['a word of one product', '/me/products?search=ref1'],
    ['a word of one product in a hundred', '/me/products?search=seaworthy'],
  ]
  it.each([
    ...[...pages, ...rare].map((page) => ['dense', ...page] as const),
    ...pages.map((page) => ['group', ...page] as const),
  ])('%s: %s', async (user, _, path) => {
    const [small, large] = [await costOf(shops[0]!, user, path), await costOf(shops[1]!, user, path)]
    expect([small.roundTrips, large.roundTrips]).toEqual([1, 1])
    expect(small.items).toBeGreaterThan(0)
    // A fuller page may cost as much more.
    expect(large.rowsRead).toBeLessThanOrEqual(4 * small.rowsRead * Math.max(1, large.items / small.items))
  })
})

it.each([
  ['a short list', 'depth=1'],
  ['a long one', 'depth=all'],
  ['a long one that is no whole branch', 'depth=3'],
])('a search within %s of categories finds what a filter does', async (_, depth) => {
  const shop = shops[1]!
  const found = async (query: string) => {
    const ids: string[] = []
    for (let page = 1; ; page++) {
      const path = `/me/products?categoryID=${givenCategory(shop.products)}&${depth}&${query}&pageSize=100&page=${page}`
      const { Items, Meta } = await ask(shop, 'dense', path)
      ids.push(...Items.map(({ ID }: { ID: string }) => ID))
      if (page >= Meta.TotalPages) return ids.sort()
    }
  }
  const searched = await found('search=valve')
  expect(searched.length).toBeGreaterThan(0)
  expect(searched).toEqual(await found('Name=*Valve*'))
})

it('what a group does not see is passed over at a row each', async () => {
  const [small, large] = [
    await costOf(shops[0]!, 'group', '/me/products?page=10'),
    await costOf(shops[1]!, 'group', '/me/products?page=10'),
  ]
  // There it sees less than ten pages, and looks at all there is.
  expect([small.items, large.items]).toEqual([0, 20])
  expect(small.rowsRead).toBeLessThanOrEqual(1.2 * FEW)
  expect(large.rowsRead).toBeLessThanOrEqual(4 * small.rowsRead)
})

describe('a total that is kept', () => {
  // Of what matches in thousands, a total would be told once more.
  const lists = ['/me/products', '/me/products?search=industrial&xp.Color=Blue', '/me/products?xp.Color=Blue']
  const totals = async (shop: Shop) => {
    // What was dear to count would be told once more.
    await shop.database.prepare('update list_totals set RowsRead = 1000').run()
    return Promise.all(lists.map((path) => totalOf(shop, 'dense', path)))
  }

  it('is what the products come to, and changes with each of them', async () => {
    const shop = shops[1]!
    const before = await totals(shop)
    // Every fiftieth product is inactive, every tenth is not industrial, every eighth is blue.
    const seen = await shop.database
      .prepare(
        `select count(*) as "all", count(*) filter (where p.Description like '%industrial%' and json_extract(p.xp, '$.Color') = 'Blue') as found,
           count(*) filter (where json_extract(p.xp, '$.Color') = 'Blue') as blue from products p where p.Live = 1
           and exists (select 1 from audience_shelves s where s.Shelf = p.Shelf and s.Everything = 1
             and s.Audience = (select Audience from users where ID = 'dense'))`,
      )
      .first<Record<string, number>>()
    // What only a direct assignment shows comes on top, in a list as in its parts.
    const direct = before[0]! - seen!.all!
    expect(direct).toBeGreaterThanOrEqual(0)
    for (const [i, name] of ['all', 'found', 'blue'].entries()) {
      expect(before[i]).toBeGreaterThanOrEqual(seen![name]!)
      expect(before[i]).toBeLessThanOrEqual(seen![name]! + direct)
    }
    expect(await totals(shop)).toEqual(before)

    const { Items } = await ask(shop, 'dense', `${lists[1]}&pageSize=1`)
    const path = `/products/${Items[0].ID}`
    const less = before.map((total) => total - 1)
    await ask(shop, 'office', path, 'PATCH', { Active: false })
    expect(await totals(shop)).toEqual(less)
    await ask(shop, 'office', path, 'PATCH', { Active: true, Description: 'Plain' })
    expect(await totals(shop)).toEqual([before[0], less[1], before[2]])
    await ask(shop, 'office', path, 'DELETE')
    expect(await totals(shop)).toEqual(less)
  })

  it('goes with an assignment that hid or showed something', async () => {
    const shop = shops[1]!
    const before = await totalOf(shop, 'group', '/me/products')
    const rows = await shop.database
      .prepare(
        `select pa.ProductID as ID, pa.UserGroupID as UserGroup from product_assignments pa join products p on p.ID = pa.ProductID
           where pa.BuyerID = (select Company from users where ID = 'group') and p.Live = 1
           and p.Shelf in (select Shelf from audience_shelves where Everything = 0 and Audience = (select Audience from users where ID = 'group'))
           and (pa.UserGroupID is null or pa.UserGroupID in (select UserGroupID from group_members where UserID = 'group')) limit 1`,
      )
      .all<{ ID: string; UserGroup: string | null }>()
    const { ID, UserGroup } = rows.results[0]!
    const party = `buyerID=b01${UserGroup ? `&userGroupID=${UserGroup}` : ''}`
    await ask(shop, 'office', `/products/${ID}/assignments/b01?${UserGroup ? party.slice(12) : ''}`, 'DELETE')
    expect(await totalOf(shop, 'group', '/me/products')).toBe(before - 1)
  })
})
