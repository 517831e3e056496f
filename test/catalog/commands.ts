import { buyerGroupCommands } from './buyer-group-commands.ts'
import { renames } from './renames.ts'
import {
  childrenOf,
  dropUncarried,
  isAssigned,
  isCategory,
  isIn,
  newID,
  type Picks,
  type Product,
  pick,
  rootOf,
  send,
  sharesCatalog,
  under,
  type World,
} from './visibility-model.ts'

/** One of the commands, and what it picks. */
export interface Command extends Picks {
  kind: keyof typeof commands
}

const isContent =
  ({ BundleID, ProductID }: { BundleID: string; ProductID: string }) =>
  (row: { BundleID: string; ProductID: string }) =>
    row.BundleID === BundleID && row.ProductID === ProductID

function removeProducts(w: World, gone: (p: Product) => boolean) {
  const ids = w.products.filter(gone).map((p) => p.ID)
  const stays = (row: { ProductID: string }) => !ids.includes(row.ProductID)
  w.products = w.products.filter((p) => !ids.includes(p.ID))
  w.productCatalogs = w.productCatalogs.filter(stays)
  w.categoryProducts = w.categoryProducts.filter(stays)
  w.productAssignments = w.productAssignments.filter(stays)
  w.bundleProducts = w.bundleProducts.filter((r) => stays(r) && !ids.includes(r.BundleID))
}

