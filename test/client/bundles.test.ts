import {
  Auth,
  BundleLineItems,
  Bundles,
  Catalogs,
  Categories,
  LineItems,
  Me,
  Orders,
  ProductCollections,
  ProductFacets,
  Tokens,
} from 'ordercloud-javascript-sdk'
import { beforeAll, describe, expect, test } from 'vitest'
import { PASSWORD, storefront } from '../../scripts/demo/demo.ts'
import { errorOf, useWorker } from './sdk.ts'

/** Products of the demo that the bundle is made of. */
const [GLOVES, HELMET] = ['BR-GL-310-M', 'KS-HH-100-WH'] as const
const CATALOG = 'industrial'

/** Options of a call as the seller's administrator; without them, a call is the buyer's. */
let admin: { accessToken: string }

beforeAll(async () => {
  admin = await useWorker()
  Tokens.SetAccessToken((await Auth.Login('buyer01', PASSWORD, storefront)).access_token)
  await Bundles.Create({ ID: 'starter', Name: 'Starter set', Active: true }, admin)
})

describe('bundles', () => {
  test('are filled, and given to catalogs, categories and buyers', async () => {
    for (const [ProductID, Required] of [
      [GLOVES, true],
      [HELMET, false],
    ] as const)
      await Bundles.SaveProductAssignment(
        { BundleID: 'starter', ProductID, Required, DefaultQuantity: 12 },
        admin,
      )
    await Catalogs.SaveBundleAssignment({ CatalogID: CATALOG, BundleID: 'starter' }, admin)
    await Categories.SaveBundleAssignment(CATALOG, { CategoryID: 'hands', BundleID: 'starter' }, admin)
    await Bundles.SaveAssignment({ BundleID: 'starter', BuyerID: 'acme' }, admin)
    const inside = await Bundles.ListProductAssignments({ bundleID: 'starter' }, admin)
    expect(inside.Items.map((a) => a.ProductID)).toEqual([GLOVES, HELMET])
    expect((await Catalogs.ListBundleAssignments({ bundleID: 'starter' }, admin)).Items).toEqual([
      { CatalogID: CATALOG, BundleID: 'starter' },
    ])
    const placed = await Categories.ListBundleAssignments(CATALOG, { bundleID: 'starter' }, admin)
    expect(placed.Items.map((a) => a.CategoryID)).toEqual(['hands'])
    expect((await Bundles.ListAssignments({ buyerID: 'acme' }, admin)).Items).toHaveLength(1)
    expect((await Bundles.List({ search: 'starter', catalogID: CATALOG }, admin)).Items).toHaveLength(1)
  })

  test('are seen as products, and bought line by line', async () => {
    expect(await Me.GetProduct('starter')).toMatchObject({ IsBundle: true, Name: 'Starter set' })
    const inside = await Me.ListProducts({ filters: { BundleID: 'starter' }, sortBy: ['ID'] })
    expect(inside.Items.map((p) => p.ID)).toEqual([GLOVES, HELMET])
    const { ID } = await Orders.Create('Outgoing', {})
    const heading = await BundleLineItems.Create('Outgoing', ID, 'starter', {
      LineItems: [{ ProductID: HELMET, Quantity: 12 }],
    })
    expect(heading).toMatchObject({ IsBundle: true, UnitPrice: 0 })
    const lines = await LineItems.List('Outgoing', ID, { filters: { BundleItemID: heading.ID } })
    expect(lines.Items.map((l) => l.ProductID).sort()).toEqual([GLOVES, HELMET])
    expect((await Orders.Get('Outgoing', ID)).LineItemCount).toBe(2)
    expect((await errorOf(LineItems.Delete('Outgoing', ID, heading.ID!))).errorCode).toBe(
      'LineItem.CannotRemoveBundle',
    )
    await BundleLineItems.Delete('Outgoing', ID, 'starter', heading.ID!)
    expect((await LineItems.List('Outgoing', ID)).Meta.TotalCount).toBe(0)
  })
})

test('facets count what a shop shows', async () => {
  await ProductFacets.Create({ ID: 'Unit', Name: 'Sold by' }, admin)
  const { Meta } = await Me.ListProducts()
  const facet = Meta.Facets!.find((f) => f.XpPath === 'Unit')
  expect(facet).toMatchObject({ Name: 'Sold by' })
  const { Value, Count } = facet!.Values[0]!
  const filtered = await Me.ListProducts({ filters: { [`xp.${facet!.XpPath}`]: Value } })
  expect(filtered.Meta.TotalCount).toBe(Count)
})

test('collections are kept, filled and shared', async () => {
  const { ID, AccessLevel } = await Me.CreateProductCollection({ Name: 'Wishes', AccessLevel: 'Public' })
  expect(AccessLevel).toBe('Public')
  await Me.CreateProductCollectionEntry(ID, GLOVES)
  await Me.SaveProductCollectionEntry(ID, { ProductID: HELMET, ListOrder: 1 })
  const entries = await Me.ListProductCollectionEntries(ID)
  expect(entries.Items.map((p) => p.ID)).toEqual([HELMET, GLOVES])
  const invitation = await Me.CreateProductCollectionInvitation(ID, { Name: 'Colleague' })
  const friend = { accessToken: (await Auth.Login('approver01', PASSWORD, storefront)).access_token }
  await Me.AcceptProductCollectionInvitation(ID, invitation.ID!, friend)
  expect((await Me.GetProductCollectionInvitation(ID, invitation.ID!)).Accepted).toBe(true)
  expect((await Me.ListProductCollections({}, friend)).Items.map((c) => c.ID)).toEqual([ID])
  expect((await errorOf(Me.DeleteProductCollectionEntry(ID, GLOVES, friend))).errorCode).toBe(
    'ProductCollection.CannotModify',
  )
  expect((await ProductCollections.List('acme', {}, admin)).Items.map((c) => c.ID)).toEqual([ID])
  expect((await ProductCollections.ListEntries('acme', ID, {}, admin)).Meta.TotalCount).toBe(2)
  await Me.DeleteProductCollection(ID)
  expect((await Me.ListProductCollections()).Items).toEqual([])
})
