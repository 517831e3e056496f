import { beforeEach, describe, expect, it } from 'vitest'
import type { As, User } from '../support/marketplace.ts'
import {
  enter,
  give,
  m,
  patch,
  product,
  s1,
  s2,
  schedule,
  sees,
  shopper,
  useSuppliedShop,
  vip,
} from './supplied-shop.ts'

useSuppliedShop()

describe('an assignment of a product', () => {
  const rows = async (query = '', as: As = 'seller') =>
    (await m.must('GET', `/products/assignments?${query}`, undefined, as)).Items.map(
      (a: { UserGroupID: string | null; SellerID: string }) => [a.UserGroupID, a.SellerID],
    )
  const remove = (query = '', as: As = 'seller') =>
    m.must('DELETE', `/products/mug/assignments/acme?${query}`, undefined, as)
  beforeEach(async () => {
    await product('mug', { Active: true, AllSuppliersCanSell: true })
    await enter('mug')
    await schedule('ours', 9)
    await schedule('of-s1', 8, s1.user)
    await schedule('of-s2', 7, s2.user)
  })

  it('of one seller is removed by naming that seller; a supplier removes its own only', async () => {
    await give('mug', { PriceScheduleID: 'ours' })
    await give('mug', { PriceScheduleID: 'of-s1' }, s1.user)
    await give('mug', { PriceScheduleID: 'of-s2' }, s2.user)
    await give('mug', { PriceScheduleID: 'of-s2', UserGroupID: 'vip' }, s2.user)
    const sellers = async () => (await rows()).sort()
    const [ours, theirs, ofGroup] = [
      [null, m.id],
      [null, 's2'],
      ['vip', 's2'],
    ]
    await remove('sellerID=s1')
    expect(await sellers()).toEqual([ours, theirs, ofGroup].sort())
    await remove('sellerID=s2', s1.user)
    await remove('', s1.user)
    expect(await sellers()).toEqual([ours, theirs, ofGroup].sort())
    await remove('', s2.user)
    expect(await sellers()).toEqual([ours, ofGroup].sort())
    await remove(`sellerID=${m.id}`, s2.user)
    await remove(`sellerID=${m.id}&userGroupID=vip`, s2.user)
    expect(await sellers()).toEqual([ours])
    const admin = await m.as(shopper, { roles: ['ProductAdmin', 'ProductAssignmentAdmin'] })
    expect(await m.outcome('DELETE', '/products/mug/assignments/acme', undefined, admin)).toEqual([
      403,
      'Auth.UserNotAuthorizedToAdmin',
    ])
  })

  it('of another seller is made by the marketplace owner with that seller’s schedule', async () => {
    await give('mug', { SellerID: 's1', PriceScheduleID: 'of-s1' })
    expect(await rows()).toEqual([[null, 's1']])
    const row = { ProductID: 'mug', BuyerID: 'acme', SellerID: 's1' }
    expect(await m.outcome('POST', '/products/assignments', row)).toEqual([
      400,
      'ProductAssigment.MustSpecifyPriceScheduleID',
    ])
    expect(await m.outcome('POST', '/products/assignments', { ...row, PriceScheduleID: 'of-s2' })).toEqual([
      400,
      'ValidationFailure',
    ])
  })

  it('of a supplier is priced by its own schedule also where the product is its own', async () => {
    await product('theirs', {}, s1.user)
    await enter('theirs')
    const row = { ProductID: 'theirs', BuyerID: 'acme' }
    const refused = [403, 'PriceSchedule.CannotModify']
    for (const PriceScheduleID of ['ours', 'of-s2'])
      expect(await m.outcome('POST', '/products/assignments', { ...row, PriceScheduleID }, s1.user)).toEqual(
        refused,
      )
    await give('theirs', { PriceScheduleID: 'of-s1' }, s1.user)
    await give('theirs', { UserGroupID: 'vip' }, s1.user)
    expect(await rows('productID=theirs', s1.user)).toEqual([
      [null, 's1'],
      ['vip', 's1'],
    ])
  })

  it('is priced for each party and seller: group, buyer, then default', async () => {
    await schedule('list', 10)
    await schedule('for-vip', 6)
    await patch('mug', { DefaultPriceScheduleID: 'list' })
    await m.buyer({ ID: 'other', DefaultCatalogID: 'acme' })
    const elsewhere = await m.user('Buyer', 'other', ['Shopper'])
    await give('mug', { PriceScheduleID: 'ours' })
    await give('mug', { PriceScheduleID: 'for-vip', UserGroupID: 'vip' })
    await give('mug', { PriceScheduleID: 'of-s1' }, s1.user)
    const price = async (user: User, query = '') =>
      (await m.must('GET', `/me/products/mug?${query}`, undefined, user)).PriceSchedule?.ID
    expect(await price(vip)).toBe('for-vip')
    expect(await price(vip, 'sellerID=s1')).toBe('of-s1')
    expect(await price(shopper)).toBe('ours')
    expect(await price(elsewhere)).toBe('list')
  })
})

