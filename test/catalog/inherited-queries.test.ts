import { beforeEach, describe, expect, it } from 'vitest'
import { searchTypes } from '../../src/api/lists/list.ts'
import { products } from '../../src/tables/catalog/products.ts'
import type { Table } from '../../src/tables/table.ts'
import { type Marketplace, marketplace, type User, write } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

type Values = Record<string, unknown>

let m: Marketplace
let shopper: User

/** A parent `tee`, its children `tee-s`, which has nothing of its own, and `tee-l`, and a product `mug`. */
beforeEach(async () => {
  m = await marketplace()
  const buyer = await m.buyer()
  shopper = buyer.user
  await m.must('POST', `/catalogs/${buyer.ID}/categories`, { ID: 'all', Name: 'All', Active: true })
  await m.supplier({ ID: 'northwind' })
  await m.supplier({ ID: 'southwind' })
  for (const ID of ['high', 'low'])
    await m.must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price: 1 }] })
  const product = (ID: string, more: Values) =>
    m.must('POST', '/products', { ID, Name: ID, Active: true, ...more })
  await product('tee', {
    IsParent: true,
    Description: 'Woven hemp',
    DefaultPriceScheduleID: 'high',
    DefaultSupplierID: 'northwind',
    ShipWeight: 3,
    xp: { Fibre: 'Hemp', Origin: { Land: 'Portugal' }, Organic: true },
  })
  await product('mug', { Description: 'Fired clay' })
  await m.must('POST', '/products', { ID: 'tee-s', Name: 'Small', ParentID: 'tee', Active: true })
  await m.must('POST', '/products', {
    ID: 'tee-l',
    Name: 'Large',
    ParentID: 'tee',
    Active: true,
    Description: 'Knitted wool',
    DefaultPriceScheduleID: 'low',
    DefaultSupplierID: 'southwind',
    ShipWeight: 5,
    xp: { Fibre: 'Wool', Origin: null },
  })
  for (const ProductID of ['tee', 'mug']) {
    await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer.ID, ProductID })
    await m.must('POST', `/catalogs/${buyer.ID}/categories/productassignments`, {
      CategoryID: 'all',
      ProductID,
    })
  }
  await m.must('POST', '/me/productcollections', { ID: 'wishes', Name: 'Wishes' }, shopper)
  for (const ID of ['tee', 'tee-s', 'tee-l', 'mug'])
    await m.must('PUT', `/me/productcollections/wishes/${ID}`, undefined, shopper)
})

/** The lists that show products, and as whom. */
const lists: [path: string, as: () => User][] = [
  ['/products', () => m.seller],
  ['/me/products', () => shopper],
  ['/me/products?categoryID=all', () => shopper],
  ['/me/productcollections/wishes/products', () => shopper],
]

async function found(path: string, as: User, query: Values) {
  const asked = new URLSearchParams({ sortBy: 'ID', pageSize: '100', ...query })
  const { Items, Meta } = await m.must(
    'GET',
    `${path}${path.includes('?') ? '&' : '?'}${asked}`,
    undefined,
    as,
  )
  expect(Meta.TotalCount).toBe(Items.length)
  return Items.map((i: { ID: string; Product?: { ID: string } }) => i.Product?.ID ?? i.ID)
}

/** What every list finds by a search, in every way that a search takes. */
async function searched(search: string, searchOn?: string) {
  const all = new Set<string>()
  for (const [path, as] of lists)
    for (const searchType of searchTypes)
      all.add((await found(path, as(), { search, searchType, ...(searchOn ? { searchOn } : {}) })).join())
  expect([search, searchOn, [...all]]).toEqual([search, searchOn, [[...all][0]]])
  return [...all][0]!
}

