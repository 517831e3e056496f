import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import type { As } from '../support/marketplace.ts'
import { rowsDuring, sentDuring } from '../support/observe.ts'
import { type AcmeShop, acmeShop } from './acme-shop.ts'

let { m, shopper, vip, category, enter, place, catalog } = {} as AcmeShop

beforeEach(async () => {
  ;({ m, shopper, vip, category, enter, place, catalog } = await acmeShop())
  await m.must('POST', '/buyergroups', { ID: 'chain', Name: 'Chain' })
  await m.must('PATCH', '/buyers/acme', { GroupID: 'chain' })
  await mug()
})

const mug = (ID = 'mug', more: Record<string, unknown> = {}) => m.product({ ID: 'acme' }, { ID, ...more })
const discount = async (
  ID: string,
  Amount: number,
  more: object = {},
  party: object = { BuyerID: 'acme' },
) => {
  await m.must('POST', '/discounts', { ID, DiscountBreaks: [{ Quantity: 1, Amount }], ...more })
  await m.must('POST', '/discounts/assignments', { DiscountID: ID, ...party })
}
interface Shown {
  ID: string
  PriceSchedule: { Discount: object | null }
}
const shownOne = ({ PriceSchedule }: Shown) => PriceSchedule.Discount !== null

/** The discount shown on a product's price, alone and in a list, and what it leaves of 10. */
async function shown(user: As = shopper, ID = 'mug') {
  const one = await m.must('GET', `/me/products/${ID}`, undefined, user)
  const list = await m.must('GET', '/me/products?pageSize=100', undefined, user)
  expect(list.Items.find((i: { ID: string }) => i.ID === ID).PriceSchedule).toEqual(one.PriceSchedule)
  const { Discount, PriceBreaks } = one.PriceSchedule
  return Discount && [Discount.ID, PriceBreaks[0].Discounted.Price]
}

describe('a discount is shown', () => {
  it('with its prices and percentage in each break', async () => {
    await m.must('PATCH', '/priceschedules/mug', {
      PriceBreaks: [
        { Quantity: 1, Price: 10, SalePrice: 9.99 },
        { Quantity: 10, Price: 8, BundlePrice: 6 },
      ],
    })
    expect((await m.must('GET', '/me/products/mug', undefined, shopper)).PriceSchedule).toMatchObject({
      Discount: null,
      PriceBreaks: [{ Discounted: null }, { Discounted: null }],
    })
    await discount('third', 33.333333, { Description: 'A third', xp: { secret: 1 } })
    await m.must('PATCH', '/discounts/third', { DiscountBreaks: [{ Quantity: 5, Amount: 33.333333 }] })
    const { PriceSchedule } = await m.must('GET', '/me/products/mug', undefined, shopper)
    expect(PriceSchedule.Discount).toEqual({ ID: 'third', Description: 'A third' })
    expect(PriceSchedule.PriceBreaks).toMatchObject([
      { Quantity: 1, Price: 10, SalePrice: 9.99, Discounted: null },
      {
        Quantity: 10,
        Price: 8,
        Discounted: {
          Price: 5.333333,
          SalePrice: null,
          SubscriptionPrice: null,
          BundlePrice: 4,
          Percent: 33.333333,
        },
      },
    ])
    const sellers = await m.must('GET', '/me/products/mug/sellers', undefined, shopper)
    expect(sellers.Items[0].PriceSchedule).toEqual(PriceSchedule)
    await m.must('POST', '/me/productcollections', { ID: 'wishes', Name: 'Wishes' }, shopper)
    await m.must('PUT', '/me/productcollections/wishes/mug', undefined, shopper)
    const wishes = await m.must('GET', '/me/productcollections/wishes/products', undefined, shopper)
    expect(wishes.Items[0].PriceSchedule).toEqual(PriceSchedule)
  })

  it('to those whom it is assigned to, from the next request on', async () => {
    await discount('of-group', 10, {}, { BuyerGroupID: 'chain' })
    await discount('of-vips', 30, {}, { BuyerID: 'acme', UserGroupID: 'vip' })
    await m.must('POST', '/discounts', { ID: 'of-nobody', DiscountBreaks: [{ Quantity: 1, Amount: 90 }] })
    const stranger = await m.buyer({ DefaultCatalogID: 'acme' })
    expect(await shown()).toEqual(['of-group', 9])
    expect(await shown(vip)).toEqual(['of-vips', 7])
    expect(await shown(stranger.user)).toBeNull()
    await discount('of-buyer', 20)
    expect(await shown()).toEqual(['of-buyer', 8])
    await m.must('DELETE', '/discounts/of-buyer/assignments?buyerID=acme')
    expect(await shown()).toEqual(['of-group', 9])
    await m.must('DELETE', `/buyers/acme/usergroups/vip/assignments/${vip.ID}`)
    expect(await shown(vip)).toEqual(['of-group', 9])
    await m.must('PATCH', '/discounts/of-group', { ID: 'renamed' })
    expect(await shown()).toEqual(['renamed', 9])
    await m.must('DELETE', '/buyergroups/chain')
    expect(await shown()).toBeNull()
  })

  it('on what it is on: a product with its children, a category with all below it, a catalogue', async () => {
    await category('tools')
    await category('small', { ParentID: 'tools' })
    await catalog('other')
    await mug('saw')
    await mug('set', { IsParent: true })
    await m.must('POST', '/products', { ID: 'piece', Name: 'piece', Active: true, ParentID: 'set' })
    await place('small', 'saw')
    await discount('on-product', 10, { ProductID: 'set' })
    await discount('on-category', 20, { CatalogID: 'acme', CategoryID: 'tools' })
    await discount('on-other', 30, { CatalogID: 'other' })
    expect([await shown(), await shown(shopper, 'saw')]).toEqual([null, ['on-category', 8]])
    expect([await shown(shopper, 'set'), await shown(shopper, 'piece')]).toEqual([
      ['on-product', 9],
      ['on-product', 9],
    ])
    // A catalogue that the buyer has not is nobody's there.
    await enter('mug', 'other')
    expect(await shown()).toBeNull()
    await m.must('POST', '/catalogs/assignments', { CatalogID: 'other', BuyerGroupID: 'chain' })
    expect(await shown()).toEqual(['on-other', 7])
    await m.must('PATCH', '/catalogs/acme/categories/small', { ParentID: null })
    expect(await shown(shopper, 'saw')).toBeNull()
    await m.must('PATCH', '/products/set', { ID: 'kit' })
    expect(await shown(shopper, 'kit')).toEqual(['on-product', 9])
    await place('tools', 'mug')
    expect(await shown()).toEqual(['on-other', 7])
  })

  it('and goes with what it is on, rather than be on everything', async () => {
    await category('tools')
    await category('small', { ParentID: 'tools' })
    await catalog('other')
    await mug('saw')
    await discount('on-product', 10, { ProductID: 'saw' })
    await discount('on-category', 20, { CatalogID: 'acme', CategoryID: 'small' })
    await discount('on-root', 20, { CatalogID: 'acme', CategoryID: 'tools' })
    await discount('on-catalog', 30, { CatalogID: 'other' })
    // An audience has found them.
    await shown()
    await m.must('DELETE', '/products/saw')
    await m.must('DELETE', '/catalogs/acme/categories/tools')
    await m.must('DELETE', '/catalogs/other')
    expect((await m.must('GET', '/discounts')).Items).toEqual([])
    expect((await m.must('GET', '/discounts/assignments')).Items).toEqual([])
    expect(await shown()).toBeNull()
  })
})

