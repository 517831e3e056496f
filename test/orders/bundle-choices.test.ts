import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let m: Marketplace
let buyer: { ID: string; user: User }
/** Path of an unsubmitted order of the buyer's. */
let order: string

/**
 * A kit of a shirt (required, in sizes that are variants), a mug kept at two places, and a bag that may be printed.
 */
beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'shirt', price: 20 })
  await m.product(buyer, { ID: 'mug', Inventory: { Enabled: true } })
  await m.product(buyer, { ID: 'bag', price: 5 })
  await spec('size', 'shirt', { Required: true, DefinesVariant: true }, [
    { ID: 'M', Value: 'Medium' },
    { ID: 'L', Value: 'Large', PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 2 },
  ])
  await m.must('POST', '/products/shirt/variants/generate')
  await spec('print', 'bag', { AllowOpenText: true }, [])
  await m.must('POST', '/addresses', { ID: 'dock', Street1: 'Quay', City: 'Hamburg', Country: 'DE' })
  await record('west', 5)
  await record('secret', 5, { AllowAllBuyers: false })
  await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit', Active: true })
  await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'kit' })
  await put('shirt', true, 1)
  await put('mug', false)
  await put('bag', false)
  order = `/orders/Outgoing/${(await m.order(buyer.user)).ID}`
})

async function spec(ID: string, ProductID: string, more: object, options: object[]) {
  await m.must('POST', '/specs', { ID, Name: ID, ...more })
  for (const option of options) await m.must('POST', `/specs/${ID}/options`, option)
  await m.must('POST', '/specs/productassignments', { SpecID: ID, ProductID })
}
const record = (ID: string, QuantityAvailable: number, more: object = {}) =>
  m.must('POST', '/products/mug/inventoryrecords', { ID, AddressID: 'dock', QuantityAvailable, ...more })
const put = (ProductID: string, Required: boolean, DefaultQuantity?: number) =>
  m.must('POST', '/bundles/productassignments', { BundleID: 'kit', ProductID, Required, DefaultQuantity })
const buy = (LineItems: object[] = [], as: As = buyer.user) =>
  m.api('POST', `${order}/bundles/kit`, { LineItems }, as)
const size = (OptionID: string) => ({ ProductID: 'shirt', Specs: [{ SpecID: 'size', OptionID }] })
const mug = (InventoryRecordID: string, Quantity = 1) => ({ ProductID: 'mug', Quantity, InventoryRecordID })
const codes = (answer: { status: number; body: { Errors?: { ErrorCode: string }[] } }) =>
  answer.body?.Errors?.map((e) => e.ErrorCode) ?? answer.status
const lines = async () =>
  (await m.must('GET', `${order}/lineitems?pageSize=100`, undefined, buyer.user)).Items as {
    ID: string
    ProductID: string
    IsBundle: boolean
  }[]
const lineOf = async (ProductID: string) => (await lines()).find((l) => l.ProductID === ProductID)!
const change = (ID: string, body: object) => m.api('PATCH', `${order}/lineitems/${ID}`, body, buyer.user)
const header = () => m.must('GET', order, undefined, buyer.user)

