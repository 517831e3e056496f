import { env } from 'cloudflare:workers'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

interface Facet {
  Name: string
  XpPath: string
  Values: { Value: string; Count: number }[]
  xp: unknown
}

let m: Marketplace
let buyer: { ID: string; user: User }

const facets = async (query = '', as: User | 'seller' = buyer.user): Promise<Facet[]> =>
  (await m.must('GET', `${as === 'seller' ? '/products' : '/me/products'}?${query}`, undefined, as)).Meta
    .Facets
const values = async (path: string, query = '', as: User | 'seller' = buyer.user) =>
  (await facets(query, as))
    .find((f) => f.XpPath === path)!
    .Values.map(({ Value, Count }) => [Value, Count] as const)

describe('a facet', () => {
  beforeAll(async () => {
    m = await marketplace()
  })
  const code = (answer: { status: number; body: { Errors: { ErrorCode: string }[] } }) => [
    answer.status,
    answer.body.Errors?.[0]?.ErrorCode,
  ]

  it('counts the property of its own ID unless told otherwise, from a count of one', async () => {
    const made = await m.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
    expect(made).toEqual({
      ID: 'Color',
      Name: 'Color',
      XpPath: 'Color',
      ListOrder: 0,
      MinCount: 1,
      xp: null,
    })
    expect((await m.must('PATCH', '/productfacets/Color', { Name: 'Shade' })).XpPath).toBe('Color')
    expect((await m.must('PUT', '/productfacets/Hue', { Name: 'Hue', XpPath: null })).XpPath).toBe('Hue')
  })

  it('has a path no other facet has', async () => {
    const taken = { ID: 'other', Name: 'Other', XpPath: 'Color' }
    expect(code(await m.api('POST', '/productfacets', taken))).toEqual([409, 'ProductFacet.XpPathInUse'])
    expect(code(await m.api('PATCH', '/productfacets/Hue', { XpPath: 'Color' }))).toEqual([
      409,
      'ProductFacet.XpPathInUse',
    ])
    expect(code(await m.api('POST', '/productfacets', { ID: 'Color', Name: 'x' }))).toEqual([409, 'IdExists'])
    const once = await Promise.all(
      ['a', 'b', 'c', 'd'].map((ID) =>
        m.api('POST', '/productfacets', { ID, Name: ID, XpPath: 'Deep.Path' }),
      ),
    )
    expect(once.map((a) => a.status).sort()).toEqual([201, 409, 409, 409])
  })

  it('has a path of names joined by dots, and a count that is not negative', async () => {
    for (const XpPath of ['a..b', '.a', 'a.', 'a\0b'])
      expect(code(await m.api('POST', '/productfacets', { Name: 'x', XpPath }))).toEqual([
        400,
        'ValidationFailure',
      ])
    expect(code(await m.api('POST', '/productfacets', { Name: 'x', MinCount: -1 }))).toEqual([
      400,
      'ValidationFailure',
    ])
  })

  it('is the marketplace owner’s to change', async () => {
    const supplier = await m.supplier({}, ['ProductFacetAdmin'])
    expect((await m.api('POST', '/productfacets', { Name: 'x' }, supplier.user)).status).toBe(403)
    expect((await m.api('GET', '/productfacets/Color', undefined, supplier.user)).status).toBe(200)
  })
})

