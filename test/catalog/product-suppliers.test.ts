import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let s1: { ID: string; user: User }
let s2: { ID: string; user: User }

/** A buyer `acme` that sees everything, two suppliers that may sell to it, and a product `mug` of the marketplace. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  s1 = await m.supplier({ ID: 's1' }, ['FullAccess'])
  s2 = await m.supplier({ ID: 's2' }, ['FullAccess'])
  await m.product({ ID: 'acme' }, { ID: 'mug', price: 9 })
})

const suppliersOf = async (product = 'mug', as: User = m.seller) =>
  ids(await m.must('GET', `/products/${product}/suppliers`, undefined, as))
const schedule = (ID: string, price: number, as: User = m.seller, more = {}) =>
  m.must(
    'POST',
    '/priceschedules',
    { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: price }], ...more },
    as,
  )
const relate = (supplier: string, query = '', as: User = m.seller, product = 'mug') =>
  m.api('PUT', `/products/${product}/suppliers/${supplier}${query}`, undefined, as)
const remove = (supplier: string, as: User = m.seller) =>
  m.api('DELETE', `/products/mug/suppliers/${supplier}`, undefined, as)
const code = (answer: { status: number; body: { Errors?: { ErrorCode: string }[] } }) => [
  answer.status,
  answer.body?.Errors?.[0]?.ErrorCode,
]
const priceAt = async (seller?: string, product = 'mug') => {
  const query = seller ? `?sellerID=${seller}` : ''
  const { PriceSchedule } = await m.must('GET', `/me/products/${product}${query}`, undefined, shopper)
  return PriceSchedule?.PriceBreaks[0].Price ?? null
}

describe('a supplier of a product', () => {
  it('is related by the marketplace owner, shown with its own properties, and related once', async () => {
    await schedule('ps-s1', 8)
    expect((await relate('S1', '?defaultPriceScheduleID=PS-S1')).status).toBe(204)
    expect((await relate('s1', '?defaultPriceScheduleID=ps-s1')).status).toBe(204)
    const { Items } = await m.must('GET', '/products/mug/suppliers')
    expect(Items).toEqual([
      {
        ID: 's1',
        Name: 'Supplier',
        Active: true,
        AllBuyersCanOrder: true,
        DateCreated: expect.any(String),
        DefaultPriceScheduleID: 'ps-s1',
        xp: null,
      },
    ])
  })

  it('is listed by name, filtered and searched', async () => {
    await m.must('PATCH', '/suppliers/s1', { Name: 'Zed' })
    await m.must('PATCH', '/suppliers/s2', { Name: 'Ann' })
    await relate('s1')
    await relate('s2')
    const list = async (query: string) => ids(await m.must('GET', `/products/mug/suppliers?${query}`))
    expect(await list('')).toEqual(['s1', 's2'])
    expect(await list('sortBy=Name')).toEqual(['s2', 's1'])
    expect(await list('search=zed')).toEqual(['s1'])
    expect(await list('Name=Ann')).toEqual(['s2'])
  })

  it('has its schedule changed by relating it again, and taken by relating it without one', async () => {
    await schedule('a', 8)
    await schedule('b', 7)
    const stored = async () =>
      (await m.must('GET', '/products/mug/suppliers')).Items[0].DefaultPriceScheduleID
    await relate('s1', '?defaultPriceScheduleID=a')
    await relate('s1', '?defaultPriceScheduleID=b')
    expect(await stored()).toBe('b')
    await relate('s1')
    expect(await stored()).toBeNull()
  })

  it('is priced by a schedule of its own or the marketplace owner’s only', async () => {
    await schedule('of-s2', 5, s2.user)
    expect(code(await relate('s1', '?defaultPriceScheduleID=of-s2'))).toEqual([
      400,
      'PriceSchedule.InvalidDefaultPriceScheduleID',
    ])
    expect(code(await relate('s1', '?defaultPriceScheduleID=none'))).toEqual([404, 'NotFound'])
    expect((await relate('s2', '?defaultPriceScheduleID=of-s2')).status).toBe(204)
  })

  it('must exist, and so must the product', async () => {
    expect(code(await relate('nobody'))).toEqual([404, 'NotFound'])
    expect(code(await relate('s1', '', m.seller, 'nothing'))).toEqual([404, 'NotFound'])
    expect(code(await relate('acme'))).toEqual([404, 'NotFound'])
  })

  it('relates itself to products all suppliers may sell, and to its own', async () => {
    await m.must('PATCH', '/products/mug', { AllSuppliersCanSell: true })
    expect((await relate('s1', '', s1.user)).status).toBe(204)
    await m.must('POST', '/products', { ID: 'own', Name: 'Own' }, s1.user)
    expect((await relate('s1', '', s1.user, 'own')).status).toBe(204)
    expect((await remove('s1', s1.user)).status).toBe(204)
    expect(await suppliersOf()).toEqual([])
  })

  it('relates nobody else, and itself to no other product', async () => {
    const refused = [403, 'Auth.UserNotAuthorizedToAdmin']
    await relate('s1')
    expect(code(await relate('s1', '', s1.user))).toEqual(refused)
    expect(code(await remove('s1', s1.user))).toEqual(refused)
    await m.must('PATCH', '/products/mug', { AllSuppliersCanSell: true })
    expect(code(await relate('s2', '', s1.user))).toEqual(refused)
    expect(code(await relate('nobody', '', s1.user))).toEqual(refused)
    await m.must('POST', '/products', { ID: 'own', Name: 'Own' }, s1.user)
    const named = await m.api('PATCH', '/products/own', { DefaultSupplierID: 's2' }, s1.user)
    expect(code(named)).toEqual(refused)
  })

  it('sees nothing of a product it has nothing to do with', async () => {
    expect(code(await relate('s1', '', s1.user))).toEqual([404, 'NotFound'])
    expect((await m.api('GET', '/products/mug/suppliers', undefined, s1.user)).status).toBe(404)
    expect((await m.api('GET', '/products/mug', undefined, s1.user)).status).toBe(404)
  })

  it('sees a product it is related to or may relate itself to, and of its suppliers itself', async () => {
    await relate('s1')
    await relate('s2')
    expect((await m.must('GET', '/products/mug', undefined, s1.user)).ID).toBe('mug')
    expect(await suppliersOf('mug', s1.user)).toEqual(['s1'])
    await remove('s1')
    await m.must('PATCH', '/products/mug', { AllSuppliersCanSell: true })
    expect((await m.must('GET', '/products/mug', undefined, s1.user)).ID).toBe('mug')
    // Its list is of what it owns.
    expect(ids(await m.must('GET', '/products', undefined, s1.user))).toEqual([])
    expect((await m.api('PATCH', '/products/mug', { Name: 'Mine' }, s1.user)).status).toBe(403)
  })

  it('is related by being named the default supplier, which keeps the schedule it has', async () => {
    await schedule('a', 8)
    await relate('s1', '?defaultPriceScheduleID=a')
    await m.must('PATCH', '/products/mug', { DefaultSupplierID: 's1' })
    await m.must('POST', '/products', { ID: 'cup', Name: 'Cup', DefaultSupplierID: 's2' })
    expect(await suppliersOf('cup')).toEqual(['s2'])
    expect((await m.must('GET', '/products/mug/suppliers')).Items[0].DefaultPriceScheduleID).toBe('a')
  })

  it('is no default supplier any more when it is removed; another one stays', async () => {
    await m.must('PATCH', '/products/mug', { DefaultSupplierID: 's1' })
    await relate('s2')
    await remove('s2')
    expect((await m.must('GET', '/products/mug')).DefaultSupplierID).toBe('s1')
    expect((await remove('s1')).status).toBe(204)
    expect(await m.must('GET', '/products/mug')).toMatchObject({
      DefaultSupplierID: null,
      AutoForward: false,
    })
    expect((await remove('s1')).status).toBe(204)
  })

  it('has chosen to sell what all may, when it prices it for a buyer', async () => {
    await schedule('of-s1', 6, s1.user)
    const price = { ProductID: 'mug', BuyerID: 'acme', PriceScheduleID: 'of-s1' }
    await m.must('POST', '/products/assignments', price)
    expect(await suppliersOf()).toEqual([])
    await m.must('PATCH', '/products/mug', { AllSuppliersCanSell: true })
    await m.must('POST', '/products/assignments', price, s1.user)
    expect(await suppliersOf()).toEqual(['s1'])
  })

  it('goes with the supplier and with the product; a deleted schedule is only taken out', async () => {
    await schedule('a', 8)
    await relate('s1', '?defaultPriceScheduleID=a')
    await relate('s2')
    await m.must('DELETE', '/priceschedules/a')
    expect((await m.must('GET', '/products/mug/suppliers')).Items[0].DefaultPriceScheduleID).toBeNull()
    await m.must('DELETE', '/suppliers/s1')
    expect(await suppliersOf()).toEqual(['s2'])
    await m.must('DELETE', '/products/mug')
    await m.must('POST', '/products', { ID: 'mug', Name: 'Mug' })
    expect(await suppliersOf()).toEqual([])
  })

  it('keeps its relation under another ID, and the product’s', async () => {
    await relate('s1')
    await m.must('PATCH', '/suppliers/s1', { ID: 'first' })
    await m.must('PATCH', '/products/mug', { ID: 'cup' })
    expect(await suppliersOf('cup')).toEqual(['first'])
  })
})

describe('the list of products', () => {
  it('is narrowed to those a supplier owns or is related to, or to the others', async () => {
    await relate('s1')
    await m.must('POST', '/products', { ID: 'own', Name: 'Own', OwnerID: 's1' })
    await m.must('POST', '/products', { ID: 'plain', Name: 'Plain' })
    const list = async (query: string) => ids(await m.must('GET', `/products?sortBy=ID&${query}`))
    expect(await list('supplierID=S1')).toEqual(['mug', 'own'])
    expect(await list('supplierID=!s1')).toEqual(['plain'])
    expect(await list('supplierID=s2')).toEqual([])
  })
})

describe('the price of a product', () => {
  it('is for a given seller what is assigned, else the seller’s default, else the product’s', async () => {
    await relate('s1')
    expect(await priceAt('s1')).toBe(9)
    await schedule('default-s1', 8)
    await relate('s1', '?defaultPriceScheduleID=default-s1')
    expect([await priceAt(), await priceAt('s1'), await priceAt(m.id)]).toEqual([9, 8, 9])
    await schedule('assigned-s1', 6.5, s1.user)
    await m.must('POST', '/products/assignments', {
      ProductID: 'mug',
      BuyerID: 'acme',
      PriceScheduleID: 'assigned-s1',
    })
    expect([await priceAt(), await priceAt('s1')]).toEqual([9, 6.5])
  })

  it('passes over a seller’s default in another currency', async () => {
    await schedule('euro', 8, m.seller, { Currency: 'EUR' })
    await relate('s1', '?defaultPriceScheduleID=euro')
    expect(await priceAt('s1')).toBe(9)
  })

  it('is not there from who does not sell it: 404 of one product, no price in the list', async () => {
    expect((await m.api('GET', '/me/products/mug?sellerID=s1', undefined, shopper)).status).toBe(404)
    const list = async () => (await m.must('GET', '/me/products?sellerID=s1', undefined, shopper)).Items
    expect(await list()).toMatchObject([{ ID: 'mug', PriceSchedule: null }])
    await relate('s1')
    expect(await list()).toMatchObject([{ ID: 'mug', PriceSchedule: { ID: 'mug' } }])
    await m.must('PATCH', '/suppliers/s1', { AllBuyersCanOrder: false })
    expect(await list()).toMatchObject([{ PriceSchedule: null }])
    await m.must('PUT', '/suppliers/s1/buyers/acme')
    expect(await priceAt('s1')).toBe(9)
  })

  it('names the marketplace owner in any letter case', async () => {
    expect(await priceAt(m.id.toUpperCase())).toBe(9)
  })
})

describe('the sellers of a product', () => {
  const sellers = async (query = '', product = 'mug') =>
    (await m.must('GET', `/me/products/${product}/sellers?${query}`, undefined, shopper)).Items.map(
      (s: { ID: string; PriceSchedule: { PriceBreaks: { Price: number }[] } | null }) => [
        s.ID,
        s.PriceSchedule?.PriceBreaks[0]?.Price ?? null,
      ],
    )

  it('are the marketplace owner and every supplier that sells it to the buyer, each with its price', async () => {
    await schedule('a', 8)
    await relate('s1', '?defaultPriceScheduleID=a')
    await relate('s2')
    expect((await sellers()).toSorted()).toEqual(
      [
        [m.id, 9],
        ['s1', 8],
        ['s2', 9],
      ].toSorted(),
    )
    await m.must('PATCH', '/suppliers/s2', { AllBuyersCanOrder: false })
    expect((await sellers()).toSorted()).toEqual(
      [
        [m.id, 9],
        ['s1', 8],
      ].toSorted(),
    )
    expect(await sellers('ID=s1')).toEqual([['s1', 8]])
    expect(await sellers('search=s1')).toEqual([['s1', 8]])
  })

  it('count the owner of the product', async () => {
    await m.product({ ID: 'acme' }, { ID: 'own', OwnerID: 's1', price: 3 })
    expect((await sellers('', 'own')).map(([id]: [string]) => id).toSorted()).toEqual([m.id, 's1'].toSorted())
  })

  it('are told of visible products only', async () => {
    await m.must('PATCH', '/products/mug', { Active: false })
    expect((await m.api('GET', '/me/products/mug/sellers', undefined, shopper)).status).toBe(404)
  })
})

describe('an order that goes to a supplier', () => {
  const lineTo = async (supplier: string) => {
    const order = await m.must('POST', '/orders/Outgoing', { ToCompanyID: supplier }, shopper)
    const path = `/orders/Outgoing/${order.ID}`
    return { path, line: await m.api('POST', `${path}/lineitems`, { ProductID: 'mug' }, shopper) }
  }

  it('takes what the supplier is related to, at its price, and nothing else', async () => {
    expect(code((await lineTo('s1')).line)).toEqual([400, 'LineItem.ProductNotAvailableFromSeller'])
    await schedule('a', 8)
    await relate('s1', '?defaultPriceScheduleID=a')
    expect((await lineTo('s1')).line.body).toMatchObject({ UnitPrice: 8, PriceScheduleID: 'a' })
  })

  it('is not submitted with what the supplier has ceased to sell', async () => {
    await relate('s1')
    const { path } = await lineTo('s1')
    await remove('s1')
    expect(code(await m.api('POST', `${path}/submit`, {}, shopper))).toEqual([
      400,
      'LineItem.ProductNotAvailableFromSeller',
    ])
    await relate('s1')
    expect((await m.api('POST', `${path}/submit`, {}, shopper)).status).toBe(201)
  })
})
