import { beforeEach, describe, expect, test } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

let m: Marketplace
const codesOf = async (method: string, path: string, body?: unknown, as?: User) => {
  const answer = await m.api(method, path, body, as ?? 'seller')
  return [answer.status, answer.body?.Errors?.map((e: { ErrorCode: string }) => e.ErrorCode)]
}
const assign = (SpecID: string, ProductID: string, more: object = {}) =>
  m.must('POST', '/specs/productassignments', { SpecID, ProductID, ...more })
const idsOf = (page: { Items: { ID: string }[] }) => page.Items.map((i) => i.ID)

beforeEach(async () => {
  m = await marketplace()
  await m.must('POST', '/specs', { ID: 'size', Name: 'Size', ListOrder: 2, DefaultValue: 'any' })
  await m.must('POST', '/specs/size/options', { ID: 'm', Value: 'Medium' })
  await m.must('POST', '/specs/size/options', { ID: 'l', Value: 'Large' })
  await m.must('PATCH', '/specs/size', { DefaultOptionID: 'm' })
  await m.must('POST', '/specs', { ID: 'text', Name: 'Text', ListOrder: 1, AllowOpenText: true })
})

describe('assigning a spec to a product', () => {
  test('needs both to have the same owner', async () => {
    const { ID, user } = await m.supplier()
    await m.must('POST', '/products', { ID: 'theirs', Name: 'Theirs', OwnerID: ID })
    await m.must('POST', '/products', { ID: 'ours', Name: 'Ours' })
    await m.must('POST', '/specs', { ID: 'own', Name: 'Own', AllowOpenText: true }, user)
    expect(
      await codesOf('POST', '/specs/productassignments', { SpecID: 'size', ProductID: 'theirs' }),
    ).toEqual([400, ['Spec.CannotAssignProduct']])
    await m.must('POST', '/specs/productassignments', { SpecID: 'own', ProductID: 'theirs' }, user)
    for (const row of [
      { SpecID: 'own', ProductID: 'ours' },
      { SpecID: 'size', ProductID: 'theirs' },
    ])
      expect(await codesOf('POST', '/specs/productassignments', row, user)).toEqual([404, ['NotFound']])
    expect((await m.must('GET', '/specs/productassignments', undefined, user)).Items.length).toBe(1)
  })

  test('needs a spec that can be answered', async () => {
    await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    await m.must('POST', '/specs', { ID: 'bare', Name: 'Bare' })
    const row = { SpecID: 'bare', ProductID: 'shirt' }
    expect(await codesOf('POST', '/specs/productassignments', row)).toEqual([
      400,
      ['Spec.InvalidSpecConfiguration'],
    ])
    await m.must('PATCH', '/specs/bare', { DefaultValue: 'x' })
    await assign('bare', 'shirt')
  })

  test('needs what it names to exist', async () => {
    await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    for (const [row, code] of [
      [{ SpecID: 'nothing', ProductID: 'shirt' }, 'NotFound'],
      [{ SpecID: 'size', ProductID: 'nothing' }, 'NotFound'],
      [{ SpecID: 'size', ProductID: 'shirt', DefaultOptionID: 'xl' }, 'Spec.OptionNotFound'],
    ] as const)
      expect(await codesOf('POST', '/specs/productassignments', row)).toEqual([404, [code]])
  })

  test('that defines variants is not for parents, children and bundles', async () => {
    await m.must('PATCH', '/specs/size', { Required: true, DefinesVariant: true })
    await m.must('POST', '/products', { ID: 'parent', Name: 'Parent', IsParent: true })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', ParentID: 'parent' })
    for (const ProductID of ['parent', 'child'])
      expect(await codesOf('POST', '/specs/productassignments', { SpecID: 'size', ProductID })).toEqual([
        400,
        ['ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec'],
      ])
    await assign('text', 'parent')
    await m.must('PATCH', '/specs/text', { DefaultValue: 'x' })
    expect(
      await codesOf('PATCH', '/specs/text', { AllowOpenText: false, Required: true, DefinesVariant: true }),
    ).toEqual([400, ['ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec']])
    await m.must('POST', '/products', { ID: 'single', Name: 'Single' })
    await assign('size', 'single')
    for (const family of [{ IsParent: true }, { ParentID: 'parent' }])
      expect(await codesOf('PATCH', '/products/single', family)).toEqual([
        400,
        ['ProductAssigment.ParentChildProductCannotBeAssignedToVariantSpec'],
      ])
  })

  test('twice overwrites its defaults, and counts once', async () => {
    await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    await assign('size', 'shirt', { DefaultOptionID: 'l' })
    await assign('SIZE', 'SHIRT', { DefaultOptionID: 'M', DefaultValue: 'v' })
    await assign('text', 'shirt')
    expect((await m.must('GET', '/specs/productassignments?SpecID=size')).Items).toEqual([
      { SpecID: 'size', ProductID: 'shirt', DefaultOptionID: 'm', DefaultValue: 'v' },
    ])
    expect((await m.must('GET', '/specs/productassignments?ProductID=shirt')).Meta.TotalCount).toBe(2)
    expect((await m.must('GET', '/products?SpecCount=2')).Items[0]).toMatchObject({
      ID: 'shirt',
      SpecCount: 2,
    })
    expect(idsOf(await m.must('GET', '/products?SpecCount=0'))).toEqual([])
  })

  test('is undone, and undone again without harm', async () => {
    await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    await assign('size', 'shirt')
    for (const _ of [1, 2]) await m.must('DELETE', '/specs/size/productassignments/shirt')
    expect((await m.must('GET', '/products/shirt')).SpecCount).toBe(0)
    expect(await codesOf('DELETE', '/specs/nothing/productassignments/shirt')).toEqual([404, ['NotFound']])
  })

  test('keeps no default of an option that is gone', async () => {
    await m.must('POST', '/products', { ID: 'shirt', Name: 'Shirt' })
    await assign('size', 'shirt', { DefaultOptionID: 'l' })
    await m.must('DELETE', '/specs/size/options/l')
    expect((await m.must('GET', '/specs/productassignments')).Items[0].DefaultOptionID).toBeNull()
  })
})