describe('a search', () => {
  it('finds a child product by what it shows of its parent, and not by what it shows of its own instead', async () => {
    expect(await searched('hemp')).toBe('tee,tee-s')
    expect(await searched('woven hemp')).toBe('tee,tee-s')
    expect(await searched('knitted')).toBe('tee-l')
    for (const on of ['xp', 'xp.*', 'Name,xp', 'xp,xp.Nothing']) {
      expect(await searched('hemp', on)).toBe('tee,tee-s')
      expect(await searched('wool', on)).toBe('tee-l')
      // Of a key that a child product has itself, be it null, nothing is inherited.
      expect(await searched('portugal', on)).toBe('tee,tee-s')
      expect(await searched('true', on)).toBe('tee,tee-l,tee-s')
    }
    expect(await searched('hemp', 'xp.Fibre')).toBe('tee,tee-s')
    expect(await searched('portugal', 'xp.Origin.*')).toBe('tee,tee-s')
    expect(await searched('true', 'xp.Organic')).toBe('tee,tee-l,tee-s')
    expect(await searched('northwind', 'DefaultSupplierID')).toBe('tee,tee-s')
  })

  it('follows every change of the parent', async () => {
    await m.must('PATCH', '/products/tee', { Description: 'Spun of flax', xp: { Fibre: 'Flax' } })
    expect(await searched('hemp')).toBe('')
    expect(await searched('hemp', 'xp')).toBe('')
    expect(await searched('flax')).toBe('tee,tee-s')
    expect(await searched('flax', 'xp')).toBe('tee,tee-s')
    await m.must('PATCH', '/products/tee', { ID: 'shirt' })
    expect(await searched('flax')).toBe('shirt,tee-s')
    await m.must('PATCH', '/products/shirt', { Description: 'Spun of jute' })
    expect(await searched('flax')).toBe('')
    expect(await searched('jute')).toBe('shirt,tee-s')
    await m.must('PATCH', '/products/shirt', { ID: 'Shirt', Description: null, xp: null })
    expect(await searched('jute')).toBe('')
    expect(await searched('flax', 'xp')).toBe('')
    expect(await searched('wool', 'xp')).toBe('tee-l')
  })

  it('follows every change of the child product', async () => {
    await m.must('PATCH', '/products/tee-l', { Description: null, xp: null })
    expect(await searched('hemp')).toBe('tee,tee-l,tee-s')
    expect(await searched('hemp', 'xp')).toBe('tee,tee-l,tee-s')
    await m.must('PATCH', '/products/tee-s', { ParentID: null })
    expect(await found('/products', m.seller, { search: 'hemp' })).toEqual(['tee', 'tee-l'])
    await m.must('PATCH', '/products/tee-s', { ParentID: 'tee' })
    expect(await searched('hemp')).toBe('tee,tee-l,tee-s')
    await m.must('DELETE', '/products/tee-s')
    expect(await searched('hemp')).toBe('tee,tee-l')
  })
})

describe('filters and sorts', () => {
  const shown: [property: string, value: string, others: string][] = [
    ['Description', 'Woven hemp', 'Knitted wool'],
    ['DefaultPriceScheduleID', 'high', 'low'],
    ['DefaultSupplierID', 'northwind', 'southwind'],
    ['ShipWeight', '3', '5'],
    ['xp.Fibre', 'Hemp', 'Wool'],
  ]
  it.each(shown)('see %s as it is shown', async (name, value, other) => {
    for (const [path, as] of lists) {
      if (name === 'DefaultPriceScheduleID' && path.startsWith('/me')) continue
      const by = (query: Values) => found(path, as(), query)
      expect([path, await by({ [name]: value })]).toEqual([path, ['tee', 'tee-s']])
      expect([path, await by({ [name]: other })]).toEqual([path, ['tee-l']])
      expect([path, await by({ [name]: `${value}|${other}` })]).toEqual([path, ['tee', 'tee-l', 'tee-s']])
      expect([path, await by({ [name]: `!${value}` })]).toEqual([path, ['mug', 'tee-l']])
      expect([path, await by({ [name]: '*', ParentID: '*' })]).toEqual([path, ['tee-l', 'tee-s']])
      const [up, down] = [
        await by({ ID: '!mug', sortBy: `${name},ID` }),
        await by({ ID: '!mug', sortBy: `!${name},ID` }),
      ]
      const rising = value < other ? ['tee', 'tee-s', 'tee-l'] : ['tee-l', 'tee', 'tee-s']
      expect([path, up]).toEqual([path, rising])
      expect([path, down]).toEqual([
        path,
        value < other ? ['tee-l', 'tee', 'tee-s'] : ['tee', 'tee-s', 'tee-l'],
      ])
    }
  })
})

describe('what names a supplier or a price schedule', () => {
  it('is found by index, as are its child products: other products are not looked at', async () => {
    await write(
      m.id,
      Array.from({ length: 200 }, (_, i): [Table, Values] => [
        products,
        { ID: `other-${i}`, Name: 'Other', Shelf: '', QuantityMultiplier: 1 },
      ]),
    )
    for (const query of ['DefaultSupplierID=northwind', 'DefaultPriceScheduleID=high|low']) {
      const [request] = await sentDuring(() => m.must('GET', `/products?${query}`))
      const page = request!.batches.flat().find((s) => /limit \(\?\d* \+ 0\) offset/.test(s.sql))!
      expect([query, page.rowsRead < 60]).toEqual([query, true])
    }
  })
})
