import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace
let buyer: Awaited<ReturnType<Marketplace['buyer']>>
let order: string

type Errors = { Errors: { ErrorCode: string; Data: unknown }[] }
const add = (Specs: unknown, more: object = {}, ProductID = 'PSPEC') =>
  m.api('POST', `/orders/Outgoing/${order}/lineitems`, { ProductID, Quantity: 1, Specs, ...more }, buyer.user)
const must = (method: string, path: string, body?: unknown) =>
  m.must(method, `/orders/Outgoing/${order}${path}`, body, buyer.user)
const errors = ({ status, body }: { status: number; body: Errors }) => [
  status,
  body.Errors.map((e) => e.ErrorCode),
]
const submit = () => m.api('POST', `/orders/Outgoing/${order}/submit`, undefined, buyer.user)

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'PSPEC', Name: 'Shirt', price: 20 })
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  await m.must('POST', '/specs/size/options', { ID: 'M', Value: 'Medium' })
  const L = { ID: 'L', Value: 'Large', PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 2 }
  await m.must('POST', '/specs/size/options', L)
  await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'PSPEC' })
  await m.must('POST', '/products/PSPEC/variants/generate')
  order = (await m.order(buyer.user)).ID
})

describe('a line', () => {
  test('needs an answer to what is required', async () => {
    const answer = await add(undefined)
    expect(errors(answer)).toEqual([400, ['Spec.OneOrMoreRequiresValue']])
    expect(answer.body.Errors[0].Data).toEqual([
      { SpecID: 'size', Name: 'Size', ErrorCode: 'Spec.RequiresSelection' },
    ])
  })

  test('tells its specs with their mark-ups, has the variant of its options, and costs accordingly', async () => {
    const line = (await add([{ SpecID: 'size', OptionID: 'l' }], { Quantity: 2 })).body
    expect(line).toMatchObject({
      UnitPrice: 22,
      LineSubtotal: 44,
      LineTotal: 44,
      Variant: { ID: 'PSPEC-L', Name: 'Shirt Large' },
      Specs: [
        {
          SpecID: 'size',
          Name: 'Size',
          OptionID: 'L',
          Value: 'Large',
          PriceMarkupType: 'AmountPerQuantity',
          PriceMarkup: 2,
        },
      ],
    })
    expect((await must('GET', '/lineitems')).Items).toEqual([line])
    expect((await must('GET', '/lineitems?Specs.OptionID=L')).Meta.TotalCount).toBe(1)
    await m.must('PATCH', '/products/PSPEC/variants/PSPEC-L', { xp: { Fit: 'loose' } })
    const found = async (filter: string) => (await must('GET', `/lineitems?${filter}`)).Meta.TotalCount
    for (const filter of ['Variant.ID=pspec-l', 'Variant.xp.Fit=loose', 'Product.Name=Shirt', 'Variant.ID=*'])
      expect([filter, await found(filter)]).toEqual([filter, 1])
    for (const filter of ['Variant.ID=PSPEC-M', 'Variant.xp.Fit=tight', 'Product.Returnable=true'])
      expect([filter, await found(filter)]).toEqual([filter, 0])
    expect((await must('GET', '')).Total).toBe(44)
  })

  test('names options by value too, and none that are not there', async () => {
    expect((await add([{ SpecID: 'SIZE', Value: 'LARGE' }])).body.Variant.ID).toBe('PSPEC-L')
    expect(errors(await add([{ SpecID: 'size', OptionID: 'XXL' }]))).toEqual([404, ['Spec.OptionNotFound']])
    expect(errors(await add([{ SpecID: 'color', OptionID: 'L' }]))).toEqual([404, ['NotFound']])
    expect(errors(await add([{ SpecID: 'size', Value: 'Huge' }]))).toEqual([400, ['Spec.RequiresSelection']])
  })

  test('takes defaults where it says nothing, the product’s before the spec’s, and their variant', async () => {
    await m.must('PATCH', '/specs/size', { DefaultOptionID: 'L' })
    expect((await add(null)).body).toMatchObject({ UnitPrice: 22, Variant: { ID: 'PSPEC-L' } })
    await m.must('POST', '/specs/productassignments', {
      SpecID: 'size',
      ProductID: 'PSPEC',
      DefaultOptionID: 'M',
    })
    expect((await add([])).body).toMatchObject({ UnitPrice: 20, Variant: { ID: 'PSPEC-M' } })
  })

  test('finds no variant that is inactive, or of another product', async () => {
    await m.must('PATCH', '/products/PSPEC/variants/PSPEC-L', { Active: false })
    const answer = await add([{ SpecID: 'size', OptionID: 'L' }])
    expect(errors(answer)).toEqual([404, ['LineItem.VariantNotFound']])
    await m.product(buyer, { ID: 'other', price: 1 })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'other' })
    await m.must('POST', '/specs/size/options', { ID: 'S', Value: 'Small' })
    await m.must('POST', '/products/other/variants/generate')
    expect(errors(await add([{ SpecID: 'size', OptionID: 'S' }]))).toEqual([
      404,
      ['LineItem.VariantNotFound'],
    ])
    expect((await add([{ SpecID: 'size', OptionID: 'S' }], {}, 'other')).body.Variant.ID).toBe('other-S')
  })

  test('of a product without generated variants has none', async () => {
    await m.product(buyer, { ID: 'plain', price: 5 })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'plain' })
    const line = (await add([{ SpecID: 'size', OptionID: 'L' }], {}, 'plain')).body
    expect(line).toMatchObject({ Variant: null, UnitPrice: 7 })
  })

  test('of a child answers the specs of its parent', async () => {
    await m.product(buyer, { ID: 'parent', IsParent: true })
    await m.must('POST', '/specs', { ID: 'print', Name: 'Print', AllowOpenText: true, Required: true })
    await m.must('POST', '/specs/productassignments', { SpecID: 'print', ProductID: 'parent' })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', Active: true, ParentID: 'parent' })
    expect(errors(await add([], {}, 'child'))).toEqual([400, ['Spec.OneOrMoreRequiresValue']])
    const line = (await add([{ SpecID: 'print', Value: 'Bob' }], {}, 'child')).body
    expect(line.Specs).toMatchObject([{ SpecID: 'print', OptionID: null, Value: 'Bob' }])
  })

  test('counts with the others of its product where the quantity is cumulative, whatever the variant', async () => {
    await m.must('PATCH', '/priceschedules/PSPEC', {
      UseCumulativeQuantity: true,
      PriceBreaks: [
        { Quantity: 1, Price: 20 },
        { Quantity: 3, Price: 10 },
      ],
    })
    await add([{ SpecID: 'size', OptionID: 'M' }], { ID: 'm', Quantity: 1 })
    await add([{ SpecID: 'size', OptionID: 'L' }], { ID: 'l', Quantity: 2 })
    const { Items } = await must('GET', '/lineitems?sortBy=ID')
    expect(Items.map((l: { UnitPrice: number }) => l.UnitPrice)).toEqual([12, 10])
  })

  test('adds up mark-ups of every kind', async () => {
    await m.must('PATCH', '/priceschedules/PSPEC', {
      SaleStart: '2020-01-01',
      PriceBreaks: [
        { Quantity: 1, Price: 20 },
        { Quantity: 10, Price: 18, SalePrice: 15 },
      ],
    })
    await m.must('PATCH', '/specs/size/options/L', { PriceMarkup: 2.5 })
    for (const [ID, PriceMarkupType, PriceMarkup] of [
      ['percent', 'Percentage', 10],
      ['total', 'AmountTotal', 5],
    ]) {
      await m.must('POST', '/specs', { ID, Name: ID })
      await m.must('POST', `/specs/${ID}/options`, { ID: 'o', Value: 'o', PriceMarkupType, PriceMarkup })
      await m.must('POST', '/specs/productassignments', {
        SpecID: ID,
        ProductID: 'PSPEC',
        DefaultOptionID: 'o',
      })
    }
    const line = (await add([{ SpecID: 'size', OptionID: 'L' }], { ID: 'x', Quantity: 12 })).body
    expect(line).toMatchObject({ UnitPrice: 19.416667, LineSubtotal: 233, IsOnSale: true })
    expect((await submit()).status).toBe(201)
    // The agreed parts, percents among them, go on making the price.
    const patch = await m.must('PATCH', `/orders/Incoming/${order}/lineitems/x`, { Quantity: 24 })
    expect(patch).toMatchObject({ LineSubtotal: 461, UnitPrice: 19.208333 })
  })

  test('may cost nothing, but not less', async () => {
    await m.must('PATCH', '/specs/size/options/L', { PriceMarkup: -30 })
    expect((await add([{ SpecID: 'size', OptionID: 'L' }])).body).toMatchObject({
      UnitPrice: 0,
      LineTotal: 0,
    })
  })

  test('whose price is overridden ignores what its options add', async () => {
    const clerk = await m.as(buyer.user, { roles: ['Shopper', 'OverrideUnitPrice'] })
    const line = await m.must(
      'POST',
      `/orders/Outgoing/${order}/lineitems`,
      { ProductID: 'PSPEC', Quantity: 3, UnitPrice: 5, Specs: [{ SpecID: 'size', OptionID: 'L' }] },
      clerk,
    )
    expect(line).toMatchObject({ UnitPrice: 5, LineSubtotal: 15, Variant: { ID: 'PSPEC-L' } })
  })
})

