import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User

/** A buyer `acme` that sees the product `mug`, whose stock is counted, and an address `dock` of the marketplace. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.must('POST', '/addresses', { ID: 'dock', ...place })
  await m.product({ ID: 'acme' }, { ID: 'mug', Inventory: { Enabled: true, QuantityAvailable: 40 } })
})

const place = { Street1: 'Quay', City: 'Hamburg', Country: 'DE', xp: { Gate: 1 } }
const path = '/products/mug/inventoryrecords'
const record = (
  ID: string,
  QuantityAvailable: number,
  more: Record<string, unknown> = {},
  as: User = m.seller,
) => m.must('POST', path, { ID, AddressID: 'dock', QuantityAvailable, ...more }, as)
const assign = (InventoryRecordID: string, more: Record<string, unknown> = {}) =>
  m.must('POST', `${path}/assignments`, { InventoryRecordID, BuyerID: 'acme', ...more })
const quantity = async (as: User = m.seller, product = 'mug') =>
  (await m.must('GET', `${as === m.seller ? '' : '/me'}/products/${product}`, undefined, as)).Inventory
    .QuantityAvailable
const mine = async (query = '', as: User = shopper) =>
  m.must('GET', `/me/products/mug/inventoryrecords?${query}`, undefined, as)
const codeOf = async (method: string, at: string, body?: unknown, as: User = m.seller) => {
  const answer = await m.api(method, at, body, as)
  return answer.body?.Errors?.[0]?.ErrorCode ?? answer.status
}

describe('an inventory record', () => {
  it('is made, replaced, changed and deleted, with defaults and its address shown', async () => {
    expect(await record('west', 5)).toEqual({
      ID: 'west',
      OwnerID: m.id,
      AllowAllBuyers: true,
      Address: expect.objectContaining({ ID: 'dock', City: 'Hamburg', xp: { Gate: 1 } }),
      AddressID: 'dock',
      OrderCanExceed: false,
      QuantityAvailable: 5,
      NotificationPoint: null,
      LastUpdated: expect.any(String),
      xp: null,
    })
    const saved = await m.must('PUT', `${path}/west`, { AddressID: 'dock', AllowAllBuyers: false })
    expect(saved).toMatchObject({ AllowAllBuyers: false, QuantityAvailable: 0, Address: { ID: 'dock' } })
    const change = { QuantityAvailable: 3, xp: { Aisle: 4 } }
    expect(await m.must('PATCH', `${path}/west`, change)).toMatchObject({
      ...change,
      Address: { ID: 'dock' },
    })
    expect(await m.must('GET', `${path}/west`)).toMatchObject({ ...change, Address: { ID: 'dock' } })
    await m.must('DELETE', `${path}/west`)
    expect(await codeOf('GET', `${path}/west`)).toBe('NotFound')
  })

  it('is listed by ID and address; the address is shown where it is asked for', async () => {
    await m.must('POST', '/addresses', { ID: 'attic', ...place })
    await record('b', 1)
    await record('a', 1, { AddressID: 'attic' })
    await record('c', 1)
    const list = async (query: string) => ids(await m.must('GET', `${path}?${query}`))
    expect(await list('')).toEqual(['a', 'b', 'c'])
    expect(await list('sortBy=!AddressID')).toEqual(['c', 'b', 'a'])
    expect(await list('AddressID=dock')).toEqual(['b', 'c'])
    expect(await list('search=attic')).toEqual(['a'])
    expect((await m.must('GET', path)).Items[0].Address).toBeNull()
    expect((await m.must('GET', `${path}?includeAddress=true`)).Items[0].Address.ID).toBe('attic')
  })

  it('has an ID of its own within the product only', async () => {
    await record('west', 1)
    expect(await codeOf('POST', path, { ID: 'WEST', AddressID: 'dock' })).toBe('IdExists')
    await m.product({ ID: 'acme' }, { ID: 'cup', Inventory: { Enabled: true } })
    await m.must('POST', '/products/cup/inventoryrecords', { ID: 'west', AddressID: 'dock' })
    expect(await codeOf('POST', '/products/none/inventoryrecords', { AddressID: 'dock' })).toBe('NotFound')
  })

  it('needs a product with an inventory that is not tracked by variant', async () => {
    const begin = (id: string) => codeOf('POST', `/products/${id}/inventoryrecords`, { AddressID: 'dock' })
    await m.product({ ID: 'acme' }, { ID: 'none' })
    await m.product(
      { ID: 'acme' },
      {
        ID: 'variants',
        Inventory: { Enabled: true, VariantLevelTracking: true },
      },
    )
    expect(await begin('none')).toBe('InventoryConfiguration.ProductInventoryMustExist')
    expect(await begin('variants')).toBe('InventoryConfiguration.InvalidVariantLevelTracking')
  })

  it('keeps where stock is tracked from being changed', async () => {
    await record('west', 1)
    const Inventory = { VariantLevelTracking: true }
    const code = 'InventoryConfiguration.CannotChangeVariantLevelTracking'
    expect(await codeOf('PATCH', '/products/mug', { Inventory })).toBe(code)
    await m.must('DELETE', `${path}/west`)
    await m.must('PATCH', '/products/mug', { Inventory })
  })

  it('is not inherited: a child product without an inventory of its own has none', async () => {
    await m.must('PATCH', '/products/mug', { IsParent: true })
    await record('west', 3)
    await m.must('POST', '/products', { ID: 'blue', Name: 'Blue', Active: true, ParentID: 'mug' })
    expect(await codeOf('POST', '/products/blue/inventoryrecords', { AddressID: 'dock' })).toBe(
      'InventoryConfiguration.ProductInventoryMustExist',
    )
    expect(ids(await m.must('GET', '/me/products/blue/inventoryrecords', undefined, shopper))).toEqual([])
    expect(await quantity(shopper, 'blue')).toBe(3)
  })

  it('stands at an address of its owner: the marketplace’s, or the supplier’s that was chosen', async () => {
    const s = await m.supplier({ ID: 's1' }, ['FullAccess'])
    await m.must('POST', '/suppliers/s1/addresses', { ID: 'yard', ...place })
    expect(await codeOf('POST', path, { AddressID: 'yard' })).toBe('NotFound')
    expect(await codeOf('POST', path, { AddressID: 'dock', OwnerID: 's1' })).toBe('NotFound')
    const theirs = await record('yard', 1, { AddressID: 'yard', OwnerID: 's1' })
    expect(theirs).toMatchObject({ OwnerID: 's1', Address: { ID: 'yard' } })
    expect(await codeOf('PATCH', `${path}/yard`, { AddressID: 'dock' })).toBe('NotFound')
    // Its owner is settled when it is made.
    expect((await m.must('PATCH', `${path}/yard`, { OwnerID: m.id })).OwnerID).toBe('s1')
    expect((await m.must('PATCH', `${path}/yard`, { NotificationPoint: 2 }, s.user)).NotificationPoint).toBe(
      2,
    )
  })

  it('keeps its address from being deleted, but goes with its supplier', async () => {
    await m.supplier({ ID: 's1' })
    await m.must('POST', '/suppliers/s1/addresses', { ID: 'yard', ...place })
    await record('west', 1)
    await record('yard', 1, { AddressID: 'yard', OwnerID: 's1' })
    const code = 'Address.CannotDeleteInventoryRecordAddress'
    expect(await codeOf('DELETE', '/addresses/dock')).toBe(code)
    expect(await codeOf('DELETE', '/suppliers/s1/addresses/yard')).toBe(code)
    await m.must('DELETE', '/suppliers/s1')
    expect(ids(await m.must('GET', path))).toEqual(['west'])
    await m.must('DELETE', `${path}/west`)
    await m.must('DELETE', '/addresses/dock')
    expect(await quantity()).toBe(40)
  })

  it('follows its address and its product to another ID', async () => {
    await record('west', 1)
    await assign('west')
    await m.must('PATCH', '/addresses/dock', { ID: 'pier' })
    await m.must('PATCH', '/products/mug', { ID: 'cup' })
    const moved = await m.must('PATCH', '/products/cup/inventoryrecords/west', { ID: 'east' })
    expect(moved).toMatchObject({ ID: 'east', AddressID: 'pier' })
    expect((await m.must('GET', '/products/cup/inventoryrecords/assignments')).Items).toEqual([
      { InventoryRecordID: 'east', BuyerID: 'acme', UserGroupID: null },
    ])
  })

  it('goes with its product', async () => {
    await record('west', 1)
    await assign('west')
    await m.must('DELETE', '/products/mug')
    await m.product({ ID: 'acme' }, { ID: 'mug2' })
    await m.must('PATCH', '/products/mug2', { ID: 'mug', Inventory: { Enabled: true } })
    expect(ids(await m.must('GET', path))).toEqual([])
  })
})

describe('a supplier', () => {
  it('keeps stock of what it owns or sells, sees and changes its own only', async () => {
    const s = await m.supplier({ ID: 's1' }, ['FullAccess'])
    await m.must('POST', '/suppliers/s1/addresses', { ID: 'yard', ...place })
    await record('west', 1)
    const begin = { ID: 'yard', AddressID: 'yard', QuantityAvailable: 2 }
    expect(await codeOf('POST', path, begin, s.user)).toBe('Product.CannotModify')
    await m.must('PUT', '/products/mug/suppliers/s1')
    expect((await m.must('POST', path, begin, s.user)).OwnerID).toBe('s1')
    expect(ids(await m.must('GET', path, undefined, s.user))).toEqual(['yard'])
    expect(await codeOf('PATCH', `${path}/west`, { QuantityAvailable: 9 }, s.user)).toBe('NotFound')
    await m.must('POST', '/products', { ID: 'own', Name: 'Own', Inventory: { Enabled: true } }, s.user)
    const mine = '/products/own/inventoryrecords'
    await m.must('POST', mine, { ID: 'dock', AddressID: 'dock' })
    expect(ids(await m.must('GET', mine, undefined, s.user))).toEqual(['dock'])
    expect(await codeOf('PATCH', `${mine}/dock`, { QuantityAvailable: 9 }, s.user)).toBe(
      'Product.CannotModify',
    )
    const given = { InventoryRecordID: 'dock', BuyerID: 'acme' }
    expect(await codeOf('POST', `${mine}/assignments`, given, s.user)).toBe('Product.CannotModify')
    expect(await codeOf('DELETE', `${mine}/dock/assignments?buyerID=acme`, undefined, s.user)).toBe(
      'Product.CannotModify',
    )
  })
})

describe('the quantity of a product', () => {
  it('is the sum of its records, and its own again without any', async () => {
    await record('west', 5)
    await record('east', 7)
    expect([await quantity(), await quantity(shopper)]).toEqual([12, 12])
    await m.must('PATCH', '/products/mug', { Inventory: { QuantityAvailable: 99 } })
    expect((await m.must('GET', '/products')).Items[0].Inventory.QuantityAvailable).toBe(12)
    await m.must('PATCH', '/products/mug', { Inventory: { NotificationPoint: 3 } })
    await m.must('DELETE', `${path}/west`)
    expect(await quantity()).toBe(7)
    await m.must('DELETE', `${path}/east`)
    expect([await quantity(), await quantity(shopper)]).toEqual([99, 99])
  })

  it('is for a buyer what the records hold that it sees', async () => {
    const vip = await m.user('Buyer', 'acme', ['Shopper'])
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: vip.ID })
    await record('all', 1)
    await record('acme', 2, { AllowAllBuyers: false })
    await record('vip', 4, { AllowAllBuyers: false })
    await record('nobody', 8, { AllowAllBuyers: false })
    expect([await quantity(), await quantity(shopper), await quantity(vip)]).toEqual([15, 1, 1])
    await assign('acme')
    await assign('vip', { UserGroupID: 'vip' })
    expect([await quantity(), await quantity(shopper), await quantity(vip)]).toEqual([15, 3, 7])
    expect(ids(await mine())).toEqual(['acme', 'all'])
    expect(ids(await mine('', vip))).toEqual(['acme', 'all', 'vip'])
    expect((await mine('ID=vip', vip)).Items[0].Address).toBeNull()
    expect((await mine('includeAddress=true', vip)).Items[0].Address.ID).toBe('dock')
    await m.must('DELETE', `${path}/acme/assignments?buyerID=acme`)
    expect(await quantity(shopper)).toBe(1)
    expect(ids((await m.must('GET', `${path}/assignments?level=Group`)) as never)).toHaveLength(1)
    const user = { InventoryRecordID: 'acme', BuyerID: 'acme', UserID: vip.ID }
    expect(await codeOf('POST', `${path}/assignments`, user)).toBe('PartyAssignment.UserLevelNotAllowed')
    const unknown = { InventoryRecordID: 'none', BuyerID: 'acme' }
    expect(await codeOf('POST', `${path}/assignments`, unknown)).toBe('NotFound')
  })

  it('counts for no group or buyer that is gone', async () => {
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
    await m.buyer({ ID: 'other' })
    await record('west', 5, { AllowAllBuyers: false })
    await assign('west', { UserGroupID: 'vip' })
    await assign('west', { BuyerID: 'other' })
    const rows = async () => (await m.must('GET', `${path}/assignments`)).Items.length
    expect(await rows()).toBe(2)
    await m.must('DELETE', '/buyers/acme/usergroups/vip')
    expect(await rows()).toBe(1)
    await m.must('DELETE', '/buyers/other')
    expect(await rows()).toBe(0)
  })

  it('is told of visible products only', async () => {
    await record('west', 5)
    await m.must('PATCH', '/products/mug', { Active: false })
    expect(await codeOf('GET', '/me/products/mug/inventoryrecords', undefined, shopper)).toBe('NotFound')
  })
})

describe('a list of products', () => {
  const list = async (query: string) => ids(await m.must('GET', `/products?sortBy=ID&${query}`))
  const sees = async (query: string) => m.must('GET', `/me/products?sortBy=ID&${query}`, undefined, shopper)

  it('is filtered by inventory records: all conditions on the same one', async () => {
    await m.must('POST', '/addresses', { ID: 'attic', ...place })
    await m.product({ ID: 'acme' }, { ID: 'cup', Inventory: { Enabled: true } })
    await record('a', 5, { xp: { Aisle: 4 } })
    await record('b', 1, { AddressID: 'attic' })
    await m.must('POST', '/products/cup/inventoryrecords', { AddressID: 'attic', QuantityAvailable: 9 })
    for (const [query, expected] of [
      ['InventoryRecords.AddressID=attic', ['cup', 'mug']],
      ['InventoryRecords.AddressID=attic&InventoryRecords.QuantityAvailable=>4', ['cup']],
      ['InventoryRecords.AddressID=dock&InventoryRecords.QuantityAvailable=>4', ['mug']],
      ['InventoryRecords.AddressID=dock&InventoryRecords.QuantityAvailable=>5', []],
      ['InventoryRecords.xp.Aisle=4', ['mug']],
      ['InventoryRecords.AddressID=attic&ID=mug', ['mug']],
      ['ID|InventoryRecords.QuantityAvailable=cup', 'List.InvalidType'],
      ['Name|InventoryRecords.AddressID=dock', ['mug']],
      ['Inventory.QuantityAvailable=6', ['mug']],
    ] as const) {
      if (typeof expected === 'string') {
        expect(await codeOf('GET', `/products?${query}`)).toBe(expected)
        continue
      }
      expect([query, await list(query)]).toEqual([query, expected])
      const seen = await sees(query)
      expect([query, ids(seen), seen.Meta.TotalCount]).toEqual([query, expected, expected.length])
    }
  })

  it('looks for a shopper at the records the shopper sees', async () => {
    await record('a', 5, { AllowAllBuyers: false })
    expect(await list('InventoryRecords.QuantityAvailable=5')).toEqual(['mug'])
    expect(ids(await sees('InventoryRecords.QuantityAvailable=5'))).toEqual([])
    expect(ids(await sees('Inventory.QuantityAvailable=0'))).toEqual(['mug'])
    await assign('a')
    expect(ids(await sees('InventoryRecords.QuantityAvailable=5'))).toEqual(['mug'])
    expect(ids(await sees('Inventory.QuantityAvailable=5'))).toEqual(['mug'])
  })

  it('is neither sorted nor searched by them: a product has several', async () => {
    const sort = '/products?sortBy=InventoryRecords.QuantityAvailable'
    expect(await codeOf('GET', sort)).toBe('List.InvalidSortProperty')
    const search = '/products?search=a&searchOn=InventoryRecords.AddressID'
    expect(await codeOf('GET', search)).toBe('List.InvalidSearchProperty')
  })
})
