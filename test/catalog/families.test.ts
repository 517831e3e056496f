import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User

/** A buyer `acme` that sees everything, and a family: the parent `tee`, in the buyer's catalogue, and its child `tee-s`. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await product('tee', { IsParent: true })
  await m.must('POST', '/catalogs/productassignments', { CatalogID: 'acme', ProductID: 'tee' })
  await product('tee-s', { ParentID: 'tee' })
})

const product = (ID: string, more: Record<string, unknown> = {}) =>
  m.must('POST', '/products', { ID, Name: ID, Active: true, ...more })
const patch = (ID: string, change: Record<string, unknown>) => m.must('PATCH', `/products/${ID}`, change)
const get = (ID: string) => m.must('GET', `/products/${ID}`)
const mine = (ID: string) => m.must('GET', `/me/products/${ID}`, undefined, shopper)
const list = async (query: string) => ids(await m.must('GET', `/products?sortBy=ID&${query}`))
const sees = async (query = '') =>
  ids(await m.must('GET', `/me/products?sortBy=ID&${query}`, undefined, shopper))
const codeOf = async (method: string, path: string, body?: unknown, as: User = m.seller) => {
  const answer = await m.api(method, path, body, as)
  return answer.body?.Errors?.[0]?.ErrorCode ?? answer.status
}

describe('a family', () => {
  it('has a parent that exists, is one, and has none itself', async () => {
    await product('plain')
    expect(await codeOf('PATCH', '/products/plain', { ParentID: 'none' })).toBe('NotFound')
    expect(await codeOf('PATCH', '/products/tee-s', { ParentID: 'plain' })).toBe('Product.IsNotParent')
    expect(await codeOf('POST', '/products', { Name: 'x', ParentID: 'tee-s' })).toBe('Product.IsNotParent')
    const both = { Name: 'x', IsParent: true, ParentID: 'tee' }
    expect(await codeOf('POST', '/products', both)).toBe('Product.ParentProductCannotHaveParent')
    expect(await codeOf('PATCH', '/products/tee-s', { IsParent: true })).toBe(
      'Product.ParentProductCannotHaveParent',
    )
  })

  it('has one owner', async () => {
    const supplier = await m.supplier()
    const foreign = { Name: 'x', OwnerID: supplier.ID, ParentID: 'tee' }
    expect(await codeOf('POST', '/products', foreign)).toBe('Product.ParentChildProductOwnersShouldMatch')
  })

  it('keeps its parent while it has children', async () => {
    expect(await codeOf('PATCH', '/products/tee', { IsParent: false })).toBe('Product.CannotModifyIsParent')
    expect(await codeOf('DELETE', '/products/tee')).toBe('Product.CannotDeleteParentProduct')
    await m.must('DELETE', '/products/tee-s')
    expect((await patch('tee', { IsParent: false })).IsParent).toBe(false)
    await m.must('DELETE', '/products/tee')
  })

  it('tracks no stock by variant', async () => {
    const code = 'InventoryConfiguration.CannotSetVariantLevelTracking'
    const Inventory = { Enabled: true, VariantLevelTracking: true }
    for (const id of ['tee', 'tee-s'])
      expect(await codeOf('PATCH', `/products/${id}`, { Inventory })).toBe(code)
    await product('tracked', { Inventory })
    expect(await codeOf('PATCH', '/products/tracked', { IsParent: true })).toBe(code)
    expect(await codeOf('PATCH', '/products/tracked', { ParentID: 'tee' })).toBe(code)
  })

  it('is found whole by ParentID|ID, and lists do without children by ParentID=!*', async () => {
    await product('cap')
    expect(await list('ParentID|ID=tee')).toEqual(['tee', 'tee-s'])
    expect(await list('ParentID=!*')).toEqual(['cap', 'tee'])
    expect(await list('ParentID=tee')).toEqual(['tee-s'])
    expect(await sees('ParentID|ID=tee')).toEqual(['tee', 'tee-s'])
    expect(await sees('ParentID=!*')).toEqual(['tee'])
  })
})

const ofParent = {
  Description: 'A shirt',
  QuantityMultiplier: 6,
  ShipWeight: 2,
  ShipHeight: 3,
  ShipWidth: 4,
  ShipLength: 5,
}

describe('a child product shows', () => {
  it('each property of its parent that it leaves null, to everybody', async () => {
    await m.supplier({ ID: 's1' })
    await m.must('POST', '/suppliers/s1/addresses', {
      ID: 'dock',
      Street1: 'Quay',
      City: 'Hamburg',
      Country: 'DE',
    })
    await m.must('POST', '/priceschedules', { ID: 'ps', Name: 'ps' })
    const links = { DefaultSupplierID: 's1', ShipFromAddressID: 'dock' }
    await patch('tee', { ...ofParent, ...links, DefaultPriceScheduleID: 'ps' })
    expect(await get('tee-s')).toMatchObject({ ...ofParent, ...links, DefaultPriceScheduleID: 'ps' })
    expect(await mine('tee-s')).toMatchObject({ ...ofParent, ...links })
    const [, admin] = (await m.must('GET', '/products?sortBy=ID')).Items
    const [, shown] = (await m.must('GET', '/me/products?sortBy=ID', undefined, shopper)).Items
    expect([admin, shown]).toMatchObject([ofParent, ofParent])
  })

  it('its own value where it has one, and the parent’s again when that is taken back', async () => {
    await patch('tee', ofParent)
    await patch('tee-s', { ShipWeight: 0, Description: 'Small', QuantityMultiplier: 1 })
    expect(await get('tee-s')).toMatchObject({
      ...ofParent,
      ShipWeight: 0,
      Description: 'Small',
      QuantityMultiplier: 1,
    })
    await patch('tee-s', { ShipWeight: null, Description: null, QuantityMultiplier: null })
    expect(await get('tee-s')).toMatchObject(ofParent)
  })

  it('keeps nothing of its parent: what is patched is what it said itself', async () => {
    await patch('tee', { ...ofParent, xp: { Color: 'red' } })
    await patch('tee-s', { Name: 'Small', xp: { Size: 'S' } })
    await patch('tee', { Description: 'Another', ShipWeight: 9, xp: { Color: 'blue' } })
    expect(await get('tee-s')).toMatchObject({
      Description: 'Another',
      ShipWeight: 9,
      xp: { Color: 'blue', Size: 'S' },
    })
  })

  it('nothing of a parent it has left, and at once what another one has', async () => {
    await patch('tee', { ...ofParent, xp: { Color: 'red' } })
    await product('hoodie', { IsParent: true, Description: 'Warm' })
    expect(await patch('tee-s', { ParentID: 'hoodie' })).toMatchObject({ Description: 'Warm', xp: null })
    expect(await patch('tee-s', { ParentID: null })).toMatchObject({
      Description: null,
      ShipWeight: null,
      QuantityMultiplier: 1,
    })
    expect(await product('tee-m', { ParentID: 'tee' })).toMatchObject({ ...ofParent, xp: { Color: 'red' } })
  })

  it('the keys of the parent’s xp it does not define, and nothing inside a key', async () => {
    await patch('tee', { xp: { Color: 'red', Ship: { Speed: 1, Crew: 2 } } })
    await patch('tee-s', { xp: { Ship: { Speed: 3 } } })
    expect((await get('tee-s')).xp).toEqual({ Color: 'red', Ship: { Speed: 3 } })
    // A patch merges into what the child says itself.
    await patch('tee-s', { xp: { Ship: { Deck: 4 } } })
    expect((await mine('tee-s')).xp).toEqual({ Color: 'red', Ship: { Speed: 3, Deck: 4 } })
  })

  it('its own flags; as active what is active with its parent', async () => {
    await patch('tee', { Returnable: true, Active: false })
    expect(await get('tee-s')).toMatchObject({ Returnable: false, Active: false })
    expect(await list('Active=true')).toEqual([])
    await patch('tee-s', { Name: 'Small' })
    await patch('tee', { Active: true })
    expect((await get('tee-s')).Active).toBe(true)
    expect(await sees()).toEqual(['tee', 'tee-s'])
    await patch('tee-s', { Active: false })
    expect(await sees()).toEqual(['tee'])
  })

  it('the whole inventory of its parent, until it has its own', async () => {
    await patch('tee', { Inventory: { Enabled: true, QuantityAvailable: 7, NotificationPoint: 2 } })
    expect((await get('tee-s')).Inventory).toEqual((await get('tee')).Inventory)
    expect((await mine('tee-s')).Inventory.QuantityAvailable).toBe(7)
    await patch('tee-s', { Inventory: { Enabled: true } })
    expect((await mine('tee-s')).Inventory).toMatchObject({ QuantityAvailable: 0, NotificationPoint: null })
    await patch('tee-s', { Inventory: null })
    expect((await mine('tee-s')).Inventory.QuantityAvailable).toBe(7)
  })

  it('stands in the address of its parent’s supplier', async () => {
    await m.supplier({ ID: 's1' })
    const dock = { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
    await m.must('POST', '/suppliers/s1/addresses', dock)
    expect(await codeOf('PATCH', '/products/tee-s', { ShipFromAddressID: 'dock' })).toBe('NotFound')
    await patch('tee', { DefaultSupplierID: 's1' })
    expect((await patch('tee-s', { ShipFromAddressID: 'dock' })).ShipFromAddressID).toBe('dock')
  })
})

describe('filters and sorts', () => {
  beforeEach(async () => {
    await patch('tee', {
      ...ofParent,
      xp: { Color: 'red', Tags: ['a', 'b'] },
      Inventory: { Enabled: true, QuantityAvailable: 7 },
    })
    await product('tee-m', { ParentID: 'tee', ShipWeight: 1, xp: { Color: 'blue' } })
  })

  it.each([
    ['ShipWeight=2', ['tee', 'tee-s']],
    ['ShipWeight=<2', ['tee-m']],
    ['Description=a shirt', ['tee', 'tee-m', 'tee-s']],
    ['QuantityMultiplier=6', ['tee', 'tee-m', 'tee-s']],
    ['xp.Color=red', ['tee', 'tee-s']],
    ['xp.Color=!red', ['tee-m']],
    ['xp.Tags=b', ['tee', 'tee-m', 'tee-s']],
    ['xp.Size=*', []],
    ['Inventory.QuantityAvailable=>5', ['tee', 'tee-m', 'tee-s']],
    ['Inventory.Enabled=true', ['tee', 'tee-m', 'tee-s']],
  ])('see what is shown of the parent: %s', async (query, expected) => {
    expect(await list(query)).toEqual(expected)
    expect(await sees(query)).toEqual(expected)
  })

  it('order by what is shown of the parent', async () => {
    const order = (sortBy: string) =>
      Promise.all([
        m.must('GET', `/products?sortBy=${sortBy}`).then(ids),
        m.must('GET', `/me/products?sortBy=${sortBy}`, undefined, shopper).then(ids),
      ])
    const expected = ['tee-m', 'tee', 'tee-s']
    expect(await order('ShipWeight,ID')).toEqual([expected, expected])
    expect(await order('xp.Color,ID')).toEqual([expected, expected])
  })

  it('see the links that a child product has of its parent', async () => {
    await m.supplier({ ID: 's1' })
    await patch('tee', { DefaultSupplierID: 's1' })
    expect(await list('DefaultSupplierID=s1')).toEqual(['tee', 'tee-m', 'tee-s'])
  })
})

describe('a child product stands where its parent does', () => {
  it('in catalogues and categories: filters of both find it', async () => {
    await m.must('POST', '/catalogs/acme/categories', { ID: 'k', Name: 'k', Active: true })
    await m.must('POST', '/catalogs/acme/categories/productassignments', {
      CategoryID: 'k',
      ProductID: 'tee',
    })
    expect(await list('catalogID=acme')).toEqual(['tee', 'tee-s'])
    expect(await list('catalogID=acme&categoryID=k')).toEqual(['tee', 'tee-s'])
    expect(await sees('catalogID=acme&categoryID=k')).toEqual(['tee', 'tee-s'])
    const holding = await m.must('GET', '/me/categories?productID=tee-s', undefined, shopper)
    expect(ids(holding)).toEqual(['k'])
    // No rows of its own.
    const rows = await m.must('GET', '/catalogs/productassignments?catalogID=acme')
    expect(rows.Items.map((r: { ProductID: string }) => r.ProductID)).toEqual(['tee'])
  })

  it('and is put into no catalogue of its own', async () => {
    const body = { CatalogID: 'acme', ProductID: 'tee-s' }
    expect(await codeOf('POST', '/catalogs/productassignments', body)).toBe(
      'Catalog.CannotAssignChildProduct',
    )
  })

  it('wherever that is while it moves: a page never counts it twice or loses it', async () => {
    await product('hoodie', { IsParent: true })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: 'acme', ProductID: 'hoodie' })
    const moves = (async () => {
      for (let i = 0; i < 12; i++) await patch('tee-s', { ParentID: i % 2 ? 'tee' : 'hoodie' })
    })()
    const pages = Array.from({ length: 20 }, () =>
      m.must('GET', '/me/products?sortBy=ID', undefined, shopper),
    )
    for (const page of await Promise.all(pages)) {
      expect(ids(page)).toEqual(['hoodie', 'tee', 'tee-s'])
      expect(page.Meta.TotalCount).toBe(3)
      expect(['tee', 'hoodie']).toContain(page.Items[2].ParentID)
    }
    await moves
  })

  it('though the parent ceases to be one at the same moment: one of the two is refused', async () => {
    for (let i = 0; i < 5; i++) {
      await product(`p${i}`, { IsParent: true })
      await Promise.all([
        m.api('PATCH', `/products/p${i}`, { IsParent: false }),
        m.api('POST', '/products', { ID: `c${i}`, Name: 'c', ParentID: `p${i}` }),
      ])
      const children = await list(`ParentID=p${i}`)
      expect((await get(`p${i}`)).IsParent).toBe(children.length > 0)
    }
  })
})

describe('the price of a child product', () => {
  const schedule = (ID: string, price: number) =>
    m.must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: price }] })
  const assign = (ProductID: string, PriceScheduleID: string) =>
    m.must('POST', '/products/assignments', { ProductID, BuyerID: 'acme', PriceScheduleID })
  const price = async (query = '') =>
    (await m.must('GET', `/me/products/tee-s${query}`, undefined, shopper)).PriceSchedule?.ID ?? null

  it('is its own by any way, then the parent’s by any way', async () => {
    for (const [i, id] of ['parents-default', 'parents-own', 'childs-default', 'childs-own'].entries())
      await schedule(id, i + 1)
    expect(await price()).toBeNull()
    await patch('tee', { DefaultPriceScheduleID: 'parents-default' })
    expect(await price()).toBe('parents-default')
    await assign('tee', 'parents-own')
    expect(await price()).toBe('parents-own')
    await patch('tee-s', { DefaultPriceScheduleID: 'childs-default' })
    expect(await price()).toBe('childs-default')
    await assign('tee-s', 'childs-own')
    expect(await price()).toBe('childs-own')
  })

  it('is for a supplier the default it has for the parent, whose seller it then is', async () => {
    await m.supplier({ ID: 's1' })
    await schedule('a', 1)
    await schedule('s1-a', 2)
    await patch('tee', { DefaultPriceScheduleID: 'a' })
    await m.must('PUT', '/products/tee/suppliers/s1?defaultPriceScheduleID=s1-a')
    expect(await price('?sellerID=s1')).toBe('s1-a')
    expect(await price()).toBe('a')
  })
})
