import { beforeEach, describe, expect, it } from 'vitest'
import type { User } from '../support/marketplace.ts'
import { type AcmeShop, acmeShop } from './acme-shop.ts'

let { m, buyer, shopper, vip, show, catalog, category, product, enter, give } = {} as AcmeShop

beforeEach(async () => {
  ;({ m, buyer, shopper, vip, show, catalog, category, product, enter, give } = await acmeShop())
})

describe('the price shown', () => {
  const schedule = (ID: string, Price: number, more: Record<string, unknown> = {}) =>
    m.must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price }], ...more })
  const priced = async (user = shopper, query = '', ID = 'mug') => {
    const one = await m.api('GET', `/me/products/${ID}?${query}`, undefined, user)
    const list = await m.must('GET', `/me/products?ID=${ID}&${query}`, undefined, user)
    const shown = list.Items[0]?.PriceSchedule?.ID ?? null
    // A single product and a list tell the same, unless the seller does not sell it at all.
    if (one.status === 200) expect(one.body.PriceSchedule?.ID ?? null).toBe(shown)
    return one.status === 200 ? shown : [one.status, shown]
  }

  it('is the group’s, else the buyer’s, else the product’s default', async () => {
    for (const [id, price] of [
      ['list', 9],
      ['acme', 8],
      ['vip', 7],
    ] as const)
      await schedule(id, price)
    const other = await m.buyer({ DefaultCatalogID: 'acme' })
    await product('mug', { DefaultPriceScheduleID: 'list' })
    await enter('mug')
    await give('mug', { PriceScheduleID: 'acme' })
    await give('mug', { UserGroupID: 'vip', PriceScheduleID: 'vip' })
    expect([await priced(vip), await priced(shopper), await priced(other.user)]).toEqual([
      'vip',
      'acme',
      'list',
    ])
  })

  it('is searched, filtered and sorted by, whatever else the list is sorted by', async () => {
    await schedule('plain', 9)
    await schedule('special', 8)
    for (const ID of ['mug', 'jug', 'cup']) {
      await product(ID, { DefaultPriceScheduleID: ID === 'jug' ? 'plain' : 'special' })
      await enter(ID)
    }
    const ids = async (query: string) =>
      (await m.must('GET', `/me/products?${query}`, undefined, shopper)).Items.map(
        (i: { ID: string }) => i.ID,
      )
    for (const asked of [
      'search=special&searchOn=PriceSchedule.Name',
      'PriceSchedule.Name=special',
      'InventoryRecords.ID|PriceSchedule.Name=special',
    ]) {
      for (const sortBy of ['Name', 'ID'])
        expect(await ids(`${asked}&sortBy=${sortBy}`)).toEqual(['cup', 'mug'])
      expect(await ids(`${asked}&sortBy=!DateCreated`)).toEqual(['cup', 'mug'])
      expect((await ids(asked)).toSorted()).toEqual(['cup', 'mug'])
    }
    expect(await ids('sortBy=PriceSchedule.Name,ID')).toEqual(['jug', 'cup', 'mug'])
  })

  it('is the cheapest of several groups’, by the first break and then by ID', async () => {
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'dock', Name: 'Dock' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'dock', UserID: vip.ID })
    await schedule('b', 7)
    await schedule('c', 7, {
      PriceBreaks: [
        { Quantity: 1, Price: 7 },
        { Quantity: 9, Price: 1 },
      ],
    })
    await schedule('a', 8)
    await product('mug')
    await enter('mug')
    await give('mug', { UserGroupID: 'vip', PriceScheduleID: 'a' })
    await give('mug', { UserGroupID: 'dock', PriceScheduleID: 'c' })
    expect(await priced(vip)).toBe('c')
    await m.must('DELETE', '/products/mug/assignments/acme?userGroupID=vip')
    await give('mug', { UserGroupID: 'vip', PriceScheduleID: 'b' })
    expect(await priced(vip)).toBe('b')
    await m.must('POST', '/priceschedules/c/PriceBreaks', { Quantity: 0, Price: 6 })
    expect(await priced(vip)).toBe('c')
  })

  it('is the seller’s that is asked for; what it does not sell has none', async () => {
    const supplier = await m.supplier()
    await schedule('list', 9)
    await schedule('acme', 8)
    await schedule('s1', 6.5, { OwnerID: supplier.ID })
    await product('mug', { DefaultPriceScheduleID: 'list', DefaultSupplierID: supplier.ID })
    await product('cup', { DefaultPriceScheduleID: 'list' })
    await enter('mug')
    await enter('cup')
    await give('mug', { PriceScheduleID: 'acme' })
    await give('mug', { PriceScheduleID: 's1' })
    expect(await priced(shopper)).toBe('acme')
    expect(await priced(shopper, `sellerID=${supplier.ID}`)).toBe('s1')
    expect(await priced(shopper, `sellerID=${m.id}`)).toBe('acme')
    expect(await priced(shopper, `sellerID=${supplier.ID}`, 'cup')).toEqual([404, null])
    await m.must('PATCH', `/suppliers/${supplier.ID}`, { AllBuyersCanOrder: false })
    expect(await priced(shopper, `sellerID=${supplier.ID}`)).toEqual([404, null])
  })

  it('is the product owner’s where the marketplace owner assigned none', async () => {
    const supplier = await m.supplier()
    await schedule('s1', 6.5, { OwnerID: supplier.ID })
    await schedule('acme', 8)
    await product('mug', { OwnerID: supplier.ID })
    await enter('mug')
    await give('mug', { PriceScheduleID: 's1' })
    expect(await priced(shopper)).toBe('s1')
    await give('mug', { PriceScheduleID: 'acme' })
    expect(await priced(shopper)).toBe('acme')
  })

  it('of a child product is its parent’s only where it has none itself', async () => {
    for (const id of ['parent-list', 'parent-acme', 'child-list']) await schedule(id, 9)
    await product('parent', { IsParent: true, DefaultPriceScheduleID: 'parent-list' })
    await product('child', { ParentID: 'parent' })
    await enter('parent')
    expect(await priced(shopper, '', 'child')).toBe('parent-list')
    await give('parent', { PriceScheduleID: 'parent-acme' })
    expect(await priced(shopper, '', 'child')).toBe('parent-acme')
    await m.must('PATCH', '/products/child', { DefaultPriceScheduleID: 'child-list' })
    expect(await priced(shopper, '', 'child')).toBe('child-list')
  })

  it('is none where the schedule is in another currency than the shopper’s', async () => {
    await schedule('euro', 9, { Currency: 'EUR' })
    await product('mug', { DefaultPriceScheduleID: 'euro' })
    await enter('mug')
    expect(await priced(shopper)).toBeNull()
  })

  it('tells whether it is on sale', async () => {
    const breaks = [{ Quantity: 1, Price: 9, SalePrice: 5 }]
    await schedule('past', 9, { PriceBreaks: breaks, SaleEnd: '2020-01-01' })
    await schedule('now', 9, { PriceBreaks: breaks, SaleStart: '2020-01-01' })
    for (const id of ['past', 'now']) {
      await product(id, { DefaultPriceScheduleID: id })
      await enter(id)
    }
    const list = await m.must('GET', '/me/products', undefined, shopper)
    expect(list.Items.map((p: { PriceSchedule: { IsOnSale: boolean } }) => p.PriceSchedule.IsOnSale)).toEqual(
      [true, false],
    )
  })
})

