import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace

beforeEach(async () => {
  m = await marketplace()
})

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
type Json = any

const ids = (answer: Json): string[] => answer.Items.map((i: Json) => i.ID)
/** Status and code of a refusal, or the status alone. */
async function outcome(method: string, path: string, body?: unknown, as: User | 'seller' = 'seller') {
  const answer = await m.api(method, path, body, as)
  return answer.status < 400 ? answer.status : [answer.status, answer.body.Errors[0].ErrorCode]
}
const catalog = (ID: string, more = {}) => m.must('POST', '/catalogs', { ID, Name: ID, ...more })
const product = (ID: string, more = {}) => m.must('POST', '/products', { ID, Name: ID, ...more })
const assignments = async (query = ''): Promise<Json[]> =>
  (await m.must('GET', `/catalogs/assignments?${query}`)).Items

describe('the default catalogue of a buyer', () => {
  it('is made with the buyer: active, of its ID and name, and shows it everything', async () => {
    const buyer = await m.must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
    expect(buyer.DefaultCatalogID).toBe('acme')
    const made = await m.must('GET', '/catalogs/acme')
    expect(made).toMatchObject({ Name: 'Acme', Active: true, OwnerID: m.id, CategoryCount: 0 })
    expect(made.Description).toContain('Acme')
    expect(await assignments()).toEqual([
      { CatalogID: 'acme', BuyerID: 'acme', ViewAllCategories: true, ViewAllProducts: true },
    ])
  })

  it('is made by the PUT that creates, too, and for a generated ID', async () => {
    expect((await m.must('PUT', '/buyers/put', { Name: 'Put', Active: true })).DefaultCatalogID).toBe('put')
    const { ID, DefaultCatalogID } = await m.must('POST', '/buyers', { Name: 'Generated', Active: true })
    expect(DefaultCatalogID).toBe(ID)
    expect(ids(await m.must('GET', '/catalogs')).sort()).toEqual([ID, 'put'].sort())
  })

  it('is refused where a catalogue of the buyer’s ID is there already', async () => {
    await catalog('acme')
    expect(await outcome('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })).toEqual([
      409,
      'Buyer.DefaultCatalogAlreadyExists',
    ])
    expect(await outcome('GET', '/buyers/acme')).toEqual([404, 'NotFound'])
  })

  it('may be one that exists, of the buyer’s ID or another, which is assigned where it is not yet', async () => {
    await catalog('acme')
    await catalog('shared')
    const body = { Name: 'Acme', Active: true }
    await m.must('POST', '/buyers', { ...body, ID: 'acme', DefaultCatalogID: 'acme' })
    await m.must('POST', '/buyers', { ...body, ID: 'other', DefaultCatalogID: 'shared' })
    const both = { ViewAllCategories: true, ViewAllProducts: true }
    expect(await assignments()).toEqual([
      { CatalogID: 'acme', BuyerID: 'acme', ...both },
      { CatalogID: 'shared', BuyerID: 'other', ...both },
    ])
    expect(ids(await m.must('GET', '/catalogs'))).toEqual(['acme', 'shared'])
    expect(await outcome('POST', '/buyers', { ...body, DefaultCatalogID: 'missing' })).toEqual([
      404,
      'NotFound',
    ])
  })

  it('changes with an update, which assigns it where it is not yet and leaves an assignment as it is', async () => {
    await m.buyer({ ID: 'acme' })
    await catalog('new')
    await catalog('known')
    const known = { CatalogID: 'known', BuyerID: 'acme', ViewAllCategories: false, ViewAllProducts: false }
    await m.must('POST', '/catalogs/assignments', known)
    const changed = await m.must('PATCH', '/buyers/acme', { DefaultCatalogID: 'new' })
    expect(changed.DefaultCatalogID).toBe('new')
    expect(await assignments('catalogID=new')).toMatchObject([
      { ViewAllCategories: true, ViewAllProducts: true },
    ])
    await m.must('PATCH', '/buyers/acme', { DefaultCatalogID: 'known' })
    expect(await assignments('catalogID=known')).toEqual([known])
    await m.must('DELETE', '/catalogs/known/assignments?buyerID=acme')
    await m.must('PATCH', '/buyers/acme', { DefaultCatalogID: 'known' })
    expect(await assignments('catalogID=known')).toMatchObject([{ ViewAllProducts: true }])
  })

  it('cannot be deleted; the refusal names the buyers', async () => {
    await m.buyer({ ID: 'acme' })
    await m.buyer({ ID: 'other', DefaultCatalogID: 'acme' })
    const answer = await m.api('DELETE', '/catalogs/acme')
    expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([400, 'Catalog.CannotDelete'])
    expect(answer.body.Errors[0].Data.BuyerIDs.sort()).toEqual(['acme', 'other'])
    await m.must('DELETE', '/buyers/other')
    await m.must('DELETE', '/buyers/acme')
    expect(await assignments()).toEqual([])
    expect(await outcome('DELETE', '/catalogs/acme')).toBe(204)
  })
})

