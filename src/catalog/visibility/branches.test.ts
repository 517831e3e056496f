import { describe, expect, it } from 'vitest'
import { branchesOf } from './branches.ts'

/** `a` above `b` and `d`, `b` above `c`; and `e` by itself. */
const categories = [
  ['a', null],
  ['b', 'a'],
  ['c', 'b'],
  ['d', 'a'],
  ['e', null],
].map(([ID, ParentID]) => ({ CatalogID: 'main', ID: ID!, ParentID: ParentID ?? null, Active: true }))

/** What is known of branches where these are seen, and so many products stand in categories. */
function known(seen: string[], products: Record<string, number> = {}) {
  const shelves = Object.entries(products).flatMap(([CategoryID, Live]) => [
    { Shelf: CategoryID, CatalogID: 'MAIN', CategoryID: null, Live },
    { Shelf: CategoryID, CatalogID: 'MAIN', CategoryID, Live },
  ])
  const branches = branchesOf(
    { categories, shelves },
    seen.map((CategoryID) => ({ CatalogID: 'main', CategoryID })),
  )
  return Object.fromEntries(branches.map((b) => [b.CategoryID, b.Most]))
}

describe('what is known of branches', () => {
  it('is that most is seen, or nothing', () => {
    expect(known(['a', 'b', 'c', 'd', 'e'])).toEqual({ a: true, b: true })
    expect(known(['a', 'e'])).toEqual({ a: false, b: false })
  })

  it('is nothing where less than half is seen', () => {
    expect(known(['d'])).toEqual({ b: false })
    expect(known(['b', 'd'])).toEqual({ a: true, b: false })
  })

  it('does not depend on whether the category itself is seen', () => {
    expect(known(['b', 'c', 'd'])).toEqual({ a: true, b: true })
  })

  it('counts categories by their products, whatever their letter case', () => {
    expect(known(['b', 'd'], { C: 100 })).toEqual({ b: false })
    expect(known(['C'], { C: 100, d: 98 })).toEqual({ a: true, b: true })
  })
})
