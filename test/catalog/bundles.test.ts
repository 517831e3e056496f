import { env } from 'cloudflare:workers'
import { beforeEach, describe, expect, it } from 'vitest'
import { sentDuring } from '../support/observe.ts'
import { type BundleShop, bundleShop, idsOf } from './bundle-shop.ts'

let m: BundleShop['m']
let buyer: BundleShop['buyer']
let code: BundleShop['code']
let shown: BundleShop['shown']
let bundle: BundleShop['bundle']

beforeEach(async () => {
  ;({ m, buyer, code, shown, bundle } = await bundleShop())
})

describe('a bundle', () => {
  it('is a product of its ID, with IsBundle, and both are always alike', async () => {
    const made = await m.must('POST', '/bundles', {
      ID: 'kit',
      Name: 'Kit',
      Description: 'All of it',
      xp: { A: 1 },
    })
    expect(made).toEqual({
      ID: 'kit',
      OwnerID: m.id,
      Name: 'Kit',
      Description: 'All of it',
      Active: false,
      xp: { A: 1 },
    })
    expect(await m.must('GET', '/products/kit')).toMatchObject({
      ...made,
      IsBundle: true,
      QuantityMultiplier: 1,
    })
    await m.must('PATCH', '/bundles/kit', { ID: 'set', Name: 'Set', Active: true })
    expect(await m.must('GET', '/products/set')).toMatchObject({ Name: 'Set', Active: true, xp: { A: 1 } })
    await m.must('PATCH', '/products/set', { ShipWeight: 2.5, IsBundle: false, Name: 'A set' })
    expect(await m.must('GET', '/bundles/set')).toMatchObject({ Name: 'A set' })
    expect(await m.must('GET', '/products/set')).toMatchObject({ ShipWeight: 2.5, IsBundle: true })
    await m.must('PUT', '/bundles/set', { Name: 'Again' })
    expect(await m.must('GET', '/products/set')).toMatchObject({
      Name: 'Again',
      Active: false,
      ShipWeight: 2.5,
    })
    await m.must('DELETE', '/bundles/set')
    expect(await code('GET', '/products/set')).toEqual([404, 'NotFound'])
  })

  it('shares its ID with no product, and no product is a bundle', async () => {
    await m.product(buyer, { ID: 'mug' })
    expect(await code('POST', '/bundles', { ID: 'MUG', Name: 'x' })).toEqual([409, 'IdExists'])
    const taken = await m.api('PUT', '/bundles/MUG', { Name: 'x' })
    expect([taken.status, taken.body.Errors[0].Data]).toEqual([
      409,
      { ObjectType: 'Product', ObjectID: 'mug' },
    ])
    expect(await code('GET', '/bundles/mug')).toEqual([404, 'NotFound'])
    expect(await code('PATCH', '/bundles/mug', { Name: 'x' })).toEqual([404, 'NotFound'])
    expect(await code('DELETE', '/bundles/mug')).toEqual([404, 'NotFound'])
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit' })
    expect(await code('POST', '/products', { ID: 'kit', Name: 'x' })).toEqual([409, 'IdExists'])
  })

  it('is listed with search, filters, facets and the parameters of products', async () => {
    await m.product(buyer, { ID: 'mug' })
    await bundle('camping', [['mug', true]])
    await m.must('POST', '/bundles', { ID: 'office', Name: 'Office supplies', xp: { Color: 'Red' } })
    await m.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
    const all = await m.must('GET', '/bundles')
    expect(idsOf(all)).toEqual(['camping', 'office'])
    expect(all.Meta.Facets).toMatchObject([{ XpPath: 'Color', Values: [{ Value: 'Red', Count: 1 }] }])
    expect(idsOf(await m.must('GET', '/bundles?search=supply'))).toEqual(['office'])
    expect(idsOf(await m.must('GET', `/bundles?catalogID=${buyer.ID}`))).toEqual(['camping'])
    expect(idsOf(await m.must('GET', `/bundles?catalogID=!${buyer.ID}&sortBy=!ID`))).toEqual(['office'])
    expect(idsOf(await m.must('GET', '/products?IsBundle=false'))).toEqual(['mug'])
    expect(idsOf(await m.must('GET', '/products?IsBundle=true&sortBy=ID'))).toEqual(['camping', 'office'])
  })

  it('has no variants, and no spec that defines any', async () => {
    await m.must('POST', '/bundles', { ID: 'box', Name: 'Box' })
    await m.must('POST', '/specs', {
      ID: 'size',
      Name: 'Size',
      Required: true,
      DefinesVariant: true,
      DefaultValue: 'M',
    })
    const assignment = { SpecID: 'size', ProductID: 'box' }
    const refused = async (method: string, path: string, body?: unknown) =>
      (await m.api(method, path, body)).body.Errors[0].ErrorCode
    expect(await refused('POST', '/specs/productassignments', assignment)).toBe(
      'ProductAssigment.BundleProductCannotBeAssignedToVariantSpec',
    )
    expect(await refused('POST', '/products/box/variants/generate')).toBe(
      'Product.BundleProductCannotHaveVariants',
    )
    await m.must('POST', '/specs', { ID: 'wrap', Name: 'Wrap', AllowOpenText: true })
    await m.must('POST', '/specs/productassignments', { SpecID: 'wrap', ProductID: 'box' })
    expect(
      await refused('PATCH', '/specs/wrap', {
        ...assignment,
        Required: true,
        AllowOpenText: false,
        DefaultValue: 'x',
        DefinesVariant: true,
      }),
    ).toBe('ProductAssigment.BundleProductCannotBeAssignedToVariantSpec')
  })

  it('keeps what only its product has when it is replaced', async () => {
    await m.must('POST', '/bundles', { ID: 'box', Name: 'Box' })
    const own = { QuantityMultiplier: 6, ShipWeight: 2, Inventory: { Enabled: true, QuantityAvailable: 3 } }
    await m.must('PATCH', '/products/box', own)
    await m.must('PUT', '/bundles/box', { Name: 'Other', Active: true })
    expect(await m.must('GET', '/products/box')).toMatchObject({ Name: 'Other', ...own })
  })

  it('cannot be a parent product, nor have one', async () => {
    await m.must('POST', '/bundles', { ID: 'kit', Name: 'Kit' })
    await m.must('POST', '/products', { ID: 'parent', Name: 'Parent', IsParent: true })
    expect(await code('PATCH', '/products/kit', { IsParent: true })).toEqual([
      400,
      'Product.ParentProductCannotBeABundle',
    ])
    expect(await code('PATCH', '/products/kit', { ParentID: 'parent' })).toEqual([400, 'ValidationFailure'])
  })

  it('belongs to its owner', async () => {
    const supplier = await m.supplier({}, ['BundleAdmin'])
    await m.must('POST', '/bundles', { ID: 'ours', Name: 'Ours' })
    await m.must('POST', '/bundles', { ID: 'theirs', Name: 'Theirs' }, supplier.user)
    expect(idsOf(await m.must('GET', '/bundles', undefined, supplier.user))).toEqual(['theirs'])
    expect(await code('PATCH', '/bundles/ours', { Name: 'x' }, supplier.user)).toEqual([404, 'NotFound'])
    await m.must('PATCH', '/bundles/theirs', { Name: 'By the seller' })
    await m.must('DELETE', `/suppliers/${supplier.ID}`)
    expect(await code('GET', '/bundles/theirs')).toEqual([404, 'NotFound'])
  })
})

