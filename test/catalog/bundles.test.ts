import { beforeEach, describe, expect, it } from 'vitest'
import { type As, type Marketplace, marketplace, SHOPPER_ROLES, type User } from '../support/marketplace.ts'

let m: Marketplace
let buyer: { ID: string; user: User }

beforeEach(async () => {
  m = await marketplace()
  buyer = await m.buyer()
})

const code = async (method: string, path: string, body?: unknown, as: As = 'seller') => {
  const answer = await m.api(method, path, body, as)
  return answer.status < 300 ? answer.status : [answer.status, answer.body.Errors[0].ErrorCode]
}
const ids = (page: { Items: { ID: string }[] }) => page.Items.map((i) => i.ID)
const shown = async (query = '', as: User = buyer.user) => {
  const page = await m.must('GET', `/me/products?pageSize=100&${query}`, undefined, as)
  expect(page.Meta.TotalCount).toBe(page.Items.length)
  return ids(page)
}
/** A bundle in the buyer's catalogue, of products it holds. */
async function bundle(
  ID: string,
  contents: [ProductID: string, Required: boolean, DefaultQuantity?: number][],
) {
  const made = await m.must('POST', '/bundles', { ID, Name: `Bundle ${ID}`, Active: true })
  await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: ID })
  for (const [ProductID, Required, DefaultQuantity] of contents)
    await m.must('POST', '/bundles/productassignments', {
      BundleID: ID,
      ProductID,
      Required,
      DefaultQuantity,
    })
  return made
}

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
    expect(await code('PUT', '/bundles/mug', { Name: 'x' })).toEqual([409, 'IdExists'])
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
    expect(ids(all)).toEqual(['camping', 'office'])
    expect(all.Meta.Facets).toMatchObject([{ XpPath: 'Color', Values: [{ Value: 'Red', Count: 1 }] }])
    expect(ids(await m.must('GET', '/bundles?search=supply'))).toEqual(['office'])
    expect(ids(await m.must('GET', `/bundles?catalogID=${buyer.ID}`))).toEqual(['camping'])
    expect(ids(await m.must('GET', `/bundles?catalogID=!${buyer.ID}&sortBy=!ID`))).toEqual(['office'])
    expect(ids(await m.must('GET', '/products?IsBundle=false'))).toEqual(['mug'])
    expect(ids(await m.must('GET', '/products?IsBundle=true&sortBy=ID'))).toEqual(['camping', 'office'])
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
    expect(ids(await m.must('GET', '/bundles', undefined, supplier.user))).toEqual(['theirs'])
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
    expect(ids(await m.must('GET', '/products?BundleID=kit&sortBy=ID'))).toEqual(['cup', 'mug'])
    expect(await shown('BundleID=KIT&sortBy=ID')).toEqual(['cup', 'mug'])
    expect(await shown('BundleID=!kit&sortBy=ID')).toEqual(['jug', 'kit'])
    expect(await shown('BundleID=other')).toEqual([])
    await m.must('DELETE', '/bundles/kit/productassignments/cup')
    await m.must('DELETE', '/bundles/kit/productassignments/cup')
    expect(await shown('BundleID=kit')).toEqual(['mug'])
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