/** Each does to the marketplace what the rules say, and asks the API for it. */
export const commands = {
  ...renames,
  ...buyerGroupCommands,

  async assignCatalog(w: World, { i, a, b }: Picks) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    const row = {
      CatalogID: catalog.ID,
      BuyerID: w.buyer,
      BuyerGroupID: null,
      ViewAllCategories: a === true,
      ViewAllProducts: b === true,
    }
    await send(w, 'POST', '/catalogs/assignments', row)
    w.catalogAssignments = [
      ...w.catalogAssignments.filter((r) => !(r.CatalogID === catalog.ID && r.BuyerID === w.buyer)),
      row,
    ]
  },

  async unassignCatalog(w: World, { i }: Picks) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    await send(w, 'DELETE', `/catalogs/${catalog.ID}/assignments?buyerID=${w.buyer}`)
    w.catalogAssignments = w.catalogAssignments.filter(
      (r) => !(r.CatalogID === catalog.ID && r.BuyerID === w.buyer),
    )
    dropUncarried(w)
  },

  async assignCategory(w: World, { i, j, a, b }: Picks) {
    const k = pick(w.categories, i)
    if (!k) return
    const UserGroupID = pick([null, null, ...w.groups], j) ?? null
    const row = { CategoryID: k.ID, BuyerID: w.buyer, UserGroupID, Visible: a, ViewAllProducts: b }
    const path = `/catalogs/${k.CatalogID}/categories/assignments`
    if (!(await send(w, 'POST', path, row, isAssigned(w, k.CatalogID) ? undefined : 'NotFound'))) return
    w.categoryAssignments = w.categoryAssignments.filter(
      (r) => !(isCategory(k)(r) && r.UserGroupID === UserGroupID),
    )
    w.categoryAssignments.push({ CatalogID: k.CatalogID, ...row })
  },

  async unassignCategory(w: World, { i }: Picks) {
    const row = pick(w.categoryAssignments, i)
    if (!row) return
    const group = row.UserGroupID ? `&userGroupID=${row.UserGroupID}` : ''
    const path = `/catalogs/${row.CatalogID}/categories/${row.CategoryID}/assignments`
    await send(w, 'DELETE', `${path}?buyerID=${w.buyer}${group}`)
    w.categoryAssignments = w.categoryAssignments.filter((r) => r !== row)
  },

  async enterCatalog(w: World, { i, j }: Picks) {
    const [catalog, product] = [pick(w.catalogs, i), pick(w.products, j)]
    if (!catalog || !product) return
    const row = { CatalogID: catalog.ID, ProductID: product.ID }
    const refusal = product.ParentID ? 'Catalog.CannotAssignChildProduct' : undefined
    if (!(await send(w, 'POST', '/catalogs/productassignments', row, refusal))) return
    if (!isIn(w, catalog.ID, product.ID)) w.productCatalogs.push(row)
  },

  async leaveCatalog(w: World, { i }: Picks) {
    const row = pick(w.productCatalogs, i)
    if (!row) return
    await send(w, 'DELETE', `/catalogs/${row.CatalogID}/productassignments/${row.ProductID}`)
    const family = [row.ProductID, ...childrenOf(w, row.ProductID).map((p) => p.ID)]
    w.productCatalogs = w.productCatalogs.filter((r) => r !== row)
    w.categoryProducts = w.categoryProducts.filter(
      (r) => !(r.CatalogID === row.CatalogID && family.includes(r.ProductID)),
    )
    if (!sharesCatalog(w, row.ProductID))
      w.productAssignments = w.productAssignments.filter((r) => !family.includes(r.ProductID))
  },

  async enterCategory(w: World, { i, j, k: ListOrder }: Picks) {
    const [k, product] = [pick(w.categories, i), pick(w.products, j)]
    if (!k || !product) return
    const row = { CategoryID: k.ID, ProductID: product.ID, ListOrder }
    const refusal =
      product.ParentID && !isIn(w, k.CatalogID, product.ParentID)
        ? 'Category.CannotAssignChildProduct'
        : undefined
    const path = `/catalogs/${k.CatalogID}/categories/productassignments`
    if (!(await send(w, 'POST', path, row, refusal))) return
    if (!isIn(w, k.CatalogID, rootOf(product)))
      w.productCatalogs.push({ CatalogID: k.CatalogID, ProductID: product.ID })
    if (!w.categoryProducts.some((r) => isCategory(k)(r) && r.ProductID === product.ID))
      w.categoryProducts.push({ CatalogID: k.CatalogID, CategoryID: k.ID, ProductID: product.ID })
  },

  async leaveCategory(w: World, { i }: Picks) {
    const row = pick(w.categoryProducts, i)
    if (!row) return
    const path = `/catalogs/${row.CatalogID}/categories/${row.CategoryID}/productassignments`
    await send(w, 'DELETE', `${path}/${row.ProductID}`)
    w.categoryProducts = w.categoryProducts.filter((r) => r !== row)
  },

  async assignProduct(w: World, { i, j }: Picks) {
    const product = pick(w.products, i)
    if (!product) return
    const UserGroupID = pick([null, ...w.groups], j) ?? null
    const row = { ProductID: product.ID, BuyerID: w.buyer, UserGroupID }
    const refusal = sharesCatalog(w, rootOf(product)) ? undefined : 'Product.CannotAssignNotInBuyerCatalog'
    if (!(await send(w, 'POST', '/products/assignments', row, refusal))) return
    w.productAssignments = w.productAssignments.filter(
      (r) => !(r.ProductID === product.ID && r.UserGroupID === UserGroupID),
    )
    w.productAssignments.push(row)
  },

  async unassignProduct(w: World, { i }: Picks) {
    const row = pick(w.productAssignments, i)
    if (!row) return
    const group = row.UserGroupID ? `?userGroupID=${row.UserGroupID}` : ''
    await send(w, 'DELETE', `/products/${row.ProductID}/assignments/${w.buyer}${group}`)
    w.productAssignments = w.productAssignments.filter((r) => r !== row)
  },

  async switchProduct(w: World, { i }: Picks) {
    const product = pick(w.products, i)
    if (!product) return
    product.Active = !product.Active
    await send(w, 'PATCH', `/products/${product.ID}`, { Active: product.Active })
  },

  async switchCategory(w: World, { i }: Picks) {
    const k = pick(w.categories, i)
    if (!k) return
    k.Active = !k.Active
    await send(w, 'PATCH', `/catalogs/${k.CatalogID}/categories/${k.ID}`, { Active: k.Active })
  },

  async switchCatalog(w: World, { i }: Picks) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    catalog.Active = !catalog.Active
    await send(w, 'PATCH', `/catalogs/${catalog.ID}`, { Active: catalog.Active })
  },

  async switchSupplier(w: World, { i }: Picks) {
    const supplier = pick(w.suppliers, i)
    if (!supplier) return
    supplier.Active = !supplier.Active
    await send(w, 'PATCH', `/suppliers/${supplier.ID}`, { Active: supplier.Active })
  },

  async joinGroup(w: World, { i, j }: Picks) {
    const [member, group] = [pick(w.users, i)!, pick(w.groups, j)]
    if (!group) return
    const path = `/buyers/${w.buyer}/usergroups`
    if (member.groups.includes(group)) {
      await send(w, 'DELETE', `${path}/${group}/assignments/${member.user.ID}`)
      member.groups = member.groups.filter((g) => g !== group)
    } else {
      await send(w, 'POST', `${path}/assignments`, { UserGroupID: group, UserID: member.user.ID })
      member.groups = [...member.groups, group]
    }
  },

  async moveCategory(w: World, { i, j }: Picks) {
    const k = pick(w.categories, i)
    if (!k) return
    const parents = [null, ...w.categories.filter((c) => c.CatalogID === k.CatalogID).map((c) => c.ID)]
    const ParentID = pick(parents, j) ?? null
    const circle = ParentID !== null && under(w, k.CatalogID, k.ID).includes(ParentID)
    const path = `/catalogs/${k.CatalogID}/categories/${k.ID}`
    if (await send(w, 'PATCH', path, { ParentID }, circle ? 'Category.CircularReference' : undefined))
      k.ParentID = ParentID
  },

  async addCategory(w: World, { i, k: ListOrder, a }: Picks) {
    const parent = pick(w.categories, i)
    if (!parent) return
    const ID = newID(w, 'k')
    const body = { ID, Name: ID, ParentID: parent.ID, Active: a !== false, ListOrder }
    await send(w, 'POST', `/catalogs/${parent.CatalogID}/categories`, body)
    w.categories.push({ CatalogID: parent.CatalogID, ...body })
  },

  async deleteCategory(w: World, { i }: Picks) {
    const k = pick(w.categories, i)
    if (!k) return
    const gone = under(w, k.CatalogID, k.ID)
    await send(w, 'DELETE', `/catalogs/${k.CatalogID}/categories/${k.ID}`)
    const stays = (row: { CatalogID: string; CategoryID: string }) =>
      !(row.CatalogID === k.CatalogID && gone.includes(row.CategoryID))
    w.categories = w.categories.filter((c) => stays({ CatalogID: c.CatalogID, CategoryID: c.ID }))
    w.categoryAssignments = w.categoryAssignments.filter(stays)
    w.categoryProducts = w.categoryProducts.filter(stays)
  },

  async addProduct(w: World, { i, j, a }: Picks) {
    const ID = newID(w, 'p')
    const parent =
      j % 2 === 0
        ? pick(
            w.products.filter((p) => p.IsParent),
            i,
          )
        : undefined
    const supplier = j % 3 === 1 ? pick(w.suppliers, i) : undefined
    const body = { ID, Active: a !== false, ParentID: parent?.ID ?? null, IsParent: !parent && j % 5 === 3 }
    const OwnerID = parent ? parent.OwnerID : (supplier?.ID ?? null)
    await send(w, 'POST', '/products', { Name: ID, OwnerID, ...body })
    w.products.push({ ...body, OwnerID })
  },

  async deleteProduct(w: World, { i }: Picks) {
    const product = pick(w.products, i)
    if (!product) return
    const refusal = w.bundleProducts.some((r) => r.ProductID === product.ID)
      ? 'Product.CannotDeleteProductAssingedToBundle'
      : childrenOf(w, product.ID).length > 0
        ? 'Product.CannotDeleteParentProduct'
        : undefined
    if (await send(w, 'DELETE', `/products/${product.ID}`, undefined, refusal))
      removeProducts(w, (p) => p === product)
  },

  async changeFamily(w: World, { i, j }: Picks) {
    const product = pick(
      w.products.filter((p) => !p.IsParent && !p.IsBundle && p.OwnerID === null),
      i,
    )
    if (!product) return
    const ParentID =
      pick([null, ...w.products.filter((p) => p.IsParent && p.OwnerID === null).map((p) => p.ID)], j) ?? null
    const holding = (id: string | null) =>
      w.bundleProducts.filter((r) => r.ProductID === id).map((r) => r.BundleID)
    const together = holding(ParentID).some((b) => holding(product.ID).includes(b))
    const refusal = together && ParentID !== product.ParentID ? 'Bundle.ParentProductAssigned' : undefined
    if (!(await send(w, 'PATCH', `/products/${product.ID}`, { ParentID }, refusal))) return
    if (ParentID === product.ParentID) return
    // A family stands together: the product's own places are given up.
    product.ParentID = ParentID
    w.productCatalogs = w.productCatalogs.filter((r) => r.ProductID !== product.ID)
    w.categoryProducts = w.categoryProducts.filter((r) => r.ProductID !== product.ID)
  },

  async addBundle(w: World, { i, j, a }: Picks) {
    const ID = newID(w, 'kit')
    const OwnerID = j % 3 === 1 ? (pick(w.suppliers, i)?.ID ?? null) : null
    await send(w, 'POST', '/bundles', { ID, Name: ID, OwnerID, Active: a !== false })
    w.products.push({ ID, OwnerID, Active: a !== false, ParentID: null, IsParent: false, IsBundle: true })
  },

  async fillBundle(w: World, { i, j, a }: Picks) {
    const [bundle, product] = [
      pick(
        w.products.filter((p) => p.IsBundle),
        i,
      ),
      pick(w.products, j),
    ]
    if (!bundle || !product) return
    const row = { BundleID: bundle.ID, ProductID: product.ID, Required: a === true }
    const held = w.bundleProducts.filter((r) => r.BundleID === bundle.ID).map((r) => r.ProductID)
    const refusal =
      bundle.OwnerID !== product.OwnerID
        ? 'Bundle.OwnerIDMustMatch'
        : product.IsBundle
          ? 'ValidationFailure'
          : product.ParentID !== null && held.includes(product.ParentID)
            ? 'Bundle.ParentProductAssigned'
            : childrenOf(w, product.ID).some((c) => held.includes(c.ID))
              ? 'Bundle.ChildProductsAssigned'
              : undefined
    if (!(await send(w, 'POST', '/bundles/productassignments', row, refusal))) return
    w.bundleProducts = w.bundleProducts.filter((r) => !isContent(row)(r))
    w.bundleProducts.push(row)
  },

  async emptyBundle(w: World, { i }: Picks) {
    const row = pick(w.bundleProducts, i)
    if (!row) return
    await send(w, 'DELETE', `/bundles/${row.BundleID}/productassignments/${row.ProductID}`)
    w.bundleProducts = w.bundleProducts.filter((r) => r !== row)
  },

  async switchParent(w: World, { i }: Picks) {
    const product = pick(w.products, i)
    if (!product) return
    const IsParent = !product.IsParent
    const refusal =
      IsParent && product.IsBundle
        ? 'Product.ParentProductCannotBeABundle'
        : IsParent && product.ParentID
          ? 'Product.ParentProductCannotHaveParent'
          : !IsParent && childrenOf(w, product.ID).length > 0
            ? 'Product.CannotModifyIsParent'
            : undefined
    if (await send(w, 'PATCH', `/products/${product.ID}`, { IsParent }, refusal)) product.IsParent = IsParent
  },

  async deleteCatalog(w: World, { i }: Picks) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    const refusal = catalog.ID === w.defaultCatalog ? 'Catalog.CannotDelete' : undefined
    if (!(await send(w, 'DELETE', `/catalogs/${catalog.ID}`, undefined, refusal))) return
    const stays = (row: { CatalogID: string }) => row.CatalogID !== catalog.ID
    w.catalogs = w.catalogs.filter((c) => c !== catalog)
    w.catalogAssignments = w.catalogAssignments.filter(stays)
    w.categories = w.categories.filter(stays)
    w.categoryAssignments = w.categoryAssignments.filter(stays)
    w.productCatalogs = w.productCatalogs.filter(stays)
    w.categoryProducts = w.categoryProducts.filter(stays)
  },

  async deleteGroup(w: World, { i }: Picks) {
    const group = pick(w.groups, i)
    if (!group) return
    await send(w, 'DELETE', `/buyers/${w.buyer}/usergroups/${group}`)
    w.groups = w.groups.filter((g) => g !== group)
    for (const member of w.users) member.groups = member.groups.filter((g) => g !== group)
    w.categoryAssignments = w.categoryAssignments.filter((r) => r.UserGroupID !== group)
    w.productAssignments = w.productAssignments.filter((r) => r.UserGroupID !== group)
  },

  async deleteSupplier(w: World, { i }: Picks) {
    const supplier = pick(w.suppliers, i)
    if (!supplier) return
    await send(w, 'DELETE', `/suppliers/${supplier.ID}`)
    w.suppliers = w.suppliers.filter((s) => s !== supplier)
    removeProducts(w, (p) => p.OwnerID === supplier.ID)
  },

  /** Makes a group of an old name: it must not inherit what another of that name was given. */
  async addGroup(w: World) {
    const ID = pick(
      ['vip', 'dock'].filter((g) => !w.groups.some((h) => h.toLowerCase() === g)),
      0,
    )
    if (!ID) return
    await send(w, 'POST', `/buyers/${w.buyer}/usergroups`, { ID, Name: ID })
    w.groups.push(ID)
  },
}
