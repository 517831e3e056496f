import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace } from '../support/marketplace.ts'
import { betweenReadAndWrite } from '../support/observe.ts'

let m: Marketplace
let buyer: Awaited<ReturnType<Marketplace['buyer']>>
let order: string

const add = (OptionID: string) =>
  m.api(
    'POST',
    `/orders/Outgoing/${order}/lineitems`,
    { ID: 'x', ProductID: 'shirt', Specs: [{ SpecID: 'size', OptionID }] },
    buyer.user,
  )
const submit = () => m.api('POST', `/orders/Outgoing/${order}/submit`, undefined, buyer.user)
const outcome = ({ status, body }: { status: number; body: { Errors?: { ErrorCode: string }[] } }) => [
  status,
  body.Errors?.map((e) => e.ErrorCode),
]

const meanwhile = <T>(operation: string, statements: string[], run: () => Promise<T>) =>
  betweenReadAndWrite(m.id, operation, statements, run)

const touched = "update specs set Version = Version + 1 where Marketplace = ? and ID = 'size'"
const optionGone = ["delete from spec_options where Marketplace = ? and ID = 'l'", touched]
const variantOff = [
  "update variants set Active = 0, Version = Version + 1 where Marketplace = ? and ID = 'shirt-l'",
]
const specAdded = [
  "insert into spec_product_assignments (Marketplace, SpecID, ProductID, Version) values (?, 'gift', 'shirt', 1)",
]

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'shirt', price: 20 })
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', Required: true, DefinesVariant: true })
  for (const ID of ['m', 'l']) await m.must('POST', '/specs/size/options', { ID, Value: ID })
  await m.must('POST', '/specs', { ID: 'gift', Name: 'Gift', AllowOpenText: true, Required: true })
  await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'shirt' })
  await m.must('POST', '/products/shirt/variants/generate')
  order = (await m.order(buyer.user)).ID
  // What the buyer sees has been resolved, so that an operation reads once.
  await m.must('GET', '/me/products', undefined, buyer.user)
})

describe('while a line is added', () => {
  test.each([
    ['an option is deleted', optionGone, [404, ['Spec.OptionNotFound']]],
    ['a variant is switched off', variantOff, [404, ['LineItem.VariantNotFound']]],
    ['a spec is assigned', specAdded, [400, ['Spec.OneOrMoreRequiresValue']]],
  ])('%s: it is seen', async (_, statements, expected) => {
    expect(outcome(await meanwhile('LineItems.Create', statements, () => add('l')))).toEqual(expected)
    const { Items } = await m.must('GET', `/orders/Outgoing/${order}/lineitems`, undefined, buyer.user)
    expect(Items).toEqual([])
  })
})

describe('while an order is submitted', () => {
  test.each([
    ['an option is deleted', optionGone, [400, ['Spec.OptionNotFound']]],
    ['a variant is switched off', variantOff, [400, ['LineItem.VariantNotFound']]],
    ['a spec is assigned', specAdded, [400, ['Spec.OneOrMoreRequiresValue']]],
  ])('%s: it is seen', async (_, statements, expected) => {
    await add('l')
    expect(outcome(await meanwhile('Orders.Submit', statements, submit))).toEqual(expected)
  })

  test('its variants are made anew: its line is gone', async () => {
    await add('l')
    const [submitted] = await Promise.all([
      submit(),
      m.must('POST', '/products/shirt/variants/generate?overwriteExisting=true'),
    ])
    const { Items } = await m.must('GET', `/orders/Outgoing/${order}/lineitems`, undefined, buyer.user)
    // One of the two came first.
    if (submitted.status === 201) expect(Items).toMatchObject([{ Variant: { ID: 'shirt-l' } }])
    else expect([outcome(submitted), Items]).toEqual([[400, ['Order.CannotSubmitWithNoLineItems']], []])
  })
})

test('while variants are generated, an option more is seen', async () => {
  const more = [
    "insert into spec_options (Marketplace, SpecID, ID, Value, ListOrder, IsOpenText, Version) values (?, 'size', 'xl', 'xl', 0, 0, 1)",
    touched,
  ]
  const product = await meanwhile('Products.GenerateVariants', more, () =>
    m.must('POST', '/products/shirt/variants/generate'),
  )
  expect(product.VariantCount).toBe(3)
})

test('a spec is assigned to many products at once', async () => {
  const ids = Array.from({ length: 25 }, (_, i) => `p${i}`)
  await Promise.all(ids.map((ID) => m.must('POST', '/products', { ID, Name: ID })))
  const answers = await Promise.all(
    ids.map((ProductID) => m.api('POST', '/specs/productassignments', { SpecID: 'gift', ProductID })),
  )
  expect(answers.map((a) => a.status)).toEqual(ids.map(() => 204))
  expect((await m.must('GET', '/specs/productassignments?SpecID=gift')).Meta.TotalCount).toBe(25)
})

test('options made and deleted at once leave the spec with the right number of them', async () => {
  const ids = Array.from({ length: 8 }, (_, i) => `o${i}`)
  await Promise.all(ids.map((ID) => m.must('POST', '/specs/gift/options', { ID, Value: ID })))
  await Promise.all([
    ...ids.slice(0, 4).map((ID) => m.must('DELETE', `/specs/gift/options/${ID}`)),
    m.must('PATCH', '/specs/gift', { Name: 'For whom' }),
    m.must('POST', '/specs/productassignments', { SpecID: 'gift', ProductID: 'shirt' }),
    m.must('POST', '/specs/productassignments', { SpecID: 'gift', ProductID: 'shirt' }),
  ])
  expect(await m.must('GET', '/specs/gift')).toMatchObject({ Name: 'For whom', OptionCount: 4 })
  expect((await m.must('GET', '/products/shirt')).SpecCount).toBe(2)
})