describe('a catalogue', () => {
  it('is inactive unless it is told to be active', async () => {
    expect((await catalog('a')).Active).toBe(false)
  })

  it('takes its categories and every assignment along when it is deleted, never products', async () => {
    await m.buyer({ ID: 'acme' })
    await catalog('a')
    await m.must('POST', '/catalogs/assignments', { CatalogID: 'a', BuyerID: 'acme' })
    await m.must('POST', '/catalogs/a/categories', { ID: 'k', Name: 'K' })
    await m.must('POST', '/catalogs/a/categories', { ID: 'l', Name: 'L', ParentID: 'k' })
    await product('mug')
    await m.must('POST', '/catalogs/a/categories/productassignments', { CategoryID: 'l', ProductID: 'mug' })
    expect((await m.must('GET', '/catalogs/a')).CategoryCount).toBe(2)
    expect(await outcome('DELETE', '/catalogs/a')).toBe(204)
    expect(await outcome('GET', '/products/mug')).toBe(200)
    expect(await outcome('GET', '/catalogs/a/categories')).toEqual([404, 'NotFound'])
    expect((await m.must('GET', '/catalogs/productassignments')).Items).toEqual([])
    await catalog('a')
    expect((await m.must('GET', '/catalogs/a/categories?depth=all')).Items).toEqual([])
  })

  it('shows a buyer nothing more than it is told to: omitted flags are false', async () => {
    await m.buyer({ ID: 'acme' })
    await catalog('a')
    await m.must('POST', '/catalogs/assignments', { CatalogID: 'a', BuyerID: 'acme' })
    expect(await assignments('catalogID=a')).toMatchObject([
      { ViewAllCategories: false, ViewAllProducts: false },
    ])
  })

  it('can be filtered by the number of its categories', async () => {
    await catalog('a')
    await catalog('b')
    await m.must('POST', '/catalogs/b/categories', { Name: 'K' })
    expect(ids(await m.must('GET', '/catalogs?CategoryCount=>0'))).toEqual(['b'])
  })

  it('of a buyer is edited by its users with the role, but not deleted, assigned or made by them', async () => {
    const { user } = await m.buyer({ ID: 'acme' })
    await catalog('foreign')
    await product('mug')
    const admin = await m.as(user, { roles: ['CatalogAdmin'] })
    const patched = await m.must('PATCH', '/catalogs/acme', { Description: 'Ours' }, admin)
    expect(patched.Description).toBe('Ours')
    expect(await outcome('PUT', '/catalogs/acme', { Name: 'Ours', Active: true }, admin)).toBe(200)
    const enter = { CatalogID: 'acme', ProductID: 'mug' }
    expect(await outcome('POST', '/catalogs/productassignments', enter, admin)).toBe(204)
    expect(await outcome('DELETE', '/catalogs/acme/productassignments/mug', undefined, admin)).toBe(204)
    expect(await outcome('POST', '/catalogs', { Name: 'New' }, admin)).toEqual([403, 'Catalog.CannotEdit'])
    expect(await outcome('PATCH', '/catalogs/foreign', {}, admin)).toEqual([404, 'NotFound'])
    const foreign = { CatalogID: 'foreign', ProductID: 'mug' }
    expect(await outcome('POST', '/catalogs/productassignments', foreign, admin)).toEqual([
      403,
      'Catalog.CannotEdit',
    ])
    for (const [method, path, body] of [
      ['DELETE', '/catalogs/acme'],
      ['POST', '/catalogs/assignments', { CatalogID: 'acme', BuyerID: 'acme' }],
      ['DELETE', '/catalogs/acme/assignments?buyerID=acme'],
    ] as const)
      expect(await outcome(method, path, body, admin)).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
    // Their own assignments they may look at, if they say whose.
    expect(await outcome('GET', '/catalogs/assignments', undefined, admin)).toEqual([
      400,
      'ValidationFailure',
    ])
    const own = await m.must('GET', '/catalogs/assignments?catalogID=acme', undefined, admin)
    expect(own.Items).toHaveLength(1)
  })

  it('of a supplier is the supplier’s, for its own products and for buyers that may order from it', async () => {
    const supplier = await m.supplier({}, ['CatalogAdmin', 'CategoryAdmin', 'ProductAdmin'])
    const as = supplier.user
    await m.buyer({ ID: 'acme' })
    await catalog('ours')
    expect((await m.must('POST', '/catalogs', { ID: 'theirs', Name: 'Theirs' }, as)).OwnerID).toBe(
      supplier.ID,
    )
    await m.must('POST', '/catalogs/theirs/categories', { ID: 'k', Name: 'K' }, as)
    await m.must('POST', '/products', { ID: 'theirs', Name: 'Theirs' }, as)
    await product('ours')
    expect(ids(await m.must('GET', '/catalogs', undefined, as))).toEqual(['theirs'])
    expect(await outcome('PATCH', '/catalogs/ours', { Name: 'x' }, as)).toEqual([404, 'NotFound'])
    const enter = (CatalogID: string, ProductID: string, by: User | 'seller' = 'seller') =>
      outcome('POST', '/catalogs/productassignments', { CatalogID, ProductID }, by)
    expect(await enter('theirs', 'theirs', as)).toBe(204)
    // Anything may be put into a catalogue of the marketplace owner's, by the marketplace owner.
    expect(await enter('ours', 'theirs')).toBe(204)
    expect(await enter('ours', 'theirs', as)).toEqual([403, 'Catalog.CannotEdit'])
    expect(await enter('theirs', 'ours')).toEqual([400, 'Catalog.CannotAssignProduct'])
    const place = { CategoryID: 'k', ProductID: 'ours' }
    expect(await outcome('POST', '/catalogs/theirs/categories/productassignments', place)).toEqual([
      400,
      'Catalog.CannotAssignProduct',
    ])
    const assign = { CatalogID: 'theirs', BuyerID: 'acme' }
    expect(await outcome('POST', '/catalogs/assignments', assign, as)).toBe(204)
    await m.must('PATCH', `/suppliers/${supplier.ID}`, { AllBuyersCanOrder: false })
    expect(await outcome('POST', '/catalogs/assignments', assign, as)).toEqual([
      403,
      'Auth.UserNotAuthorizedToAdmin',
    ])
    expect(await outcome('POST', '/catalogs/assignments', assign)).toBe(204)
  })

  it('holds no child products of its own', async () => {
    await catalog('a')
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    expect(
      await outcome('POST', '/catalogs/productassignments', { CatalogID: 'a', ProductID: 'child' }),
    ).toEqual([400, 'Catalog.CannotAssignChildProduct'])
  })

  it('answers 404 for what is missing, and nothing for an assignment that is', async () => {
    await catalog('a')
    expect(await outcome('POST', '/catalogs/productassignments', { CatalogID: 'a', ProductID: 'x' })).toEqual(
      [404, 'NotFound'],
    )
    expect(await outcome('POST', '/catalogs/assignments', { CatalogID: 'a', BuyerID: 'x' })).toEqual([
      404,
      'NotFound',
    ])
    await product('mug')
    expect(await outcome('DELETE', '/catalogs/a/productassignments/mug')).toBe(204)
  })
})

