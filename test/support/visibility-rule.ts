/**
 * The rule of what a shopper sees, word by word over plain rows: what the resolver, its shelves and its counters are
 * compared with. Slow and simple on purpose, and independent of the code it judges.
 */
export interface Marketplace {
  suppliers: { ID: string; Active: boolean }[]
  catalogs: { ID: string; Active: boolean }[]
  /** Which group of buyers a buyer is in. */
  buyers: { ID: string; GroupID: string | null }[]
  catalogAssignments: {
    CatalogID: string
    /** One of them. */
    BuyerID: string | null
    BuyerGroupID: string | null
    ViewAllCategories: boolean
    ViewAllProducts: boolean
  }[]
  categories: { CatalogID: string; ID: string; ParentID: string | null; Active: boolean }[]
  categoryAssignments: {
    CatalogID: string
    CategoryID: string
    BuyerID: string
    UserGroupID: string | null
    Visible: boolean | null
    ViewAllProducts: boolean | null
  }[]
  products: {
    ID: string
    ParentID: string | null
    Active: boolean
    OwnerID: string | null
    IsBundle?: boolean
  }[]
  bundleProducts: { BundleID: string; ProductID: string; Required: boolean }[]
  productCatalogs: { CatalogID: string; ProductID: string }[]
  categoryProducts: { CatalogID: string; CategoryID: string; ProductID: string }[]
  productAssignments: { ProductID: string; BuyerID: string; UserGroupID: string | null }[]
}

export interface Shopper {
  BuyerID: string
  groups: string[]
}

type Category = Marketplace['categories'][number]
type Flag = 'Visible' | 'ViewAllProducts'

const parentOf = (m: Marketplace, k: Category) =>
  m.categories.find((c) => c.CatalogID === k.CatalogID && c.ID === k.ParentID)

/** The category and all above it are active. */
function chainActive(m: Marketplace, k: Category): boolean {
  const parent = parentOf(m, k)
  return k.Active && (k.ParentID === null || (parent !== undefined && chainActive(m, parent)))
}

/** Groups speak before the buyer, and among groups true beats false; null says nothing. */
function explicit(m: Marketplace, u: Shopper, k: Category, flag: Flag): boolean | null {
  const rows = m.categoryAssignments.filter(
    (a) =>
      a.CatalogID === k.CatalogID && a.CategoryID === k.ID && a.BuyerID === u.BuyerID && a[flag] !== null,
  )
  const ofGroups = rows.filter((a) => a.UserGroupID !== null && u.groups.includes(a.UserGroupID))
  if (ofGroups.length > 0) return ofGroups.some((a) => a[flag])
  return rows.find((a) => a.UserGroupID === null)?.[flag] ?? null
}

/** The first explicit value on the way up, else what the catalogue's assignment says. */
function effective(m: Marketplace, u: Shopper, k: Category, flag: Flag): boolean {
  const own = explicit(m, u, k, flag)
  if (own !== null) return own
  const parent = parentOf(m, k)
  if (parent) return effective(m, u, parent, flag)
  const assignment = assignmentOf(m, u, k.CatalogID)
  return (flag === 'Visible' ? assignment?.ViewAllCategories : assignment?.ViewAllProducts) ?? false
}

/** What says how a buyer has a catalogue: what is said of the buyer itself, else of the group it is in. */
function assignmentOf(m: Marketplace, u: Shopper, catalogID: string) {
  const rows = m.catalogAssignments.filter((a) => a.CatalogID === catalogID)
  const group = m.buyers.find((b) => b.ID === u.BuyerID)?.GroupID ?? null
  return (
    rows.find((a) => a.BuyerID === u.BuyerID) ?? rows.find((a) => group !== null && a.BuyerGroupID === group)
  )
}

const openTo = (m: Marketplace, u: Shopper, catalogID: string) =>
  m.catalogs.some((c) => c.ID === catalogID && c.Active) && assignmentOf(m, u, catalogID) !== undefined

export const seesCategory = (m: Marketplace, u: Shopper, k: Category): boolean =>
  openTo(m, u, k.CatalogID) && chainActive(m, k) && effective(m, u, k, 'Visible')

/** @param catalogID looks at one catalogue only */
export function seesProduct(m: Marketplace, u: Shopper, productID: string, catalogID?: string): boolean {
  const product = m.products.find((p) => p.ID === productID)
  return (
    product !== undefined &&
    isShown(m, u, product, catalogID) &&
    (!product.IsBundle || seesContents(m, u, productID))
  )
}

/** Every required product of a bundle is seen, or a child of it, and one product at least. */
function seesContents(m: Marketplace, u: Shopper, bundleID: string): boolean {
  const contents = m.bundleProducts.filter((b) => b.BundleID === bundleID)
  const seen = contents.filter((b) =>
    m.products.some((p) => [p.ID, p.ParentID].includes(b.ProductID) && isShown(m, u, p)),
  )
  return seen.length > 0 && contents.every((b) => !b.Required || seen.includes(b))
}

function isShown(
  m: Marketplace,
  u: Shopper,
  product: Marketplace['products'][number],
  catalogID?: string,
): boolean {
  const root = product.ParentID ?? product.ID
  const family = [product.ID, root]
  if (!product.Active || !m.products.find((p) => p.ID === root)?.Active) return false
  const supplier = m.suppliers.find((s) => s.ID === product.OwnerID)
  if (supplier && !supplier.Active) return false
  const direct = m.productAssignments.some(
    (a) =>
      family.includes(a.ProductID) &&
      a.BuyerID === u.BuyerID &&
      (a.UserGroupID === null || u.groups.includes(a.UserGroupID)),
  )
  return m.catalogs
    .filter((c) => catalogID === undefined || c.ID === catalogID)
    .filter((c) => openTo(m, u, c.ID))
    .filter((c) => m.productCatalogs.some((a) => a.CatalogID === c.ID && a.ProductID === root))
    .some((c) => {
      const places = m.categories.filter(
        (k) =>
          k.CatalogID === c.ID &&
          m.categoryProducts.some(
            (a) => a.CatalogID === c.ID && a.CategoryID === k.ID && family.includes(a.ProductID),
          ),
      )
      const viewAll = assignmentOf(m, u, c.ID)?.ViewAllProducts
      return (
        direct ||
        places.some((k) => chainActive(m, k) && effective(m, u, k, 'ViewAllProducts')) ||
        (viewAll && places.length === 0)
      )
    })
}

/** A category and what is below it: what a product list of the category looks at, as far as the shopper sees it. */
export function productsOfCategory(
  m: Marketplace,
  u: Shopper,
  catalogID: string,
  categoryID: string,
  depth = 100,
) {
  const within = (k: Category, levels: number): Category[] =>
    levels === 0
      ? []
      : [
          k,
          ...m.categories
            .filter((c) => c.CatalogID === catalogID && c.ParentID === k.ID)
            .flatMap((c) => within(c, levels - 1)),
        ]
  const top = m.categories.find((k) => k.CatalogID === catalogID && k.ID === categoryID)
  const seen = top ? within(top, depth).filter((k) => seesCategory(m, u, k)) : []
  const inside = (id: string) =>
    m.categoryProducts.some(
      (a) => a.CatalogID === catalogID && a.ProductID === id && seen.some((k) => k.ID === a.CategoryID),
    )
  return m.products
    .filter((p) => inside(p.ID) || (p.ParentID !== null && inside(p.ParentID)))
    .filter((p) => seesProduct(m, u, p.ID, catalogID))
    .map((p) => p.ID)
}
