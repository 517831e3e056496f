import { childrenOf, isCategory, newID, type Picks, pick, send, type World } from './visibility-model.ts'

/** Commands that give something another ID, or the same in other letters. */
export const renames = {
  async renameProduct(w: World, { i, a }: Picks) {
    const product = pick(w.products, i)
    if (!product) return
    const [from, to] = [product.ID, a ? swapCase(product.ID) : newID(w, 'p')]
    await send(w, 'PATCH', `/products/${from}`, { ID: to })
    for (const row of [...w.productCatalogs, ...w.categoryProducts, ...w.productAssignments])
      if (row.ProductID === from) row.ProductID = to
    for (const row of w.bundleProducts) {
      if (row.ProductID === from) row.ProductID = to
      if (row.BundleID === from) row.BundleID = to
    }
    for (const child of childrenOf(w, from)) child.ParentID = to
    product.ID = to
  },

  async renameCategory(w: World, { i, a }: Picks) {
    const k = pick(w.categories, i)
    if (!k) return
    const [from, to] = [k.ID, a ? swapCase(k.ID) : newID(w, 'k')]
    await send(w, 'PATCH', `/catalogs/${k.CatalogID}/categories/${from}`, { ID: to })
    for (const row of [...w.categoryAssignments, ...w.categoryProducts])
      if (isCategory(k)(row)) row.CategoryID = to
    for (const child of w.categories)
      if (child.CatalogID === k.CatalogID && child.ParentID === from) child.ParentID = to
    k.ID = to
  },

  async renameCatalog(w: World, { i, a }: Picks) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    const [from, to] = [catalog.ID, a ? swapCase(catalog.ID) : newID(w, 'c')]
    await send(w, 'PATCH', `/catalogs/${from}`, { ID: to })
    const rows = [
      ...w.catalogAssignments,
      ...w.categories,
      ...w.categoryAssignments,
      ...w.productCatalogs,
      ...w.categoryProducts,
    ]
    for (const row of rows) if (row.CatalogID === from) row.CatalogID = to
    if (w.defaultCatalog === from) w.defaultCatalog = to
    catalog.ID = to
  },

  async renameGroup(w: World, { i, a }: Picks) {
    const from = pick(w.groups, i)
    if (!from) return
    const to = a ? swapCase(from) : newID(w, 'g')
    await send(w, 'PATCH', `/buyers/${w.buyer}/usergroups/${from}`, { ID: to })
    const renamed = (g: string) => (g === from ? to : g)
    w.groups = w.groups.map(renamed)
    for (const member of w.users) member.groups = member.groups.map(renamed)
    for (const row of [...w.categoryAssignments, ...w.productAssignments])
      if (row.UserGroupID === from) row.UserGroupID = to
  },

  async renameSupplier(w: World, { i, a }: Picks) {
    const supplier = pick(w.suppliers, i)
    if (!supplier) return
    const [from, to] = [supplier.ID, a ? swapCase(supplier.ID) : newID(w, 's')]
    await send(w, 'PATCH', `/suppliers/${from}`, { ID: to })
    for (const p of w.products) if (p.OwnerID === from) p.OwnerID = to
    supplier.ID = to
  },

  async renameBuyer(w: World) {
    const to = newID(w, 'b')
    await send(w, 'PATCH', `/buyers/${w.buyer}`, { ID: to })
    for (const row of [...w.categoryAssignments, ...w.productAssignments]) row.BuyerID = to
    for (const row of w.catalogAssignments) if (row.BuyerID !== null) row.BuyerID = to
    w.buyers[0]!.ID = to
    w.buyer = to
  },

  async renameBuyerGroup(w: World, { i, a }: Picks) {
    const from = pick(w.buyerGroups, i)
    if (!from) return
    const to = a ? swapCase(from) : newID(w, 'bg')
    await send(w, 'PATCH', `/buyergroups/${from}`, { ID: to })
    w.buyerGroups = w.buyerGroups.map((g) => (g === from ? to : g))
    for (const row of w.catalogAssignments) if (row.BuyerGroupID === from) row.BuyerGroupID = to
    for (const b of w.buyers) if (b.GroupID === from) b.GroupID = to
  },
}

const swapCase = (id: string) => (id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase())
