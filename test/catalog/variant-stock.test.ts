import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace
let buyer: Awaited<ReturnType<Marketplace['buyer']>>
const codesOf = async (method: string, path: string, body?: unknown) => {
  const answer = await m.api(method, path, body)
  return [answer.status, answer.body?.Errors?.map((e: { ErrorCode: string }) => e.ErrorCode)]
}
const idsOf = (page: { Items: { ID: string }[] }) => page.Items.map((i) => i.ID)
const quantity = (id: string, QuantityAvailable: number | null) =>
  codesOf('PATCH', `/products/mug/variants/${id}`, { Inventory: { QuantityAvailable } })
const shown = async () => (await m.must('GET', '/products/mug')).Inventory.QuantityAvailable
const left = async (id: string) =>
  (await m.must('GET', `/products/mug/variants/${id}`)).Inventory.QuantityAvailable
const track = (more: object = {}) =>
  m.must('PATCH', '/products/mug', { Inventory: { Enabled: true, VariantLevelTracking: true, ...more } })

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'mug', Name: 'Mug' })
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  for (const ID of ['s', 'm']) await m.must('POST', '/specs/size/options', { ID, Value: ID })
  await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'mug' })
  await m.must('POST', '/products/mug/variants/generate')
})

describe('the stock of a variant', () => {
  test('needs the product to track by variant', async () => {
    expect(await quantity('mug-s', 5)).toEqual([400, ['Variant.MustEnableInventory']])
    await m.must('PATCH', '/products/mug', { Inventory: { Enabled: true } })
    expect(await quantity('mug-s', 5)).toEqual([400, ['Variant.MustEnableInventory']])
    await m.must('PATCH', '/products/mug', { Inventory: { VariantLevelTracking: true } })
    expect(await quantity('mug-s', 5)).toEqual([200, undefined])
    await m.must('PATCH', '/products/mug', { Inventory: { Enabled: false } })
    // What was read can be put back.
    expect(await quantity('mug-s', 5)).toEqual([200, undefined])
    expect(await quantity('mug-s', 6)).toEqual([400, ['Variant.MustEnableInventory']])
  })

  test('shows as the sum of all on the product, whose own quantity waits', async () => {
    await m.must('PATCH', '/products/mug', { Inventory: { Enabled: true, QuantityAvailable: 100 } })
    await m.must('PATCH', '/products/mug', { Inventory: { VariantLevelTracking: true } })
    expect(await shown()).toBe(0)
    await quantity('mug-s', 5)
    await quantity('mug-m', 7)
    expect(await shown()).toBe(12)
    expect(idsOf(await m.must('GET', '/products?Inventory.QuantityAvailable=12'))).toEqual(['mug'])
    expect(idsOf(await m.must('GET', '/products/mug/variants?Inventory.QuantityAvailable=>5'))).toEqual([
      'mug-m',
    ])
    await m.must('PATCH', '/products/mug', { Inventory: { NotificationPoint: 3 } })
    expect(await shown()).toBe(12)
    await quantity('mug-m', null)
    expect(await shown()).toBe(5)
    await m.must('PATCH', '/products/mug', { Inventory: { VariantLevelTracking: false } })
    expect(await shown()).toBe(100)
  })

  test('and its notification point can be read back, with the time of the last change', async () => {
    await m.must('PATCH', '/products/mug', { Inventory: { Enabled: true, VariantLevelTracking: true } })
    const saved = await m.must('PATCH', '/products/mug/variants/mug-s', {
      Inventory: { QuantityAvailable: 5, NotificationPoint: 2 },
    })
    expect(saved.Inventory).toEqual({
      QuantityAvailable: 5,
      NotificationPoint: 2,
      LastUpdated: expect.stringMatching(/^20/),
    })
    expect(await m.must('PATCH', '/products/mug/variants/mug-s', { Name: 'S' })).toMatchObject({
      Inventory: saved.Inventory,
    })
    expect((await m.must('PUT', '/products/mug/variants/mug-s', { Name: 'S' })).Inventory).toBeNull()
    const point = await m.must('PATCH', '/products/mug/variants/mug-m', {
      Inventory: { NotificationPoint: 1 },
    })
    expect(point.Inventory).toMatchObject({
      QuantityAvailable: null,
      LastUpdated: expect.stringMatching(/^20/),
    })
    expect(await shown()).toBe(0)
  })
})