describe('changing a line', () => {
  beforeEach(async () => {
    await add([{ SpecID: 'size', OptionID: 'M' }], { ID: 'x', Quantity: 2 })
  })

  test('to other options changes variant and price, and replaces the list as a whole', async () => {
    await m.must('POST', '/specs', { ID: 'gift', Name: 'Gift', AllowOpenText: true })
    await m.must('POST', '/specs/productassignments', { SpecID: 'gift', ProductID: 'PSPEC' })
    const size = { SpecID: 'size', OptionID: 'L' }
    const both = await must('PATCH', '/lineitems/x', { Specs: [size, { SpecID: 'gift', Value: 'For Bob' }] })
    expect(both).toMatchObject({ LineTotal: 44, Variant: { ID: 'PSPEC-L' } })
    expect(both.Specs.map((s: { SpecID: string }) => s.SpecID)).toEqual(['gift', 'size'])
    expect((await must('PATCH', '/lineitems/x', { Specs: [size] })).Specs.length).toBe(1)
    const put = { ProductID: 'PSPEC', Quantity: 1 }
    expect(errors(await m.api('PUT', `/orders/Outgoing/${order}/lineitems/x`, put, buyer.user))).toEqual([
      400,
      ['Spec.OneOrMoreRequiresValue'],
    ])
  })

  test('to the options it has takes them as they are now, and another property does not', async () => {
    await m.must('PATCH', '/specs/size/options/M', { PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 1 })
    expect(await must('PATCH', '/lineitems/x', { xp: { a: 1 } })).toMatchObject({ LineTotal: 40 })
    const Specs = [{ SpecID: 'size', OptionID: 'M' }]
    expect(await must('PATCH', '/lineitems/x', { Specs })).toMatchObject({
      LineTotal: 42,
      Specs: [{ PriceMarkup: 1 }],
    })
  })

  test('leaves what is not sent, and takes back what was read', async () => {
    const before = await must('GET', '/lineitems/x')
    expect(await must('PUT', '/lineitems/x', before)).toEqual(before)
    expect(await must('PATCH', '/lineitems/x', { xp: { a: 1 } })).toEqual({ ...before, xp: { a: 1 } })
    expect((await must('PATCH', '/lineitems/x', { Quantity: 3 })).Variant).toEqual(before.Variant)
  })

  test('of an agreed order is not to other options', async () => {
    await submit()
    const path = `/orders/Incoming/${order}/lineitems/x`
    expect(errors(await m.api('PATCH', path, { Specs: [{ SpecID: 'size', OptionID: 'L' }] }))).toEqual([
      400,
      ['ValidationFailure'],
    ])
    const line = await m.must('GET', path)
    expect(await m.must('PUT', path, { ...line, Quantity: 3 })).toMatchObject({
      LineTotal: 60,
      Specs: line.Specs,
    })
    expect(await m.must('PUT', path, { ProductID: 'PSPEC', Quantity: 4, UnitPrice: 20 })).toMatchObject({
      LineTotal: 80,
      Specs: line.Specs,
    })
  })
})

