import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type DiscountScope, discountTargets } from './discount-targets.ts'
import type { CategoryNode } from './visibility.ts'

const scope = (DiscountID: string, more: Partial<DiscountScope> = {}): DiscountScope => ({
  DiscountID,
  CatalogID: null,
  CategoryID: null,
  Product: null,
  ...more,
})
const category = (ID: string, ParentID: string | null): CategoryNode => ({
  CatalogID: 'C1',
  ID,
  ParentID,
  Active: true,
})
const tree = [category('a', null), category('b', 'a'), category('c', 'b'), category('d', null)]

it('a discount on everything, or on a product, needs no shelf', () => {
  const found = discountTargets([scope('all'), scope('one', { Product: 7 })], { categories: [], shelves: [] })
  expect(found).toEqual([
    ['', 'all'],
    ['7', 'one'],
  ])
})

it('one on a category is on all below it, one on a catalogue on all in it, whatever letter case names them', () => {
  const at = (Shelf: string, CategoryID: string | null, CatalogID = 'C1') => ({
    Shelf,
    CatalogID,
    CategoryID,
  })
  const shelves = [
    ...[at('low', null), at('low', 'c'), at('side', 'd'), at('bare', null)],
    ...[at('elsewhere', 'b', 'C2'), at('both', 'd'), at('both', 'c')],
  ]
  const scopes = [scope('of-b', { CatalogID: 'c1', CategoryID: 'B' }), scope('of-C1', { CatalogID: 'C1' })]
  expect(discountTargets(scopes, { categories: tree, shelves }).sort()).toEqual(
    [
      ['low', 'of-b'],
      ['low', 'of-C1'],
      ['side', 'of-C1'],
      ['bare', 'of-C1'],
      ['both', 'of-b'],
      ['both', 'of-C1'],
    ].sort(),
  )
})

it('each is found once under each target, and a circle of parents ends', () => {
  const circle = [category('a', 'b'), category('b', 'a')]
  const place = fc.record({
    Shelf: fc.constantFrom('s', 't'),
    CatalogID: fc.constant('C1'),
    CategoryID: fc.constantFrom(null, 'a', 'b'),
  })
  fc.assert(
    fc.property(fc.array(place, { maxLength: 5 }), (shelves) => {
      const scopes = [scope('d', { CatalogID: 'C1', CategoryID: 'a' }), scope('e', { CatalogID: 'C1' })]
      const found = discountTargets(scopes, { categories: circle, shelves }).map(String)
      expect(new Set(found).size).toBe(found.length)
      for (const { Shelf, CategoryID } of shelves)
        if (CategoryID !== null) expect(found).toContain(`${Shelf},d`)
    }),
  )
})
