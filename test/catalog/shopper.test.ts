import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type AcmeShop, acmeShop } from './acme-shop.ts'

let { m, shopper, vip, show, catalog, category, product, enter, place, allow, give, sees, browses } =
  {} as AcmeShop

beforeEach(async () => {
  ;({ m, shopper, vip, show, catalog, category, product, enter, place, allow, give, sees, browses } =
    await acmeShop())
})

describe('a product is seen', () => {
  it('only while it is active', async () => {
    await product('mug')
    await enter('mug')
    expect(await sees()).toEqual(['mug'])
    await m.must('PATCH', '/products/mug', { Active: false })
    expect(await sees()).toEqual([])
    expect((await m.api('GET', '/me/products/mug', undefined, shopper)).status).toBe(404)
  })

  it('only while its parent is active; the parent itself is seen like any other', async () => {
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    await enter('parent')
    expect(await sees()).toEqual(['child', 'parent'])
    await m.must('PATCH', '/products/parent', { Active: false })
    expect(await sees()).toEqual([])
  })

  it('only while the supplier that owns it is active', async () => {
    const supplier = await m.supplier()
    await product('mug', { OwnerID: supplier.ID })
    await enter('mug')
    expect(await sees()).toEqual(['mug'])
    await m.must('PATCH', `/suppliers/${supplier.ID}`, { Active: false })
    expect(await sees()).toEqual([])
    await m.must('PATCH', `/suppliers/${supplier.ID}`, { Active: true })
    expect(await sees()).toEqual(['mug'])
  })

  it('only in an active catalogue that is assigned to the buyer and holds the product', async () => {
    await catalog('other')
    await product('mug')
    expect(await sees()).toEqual([])
    await enter('mug', 'other')
    expect(await sees()).toEqual([])
    await show(true, true, 'other')
    expect(await sees()).toEqual(['mug'])
    await m.must('PATCH', '/catalogs/other', { Active: false })
    expect(await sees()).toEqual([])
    await m.must('PATCH', '/catalogs/other', { Active: true })
    await m.must('DELETE', '/catalogs/other/assignments?buyerID=acme')
    expect(await sees()).toEqual([])
  })

  it('once, though several catalogues show it', async () => {
    await catalog('other')
    await show(true, true, 'other')
    await product('mug')
    await enter('mug')
    await enter('mug', 'other')
    const list = await m.must('GET', '/me/products', undefined, shopper)
    expect([ids(list), list.Meta.TotalCount]).toEqual([['mug'], 1])
  })

  it('through a direct assignment, with or without a price, beside a category set to false', async () => {
    await show(false, false)
    await category('a')
    await allow('a', { Visible: false, ViewAllProducts: false })
    await product('mug')
    await place('a', 'mug')
    expect(await sees()).toEqual([])
    await give('mug')
    expect(await sees()).toEqual(['mug'])
    expect((await m.must('GET', '/me/products/mug', undefined, shopper)).PriceSchedule).toBeNull()
  })

  it('through a direct assignment to a group by its members only', async () => {
    await show(false, false)
    await product('mug')
    await enter('mug')
    await give('mug', { UserGroupID: 'vip' })
    expect([await sees(shopper), await sees(vip)]).toEqual([[], ['mug']])
    await m.must('DELETE', `/buyers/acme/usergroups/vip/assignments/${vip.ID}`)
    expect(await sees(vip)).toEqual([])
  })

  it('through the direct assignment of its parent', async () => {
    await show(false, false)
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    await enter('parent')
    await give('parent')
    const list = await m.must('GET', '/me/products', undefined, shopper)
    expect([ids(list), list.Meta.TotalCount]).toEqual([['child', 'parent'], 2])
  })

  it('through a category that shows all products; whether the category itself is visible plays no part', async () => {
    await show(false, false)
    await category('a')
    await product('mug')
    await place('a', 'mug')
    await allow('a', { Visible: false, ViewAllProducts: true })
    expect([await sees(), await browses()]).toEqual([['mug'], []])
    await allow('a', { Visible: true, ViewAllProducts: false })
    expect([await sees(), await browses()]).toEqual([[], ['a']])
  })

  it('through what a category inherits: the first explicit value on the way up', async () => {
    await show(false, false)
    await category('a')
    await category('b', { ParentID: 'a' })
    await category('c', { ParentID: 'b' })
    await product('mug')
    await place('c', 'mug')
    await allow('a', { ViewAllProducts: true, Visible: true })
    expect([await sees(), await browses()]).toEqual([['mug'], ['a', 'b', 'c']])
    await allow('b', { ViewAllProducts: false, Visible: null })
    expect([await sees(), await browses()]).toEqual([[], ['a', 'b', 'c']])
    await allow('c', { ViewAllProducts: true, Visible: false })
    expect([await sees(), await browses()]).toEqual([['mug'], ['a', 'b']])
  })

  it('not through a category that is inactive, or below one', async () => {
    await show(true, true)
    await category('a')
    await category('b', { ParentID: 'a' })
    await product('mug')
    await place('b', 'mug')
    expect([await sees(), await browses()]).toEqual([['mug'], ['a', 'b']])
    await m.must('PATCH', '/catalogs/acme/categories/a', { Active: false })
    expect([await sees(), await browses()]).toEqual([[], []])
  })

  it('through the catalogue where it stands in no category', async () => {
    await product('mug')
    await enter('mug')
    expect(await sees()).toEqual(['mug'])
    await show(true, false)
    expect(await sees()).toEqual([])
  })

  it('not through the catalogue where all of its categories say no', async () => {
    await category('a')
    await category('b')
    await product('mug')
    await place('a', 'mug')
    await place('b', 'mug')
    await allow('a', { ViewAllProducts: false })
    expect(await sees()).toEqual(['mug'])
    await allow('b', { ViewAllProducts: false })
    expect(await sees()).toEqual([])
    await m.must('DELETE', '/catalogs/acme/categories/a/productassignments/mug')
    await m.must('DELETE', '/catalogs/acme/categories/b')
    expect(await sees()).toEqual(['mug'])
  })

  it('as its groups say before the buyer; among groups yes beats no', async () => {
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'dock', Name: 'Dock' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'dock', UserID: vip.ID })
    await category('a')
    await product('mug')
    await place('a', 'mug')
    await allow('a', { ViewAllProducts: true })
    await allow('a', { ViewAllProducts: false }, 'vip')
    expect([await sees(shopper), await sees(vip)]).toEqual([['mug'], []])
    await allow('a', { ViewAllProducts: null }, 'dock')
    expect(await sees(vip)).toEqual([])
    await allow('a', { ViewAllProducts: true }, 'dock')
    expect(await sees(vip)).toEqual(['mug'])
  })

  it('whatever its stock', async () => {
    await product('mug', { Inventory: { Enabled: true, QuantityAvailable: 0 } })
    await product('cup', { Inventory: { Enabled: true, QuantityAvailable: 5 } })
    await enter('mug')
    await enter('cup')
    expect(await sees()).toEqual(['cup', 'mug'])
    expect(await sees(shopper, 'Inventory.QuantityAvailable=>0')).toEqual(['cup'])
  })

  it('though nobody priced it; then it cannot be ordered', async () => {
    await product('mug')
    await enter('mug')
    const order = await m.must('POST', '/orders/Outgoing', {}, shopper)
    const line = await m.api('POST', `/orders/Outgoing/${order.ID}/lineitems`, { ProductID: 'mug' }, shopper)
    expect([line.status, line.body.Errors[0].ErrorCode]).toEqual([400, 'PriceSchedule.MissingOrConflicting'])
  })
})