describe('a shopper', () => {
  it('sees a bundle in its catalogue together with what is in it', async () => {
    await m.product(buyer, { ID: 'mug' })
    await m.product(buyer, { ID: 'cup' })
    await bundle('kit', [
      ['mug', true],
      ['cup', false],
    ])
    await bundle('empty', [])
    expect(await shown('sortBy=ID')).toEqual(['cup', 'kit', 'mug'])
    expect(await m.must('GET', '/me/products/kit', undefined, buyer.user)).toMatchObject({ IsBundle: true })
    await m.must('PATCH', '/products/cup', { Active: false })
    expect(await shown('sortBy=ID')).toEqual(['kit', 'mug'])
    await m.must('PATCH', '/products/cup', { Active: true })
    await m.must('PATCH', '/products/mug', { Active: false })
    expect(await shown('sortBy=ID')).toEqual(['cup'])
    expect(await code('GET', '/me/products/kit', undefined, buyer.user)).toEqual([404, 'NotFound'])
    await m.must('PATCH', '/products/mug', { Active: true })
    await m.must('PATCH', '/bundles/kit', { Active: false })
    expect(await shown('sortBy=ID')).toEqual(['cup', 'mug'])
  })

  it('sees none of which no product is visible, and takes a child for its parent', async () => {
    await m.product(buyer, { ID: 'optional', Active: false })
    await bundle('kit', [['optional', false]])
    expect(await shown()).toEqual([])
    await m.product(buyer, { ID: 'parent', IsParent: true })
    await m.must('POST', '/products', { ID: 'child', Name: 'Child', ParentID: 'parent', Active: true })
    await bundle('family', [['parent', true]])
    expect(await shown('sortBy=ID')).toEqual(['child', 'family', 'parent'])
    await m.must('PATCH', '/products/parent', { Active: false })
    expect(await shown()).toEqual([])
  })

  it('sees bundles of categories and of its groups', async () => {
    await m.must('POST', '/catalogs/assignments', {
      CatalogID: buyer.ID,
      BuyerID: buyer.ID,
      ViewAllCategories: true,
    })
    await m.product(buyer, { ID: 'mug' })
    await bundle('kit', [['mug', true]])
    expect(await shown()).toEqual([])
    await m.must('POST', `/buyers/${buyer.ID}/usergroups`, { ID: 'vip', Name: 'VIP' })
    await m.must('POST', '/products/assignments', { ProductID: 'mug', BuyerID: buyer.ID })
    const row = { BundleID: 'kit', BuyerID: buyer.ID, UserGroupID: 'vip' }
    await m.must('POST', '/bundles/assignments', row)
    expect(await shown()).toEqual(['mug'])
    await m.must('POST', `/buyers/${buyer.ID}/usergroups/assignments`, {
      UserGroupID: 'vip',
      UserID: buyer.user.ID,
    })
    expect(await shown('sortBy=ID')).toEqual(['kit', 'mug'])
    const category = { ID: 'c', Name: 'C', Active: true }
    await m.must('POST', `/catalogs/${buyer.ID}/categories`, category)
    const base = `/catalogs/${buyer.ID}/categories`
    await m.must('POST', `${base}/bundleassignments`, { CategoryID: 'c', BundleID: 'kit', ListOrder: 3 })
    expect(await shown('categoryID=c')).toEqual(['kit'])
    expect((await m.must('GET', `${base}/bundleassignments`)).Items).toEqual([
      { CategoryID: 'c', BundleID: 'kit', ListOrder: 3 },
    ])
    expect((await m.must('GET', `${base}/productassignments`)).Items).toEqual([])
    await m.must('DELETE', `${base}/c/bundleassignments/kit`)
    expect(await shown('categoryID=c')).toEqual([])
    await m.must('DELETE', `/bundles/kit/assignments/${buyer.ID}?userGroupID=vip`)
    expect(await shown()).toEqual(['mug'])
  })
})

describe('assignments of bundles', () => {
  it('are those of bundles, and those of products of products', async () => {
    await m.product(buyer, { ID: 'mug' })
    await m.must('POST', '/products/assignments', { ProductID: 'mug', BuyerID: buyer.ID })
    await bundle('kit', [['mug', true]])
    await m.must('POST', '/bundles/assignments', { BundleID: 'kit', BuyerID: buyer.ID })
    const rows = async (path: string) => (await m.must('GET', path)).Items
    expect(await rows('/catalogs/bundleassignments')).toEqual([{ CatalogID: buyer.ID, BundleID: 'kit' }])
    expect(await rows('/catalogs/productassignments')).toEqual([{ CatalogID: buyer.ID, ProductID: 'mug' }])
    expect(await rows('/bundles/assignments?level=Company')).toEqual([
      { SellerID: m.id, BundleID: 'kit', BuyerID: buyer.ID, UserGroupID: null },
    ])
    expect(await rows('/products/assignments')).toMatchObject([{ ProductID: 'mug' }])
    expect(
      await code('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: 'mug' }),
    ).toEqual([404, 'NotFound'])
    expect(await code('DELETE', `/catalogs/${buyer.ID}/bundleassignments/mug`)).toEqual([404, 'NotFound'])
    expect(await code('DELETE', `/bundles/mug/assignments/${buyer.ID}`)).toEqual([404, 'NotFound'])
    await m.must('DELETE', `/catalogs/${buyer.ID}/bundleassignments/kit`)
    expect(await rows('/catalogs/bundleassignments')).toEqual([])
    expect(await rows('/bundles/assignments')).toEqual([])
  })

  it('are to buyers that share a catalogue with it, and never to single users', async () => {
    const other = await m.buyer()
    await bundle('kit', [])
    const row = { BundleID: 'kit', BuyerID: other.ID }
    expect(await code('POST', '/bundles/assignments', row)).toEqual([
      400,
      'Product.CannotAssignNotInBuyerCatalog',
    ])
    expect(await code('POST', '/bundles/assignments', { ...row, BuyerID: buyer.ID, UserID: 'u' })).toEqual([
      400,
      'PartyAssignment.UserLevelNotAllowed',
    ])
    const admin = await m.as(buyer.user, { roles: [...SHOPPER_ROLES, 'BundleAssignmentAdmin'] })
    expect(await code('POST', '/bundles/assignments', row, admin)).toEqual([
      403,
      'Auth.UserNotAuthorizedToAdmin',
    ])
  })
})
