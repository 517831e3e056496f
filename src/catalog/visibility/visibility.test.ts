import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Marketplace, seesCategory, seesProduct } from '../../../test/support/visibility-rule.ts'
import { type Rights, resolveVisibility } from './visibility.ts'

/** The group of buyers that the shopper's is in. */
const GROUP = 'chain'
const shopper = { BuyerID: 'acme', groups: ['vip', 'dock'] }

/** What reaches the shopper, as the database would be asked for it; every product stands on a shelf of its own. */
function rightsOf(m: Marketplace): Rights {
  const assigned = m.catalogAssignments
    .filter((a) => a.BuyerID === shopper.BuyerID || a.BuyerGroupID === GROUP)
    .filter((a) => m.catalogs.some((c) => c.ID === a.CatalogID && c.Active))
  const ids = assigned.map((a) => a.CatalogID)
  return {
    catalogs: assigned,
    categories: m.categories.filter((k) => ids.includes(k.CatalogID)),
    assignments: m.categoryAssignments.filter(
      (a) =>
        a.BuyerID === shopper.BuyerID && (a.UserGroupID === null || shopper.groups.includes(a.UserGroupID)),
    ),
    shelves: [
      ...m.productCatalogs.map((p) => ({ Shelf: p.ProductID, CatalogID: p.CatalogID, CategoryID: null })),
      ...m.categoryProducts.map((p) => ({
        Shelf: p.ProductID,
        CatalogID: p.CatalogID,
        CategoryID: p.CategoryID,
      })),
    ].filter((s) => ids.includes(s.CatalogID)),
  }
}

const catalogs = ['C1', 'C2']
const categories = ['a', 'b', 'c', 'd', 'e']
const products = ['p1', 'p2', 'p3']
const catalog = fc.constantFrom(...catalogs)
const threeState = fc.constantFrom(true, false, null)
const once = <T>(arbitrary: fc.Arbitrary<T>, key: (row: T) => unknown, maxLength: number) =>
  fc.uniqueArray(arbitrary, { maxLength, selector: (row) => JSON.stringify(key(row)) })

const marketplaces: fc.Arbitrary<Marketplace> = fc
  .record({
    catalogs: fc.tuple(...catalogs.map((ID) => fc.record({ ID: fc.constant(ID), Active: often(true) }))),
    catalogAssignments: once(
      fc.record({
        CatalogID: catalog,
        party: fc.constantFrom(
          { BuyerID: 'acme', BuyerGroupID: null },
          { BuyerID: 'other', BuyerGroupID: null },
          { BuyerID: null, BuyerGroupID: GROUP },
          { BuyerID: null, BuyerGroupID: 'rivals' },
        ),
        ViewAllCategories: fc.boolean(),
        ViewAllProducts: fc.boolean(),
      }),
      (a) => [a.CatalogID, a.party],
      5,
    ).map((rows) => rows.map(({ party, ...row }) => ({ ...row, ...party }))),
    // A parent comes before its children, so that there is no circle.
    categories: fc.tuple(
      ...catalogs.flatMap((CatalogID) =>
        categories.map((ID, i) =>
          fc.record({
            CatalogID: fc.constant(CatalogID),
            ID: fc.constant(ID),
            ParentID: fc.constantFrom(null, ...categories.slice(0, i)),
            Active: often(true),
          }),
        ),
      ),
    ),
    categoryAssignments: once(
      fc.record({
        CatalogID: catalog,
        CategoryID: fc.constantFrom(...categories),
        BuyerID: fc.constantFrom('acme', 'acme', 'other'),
        UserGroupID: fc.constantFrom(null, 'vip', 'dock', 'strangers'),
        Visible: threeState,
        ViewAllProducts: threeState,
      }),
      (a) => [a.CatalogID, a.CategoryID, a.BuyerID, a.UserGroupID],
      12,
    ),
    categoryProducts: once(
      fc.record({
        CatalogID: catalog,
        CategoryID: fc.constantFrom(...categories),
        ProductID: fc.constantFrom(...products),
      }),
      (a) => a,
      6,
    ),
    alone: once(fc.record({ CatalogID: catalog, ProductID: fc.constantFrom(...products) }), (a) => a, 4),
    productAssignments: once(
      fc.record({
        ProductID: fc.constantFrom(...products),
        BuyerID: fc.constantFrom('acme', 'other'),
        UserGroupID: fc.constantFrom(null, 'vip', 'strangers'),
      }),
      (a) => a,
      2,
    ),
  })
  .map(({ alone, ...m }) => {
    // What is in a category is in its catalogue.
    const placed = [...alone, ...m.categoryProducts.map(({ CategoryID: _, ...p }) => p)]
    return {
      ...m,
      suppliers: [],
      buyers: [{ ID: 'acme', GroupID: GROUP }],
      products: products.map((ID) => ({ ID, ParentID: null, Active: true, OwnerID: null })),
      bundleProducts: [],
      productCatalogs: placed.filter(
        (p, i) => placed.findIndex((q) => q.CatalogID === p.CatalogID && q.ProductID === p.ProductID) === i,
      ),
    }
  })