describe('a direct assignment', () => {
  const refused = (row: Record<string, unknown>, as: User | 'seller' = 'seller') =>
    m.outcome('POST', '/products/assignments', { ProductID: 'mug', BuyerID: buyer, ...row }, as)
  const rows = async (query = '') =>
    (await m.must('GET', `/products/assignments?${query}`)).Items.map((a: Record<string, string | null>) => [
      a.ProductID,
      a.UserGroupID,
      a.SellerID,
      a.PriceScheduleID,
    ])

  it('needs a catalogue that product and buyer share', async () => {
    await product('mug')
    await catalog('other')
    await enter('mug', 'other')
    expect(await refused({})).toEqual([400, 'Product.CannotAssignNotInBuyerCatalog'])
    await enter('mug')
    expect(await refused({})).toBe(204)
  })

  it('ends with the last shared catalogue', async () => {
    await product('mug')
    await catalog('other')
    await show(false, false, 'other')
    await enter('mug')
    await enter('mug', 'other')
    await give('mug')
    await m.must('DELETE', '/catalogs/acme/productassignments/mug')
    expect(await rows()).toHaveLength(1)
    await m.must('DELETE', '/catalogs/other/productassignments/mug')
    expect(await rows()).toEqual([])
  })

  it('takes a schedule with breaks, of the buyer’s currency', async () => {
    await m.product({ ID: 'acme' }, { ID: 'mug' })
    await m.must('POST', '/priceschedules', { ID: 'empty', Name: 'Empty' })
    const PriceBreaks = [{ Quantity: 1, Price: 1 }]
    await m.must('POST', '/priceschedules', { ID: 'euro', Name: 'Euro', Currency: 'EUR', PriceBreaks })
    expect(await refused({ PriceScheduleID: 'empty' })).toEqual([400, 'PriceSchedule.NoPriceBreaks'])
    expect(await refused({ PriceScheduleID: 'euro' })).toEqual([400, 'PriceSchedule.CurrencyMismatch'])
    expect(await refused({ PriceScheduleID: 'missing' })).toEqual([404, 'NotFound'])
    expect(await refused({ UserGroupID: 'missing' })).toEqual([404, 'NotFound'])
  })

  it('is for a buyer or a group, never for a user', async () => {
    await m.product({ ID: 'acme' }, { ID: 'mug' })
    await category('a')
    expect(await refused({ UserID: shopper.ID })).toEqual([400, 'PartyAssignment.UserLevelNotAllowed'])
    const row = { CategoryID: 'a', BuyerID: buyer, userID: shopper.ID }
    const answer = await m.api('POST', '/catalogs/acme/categories/assignments', row)
    expect(answer.body.Errors[0].ErrorCode).toBe('PartyAssignment.UserLevelNotAllowed')
  })

  it('belongs to the owner of its schedule: one row for each seller, the last word of each', async () => {
    const supplier = await m.supplier()
    const schedule = (ID: string, OwnerID?: string) =>
      m.must('POST', '/priceschedules', { ID, Name: ID, OwnerID, PriceBreaks: [{ Quantity: 1, Price: 1 }] })
    await schedule('ours')
    await schedule('ours2')
    await schedule('theirs', supplier.ID)
    await product('mug')
    await enter('mug')
    await give('mug', { PriceScheduleID: 'ours' })
    await give('mug', { PriceScheduleID: 'theirs' })
    await give('mug', { PriceScheduleID: 'ours2' })
    const [ours, theirs] = [
      ['mug', null, m.id, 'ours2'],
      ['mug', null, supplier.ID, 'theirs'],
    ]
    expect(await rows()).toEqual([ours, theirs].sort())
    expect(await refused({ PriceScheduleID: 'ours', SellerID: supplier.ID })).toEqual([
      400,
      'ValidationFailure',
    ])
    expect(await refused({ SellerID: supplier.ID })).toEqual([
      400,
      'ProductAssigment.MustSpecifyPriceScheduleID',
    ])
    expect(await refused({ PriceScheduleID: 'ours' }, supplier.user)).toEqual([
      403,
      'PriceSchedule.CannotModify',
    ])
    expect(await refused({}, supplier.user)).toEqual([403, 'Product.CannotModify'])
    // Without a seller it is the owner's own row that goes; where there is none, all of the party.
    await m.must('DELETE', '/products/mug/assignments/acme')
    expect(await rows()).toEqual([theirs])
    await m.must('DELETE', '/products/mug/assignments/acme')
    expect(await rows()).toEqual([])
  })

  it('is listed by product, schedule, party and level, and removed exactly', async () => {
    await m.product({ ID: 'acme' }, { ID: 'mug' })
    await m.product({ ID: 'acme' }, { ID: 'cup' })
    await give('mug')
    await give('mug', { UserGroupID: 'vip', PriceScheduleID: 'mug' })
    await give('cup')
    const company = ['mug', null, m.id, null]
    const group = ['mug', 'vip', m.id, 'mug']
    const cup = ['cup', null, m.id, null]
    expect(await rows()).toEqual([cup, company, group])
    expect(await rows('level=Group')).toEqual([group])
    expect(await rows('level=company')).toEqual([cup, company])
    expect(await rows('productID=MUG')).toEqual([company, group])
    expect(await rows('priceScheduleID=mug')).toEqual([group])
    expect(await rows('userGroupID=vip')).toEqual([group])
    expect(await rows('buyerID=other')).toEqual([])
    await m.must('DELETE', '/products/mug/assignments/acme')
    expect(await rows()).toEqual([cup, group])
    await m.must('DELETE', '/products/mug/assignments/acme')
    await m.must('DELETE', '/products/mug/assignments/acme?userGroupID=vip')
    expect(await rows()).toEqual([cup])
  })
})
