import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

let m: Marketplace
const codesOf = async (method: string, path: string, body?: unknown, as?: User) => {
  const answer = await m.api(method, path, body, as ?? 'seller')
  return [answer.status, answer.body?.Errors?.map((e: { ErrorCode: string }) => e.ErrorCode)]
}

/** A spec with options of these IDs. */
async function spec(ID: string, options: string[] = [], more: Record<string, unknown> = {}) {
  await m.must('POST', '/specs', { ID, Name: ID, ...more })
  for (const [i, option] of options.entries())
    await m.must('POST', `/specs/${ID}/options`, { ID: option, Value: option.toUpperCase(), ListOrder: i })
}

beforeEach(async () => {
  m = await marketplace()
})

describe('a spec', () => {
  test('shows its options in every answer, sorted by ListOrder, then ID', async () => {
    await spec('size', ['l', 'm'])
    await m.must('POST', '/specs/size/options', {
      ID: 'k',
      Value: 'K',
      ListOrder: 1,
      PriceMarkup: 1.25,
      xp: { a: [1] },
    })
    const got = await m.must('GET', '/specs/size')
    expect(got).toMatchObject({ OwnerID: m.id, OptionCount: 3, DefaultOptionID: null })
    expect(got.Options.map((o: { ID: string }) => o.ID)).toEqual(['l', 'k', 'm'])
    expect(got.Options[1]).toEqual({
      ID: 'k',
      Value: 'K',
      ListOrder: 1,
      IsOpenText: false,
      PriceMarkupType: null,
      PriceMarkup: 1.25,
      xp: { a: [1] },
    })
    expect((await m.must('GET', '/specs')).Items).toEqual([got])
    expect(await m.must('PATCH', '/specs/size', { xp: { b: 2 } })).toEqual({ ...got, xp: { b: 2 } })
    const { Options, OptionCount, ...rest } = got
    expect(await m.must('PUT', '/specs/size', { ...rest, Options: [] })).toEqual(got)
  })

  test('page costs one round trip, however many have options', async () => {
    for (const id of ['a', 'b', 'c']) await spec(id, ['x', 'y'])
    const [sent] = await sentDuring(() => m.must('GET', '/specs'))
    expect(sent!.batches.length).toBe(1)
    expect(sent!.batches[0]!.length).toBe(3)
  })

  test('that defines variants must be required', async () => {
    const body = { Name: 'Size', DefinesVariant: true }
    expect(await codesOf('POST', '/specs', body)).toEqual([400, ['Spec.MustBeRequired']])
    await m.must('POST', '/specs', { ...body, ID: 'size', Required: true })
    expect(await codesOf('PATCH', '/specs/size', { Required: false })).toEqual([400, ['Spec.MustBeRequired']])
  })

  test('that defines variants cannot allow open text', async () => {
    const body = { Name: 'Size', DefinesVariant: true, Required: true, AllowOpenText: true }
    expect(await codesOf('POST', '/specs', body)).toEqual([400, ['Spec.CannotAllowOpenText']])
  })

  test('has a default option only of its own, and so none when it is new', async () => {
    expect(await codesOf('POST', '/specs', { Name: 'Size', DefaultOptionID: 'm' })).toEqual([
      404,
      ['Spec.OptionNotFound'],
    ])
    await spec('size', ['m'])
    await spec('color', ['red'])
    expect(await codesOf('PATCH', '/specs/size', { DefaultOptionID: 'red' })).toEqual([
      404,
      ['Spec.OptionNotFound'],
    ])
    for (const DefaultOptionID of ['M', 'm', 'M'])
      expect((await m.must('PATCH', '/specs/size', { DefaultOptionID })).DefaultOptionID).toBe('m')
    expect((await m.must('PATCH', '/specs/size', { DefaultOptionID: '' })).DefaultOptionID).toBeNull()
  })

  test('loses its default with that option', async () => {
    await spec('size', ['m', 'l'])
    await m.must('PATCH', '/specs/size', { DefaultOptionID: 'm' })
    await m.must('DELETE', '/specs/size/options/m')
    expect(await m.must('GET', '/specs/size')).toMatchObject({ DefaultOptionID: null, OptionCount: 1 })
  })

  test('keeps options, default and products when it is renamed, and when an option is', async () => {
    const { ID: ProductID } = await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    await spec('size', ['m'])
    await m.must('PATCH', '/specs/size', { DefaultOptionID: 'm' })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID, DefaultOptionID: 'm' })
    for (const [from, to] of [
      ['size', 'fit'],
      ['fit', 'FIT'],
    ])
      expect((await m.must('PATCH', `/specs/${from}`, { ID: to })).ID).toBe(to)
    await m.must('PATCH', '/specs/fit/options/m', { ID: 'medium' })
    expect(await m.must('GET', '/specs/fit')).toMatchObject({
      ID: 'FIT',
      DefaultOptionID: 'medium',
      Options: [{ ID: 'medium' }],
    })
    expect((await m.must('GET', '/specs/productassignments')).Items).toEqual([
      { SpecID: 'FIT', ProductID: 'shirt', DefaultOptionID: 'medium', DefaultValue: null },
    ])
  })

  test('takes its options and assignments along when it is deleted', async () => {
    await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    await spec('size', ['m'])
    await m.must('PATCH', '/specs/size', { DefaultOptionID: 'm' })
    await m.must('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'shirt' })
    expect((await m.must('GET', '/products/shirt')).SpecCount).toBe(1)
    await m.must('DELETE', '/specs/size')
    expect((await m.must('GET', '/products/shirt')).SpecCount).toBe(0)
    expect((await m.must('GET', '/specs/productassignments')).Items).toEqual([])
    expect(await codesOf('GET', '/specs/size/options')).toEqual([404, ['NotFound']])
    await spec('size')
    expect((await m.must('GET', '/specs/size')).Options).toEqual([])
  })

  test('of a supplier is managed by it and the marketplace owner, and nobody else finds it', async () => {
    const { ID: OwnerID, user } = await m.supplier()
    const other = (await m.supplier()).user
    await m.must('POST', '/specs', { ID: 'own', Name: 'Own' }, user)
    await m.must('POST', '/specs', { ID: 'given', Name: 'Given', OwnerID })
    await spec('house', ['a'])
    expect((await m.must('GET', '/specs', undefined, user)).Items.map((s: { ID: string }) => s.ID)).toEqual([
      'given',
      'own',
    ])
    await m.must('POST', '/specs/given/options', { ID: 'x', Value: 'X' }, user)
    expect((await m.must('PATCH', '/specs/own', { Name: 'Seller’s' })).OwnerID).toBe(OwnerID)
    for (const [method, path, body] of [
      ['GET', '/specs/own'],
      ['PATCH', '/specs/own', { Name: 'Mine' }],
      ['PUT', '/specs/own', { Name: 'Mine' }],
      ['DELETE', '/specs/own'],
      ['GET', '/specs/given/options'],
      ['GET', '/specs/given/options/x'],
      ['POST', '/specs/given/options', { Value: 'Y' }],
      ['PUT', '/specs/given/options/x', { Value: 'Y' }],
      ['DELETE', '/specs/given/options/x'],
    ] as const)
      expect([method, path, ...(await codesOf(method, path, body, other))]).toEqual([
        method,
        path,
        404,
        ['NotFound'],
      ])
    expect(await codesOf('GET', '/specs/house/options', undefined, user)).toEqual([404, ['NotFound']])
  })
})

