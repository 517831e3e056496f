import { type ApiError, insufficientRoles } from '../../api/errors.ts'
import { impersonations } from '../models.ts'

/** What an account may do in a marketplace: the union of what it has directly and through teams. */
export interface Level {
  /** Alone transfers and deletes. */
  owner: boolean
  /** Manages access and name. */
  admin: boolean
  /** API roles; owner and admins have all. */
  roles: string[]
  /** Kinds of user it may act as. */
  actsAs: ('Seller' | 'Supplier' | 'Buyer')[]
}

/** What an operation wants. */
export type Wanted = 'contributor' | 'admin' | 'owner'

type Grant = [via: 'Owner' | 'User' | 'Team', isAdmin: 0 | 1, roles: string[]]

const kinds = ['Seller', 'Supplier', 'Buyer'] as const

/**
 * The level that grants add up to.
 * @param text JSON of the rows of `grantsOf`
 * @returns null for a stranger
 */
export function levelOf(text: string): Level | null {
  const grants = JSON.parse(text) as Grant[]
  if (grants.length === 0) return null
  const owner = grants.some(([via]) => via === 'Owner')
  const admin = owner || grants.some(([, isAdmin]) => isAdmin === 1)
  const given = [...new Set(grants.flatMap(([, , roles]) => roles))]
  const flags: readonly string[] = impersonations
  return {
    owner,
    admin,
    roles: admin ? ['FullAccess'] : given.filter((r) => !flags.includes(r)),
    actsAs: kinds.filter((kind) => admin || given.includes(`Impersonate${kind}`)),
  }
}

/** The refusal of what takes a higher level. */
export function refusalOf(level: Level, wanted: Wanted): ApiError | undefined {
  if (wanted === 'contributor' || (wanted === 'admin' ? level.admin : level.owner)) return undefined
  const has = level.admin ? 'Admin' : 'Contributor'
  return insufficientRoles(wanted === 'owner' ? ['Owner'] : ['Owner', 'Admin'], [has])
}