describe('a filter of products', () => {
  const rows = [
    { ID: 'a', Name: 'Äpfel', xp: { color: 'red', size: 3, tags: ['new', 'x'], on: '2026-01-05' } },
    {
      ID: 'b',
      Name: 'bolt',
      Description: '50% off & more',
      ShipWeight: 2.5,
      xp: { color: 'RED', size: '3' },
    },
    { ID: 'c', Name: 'Crate', Returnable: true, xp: { color: null, ok: true, parts: [{ n: 1 }, { n: 12 }] } },
    { ID: 'd', Name: 'd', xp: { color: ['blue', 'red'], size: { w: 1 }, on: '2026-02-01T10:00:00Z' } },
    { ID: 'e', Name: 'E*f', ShipWeight: 0, xp: null },
    { ID: 'kid', Name: 'kid', ParentID: 'c', xp: { color: 'green' } },
  ]
  const filters = [
    ...['xp.color=red', 'xp.color=!red', 'xp.color=blue|green', 'xp.color=*', 'xp.color=!*', 'xp.color='],
    ...['xp.color=!', 'xp.color=r*', 'xp.color=!r*', 'xp.size=3', 'xp.size=>2', 'xp.size=!>2', 'xp.size=*'],
    ...['xp.size.w=1', 'xp.tags=new', 'xp.tags=!new', 'xp.ok=true', 'xp.ok=!true', 'xp.parts.n=12'],
    ...['xp.parts.n=>5', 'xp.on=>2026-01-31', 'xp.on=2026-01-05', 'xp.on=<1/31/2026', 'xp.missing=!x'],
    ...[
      'Name=*e*',
      'name=B*t',
      'Name=E\\*f',
      'Name=>d',
      'Description=*off*',
      'Description=',
      'Description=!*',
    ],
    ...[
      'ShipWeight=2.5',
      'ShipWeight=>=0',
      'ShipWeight=!2.5',
      'ShipWeight=',
      'ShipWeight=*',
      'ID|Name=d|kid',
    ],
    ...['Returnable=true', 'Returnable=false', 'IsParent=!true', 'ParentID=c', 'xp.color=red&xp.size=3'],
    'DateCreated=>2020-01-01',
  ]

  it('means what it means in a list of products', async () => {
    for (const row of rows)
      await ('ParentID' in row
        ? m.must('POST', '/products', { Active: true, ...row })
        : mug(row.ID, { ...row, IsParent: row.ID === 'c' }))
    await discount('some', 10, { ProductFilter: 'Name=x' })
    for (const ProductFilter of filters) {
      await m.must('PATCH', '/discounts/some', { ProductFilter })
      const page = await m.must('GET', '/me/products?pageSize=100', undefined, shopper)
      const found = page.Items.filter(shownOne).map((i: Shown) => i.ID)
      const query = ProductFilter.split('&').map((part) => {
        const at = part.indexOf('=')
        return `${part.slice(0, at)}=${encodeURIComponent(part.slice(at + 1))}`
      })
      const listed = await m.must('GET', `/products?pageSize=100&${query.join('&')}`)
      expect([ProductFilter, found.toSorted()]).toEqual([ProductFilter, ids(listed).toSorted()])
    }
  })

  it('says what is wrong with it when it is saved', async () => {
    const refusal = async (ProductFilter: string) => {
      const body = { DiscountBreaks: [{ Quantity: 1, Amount: 5 }], ProductFilter }
      const { status, body: answer } = await m.api('POST', '/discounts', body)
      return [status, answer.Errors?.[0].ErrorCode, answer.Errors?.[0].Data?.Property]
    }
    const wrong = [400, 'ValidationFailure', 'ProductFilter']
    for (const text of ['Nonsense=1', 'ShipWeight=heavy', 'page=2', '&', 'Inventory.QuantityAvailable=>1'])
      expect([text, await refusal(text)]).toEqual([text, wrong])
    expect((await refusal("Name=it's & \\\\"))[0]).toBe(400)
    expect((await refusal("xp.a'b=it's \\& \\\\"))[0]).toBe(201)
  })
})

