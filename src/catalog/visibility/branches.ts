import { type CategoryNode, keyIn, type ShelfMember, type Visible } from './visibility.ts'

/** A category, and what is seen of those below it: `Most`, or else nothing. */
export interface Branch {
  CatalogID: string
  CategoryID: string
  Most: boolean
}

/** A shelf, with how many products of it can be seen at all. */
export type CountedMember = ShelfMember & { Live: number }

/**
 * The categories below which nearly nothing has to be passed over, or everything: how their lists are read follows from
 * that, and never what they show. Categories count by the products in them, as many as those are at this moment.
 */
export function branchesOf(
  { categories, shelves }: { categories: CategoryNode[]; shelves: CountedMember[] },
  seen: Visible['categories'],
): Branch[] {
  const nodes = new Map(categories.map((c) => [keyIn(c.CatalogID, c.ID), c]))
  const weights = new Map([...nodes.keys()].map((key) => [key, 1]))
  for (const { CatalogID, CategoryID, Live } of shelves) {
    const key = CategoryID === null ? '' : keyIn(CatalogID, CategoryID)
    const weight = weights.get(key)
    if (weight !== undefined) weights.set(key, weight + Live)
  }
  const visible = new Set(seen.map((c) => keyIn(c.CatalogID, c.CategoryID)))
  const below = new Map<string, { all: number; seen: number }>()
  for (const [key, weight] of weights)
    for (const ancestor of above(nodes, key)) {
      const sums = below.get(ancestor) ?? { all: 0, seen: 0 }
      below.set(ancestor, sums)
      sums.all += weight
      if (visible.has(key)) sums.seen += weight
    }
  return [...below].flatMap(([key, sums]) => {
    const Most = 2 * sums.seen >= sums.all
    const { CatalogID, ID: CategoryID } = nodes.get(key)!
    return Most || sums.seen === 0 ? [{ CatalogID, CategoryID, Most }] : []
  })
}

/** The keys of the categories above one. (A cycle cannot be stored; if one ever were, it would be gone round once.) */
function above(nodes: Map<string, CategoryNode>, key: string): Set<string> {
  const keys = new Set<string>()
  for (let at = nodes.get(key); at?.ParentID; ) {
    const next = keyIn(at.CatalogID, at.ParentID)
    if (keys.has(next) || !nodes.has(next)) break
    keys.add(next)
    at = nodes.get(next)
  }
  return keys
}
