import { describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import type { As } from '../support/marketplace.ts'
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
} from './supplied-shop.ts'

useSuppliedShop()

describe('a product', () => {
  it('needs a name and nothing else, and is then inactive, unsold and by the piece', async () => {
    expect(await m.outcome('POST', '/products', {})).toEqual([400, 'ValidationFailure'])
    expect(await m.must('POST', '/products', { Name: 'Mug' })).toMatchObject({
      ID: expect.any(String),
      OwnerID: m.id,
      Active: false,
      IsParent: false,
      IsBundle: false,
      ParentID: null,
      QuantityMultiplier: 1,
      Returnable: false,
      AllSuppliersCanSell: false,
      AutoForward: false,
      DefaultSupplierID: null,
      DefaultPriceScheduleID: null,
      Inventory: null,
      SpecCount: 0,
      VariantCount: 0,
    })
  })

  it('is multiplied by a whole number from one on', async () => {
    await product('mug')
    for (const QuantityMultiplier of [0, -1, 1.5])
      expect(await m.outcome('PATCH', '/products/mug', { QuantityMultiplier })).toEqual([
        400,
        'ValidationFailure',
      ])
    expect((await patch('mug', { QuantityMultiplier: 6 })).QuantityMultiplier).toBe(6)
  })

  it('says nothing of what the server counts: sent values are ignored', async () => {
    const sent = { IsBundle: true, SpecCount: 5, VariantCount: 5, DateCreated: '2001-01-01T00:00:00Z' }
    const made = await product('mug', sent)
    expect(made).toMatchObject({ IsBundle: false, SpecCount: 0, VariantCount: 0 })
    expect(made.DateCreated).not.toContain('2001')
    expect(await patch('mug', sent)).toEqual(made)
  })

  it('has the owner that the marketplace owner chose when it was made, and keeps it', async () => {
    expect((await product('ours')).OwnerID).toBe(m.id)
    expect((await product('theirs', { OwnerID: 's1' })).OwnerID).toBe('s1')
    const put = await m.must('PUT', '/products/put', { Name: 'Put', OwnerID: 's1' })
    expect(put.OwnerID).toBe('s1')
    expect((await patch('theirs', { OwnerID: 's2' })).OwnerID).toBe('s1')
    expect((await m.must('PUT', '/products/put', { Name: 'Put', OwnerID: 's2' })).OwnerID).toBe('s1')
    expect(await m.outcome('POST', '/products', { Name: 'x', OwnerID: 'none' })).toEqual([404, 'NotFound'])
  })

  it('of a supplier is that supplier’s, whoever else it names', async () => {
    expect((await product('mug', { OwnerID: 's2' }, s1.user)).OwnerID).toBe('s1')
    expect(ids(await m.must('GET', '/products', undefined, s2.user))).toEqual([])
  })

  it('is changed and deleted by its owner and the marketplace owner only', async () => {
    await product('mug', { AllSuppliersCanSell: true })
    await product('theirs', {}, s1.user)
    const refused = [403, 'Product.CannotModify']
    expect(await m.outcome('PATCH', '/products/mug', { Name: 'x' }, s1.user)).toEqual(refused)
    expect(await m.outcome('PUT', '/products/mug', { Name: 'x' }, s1.user)).toEqual(refused)
    expect(await m.outcome('DELETE', '/products/mug', undefined, s1.user)).toEqual(refused)
    expect(await m.outcome('PATCH', '/products/theirs', { Name: 'x' }, s2.user)).toEqual([404, 'NotFound'])
    expect(await m.outcome('PATCH', '/products/theirs', { Name: 'x' }, s1.user)).toBe(200)
    expect(await m.outcome('DELETE', '/products/theirs')).toBe(204)
  })

  it('is not forwarded to its supplier where the marketplace has no user to forward as', async () => {
    const forwarded = { AutoForward: true, DefaultSupplierID: 's1' }
    await product('mug')
    const refused = await m.outcome('PATCH', '/products/mug', forwarded)
    expect(refused).toEqual([400, 'Seller.AutoForwardingUserRequired'])
    expect(await m.outcome('POST', '/products', { Name: 'x', ...forwarded })).toEqual(refused)
    expect(await m.must('GET', '/products/mug')).toMatchObject({
      AutoForward: false,
      DefaultSupplierID: null,
    })
  })

  it('is listed to sellers whether it is active and in a catalogue or not', async () => {
    await product('asleep')
    await product('loose', { Active: true })
    await product('theirs', {}, s1.user)
    expect(ids(await m.must('GET', '/products?sortBy=ID'))).toEqual(['asleep', 'loose', 'theirs'])
    expect(ids(await m.must('GET', '/products', undefined, s1.user))).toEqual(['theirs'])
  })

  it('is listed to sellers by the category it is in, not by those above that', async () => {
    await m.must('POST', '/catalogs/acme/categories', { ID: 'a', Name: 'A' })
    await m.must('POST', '/catalogs/acme/categories', { ID: 'b', Name: 'B', ParentID: 'a' })
    for (const [CategoryID, ProductID] of [
      ['a', 'mug'],
      ['b', 'cup'],
    ] as const) {
      await product(ProductID)
      await m.must('POST', '/catalogs/acme/categories/productassignments', { CategoryID, ProductID })
    }
    const of = async (k: string) =>
      ids(await m.must('GET', `/products?catalogID=acme&depth=all&categoryID=${k}`))
    expect([await of('a'), await of('b'), await of('!a')]).toEqual([['mug'], ['cup'], ['cup']])
  })

  it('takes assignments, places and entries of collections along when it is deleted', async () => {
    await product('mug', { Active: true })
    await m.must('POST', '/catalogs/acme/categories', { ID: 'k', Name: 'K' })
    const place = { CategoryID: 'k', ProductID: 'mug' }
    await m.must('POST', '/catalogs/acme/categories/productassignments', place)
    await give('mug')
    await m.must('POST', '/me/productcollections', { ID: 'wish', Name: 'Wish' }, shopper)
    await m.must('PUT', '/me/productcollections/wish/mug', undefined, shopper)
    await m.must('DELETE', '/products/mug')
    await product('mug', { Active: true })
    for (const path of [
      '/catalogs/productassignments',
      '/catalogs/acme/categories/productassignments',
      '/products/assignments',
    ])
      expect([path, (await m.must('GET', path)).Items]).toEqual([path, []])
    await enter('mug')
    expect(await sees()).toEqual(['mug'])
    expect(ids(await m.must('GET', '/me/productcollections/wish/products', undefined, shopper))).toEqual([])
  })
})