describe('the rules of a discount', () => {
  const refused = async (body: object) => {
    const { status, body: answer } = await m.api('POST', '/discounts', body)
    return [status, answer.Errors?.map((e: { Data: { Property: string } }) => e.Data.Property)]
  }
  const one = (Quantity: unknown, Amount: unknown) => ({ DiscountBreaks: [{ Quantity, Amount }] })

  it('are of its breaks: positive quantities, each once, sorted; percentages above 0, up to 100', async () => {
    for (const Amount of [0, -1, 100.000001, 0.0000001, '5'])
      expect([Amount, await refused(one(1, Amount))]).toEqual([Amount, [400, ['DiscountBreaks.0.Amount']]])
    for (const Quantity of [0, -1, 1.5, null])
      expect([Quantity, await refused(one(Quantity, 5))]).toEqual([
        Quantity,
        [400, ['DiscountBreaks.0.Quantity']],
      ])
    for (const DiscountBreaks of [[], null, undefined])
      expect(await refused({ DiscountBreaks })).toEqual([400, ['DiscountBreaks']])
    const twice = [1, 2].map((Amount) => ({ Quantity: 3, Amount }))
    expect(await refused({ DiscountBreaks: twice })).toEqual([400, ['DiscountBreaks']])
    const sorted = await m.must('POST', '/discounts', {
      DiscountBreaks: [
        { Quantity: 10, Amount: 100 },
        { Quantity: 1, Amount: 0.5 },
      ],
    })
    expect(sorted.DiscountBreaks.map((b: { Quantity: number }) => b.Quantity)).toEqual([1, 10])
  })

  it('are of what it is on: one thing, which is there', async () => {
    const on = (more: object) => refused({ ...one(1, 5), ...more })
    expect(await on({ CategoryID: 'x' })).toEqual([400, ['CatalogID']])
    expect(await on({ CatalogID: 'acme', ProductID: 'mug' })).toEqual([400, ['ProductID']])
    for (const more of [{ CatalogID: 'x' }, { CatalogID: 'acme', CategoryID: 'x' }, { ProductID: 'x' }])
      expect((await on(more))[0]).toBe(404)
  })

  it('are of whom it is for: a buyer, a group of its users, or a group of buyers', async () => {
    await m.must('POST', '/discounts', { ID: 'd', ...one(1, 5) })
    const assign = (row: object) => m.outcome('POST', '/discounts/assignments', { DiscountID: 'd', ...row })
    expect(await assign({})).toEqual([400, 'PartyAssignment.RequiresBuyer'])
    expect(await assign({ UserGroupID: 'vip' })).toEqual([400, 'PartyAssignment.RequiresBuyer'])
    expect(await assign({ BuyerGroupID: 'chain', UserGroupID: 'vip' })).toEqual([400, 'ValidationFailure'])
    expect(await assign({ BuyerID: 'acme', BuyerGroupID: 'chain' })).toEqual([400, 'ValidationFailure'])
    expect(await assign({ BuyerID: 'acme', UserGroupID: 'nowhere' })).toEqual([404, 'NotFound'])
    for (const row of [
      { BuyerID: 'acme' },
      { BuyerID: 'acme', UserGroupID: 'vip' },
      { BuyerGroupID: 'chain' },
    ])
      for (let i = 0; i < 2; i++) expect(await assign(row)).toBe(204)
    const listed = async (query: string) =>
      (await m.must('GET', `/discounts/assignments?${query}`)).Items.map(
        (i: Record<string, string>) => i.UserGroupID ?? i.BuyerGroupID ?? i.BuyerID,
      )
    expect(await listed('level=Company')).toEqual(['acme'])
    expect(await listed('level=Group')).toEqual(['vip'])
    expect(await listed('level=BuyerGroup')).toEqual(['chain'])
    expect(await listed('buyerGroupID=chain')).toEqual(['chain'])
    expect(await m.outcome('GET', '/discounts', undefined, shopper)).toEqual([403, 'Auth.InsufficientRoles'])
  })

  it('lets a hundred reach a buyer and no more, by whatever way they come', async () => {
    for (let i = 0; i < 101; i++) await m.must('POST', '/discounts', { ID: `d${i}`, ...one(1, 5) })
    const assign = (i: number, row: object) =>
      m.outcome('POST', '/discounts/assignments', { DiscountID: `d${i}`, ...row })
    for (let i = 0; i < 99; i++) expect(await assign(i, { BuyerID: 'acme' })).toBe(204)
    expect(await assign(99, { BuyerGroupID: 'chain' })).toBe(204)
    // One that reaches it already is no more.
    expect(await assign(5, { BuyerGroupID: 'chain' })).toBe(204)
    const both = await Promise.all([
      assign(100, { BuyerID: 'acme', UserGroupID: 'vip' }),
      assign(100, { BuyerGroupID: 'chain' }),
    ])
    expect(both).toEqual([
      [400, 'ValidationFailure'],
      [400, 'ValidationFailure'],
    ])
    await m.must('PATCH', '/buyers/acme', { GroupID: null })
    expect(await assign(100, { BuyerGroupID: 'chain' })).toBe(204)
    const { status, body } = await m.api('PATCH', '/buyers/acme', { GroupID: 'chain' })
    expect([status, body.Errors[0].Data.Property]).toEqual([400, 'GroupID'])
    expect((await m.must('GET', '/buyers/acme')).GroupID).toBeNull()
  })
})