function often(value: boolean) {
  return fc.constantFrom(value, value, value, !value)
}

describe('what a shopper sees', () => {
  it('are the categories the rule lets them see', () => {
    fc.assert(
      fc.property(marketplaces, (m) => {
        const seen = resolveVisibility(rightsOf(m)).categories.map((k) => `${k.CatalogID}/${k.CategoryID}`)
        const expected = m.categories
          .filter((k) => seesCategory(m, shopper, k))
          .map((k) => `${k.CatalogID}/${k.ID}`)
        expect(seen.sort()).toEqual(expected.sort())
      }),
      { numRuns: 300 },
    )
  })

  it('are the products the rule lets them see, in each catalogue', () => {
    fc.assert(
      fc.property(marketplaces, (m) => {
        const { shelves } = resolveVisibility(rightsOf(m))
        for (const CatalogID of catalogs)
          for (const id of products) {
            const shelf = shelves.find((s) => s.Shelf === id && s.CatalogID === CatalogID)
            const direct = m.productAssignments.some(
              (a) =>
                a.ProductID === id &&
                a.BuyerID === shopper.BuyerID &&
                (a.UserGroupID === null || shopper.groups.includes(a.UserGroupID)),
            )
            expect([CatalogID, id, shelf !== undefined && (shelf.Everything || direct)]).toEqual([
              CatalogID,
              id,
              seesProduct(m, shopper, id, CatalogID),
            ])
          }
      }),
      { numRuns: 300 },
    )
  })

  it('does not depend on the letter case of IDs', () => {
    fc.assert(
      fc.property(marketplaces, (m) => {
        const rights = rightsOf(m)
        const mixed: Rights = {
          ...rights,
          categories: rights.categories.map((k) => ({ ...k, ParentID: k.ParentID?.toUpperCase() ?? null })),
          assignments: rights.assignments.map((a) => ({ ...a, CategoryID: a.CategoryID.toUpperCase() })),
          shelves: rights.shelves.map((s) => ({ ...s, CatalogID: s.CatalogID.toLowerCase() })),
        }
        expect(resolveVisibility(mixed)).toEqual(resolveVisibility(rights))
      }),
      { numRuns: 100 },
    )
  })

  it('is nothing of a category whose parents form a circle', () => {
    const m: Rights = {
      catalogs: [{ CatalogID: 'C1', BuyerGroupID: null, ViewAllCategories: true, ViewAllProducts: true }],
      categories: [
        { CatalogID: 'C1', ID: 'a', ParentID: 'b', Active: true },
        { CatalogID: 'C1', ID: 'b', ParentID: 'a', Active: true },
      ],
      assignments: [],
      shelves: [{ Shelf: 's', CatalogID: 'C1', CategoryID: 'a' }],
    }
    expect(resolveVisibility(m)).toEqual({
      categories: [],
      shelves: [{ Shelf: 's', CatalogID: 'C1', Everything: false }],
    })
  })
})
