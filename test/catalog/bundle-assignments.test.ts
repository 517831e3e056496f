import { beforeEach, describe, expect, it } from 'vitest'
import { SHOPPER_ROLES } from '../support/marketplace.ts'
import { type BundleShop, bundleShop } from './bundle-shop.ts'

let m: BundleShop['m']
let buyer: BundleShop['buyer']
let code: BundleShop['code']
let shown: BundleShop['shown']
let bundle: BundleShop['bundle']

beforeEach(async () => {
  ;({ m, buyer, code, shown, bundle } = await bundleShop())
})

describe('a shopper', () => {
  it('sees a bundle in its catalogue together with what is in it', async () => {
    await m.product(buyer, { ID: 'mug' })
    await m.product(buyer, { ID: 'cup' })
    await bundle('kit', [
      ['mug', true],
      ['cup', false],
    ])
    await bundle('empty', [])
    expect(await shown('sortBy=ID')).toEqual(['cup', 'kit', 'mug'])
    expect(await m.must('GET', '/me/products/kit', undefined, buyer.user)).toMatchObject({ IsBundle: true })
    await m.must('PATCH', '/products/cup', { Active: false })
    expect(await shown('sortBy=ID')).toEqual(['kit', 'mug'])
    await m.must('PATCH', '/products/cup', { Active: true })
    await m.must('PATCH', '/products/mug', { Active: false })
    expect(await shown('sortBy=ID')).toEqual(['cup'])
    expect(await code('GET', '/me/products/kit', undefined, buyer.user)).toEqual([404, 'NotFound'])
    await m.must('PATCH', '/products/mug', { Active: true })
    await m.must('PATCH', '/bundles/kit', { Active: false })
    expect(await shown('sortBy=ID')).toEqual(['cup', 'mug'])
  })

  it('sees none of which no product is visible, and takes a child for its parent', async () => {
    await m.product(buyer, { ID: 'optional', Active: false })
    await bundle('kit', [['optional', false]])
    expect(await shown()).toEqual([])
    await m.product(buyer, { ID: 'parent', IsParent: true })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', ParentID: 'parent', Active: true })
    await bundle('family', [['parent', true]])
    expect(await shown('sortBy=ID')).toEqual(['child', 'family', 'parent'])
    await m.must('PATCH', '/products/parent', { Active: false })
    expect(await shown()).toEqual([])
  })

  it('sees bundles of categories and of its groups', async () => {
    await m.must('POST', '/catalogs/assignments', {
      CatalogID: buyer.ID,
      BuyerID: buyer.ID,
      ViewAllCategories: true,
    })
    await m.product(buyer, { ID: 'mug' })
    await bundle('kit', [['mug', true]])
    expect(await shown()).toEqual([])
    await m.must('POST', `/buyers/${buyer.ID}/usergroups`, { ID: 'vip', Name: 'VIP' })
    await m.must('POST', '/products/assignments', { ProductID: 'mug', BuyerID: buyer.ID })
    const row = { BundleID: 'kit', BuyerID: buyer.ID, UserGroupID: 'vip' }
    await m.must('POST', '/bundles/assignments', row)
    expect(await shown()).toEqual(['mug'])
    await m.must('POST', `/buyers/${buyer.ID}/usergroups/assignments`, {
      UserGroupID: 'vip',
      UserID: buyer.user.ID,
    })
    expect(await shown('sortBy=ID')).toEqual(['kit', 'mug'])
    const category = { ID: 'c', Name: 'C', Active: true }
    await m.must('POST', `/catalogs/${buyer.ID}/categories`, category)
    const base = `/catalogs/${buyer.ID}/categories`
    await m.must('POST', `${base}/bundleassignments`, { CategoryID: 'c', BundleID: 'kit', ListOrder: 3 })
    expect(await shown('categoryID=c')).toEqual(['kit'])
    expect((await m.must('GET', `${base}/bundleassignments`)).Items).toEqual([
      { CategoryID: 'c', BundleID: 'kit', ListOrder: 3 },
    ])
    expect((await m.must('GET', `${base}/productassignments`)).Items).toEqual([])
    await m.must('DELETE', `${base}/c/bundleassignments/kit`)
    expect(await shown('categoryID=c')).toEqual([])
    await m.must('DELETE', `/bundles/kit/assignments/${buyer.ID}?userGroupID=vip`)
    expect(await shown()).toEqual(['mug'])
  })
})

describe('assignments of bundles', () => {
  it('are those of bundles, and those of products of products', async () => {
    await m.product(buyer, { ID: 'mug' })
    await m.must('POST', '/products/assignments', { ProductID: 'mug', BuyerID: buyer.ID })
    await bundle('kit', [['mug', true]])
    await m.must('POST', '/bundles/assignments', { BundleID: 'kit', BuyerID: buyer.ID })
    const rows = async (path: string) => (await m.must('GET', path)).Items
    expect(await rows('/catalogs/bundleassignments')).toEqual([{ CatalogID: buyer.ID, BundleID: 'kit' }])
    expect(await rows('/catalogs/productassignments')).toEqual([{ CatalogID: buyer.ID, ProductID: 'mug' }])
    expect(await rows('/bundles/assignments?level=Company')).toEqual([
      { SellerID: m.id, BundleID: 'kit', BuyerID: buyer.ID, UserGroupID: null },
    ])
    expect(await rows('/products/assignments')).toMatchObject([{ ProductID: 'mug' }])
    expect(
      await code('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'mug' }),
    ).toEqual([404, 'NotFound'])
    expect(await code('DELETE', `/catalogs/${buyer.ID}/bundleassignments/mug`)).toEqual([404, 'NotFound'])
    expect(await code('DELETE', `/bundles/mug/assignments/${buyer.ID}`)).toEqual([404, 'NotFound'])
    await m.must('DELETE', `/catalogs/${buyer.ID}/bundleassignments/kit`)
    expect(await rows('/catalogs/bundleassignments')).toEqual([])
    expect(await rows('/bundles/assignments')).toEqual([])
  })

  it('are to buyers that share a catalogue with it, and never to single users', async () => {
    const other = await m.buyer()
    await bundle('kit', [])
    const row = { BundleID: 'kit', BuyerID: other.ID }
    expect(await code('POST', '/bundles/assignments', row)).toEqual([
      400,
      'Product.CannotAssignNotInBuyerCatalog',
    ])
    expect(await code('POST', '/bundles/assignments', { ...row, BuyerID: buyer.ID, UserID: 'u' })).toEqual([
      400,
      'PartyAssignment.UserLevelNotAllowed',
    ])
    const admin = await m.as(buyer.user, { roles: [...SHOPPER_ROLES, 'BundleAssignmentAdmin'] })
    expect(await code('POST', '/bundles/assignments', row, admin)).toEqual([
      403,
      'Auth.UserNotAuthorizedToAdmin',
    ])
  })
})
