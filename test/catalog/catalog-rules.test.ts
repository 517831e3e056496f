import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let vip: User

/** A buyer `acme` with a catalogue `acme` that shows everything, a shopper, and another in the group `vip`. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  vip = await m.user('Buyer', 'acme', ['Shopper'])
  await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
  await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: vip.ID })
})

const category = (ID: string, more = {}) =>
  m.must('POST', '/catalogs/acme/categories', { ID, Name: ID, Active: true, ...more })
const product = (ID: string, more = {}, as: As = 'seller') =>
  m.must('POST', '/products', { ID, Name: ID, Active: true, ...more }, as)
const enter = (ProductID: string, CatalogID = 'acme', as: As = 'seller') =>
  m.outcome('POST', '/catalogs/productassignments', { CatalogID, ProductID }, as)
const place = (CategoryID: string, ProductID: string) =>
  m.must('POST', '/catalogs/acme/categories/productassignments', { CategoryID, ProductID })
const show = (ViewAllCategories: boolean, ViewAllProducts: boolean) =>
  m.must('POST', '/catalogs/assignments', {
    CatalogID: 'acme',
    BuyerID: 'acme',
    ViewAllCategories,
    ViewAllProducts,
  })
const allow = (CategoryID: string, flag: boolean, UserGroupID?: string) =>
  m.must('POST', '/catalogs/acme/categories/assignments', {
    CategoryID,
    BuyerID: 'acme',
    UserGroupID,
    Visible: flag,
    ViewAllProducts: flag,
  })
const give = (ProductID: string, UserGroupID?: string) =>
  m.must('POST', '/products/assignments', { ProductID, BuyerID: 'acme', UserGroupID })
const sees = async (user = shopper) => ids(await m.must('GET', '/me/products?sortBy=ID', undefined, user))
const browses = async (user = shopper) =>
  ids(await m.must('GET', '/me/categories?depth=all&sortBy=ID', undefined, user))

describe('an inactive catalogue', () => {
  it('hides itself, its categories and its products, and keeps every assignment for when it is active again', async () => {
    await category('a')
    await product('mug')
    await place('a', 'mug')
    await allow('a', true)
    await give('mug')
    const shown = async () => [
      ids(await m.must('GET', '/me/catalogs', undefined, shopper)),
      await browses(),
      await sees(),
    ]
    const kept = async () =>
      Promise.all(
        [
          '/catalogs/assignments',
          '/catalogs/productassignments',
          '/catalogs/acme/categories/assignments',
          '/catalogs/acme/categories/productassignments',
          '/products/assignments',
        ].map(async (path) => (await m.must('GET', path)).Items),
      )
    const before = await kept()
    expect(before.map((rows) => rows.length)).toEqual([1, 1, 1, 1, 1])
    expect(await shown()).toEqual([['acme'], ['a'], ['mug']])
    await m.must('PATCH', '/catalogs/acme', { Active: false })
    expect(await shown()).toEqual([[], [], []])
    for (const path of ['/me/catalogs/acme', '/me/categories/a', '/me/products/mug'])
      expect(await m.outcome('GET', path, undefined, shopper)).toEqual([404, 'NotFound'])
    expect(await kept()).toEqual(before)
    await m.must('PATCH', '/catalogs/acme', { Active: true })
    expect(await shown()).toEqual([['acme'], ['a'], ['mug']])
  })
})

describe('a catalogue of a buyer', () => {
  it('shows its administrators the assignments of their own buyer only', async () => {
    await m.buyer({ ID: 'other', DefaultCatalogID: 'acme' })
    const admin = await m.as(shopper, { roles: ['CatalogAdmin'] })
    const buyers = async (query: string) =>
      (await m.must('GET', `/catalogs/assignments?${query}`, undefined, admin)).Items.map(
        (a: { BuyerID: string }) => a.BuyerID,
      )
    expect(await buyers('catalogID=acme')).toEqual(['acme'])
    expect(await buyers('buyerID=other')).toEqual([])
    expect((await m.must('GET', '/catalogs/assignments?catalogID=acme')).Items).toHaveLength(2)
  })
})

describe('a catalogue of a supplier', () => {
  let supplier: { ID: string; user: User }
  beforeEach(async () => {
    supplier = await m.supplier({ AllBuyersCanOrder: false }, ['FullAccess'])
    await m.must('POST', '/catalogs', { ID: 'theirs', Name: 'Theirs', Active: true }, supplier.user)
  })

  it('takes what the supplier sells of the marketplace owner’s, and nothing of another supplier’s', async () => {
    const refused = [400, 'Catalog.CannotAssignProduct']
    const other = await m.supplier()
    await product('mug', { AllSuppliersCanSell: true })
    await product('foreign', { OwnerID: other.ID })
    await m.must('PUT', `/products/foreign/suppliers/${supplier.ID}`)
    expect(await enter('mug', 'theirs', supplier.user)).toEqual(refused)
    await m.must('PUT', `/products/mug/suppliers/${supplier.ID}`, undefined, supplier.user)
    expect(await enter('mug', 'theirs', supplier.user)).toBe(204)
    await m.must('DELETE', '/catalogs/theirs/productassignments/mug')
    await m.must('POST', '/catalogs/theirs/categories', { ID: 'k', Name: 'K' }, supplier.user)
    const into = { CategoryID: 'k', ProductID: 'mug' }
    expect(await m.outcome('POST', '/catalogs/theirs/categories/productassignments', into)).toBe(204)
    expect(await enter('foreign', 'theirs', supplier.user)).toEqual(refused)
    expect(await enter('foreign', 'theirs')).toEqual(refused)
  })

  it('is given by the supplier to buyers it is related to', async () => {
    const assign = () =>
      m.outcome('POST', '/catalogs/assignments', { CatalogID: 'theirs', BuyerID: 'acme' }, supplier.user)
    expect(await assign()).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
    await m.must('PUT', `/suppliers/${supplier.ID}/buyers/acme`)
    expect(await assign()).toBe(204)
  })
})

describe('a product that leaves a catalogue', () => {
  it('leaves the categories of that catalogue and stays in those of others', async () => {
    await m.must('POST', '/catalogs', { ID: 'other', Name: 'Other' })
    await m.must('POST', '/catalogs/other/categories', { ID: 'a', Name: 'A' })
    await category('a')
    await category('b')
    await product('mug')
    await place('a', 'mug')
    await place('b', 'mug')
    const there = { CategoryID: 'a', ProductID: 'mug' }
    await m.must('POST', '/catalogs/other/categories/productassignments', there)
    const rows = async (catalog: string) =>
      (await m.must('GET', `/catalogs/${catalog}/categories/productassignments`)).Items.length
    expect([await rows('acme'), await rows('other')]).toEqual([2, 1])
    await m.must('DELETE', '/catalogs/acme/productassignments/mug')
    expect([await rows('acme'), await rows('other')]).toEqual([0, 1])
  })
})

describe('a buyer sees', () => {
  /** Two categories, one below the other and one beside, with a product each, and a product in none. */
  beforeEach(async () => {
    await category('drinks')
    await category('tea', { ParentID: 'drinks' })
    await category('food')
    for (const [k, p] of [
      ['drinks', 'juice'],
      ['tea', 'oolong'],
      ['food', 'bread'],
    ] as const) {
      await product(p)
      await place(k, p)
    }
    await product('loose')
    await enter('loose')
  })

  it('everything in a catalogue with both flags', async () => {
    await show(true, true)
    expect(await browses()).toEqual(['drinks', 'food', 'tea'])
    expect(await sees()).toEqual(['bread', 'juice', 'loose', 'oolong'])
  })

  it('everything but one category where that says no', async () => {
    await show(true, true)
    await allow('food', false)
    expect(await browses()).toEqual(['drinks', 'tea'])
    expect(await sees()).toEqual(['juice', 'loose', 'oolong'])
  })

  it('whole branches of categories by group where the catalogue shows nothing by itself', async () => {
    await show(false, false)
    await allow('drinks', true, 'vip')
    expect([await browses(vip), await sees(vip)]).toEqual([
      ['drinks', 'tea'],
      ['juice', 'oolong'],
    ])
    expect([await browses(), await sees()]).toEqual([[], []])
  })

  it('hand-picked products where the catalogue shows nothing by itself', async () => {
    await show(false, false)
    await give('bread')
    await give('loose', 'vip')
    expect([await browses(), await sees()]).toEqual([[], ['bread']])
    expect([await browses(vip), await sees(vip)]).toEqual([[], ['bread', 'loose']])
  })

  it('products without categories where only products are shown', async () => {
    await show(false, true)
    expect(await browses()).toEqual([])
    expect(await sees()).toEqual(['bread', 'juice', 'loose', 'oolong'])
  })

  it('categories without products where only categories are shown', async () => {
    await show(true, false)
    expect(await browses()).toEqual(['drinks', 'food', 'tea'])
    expect(await sees()).toEqual([])
  })

  it('what a change of group membership or assignment says, from the next request on', async () => {
    await show(false, false)
    await allow('tea', true, 'vip')
    await give('loose', 'vip')
    expect([await browses(), await sees()]).toEqual([[], []])
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: shopper.ID })
    expect([await browses(), await sees()]).toEqual([['tea'], ['loose', 'oolong']])
    await m.must('DELETE', '/products/loose/assignments/acme?userGroupID=vip')
    expect(await sees()).toEqual(['oolong'])
    await m.must('DELETE', `/buyers/acme/usergroups/vip/assignments/${shopper.ID}`)
    expect([await browses(), await sees()]).toEqual([[], []])
    await show(true, true)
    expect(await sees()).toEqual(['bread', 'juice', 'loose', 'oolong'])
  })

  it('nothing through a direct assignment once the catalogue is taken away', async () => {
    await show(false, false)
    await give('loose')
    expect(await sees()).toEqual(['loose'])
    await m.must('DELETE', '/catalogs/acme/assignments?buyerID=acme')
    expect(await sees()).toEqual([])
    expect(await m.outcome('GET', '/me/products/loose', undefined, shopper)).toEqual([404, 'NotFound'])
  })
})

it.each([
  ['a catalog', '/catalogs/assignments', { CatalogID: 'any' }],
  ['a product', '/products/assignments', { ProductID: 'any' }],
  ['a bundle', '/bundles/assignments', { BundleID: 'any' }],
  ['a category', '/catalogs/any/categories/assignments', { CategoryID: 'any' }],
  ['a locale', '/locales/assignments', { LocaleID: 'any' }],
])('an assignment of %s names a buyer', async (_, path, body) => {
  const answer = await m.api('POST', path, body)
  expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([400, 'PartyAssignment.RequiresBuyer'])
})