describe('the category tree', () => {
  const path = '/catalogs/c/categories'
  const add = (ID: string, more: Json = {}, query = '') =>
    m.must('POST', `${path}${query}`, { ID, Name: ID, Active: true, ...more })
  const listed = async (query = '') => ids(await m.must('GET', `${path}?${query}`))
  const orders = async (query = 'depth=all') =>
    Object.fromEntries((await m.must('GET', `${path}?${query}`)).Items.map((k: Json) => [k.ID, k.ListOrder]))

  beforeEach(async () => {
    await catalog('c', { Active: true })
  })

  /** a > b > c, and d beside a. */
  const grow = async () => {
    await add('a')
    await add('b', { ParentID: 'a' })
    await add('c', { ParentID: 'b' })
    await add('d')
  }

  it('is listed one level deep from its root, or as deep as asked', async () => {
    await grow()
    expect(await listed()).toEqual(['a', 'd'])
    expect(await listed('depth=1')).toEqual(['a', 'd'])
    expect(await listed('depth=2')).toEqual(['a', 'b', 'd'])
    expect(await listed('depth=all')).toEqual(['a', 'b', 'c', 'd'])
    expect(await listed('depth=ALL&search=c')).toEqual(['c'])
    expect(await listed('search=c')).toEqual([])
    for (const depth of ['0', '-1', 'two', '1.5'])
      expect(await outcome('GET', `${path}?depth=${depth}`)).toEqual([400, 'Category.InvalidDepth'])
  })

  it('is listed from a category where a plain ParentID names one: what is below it, never itself', async () => {
    await grow()
    expect(await listed('ParentID=a')).toEqual(['b'])
    expect(await listed('ParentID=A&depth=2')).toEqual(['b', 'c'])
    expect(await listed('ParentID=a&depth=all')).toEqual(['b', 'c'])
    expect(await listed('ParentID=d')).toEqual([])
    expect(await listed('ParentID=missing&depth=all')).toEqual([])
  })

  it('is filtered by any other expression on ParentID', async () => {
    await grow()
    expect(await listed('ParentID=!*')).toEqual(['a', 'd'])
    expect(await listed('ParentID=')).toEqual(['a', 'd'])
    expect(await listed('ParentID=a|b')).toEqual(['b', 'c'])
    expect(await listed('ParentID=*&depth=2')).toEqual(['b'])
    expect(await listed('depth=all&ChildCount=0')).toEqual(['c', 'd'])
  })

  it('stands depth first by place, name and ID; a list may be sorted otherwise', async () => {
    await add('z', { ListOrder: 0, Name: 'beta' })
    await add('y', { ListOrder: 0, Name: 'Alpha' })
    await add('x', { ListOrder: 0, Name: 'alpha' })
    await add('w', { ListOrder: 10 })
    await add('v', { ListOrder: 9 })
    await add('u', { ListOrder: 5, ParentID: 'z' })
    expect(await listed('depth=all')).toEqual(['x', 'y', 'z', 'u', 'v', 'w'])
    expect(await listed('depth=all&sortBy=ID')).toEqual(['u', 'v', 'w', 'x', 'y', 'z'])
    expect(await listed('depth=all&sortBy=!Name&pageSize=2&page=2')).toEqual(['u', 'z'])
    expect(await outcome('GET', `${path}?sortBy=ListOrder`)).toEqual([400, 'List.InvalidSortProperty'])
  })

  it('gives a new category the last place among its siblings unless it asks for one', async () => {
    await add('a')
    await add('b', { ListOrder: 7 })
    await add('c')
    await add('d', { ParentID: 'a' })
    expect(await orders()).toEqual({ a: 0, b: 7, c: 8, d: 0 })
    expect(await outcome('POST', path, { Name: 'x', ListOrder: -1 })).toEqual([400, 'ValidationFailure'])
  })

  it('makes room among siblings where it is asked to adjust their places', async () => {
    await add('a', { ListOrder: 0 })
    await add('b', { ListOrder: 1 })
    await add('inner', { ListOrder: 1, ParentID: 'a' })
    await add('new', { ListOrder: 1 }, '?adjustListOrders=true')
    expect(await orders()).toEqual({ a: 0, new: 1, b: 2, inner: 1 })
    await m.must('PATCH', `${path}/b?adjustListOrders=true`, { ListOrder: 0 })
    expect(await orders()).toEqual({ b: 0, a: 1, new: 2, inner: 1 })
    await m.must('PUT', `${path}/new?adjustListOrders=true`, { Name: 'new', ParentID: 'a', ListOrder: 0 })
    expect(await orders()).toEqual({ b: 0, a: 1, new: 0, inner: 2 })
    // Nothing was asked for: nothing moves.
    await m.must('PATCH', `${path}/b?adjustListOrders=true`, { Name: 'B' })
    await add('last', {}, '?adjustListOrders=true')
    expect(await orders()).toEqual({ b: 0, a: 1, new: 0, inner: 2, last: 2 })
  })

  it('counts the children of a category, not what is below them', async () => {
    await grow()
    expect((await m.must('GET', `${path}/a`)).ChildCount).toBe(1)
    expect((await m.must('GET', '/catalogs/c')).CategoryCount).toBe(4)
  })

  it('never becomes a circle', async () => {
    await grow()
    const circle = [400, 'Category.CircularReference']
    expect(await outcome('PATCH', `${path}/a`, { ParentID: 'a' })).toEqual(circle)
    expect(await outcome('PATCH', `${path}/a`, { ParentID: 'C' })).toEqual(circle)
    expect(await outcome('PUT', `${path}/a`, { Name: 'a', ParentID: 'b' })).toEqual(circle)
    expect(await outcome('POST', path, { ID: 'e', Name: 'e', ParentID: 'e' })).toEqual([404, 'NotFound'])
    expect(await outcome('PATCH', `${path}/b`, { ParentID: null })).toBe(200)
    expect(await outcome('PATCH', `${path}/a`, { ParentID: 'c' })).toBe(200)
    expect(await listed('ParentID=b&depth=all')).toEqual(['c', 'a'])
  })

  it('does not become a circle either by two moves at once', async () => {
    await add('a')
    await add('b')
    const both = await Promise.all([
      outcome('PATCH', `${path}/a`, { ParentID: 'b' }),
      outcome('PATCH', `${path}/b`, { ParentID: 'a' }),
    ])
    expect(both.filter((o) => o === 200)).toHaveLength(1)
    expect(await listed('depth=all')).toHaveLength(2)
  })

  it('refuses a parent that is not in the catalogue', async () => {
    await catalog('other')
    await m.must('POST', '/catalogs/other/categories', { ID: 'there', Name: 'There' })
    expect(await outcome('POST', path, { Name: 'x', ParentID: 'there' })).toEqual([404, 'NotFound'])
  })

  it('has IDs of each catalogue’s own', async () => {
    await catalog('other')
    await add('same')
    expect(await outcome('POST', '/catalogs/other/categories', { ID: 'same', Name: 'Same' })).toBe(201)
    expect(await outcome('POST', path, { ID: 'SAME', Name: 'Same' })).toEqual([409, 'IdExists'])
  })

  it('loses the whole of a subtree with everything assigned to it, and no product', async () => {
    await grow()
    await m.buyer({ ID: 'acme', DefaultCatalogID: 'c' })
    await product('mug')
    await m.must('POST', `${path}/productassignments`, { CategoryID: 'c', ProductID: 'mug' })
    await m.must('POST', `${path}/assignments`, { CategoryID: 'b', BuyerID: 'acme', Visible: true })
    expect(await outcome('DELETE', `${path}/a`)).toBe(204)
    expect(await listed('depth=all')).toEqual(['d'])
    expect((await m.must('GET', `${path}/assignments`)).Items).toEqual([])
    expect((await m.must('GET', `${path}/productassignments`)).Items).toEqual([])
    expect((await m.must('GET', '/catalogs/productassignments')).Items).toEqual([
      { CatalogID: 'c', ProductID: 'mug' },
    ])
  })

  it('takes along its children’s ParentID when a category is renamed, be it in letter case only', async () => {
    await grow()
    await m.must('PATCH', `${path}/a`, { ID: 'A' })
    expect((await m.must('GET', `${path}/b`)).ParentID).toBe('A')
    await m.must('PATCH', `${path}/a`, { ID: 'top' })
    expect(await listed('ParentID=top&depth=all')).toEqual(['b', 'c'])
  })

  it('gives rights to buyers of its catalogue only: three states, one row for each party', async () => {
    await add('a')
    const { ID: buyer } = await m.buyer({ ID: 'acme' })
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'g', Name: 'G' })
    const row = { CategoryID: 'a', BuyerID: buyer, UserGroupID: null, Visible: true, ViewAllProducts: null }
    const missing = await m.api('POST', `${path}/assignments`, row)
    expect(missing.body.Errors[0]).toMatchObject({
      ErrorCode: 'NotFound',
      Data: { ObjectType: 'CatalogAssignment' },
    })
    await m.must('POST', '/catalogs/assignments', { CatalogID: 'c', BuyerID: buyer })
    await m.must('POST', `${path}/assignments`, { ...row, Visible: false })
    await m.must('POST', `${path}/assignments`, row)
    const rows = async (query = '') => (await m.must('GET', `${path}/assignments?${query}`)).Items
    expect(await rows()).toEqual([row])
    // A group's row is no company row.
    await m.must('DELETE', `${path}/a/assignments?buyerID=acme`)
    await m.must('POST', `${path}/assignments`, { ...row, UserGroupID: 'g' })
    expect(await rows('level=Company')).toEqual([])
    expect(await rows('level=Group')).toEqual([{ ...row, UserGroupID: 'g' }])
    expect(await outcome('DELETE', `${path}/a/assignments`)).toEqual([400, 'ValidationFailure'])
    await m.must('DELETE', `${path}/a/assignments?buyerID=acme`)
    expect(await rows()).toHaveLength(1)
    await m.must('DELETE', `${path}/a/assignments?buyerID=acme&userGroupID=g`)
    expect(await rows()).toEqual([])
  })

  it('holds products by place, and brings them into the catalogue', async () => {
    await add('a')
    for (const ID of ['p1', 'p2', 'p3', 'p4']) await product(ID)
    const place = (ProductID: string, ListOrder?: number) =>
      m.must('POST', `${path}/productassignments`, { CategoryID: 'a', ProductID, ListOrder })
    await place('p2')
    await place('p1')
    await place('p3', 2)
    await place('p4', 1)
    const rows = async () =>
      (await m.must('GET', `${path}/productassignments?categoryID=a`)).Items.map((r: Json) => r.ProductID)
    expect(await rows()).toEqual(['p4', 'p3', 'p1', 'p2'])
    await place('p1', 0)
    expect(await rows()).toEqual(['p1', 'p4', 'p3', 'p2'])
    expect((await m.must('GET', '/catalogs/productassignments?catalogID=c')).Meta.TotalCount).toBe(4)
    await m.must('DELETE', `${path}/a/productassignments/p1`)
    expect((await m.must('GET', '/catalogs/productassignments?catalogID=c')).Meta.TotalCount).toBe(4)
  })

  it('takes a child product where its parent is in the catalogue, and loses it with the parent', async () => {
    await add('a')
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    const place = () => outcome('POST', `${path}/productassignments`, { CategoryID: 'a', ProductID: 'child' })
    expect(await place()).toEqual([400, 'Category.CannotAssignChildProduct'])
    await m.must('POST', '/catalogs/productassignments', { CatalogID: 'c', ProductID: 'parent' })
    expect(await place()).toBe(204)
    await m.must('DELETE', '/catalogs/c/productassignments/parent')
    expect((await m.must('GET', `${path}/productassignments`)).Items).toEqual([])
  })

  it('takes one product into many categories at once', async () => {
    await product('mug')
    const names = Array.from({ length: 10 }, (_, i) => `k${i}`)
    for (const name of names) await add(name)
    const placed = await Promise.all(
      names.map((CategoryID) =>
        outcome('POST', `${path}/productassignments`, { CategoryID, ProductID: 'mug' }),
      ),
    )
    expect(placed).toEqual(names.map(() => 204))
    expect(ids(await m.must('GET', '/products?catalogID=c&categoryID=k7'))).toEqual(['mug'])
  })
})