describe('a child product', () => {
  beforeEach(async () => {
    await product('tee', { IsParent: true, Active: true })
    await product('tee-s', { ParentID: 'tee', Active: true })
    await product('tee-m', { ParentID: 'tee', Active: true })
    await enter('tee')
    const flags = { ViewAllCategories: false, ViewAllProducts: false }
    await m.must('POST', '/catalogs/assignments', { CatalogID: 'acme', BuyerID: 'acme', ...flags })
  })

  it('is seen through an assignment of its own, without its parent and its siblings', async () => {
    expect(await sees()).toEqual([])
    await give('tee-s')
    expect(await sees()).toEqual(['tee-s'])
    await give('tee')
    expect(await sees()).toEqual(['tee', 'tee-m', 'tee-s'])
  })

  it('is seen through a category of its own, without its parent and its siblings', async () => {
    await m.must('POST', '/catalogs/acme/categories', { ID: 'k', Name: 'K', Active: true })
    const rights = { CategoryID: 'k', BuyerID: 'acme', ViewAllProducts: true }
    await m.must('POST', '/catalogs/acme/categories/assignments', rights)
    const into = { CategoryID: 'k', ProductID: 'tee-s' }
    await m.must('POST', '/catalogs/acme/categories/productassignments', into)
    expect(await sees()).toEqual(['tee-s'])
  })

  it('is hidden by a category of its own that says no, though the catalogue shows its parent and its siblings', async () => {
    const flags = { ViewAllCategories: true, ViewAllProducts: true }
    await m.must('POST', '/catalogs/assignments', { CatalogID: 'acme', BuyerID: 'acme', ...flags })
    await m.must('POST', '/catalogs/acme/categories', { ID: 'k', Name: 'K', Active: true })
    const into = { CategoryID: 'k', ProductID: 'tee-s' }
    await m.must('POST', '/catalogs/acme/categories/productassignments', into)
    expect(await sees()).toEqual(['tee', 'tee-m', 'tee-s'])
    const rights = { CategoryID: 'k', BuyerID: 'acme', ViewAllProducts: false }
    await m.must('POST', '/catalogs/acme/categories/assignments', rights)
    expect(await sees()).toEqual(['tee', 'tee-m'])
    await give('tee-s')
    expect(await sees()).toEqual(['tee', 'tee-m', 'tee-s'])
  })

  it('is not there without IsParent on the product it names, and is no parent by default', async () => {
    await product('plain')
    expect((await m.must('GET', '/products/plain')).IsParent).toBe(false)
    expect(await m.outcome('POST', '/products', { Name: 'x', ParentID: 'plain' })).toEqual([
      400,
      'Product.IsNotParent',
    ])
    expect(await m.outcome('PUT', '/products/tee-s', { Name: 'x', ParentID: 'tee', IsParent: true })).toEqual(
      [400, 'Product.ParentProductCannotHaveParent'],
    )
  })
})
