import { marketplace } from '../support/marketplace.ts'
import { commands } from './commands.ts'
import type { Picks, Product, World } from './visibility-model.ts'

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
    buyerGroups: [],
    buyers: [{ ID: buyer, GroupID: null }],
    suppliers: [{ ID: 'sup', Active: true }],
    catalogs: [
      { ID: 'acme', Active: true },
      { ID: 'extra', Active: true },
      { ID: 'hidden', Active: true },
    ],
    catalogAssignments: [
      {
        CatalogID: 'acme',
        BuyerID: buyer,
        BuyerGroupID: null,
        ViewAllCategories: true,
        ViewAllProducts: true,
      },
      {
        CatalogID: 'extra',
        BuyerID: buyer,
        BuyerGroupID: null,
        ViewAllCategories: false,
        ViewAllProducts: false,
      },
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
  await commands.addBuyerGroup(w)
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
  await commands.addBundle(w, { i: 0, j: 0, a: true } as Picks)
  for (const i of w.products.keys()) await commands.enterCatalog(w, { i: 0, j: i } as Picks)
  await commands.fillBundle(w, { i: 0, j: 0, a: true } as Picks)
  await commands.fillBundle(w, { i: 0, j: 4, a: false } as Picks)
  return w
}
