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
