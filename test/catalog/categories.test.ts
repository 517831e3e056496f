import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type BareShop, bareShop, ids, type Json } from './bare-shop.ts'

let { m, catalog, product } = {} as BareShop

beforeEach(async () => {
  ;({ m, catalog, product } = await bareShop())
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
      expect(await m.outcome('GET', `${path}?depth=${depth}`)).toEqual([400, 'Category.InvalidDepth'])
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
    expect(await m.outcome('GET', `${path}?sortBy=ListOrder`)).toEqual([400, 'List.InvalidSortProperty'])
  })

  it('gives a new category the last place among its siblings unless it asks for one', async () => {
    await add('a')
    await add('b', { ListOrder: 7 })
    await add('c')
    await add('d', { ParentID: 'a' })
    expect(await orders()).toEqual({ a: 0, b: 7, c: 8, d: 0 })
    expect(await m.outcome('POST', path, { Name: 'x', ListOrder: -1 })).toEqual([400, 'ValidationFailure'])
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
    expect(await m.outcome('PATCH', `${path}/a`, { ParentID: 'a' })).toEqual(circle)
    expect(await m.outcome('PATCH', `${path}/a`, { ParentID: 'C' })).toEqual(circle)
    expect(await m.outcome('PUT', `${path}/a`, { Name: 'a', ParentID: 'b' })).toEqual(circle)
    expect(await m.outcome('POST', path, { ID: 'e', Name: 'e', ParentID: 'e' })).toEqual([404, 'NotFound'])
    expect(await m.outcome('PATCH', `${path}/b`, { ParentID: null })).toBe(200)
    expect(await m.outcome('PATCH', `${path}/a`, { ParentID: 'c' })).toBe(200)
    expect(await listed('ParentID=b&depth=all')).toEqual(['c', 'a'])
  })

  it('does not become a circle either by two moves at once', async () => {
    await add('a')
    await add('b')
    const both = await Promise.all([
      m.outcome('PATCH', `${path}/a`, { ParentID: 'b' }),
      m.outcome('PATCH', `${path}/b`, { ParentID: 'a' }),
    ])
    expect(both.filter((o) => o === 200)).toHaveLength(1)
    expect(await listed('depth=all')).toHaveLength(2)
  })

  it('refuses a parent that is not in the catalogue', async () => {
    await catalog('other')
    await m.must('POST', '/catalogs/other/categories', { ID: 'there', Name: 'There' })
    expect(await m.outcome('POST', path, { Name: 'x', ParentID: 'there' })).toEqual([404, 'NotFound'])
  })

  it('has IDs of each catalogue’s own', async () => {
    await catalog('other')
    await add('same')
    expect(await m.outcome('POST', '/catalogs/other/categories', { ID: 'same', Name: 'Same' })).toBe(201)
    expect(await m.outcome('POST', path, { ID: 'SAME', Name: 'Same' })).toEqual([409, 'IdExists'])
  })

  it('loses the whole of a subtree with everything assigned to it, and no product', async () => {
    await grow()
    await m.buyer({ ID: 'acme', DefaultCatalogID: 'c' })
    await product('mug')
    await m.must('POST', `${path}/productassignments`, { CategoryID: 'c', ProductID: 'mug' })
    await m.must('POST', `${path}/assignments`, { CategoryID: 'b', BuyerID: 'acme', Visible: true })
    expect(await m.outcome('DELETE', `${path}/a`)).toBe(204)
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
    expect(await m.outcome('DELETE', `${path}/a/assignments`)).toEqual([400, 'ValidationFailure'])
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
    const place = () =>
      m.outcome('POST', `${path}/productassignments`, { CategoryID: 'a', ProductID: 'child' })
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
        m.outcome('POST', `${path}/productassignments`, { CategoryID, ProductID: 'mug' }),
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
      m.outcome('POST', '/catalogs/acme/categories/productassignments', { CategoryID, ProductID })
    const many = await Promise.all([
      ...categories.flatMap((k) => ['parent', 'child', 'mug'].map((p) => place(k, p))),
      ...['late', 'later'].map((ID) =>
        m.outcome('POST', '/products', { ID, Name: ID, ParentID: 'parent', Active: true }),
      ),
      m.outcome('PATCH', '/products/child', { Active: false }),
      m.outcome('PATCH', '/products/mug', { ID: 'MUG' }),
      m.outcome('DELETE', '/catalogs/acme/categories/k2'),
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
