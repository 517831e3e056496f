import { beforeEach, describe, expect, it } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
let shopper: User
let order: string

/** A buyer `acme` that sees the product `mug` at 10, and an order of its user. */
beforeEach(async () => {
  m = await marketplace()
  ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
  await m.product({ ID: 'acme' }, { ID: 'mug', Name: 'Mug' })
  order = `/orders/Outgoing/${(await m.order(shopper)).ID}`
})

const codeOf = ({ status, body }: { status: number; body: { Errors?: { ErrorCode: string }[] } }) =>
  body?.Errors?.[0]?.ErrorCode ?? status
const add = (Specs: object[], ProductID = 'mug') =>
  m.api('POST', `${order}/lineitems`, { ProductID, Quantity: 2, Specs }, shopper)
const assign = (SpecID: string, ProductID = 'mug') =>
  m.must('POST', '/specs/productassignments', { SpecID, ProductID })
const option = (spec: string, ID: string, more: object = {}) =>
  m.must('POST', `/specs/${spec}/options`, { ID, Value: ID.toUpperCase(), ...more })
const size = async () => {
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  for (const ID of ['s', 'm']) await option('size', ID)
  await assign('size')
}
const generate = (product = 'mug') => m.must('POST', `/products/${product}/variants/generate`)
const variants = async (product = 'mug') =>
  (await m.must('GET', `/products/${product}/variants`)).Items as { ID: string; Active: boolean }[]

describe('an option of open text', () => {
  beforeEach(async () => {
    await m.must('POST', '/specs', { ID: 'print', Name: 'Print' })
    await option('print', 'name', { IsOpenText: true, PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 3 })
    await option('print', 'logo', { PriceMarkupType: 'AmountTotal', PriceMarkup: 5 })
    await assign('print')
  })

  it('takes what the shopper types and keeps its mark-up', async () => {
    expect((await add([{ SpecID: 'print', OptionID: 'name', Value: 'For Bob' }])).body).toMatchObject({
      UnitPrice: 13,
      LineSubtotal: 26,
      Specs: [{ SpecID: 'print', OptionID: 'name', Value: 'For Bob', PriceMarkup: 3 }],
    })
  })

  it('needs something typed, which other options pass over', async () => {
    for (const Value of [undefined, null, ''])
      expect(codeOf(await add([{ SpecID: 'print', OptionID: 'name', Value }]))).toBe('Spec.RequiresValue')
    expect((await add([{ SpecID: 'print', OptionID: 'logo', Value: 'For Bob' }])).body).toMatchObject({
      UnitPrice: 12.5,
      LineSubtotal: 25,
      Specs: [{ OptionID: 'logo', Value: 'LOGO' }],
    })
  })
})

describe('the mark-up of an option', () => {
  it.each([null, 'NoMarkup'])('of the type %s is not charged', async (PriceMarkupType) => {
    await m.must('POST', '/specs', { ID: 'gift', Name: 'Gift' })
    await option('gift', 'box', { PriceMarkupType, PriceMarkup: 4 })
    await assign('gift')
    expect((await add([{ SpecID: 'gift', OptionID: 'box' }])).body).toMatchObject({
      UnitPrice: 10,
      LineSubtotal: 20,
    })
  })

  it('is kept by a line as it was chosen, whatever becomes of the option', async () => {
    await m.must('POST', '/specs', { ID: 'gift', Name: 'Gift' })
    await option('gift', 'box', { PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 4 })
    await assign('gift')
    const { body } = await add([{ SpecID: 'gift', OptionID: 'box' }])
    await m.must('PATCH', '/specs/gift/options/box', { Value: 'Crate', PriceMarkup: 6 })
    const read = await m.must('GET', `${order}/lineitems/${body.ID}`, undefined, shopper)
    expect(read).toMatchObject({ UnitPrice: 14, Specs: [{ Value: 'BOX', PriceMarkup: 4 }] })
    await m.must('POST', `${order}/submit`, {}, shopper)
    await m.must('DELETE', '/specs/gift')
    const agreed = await m.must('GET', `${order}/lineitems/${body.ID}`, undefined, shopper)
    expect(agreed).toMatchObject({ UnitPrice: 16, Specs: [{ Value: 'Crate', PriceMarkup: 6 }] })
  })
})

it('texts of specs, options and variants have at most 2000 characters', async () => {
  await size()
  await generate()
  for (const [path, property] of [
    ['/specs/size', 'DefaultValue'],
    ['/specs/size/options/s', 'Value'],
    ['/products/mug/variants/mug-s', 'Description'],
  ] as const) {
    expect(codeOf(await m.api('PATCH', path, { [property]: 'x'.repeat(2001) }))).toBe('ValidationFailure')
    const text = 'x'.repeat(2000)
    expect((await m.must('PATCH', path, { [property]: text }))[property]).toBe(text)
  }
})

describe('the variants of a product', () => {
  it('stay as they are when options or specs come and go', async () => {
    await size()
    await generate()
    const before = await variants()
    await option('size', 'xl')
    await m.must('DELETE', '/specs/size/options/s')
    await m.must('POST', '/specs', { ID: 'color', Name: 'Color', Required: true, DefinesVariant: true })
    await option('color', 'red')
    await assign('color')
    expect((await variants()).map((v) => [v.ID, v.Active])).toEqual(before.map((v) => [v.ID, v.Active]))
    expect((await m.must('GET', '/products/mug')).VariantCount).toBe(2)
  })

  it('have IDs of each product’s own', async () => {
    await size()
    await m.product({ ID: 'acme' }, { ID: 'cup' })
    await assign('size', 'cup')
    await generate()
    await generate('cup')
    for (const product of ['mug', 'cup'])
      await m.must('PATCH', `/products/${product}/variants/${product}-s`, { ID: 'small' })
    expect((await variants()).map((v) => v.ID)).toContain('small')
    expect((await variants('cup')).map((v) => v.ID)).toContain('small')
  })

  it('can be saved and ordered as soon as they are generated', async () => {
    await size()
    await generate()
    const saved = await m.must('PUT', '/products/mug/variants/mug-s', { ID: 'small', Name: 'Small' })
    expect(saved).toMatchObject({ ID: 'small', Active: true })
    const { body } = await add([{ SpecID: 'size', OptionID: 's' }])
    expect(body.Variant).toMatchObject({ ID: 'small', Name: 'Small' })
  })
})
