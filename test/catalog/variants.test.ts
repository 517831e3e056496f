import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let m: Marketplace
let buyer: Awaited<ReturnType<Marketplace['buyer']>>
const codesOf = async (method: string, path: string, body?: unknown, as?: User) => {
  const answer = await m.api(method, path, body, as ?? 'seller')
  return [answer.status, answer.body?.Errors?.map((e: { ErrorCode: string }) => e.ErrorCode)]
}
type Page = { Items: { ID: string }[] }
const idsOf = (page: Page) => page.Items.map((i) => i.ID)
const variantIDs = async (product = 'mug') =>
  idsOf(await m.must('GET', `/products/${product}/variants?pageSize=100`))
const generate = (product = 'mug', query = '', body?: unknown) =>
  m.must('POST', `/products/${product}/variants/generate${query}`, body)

/** A spec that defines variants, assigned to the mug. */
async function spec(ID: string, options: string[], ListOrder: number) {
  await m.must('POST', '/specs', { ID, Name: ID, Required: true, DefinesVariant: true, ListOrder })
  for (const [i, option] of options.entries())
    await m.must('POST', `/specs/${ID}/options`, { ID: option, Value: option.toUpperCase(), ListOrder: i })
  await m.must('POST', '/specs/productassignments', { SpecID: ID, ProductID: 'mug' })
}

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
  await m.product(buyer, { ID: 'mug', Name: 'Mug' })
})

