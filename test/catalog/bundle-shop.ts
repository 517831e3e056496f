import { expect } from 'vitest'
import { marketplace, type User } from '../support/marketplace.ts'

export type BundleShop = Awaited<ReturnType<typeof bundleShop>>

/** A marketplace with a buyer, and what tests of bundles ask of it again and again. */
export async function bundleShop() {
  const m = await marketplace()
  const buyer = await m.buyer()
  return {
    m,
    buyer,
    /** Status of an answer, with the code of a refusal. */
    code: m.outcome,
    /** IDs of the products a shopper sees. */
    shown: async (query = '', as: User = buyer.user) => {
      const page = await m.must('GET', `/me/products?pageSize=100&${query}`, undefined, as)
      expect(page.Meta.TotalCount).toBe(page.Items.length)
      return idsOf(page)
    },
    /** Makes a bundle in the buyer's catalogue, of products it holds. */
    bundle: async (
      ID: string,
      contents: [ProductID: string, Required: boolean, DefaultQuantity?: number][],
    ) => {
      const made = await m.must('POST', '/bundles', { ID, Name: `Bundle ${ID}`, Active: true })
      await m.must('POST', '/catalogs/bundleassignments', { CatalogID: buyer.ID, BundleID: ID })
      for (const [ProductID, Required, DefaultQuantity] of contents)
        await m.must('POST', '/bundles/productassignments', {
          BundleID: ID,
          ProductID,
          Required,
          DefaultQuantity,
        })
      return made
    },
  }
}

export const idsOf = (page: { Items: { ID: string }[] }) => page.Items.map((i) => i.ID)