describe('the specs of a product', () => {
  test('have the assignment’s defaults in place of the spec’s, for seller and shopper', async () => {
    const buyer = await m.buyer()
    const { ID } = await m.product(buyer)
    await assign('size', ID, { DefaultOptionID: 'l' })
    await assign('text', ID, { DefaultValue: 'Hello' })
    const page = await m.must('GET', `/products/${ID}/specs`)
    expect(page.Items).toMatchObject([
      { ID: 'text', OwnerID: m.id, DefaultValue: 'Hello', DefaultOptionID: null, Options: [] },
      { ID: 'size', DefaultOptionID: 'l', DefaultValue: 'any', Options: [{ ID: 'l' }, { ID: 'm' }] },
    ])
    const mine = await m.must('GET', `/me/products/${ID}/specs?catalogID=any`, undefined, buyer.user)
    expect(mine.Items).toEqual(page.Items.map((s: object) => ({ ...s, OwnerID: null })))
    expect(await m.must('GET', `/me/products/${ID}/specs/size`, undefined, buyer.user)).toEqual(mine.Items[1])
    expect(idsOf(await m.must('GET', `/products/${ID}/specs?DefaultOptionID=l`))).toEqual(['size'])
    expect(idsOf(await m.must('GET', `/products/${ID}/specs?sortBy=!Name`))).toEqual(['text', 'size'])
  })

  test('are those of visible products only', async () => {
    const buyer = await m.buyer()
    await m.product(buyer, { ID: 'seen' })
    await m.must('POST', '/products', { ID: 'hidden', Name: 'Hidden', Active: true })
    await assign('size', 'hidden')
    for (const path of [
      '/me/products/hidden/specs',
      '/me/products/hidden/specs/size',
      '/me/products/seen/specs/size',
      '/me/products/hidden/variants',
      '/me/products/hidden/variants/x',
    ])
      expect(await codesOf('GET', path, undefined, buyer.user)).toEqual([404, ['NotFound']])
    const { user } = await m.supplier()
    expect(await codesOf('GET', '/products/hidden/specs', undefined, user)).toEqual([404, ['NotFound']])
  })

  test('of a child are its parent’s and its own, which come first', async () => {
    const buyer = await m.buyer()
    await m.product(buyer, { ID: 'parent', IsParent: true })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', Active: true, ParentID: 'parent' })
    await assign('size', 'parent', { DefaultOptionID: 'l' })
    await assign('text', 'parent', { DefaultValue: 'parent’s' })
    await assign('text', 'child', { DefaultValue: 'own' })
    for (const page of [
      await m.must('GET', '/products/child/specs'),
      await m.must('GET', '/me/products/child/specs', undefined, buyer.user),
    ]) {
      expect(page.Meta.TotalCount).toBe(2)
      expect(page.Items).toMatchObject([
        { ID: 'text', DefaultValue: 'own' },
        { ID: 'size', DefaultOptionID: 'l' },
      ])
    }
  })
})