describe('places and counters', () => {
  it('agree after many changes at once: of places, of families and of what is active', async () => {
    const { ID: buyer, user } = await m.buyer({ ID: 'acme' })
    const categories = ['k0', 'k1', 'k2']
    for (const ID of categories)
      await m.must('POST', '/catalogs/acme/categories', { ID, Name: ID, Active: true })
    await product('parent', { IsParent: true, Active: true })
    await product('child', { ParentID: 'parent', Active: true })
    await product('mug', { Active: true })
    for (const ProductID of ['parent', 'mug'])
      await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer, ProductID })
    const place = (CategoryID: string, ProductID: string) =>
      outcome('POST', '/catalogs/acme/categories/productassignments', { CategoryID, ProductID })
    const many = await Promise.all([
      ...categories.flatMap((k) => ['parent', 'child', 'mug'].map((p) => place(k, p))),
      ...['late', 'later'].map((ID) =>
        outcome('POST', '/products', { ID, Name: ID, ParentID: 'parent', Active: true }),
      ),
      outcome('PATCH', '/products/child', { Active: false }),
      outcome('PATCH', '/products/mug', { ID: 'MUG' }),
      outcome('DELETE', '/catalogs/acme/categories/k2'),
    ])
    // Whatever came too late for the category, or found no quiet moment, says so.
    for (const o of many)
      expect([200, 201, 204, '404,NotFound', '503,Api.Busy']).toContain(typeof o === 'number' ? o : o.join())
    const { results } = await env.DB.prepare(
      `select h.ID from shelves h where h.Marketplace = ?1 and h.Live <>
        (select count(*) from products p where p.Marketplace = h.Marketplace and p.Shelf = h.ID and p.Live = 1)`,
    )
      .bind(m.id)
      .all()
    expect(results).toEqual([])
    for (const k of ['k0', 'k1']) {
      const placed = (
        await m.must('GET', `/catalogs/acme/categories/productassignments?categoryID=${k}`)
      ).Items.map((r: Json) => r.ProductID)
      const family = placed.includes('parent') ? ['late', 'later', 'parent'] : []
      const rest = placed.some((p: string) => p.toLowerCase() === 'mug') ? ['MUG'] : []
      const list = await m.must('GET', `/me/products?categoryID=${k}`, undefined, user)
      expect([k, ids(list).sort(), list.Meta.TotalCount]).toEqual([
        k,
        [...rest, ...family].sort(),
        rest.length + family.length,
      ])
    }
  })
})

