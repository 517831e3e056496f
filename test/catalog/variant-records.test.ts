import { beforeEach, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User

/** A buyer `acme` that sees the product `tee`, tracked by its variants `tee-s` and `tee-l`, which hold 4 each. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
  await m.product({ ID: 'acme' }, { ID: 'tee', Inventory: { Enabled: true, VariantLevelTracking: true } })
  await m.must('POST', '/specs', {
    ID: 'size',
    Name: 'Size',
    DefinesVariant: true,
    Required: true,
    DefaultValue: 's',
  })
  for (const ID of ['s', 'l']) await m.must('POST', '/specs/size/options', { ID, Value: ID })
  await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'tee' })
  await m.must('POST', '/products/tee/variants/generate', { Active: true })
  for (const id of ['tee-s', 'tee-l'])
    await m.must('PATCH', `/products/tee/variants/${id}`, { Inventory: { QuantityAvailable: 4 } })
})

const at = (variant: string) => `/products/tee/variants/${variant}/inventoryrecords`
const record = (variant: string, ID: string, QuantityAvailable: number, more: Record<string, unknown> = {}) =>
  m.must('POST', at(variant), { ID, AddressID: 'dock', QuantityAvailable, ...more })
const held = async (variant: string, ID: string) =>
  (await m.must('GET', `${at(variant)}/${ID}`)).QuantityAvailable
const quantity = async (of: string, as: User = m.seller) =>
  (await m.must('GET', `${as === m.seller ? '' : '/me'}/products/tee${of}`, undefined, as)).Inventory
    ?.QuantityAvailable
const codeOf = async (method: string, path: string, body?: unknown, as: User = m.seller) => {
  const answer = await m.api(method, path, body, as)
  return answer.body?.Errors?.[0]?.ErrorCode ?? answer.status
}
const start = async () => `/orders/Outgoing/${(await m.must('POST', '/orders/Outgoing', {}, shopper)).ID}`
const line = (order: string, size: string, Quantity: number, InventoryRecordID?: string) => ({
  path: `${order}/lineitems`,
  body: { ProductID: 'tee', Quantity, InventoryRecordID, Specs: [{ SpecID: 'size', OptionID: size }] },
})
const add = (...[order, size, quantity, id]: Parameters<typeof line>) => {
  const { path, body } = line(order, size, quantity, id)
  return codeOf('POST', path, body, shopper)
}

describe('a record of a variant', () => {
  it('is made, replaced, changed, listed and deleted beneath its variant alone', async () => {
    expect(await record('tee-s', 'west', 5)).toMatchObject({ ID: 'west', Address: { ID: 'dock' } })
    await m.must('PUT', `${at('tee-s')}/west`, { AddressID: 'dock', QuantityAvailable: 6 })
    await m.must('PATCH', `${at('tee-s')}/west`, { NotificationPoint: 2 })
    expect(await m.must('GET', `${at('tee-s')}/west`)).toMatchObject({
      QuantityAvailable: 6,
      NotificationPoint: 2,
    })
    expect(ids(await m.must('GET', at('tee-s')))).toEqual(['west'])
    expect(ids(await m.must('GET', at('tee-l')))).toEqual([])
    expect(await codeOf('GET', `${at('tee-l')}/west`)).toBe('NotFound')
    expect(await codeOf('GET', '/products/tee/inventoryrecords/west')).toBe('NotFound')
    expect(await codeOf('GET', at('none'))).toBe('NotFound')
    await m.must('DELETE', `${at('tee-s')}/west`)
    expect(ids(await m.must('GET', at('tee-s')))).toEqual([])
  })

  it('has an ID of its own within the whole product, also against a PUT', async () => {
    await record('tee-s', 'west', 5)
    const body = { ID: 'west', AddressID: 'dock' }
    expect(await codeOf('POST', at('tee-l'), body)).toBe('IdExists')
    expect(await codeOf('PUT', `${at('tee-l')}/WEST`, body)).toBe('IdExists')
  })

  it('needs a product that is tracked by variant, which then has none of its own', async () => {
    expect(await codeOf('POST', '/products/tee/inventoryrecords', { AddressID: 'dock' })).toBe(
      'InventoryConfiguration.InvalidVariantLevelTracking',
    )
    await m.must('PATCH', '/products/tee', { Inventory: { VariantLevelTracking: false } })
    expect(await codeOf('POST', at('tee-s'), { AddressID: 'dock' })).toBe(
      'InventoryConfiguration.InvalidVariantLevelTracking',
    )
  })

  it('makes the quantity of its variant and product, which are their own again without any', async () => {
    await record('tee-s', 'west', 5)
    await record('tee-s', 'east', 7)
    expect([await quantity('/variants/tee-s'), await quantity('/variants/tee-s', shopper)]).toEqual([12, 12])
    expect([await quantity('/variants/tee-l'), await quantity('')]).toEqual([4, 12])
    for (const id of ['west', 'east']) await m.must('DELETE', `${at('tee-s')}/${id}`)
    expect([await quantity('/variants/tee-s'), await quantity('')]).toEqual([4, 8])
  })

  it('is seen, and counted, by those it is assigned to', async () => {
    await record('tee-s', 'west', 5, { AllowAllBuyers: false })
    const mine = async () => ids(await m.must('GET', `/me${at('tee-s')}`, undefined, shopper))
    expect([await mine(), await quantity('/variants/tee-s', shopper)]).toEqual([[], 0])
    const row = { InventoryRecordID: 'west', BuyerID: 'acme' }
    expect(await codeOf('POST', `${at('tee-l')}/assignments`, row)).toBe('NotFound')
    await m.must('POST', `${at('tee-s')}/assignments`, row)
    expect((await m.must('GET', `${at('tee-s')}/assignments`)).Items).toMatchObject([row])
    expect((await m.must('GET', `${at('tee-l')}/assignments`)).Items).toEqual([])
    expect([await mine(), await quantity('/variants/tee-s', shopper)]).toEqual([['west'], 5])
    await m.must('DELETE', `${at('tee-s')}/west/assignments?buyerID=acme`)
    expect(await mine()).toEqual([])
    expect(await codeOf('GET', `/me${at('none')}`, undefined, shopper)).toBe('NotFound')
  })

  it('is drawn on by lines of its variant that name it; those that name none are not counted', async () => {
    await record('tee-s', 'west', 5)
    const order = await start()
    expect(await add(order, 'l', 1, 'west')).toBe('NotFound')
    expect(await add(order, 's', 6, 'west')).toBe('Inventory.Insufficient')
    expect(await add(order, 's', 3, 'west')).toBe(201)
    expect(await add(order, 's', 50)).toBe(201)
    expect(await add(order, 'l', 5)).toBe('Inventory.Insufficient')
    expect(await add(order, 'l', 3)).toBe(201)
    await m.must('POST', `${order}/submit`, {}, shopper)
    expect([await held('tee-s', 'west'), await quantity('/variants/tee-l')]).toEqual([2, 1])
    expect(await codeOf('DELETE', `${at('tee-s')}/west`)).toBe('InventoryRecord.OpenOrdersExist')
    await m.must('POST', `${order.replace('Outgoing', 'Incoming')}/cancel`, {})
    expect([await held('tee-s', 'west'), await quantity('/variants/tee-l')]).toEqual([5, 4])
  })

  it('keeps its variant under another ID, and goes with variants that are made anew', async () => {
    await record('tee-s', 'west', 5)
    await m.must('PATCH', '/products/tee/variants/tee-s', { ID: 'small' })
    expect(await held('small', 'west')).toBe(5)
    const order = await start()
    await add(order, 's', 1, 'west')
    await m.must('POST', '/products/tee/variants/generate?overwriteExisting=true', { Active: true })
    expect(ids(await m.must('GET', at('tee-s')))).toEqual([])
    expect(await quantity('/variants/tee-s')).toBeUndefined()
    await record('tee-s', 'west', 5)
    expect(await quantity('')).toBe(5)
  })

  it('goes with its supplier, and the variant counts for itself again', async () => {
    await m.supplier({ ID: 's1' })
    const yard = { ID: 'yard', Street1: 'Quay', City: 'Hamburg', Country: 'DE' }
    await m.must('POST', '/suppliers/s1/addresses', yard)
    await record('tee-s', 'theirs', 9, { OwnerID: 's1', AddressID: 'yard' })
    await m.must('DELETE', '/suppliers/s1')
    expect([await quantity('/variants/tee-s'), await quantity('')]).toEqual([4, 8])
  })
})
