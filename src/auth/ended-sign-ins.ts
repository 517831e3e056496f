import { type SQL, sql } from '../tables/sql.ts'
import type { Written } from '../tables/statements.ts'
import { forgetCodes } from './one-time-codes.ts'

/** Refresh tokens of a user die with a password change or a revocation. */
export const forgetRefreshTokens = (marketplace: string, key: string): SQL =>
  sql`delete from refresh_tokens where Marketplace = ${marketplace} and UserKey = ${key}`

/** What signs a user in beside the password ends with a new one, and with the user: refresh tokens and codes. */
export const endSignIns = (marketplace: string, key: string): Written[] => [
  forgetRefreshTokens(marketplace, key),
  forgetCodes(marketplace, key),
]

/** Access tokens of a user end, wherever they are. */
export const endAccess = (marketplace: string, key: string): SQL =>
  sql`update users set TokenGeneration = TokenGeneration + 1 where Marketplace = ${marketplace} and Key = ${key}`