describe('a discount that is on many products', () => {
  it('comes from the database once a page, and so by every list of prices', async () => {
    await Promise.all(['cup', 'jug', 'pot'].map((ID) => mug(ID)))
    const Description = 'said once'
    await discount('half', 50, { Description, ProductFilter: 'Name=*' })
    await discount('tenth', 10, { ProductFilter: 'ID=cup' })
    await m.must('POST', '/me/productcollections', { ID: 'wishes', Name: 'Wishes' }, shopper)
    for (const ID of ['cup', 'jug']) await m.must('PUT', `/me/productcollections/wishes/${ID}`, {}, shopper)
    const { ID } = await m.must('POST', '/orders/Outgoing', {}, shopper)
    const add = (ProductID: string) =>
      m.must('POST', `/orders/Outgoing/${ID}/lineitems`, { ProductID, Quantity: 1 }, shopper)
    for (const ProductID of ['cup', 'jug']) await add(ProductID)
    const said = async (run: () => Promise<unknown>) =>
      JSON.stringify(await rowsDuring(run)).split(Description).length - 1
    const get = (path: string) => () => m.must('GET', `/me/${path}`, undefined, shopper)
    const lists = ['products?pageSize=100', 'products?sortBy=!Name', 'products/mug', 'products/mug/sellers']
    for (const list of [...lists, 'productcollections/wishes/products'])
      expect([list, await said(get(list))]).toEqual([list, 1])
    expect(await said(() => add('pot'))).toBe(1)
  })

  it('leaves a page within five rows an item where nobody has any', async () => {
    await Promise.all(Array.from({ length: 19 }, (_, i) => mug(`p${i}`)))
    await m.must('GET', '/me/products?pageSize=20', undefined, shopper)
    const [sent] = await sentDuring(() =>
      m.must('GET', '/me/products?pageSize=20&sellerID=', undefined, shopper),
    )
    const page = sent!.batches.flat().find((s) => s.sql.includes(' as Schedule'))
    expect(page!.rowsRead).toBeLessThanOrEqual(5 * 20)
  })
})