describe('generating', () => {
  test('makes a variant of each combination, counts them, and answers the product', async () => {
    await spec('size', ['s', 'l'], 2)
    await spec('color', ['red', 'blue'], 1)
    await m.must('PATCH', '/specs/size/options/l', { PriceMarkupType: 'AmountPerQuantity', PriceMarkup: 1.5 })
    const answer = await generate()
    expect(answer).toMatchObject({ ID: 'mug', SpecCount: 2, VariantCount: 4 })
    expect(await m.must('GET', '/products/mug')).toEqual(answer)
    expect(await variantIDs()).toEqual(['mug-blue-l', 'mug-blue-s', 'mug-red-l', 'mug-red-s'])
    expect(await m.must('GET', '/products/mug/variants/mug-red-l')).toEqual({
      ID: 'mug-red-l',
      Name: 'Mug RED L',
      Description: null,
      Active: true,
      ShipWeight: null,
      ShipHeight: null,
      ShipWidth: null,
      ShipLength: null,
      Inventory: null,
      Specs: [
        {
          SpecID: 'color',
          Name: 'color',
          OptionID: 'red',
          Value: 'RED',
          PriceMarkupType: null,
          PriceMarkup: null,
        },
        {
          SpecID: 'size',
          Name: 'size',
          OptionID: 'l',
          Value: 'L',
          PriceMarkupType: 'AmountPerQuantity',
          PriceMarkup: 1.5,
        },
      ],
      xp: null,
    })
    expect(idsOf(await m.must('GET', '/products?VariantCount=>3'))).toEqual(['mug'])
  })

  test('adds only what is missing; what no longer matches stays', async () => {
    await spec('size', ['s', 'm'], 1)
    await generate()
    await m.must('PATCH', '/products/mug/variants/mug-s', { Name: 'Little', xp: { kept: true } })
    await m.must('POST', '/specs/size/options', { ID: 'l', Value: 'L' })
    await m.must('DELETE', '/specs/size/options/m')
    expect(await variantIDs()).toEqual(['mug-m', 'mug-s'])
    expect((await generate()).VariantCount).toBe(3)
    expect(await variantIDs()).toEqual(['mug-l', 'mug-m', 'mug-s'])
    expect(await m.must('GET', '/products/mug/variants/mug-s')).toMatchObject({
      Name: 'Little',
      xp: { kept: true },
    })
    expect((await generate()).VariantCount).toBe(3)
  })

  test('knows renamed variants, options and specs by what they are', async () => {
    await spec('size', ['s', 'm'], 1)
    await generate()
    await m.must('PATCH', '/products/mug/variants/mug-s', { ID: 'little' })
    await m.must('PATCH', '/specs/size', { ID: 'fit', Name: 'Fit' })
    await m.must('PATCH', '/specs/fit/options/s', { ID: 'small', Value: 'Small', PriceMarkup: 2.5 })
    expect((await generate()).VariantCount).toBe(2)
    expect((await m.must('GET', '/products/mug/variants/little')).Specs).toEqual([
      {
        SpecID: 'fit',
        Name: 'Fit',
        OptionID: 'small',
        Value: 'Small',
        PriceMarkupType: null,
        PriceMarkup: 2.5,
      },
    ])
    const line = await m.order(buyer.user)
    const added = await m.must(
      'POST',
      `/orders/Outgoing/${line.ID}/lineitems`,
      { ProductID: 'mug', Specs: [{ SpecID: 'fit', OptionID: 'small' }] },
      buyer.user,
    )
    expect(added.Variant.ID).toBe('little')
  })

  test('gives a random ID where the usual one is taken by another combination', async () => {
    await spec('size', ['s', 'm'], 1)
    await generate()
    await m.must('PATCH', '/products/mug/variants/mug-s', { ID: 'mug-l' })
    await m.must('POST', '/specs/size/options', { ID: 'l', Value: 'L' })
    expect((await generate()).VariantCount).toBe(3)
    const other = (await variantIDs()).find((id) => !id.startsWith('mug-'))!
    expect((await m.must('GET', `/products/mug/variants/${other}`)).Specs[0].OptionID).toBe('l')
  })

  test('anew deletes what is there, with its enrichment and stock, and the lines of carts that hold one', async () => {
    await spec('size', ['s'], 1)
    await m.must('PATCH', '/products/mug', { Inventory: { Enabled: true, VariantLevelTracking: true } })
    await generate()
    await m.must('PATCH', '/products/mug/variants/mug-s', {
      Name: 'Mine',
      Inventory: { QuantityAvailable: 5 },
    })
    await m.product(buyer, { ID: 'cap', price: 3 })
    const cart = await m.order(buyer.user, [['cap', 1]])
    const sold = await m.order(buyer.user)
    const line = { ID: 'x', ProductID: 'mug', Specs: [{ SpecID: 'size', OptionID: 's' }] }
    for (const { ID } of [cart, sold])
      await m.must('POST', `/orders/Outgoing/${ID}/lineitems`, line, buyer.user)
    await m.must('POST', `/orders/Outgoing/${sold.ID}/submit`, undefined, buyer.user)
    expect((await generate('mug', '?overwriteExisting=true')).Inventory.QuantityAvailable).toBe(0)
    expect(await m.must('GET', '/products/mug/variants/mug-s')).toMatchObject({
      Name: 'Mug S',
      Inventory: null,
    })
    const left = await m.must('GET', `/orders/Outgoing/${cart.ID}`, undefined, buyer.user)
    expect(left).toMatchObject({ LineItemCount: 1, Subtotal: 3, Total: 3 })
    const [kept] = (await m.must('GET', `/orders/Outgoing/${sold.ID}/lineitems`, undefined, buyer.user)).Items
    expect(kept.Variant).toMatchObject({ ID: 'mug-s', Name: 'Mine' })
  })

  test('takes Active from the product, or from the body', async () => {
    await spec('size', ['s'], 1)
    await m.must('PATCH', '/products/mug', { Active: false })
    const active = async (query: string, body?: unknown) => {
      await generate('mug', query, body)
      return (await m.must('GET', '/products/mug/variants/mug-s')).Active
    }
    expect(await active('')).toBe(false)
    expect(await active('?overwriteExisting=true', { Active: true })).toBe(true)
    expect(await active('?overwriteExisting=true', { Active: null })).toBe(false)
    expect(await active('?overwriteExisting=true', {})).toBe(false)
    await m.must('PATCH', '/products/mug', { Active: true })
    expect(await active('?overwriteExisting=true')).toBe(true)
    expect(await active('?overwriteExisting=true', { Active: false })).toBe(false)
  })

  test('without a spec that defines variants adds nothing, and deletes all the same', async () => {
    expect(await generate()).toMatchObject({ VariantCount: 0 })
    await spec('size', ['s'], 1)
    await spec('color', [], 2).catch(() => undefined)
    await generate()
    await m.must('DELETE', '/specs/size/productassignments/mug')
    expect((await generate()).VariantCount).toBe(1)
    expect((await generate('mug', '?overwriteExisting=true')).VariantCount).toBe(0)
    expect(await variantIDs()).toEqual([])
    expect(await m.must('GET', '/specs/size')).toMatchObject({ DefinesVariant: true })
  })

  test('is refused beyond 1500 variants, and not before, in one statement', async () => {
    await spec('a', ['1', '2', '3'], 1)
    await spec('b', ['1', '2', '3', '4', '5'], 2)
    await spec(
      'c',
      Array.from({ length: 10 }, (_, i) => `o${i}`),
      3,
    )
    await spec(
      'd',
      Array.from({ length: 10 }, (_, i) => `o${i}`),
      4,
    )
    const [sent] = await sentDuring(generate)
    expect(sent!.batches.length).toBe(2)
    expect(sent!.batches[1]!.filter((s) => s.sql.startsWith('insert into variants')).length).toBe(1)
    expect((await m.must('GET', '/products/mug/variants?pageSize=1')).Meta.TotalCount).toBe(1500)
    await m.must('POST', '/specs/a/options', { ID: '4', Value: '4' })
    expect(await codesOf('POST', '/products/mug/variants/generate')).toEqual([400, ['Variant.ExceededLimit']])
    expect((await m.must('GET', '/products/mug')).VariantCount).toBe(1500)
  })

  test('is not for parents and children, which products with variants do not become', async () => {
    await m.must('POST', '/products', { ID: 'parent', Name: 'Parent', IsParent: true })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', ParentID: 'parent' })
    for (const id of ['parent', 'child'])
      expect(await codesOf('POST', `/products/${id}/variants/generate`)).toEqual([
        400,
        ['Product.ParentChildProductsCannotHaveVariants'],
      ])
    await spec('size', ['s'], 1)
    await generate()
    expect(await codesOf('PATCH', '/products/mug', { IsParent: true })).toEqual([
      400,
      ['Product.CannotModifyIsParentForVariant'],
    ])
    expect(await codesOf('PATCH', '/products/mug', { ParentID: 'parent' })).toEqual([
      400,
      ['Product.CannotModifyParentIDForVariant'],
    ])
    expect(
      await codesOf('PATCH', '/products/parent', {
        Inventory: { Enabled: true, VariantLevelTracking: true },
      }),
    ).toEqual([400, ['InventoryConfiguration.CannotSetVariantLevelTracking']])
  })

  test('twice at once makes each variant once', async () => {
    await spec('size', ['s', 'm', 'l'], 1)
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => m.api('POST', '/products/mug/variants/generate')),
    )
    expect(answers.map((a) => [a.status, a.body.VariantCount])).toEqual(answers.map(() => [201, 3]))
    expect(await variantIDs()).toEqual(['mug-l', 'mug-m', 'mug-s'])
  })
})

