import { expect } from 'vitest'
import type { Marketplace as Api, User } from '../support/marketplace.ts'
import type { Marketplace } from '../support/visibility-rule.ts'

export type Category = Marketplace['categories'][number] & { Name: string; ListOrder: number }
export type Product = Marketplace['products'][number] & { IsParent: boolean }

/** The marketplace as it must be: every command changes it as the rules say, and the API as clients do. */
export interface World extends Marketplace {
  api: Api
  buyer: string
  defaultCatalog: string
  users: { user: User; groups: string[] }[]
  groups: string[]
  /** Groups of buyers. */
  buyerGroups: string[]
  categories: Category[]
  products: Product[]
  /** For new IDs. */
  made: number
}

/** What a command picks is decided by these, modulo what there is. */
export interface Picks {
  i: number
  j: number
  k: number
  a: boolean | null
  b: boolean | null
}

export const pick = <T>(from: T[], i: number): T | undefined => from[i % (from.length || 1)]
export const newID = (w: World, name: string) => `${name}${++w.made}`
export const childrenOf = (w: World, id: string) => w.products.filter((p) => p.ParentID === id)
export const rootOf = (p: Product) => p.ParentID ?? p.ID
export const isIn = (w: World, catalog: string, product: string) =>
  w.productCatalogs.some((a) => a.CatalogID === catalog && a.ProductID === product)
/** The group of buyers that the buyer is in. */
export const groupOf = (w: World) => w.buyers[0]!.GroupID
export const isAssigned = (w: World, catalog: string) =>
  w.catalogAssignments.some(
    (a) => a.CatalogID === catalog && (a.BuyerID === w.buyer || a.BuyerGroupID === (groupOf(w) ?? 'none')),
  )
export const sharesCatalog = (w: World, product: string) =>
  w.productCatalogs.some((a) => a.ProductID === product && isAssigned(w, a.CatalogID))
/** Assignments of products that are in no catalogue of the buyer any more go. */
export function dropUncarried(w: World) {
  const root = (id: string) => w.products.find((p) => p.ID === id)?.ParentID ?? id
  w.productAssignments = w.productAssignments.filter((r) => sharesCatalog(w, root(r.ProductID)))
}
export const under = (w: World, catalog: string, id: string): string[] => [
  id,
  ...w.categories
    .filter((k) => k.CatalogID === catalog && k.ParentID === id)
    .flatMap((k) => under(w, catalog, k.ID)),
]

/** Sends a request that must be answered with one of these codes: what was refused has changed nothing. */
export async function send(w: World, method: string, path: string, body?: unknown, refusal?: string) {
  const answer = await w.api.api(method, path, body)
  const code = answer.status >= 400 ? answer.body.Errors[0].ErrorCode : undefined
  expect([method, path, code]).toEqual([method, path, refusal])
  return refusal === undefined
}

export const isCategory =
  ({ CatalogID, ID }: { CatalogID: string; ID: string }) =>
  (row: { CatalogID: string; CategoryID: string }) =>
    row.CatalogID === CatalogID && row.CategoryID === ID
