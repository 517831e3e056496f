import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let member: User

/** A buyer `acme` whose catalogue `acme` shows everything; a shopper in no group, and a member of the groups `g1` and `g2`. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  member = await m.user('Buyer', 'acme', ['Shopper'])
  for (const ID of ['g1', 'g2']) {
    await m.must('POST', '/buyers/acme/usergroups', { ID, Name: ID })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: ID, UserID: member.ID })
  }
})

const path = '/catalogs/acme/categories'
const category = (ID: string, more = {}) => m.must('POST', path, { ID, Name: ID, Active: true, ...more })
const show = (ViewAllCategories: boolean, ViewAllProducts: boolean) =>
  m.must('POST', '/catalogs/assignments', {
    CatalogID: 'acme',
    BuyerID: 'acme',
    ViewAllCategories,
    ViewAllProducts,
  })
const visible = (CategoryID: string, Visible: boolean | null, UserGroupID?: string) =>
  m.must('POST', `${path}/assignments`, { CategoryID, BuyerID: 'acme', UserGroupID, Visible })
const browses = async (user = shopper, query = '') =>
  ids(await m.must('GET', `/me/categories?depth=all&sortBy=ID&${query}`, undefined, user))

describe('a category is seen', () => {
  it('only while it and all categories above it are active', async () => {
    await category('a')
    await category('b', { ParentID: 'a' })
    await category('c', { ParentID: 'b' })
    expect(await browses()).toEqual(['a', 'b', 'c'])
    await m.must('PATCH', `${path}/b`, { Active: false })
    expect(await browses()).toEqual(['a'])
    await visible('c', true)
    expect(await browses()).toEqual(['a'])
    expect(await m.outcome('GET', '/me/categories/c', undefined, shopper)).toEqual([404, 'NotFound'])
    await m.must('PATCH', `${path}/b`, { Active: true })
    expect(await browses()).toEqual(['a', 'b', 'c'])
  })

  it('as its own assignment says before those above it, and the catalogue last: in both directions', async () => {
    await category('a')
    await category('b', { ParentID: 'a' })
    await category('c', { ParentID: 'b' })
    await visible('b', false)
    expect(await browses()).toEqual(['a'])
    await visible('c', true)
    expect(await browses()).toEqual(['a', 'c'])
    await show(false, false)
    expect(await browses()).toEqual(['c'])
    await visible('a', true)
    expect(await browses()).toEqual(['a', 'c'])
    await visible('b', null)
    expect(await browses()).toEqual(['a', 'b', 'c'])
  })

  it('as its groups say before the buyer; among groups yes beats no, and null says nothing', async () => {
    await category('a')
    await visible('a', false)
    expect(await browses(member)).toEqual([])
    await visible('a', null, 'g1')
    expect(await browses(member)).toEqual([])
    await visible('a', true, 'g1')
    expect([await browses(member), await browses()]).toEqual([['a'], []])
    await visible('a', false, 'g2')
    expect(await browses(member)).toEqual(['a'])
    await visible('a', true)
    await visible('a', false, 'g1')
    expect([await browses(member), await browses()]).toEqual([[], ['a']])
  })

  it('whether or not it shows its products, which are seen whether or not it is', async () => {
    await show(false, false)
    for (const ID of ['a', 'b']) {
      await category(ID)
      await m.must('POST', '/products', { ID: `in-${ID}`, Name: ID, Active: true })
      await m.must('POST', `${path}/productassignments`, { CategoryID: ID, ProductID: `in-${ID}` })
    }
    const rights = { BuyerID: 'acme', UserGroupID: null }
    await m.must('POST', `${path}/assignments`, { ...rights, CategoryID: 'a', Visible: true })
    await m.must('POST', `${path}/assignments`, { ...rights, CategoryID: 'b', ViewAllProducts: true })
    expect(await browses()).toEqual(['a'])
    expect(ids(await m.must('GET', '/me/products', undefined, shopper))).toEqual(['in-b'])
  })
})

describe('a category', () => {
  it('is at the root again when its parent is taken from it', async () => {
    await category('a')
    await category('b', { ParentID: 'a' })
    expect((await m.must('PATCH', `${path}/b`, { ParentID: null })).ParentID).toBeNull()
    expect(ids(await m.must('GET', path))).toEqual(['a', 'b'])
    expect((await m.must('GET', `${path}/a`)).ChildCount).toBe(0)
  })

  it('needs a parent that exists, whichever way it is changed', async () => {
    await category('a')
    expect(await m.outcome('PATCH', `${path}/a`, { ParentID: 'none' })).toEqual([404, 'NotFound'])
    expect(await m.outcome('PUT', `${path}/a`, { Name: 'A', ParentID: 'none' })).toEqual([404, 'NotFound'])
  })

  it('gives rights to a buyer, a group and in a category that exist', async () => {
    await category('a')
    const give = (row: object) =>
      m.outcome('POST', `${path}/assignments`, { CategoryID: 'a', BuyerID: 'acme', Visible: true, ...row })
    for (const row of [{ CategoryID: 'none' }, { BuyerID: 'none' }, { UserGroupID: 'none' }])
      expect(await give(row)).toEqual([404, 'NotFound'])
    expect(await give({})).toBe(204)
  })

  it('stands where its siblings do with the same place, until they are told to make room', async () => {
    await category('a', { ListOrder: 1 })
    await category('b', { ListOrder: 1 })
    const places = async () =>
      (await m.must('GET', path)).Items.map((k: { ID: string; ListOrder: number }) => [k.ID, k.ListOrder])
    expect(await places()).toEqual([
      ['a', 1],
      ['b', 1],
    ])
    await m.must('PATCH', `${path}/b?adjustListOrders=true`, { ListOrder: 1 })
    expect(await places()).toEqual([
      ['b', 1],
      ['a', 2],
    ])
  })
})

describe('bundles of a category', () => {
  beforeEach(async () => {
    await category('a')
    for (const ID of ['k1', 'k2', 'k3', 'k4'])
      await m.must('POST', '/bundles', { ID, Name: ID, Active: true })
  })
  const put = (BundleID: string, ListOrder?: number) =>
    m.must('POST', `${path}/bundleassignments`, { CategoryID: 'a', BundleID, ListOrder })
  const rows = async (of: string) =>
    (await m.must('GET', of)).Items.map((r: { BundleID: string }) => r.BundleID)

  it('stand by place, those without one last and by ID', async () => {
    await put('k2')
    await put('k1')
    await put('k3', 2)
    await put('k4', 1)
    expect(await rows(`${path}/bundleassignments?categoryID=a`)).toEqual(['k4', 'k3', 'k1', 'k2'])
  })

  it('enter its catalogue with it, stay there without it, and leave it with the catalogue', async () => {
    await put('k1')
    expect(await rows('/catalogs/bundleassignments?catalogID=acme')).toEqual(['k1'])
    await m.must('DELETE', `${path}/a/bundleassignments/k1`)
    expect(await rows('/catalogs/bundleassignments?catalogID=acme')).toEqual(['k1'])
    await put('k1')
    await m.must('DELETE', '/catalogs/acme/bundleassignments/k1')
    expect(await rows(`${path}/bundleassignments`)).toEqual([])
  })

  it('enter many categories at once', async () => {
    const names = Array.from({ length: 6 }, (_, i) => `c${i}`)
    for (const name of names) await category(name)
    const placed = await Promise.all(
      names.map((CategoryID) =>
        m.outcome('POST', `${path}/bundleassignments`, { CategoryID, BundleID: 'k1' }),
      ),
    )
    expect(placed).toEqual(names.map(() => 204))
  })
})
