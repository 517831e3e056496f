import type { CommerceRole } from '../api/operation.ts'
import { fixed, ownMarketplace, param, type Resource, type Source, writersOf } from '../resource/resource.ts'

/** One side of the marketplace, on which users, groups and addresses hang: what they are called, and where they are. */
export interface Side extends Required<Pick<Resource, 'scope' | 'users'>> {
  kind: CommerceRole
  /** Of the SDK's resources and of roles: `SupplierUsers`, `AdminUserReader`. */
  prefix: string
  /** Path of the organisation. */
  path: string
  company: Source
}

const side = (kind: CommerceRole, prefix: string, path: string, company: Source): Side => ({
  kind,
  prefix,
  path,
  company,
  scope: { Kind: fixed(kind), Company: company },
  users: writersOf(kind),
})

export const buyerSide = side('Buyer', '', '/buyers/{buyerID}', param('buyerID'))
export const supplierSide = side('Supplier', 'Supplier', '/suppliers/{supplierID}', param('supplierID'))
export const sellerSide = side('Seller', 'Admin', '', ownMarketplace)