describe('the facets of a product list', () => {
  beforeAll(async () => {
    m = await marketplace()
    buyer = await m.buyer()
    const add = (ID: string, xp: unknown, more = {}) =>
      m.product(buyer, { ID, Name: `Product ${ID}`, xp, ...more })
    await add('mug', { Color: 'Blue', Sizes: ['S', 'M', 'S'], Spec: { Weight: 2.5, Dish: true } })
    await add('cup', { Color: 'blue', Sizes: ['M'], Spec: { Weight: 2.5, Dish: false } })
    await add('pan', { Color: 'Red', Sizes: [], Spec: { Weight: 10 } })
    await add('pot', { Color: null, Spec: 'none' })
    await add('jug', null)
    await add('hidden', { Color: 'Green' }, { Active: false })
    await m.must('POST', '/productfacets', {
      ID: 'Weight',
      Name: 'Weight',
      XpPath: 'Spec.Weight',
      ListOrder: 3,
    })
    await m.must('POST', '/productfacets', {
      ID: 'Color',
      Name: 'Color',
      ListOrder: 1,
      xp: { Widget: 'swatch' },
    })
    await m.must('POST', '/productfacets', { ID: 'Sizes', Name: 'Size', ListOrder: 2 })
    await m.must('POST', '/productfacets', {
      ID: 'Dish',
      Name: 'Dishwasher',
      XpPath: 'Spec.Dish',
      ListOrder: 4,
    })
  })

  it('stand by ListOrder, with name, path and xp, their values by count and then by value', async () => {
    const all = await facets()
    expect(all.map((f) => [f.Name, f.XpPath, f.xp])).toEqual([
      ['Color', 'Color', { Widget: 'swatch' }],
      ['Size', 'Sizes', null],
      ['Weight', 'Spec.Weight', null],
      ['Dishwasher', 'Spec.Dish', null],
    ])
    expect(all[1]!.Values).toEqual([
      { Value: 'M', Count: 2 },
      { Value: 'S', Count: 1 },
    ])
  })

  it('count a value whatever its letter case, each element of an array once, numbers and booleans as text', async () => {
    expect(await values('Color')).toEqual([
      ['Blue', 2],
      ['Red', 1],
    ])
    expect(await values('Spec.Weight')).toEqual([
      ['2.5', 2],
      ['10', 1],
    ])
    expect(await values('Spec.Dish')).toEqual([
      ['false', 1],
      ['true', 1],
    ])
  })

  it('count what the caller sees', async () => {
    expect(await values('Color', '', 'seller')).toContainEqual(['Green', 1])
    expect(await values('Color')).not.toContainEqual(['Green', 1])
  })

  it('count within filters, search and category, the facet’s own filter included', async () => {
    expect(await values('Color', 'xp.Sizes=M')).toEqual([['Blue', 2]])
    expect(await values('Color', 'xp.Color=red')).toEqual([['Red', 1]])
    expect(await values('Sizes', 'xp.Color=red')).toEqual([])
    expect(await values('Color', 'search=mug')).toEqual([['Blue', 1]])
    await m.must('POST', `/catalogs/${buyer.ID}/categories`, { ID: 'c', Name: 'C', Active: true })
    const place = { CategoryID: 'c', ProductID: 'pan' }
    await m.must('POST', `/catalogs/${buyer.ID}/categories/productassignments`, place)
    expect(await values('Color', 'categoryID=c')).toEqual([['Red', 1]])
  })

  it('count what child products take from their parent, each key as it is shown', async () => {
    const { must, product, buyer: newBuyer } = await marketplace()
    const shop = await newBuyer()
    await product(shop, { ID: 'tee', IsParent: true, xp: { Color: 'Blue', Spec: { Weight: 1, Dish: true } } })
    for (const [ID, xp] of [
      ['plain', null],
      ['red', { Color: 'Red' }],
      ['heavy', { Spec: { Weight: 2 } }],
      ['none', { Color: null }],
    ] as const)
      await must('POST', '/products', { ID, Name: ID, Active: true, ParentID: 'tee', xp })
    for (const XpPath of ['Color', 'Spec.Weight', 'Spec.Dish'])
      await must('POST', '/productfacets', { ID: XpPath.replace('.', ''), Name: XpPath, XpPath })
    for (const [path, as] of [
      ['/me/products', shop.user],
      ['/products', 'seller'],
    ] as const) {
      const { Meta } = await must('GET', path, undefined, as)
      const counted = Meta.Facets.map((f: Facet) => [f.XpPath, ...f.Values.map((v) => [v.Value, v.Count])])
      expect(counted).toEqual([
        ['Color', ['Blue', 3], ['Red', 1]],
        ['Spec.Dish', ['true', 4]],
        ['Spec.Weight', ['1', 4], ['2', 1]],
      ])
    }
  })

  it('count within what is asked of inventory records and prices', async () => {
    const { must, product, buyer: newBuyer } = await marketplace()
    const shop = await newBuyer()
    const Inventory = { Enabled: true }
    for (const [ID, Color] of [
      ['a', 'Blue'],
      ['b', 'Red'],
      ['c', 'Red'],
    ])
      await product(shop, { ID, Inventory, xp: { Color } })
    await must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
    const record = (ID: string, QuantityAvailable: number, more = {}) =>
      must('POST', `/products/${ID}/inventoryrecords`, { AddressID: 'dock', QuantityAvailable, ...more })
    await record('a', 2)
    await record('b', 5)
    await record('c', 5, { AllowAllBuyers: false })
    await must('POST', '/productfacets', { ID: 'Color', Name: 'Color', MinCount: 0 })
    const colors = async (query: string, as: User | 'seller' = shop.user) => {
      const path = as === 'seller' ? '/products' : '/me/products'
      const { Meta } = await must('GET', `${path}?${query}`, undefined, as)
      expect(Meta.TotalCount).toBe(
        Meta.Facets[0].Values.reduce((n: number, v: { Count: number }) => n + v.Count, 0),
      )
      return Meta.Facets[0].Values.map((v: { Value: string; Count: number }) => `${v.Value} ${v.Count}`)
    }
    const enough = 'InventoryRecords.QuantityAvailable=>4'
    expect(await colors(enough)).toEqual(['Red 1', 'Blue 0'])
    expect(await colors(enough, 'seller')).toEqual(['Red 2', 'Blue 0'])
    expect(await colors(`${enough}&InventoryRecords.AddressID=none`)).toEqual(['Blue 0', 'Red 0'])
    expect(await colors('Inventory.QuantityAvailable=>1')).toEqual(['Blue 1', 'Red 1'])
    expect(await colors('PriceSchedule.Name=b')).toEqual(['Red 1', 'Blue 0'])
    expect(await colors('search=b&searchOn=PriceSchedule.Name')).toEqual(['Red 1', 'Blue 0'])
  })

  it('do not depend on the page', async () => {
    expect(await facets('pageSize=1&page=2')).toEqual(await facets())
    expect(await facets('pageSize=1&page=90')).toEqual(await facets())
  })

  it('leave out values below MinCount, and with 0 show what the filters took away', async () => {
    await m.must('PATCH', '/productfacets/Color', { MinCount: 2 })
    expect(await values('Color')).toEqual([['Blue', 2]])
    await m.must('PATCH', '/productfacets/Color', { MinCount: 0 })
    expect(await values('Color', 'xp.Color=red')).toEqual([
      ['Red', 1],
      ['Blue', 0],
    ])
    expect(await values('Color', 'search=mug')).toEqual([
      ['Blue', 1],
      ['Red', 0],
    ])
    expect((await facets('search=nothing')).find((f) => f.XpPath === 'Color')!.Values).toHaveLength(2)
    await m.must('PATCH', '/productfacets/Color', { MinCount: 1 })
  })

  it('are at most fifty, of a hundred values each', async () => {
    const many = await marketplace()
    const shop = await many.buyer()
    await many.product(shop, { ID: 'p', xp: { Tags: Array.from({ length: 120 }, (_, i) => `tag${i}`) } })
    for (let i = 0; i < 51; i++)
      await many.must('POST', '/productfacets', {
        ID: `f${i}`,
        Name: `F${i}`,
        XpPath: i ? `k${i}` : 'Tags',
        ListOrder: i,
      })
    const { Meta } = await many.must('GET', '/me/products', undefined, shop.user)
    expect(Meta.Facets).toHaveLength(50)
    expect(Meta.Facets[0].Values).toHaveLength(100)
    expect(Meta.Facets[49].Name).toBe('F49')
  })

  it('come with the page in one round trip, and read no product where there are no facets', async () => {
    const bare = await marketplace()
    const shop = await bare.buyer()
    for (const ID of ['a', 'b', 'c']) await bare.product(shop, { ID })
    await bare.must('GET', '/me/products', undefined, shop.user)
    for (const [path, as] of [
      ['/me/products?ID=!x', shop.user],
      ['/products?ID=!x', 'seller'],
    ] as const) {
      const sent = await sentDuring(async () => {
        expect((await bare.must('GET', path, undefined, as)).Meta.Facets).toEqual([])
      })
      const batches = sent.flatMap((s) => s.batches)
      expect(batches).toHaveLength(1)
      // Whether there are any is read with the total; nothing else looks for them.
      const asked = batches[0]!.filter(
        (s) => s.sql.includes('product_facets') && !s.sql.includes(' as total'),
      )
      expect(asked).toEqual([])
    }
    // The first facet shows at once, and from then on in one round trip.
    await bare.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
    const trips = async () => {
      const sent = await sentDuring(async () => {
        expect((await bare.must('GET', '/me/products', undefined, shop.user)).Meta.Facets).toHaveLength(1)
      })
      return sent.flatMap((s) => s.batches).length
    }
    expect([await trips(), await trips()]).toEqual([2, 1])
    await bare.must('DELETE', '/productfacets/Color')
    expect((await bare.must('GET', '/me/products', undefined, shop.user)).Meta.Facets).toEqual([])
  })
})