describe('products', () => {
  it('are listed by catalogue, category and supplier, each of which can be negated', async () => {
    const supplier = await m.supplier()
    await catalog('c')
    await m.must('POST', '/catalogs/c/categories', { ID: 'k', Name: 'K' })
    await product('in')
    await product('out', { OwnerID: supplier.ID })
    await product('parent', { IsParent: true, DefaultSupplierID: supplier.ID })
    await product('child', { ParentID: 'parent' })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: 'c', ProductID: 'in' })
    await m.must('POST', '/catalogs/c/categories/productassignments', {
      CategoryID: 'k',
      ProductID: 'parent',
    })
    const listed = async (query: string) => ids(await m.must('GET', `/products?sortBy=ID&${query}`))
    expect(await listed('catalogID=c')).toEqual(['child', 'in', 'parent'])
    expect(await listed('catalogID=!c')).toEqual(['out'])
    expect(await listed('catalogID=c&categoryID=k')).toEqual(['child', 'parent'])
    expect(await listed('catalogID=c&categoryID=!k')).toEqual(['in'])
    expect(await listed(`supplierID=${supplier.ID}`)).toEqual(['out', 'parent'])
    expect(await outcome('GET', '/products?categoryID=k')).toEqual([
      400,
      'Product.CategoryFilterRequiresCatalogID',
    ])
    expect(await outcome('GET', '/products?categoryID=k&catalogID=!c')).toEqual([
      400,
      'Product.CategoryFilterRequiresCatalogID',
    ])
    expect(await listed('ParentID=!*')).toEqual(['in', 'out', 'parent'])
    expect(await listed('ParentID|ID=parent')).toEqual(['child', 'parent'])
  })

  it('are found by stock and by counts', async () => {
    await product('counted', { Inventory: { Enabled: true, QuantityAvailable: 5 } })
    await product('untracked')
    const listed = async (query: string) => ids(await m.must('GET', `/products?sortBy=ID&${query}`))
    expect(await listed('Inventory.QuantityAvailable=>0')).toEqual(['counted'])
    expect(await listed('Inventory.Enabled=true')).toEqual(['counted'])
    expect(await listed('Inventory=!*')).toEqual(['untracked'])
    expect(await listed('SpecCount=0&VariantCount=0')).toEqual(['counted', 'untracked'])
    expect(await listed('SpecCount=>0')).toEqual([])
    expect(ids(await m.must('GET', '/products?sortBy=!Inventory.QuantityAvailable'))).toEqual([
      'counted',
      'untracked',
    ])
  })

  it('form families of one level and one owner', async () => {
    const supplier = await m.supplier()
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    await product('single')
    await product('theirs', { OwnerID: supplier.ID })
    const change = (id: string, body: Json) => outcome('PATCH', `/products/${id}`, body)
    expect(await change('theirs', { ParentID: 'parent' })).toEqual([
      400,
      'Product.ParentChildProductOwnersShouldMatch',
    ])
    expect(await change('single', { ParentID: 'child' })).toEqual([400, 'Product.IsNotParent'])
    expect(await change('child', { IsParent: true })).toEqual([400, 'Product.ParentProductCannotHaveParent'])
    expect(await change('single', { ParentID: 'missing' })).toEqual([404, 'NotFound'])
    expect(await change('parent', { IsParent: false })).toEqual([400, 'Product.CannotModifyIsParent'])
    expect(await outcome('DELETE', '/products/parent')).toEqual([400, 'Product.CannotDeleteParentProduct'])
    expect(await change('single', { ParentID: 'parent' })).toBe(200)
    expect(await change('child', { ParentID: null })).toBe(200)
    expect(await change('single', { ParentID: null })).toBe(200)
    expect(await change('parent', { IsParent: false })).toBe(200)
  })

  it('go with the supplier that owns them, families and all; others forget it', async () => {
    const supplier = await m.supplier()
    const { ID: buyer, user } = await m.buyer({ ID: 'acme' })
    await product('parent', { OwnerID: supplier.ID, IsParent: true, Active: true })
    await product('child', { OwnerID: supplier.ID, ParentID: 'parent', Active: true })
    await product('ours', { DefaultSupplierID: supplier.ID, Active: true })
    for (const ProductID of ['parent', 'ours'])
      await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer, ProductID })
    expect(await outcome('DELETE', `/suppliers/${supplier.ID}`)).toBe(204)
    const list = await m.must('GET', '/me/products', undefined, user)
    expect([ids(list), list.Meta.TotalCount]).toEqual([['ours'], 1])
    expect((await m.must('GET', '/products/ours')).DefaultSupplierID).toBeNull()
  })
})

