import { beforeEach, describe, expect, it } from 'vitest'
import type { User } from '../support/marketplace.ts'
import { type BareShop, bareShop, ids, type Json } from './bare-shop.ts'

let { m, catalog, product } = {} as BareShop

beforeEach(async () => {
  ;({ m, catalog, product } = await bareShop())
})

const assignments = async (query = ''): Promise<Json[]> =>
  (await m.must('GET', `/catalogs/assignments?${query}`)).Items

describe('the default catalogue of a buyer', () => {
  it('is made with the buyer: active, of its ID and name, and shows it everything', async () => {
    const buyer = await m.must('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })
    expect(buyer.DefaultCatalogID).toBe('acme')
    const made = await m.must('GET', '/catalogs/acme')
    expect(made).toMatchObject({ Name: 'Acme', Active: true, OwnerID: m.id, CategoryCount: 0 })
    expect(made.Description).toBe('Default catalog for Acme')
    expect(await assignments()).toEqual([
      {
        CatalogID: 'acme',
        BuyerID: 'acme',
        BuyerGroupID: null,
        ViewAllCategories: true,
        ViewAllProducts: true,
      },
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
    expect(await m.outcome('POST', '/buyers', { ID: 'acme', Name: 'Acme', Active: true })).toEqual([
      409,
      'Buyer.DefaultCatalogAlreadyExists',
    ])
    expect(await m.outcome('GET', '/buyers/acme')).toEqual([404, 'NotFound'])
  })

  it('may be one that exists, of the buyer’s ID or another, which is assigned where it is not yet', async () => {
    await catalog('acme')
    await catalog('shared')
    const body = { Name: 'Acme', Active: true }
    await m.must('POST', '/buyers', { ...body, ID: 'acme', DefaultCatalogID: 'acme' })
    await m.must('POST', '/buyers', { ...body, ID: 'other', DefaultCatalogID: 'shared' })
    const both = { ViewAllCategories: true, ViewAllProducts: true }
    expect(await assignments()).toEqual([
      { CatalogID: 'acme', BuyerID: 'acme', BuyerGroupID: null, ...both },
      { CatalogID: 'shared', BuyerID: 'other', BuyerGroupID: null, ...both },
    ])
    expect(ids(await m.must('GET', '/catalogs'))).toEqual(['acme', 'shared'])
    expect(await m.outcome('POST', '/buyers', { ...body, DefaultCatalogID: 'missing' })).toEqual([
      404,
      'NotFound',
    ])
  })

  it('changes with an update, which assigns it where it is not yet and leaves an assignment as it is', async () => {
    await m.buyer({ ID: 'acme' })
    await catalog('new')
    await catalog('known')
    const known = {
      CatalogID: 'known',
      BuyerID: 'acme',
      BuyerGroupID: null,
      ViewAllCategories: false,
      ViewAllProducts: false,
    }
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
    expect(await m.outcome('DELETE', '/catalogs/acme')).toBe(204)
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
    expect(await m.outcome('DELETE', '/catalogs/a')).toBe(204)
    expect(await m.outcome('GET', '/products/mug')).toBe(200)
    expect(await m.outcome('GET', '/catalogs/a/categories')).toEqual([404, 'NotFound'])
    expect((await m.must('GET', '/catalogs/productassignments')).Items).toEqual([])
    await catalog('a')
    expect((await m.must('GET', '/catalogs/a/categories?depth=all')).Items).toEqual([])
  })

  const ends: Record<string, () => Promise<unknown>> = {
    'is deleted': () => m.must('DELETE', '/catalogs/a'),
    'is taken from the buyer': () => m.must('DELETE', '/catalogs/a/assignments?buyerID=acme'),
    'goes with its supplier': () => m.must('DELETE', '/suppliers/north'),
    'loses the product': () => m.must('DELETE', '/catalogs/a/productassignments/mug'),
  }
  it.each(Object.entries(ends))(
    'that %s takes along the assignments of products that it alone carried to a buyer',
    async (how, end) => {
      for (const ID of ['acme', 'bolt']) await m.buyer({ ID })
      await m.supplier({ ID: 'north' })
      await m.must('POST', '/catalogs', {
        ID: 'a',
        Name: 'A',
        Active: true,
        OwnerID: how === 'goes with its supplier' ? 'north' : m.id,
      })
      const parent = { ID: 'mug', Name: 'Mug', IsParent: true }
      await m.must('POST', '/products', parent)
      await m.must('POST', '/products', { ID: 'mug-s', Name: 'Mug', ParentID: 'mug' })
      await product('tee')
      for (const BuyerID of ['acme', 'bolt'])
        await m.must('POST', '/catalogs/assignments', { CatalogID: 'a', BuyerID })
      // Sold by the supplier, so that it may be in a catalogue of its.
      await m.must('PUT', '/products/mug/suppliers/north')
      const carried = { a: 'mug', bolt: 'mug', acme: 'tee' }
      for (const [CatalogID, ProductID] of Object.entries(carried))
        await m.must('POST', '/catalogs/productassignments', { CatalogID, ProductID })
      for (const BuyerID of ['acme', 'bolt'])
        for (const ProductID of ['mug', 'mug-s'])
          await m.must('POST', '/products/assignments', { ProductID, BuyerID })
      await m.must('POST', '/products/assignments', { ProductID: 'tee', BuyerID: 'acme' })
      await end()
      const { Items } = await m.must('GET', '/products/assignments')
      const left = Items.map((a: { ProductID: string; BuyerID: string }) => `${a.ProductID} to ${a.BuyerID}`)
      expect(left.sort()).toEqual(['mug to bolt', 'mug-s to bolt', 'tee to acme'])
    },
  )

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
    expect(await m.outcome('PUT', '/catalogs/acme', { Name: 'Ours', Active: true }, admin)).toBe(200)
    const enter = { CatalogID: 'acme', ProductID: 'mug' }
    expect(await m.outcome('POST', '/catalogs/productassignments', enter, admin)).toBe(204)
    expect(await m.outcome('DELETE', '/catalogs/acme/productassignments/mug', undefined, admin)).toBe(204)
    expect(await m.outcome('POST', '/catalogs', { Name: 'New' }, admin)).toEqual([403, 'Catalog.CannotEdit'])
    expect(await m.outcome('PATCH', '/catalogs/foreign', {}, admin)).toEqual([404, 'NotFound'])
    const foreign = { CatalogID: 'foreign', ProductID: 'mug' }
    expect(await m.outcome('POST', '/catalogs/productassignments', foreign, admin)).toEqual([
      403,
      'Catalog.CannotEdit',
    ])
    for (const [method, path, body] of [
      ['DELETE', '/catalogs/acme'],
      ['POST', '/catalogs/assignments', { CatalogID: 'acme', BuyerID: 'acme' }],
      ['DELETE', '/catalogs/acme/assignments?buyerID=acme'],
    ] as const)
      expect(await m.outcome(method, path, body, admin)).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
    // Their own assignments they may look at, if they say whose.
    expect(await m.outcome('GET', '/catalogs/assignments', undefined, admin)).toEqual([
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
    expect(await m.outcome('PATCH', '/catalogs/ours', { Name: 'x' }, as)).toEqual([404, 'NotFound'])
    const enter = (CatalogID: string, ProductID: string, by: User | 'seller' = 'seller') =>
      m.outcome('POST', '/catalogs/productassignments', { CatalogID, ProductID }, by)
    expect(await enter('theirs', 'theirs', as)).toBe(204)
    // Anything may be put into a catalogue of the marketplace owner's, by the marketplace owner.
    expect(await enter('ours', 'theirs')).toBe(204)
    expect(await enter('ours', 'theirs', as)).toEqual([403, 'Catalog.CannotEdit'])
    expect(await enter('theirs', 'ours')).toEqual([400, 'Catalog.CannotAssignProduct'])
    const place = { CategoryID: 'k', ProductID: 'ours' }
    expect(await m.outcome('POST', '/catalogs/theirs/categories/productassignments', place)).toEqual([
      400,
      'Catalog.CannotAssignProduct',
    ])
    const assign = { CatalogID: 'theirs', BuyerID: 'acme' }
    expect(await m.outcome('POST', '/catalogs/assignments', assign, as)).toBe(204)
    // Another's it gives to nobody, and takes from nobody.
    const foreign = { CatalogID: 'ours', BuyerID: 'acme' }
    expect(await m.outcome('POST', '/catalogs/assignments', foreign, as)).toEqual([403, 'Catalog.CannotEdit'])
    await m.must('POST', '/catalogs/assignments', foreign)
    expect(await m.outcome('DELETE', '/catalogs/ours/assignments?buyerID=acme', undefined, as)).toEqual([
      403,
      'Catalog.CannotEdit',
    ])
    expect(await assignments('catalogID=ours')).toHaveLength(1)
    await m.must('PATCH', `/suppliers/${supplier.ID}`, { AllBuyersCanOrder: false })
    expect(await m.outcome('POST', '/catalogs/assignments', assign, as)).toEqual([
      403,
      'Auth.UserNotAuthorizedToAdmin',
    ])
    expect(await m.outcome('POST', '/catalogs/assignments', assign)).toBe(204)
  })

  it('holds no child products of its own', async () => {
    await catalog('a')
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    expect(
      await m.outcome('POST', '/catalogs/productassignments', { CatalogID: 'a', ProductID: 'child' }),
    ).toEqual([400, 'Catalog.CannotAssignChildProduct'])
  })

  it('answers 404 for what is missing, and nothing for an assignment that is', async () => {
    await catalog('a')
    expect(
      await m.outcome('POST', '/catalogs/productassignments', { CatalogID: 'a', ProductID: 'x' }),
    ).toEqual([404, 'NotFound'])
    expect(await m.outcome('POST', '/catalogs/assignments', { CatalogID: 'a', BuyerID: 'x' })).toEqual([
      404,
      'NotFound',
    ])
    await product('mug')
    expect(await m.outcome('DELETE', '/catalogs/a/productassignments/mug')).toBe(204)
  })
})
