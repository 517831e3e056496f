import { marketplace } from '../support/marketplace.ts'

// biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
export type Json = any

/** IDs of a page. */
export const ids = (answer: Json): string[] => answer.Items.map((i: Json) => i.ID)

export type BareShop = Awaited<ReturnType<typeof bareShop>>

/** A marketplace with nothing in it, and what makes its catalogues and products. */
export async function bareShop() {
  const m = await marketplace()
  return {
    m,
    catalog: (ID: string, more = {}) => m.must('POST', '/catalogs', { ID, Name: ID, ...more }),
    product: (ID: string, more = {}) => m.must('POST', '/products', { ID, Name: ID, ...more }),
  }
}