/** Values as xp has them, and as a filter names them. */
const VALUES = ['red', 'Red', 'RED', 'blue', 'Blå', 1, 2.5, 0, -3, 1e21, 0.1 + 0.2, true, false] as const
const value = fc.constantFrom(...VALUES)
const xpOf = fc.record(
  {
    Color: fc.oneof(
      value,
      fc.array(value, { maxLength: 4 }),
      fc.constant(null),
      fc.constant({ no: 'value' }),
    ),
    Deep: fc.record({ Key: fc.oneof(value, fc.array(value, { maxLength: 3 })) }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)
const lower = (text: string) => text.replace(/[A-Z]/g, (c) => c.toLowerCase())

it('every count is the size of the list with that value as one more filter', async () => {
  const world = await marketplace()
  const shops = [await world.buyer(), await world.buyer()]
  await world.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
  await world.must('POST', '/productfacets', { ID: 'Key', Name: 'Key', XpPath: 'Deep.Key', MinCount: 0 })
  const roots = Array.from({ length: 6 }, (_, i) => `p${i}`)
  for (const [i, ID] of roots.entries())
    await world.product(shops[i % 3 ? 0 : 1]!, { ID, IsParent: i > 2, Inventory: { Enabled: true } })
  // Each shop sees a family.
  const children = ['p3', 'p4', 'p4'].map((ParentID, i) => ({ ID: `c${i}`, ParentID }))
  for (const child of children) await world.must('POST', '/products', { ...child, Name: 'x', Active: true })
  const IDs = [...roots, ...children.map((c) => c.ID)]
  const dock = { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
  await world.must('POST', '/addresses', dock)
  for (const ID of ['p1', 'p2', 'p3'])
    await world.must('POST', `/products/${ID}/inventoryrecords`, { AddressID: 'dock', QuantityAvailable: 3 })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.option(xpOf), { minLength: IDs.length, maxLength: IDs.length }),
      fc.constantFrom(
        '',
        'xp.Color=red',
        'xp.Deep.Key=!blue',
        'ID=p1|p2|p3',
        'search=product',
        'xp.Color=*',
        'ParentID=p3|p4',
        'InventoryRecords.AddressID=dock',
        'Name|InventoryRecords.AddressID=dock|x',
        'Inventory.Enabled=true',
      ),
      fc.nat(2),
      async (xps, query, who) => {
        await env.DB.batch(
          xps.map((xp, i) =>
            env.DB.prepare('update products set xp = ?3 where Marketplace = ?1 and ID = ?2').bind(
              world.id,
              IDs[i],
              xp && JSON.stringify(xp),
            ),
          ),
        )
        const [path, as] = who === 2 ? ['/products', 'seller' as const] : ['/me/products', shops[who]!.user]
        const list = (more: string) =>
          world.must('GET', `${path}?pageSize=100&${query}&${more}`, undefined, as)
        const shown = await list('')
        const seen: { xp: Record<string, unknown> | null }[] = shown.Items
        for (const facet of shown.Meta.Facets as Facet[]) {
          const naive = new Map<string, number>()
          for (const { xp } of seen)
            for (const v of new Set(valuesAt(xp, facet.XpPath))) naive.set(v, (naive.get(v) ?? 0) + 1)
          const told = facet.Values.filter((v) => v.Count > 0)
          expect(new Map(told.map((v) => [lower(v.Value), v.Count]))).toEqual(naive)
          expect(told.length === facet.Values.length || facet.XpPath === 'Deep.Key').toBe(true)
          for (const { Value, Count } of facet.Values) {
            const { Meta } = await list(`xp.${facet.XpPath}=${encodeURIComponent(Value)}`)
            expect([query, facet.XpPath, Value, Meta.TotalCount]).toEqual([query, facet.XpPath, Value, Count])
          }
        }
      },
    ),
    { numRuns: 25 },
  )
})

/** The values at a path as a facet tells them apart. */
function valuesAt(xp: unknown, path: string): string[] {
  let at = xp
  for (const key of path.split('.')) at = (at as Record<string, unknown> | null | undefined)?.[key]
  return (Array.isArray(at) ? at : [at])
    .filter((v) => v !== null && v !== undefined && typeof v !== 'object' && v !== '')
    .map((v) => lower(v === 1e21 ? '1.0e+21' : String(v)))
}