describe('submitting', () => {
  beforeEach(async () => {
    await add([{ SpecID: 'size', OptionID: 'L' }], { ID: 'x', Quantity: 2 })
  })

  test('shows a variant as it is until then, and as it was from then on', async () => {
    const name = async () => (await must('GET', '/lineitems/x')).Variant.Name
    await m.must('PATCH', '/products/PSPEC/variants/PSPEC-L', { Name: 'New name' })
    expect(await name()).toBe('New name')
    await submit()
    await m.must('PATCH', '/products/PSPEC/variants/PSPEC-L', { ID: 'big', Name: 'Newer name' })
    expect((await must('GET', '/lineitems/x')).Variant).toMatchObject({ ID: 'PSPEC-L', Name: 'New name' })
    await m.must('DELETE', '/products/PSPEC')
    expect(await name()).toBe('New name')
  })

  test('is refused when an option, its variant or its spec is gone, by line', async () => {
    await m.must('PATCH', '/products/PSPEC/variants/PSPEC-L', { Active: false })
    const inactive = await submit()
    expect(errors(inactive)).toEqual([400, ['LineItem.VariantNotFound']])
    expect(inactive.body.Errors[0].Data).toMatchObject({ ProductID: 'PSPEC', LineItemID: 'x' })
    await m.must('DELETE', '/specs/size/options/L')
    expect(errors(await submit())).toEqual([400, ['Spec.OptionNotFound']])
    await m.must('DELETE', '/specs/size')
    expect(errors(await submit())).toEqual([400, ['NotFound']])
    expect(errors(await m.api('POST', `/orders/Outgoing/${order}/validate`, undefined, buyer.user))).toEqual([
      400,
      ['NotFound'],
    ])
  })

  test('is refused when a new spec has no answer', async () => {
    await m.must('POST', '/specs', { ID: 'gift', Name: 'Gift', AllowOpenText: true, Required: true })
    await m.must('POST', '/specs/productassignments', { SpecID: 'gift', ProductID: 'PSPEC' })
    const answer = await submit()
    expect(errors(answer)).toEqual([400, ['Spec.OneOrMoreRequiresValue']])
    expect(answer.body.Errors[0].Data).toEqual([
      { SpecID: 'gift', Name: 'Gift', ErrorCode: 'Spec.RequiresValue', ProductID: 'PSPEC', LineItemID: 'x' },
    ])
  })

  test('takes mark-ups as they are by then, as it does prices', async () => {
    await m.must('PATCH', '/specs/size/options/L', { PriceMarkup: 3 })
    expect((await must('GET', '/lineitems/x')).LineTotal).toBe(44)
    await m.must('POST', `/orders/Outgoing/${order}/validate`, undefined, buyer.user)
    expect(await must('GET', '/lineitems/x')).toMatchObject({ LineTotal: 46, Specs: [{ PriceMarkup: 3 }] })
  })

  test('chooses a variant that was generated after the line was added', async () => {
    await m.must('POST', '/products/PSPEC/variants/generate?overwriteExisting=true')
    expect((await must('GET', '/lineitems')).Items).toEqual([])
    await m.product(buyer, { ID: 'late', price: 1 })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'late' })
    await add([{ SpecID: 'size', OptionID: 'M' }], { ID: 'y' }, 'late')
    await m.must('POST', '/products/late/variants/generate')
    expect((await submit()).status).toBe(201)
    expect((await must('GET', '/lineitems/y')).Variant.ID).toBe('late-M')
  })
})
