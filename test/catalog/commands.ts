import { expect } from 'vitest'
import { type Marketplace as Api, marketplace, type User } from '../support/marketplace.ts'
import type { Marketplace } from '../support/visibility-rule.ts'

export type Category = Marketplace['categories'][number] & { Name: string; ListOrder: number }
type Product = Marketplace['products'][number] & { IsParent: boolean }

/** The marketplace as it must be: every command changes it as the rules say, and the API as clients do. */
export interface World extends Marketplace {
  api: Api
  buyer: string
  defaultCatalog: string
  users: { user: User; groups: string[] }[]
  groups: string[]
  categories: Category[]
  products: Product[]
  /** For new IDs. */
  made: number
}

/** What a command picks is decided by these, modulo what there is. */
export interface Command {
  kind: keyof typeof commands
  i: number
  j: number
  k: number
  a: boolean | null
  b: boolean | null
}

export const pick = <T>(from: T[], i: number): T | undefined => from[i % (from.length || 1)]
const newID = (w: World, name: string) => `${name}${++w.made}`
const childrenOf = (w: World, id: string) => w.products.filter((p) => p.ParentID === id)
const rootOf = (p: Product) => p.ParentID ?? p.ID
const isIn = (w: World, catalog: string, product: string) =>
  w.productCatalogs.some((a) => a.CatalogID === catalog && a.ProductID === product)
const isAssigned = (w: World, catalog: string) => w.catalogAssignments.some((a) => a.CatalogID === catalog)
const sharesCatalog = (w: World, product: string) =>
  w.productCatalogs.some((a) => a.ProductID === product && isAssigned(w, a.CatalogID))
const under = (w: World, catalog: string, id: string): string[] => [
  id,
  ...w.categories
    .filter((k) => k.CatalogID === catalog && k.ParentID === id)
    .flatMap((k) => under(w, catalog, k.ID)),
]

/** Sends a request that must be answered with one of these codes: what was refused has changed nothing. */
async function send(w: World, method: string, path: string, body?: unknown, refusal?: string) {
  const answer = await w.api.api(method, path, body)
  const code = answer.status >= 400 ? answer.body.Errors[0].ErrorCode : undefined
  expect([method, path, code]).toEqual([method, path, refusal])
  return refusal === undefined
}

const isCategory =
  ({ CatalogID, ID }: { CatalogID: string; ID: string }) =>
  (row: { CatalogID: string; CategoryID: string }) =>
    row.CatalogID === CatalogID && row.CategoryID === ID

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