describe('an order', () => {
  const line = (OptionID: string, Quantity: number, ID?: string) => ({
    ID,
    ProductID: 'mug',
    Quantity,
    Specs: [{ SpecID: 'size', OptionID }],
  })
  const add = (order: string, body: object) =>
    m.api('POST', `/orders/Outgoing/${order}/lineitems`, body, buyer.user)
  const open = async (lines: object[]) => {
    const { ID } = await m.order(buyer.user)
    for (const l of lines) expect((await add(ID, l)).status).toBe(201)
    return ID as string
  }
  const submit = (id: string) => m.api('POST', `/orders/Outgoing/${id}/submit`, undefined, buyer.user)

  beforeEach(async () => {
    await track()
    await quantity('mug-s', 5)
    await quantity('mug-m', 1)
  })

  test('asks no more of a variant than it has, all its lines together', async () => {
    const id = await open([line('s', 3, 'a')])
    const answer = await add(id, line('s', 3, 'b'))
    expect([answer.status, answer.body.Errors[0].ErrorCode]).toEqual([400, 'Inventory.Insufficient'])
    expect(answer.body.Errors[0].Data).toEqual({
      ProductID: 'mug',
      VariantID: 'mug-s',
      InventoryRecordID: null,
      LineItemID: 'b',
      QuantityAvailable: 5,
      QuantityRequested: 6,
    })
    expect((await add(id, line('m', 1))).status).toBe(201)
    await track({ OrderCanExceed: true })
    expect((await add(id, line('s', 3))).status).toBe(201)
  })

  test('takes from its variants when it is submitted, and their product shows what is left of all', async () => {
    const id = await open([line('s', 2), line('s', 1), line('m', 1)])
    expect(await shown()).toBe(6)
    expect((await submit(id)).status).toBe(201)
    expect([await left('mug-s'), await left('mug-m'), await shown()]).toEqual([2, 0, 2])
  })

  test('that finds them sold out by then is not submitted, and takes nothing', async () => {
    const [first, second] = [await open([line('m', 1, 'x')]), await open([line('s', 1), line('m', 1, 'x')])]
    await submit(first)
    const late = await submit(second)
    expect([late.status, late.body.Errors[0].ErrorCode]).toEqual([400, 'Inventory.Insufficient'])
    expect(late.body.Errors[0].Data).toMatchObject({
      VariantID: 'mug-m',
      LineItemID: 'x',
      QuantityAvailable: 0,
    })
    expect([await left('mug-s'), await left('mug-m'), await shown()]).toEqual([5, 0, 5])
  })

  test('gives back what has not been shipped when it is canceled', async () => {
    const id = await open([line('s', 3, 'x'), line('m', 1)])
    await submit(id)
    await m.must('POST', '/shipments', { ID: 'parcel', BuyerID: buyer.ID })
    await m.must('POST', '/shipments/parcel/items', { OrderID: id, LineItemID: 'x', QuantityShipped: 1 })
    await m.must('POST', `/orders/Incoming/${id}/cancel`)
    expect([await left('mug-s'), await left('mug-m'), await shown()]).toEqual([4, 1, 5])
  })

  test('that is open already takes and gives with each change the seller makes, sufficient or not', async () => {
    const id = await open([line('s', 1, 'x')])
    await submit(id)
    const lines = `/orders/Incoming/${id}/lineitems`
    await m.must('PATCH', `${lines}/x`, { Quantity: 9 })
    expect([await left('mug-s'), await shown()]).toEqual([-4, -3])
    expect((await m.must('POST', lines, line('m', 1, 'y'))).Variant.ID).toBe('mug-m')
    expect([await left('mug-m'), await shown()]).toEqual([0, -4])
    await m.must('DELETE', `${lines}/x`)
    expect([await left('mug-s'), await shown()]).toEqual([5, 5])
  })

  test('of a product that counts as a whole takes nothing from its variants', async () => {
    await track({ VariantLevelTracking: false, QuantityAvailable: 4 })
    const id = await open([line('s', 2), line('m', 2)])
    expect((await add(id, line('s', 1))).body.Errors[0].Data).toMatchObject({
      VariantID: null,
      QuantityAvailable: 4,
    })
    await submit(id)
    expect([await left('mug-s'), await left('mug-m'), await shown()]).toEqual([5, 1, 0])
    await m.must('POST', `/orders/Incoming/${id}/cancel`)
    expect([await left('mug-s'), await shown()]).toEqual([5, 4])
  })

  test('of ten buyers for the last of a variant gets it once', async () => {
    const orders = await Promise.all(Array.from({ length: 10 }, () => open([line('m', 1), line('s', 1)])))
    await quantity('mug-s', 100)
    const answers = await Promise.all(orders.map(submit))
    expect(answers.filter((a) => a.status === 201).length).toBe(1)
    for (const { status, body } of answers.filter((a) => a.status !== 201))
      expect([status, body.Errors.map((e: { ErrorCode: string }) => e.ErrorCode)]).toEqual([
        400,
        ['Inventory.Insufficient'],
      ])
    expect([await left('mug-m'), await left('mug-s'), await shown()]).toEqual([0, 99, 99])
  })
})