describe('a variant', () => {
  test('is never created by saving it', async () => {
    expect(await codesOf('PUT', '/products/mug/variants/none', { Name: 'None' })).toEqual([404, ['NotFound']])
    expect(await codesOf('PATCH', '/products/mug/variants/none', { Name: 'None' })).toEqual([
      404,
      ['NotFound'],
    ])
    expect(await codesOf('PUT', '/products/none/variants/none', {})).toEqual([404, ['NotFound']])
  })

  test('is renamed by the body of a save, which ignores its specs and keeps Active when that is not sent', async () => {
    await spec('size', ['s', 'm'], 1)
    await generate()
    const body = { ID: 'little', ProductID: 'mug', Name: 'Little', Specs: [{ SpecID: 'x', OptionID: 'y' }] }
    const saved = await m.must('PUT', '/products/mug/variants/mug-s', body)
    expect(saved).toMatchObject({ ID: 'little', Name: 'Little', Active: true, Specs: [{ OptionID: 's' }] })
    expect((await m.must('PUT', '/products/mug/variants/little', { Active: false })).Active).toBe(false)
    expect((await m.must('PUT', '/products/mug/variants/little', { Name: 'Off' })).Active).toBe(false)
    expect(await codesOf('PATCH', '/products/mug/variants/little', { ID: 'MUG-M' })).toEqual([
      409,
      ['IdExists'],
    ])
    expect(await codesOf('PATCH', '/products/mug/variants/little', { ID: 'generate' })).toEqual([
      400,
      ['ValidationFailure'],
    ])
  })

  test('is changed by the owner of its product and the marketplace owner only', async () => {
    const { user, ID } = await m.supplier()
    const stranger = (await m.supplier()).user
    await spec('size', ['s'], 1)
    await generate()
    await m.must('PATCH', '/products/mug', { AllSuppliersCanSell: true })
    for (const [method, path] of [
      ['POST', '/products/mug/variants/generate'],
      ['PUT', '/products/mug/variants/mug-s'],
      ['PATCH', '/products/mug/variants/mug-s'],
    ] as const)
      expect(await codesOf(method, path, {}, user)).toEqual([403, ['Product.CannotModify']])
    expect(idsOf(await m.must('GET', '/products/mug/variants', undefined, user))).toEqual(['mug-s'])
    await m.must('POST', '/products', { ID: 'own', Name: 'Own', OwnerID: ID })
    await m.must('POST', '/products/own/variants/generate', undefined, user)
    for (const [method, path] of [
      ['GET', '/products/own/variants'],
      ['GET', '/products/own/variants/x'],
      ['PATCH', '/products/own/variants/x'],
      ['POST', '/products/own/variants/generate'],
    ] as const)
      expect(await codesOf(method, path, method === 'GET' ? undefined : {}, stranger)).toEqual([
        404,
        ['NotFound'],
      ])
  })

  test('is listed to shoppers only while it is active', async () => {
    await spec('size', ['s', 'm'], 1)
    await generate()
    await m.must('PATCH', '/products/mug/variants/mug-m', { Active: false })
    const mine = await m.must('GET', '/me/products/mug/variants', undefined, buyer.user)
    expect(idsOf(mine)).toEqual(['mug-s'])
    expect(await m.must('GET', '/me/products/mug/variants/mug-s', undefined, buyer.user)).toEqual(
      mine.Items[0],
    )
    expect(await codesOf('GET', '/me/products/mug/variants/mug-m', undefined, buyer.user)).toEqual([
      404,
      ['NotFound'],
    ])
  })

  test('goes with its product, and follows its new ID', async () => {
    await spec('size', ['s'], 1)
    await generate()
    await m.must('PATCH', '/products/mug', { ID: 'cup' })
    expect(await variantIDs('cup')).toEqual(['mug-s'])
    await m.must('DELETE', '/products/cup')
    await m.must('POST', '/products', { ID: 'cup', Name: 'Cup' })
    expect(await variantIDs('cup')).toEqual([])
  })
})