describe('the default price schedule of a product', () => {
  const set = (ID: string, DefaultPriceScheduleID: string, as: As = 'seller') =>
    m.outcome('PATCH', `/products/${ID}`, { DefaultPriceScheduleID }, as)

  it('must exist', async () => {
    await product('mug')
    expect(await set('mug', 'none')).toEqual([404, 'NotFound'])
  })

  it('of a supplier’s product is the supplier’s own or the marketplace owner’s', async () => {
    await product('theirs', {}, s1.user)
    await schedule('ours', 1)
    await schedule('of-s1', 1, s1.user)
    await schedule('of-s2', 1, s2.user)
    expect(await set('theirs', 'of-s2')).toEqual([400, 'PriceSchedule.InvalidDefaultPriceScheduleID'])
    expect(await set('theirs', 'of-s1', s1.user)).toBe(200)
    expect(await set('theirs', 'ours')).toBe(200)
  })
})

describe('what all suppliers can sell', () => {
  const refused = [403, 'Product.CannotModifyAllSuppliersCanSell']

  it('is for the marketplace owner to say, of its own products', async () => {
    await product('mug')
    await product('theirs', {}, s1.user)
    const all = { AllSuppliersCanSell: true }
    expect((await patch('mug', all)).AllSuppliersCanSell).toBe(true)
    expect(await m.outcome('PATCH', '/products/theirs', all)).toEqual(refused)
    expect(await m.outcome('PATCH', '/products/theirs', all, s1.user)).toEqual(refused)
    expect(await m.outcome('POST', '/products', { Name: 'x', ...all }, s1.user)).toEqual(refused)
    expect(await m.outcome('POST', '/products', { Name: 'x', OwnerID: 's1', ...all })).toEqual(refused)
    expect(await m.outcome('PATCH', '/products/theirs', { AllSuppliersCanSell: false }, s1.user)).toBe(200)
  })

  it('is sold by those who chose to, beside its owner, its default supplier and who was added', async () => {
    await schedule('list', 9)
    await product('mug', { Active: true, AllSuppliersCanSell: true, DefaultPriceScheduleID: 'list' })
    await enter('mug')
    const soldBy = (seller: string, ID = 'mug') =>
      m.outcome('GET', `/me/products/${ID}?sellerID=${seller}`, undefined, shopper)
    expect(await soldBy('s1')).toEqual([404, 'NotFound'])
    await m.must('PUT', '/products/mug/suppliers/s1', undefined, s1.user)
    expect([await soldBy('s1'), await soldBy('s2')]).toEqual([200, [404, 'NotFound']])
    await patch('mug', { DefaultSupplierID: 's2' })
    expect(await soldBy('s2')).toBe(200)
    await product('theirs', { Active: true }, s1.user)
    await enter('theirs')
    expect([await soldBy('s1', 'theirs'), await soldBy('s2', 'theirs')]).toEqual([200, [404, 'NotFound']])
    expect(await soldBy(m.id, 'theirs')).toBe(200)
  })
})

