import type { CategoryNode, ShelfMember } from './visibility.ts'

/** What a discount that reaches a shopper is on. */
export interface DiscountScope {
  DiscountID: string
  CatalogID: string | null
  CategoryID: string | null
  /** The key of the product's row. */
  Product: number | null
}

/**
 * Where the discounts of a shopper's audience are found: under nothing, for those on everything; under a product's row,
 * for those on it; and under each shelf that stands in their catalogue, or in their category or any below it.
 */
export function discountTargets(
  scopes: readonly DiscountScope[],
  { categories, shelves }: { categories: readonly CategoryNode[]; shelves: readonly ShelfMember[] },
): [target: string, discountID: string][] {
  const key = (catalog: string, category: string | null) => `${catalog}\n${category ?? ''}`.toLowerCase()
  const placed = Map.groupBy(
    scopes.filter((s) => s.CatalogID !== null),
    (s) => key(s.CatalogID!, s.CategoryID),
  )
  const parents = new Map(categories.map((c) => [key(c.CatalogID, c.ID), c.ParentID]))
  const onShelves = new Map<string, Set<string>>()
  for (const { Shelf, CatalogID, CategoryID } of placed.size > 0 ? shelves : []) {
    const found = onShelves.get(Shelf) ?? new Set()
    onShelves.set(Shelf, found)
    const passed = new Set<string>()
    // Up to the catalogue itself, which every place of it is in.
    for (let at: string | null = CategoryID; ; at = parents.get(key(CatalogID, at)) ?? null) {
      const place = key(CatalogID, at)
      for (const { DiscountID } of placed.get(place) ?? []) found.add(DiscountID)
      if (at === null) break
      if (passed.has(place)) break
      passed.add(place)
    }
  }
  return [
    ...scopes
      .filter((s) => s.CatalogID === null)
      .map(({ Product, DiscountID }): [string, string] => [String(Product ?? ''), DiscountID]),
    ...[...onShelves].flatMap(([shelf, found]) => [...found].map((id): [string, string] => [shelf, id])),
  ]
}