export const commands = {
  async assignCatalog(w: World, { i, a, b }: Command) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    const row = {
      CatalogID: catalog.ID,
      BuyerID: w.buyer,
      ViewAllCategories: a === true,
      ViewAllProducts: b === true,
    }
    await send(w, 'POST', '/catalogs/assignments', row)
    w.catalogAssignments = [...w.catalogAssignments.filter((r) => r.CatalogID !== catalog.ID), row]
  },

  async unassignCatalog(w: World, { i }: Command) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    await send(w, 'DELETE', `/catalogs/${catalog.ID}/assignments?buyerID=${w.buyer}`)
    w.catalogAssignments = w.catalogAssignments.filter((r) => r.CatalogID !== catalog.ID)
  },

  async assignCategory(w: World, { i, j, a, b }: Command) {
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

  async unassignCategory(w: World, { i }: Command) {
    const row = pick(w.categoryAssignments, i)
    if (!row) return
    const group = row.UserGroupID ? `&userGroupID=${row.UserGroupID}` : ''
    const path = `/catalogs/${row.CatalogID}/categories/${row.CategoryID}/assignments`
    await send(w, 'DELETE', `${path}?buyerID=${w.buyer}${group}`)
    w.categoryAssignments = w.categoryAssignments.filter((r) => r !== row)
  },

  async enterCatalog(w: World, { i, j }: Command) {
    const [catalog, product] = [pick(w.catalogs, i), pick(w.products, j)]
    if (!catalog || !product) return
    const row = { CatalogID: catalog.ID, ProductID: product.ID }
    const refusal = product.ParentID ? 'Catalog.CannotAssignChildProduct' : undefined
    if (!(await send(w, 'POST', '/catalogs/productassignments', row, refusal))) return
    if (!isIn(w, catalog.ID, product.ID)) w.productCatalogs.push(row)
  },

  async leaveCatalog(w: World, { i }: Command) {
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

  async enterCategory(w: World, { i, j, k: ListOrder }: Command) {
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

  async leaveCategory(w: World, { i }: Command) {
    const row = pick(w.categoryProducts, i)
    if (!row) return
    const path = `/catalogs/${row.CatalogID}/categories/${row.CategoryID}/productassignments`
    await send(w, 'DELETE', `${path}/${row.ProductID}`)
    w.categoryProducts = w.categoryProducts.filter((r) => r !== row)
  },

  async assignProduct(w: World, { i, j }: Command) {
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

  async unassignProduct(w: World, { i }: Command) {
    const row = pick(w.productAssignments, i)
    if (!row) return
    const group = row.UserGroupID ? `?userGroupID=${row.UserGroupID}` : ''
    await send(w, 'DELETE', `/products/${row.ProductID}/assignments/${w.buyer}${group}`)
    w.productAssignments = w.productAssignments.filter((r) => r !== row)
  },

  async switchProduct(w: World, { i }: Command) {
    const product = pick(w.products, i)
    if (!product) return
    product.Active = !product.Active
    await send(w, 'PATCH', `/products/${product.ID}`, { Active: product.Active })
  },

  async switchCategory(w: World, { i }: Command) {
    const k = pick(w.categories, i)
    if (!k) return
    k.Active = !k.Active
    await send(w, 'PATCH', `/catalogs/${k.CatalogID}/categories/${k.ID}`, { Active: k.Active })
  },

  async switchCatalog(w: World, { i }: Command) {
    const catalog = pick(w.catalogs, i)
    if (!catalog) return
    catalog.Active = !catalog.Active
    await send(w, 'PATCH', `/catalogs/${catalog.ID}`, { Active: catalog.Active })
  },

  async switchSupplier(w: World, { i }: Command) {
    const supplier = pick(w.suppliers, i)
    if (!supplier) return
    supplier.Active = !supplier.Active
    await send(w, 'PATCH', `/suppliers/${supplier.ID}`, { Active: supplier.Active })
  },

  async joinGroup(w: World, { i, j }: Command) {
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

  async moveCategory(w: World, { i, j }: Command) {
    const k = pick(w.categories, i)
    if (!k) return
    const parents = [null, ...w.categories.filter((c) => c.CatalogID === k.CatalogID).map((c) => c.ID)]
    const ParentID = pick(parents, j) ?? null
    const circle = ParentID !== null && under(w, k.CatalogID, k.ID).includes(ParentID)
    const path = `/catalogs/${k.CatalogID}/categories/${k.ID}`
    if (await send(w, 'PATCH', path, { ParentID }, circle ? 'Category.CircularReference' : undefined))
      k.ParentID = ParentID
  },

  async addCategory(w: World, { i, k: ListOrder, a }: Command) {
    const parent = pick(w.categories, i)
    if (!parent) return
    const ID = newID(w, 'k')
    const body = { ID, Name: ID, ParentID: parent.ID, Active: a !== false, ListOrder }
    await send(w, 'POST', `/catalogs/${parent.CatalogID}/categories`, body)
    w.categories.push({ CatalogID: parent.CatalogID, ...body })
  },

  async deleteCategory(w: World, { i }: Command) {
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

  async addProduct(w: World, { i, j, a }: Command) {
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

  async deleteProduct(w: World, { i }: Command) {
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

  async changeFamily(w: World, { i, j }: Command) {
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

  async addBundle(w: World, { i, j, a }: Command) {
    const ID = newID(w, 'kit')
    const OwnerID = j % 3 === 1 ? (pick(w.suppliers, i)?.ID ?? null) : null
    await send(w, 'POST', '/bundles', { ID, Name: ID, OwnerID, Active: a !== false })
    w.products.push({ ID, OwnerID, Active: a !== false, ParentID: null, IsParent: false, IsBundle: true })
  },

  async fillBundle(w: World, { i, j, a }: Command) {
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

  async emptyBundle(w: World, { i }: Command) {
    const row = pick(w.bundleProducts, i)
    if (!row) return
    await send(w, 'DELETE', `/bundles/${row.BundleID}/productassignments/${row.ProductID}`)
    w.bundleProducts = w.bundleProducts.filter((r) => r !== row)
  },

  async switchParent(w: World, { i }: Command) {
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

  async deleteCatalog(w: World, { i }: Command) {
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

  async deleteGroup(w: World, { i }: Command) {
    const group = pick(w.groups, i)
    if (!group) return
    await send(w, 'DELETE', `/buyers/${w.buyer}/usergroups/${group}`)
    w.groups = w.groups.filter((g) => g !== group)
    for (const member of w.users) member.groups = member.groups.filter((g) => g !== group)
    w.categoryAssignments = w.categoryAssignments.filter((r) => r.UserGroupID !== group)
    w.productAssignments = w.productAssignments.filter((r) => r.UserGroupID !== group)
  },

  async deleteSupplier(w: World, { i }: Command) {
    const supplier = pick(w.suppliers, i)
    if (!supplier) return
    await send(w, 'DELETE', `/suppliers/${supplier.ID}`)
    w.suppliers = w.suppliers.filter((s) => s !== supplier)
    removeProducts(w, (p) => p.OwnerID === supplier.ID)
  },

  async renameProduct(w: World, { i, a }: Command) {
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

  async renameCategory(w: World, { i, a }: Command) {
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

  async renameCatalog(w: World, { i, a }: Command) {
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

  async renameGroup(w: World, { i, a }: Command) {
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

  async renameSupplier(w: World, { i, a }: Command) {
    const supplier = pick(w.suppliers, i)
    if (!supplier) return
    const [from, to] = [supplier.ID, a ? swapCase(supplier.ID) : newID(w, 's')]
    await send(w, 'PATCH', `/suppliers/${from}`, { ID: to })
    for (const p of w.products) if (p.OwnerID === from) p.OwnerID = to
    supplier.ID = to
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

  async renameBuyer(w: World) {
    const to = newID(w, 'b')
    await send(w, 'PATCH', `/buyers/${w.buyer}`, { ID: to })
    for (const row of [...w.catalogAssignments, ...w.categoryAssignments, ...w.productAssignments])
      row.BuyerID = to
    w.buyer = to
  },
}

const swapCase = (id: string) => (id === id.toUpperCase() ? id.toLowerCase() : id.toUpperCase())

/** A buyer with two users and two groups, three catalogues of which two are its own, and two families of products. */
export async function makeWorld(): Promise<World> {
  const api = await marketplace()
  const { ID: buyer, user } = await api.buyer({ ID: 'acme' })
  const users = [user, await api.user('Buyer', buyer, ['Shopper'])].map((u) => ({
    user: u,
    groups: [] as string[],
  }))
  const w: World = {
    api,
    buyer,
    defaultCatalog: 'acme',
    users,
    groups: [],
    suppliers: [{ ID: 'sup', Active: true }],
    catalogs: [
      { ID: 'acme', Active: true },
      { ID: 'extra', Active: true },
      { ID: 'hidden', Active: true },
    ],
    catalogAssignments: [
      { CatalogID: 'acme', BuyerID: buyer, ViewAllCategories: true, ViewAllProducts: true },
      { CatalogID: 'extra', BuyerID: buyer, ViewAllCategories: false, ViewAllProducts: false },
    ],
    categories: [],
    categoryAssignments: [],
    products: [],
    productCatalogs: [],
    categoryProducts: [],
    productAssignments: [],
    bundleProducts: [],
    made: 0,
  }
  await api.must('POST', '/suppliers', { ID: 'sup', Name: 'Supplier', Active: true })
  for (const ID of ['extra', 'hidden']) await api.must('POST', '/catalogs', { ID, Name: ID, Active: true })
  await api.must('POST', '/catalogs/assignments', w.catalogAssignments[1])
  await commands.addGroup(w)
  await commands.addGroup(w)
  const category = async (CatalogID: string, ID: string, ParentID: string | null, ListOrder: number) => {
    const row = { ID, Name: ID, ParentID, Active: true, ListOrder }
    await api.must('POST', `/catalogs/${CatalogID}/categories`, row)
    w.categories.push({ CatalogID, ...row })
  }
  await category('acme', 'a', null, 1)
  await category('acme', 'b', 'a', 0)
  await category('acme', 'c', 'b', 0)
  await category('acme', 'd', null, 0)
  await category('extra', 'a', null, 0)
  await category('extra', 'e', 'a', 0)
  const product = async (ID: string, more: Partial<Product> = {}) => {
    const row = { ID, ParentID: null, Active: true, IsParent: false, OwnerID: null, ...more }
    await api.must('POST', '/products', { Name: ID, ...row })
    w.products.push(row)
  }
  await product('one')
  await product('two')
  await product('sold', { OwnerID: 'sup' })
  await product('parent', { IsParent: true })
  await product('child', { ParentID: 'parent' })
  await product('twin', { ParentID: 'parent' })
  await commands.addBundle(w, { i: 0, j: 0, a: true } as Command)
  for (const i of w.products.keys()) await commands.enterCatalog(w, { i: 0, j: i } as Command)
  await commands.fillBundle(w, { i: 0, j: 0, a: true } as Command)
  await commands.fillBundle(w, { i: 0, j: 4, a: false } as Command)
  return w
}