describe('an item of a bundle', () => {
  it('answers the specs of its product, and has the variant of its options', async () => {
    const printed = { ProductID: 'bag', Specs: [{ SpecID: 'print', Value: 'Ahoy' }] }
    expect(codes(await buy([size('L'), printed]))).toBe(201)
    expect(await lineOf('shirt')).toMatchObject({
      UnitPrice: 22,
      Variant: { ID: 'shirt-L' },
      Specs: [{ SpecID: 'size', OptionID: 'L', PriceMarkup: 2 }],
    })
    expect(await lineOf('bag')).toMatchObject({ Variant: null, Specs: [{ SpecID: 'print', Value: 'Ahoy' }] })
    expect(await lineOf('kit')).toMatchObject({ Variant: null, Specs: [], UnitPrice: 0 })
    expect(await header()).toMatchObject({ LineItemCount: 2, Subtotal: 27 })
    expect(codes(await change((await lineOf('shirt')).ID, { Specs: size('M').Specs }))).toBe(200)
    expect(await lineOf('shirt')).toMatchObject({ UnitPrice: 20, Variant: { ID: 'shirt-M' } })
  })

  it('takes the defaults of what is not answered, or refuses the whole bundle', async () => {
    expect(codes(await buy([{ ProductID: 'bag' }]))).toEqual(['Spec.OneOrMoreRequiresValue'])
    expect(codes(await buy([size('XXL')]))).toEqual(['Spec.OptionNotFound'])
    expect(await lines()).toEqual([])
    await m.must('PATCH', '/specs/size', { DefaultOptionID: 'M' })
    expect(codes(await buy([{ ProductID: 'bag' }]))).toBe(201)
    expect(await lineOf('shirt')).toMatchObject({ Variant: { ID: 'shirt-M' }, UnitPrice: 20 })
    await m.must('PATCH', '/products/shirt/variants/shirt-L', { Active: false })
    expect(codes(await buy([size('L')]))).toEqual(['LineItem.VariantNotFound'])
  })

  it('is of the variant that is chosen when it is bought, whatever happens meanwhile', async () => {
    const answers = await Promise.all([
      buy([size('L')]),
      m.api('PATCH', '/products/shirt/variants/shirt-L', { ID: 'big' }),
      m.api('PATCH', '/specs/size/options/L', { PriceMarkup: 3 }),
    ])
    expect(answers.map((a) => a.status)).toEqual([201, 200, 200])
    const line = (await lineOf('shirt')) as unknown as { Variant: { ID: string }; UnitPrice: number }
    expect(['shirt-L', 'big']).toContain(line.Variant.ID)
    expect([22, 23]).toContain(line.UnitPrice)
  })

  it('is taken from the inventory record it names, which its buyer must see', async () => {
    expect(codes(await buy([size('M'), mug('WEST', 6)]))).toEqual(['Inventory.Insufficient'])
    expect(codes(await buy([size('M'), mug('secret')]))).toEqual(['NotFound'])
    expect(codes(await buy([{ ...size('M'), InventoryRecordID: 'west' }]))).toEqual(['NotFound'])
    expect(await lines()).toEqual([])
    expect(codes(await buy([size('M'), mug('WEST', 3)]))).toBe(201)
    expect(await lineOf('mug')).toMatchObject({ InventoryRecordID: 'west' })
    const more = { ProductID: 'mug', Quantity: 3, InventoryRecordID: 'west' }
    const { body } = await m.api('POST', `${order}/lineitems`, more, buyer.user)
    expect(body.Errors[0]).toMatchObject({
      ErrorCode: 'Inventory.Insufficient',
      Data: { InventoryRecordID: 'west', QuantityAvailable: 5, QuantityRequested: 6 },
    })
  })

  it('draws on the counters that any line draws on, and gives back to them', async () => {
    await m.must('PATCH', '/products/shirt', { Inventory: { Enabled: true, VariantLevelTracking: true } })
    await m.must('PATCH', '/products/shirt/variants/shirt-M', { Inventory: { QuantityAvailable: 4 } })
    const Inventory = { Enabled: true, QuantityAvailable: 9 }
    await m.must('PATCH', '/products/kit', { Inventory })
    const held = async () => [
      (await m.must('GET', '/products/shirt/variants/shirt-M')).Inventory.QuantityAvailable,
      (await m.must('GET', '/products/shirt')).Inventory.QuantityAvailable,
      (await m.must('GET', '/products/mug/inventoryrecords/west')).QuantityAvailable,
      (await m.must('GET', '/products/kit')).Inventory.QuantityAvailable,
    ]
    expect(codes(await buy([{ ...size('M'), Quantity: 5 }]))).toEqual(['Inventory.Insufficient'])
    await buy([{ ...size('M'), Quantity: 2 }, mug('west', 2)])
    expect(await held()).toEqual([4, 4, 5, 9])
    await m.must('POST', `${order}/submit`, {}, buyer.user)
    expect(await held()).toEqual([2, 2, 3, 9])
    const incoming = order.replace('Outgoing', 'Incoming')
    const added = await m.must('POST', `${incoming}/bundles/kit`, { LineItems: [size('M'), mug('west')] })
    expect(await held()).toEqual([1, 1, 2, 9])
    await m.must('DELETE', `${incoming}/bundles/kit/${added.ID}`)
    expect(await held()).toEqual([2, 2, 3, 9])
    await m.must('POST', `${incoming}/cancel`)
    expect(await held()).toEqual([4, 4, 5, 9])
  })

  it('takes two round trips to buy, with specs, variants and records', async () => {
    const items = [size('M'), mug('west'), { ProductID: 'bag', Specs: [{ SpecID: 'print', Value: 'x' }] }]
    await buy(items)
    const sent = await sentDuring(() => buy(items))
    expect(sent.flatMap((s) => s.batches)).toHaveLength(2)
  })
})