describe('a price schedule', () => {
  const one = { Quantity: 1, Price: 10 }
  const create = (body: Json) => outcome('POST', '/priceschedules', { Name: 'PS', ...body })
  const schedule = (ID: string, more: Json = {}) =>
    m.must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [one], ...more })
  const breaks = async (id: string) =>
    (await m.must('GET', `/priceschedules/${id}`)).PriceBreaks.map((b: Json) => [b.Quantity, b.Price])
  /** Gives it to a buyer, with a product of their own. */
  const give = async (PriceScheduleID: string) => {
    const { ID } = await m.buyer()
    await product(`p-${PriceScheduleID}`)
    await m.must('POST', '/catalogs/productassignments', { CatalogID: ID, ProductID: `p-${PriceScheduleID}` })
    await m.must('POST', '/products/assignments', {
      ProductID: `p-${PriceScheduleID}`,
      BuyerID: ID,
      PriceScheduleID,
    })
  }

  it('has a minimum of one and no maximum unless it says so', async () => {
    expect(await schedule('ps', { MinQuantity: null })).toMatchObject({
      MinQuantity: 1,
      MaxQuantity: null,
      UseCumulativeQuantity: false,
      RestrictedQuantity: false,
      IsOnSale: false,
      OwnerID: m.id,
      PriceBreaks: [{ ...one, SalePrice: null, SubscriptionPrice: null, BundlePrice: null }],
    })
  })

  it.each<[string, Json, unknown]>([
    [
      'a maximum below the minimum',
      { MinQuantity: 5, MaxQuantity: 4 },
      [400, 'PriceSchedule.MinGreaterThanMax'],
    ],
    ['a maximum of the minimum', { MinQuantity: 5, MaxQuantity: 5 }, 201],
    ['a maximum below the default minimum', { MaxQuantity: 0 }, [400, 'ValidationFailure']],
    ['a minimum of zero', { MinQuantity: 0 }, [400, 'ValidationFailure']],
    [
      'two breaks of one quantity',
      { PriceBreaks: [one, { ...one, Price: 9 }] },
      [400, 'PriceSchedule.DuplicatePriceBreaks'],
    ],
    [
      'breaks of quantity zero alone',
      { PriceBreaks: [{ ...one, Quantity: 0 }] },
      [400, 'PriceSchedule.MinQtyMustBePositive'],
    ],
    ['a break of quantity zero beside others', { PriceBreaks: [{ ...one, Quantity: 0 }, one] }, 201],
    ['no breaks at all', { PriceBreaks: [] }, 201],
    ['a negative price', { PriceBreaks: [{ Quantity: 1, Price: -1 }] }, [400, 'ValidationFailure']],
    ['a negative sale price', { PriceBreaks: [{ ...one, SalePrice: -1 }] }, [400, 'ValidationFailure']],
    ['a break without a price', { PriceBreaks: [{ Quantity: 1 }] }, [400, 'ValidationFailure']],
    ['a break without a quantity', { PriceBreaks: [{ Price: 1 }] }, [400, 'ValidationFailure']],
    [
      'a sale that ends before it starts',
      { SaleStart: '2024-02-02', SaleEnd: '2024-02-01' },
      [400, 'PriceSchedule.InvalidSaleStartOrSaleEnd'],
    ],
    [
      'a sale that ends as it starts',
      { SaleStart: '2024-02-02', SaleEnd: '2024-02-02T00:00:00Z' },
      [400, 'PriceSchedule.InvalidSaleStartOrSaleEnd'],
    ],
    ['a sale that never ends', { SaleStart: '2024-02-02' }, 201],
  ])('with %s', async (_, body, expected) => {
    expect(await create(body)).toEqual(expected)
  })

  it('keeps its breaks by quantity, and prices to six places', async () => {
    await schedule('ps', {
      PriceBreaks: [
        { Quantity: 10, Price: 8.1234567 },
        { Quantity: 1, Price: 9 },
      ],
    })
    expect(await breaks('ps')).toEqual([
      [1, 9],
      [10, 8.123457],
    ])
    await m.must('PATCH', '/priceschedules/ps', { PriceBreaks: [{ Quantity: 5, Price: 7 }] })
    expect(await breaks('ps')).toEqual([[5, 7]])
    expect(await outcome('PATCH', '/priceschedules/ps', { MinQuantity: 9, MaxQuantity: 8 })).toEqual([
      400,
      'PriceSchedule.MinGreaterThanMax',
    ])
  })

  it('has single breaks saved and deleted by quantity, in any letter case of the path', async () => {
    await schedule('ps')
    const saved = await m.api('POST', '/priceschedules/ps/pricebreaks', {
      Quantity: 5,
      Price: 8,
      SalePrice: 7,
    })
    expect([saved.status, saved.body.PriceBreaks.length]).toEqual([201, 2])
    await m.must('POST', '/priceschedules/ps/PriceBreaks', { Quantity: 5, Price: 6 })
    expect(await breaks('ps')).toEqual([
      [1, 10],
      [5, 6],
    ])
    expect(await outcome('DELETE', '/priceschedules/ps/PriceBreaks?quantity=1')).toBe(204)
    expect(await breaks('ps')).toEqual([[5, 6]])
    expect(await outcome('DELETE', '/priceschedules/ps/PriceBreaks?quantity=1')).toEqual([
      404,
      'PriceSchedule.QtyNotFound',
    ])
    expect(await outcome('DELETE', '/priceschedules/ps/PriceBreaks')).toEqual([400, 'ValidationFailure'])
    expect(await outcome('POST', '/priceschedules/ps/PriceBreaks', { Quantity: 5 })).toEqual([
      400,
      'ValidationFailure',
    ])
    expect(await outcome('POST', '/priceschedules/none/PriceBreaks', one)).toEqual([404, 'NotFound'])
  })

  it('that is assigned keeps a break and its currency; unassigned it need not', async () => {
    await schedule('used')
    await schedule('free')
    await give('used')
    const last = '/PriceBreaks?quantity=1'
    expect(await outcome('DELETE', `/priceschedules/used${last}`)).toEqual([
      400,
      'PriceSchedule.CannotDeleteLastPriceBreak',
    ])
    for (const [method, body] of [
      ['PATCH', {}],
      ['PUT', { Name: 'used' }],
    ] as const) {
      const cleared = { ...body, PriceBreaks: [] }
      expect(await outcome(method, '/priceschedules/used', cleared)).toEqual([
        400,
        'PriceSchedule.CannotClearPriceBreaks',
      ])
    }
    expect(await outcome('PATCH', '/priceschedules/used', { ID: 'renamed', PriceBreaks: [] })).toEqual([
      400,
      'PriceSchedule.CannotClearPriceBreaks',
    ])
    expect(await outcome('PATCH', '/priceschedules/used', { Currency: 'EUR' })).toEqual([
      400,
      'PriceSchedule.CannotModifyCurrency',
    ])
    expect(await breaks('used')).toEqual([[1, 10]])
    expect(await outcome('DELETE', `/priceschedules/free${last}`)).toBe(204)
    expect(await outcome('PATCH', '/priceschedules/free', { Currency: 'EUR' })).toBe(200)
  })

  it('leaves assignments without a price and products without a default when it is deleted', async () => {
    await schedule('used')
    await give('used')
    await product('mug', { DefaultPriceScheduleID: 'used' })
    expect(await outcome('DELETE', '/priceschedules/used')).toBe(204)
    expect((await m.must('GET', '/products/assignments')).Items).toMatchObject([{ PriceScheduleID: null }])
    expect((await m.must('GET', '/products/mug')).DefaultPriceScheduleID).toBeNull()
  })

  it('is on sale while a sale runs that some break has a price for', async () => {
    const sale = [{ ...one, SalePrice: 5 }]
    expect(await schedule('now', { PriceBreaks: sale, SaleStart: '2020-01-01' })).toMatchObject({
      IsOnSale: true,
    })
    expect(await schedule('past', { PriceBreaks: sale, SaleEnd: '2020-01-01' })).toMatchObject({
      IsOnSale: false,
    })
    expect(await schedule('none', { SaleStart: '2020-01-01' })).toMatchObject({ IsOnSale: false })
    expect((await m.must('GET', '/priceschedules/now')).IsOnSale).toBe(true)
    expect(await outcome('GET', '/priceschedules?IsOnSale=true')).toEqual([400, 'List.InvalidProperty'])
    expect(ids(await m.must('GET', '/priceschedules?PriceBreaks.SalePrice=5&sortBy=ID'))).toEqual([
      'now',
      'past',
    ])
  })

  it('is its owner’s and the marketplace owner’s', async () => {
    const supplier = await m.supplier()
    const other = await m.supplier()
    const made = await m.must(
      'POST',
      '/priceschedules',
      { ID: 'ps', Name: 'PS', PriceBreaks: [one] },
      supplier.user,
    )
    expect(made.OwnerID).toBe(supplier.ID)
    expect(await outcome('PATCH', '/priceschedules/ps', { Name: 'x' })).toBe(200)
    expect(await outcome('PATCH', '/priceschedules/ps', { Name: 'x' }, other.user)).toEqual([404, 'NotFound'])
    expect(await outcome('POST', '/priceschedules/ps/PriceBreaks', one, other.user)).toEqual([
      404,
      'NotFound',
    ])
    // Who owns it is said once, when it is made.
    expect((await m.must('PATCH', '/priceschedules/ps', { OwnerID: m.id })).OwnerID).toBe(supplier.ID)
  })
})

it('xp that is nested too deep to be read again is refused, so that no list fails over it', async () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`)
  expect(await outcome('POST', '/products', { Name: 'deep', xp: { a: nested(1500) } })).toEqual([
    400,
    'Request.InvalidRequestBody',
  ])
  await expect(
    env.DB.prepare('select json_type(?1, ?2) t')
      .bind(JSON.stringify({ a: nested(1500) }), '$.a')
      .first(),
  ).rejects.toThrow()
  await product('shallow', { xp: { a: nested(90) } })
  expect(ids(await m.must('GET', '/products?xp.a=!1'))).toEqual(['shallow'])
})
