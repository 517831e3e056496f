import type { CommerceRole } from './operation.ts'

/** Who calls, as the token tells it: plain data, so that it can travel to a Durable Object. */
export interface Caller {
  marketplace: string
  /** API client; null for tokens that the portal gives, which trigger no webhooks. */
  client: string | null
  /** The user's immutable key. */
  key: string
  /** Which side of the marketplace the user is on, and the organisation there that it belongs to. */
  kind: CommerceRole
  company: string
  /** The ID of the user, which may be changed. */
  user: string
  username: string
  roles: string[]
  /** Tokens of an older generation were revoked. */
  generation: number
  /** The one order an anonymous shopper's token reaches; null for everybody else. */
  order: string | null
  /**
   * The invitation that a contributor's token comes from: it reaches the one order that this is to, and of its lines
   * those that came by it. Its user is the order's.
   */
  invitation?: string | null
  /** Key of the impersonating user. */
  impersonator: string | null
  /** A token dies with those of its impersonator, where it tells their generation. */
  impersonatorGeneration?: number | null
  /** An application that acts by itself, by its own credentials: it answers for nobody. */
  service?: boolean
  /** The token that a message tells its recipient, to set a password with. */
  renewal?: boolean
  /** How many webhooks deep this call is: a receiver calling back with its `UserToken` is one deeper. */
  depth: number
  /** Seconds since 1970, to the millisecond. */
  issuedAt: number
  expiresAt: number
}

/** Whether the token holds one of the roles; FullAccess holds every built-in one. */
export const hasRole = (caller: Pick<Caller, 'roles'>, ...roles: string[]) =>
  caller.roles.includes('FullAccess') || roles.some((r) => caller.roles.includes(r))

/** The role of tokens for an order that several people fill: no profile grants it, and they have no other. */
export const CONTRIBUTOR = 'OrderContributor'

/** Who calls the portal, as the token tells it: a person of the installation, of no marketplace. */
export interface Account {
  /** The account's immutable key. */
  key: string
  /** Tokens of an older generation were revoked. */
  generation: number
  expiresAt: number
}

/** The account as the database has it now. */
export interface AccountState {
  Key: string
  Username: string
  Name: string | null
  Email: string
  /** Whether a code sent to that address has come back. */
  Verified: boolean
}
