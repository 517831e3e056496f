import { ids } from '../support/answers.ts'
import { type Marketplace, marketplace, type User } from '../support/marketplace.ts'

/**
 * A buyer `acme` with a catalogue `acme` that shows everything, a shopper, and another in the group `vip`, with what
 * tests of what they see ask again and again.
 */
export async function acmeShop() {
  const m: Marketplace = await marketplace()
  const { ID: buyer, user: shopper } = await m.buyer({ ID: 'acme' })
  const vip: User = await m.user('Buyer', buyer, ['Shopper'])
  await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
  await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: vip.ID })
  const show = (ViewAllCategories: boolean, ViewAllProducts: boolean, CatalogID = 'acme') =>
    m.must('POST', '/catalogs/assignments', { CatalogID, BuyerID: buyer, ViewAllCategories, ViewAllProducts })
  const catalog = (ID: string, more = {}) =>
    m.must('POST', '/catalogs', { ID, Name: ID, Active: true, ...more })
  const category = (ID: string, more: Record<string, unknown> = {}, of = 'acme') =>
    m.must('POST', `/catalogs/${of}/categories`, { ID, Name: ID, Active: true, ...more })
  const product = (ID: string, more: Record<string, unknown> = {}) =>
    m.must('POST', '/products', { ID, Name: ID, Active: true, ...more })
  const enter = (ProductID: string, CatalogID = 'acme') =>
    m.must('POST', '/catalogs/productassignments', { CatalogID, ProductID })
  const place = (CategoryID: string, ProductID: string, more = {}, of = 'acme') =>
    m.must('POST', `/catalogs/${of}/categories/productassignments`, { CategoryID, ProductID, ...more })
  const allow = (
    CategoryID: string,
    flags: { Visible?: boolean | null; ViewAllProducts?: boolean | null },
    UserGroupID?: string,
    of = 'acme',
  ) =>
    m.must('POST', `/catalogs/${of}/categories/assignments`, {
      CategoryID,
      BuyerID: buyer,
      UserGroupID,
      ...flags,
    })
  const give = (ProductID: string, more: Record<string, unknown> = {}) =>
    m.must('POST', '/products/assignments', { ProductID, BuyerID: buyer, ...more })

  const sees = async (user = shopper, query = '') =>
    ids(await m.must('GET', `/me/products?${query}`, undefined, user))
  const browses = async (user = shopper, query = 'depth=all') =>
    ids(await m.must('GET', `/me/categories?${query}`, undefined, user))

  return {
    m,
    buyer,
    shopper,
    vip,
    show,
    catalog,
    category,
    product,
    enter,
    place,
    allow,
    give,
    sees,
    browses,
  }
}

export type AcmeShop = Awaited<ReturnType<typeof acmeShop>>