describe('a list of products', () => {
  it('of one catalogue follows that catalogue’s rights alone', async () => {
    await catalog('other')
    await show(true, false, 'other')
    await product('mug')
    await enter('mug')
    await enter('mug', 'other')
    expect([await sees(shopper, 'catalogID=acme'), await sees(shopper, 'catalogID=other')]).toEqual([
      ['mug'],
      [],
    ])
    expect(await sees(shopper, 'catalogID=unknown')).toEqual([])
  })

  it('of a category goes as deep as asked, through visible categories, and is no further right', async () => {
    await category('a')
    await category('b', { ParentID: 'a' })
    await category('c', { ParentID: 'b' })
    for (const [k, p] of [
      ['a', 'one'],
      ['b', 'two'],
      ['c', 'three'],
    ] as const) {
      await product(p)
      await place(k, p)
    }
    const total = async (query: string) =>
      (await m.must('GET', `/me/products?${query}`, undefined, shopper)).Meta.TotalCount
    expect((await sees(shopper, 'categoryID=a')).sort()).toEqual(['one', 'three', 'two'])
    expect(await sees(shopper, 'categoryID=a&depth=1')).toEqual(['one'])
    expect((await sees(shopper, 'categoryID=a&depth=2')).sort()).toEqual(['one', 'two'])
    expect([await total('categoryID=a'), await total('categoryID=a&depth=2')]).toEqual([3, 2])
    // From the catalogue's root, where no category is named.
    expect(await sees(shopper, 'depth=1')).toEqual(['one'])
    await allow('b', { Visible: false })
    // What is not visible contributes nothing; what is below it may.
    expect(await sees(shopper, 'categoryID=a')).toEqual(['one'])
    await allow('c', { Visible: true, ViewAllProducts: false })
    expect(await sees(shopper, 'categoryID=a')).toEqual(['one'])
    await allow('c', { Visible: true })
    expect((await sees(shopper, 'categoryID=a')).sort()).toEqual(['one', 'three'])
    expect(await sees(shopper, 'categoryID=b')).toEqual(['three'])
    expect(await sees(shopper, 'categoryID=unknown')).toEqual([])
  })

  it('of a category shows child products with their parents, and those placed there themselves', async () => {
    await category('a')
    await category('b')
    await product('parent', { IsParent: true })
    await product('child', { ParentID: 'parent' })
    await product('twin', { ParentID: 'parent' })
    await place('a', 'parent')
    await place('b', 'twin')
    const list = async (query: string) => {
      const { Items, Meta } = await m.must('GET', `/me/products?${query}`, undefined, shopper)
      return [ids({ Items }).sort(), Meta.TotalCount]
    }
    expect(await list('categoryID=a')).toEqual([['child', 'parent', 'twin'], 3])
    expect(await list('categoryID=b')).toEqual([['twin'], 1])
  })

  it('stands by owner, name and ID, or by place in the category that is asked for', async () => {
    await category('a')
    for (const [ID, Name] of [
      ['p1', 'b'],
      ['p2', 'A'],
      ['p3', 'a'],
    ] as const)
      await product(ID, { Name })
    await place('a', 'p1', { ListOrder: 1 })
    await place('a', 'p2')
    await place('a', 'p3', { ListOrder: 0 })
    expect(await sees()).toEqual(['p2', 'p3', 'p1'])
    expect(await sees(shopper, 'categoryID=a')).toEqual(['p3', 'p1', 'p2'])
    expect(await sees(shopper, 'categoryID=a&sortBy=!ID')).toEqual(['p3', 'p2', 'p1'])
  })

  it('can be filtered by what it shows, by its owner, and by the schedule that applies', async () => {
    const supplier = await m.supplier()
    await m.must('POST', '/priceschedules', {
      ID: 'ps',
      Name: 'List',
      MinQuantity: 5,
      xp: { Level: 'gold' },
      PriceBreaks: [{ Quantity: 5, Price: 8 }],
    })
    await product('mug', { DefaultPriceScheduleID: 'ps', ShipWeight: 0.5, xp: { Color: 'blue' } })
    await product('cup', { OwnerID: supplier.ID })
    await enter('mug')
    await enter('cup')
    for (const query of [
      'PriceSchedule.ID=PS',
      'PriceSchedule.MinQuantity=>1',
      'PriceSchedule.PriceBreaks.Price=<10',
      'PriceSchedule.xp.Level=Gold',
      'PriceSchedule=*',
      'ShipWeight=!>1',
      'xp.Color=blue',
      `OwnerID=!${supplier.ID}`,
      'SpecCount=0&ID=mug',
    ])
      expect([query, await sees(shopper, query)]).toEqual([query, ['mug']])
    expect(await sees(shopper, 'PriceSchedule.xp.Level=!gold')).toEqual(['cup'])
    const refused = await m.api('GET', '/me/products?PriceSchedule.IsOnSale=true', undefined, shopper)
    expect(refused.body.Errors[0].ErrorCode).toBe('List.InvalidProperty')
  })

  it('never tells who owns a product, or how it is forwarded and priced by default', async () => {
    await m.product({ ID: 'acme' }, { ID: 'mug' })
    const shown = await m.must('GET', '/me/products/mug', undefined, shopper)
    for (const name of ['OwnerID', 'DefaultPriceScheduleID', 'AutoForward'])
      expect(shown).not.toHaveProperty(name)
    expect(shown.PriceSchedule).toMatchObject({ ID: 'mug', OwnerID: null })
  })
})

