import { beforeEach } from 'vitest'
import { ids } from '../support/answers.ts'
import { type As, type Marketplace, marketplace, type User } from '../support/marketplace.ts'

export let m: Marketplace
export let shopper: User
/** Another shopper, in the group `vip`. */
export let vip: User
export let s1: { ID: string; user: User }
export let s2: { ID: string; user: User }

/** Makes, for each test, a buyer `acme` that sees everything, and two suppliers that may sell to it. */
export function useSuppliedShop() {
  beforeEach(async () => {
    m = await marketplace()
    ;({ user: shopper } = await m.buyer({ ID: 'acme' }))
    vip = await m.user('Buyer', 'acme', ['Shopper'])
    await m.must('POST', '/buyers/acme/usergroups', { ID: 'vip', Name: 'VIP' })
    await m.must('POST', '/buyers/acme/usergroups/assignments', { UserGroupID: 'vip', UserID: vip.ID })
    s1 = await m.supplier({ ID: 's1' }, ['FullAccess'])
    s2 = await m.supplier({ ID: 's2' }, ['FullAccess'])
  })
}

export const product = (ID: string, more = {}, as: As = 'seller') =>
  m.must('POST', '/products', { ID, Name: ID, ...more }, as)
export const patch = (ID: string, change: object) => m.must('PATCH', `/products/${ID}`, change)
/** Puts a product into a catalogue. */
export const enter = (ProductID: string, CatalogID = 'acme') =>
  m.must('POST', '/catalogs/productassignments', { CatalogID, ProductID })
export const schedule = (ID: string, Price: number, as: As = 'seller', more = {}) =>
  m.must('POST', '/priceschedules', { ID, Name: ID, PriceBreaks: [{ Quantity: 1, Price }], ...more }, as)
/** Assigns a product to the buyer. */
export const give = (ProductID: string, more = {}, as: As = 'seller') =>
  m.must('POST', '/products/assignments', { ProductID, BuyerID: 'acme', ...more }, as)
/** IDs of the products somebody sees. */
export const sees = async (user = shopper) =>
  ids(await m.must('GET', '/me/products?sortBy=ID', undefined, user))