describe('an option', () => {
  test('may mark down, and its mark-up has six places', async () => {
    await spec('size')
    const body = { ID: 's', Value: 'Small', PriceMarkupType: 'percentage', PriceMarkup: -2.1234567 }
    expect(await m.must('POST', '/specs/size/options', body)).toMatchObject({
      PriceMarkupType: 'Percentage',
      PriceMarkup: -2.123457,
    })
    expect((await m.must('GET', '/specs/size')).Options[0].PriceMarkup).toBe(-2.123457)
  })

  test('is listed by ListOrder, then ID, and found by value', async () => {
    await spec('size', ['l', 's'])
    await m.must('PUT', '/specs/size/options/a', { Value: 'Extra', ListOrder: 1 })
    const ids = async (query = '') =>
      (await m.must('GET', `/specs/size/options${query}`)).Items.map((o: { ID: string }) => o.ID)
    expect(await ids()).toEqual(['l', 'a', 's'])
    expect(await ids('?search=xtr')).toEqual(['a'])
    expect(await ids('?Value=L|S&sortBy=!ID')).toEqual(['s', 'l'])
  })

  test('is unique in its spec, and the same ID may stand in another', async () => {
    await spec('size', ['x'])
    await spec('color', ['x'])
    expect(await codesOf('POST', '/specs/size/options', { ID: 'X', Value: 'Again' })).toEqual([
      409,
      ['IdExists'],
    ])
  })
})

test('specs are filtered by their properties, the number of options among them', async () => {
  await spec('size', ['m', 'l'], { Required: true, DefinesVariant: true, ListOrder: 2 })
  await spec('text', [], { AllowOpenText: true, ListOrder: 1, xp: { Print: true } })
  const ids = async (query: string) =>
    (await m.must('GET', `/specs?${query}`)).Items.map((s: { ID: string }) => s.ID)
  expect(await ids('')).toEqual(['text', 'size'])
  expect(await ids('OptionCount=>1')).toEqual(['size'])
  expect(await ids('DefinesVariant=false')).toEqual(['text'])
  expect(await ids('xp.Print=true')).toEqual(['text'])
  expect(await ids('search=siz')).toEqual(['size'])
})