describe('a line of an order', () => {
  it('shows its product as it is until submit, and as it was from then on', async () => {
    const shown = {
      Name: 'Mug',
      Description: 'Enamel',
      QuantityMultiplier: 6,
      ShipWeight: 1,
      ShipHeight: 2,
      ShipWidth: 3,
      ShipLength: 4,
      Returnable: true,
      xp: { Color: 'blue' },
    }
    await m.product({ ID: 'acme' }, { ID: 'mug', ...shown })
    const { ID } = await m.order(shopper, [['mug', 6]])
    const read = async () =>
      (await m.must('GET', `/orders/Outgoing/${ID}/lineitems`, undefined, shopper)).Items[0].Product
    const ofProduct = { ID: 'mug', ParentID: null, DefaultSupplierID: null }
    expect(await read()).toEqual({ ...ofProduct, ...shown })
    await patch('mug', { Name: 'Cup', Returnable: false })
    expect(await read()).toEqual({ ...ofProduct, ...shown, Name: 'Cup', Returnable: false })
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, shopper)
    await patch('mug', { Name: 'Jug', Description: 'Glass', ShipWeight: 9, xp: { Color: 'red' } })
    expect(await read()).toEqual({ ...ofProduct, ...shown, Name: 'Cup', Returnable: false })
  })

  it('stays when its product becomes inactive, and can be submitted when that is active again', async () => {
    await m.product({ ID: 'acme' }, { ID: 'mug' })
    const { ID } = await m.order(shopper, [['mug', 1]])
    const path = `/orders/Outgoing/${ID}`
    await patch('mug', { Active: false })
    expect((await m.must('GET', `${path}/lineitems`, undefined, shopper)).Items).toHaveLength(1)
    const refused = await m.api('POST', `${path}/submit`, undefined, shopper)
    expect(refused.body.Errors[0].ErrorCode).toBe('Order.CannotSubmitWithInactiveProduct')
    expect(JSON.stringify(refused.body.Errors[0].Data)).toContain('mug')
    await patch('mug', { Active: true })
    expect(await m.outcome('POST', `${path}/submit`, undefined, shopper)).toBe(201)
  })
})

describe('bundles', () => {
  it('of a supplier are given to a buyer by it, and taken again', async () => {
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit' }, s1.user)
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: 'kit' })
    await m.must('POST', '/bundles/assignments', { BundleID: 'kit', BuyerID: 'acme' }, s1.user)
    const rows = async () => (await m.must('GET', '/bundles/assignments')).Items
    expect(await rows()).toMatchObject([{ BundleID: 'kit', SellerID: 's1' }])
    await m.must('DELETE', '/bundles/kit/assignments/acme', undefined, s2.user)
    expect(await rows()).toHaveLength(1)
    await m.must('DELETE', '/bundles/kit/assignments/acme', undefined, s1.user)
    expect(await rows()).toEqual([])
  })

  it('are left out of a list of products by IsBundle=false, for sellers and shoppers', async () => {
    await m.product({ ID: 'acme' }, { ID: 'mug' })
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
    await m.must('POST', '/bundles/productassignments', { BundleID: 'kit', ProductID: 'mug', Required: true })
    await m.must('POST', '/catalogs/bundleassignments', { CatalogID: 'acme', BundleID: 'kit' })
    for (const [path, as] of [
      ['/products', m.seller],
      ['/me/products', shopper],
    ] as const) {
      const list = async (query: string) =>
        ids(await m.must('GET', `${path}?sortBy=ID&${query}`, undefined, as))
      expect(await list('')).toEqual(['kit', 'mug'])
      expect(await list('IsBundle=false')).toEqual(['mug'])
      expect(await list('IsBundle=true')).toEqual(['kit'])
    }
  })
})

describe('a collection of products', () => {
  it('is for users of buyers only', async () => {
    for (const as of [m.seller, s1.user])
      expect(await m.outcome('POST', '/me/productcollections', { Name: 'x' }, as)).toEqual([
        403,
        'Auth.UserNotAuthorizedToAdmin',
      ])
  })
})
