import { beforeAll, describe, expect, it } from 'vitest'
import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace } from '../support/marketplace.ts'

let m: Marketplace
beforeAll(async () => {
  m = await marketplace()
  for (const ID of ['shared', 'own']) {
    await m.must('POST', '/catalogs', { ID, Name: ID, Active: true })
    await m.must('POST', '/products', { ID: `in-${ID}`, Name: ID, Active: true })
    await m.must('POST', '/catalogs/productassignments', { CatalogID: ID, ProductID: `in-${ID}` })
    await m.must('POST', `/catalogs/${ID}/categories`, { ID: `of-${ID}`, Name: ID, Active: true })
  }
})

/** A group, and a buyer in it that has no catalogue of its own. */
async function grouped(ID: string, DefaultCatalogID: string | null = 'shared') {
  await m.must('POST', '/buyergroups', { ID, Name: ID, DefaultCatalogID })
  return m.buyer({ GroupID: ID })
}

describe('a group of buyers', () => {
  it('gives its buyers its default catalogue, which is assigned to it', async () => {
    const { ID, user } = await grouped('chain')
    expect(await m.must('GET', `/buyers/${ID}`)).toMatchObject({ GroupID: 'chain', DefaultCatalogID: null })
    expect(await m.outcome('GET', `/catalogs/${ID}`)).toEqual([404, 'NotFound'])
    expect((await m.must('GET', '/me', undefined, user)).Buyer).toEqual({ ID, DefaultCatalogID: 'shared' })
    expect(ids(await m.must('GET', '/me/categories', undefined, user))).toEqual(['of-shared'])
    expect(ids(await m.must('GET', '/me/products', undefined, user))).toEqual(['in-shared'])
    expect(ids(await m.must('GET', '/me/catalogs', undefined, user))).toEqual(['shared'])
    expect((await m.must('GET', '/catalogs/assignments?buyerGroupID=chain')).Items).toEqual([
      {
        CatalogID: 'shared',
        BuyerID: null,
        BuyerGroupID: 'chain',
        ViewAllCategories: true,
        ViewAllProducts: true,
      },
    ])
  })

  it('is left by its buyers when it is deleted, and what they were given by it is gone at once', async () => {
    const { ID, user } = await grouped('leaving')
    await m.must('POST', '/products/assignments', { ProductID: 'in-shared', BuyerID: ID })
    await m.must('DELETE', '/buyergroups/leaving')
    expect((await m.must('GET', `/buyers/${ID}`)).GroupID).toBeNull()
    expect(ids(await m.must('GET', '/me/products', undefined, user))).toEqual([])
    expect((await m.must('GET', `/products/assignments?buyerID=${ID}`)).Items).toEqual([])
    // One of the same name gives nobody anything.
    await m.must('POST', '/buyergroups', { ID: 'leaving', Name: 'again', DefaultCatalogID: 'shared' })
    expect(ids(await m.must('GET', '/me/products', undefined, user))).toEqual([])
  })

  it('says less of a catalogue than the buyer’s own assignment, and no less when that is gone', async () => {
    const { ID, user } = await grouped('wide')
    const row = { CatalogID: 'shared', BuyerID: ID, ViewAllCategories: true, ViewAllProducts: false }
    await m.must('POST', '/catalogs/assignments', row)
    expect(ids(await m.must('GET', '/me/products', undefined, user))).toEqual([])
    await m.must('DELETE', `/catalogs/shared/assignments?buyerID=${ID}`)
    expect(ids(await m.must('GET', '/me/products', undefined, user))).toEqual(['in-shared'])
  })

  it('gives a buyer that has a default catalogue no other', async () => {
    await m.must('POST', '/buyergroups', { ID: 'plain', Name: 'plain', DefaultCatalogID: 'shared' })
    const { ID, user } = await m.buyer({ GroupID: 'plain', DefaultCatalogID: 'own' })
    expect((await m.must('GET', '/me', undefined, user)).Buyer).toEqual({ ID, DefaultCatalogID: 'own' })
    expect(ids(await m.must('GET', '/me/products', undefined, user)).toSorted()).toEqual([
      'in-own',
      'in-shared',
    ])
  })

  it('without a default catalogue leaves a new buyer one of its own', async () => {
    const { ID } = await grouped('bare', null)
    expect((await m.must('GET', `/buyers/${ID}`)).DefaultCatalogID).toBe(ID)
    expect(await m.must('GET', `/catalogs/${ID}`)).toMatchObject({ ID, Active: true })
  })

  it('is the seller’s to choose: a buyer’s administrator neither joins nor leaves one, nor sees any', async () => {
    const { ID } = await grouped('chosen')
    const admin = await m.user('Buyer', ID, ['BuyerAdmin'])
    await m.must('POST', '/buyergroups', { ID: 'better', Name: 'better' })
    expect((await m.must('PATCH', `/buyers/${ID}`, { GroupID: 'better' }, admin)).GroupID).toBe('chosen')
    expect((await m.must('PUT', `/buyers/${ID}`, { Name: 'x', Active: true }, admin)).GroupID).toBe('chosen')
    expect((await m.outcome('GET', '/buyergroups', undefined, admin)) as unknown[]).toContain(403)
  })

  it('must be there, and keeps its default catalogue from being deleted', async () => {
    expect(await m.outcome('POST', '/buyers', { Name: 'x', GroupID: 'nowhere' })).toEqual([404, 'NotFound'])
    await m.must('POST', '/catalogs', { ID: 'held', Name: 'held' })
    await m.must('POST', '/buyergroups', { ID: 'holder', Name: 'holder', DefaultCatalogID: 'held' })
    expect(await m.outcome('DELETE', '/catalogs/held')).toEqual([400, 'Catalog.CannotDelete'])
  })
})

it('a catalogue is assigned to a buyer or to a group, not to both and not to nobody', async () => {
  await m.must('POST', '/buyergroups', { ID: 'either', Name: 'either' })
  const { ID } = await m.buyer()
  const assign = (row: object) => m.outcome('POST', '/catalogs/assignments', { CatalogID: 'own', ...row })
  expect(await assign({})).toEqual([400, 'PartyAssignment.RequiresBuyer'])
  expect(await assign({ BuyerID: ID, BuyerGroupID: 'either' })).toEqual([400, 'ValidationFailure'])
  expect(await assign({ BuyerGroupID: 'nowhere' })).toEqual([404, 'NotFound'])
  expect(await assign({ BuyerGroupID: 'either' })).toBe(204)
  // Once more is the same row.
  expect(await assign({ BuyerGroupID: 'either', ViewAllProducts: true })).toBe(204)
  expect((await m.must('GET', '/catalogs/assignments?buyerGroupID=either')).Meta.TotalCount).toBe(1)
  expect(await m.outcome('DELETE', '/catalogs/own/assignments')).toEqual([
    400,
    'PartyAssignment.RequiresBuyer',
  ])
})
