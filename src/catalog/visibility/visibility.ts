/** A catalogue that is active and assigned to the buyer, or to the group of buyers it is in. */
export interface AssignedCatalog {
  CatalogID: string
  /** Null: assigned to the buyer itself, which says more than what is assigned to its group. */
  BuyerGroupID: string | null
  ViewAllCategories: boolean
  ViewAllProducts: boolean
}

export interface CategoryNode {
  CatalogID: string
  ID: string
  ParentID: string | null
  Active: boolean
}

/** A row of CategoryAssignment that reaches the shopper; null flags inherit. */
export interface CategoryRight {
  CatalogID: string
  CategoryID: string
  /** Null: assigned to the whole buyer. */
  UserGroupID: string | null
  Visible: boolean | null
  ViewAllProducts: boolean | null
}

/** Where the products of a shelf stand: a catalogue, and a category of it or none. */
export interface ShelfMember {
  Shelf: string
  CatalogID: string
  CategoryID: string | null
}

export interface Rights {
  catalogs: AssignedCatalog[]
  categories: CategoryNode[]
  assignments: CategoryRight[]
  shelves: ShelfMember[]
}

/** What a shopper sees. */
export interface Visible {
  categories: { CatalogID: string; CategoryID: string }[]
  /**
   * Shelves within reach through a catalogue. `Everything`: all of their products are visible; else only those
   * assigned directly.
   */
  shelves: { Shelf: string; CatalogID: string; Everything: boolean }[]
}

/** A category or a shelf in a catalogue, by IDs that may differ in letter case. */
export const keyIn = (catalog: string, id: string) => `${catalog}\n${id}`.toLowerCase()

type Flag = 'Visible' | 'ViewAllProducts'

/**
 * What a shopper may see, from the rights that reach them.
 *
 * A flag of a category is the first explicit value on the way up to the root (there, any true among the shopper's
 * groups beats false, and groups beat the whole buyer), else the catalogue assignment's. A category is visible when
 * it and all above it are active and its `Visible` resolves to true. All products of a shelf are visible in a
 * catalogue through any active category of it whose `ViewAllProducts` resolves to true, or, where they stand in no
 * category of it, through the catalogue assignment.
 */
export function resolveVisibility(rights: Rights): Visible {
  const isOwn = (c: AssignedCatalog) => Number(c.BuyerGroupID === null)
  const assigned = rights.catalogs.toSorted((a, b) => isOwn(a) - isOwn(b))
  const catalogs = new Map(assigned.map((c) => [c.CatalogID.toLowerCase(), c]))
  const nodes = new Map(rights.categories.map((c) => [keyIn(c.CatalogID, c.ID), c]))
  const explicit = explicitFlags(rights.assignments)

  const chains = new Map<string, boolean>()
  const active = (node: CategoryNode): boolean => {
    const k = keyIn(node.CatalogID, node.ID)
    const known = chains.get(k)
    if (known !== undefined) return known
    // A cycle cannot be stored; if one ever were, it is nobody's to see.
    chains.set(k, false)
    const parent = node.ParentID === null ? null : nodes.get(keyIn(node.CatalogID, node.ParentID))
    const result = node.Active && (node.ParentID === null || (parent ? active(parent) : false))
    chains.set(k, result)
    return result
  }
  const effective = (node: CategoryNode, flag: Flag): boolean => {
    const seen = new Set<string>()
    for (let at: CategoryNode | undefined = node; at && !seen.has(at.ID); ) {
      seen.add(at.ID)
      const value = explicit.get(keyIn(at.CatalogID, at.ID))?.[flag]
      if (value !== undefined && value !== null) return value
      at = at.ParentID === null ? undefined : nodes.get(keyIn(at.CatalogID, at.ParentID))
    }
    const catalog = catalogs.get(node.CatalogID.toLowerCase())
    return (flag === 'Visible' ? catalog?.ViewAllCategories : catalog?.ViewAllProducts) ?? false
  }

  const categories = rights.categories
    .filter((c) => catalogs.has(c.CatalogID.toLowerCase()) && active(c) && effective(c, 'Visible'))
    .map((c) => ({ CatalogID: c.CatalogID, CategoryID: c.ID }))

  const reach = new Map<string, Visible['shelves'][number] & { inCategory: boolean }>()
  for (const member of rights.shelves) {
    const catalog = catalogs.get(member.CatalogID.toLowerCase())
    if (!catalog) continue
    const { CatalogID } = catalog
    const k = keyIn(CatalogID, member.Shelf)
    const entry = reach.get(k) ?? { Shelf: member.Shelf, CatalogID, Everything: false, inCategory: false }
    reach.set(k, entry)
    if (member.CategoryID === null) continue
    entry.inCategory = true
    const node = nodes.get(keyIn(member.CatalogID, member.CategoryID))
    if (node && active(node) && effective(node, 'ViewAllProducts')) entry.Everything = true
  }
  return {
    categories,
    shelves: [...reach.values()].map(({ Shelf, CatalogID, Everything, inCategory }) => ({
      Shelf,
      CatalogID,
      Everything: Everything || (!inCategory && catalogs.get(CatalogID.toLowerCase())!.ViewAllProducts),
    })),
  }
}

/** Per category and flag: true if any group says so, else false if any group does, else what the buyer's row says. */
function explicitFlags(assignments: CategoryRight[]) {
  const flags = new Map<string, Record<Flag, boolean | null>>()
  for (const flag of ['Visible', 'ViewAllProducts'] as const) {
    const groups = new Map<string, boolean>()
    const buyers = new Map<string, boolean>()
    for (const a of assignments) {
      const value = a[flag]
      if (value === null) continue
      const k = keyIn(a.CatalogID, a.CategoryID)
      const into = a.UserGroupID === null ? buyers : groups
      into.set(k, (into.get(k) ?? false) || value)
    }
    for (const k of new Set([...groups.keys(), ...buyers.keys()])) {
      const entry = flags.get(k) ?? { Visible: null, ViewAllProducts: null }
      entry[flag] = groups.get(k) ?? buyers.get(k) ?? null
      flags.set(k, entry)
    }
  }
  return flags
}