describe('the products of a bundle', () => {
  it('are listed with it, by BundleID, and leave it again', async () => {
    await m.product(buyer, { ID: 'mug' })
    await m.product(buyer, { ID: 'cup' })
    await m.product(buyer, { ID: 'jug' })
    await bundle('kit', [
      ['mug', true, 2],
      ['cup', false],
    ])
    const page = await m.must('GET', '/bundles/productassignments?bundleID=kit')
    expect(page.Items).toEqual([
      { BundleID: 'kit', ProductID: 'cup', Required: false, DefaultQuantity: null },
      { BundleID: 'kit', ProductID: 'mug', Required: true, DefaultQuantity: 2 },
    ])
    expect(idsOf(await m.must('GET', '/products?BundleID=kit&sortBy=ID'))).toEqual(['cup', 'mug'])
    expect(await shown('BundleID=KIT&sortBy=ID')).toEqual(['cup', 'mug'])
    expect(await shown('BundleID=!kit&sortBy=ID')).toEqual(['jug', 'kit'])
    expect(await shown('BundleID=other')).toEqual([])
    await m.must('POST', '/productfacets', { ID: 'Color', Name: 'Color', MinCount: 0 })
    await m.must('PATCH', '/products/jug', { xp: { Color: 'Red' } })
    const { Meta } = await m.must('GET', '/me/products?BundleID=kit', undefined, buyer.user)
    expect(Meta.Facets[0].Values).toEqual([{ Value: 'Red', Count: 0 }])
    await m.must('DELETE', '/bundles/kit/productassignments/cup')
    await m.must('DELETE', '/bundles/kit/productassignments/cup')
    expect(await shown('BundleID=kit')).toEqual(['mug'])
  })

  it('are found by the bundle, and not among all products', async () => {
    await m.product(buyer, { ID: 'mug' })
    await env.DB.prepare(
      `insert into products (Marketplace, ID, OwnerID, IsParent, IsBundle, AutoForward, AllSuppliersCanSell, Returnable, Name, QuantityMultiplier, Active, Live, Shelf, Version)
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
        select Marketplace, 'p' || i, OwnerID, 0, 0, 0, 0, 0, 'P' || i, 1, 1, 1, Shelf, 1 from n, products where Marketplace = ? and ID = 'mug'`,
    )
      .bind(m.id)
      .run()
    await bundle('kit', [['mug', true]])
    await m.must('GET', '/me/products', undefined, buyer.user)
    for (const [path, as] of [
      ['/me/products', buyer.user],
      ['/products', 'seller'],
    ] as const)
      for (const sortBy of ['', 'ID', 'Name']) {
        const sent = await sentDuring(async () => {
          const page = await m.must('GET', `${path}?BundleID=kit&sortBy=${sortBy}`, undefined, as)
          expect([idsOf(page), page.Meta.TotalCount]).toEqual([['mug'], 1])
        })
        const rows = sent.flatMap((s) => s.batches.flat()).reduce((sum, s) => sum + s.rowsRead, 0)
        expect([path, sortBy, rows < 100]).toEqual([path, sortBy, true])
      }
  })

  it('have the bundle’s owner', async () => {
    const supplier = await m.supplier()
    await m.product(buyer, { ID: 'theirs', OwnerID: supplier.ID })
    await bundle('kit', [])
    const row = { BundleID: 'kit', ProductID: 'theirs', Required: true }
    expect(await code('POST', '/bundles/productassignments', row)).toEqual([400, 'Bundle.OwnerIDMustMatch'])
    const theirs = await m.as(supplier.user, { roles: ['BundleAdmin'] })
    expect(await code('POST', '/bundles/productassignments', row, theirs)).toEqual([
      403,
      'Product.CannotModify',
    ])
  })

  it('are a parent product or its children, not both', async () => {
    await m.must('POST', '/products', { ID: 'parent', Name: 'Parent', IsParent: true })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', ParentID: 'parent' })
    await m.must('POST', '/products', { ID: 'orphan', Name: 'Orphan' })
    await bundle('a', [['parent', true]])
    await bundle('b', [['child', true]])
    const row = { Required: false }
    expect(
      await code('POST', '/bundles/productassignments', { ...row, BundleID: 'a', ProductID: 'child' }),
    ).toEqual([400, 'Bundle.ParentProductAssigned'])
    expect(
      await code('POST', '/bundles/productassignments', { ...row, BundleID: 'b', ProductID: 'parent' }),
    ).toEqual([400, 'Bundle.ChildProductsAssigned'])
    await m.must('POST', '/bundles/productassignments', { ...row, BundleID: 'a', ProductID: 'orphan' })
    expect(await code('PATCH', '/products/orphan', { ParentID: 'parent' })).toEqual([
      400,
      'Bundle.ParentProductAssigned',
    ])
  })

  it('exist, are in a bundle, and are none themselves', async () => {
    await m.product(buyer, { ID: 'mug' })
    await bundle('kit', [])
    await bundle('other', [])
    const row = { BundleID: 'kit', ProductID: 'mug', Required: true }
    const put = (more: object) => code('POST', '/bundles/productassignments', { ...row, ...more })
    expect(await put({ BundleID: 'mug' })).toEqual([404, 'NotFound'])
    expect(await put({ BundleID: 'none' })).toEqual([404, 'NotFound'])
    expect(await put({ ProductID: 'none' })).toEqual([404, 'NotFound'])
    expect(await put({ ProductID: 'other' })).toEqual([400, 'ValidationFailure'])
    expect(await put({ Required: undefined })).toEqual([400, 'ValidationFailure'])
    expect(await put({ DefaultQuantity: 0 })).toEqual([400, 'ValidationFailure'])
  })

  it('cannot be deleted while they are in it', async () => {
    await m.product(buyer, { ID: 'mug' })
    await bundle('kit', [['mug', true]])
    expect(await code('DELETE', '/products/mug')).toEqual([
      400,
      'Product.CannotDeleteProductAssingedToBundle',
    ])
    await m.must('DELETE', '/bundles/kit')
    expect(await code('DELETE', '/products/mug')).toBe(204)
  })
})
