import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let vip: User
let s1: { ID: string; user: User }
let s2: { ID: string; user: User }

/** A buyer `acme` that sees everything, a shopper, another in the group `vip`, and two suppliers that may sell to it. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  vip = await m.user('Buyer', 'acme', ['Shopper'])
  await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
  await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: vip.ID })
  s1 = await m.supplier({ ID: 's1' }, ['FullAccess'])
  s2 = await m.supplier({ ID: 's2' }, ['FullAccess'])
})

const ids = (answer: { Items: { ID: string }[] }) => answer.Items.map((i) => i.ID)
const product = (ID: string, more = {}, as: As = 'seller') =>
  m.must('POST', '/products', { ID, Name: ID, ...more }, as)
const patch = (ID: string, change: object) => m.must('PATCH', `/products/${ID}`, change)
const enter = (ProductID: string, CatalogID = 'acme') =>
  m.must('POST', '/catalogs/productassignments', { CatalogID, ProductID })
const schedule = (ID: string, Price: number, as: As = 'seller', more = {}) =>
  m.must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price }], ...more }, as)
const give = (ProductID: string, more = {}, as: As = 'seller') =>
  m.must('POST', '/products/assignments', { ProductID, BuyerID: 'acme', ...more }, as)
const sees = async (user = shopper) => ids(await m.must('GET', '/me/products?sortBy=ID', undefined, user))

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

describe('the address a product ships from', () => {
  const at = { Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
  const set = (ID: string, ShipFromAddressID: string, as: As = 'seller') =>
    m.outcome('PATCH', `/products/${ID}`, { ShipFromAddressID }, as)
  beforeEach(async () => {
    await m.must('POST', '/addresses', { ID: 'yard', ...at })
    await m.must('POST', '/suppliers/s1/addresses', { ID: 'dock', ...at })
    await m.must('POST', '/suppliers/s2/addresses', { ID: 'pier', ...at })
    await product('mug')
  })

  it('is the marketplace owner’s without a default supplier, and that supplier’s with one', async () => {
    const missing = [404, 'NotFound']
    expect(await set('mug', 'none')).toEqual(missing)
    expect(await set('mug', 'dock')).toEqual(missing)
    expect(await set('mug', 'yard')).toBe(200)
    await product('cup', { DefaultSupplierID: 's1' })
    expect(await set('cup', 'yard')).toEqual(missing)
    expect(await set('cup', 'pier')).toEqual(missing)
    expect(await set('cup', 'dock')).toBe(200)
    await m.address({ ID: 'acme' }, { ID: 'buyers' })
    expect(await set('cup', 'buyers')).toEqual(missing)
  })

  it('may be the supplier’s own on its own products', async () => {
    await product('theirs', {}, s1.user)
    expect(await set('theirs', 'pier', s1.user)).toEqual([404, 'NotFound'])
    expect(await set('theirs', 'dock', s1.user)).toBe(200)
  })

  it('goes with the supplier whose it is, however that ends', async () => {
    const ends: Record<string, () => Promise<unknown>> = {
      none: () => patch('cup', { DefaultSupplierID: null }),
      another: () => patch('cup', { DefaultSupplierID: 's2' }),
      put: () => m.must('PUT', '/products/cup', { Name: 'Cup', DefaultSupplierID: 's2', IsParent: true }),
      'sells no longer': () => m.must('DELETE', '/products/cup/suppliers/s1'),
      'own address now': () => patch('cup', { DefaultSupplierID: null, ShipFromAddressID: 'yard' }),
      'its address now': () => patch('cup', { DefaultSupplierID: 's2', ShipFromAddressID: 'pier' }),
    }
    const left: Record<string, unknown> = {}
    for (const [how, end] of Object.entries(ends)) {
      await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock', IsParent: true })
      await product('cup-s', { ParentID: 'cup', ShipFromAddressID: 'dock' })
      await end()
      const cup = await m.must('GET', '/products/cup')
      const child = await m.must('GET', '/products/cup-s')
      left[how] = [cup.ShipFromAddressID, child.ShipFromAddressID, cup.AutoForward]
      for (const ID of ['cup-s', 'cup']) await m.must('DELETE', `/products/${ID}`)
    }
    expect(left).toEqual({
      none: [null, null, false],
      another: [null, null, false],
      put: [null, null, false],
      'sells no longer': [null, null, false],
      'own address now': ['yard', 'yard', false],
      'its address now': ['pier', 'pier', false],
    })
  })

  it('goes without a successor, and then nothing is forwarded any more', async () => {
    const ends = [
      () => patch('cup', { DefaultSupplierID: null }),
      () => patch('cup', { DEFAULTSUPPLIERID: '' }),
      () => m.must('PUT', '/products/cup', { Name: 'Cup' }),
      () => m.must('DELETE', '/products/cup/suppliers/s1'),
      () => m.must('DELETE', '/suppliers/s1'),
    ]
    for (const end of ends) {
      await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' })
      // No request can say so as long as orders are not forwarded.
      await env.DB.prepare('update products set AutoForward = 1 where Marketplace = ?').bind(m.id).run()
      await end()
      const { AutoForward, DefaultSupplierID, ShipFromAddressID } = await m.must('GET', '/products/cup')
      expect([String(end), AutoForward, DefaultSupplierID, ShipFromAddressID]).toEqual([
        String(end),
        false,
        null,
        null,
      ])
      await m.must('DELETE', '/products/cup')
    }
  })

  it('stays with a product that keeps its supplier, and where the supplier owns the product', async () => {
    await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' })
    const { Items } = await m.must('GET', '/products?ID=cup')
    expect(await m.must('PUT', '/products/cup', Items[0])).toMatchObject({ ShipFromAddressID: 'dock' })
    expect(await patch('cup', { DefaultSupplierID: 'S1', Name: 'Cup' })).toMatchObject({
      ShipFromAddressID: 'dock',
    })
    // What another supplier is sent along with must be that one's.
    const whole = { Name: 'Cup', DefaultSupplierID: 's2', ShipFromAddressID: 'dock' }
    expect(await m.outcome('PUT', '/products/cup', whole)).toEqual([404, 'NotFound'])
    await product('theirs', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' }, s1.user)
    expect(await patch('theirs', { DefaultSupplierID: null })).toMatchObject({ ShipFromAddressID: 'dock' })
    await m.must('PATCH', '/products/theirs', { IsParent: true }, s1.user)
    await product('child', { ParentID: 'theirs' }, s1.user)
    const child = await m.must('GET', '/products/child')
    expect(child.ShipFromAddressID).toBe('dock')
    expect(await m.must('PUT', '/products/child', child)).toEqual(child)
  })

  it('is known by its owner, of several of one ID', async () => {
    for (const at of ['/addresses', '/suppliers/s2/addresses'])
      await m.must('POST', at, { ID: 'dock', Street1: 'Other', City: 'Kiel', Country: 'DE' })
    await product('cup', { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' })
    const now = async () => (await m.must('GET', '/products/cup')).ShipFromAddressID
    for (const at of ['/addresses', '/suppliers/s2/addresses']) {
      await m.must('PATCH', `${at}/dock`, { ID: 'moved' })
      await m.must('DELETE', `${at}/moved`)
      expect(await now()).toBe('dock')
    }
    await m.must('PATCH', '/suppliers/s1', { ID: 's9' })
    await m.must('PATCH', '/suppliers/s9/addresses/dock', { ID: 'berth' })
    expect(await now()).toBe('berth')
  })

  it('is that of a line as it was when the line was made, as is the supplier', async () => {
    await schedule('list', 9)
    await patch('mug', { Active: true, DefaultPriceScheduleID: 'list', ShipFromAddressID: 'yard' })
    await enter('mug')
    await m.must('POST', '/addresses', { ID: 'hall', ...at })
    const { ID } = await m.order(shopper, [['mug', 1]])
    await patch('mug', { ShipFromAddressID: 'hall' })
    const line = async () =>
      (await m.must('GET', `/orders/Outgoing/${ID}/lineitems`, undefined, shopper)).Items[0]
    expect((await line()).ShipFromAddressID).toBe('yard')
    await m.must('POST', `/orders/Outgoing/${ID}/submit`, undefined, shopper)
    expect((await line()).ShipFromAddressID).toBe('yard')
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