describe('the line of the bundle itself', () => {
  it('answers no specs and names no inventory record', async () => {
    await spec('wrap', 'kit', { AllowOpenText: true, DefaultValue: 'paper' }, [])
    const heading = (await buy([size('M')])).body
    expect(heading.Specs).toEqual([])
    const said = [{ SpecID: 'wrap', Value: 'silk' }]
    for (const body of [{ Specs: said }, { InventoryRecordID: 'west' }, { Quantity: 2 }])
      expect(codes(await change(heading.ID, body))).not.toBe(200)
    expect((await change(heading.ID, { Specs: [], xp: { Gift: true } })).body).toMatchObject({
      Specs: [],
      xp: { Gift: true },
    })
    await m.must('POST', `${order}/submit`, {}, buyer.user)
    expect(await lineOf('kit')).toMatchObject({ Specs: [], Variant: null })
  })
})

describe('a bundle that loses an item', () => {
  const left = async () => (await lines()).map((l) => l.ProductID).sort()
  const drop = async (ProductID: string) => {
    await m.must('DELETE', `/bundles/kit/productassignments/${ProductID}`)
    await m.must('DELETE', `/products/${ProductID}`)
  }

  beforeEach(async () => {
    await m.must('POST', `${order}/lineitems`, { ProductID: 'bag', Quantity: 1 }, buyer.user)
    await buy([size('M'), mug('west')])
  })

  it('leaves an unsubmitted order with one that it must be bought with: by new variants, by a deleted product', async () => {
    await m.must('POST', '/products/shirt/variants/generate?overwriteExisting=true')
    expect(await left()).toEqual(['bag'])
    expect(await header()).toMatchObject({ LineItemCount: 1, Subtotal: 5, Total: 5 })
    await buy([size('M'), mug('west')])
    await drop('shirt')
    expect(await left()).toEqual(['bag'])
    expect(await header()).toMatchObject({ LineItemCount: 1, Subtotal: 5, Total: 5 })
  })

  it('stays without one that was chosen', async () => {
    await drop('mug')
    expect(await left()).toEqual(['bag', 'kit', 'shirt'])
    expect(await header()).toMatchObject({ LineItemCount: 2, Subtotal: 25, Total: 25 })
    expect((await m.api('POST', `${order}/submit`, {}, buyer.user)).status).toBe(201)
  })

  it('goes as what is in it says now: one that it need not be bought with any more goes alone', async () => {
    await put('shirt', false)
    await m.must('POST', '/products/shirt/variants/generate?overwriteExisting=true')
    expect(await left()).toEqual(['bag', 'kit', 'mug'])
  })

  it('goes with the last of its items', async () => {
    await put('shirt', false)
    await drop('mug')
    await drop('shirt')
    expect(await left()).toEqual(['bag'])
    expect(await header()).toMatchObject({ LineItemCount: 1, Subtotal: 5 })
  })

  it('goes as a whole with a child of a parent product that it must be bought with', async () => {
    await m.must('POST', '/products', { ID: 'hats', Name: 'Hats', Active: true, IsParent: true })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: buyer.ID, ProductID: 'hats' })
    for (const ID of ['red', 'blue'])
      await m
        .product(buyer, { ID, price: 1 })
        .then(() => m.must('PATCH', `/products/${ID}`, { ParentID: 'hats' }))
    for (const Required of [true, false]) {
      await put('hats', Required, 1)
      expect(codes(await buy([size('L'), { ProductID: Required ? 'red' : 'blue' }]))).toBe(201)
    }
    const kits = async () => (await lines()).filter((l) => l.IsBundle).length
    expect(await kits()).toBe(3)
    await m.must('DELETE', '/products/blue')
    expect([await kits(), await left()]).toEqual([3, expect.not.arrayContaining(['blue'])])
    await put('hats', true, 1)
    await m.must('DELETE', '/products/red')
    expect([await kits(), await left()]).toEqual([2, ['bag', 'kit', 'kit', 'mug', 'shirt', 'shirt']])
  })
})
