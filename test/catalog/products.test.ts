import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { type BareShop, bareShop, ids, type Json } from './bare-shop.ts'

let { m, catalog, product } = {} as BareShop

beforeEach(async () => {
  ;({ m, catalog, product } = await bareShop())
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
    expect(await m.outcome('GET', '/products?categoryID=k')).toEqual([
      400,
      'Product.CategoryFilterRequiresCatalogID',
    ])
    expect(await m.outcome('GET', '/products?categoryID=k&catalogID=!c')).toEqual([
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
    const change = (id: string, body: Json) => m.outcome('PATCH', `/products/${id}`, body)
    expect(await change('theirs', { ParentID: 'parent' })).toEqual([
      400,
      'Product.ParentChildProductOwnersShouldMatch',
    ])
    expect(await change('single', { ParentID: 'child' })).toEqual([400, 'Product.IsNotParent'])
    expect(await change('child', { IsParent: true })).toEqual([400, 'Product.ParentProductCannotHaveParent'])
    expect(await change('single', { ParentID: 'missing' })).toEqual([404, 'NotFound'])
    expect(await change('parent', { IsParent: false })).toEqual([400, 'Product.CannotModifyIsParent'])
    expect(await m.outcome('DELETE', '/products/parent')).toEqual([400, 'Product.CannotDeleteParentProduct'])
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
    expect(await m.outcome('DELETE', `/suppliers/${supplier.ID}`)).toBe(204)
    const list = await m.must('GET', '/me/products', undefined, user)
    expect([ids(list), list.Meta.TotalCount]).toEqual([['ours'], 1])
    expect((await m.must('GET', '/products/ours')).DefaultSupplierID).toBeNull()
  })
})

describe('a price schedule', () => {
  const one = { Quantity: 1, Price: 10 }
  const create = (body: Json) => m.outcome('POST', '/priceschedules', { Name: 'PS', ...body })
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
    expect(await m.outcome('PATCH', '/priceschedules/ps', { MinQuantity: 9, MaxQuantity: 8 })).toEqual([
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
    expect(await m.outcome('DELETE', '/priceschedules/ps/PriceBreaks?quantity=1')).toBe(204)
    expect(await breaks('ps')).toEqual([[5, 6]])
    expect(await m.outcome('DELETE', '/priceschedules/ps/PriceBreaks?quantity=1')).toEqual([
      404,
      'PriceSchedule.QtyNotFound',
    ])
    expect(await m.outcome('DELETE', '/priceschedules/ps/PriceBreaks')).toEqual([400, 'ValidationFailure'])
    expect(await m.outcome('POST', '/priceschedules/ps/PriceBreaks', { Quantity: 5 })).toEqual([
      400,
      'ValidationFailure',
    ])
    expect(await m.outcome('POST', '/priceschedules/none/PriceBreaks', one)).toEqual([404, 'NotFound'])
  })

  it('that is assigned keeps a break and its currency; unassigned it need not', async () => {
    await schedule('used')
    await schedule('free')
    await give('used')
    const last = '/PriceBreaks?quantity=1'
    expect(await m.outcome('DELETE', `/priceschedules/used${last}`)).toEqual([
      400,
      'PriceSchedule.CannotDeleteLastPriceBreak',
    ])
    for (const [method, body] of [
      ['PATCH', {}],
      ['PUT', { Name: 'used' }],
    ] as const) {
      const cleared = { ...body, PriceBreaks: [] }
      expect(await m.outcome(method, '/priceschedules/used', cleared)).toEqual([
        400,
        'PriceSchedule.CannotClearPriceBreaks',
      ])
    }
    expect(await m.outcome('PATCH', '/priceschedules/used', { ID: 'renamed', PriceBreaks: [] })).toEqual([
      400,
      'PriceSchedule.CannotClearPriceBreaks',
    ])
    expect(await m.outcome('PATCH', '/priceschedules/used', { Currency: 'EUR' })).toEqual([
      400,
      'PriceSchedule.CannotModifyCurrency',
    ])
    expect(await breaks('used')).toEqual([[1, 10]])
    expect(await m.outcome('DELETE', `/priceschedules/free${last}`)).toBe(204)
    expect(await m.outcome('PATCH', '/priceschedules/free', { Currency: 'EUR' })).toBe(200)
  })

  it('leaves assignments without a price and products without a default when it is deleted', async () => {
    await schedule('used')
    await give('used')
    await product('mug', { DefaultPriceScheduleID: 'used' })
    expect(await m.outcome('DELETE', '/priceschedules/used')).toBe(204)
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
    expect(await m.outcome('GET', '/priceschedules?IsOnSale=true')).toEqual([400, 'List.InvalidProperty'])
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
    expect(await m.outcome('PATCH', '/priceschedules/ps', { Name: 'x' })).toBe(200)
    expect(await m.outcome('PATCH', '/priceschedules/ps', { Name: 'x' }, other.user)).toEqual([
      404,
      'NotFound',
    ])
    expect(await m.outcome('POST', '/priceschedules/ps/PriceBreaks', one, other.user)).toEqual([
      404,
      'NotFound',
    ])
    // Who owns it is said once, when it is made.
    expect((await m.must('PATCH', '/priceschedules/ps', { OwnerID: m.id })).OwnerID).toBe(supplier.ID)
  })
})

it('xp that is nested too deep to be read again is refused, so that no list fails over it', async () => {
  const nested = (levels: number) => JSON.parse(`${'['.repeat(levels)}1${']'.repeat(levels)}`)
  expect(await m.outcome('POST', '/products', { Name: 'deep', xp: { a: nested(1500) } })).toEqual([
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