describe('catalogues and categories of a shopper', () => {
  it('are the active and assigned ones, without their owner', async () => {
    await catalog('other')
    await catalog('asleep', { Active: false })
    await show(false, false, 'asleep')
    const list = await m.must('GET', '/me/catalogs', undefined, shopper)
    expect(list.Items).toMatchObject([{ ID: 'acme', OwnerID: null }])
    expect((await m.api('GET', '/me/catalogs/other', undefined, shopper)).status).toBe(404)
    expect((await m.must('GET', '/me/catalogs/ACME', undefined, shopper)).ID).toBe('acme')
  })

  it('are those of the default catalogue unless another is named, one level deep unless more are asked for', async () => {
    await catalog('other')
    await show(true, true, 'other')
    await category('a')
    await category('b', { ParentID: 'a' })
    await category('z', {}, 'other')
    expect(await browses(shopper, '')).toEqual(['a'])
    expect(await browses(shopper, 'depth=2')).toEqual(['a', 'b'])
    expect(await browses(shopper, 'ParentID=a')).toEqual(['b'])
    expect(await browses(shopper, 'catalogID=other')).toEqual(['z'])
    expect((await m.api('GET', '/me/categories/z', undefined, shopper)).status).toBe(404)
    expect((await m.must('GET', '/me/categories/z?catalogID=other', undefined, shopper)).ID).toBe('z')
  })

  it('may be visible though their parent is not, which is named all the same', async () => {
    await category('a')
    await category('b', { ParentID: 'a' })
    await allow('a', { Visible: false })
    await allow('b', { Visible: true })
    const list = await m.must('GET', '/me/categories?depth=all', undefined, shopper)
    expect(list.Items).toMatchObject([{ ID: 'b', ParentID: 'a' }])
    // Levels are those of the tree, not of what is seen of it.
    expect(await browses(shopper, 'depth=1')).toEqual([])
  })

  it('can be those that hold a product', async () => {
    await category('a')
    await category('b', { ParentID: 'a' })
    await product('mug')
    await place('b', 'mug')
    expect(await browses(shopper, 'productID=mug')).toEqual(['b'])
  })

  it('are for buyers’ users only', async () => {
    for (const path of ['/me/products', '/me/catalogs', '/me/categories']) {
      const answer = await m.api('GET', path)
      expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([403, 'Auth.UserNotAuthorizedToAdmin'])
    }
  })
})
