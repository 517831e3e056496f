import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'
import { sentDuring } from '../support/observe.ts'

describe('what an isolate has counted', () => {
  let shop: Marketplace
  let acme: { ID: string; user: User }
  const meta = async (as: User, query = '') =>
    (await shop.must('GET', `/me/products?${query}`, undefined, as)).Meta
  /** Total, count of the blue ones, round trips, and whether anything was counted. */
  const ask = async (as: User, query = '') => {
    let found: Awaited<ReturnType<typeof meta>>
    const sent = await sentDuring(async () => {
      found = await meta(as, query)
    })
    const batches = sent.flatMap((s) => s.batches)
    const counted = batches.flat().some((s) => s.sql.includes('product_facets'))
    const blue = found!.Facets[0].Values.find((v: { Value: string }) => v.Value === 'blue')?.Count
    return { total: found!.TotalCount, blue, trips: batches.length, counted }
  }
  const later = (milliseconds: number) => {
    const then = Date.now() + milliseconds
    vi.spyOn(Date, 'now').mockImplementation(() => then)
  }
  const fresh = { trips: 1, counted: true }
  const known = { trips: 1, counted: false }

  beforeEach(async () => {
    shop = await marketplace()
    acme = await shop.buyer()
    for (const ID of ['a', 'b', 'c']) await shop.product(acme, { ID, xp: { Color: 'blue' } })
    await shop.must('POST', '/productfacets', { ID: 'Color', Name: 'Color' })
    await meta(acme.user, 'ID=a')
  })
  afterEach(() => {
    vi.restoreAllMocks()
  })

  it('is not counted again, for the same question', async () => {
    expect(await ask(acme.user)).toEqual({ total: 3, blue: 3, ...fresh })
    expect(await ask(acme.user)).toEqual({ total: 3, blue: 3, ...known })
    expect(await ask(acme.user, 'pageSize=1&page=2&sortBy=Name')).toEqual({ total: 3, blue: 3, ...known })
    expect(await ask(acme.user, 'ID=a|b')).toEqual({ total: 2, blue: 2, ...fresh })
    expect(await ask(acme.user, 'search=nothing')).toMatchObject({ total: 0, ...fresh })
    expect(await ask(acme.user, 'ID=a|b')).toEqual({ total: 2, blue: 2, ...known })
  })

  it('is counted anew behind each change, and relied upon again once the catalogue stands still', async () => {
    await ask(acme.user)
    await shop.product(acme, { ID: 'd', xp: { Color: 'blue' } })
    expect(await ask(acme.user)).toEqual({ total: 4, blue: 4, trips: 2, counted: true })
    await shop.must('DELETE', '/products/a')
    expect(await ask(acme.user)).toEqual({ total: 3, blue: 3, ...fresh })
    later(11_000)
    expect(await ask(acme.user)).toEqual({ total: 3, blue: 3, ...known })
    await shop.must('DELETE', '/productfacets/Color')
    expect((await meta(acme.user)).Facets).toEqual([])
  })

  it('holds for those who see the same, and only while they do', async () => {
    const other = await shop.buyer()
    await shop.product(other, { ID: 'theirs', xp: { Color: 'red' } })
    expect(await ask(other.user)).toMatchObject({ total: 1, blue: undefined })
    expect(await ask(acme.user)).toMatchObject({ total: 3, blue: 3 })
    const [colleague, group] = [await shop.user('Buyer', acme.ID, ['Shopper']), 'g']
    await shop.must('POST', `/buyers/${acme.ID}/usergroups`, { ID: group, Name: group })
    await shop.must('POST', '/products', { ID: 'e', Name: 'E', Active: true })
    const { DefaultCatalogID: CatalogID } = await shop.must('GET', `/buyers/${acme.ID}`)
    await shop.must('POST', '/catalogs/productassignments', { CatalogID, ProductID: 'e' })
    await shop.must('POST', '/catalogs/assignments', {
      CatalogID,
      BuyerID: acme.ID,
      ViewAllCategories: true,
      ViewAllProducts: false,
    })
    await shop.must('POST', '/products/assignments', {
      ProductID: 'e',
      BuyerID: acme.ID,
      UserGroupID: group,
    })
    later(11_000)
    const before = await ask(colleague)
    expect(await ask(colleague)).toEqual({ ...before, ...known })
    // A group of theirs moves no version: what they see is another audience's from now on.
    await shop.must('POST', `/buyers/${acme.ID}/usergroups/assignments`, {
      UserGroupID: group,
      UserID: colleague.ID,
    })
    expect(await ask(colleague)).toMatchObject({ total: before.total + 1 })
    expect(await ask(colleague)).toMatchObject({ total: before.total + 1 })
    expect(await ask(acme.user)).toMatchObject({ total: before.total })
  })

  it('is counted anew when the default catalogue is another', async () => {
    const { ID: CatalogID } = await shop.must('POST', '/catalogs', { Name: 'Second', Active: true })
    const all = { BuyerID: acme.ID, ViewAllCategories: true, ViewAllProducts: true }
    await shop.must('POST', '/catalogs/assignments', { CatalogID, ...all })
    for (const [catalog, ParentID, ID, product] of [
      [acme.ID, null, 'k', 'a'],
      [CatalogID, null, 'k', 'b'],
      [CatalogID, 'k', 'below', 'c'],
    ]) {
      await shop.must('POST', `/catalogs/${catalog}/categories`, { ID, Name: ID, ParentID, Active: true })
      const place = { CategoryID: ID, ProductID: product }
      await shop.must('POST', `/catalogs/${catalog}/categories/productassignments`, place)
    }
    expect(await ask(acme.user, 'categoryID=k')).toMatchObject({ total: 1 })
    expect(await ask(acme.user, 'categoryID=k')).toMatchObject({ total: 1, ...known })
    await shop.must('PATCH', `/buyers/${acme.ID}`, { DefaultCatalogID: CatalogID })
    const page = () => shop.must('GET', '/me/products?categoryID=k', undefined, acme.user)
    const ids = (p: { Items: { ID: string }[] }) => p.Items.map((i) => i.ID)
    const [first, second] = [await page(), await page()]
    expect([ids(first), ids(second), second.Meta.TotalCount]).toEqual([['b', 'c'], ['b', 'c'], 2])
  })

  it('is no list’s that each user has another of', async () => {
    for (const query of ['PriceSchedule.Name=!x', 'Inventory.Enabled=!true']) {
      expect(await ask(acme.user, query)).toMatchObject(fresh)
      expect(await ask(acme.user, query)).toMatchObject(fresh)
    }
  })
})
