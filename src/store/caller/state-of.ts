import type { Caller } from '../../api/caller.ts'
import { fail } from '../../api/errors.ts'
import type { CallerState } from '../../api/request.ts'
import { isWithin, type StateRow } from './caller-state.ts'
import { issuedAt } from './ended-tokens.ts'

/**
 * What a row says of a caller.
 * @param now in the wire's form
 * @throws ApiError 401 when client, marketplace, organisation or user is inactive or gone, or the token revoked
 */
export function stateOf(caller: Caller, row: StateRow | undefined, now: string): CallerState {
  // A deleted marketplace's ID may be another's by now. Tokens are dated to the second.
  const since = row?.Since ? Math.floor(Date.parse(row.Since) / 1000) : 0
  if (!row || row.MarketplaceActive === null || caller.issuedAt < since)
    throw fail('InvalidToken', 'Access token is invalid or expired.')
  if (caller.client && !row.ClientActive) throw fail('Auth.ClientNotActive', 'The API client is not active.')
  if (!row.MarketplaceActive) throw fail('Auth.SellerNotActive', 'The marketplace is not active.')
  if (row.Generation === null)
    throw fail('Auth.UserNotFound', 'The user of this token does not exist any more.')
  if (!row.CompanyActive) throw fail('Auth.CompanyNotActive', 'The organization of this user is not active.')
  if (!row.UserActive) throw fail('Auth.UserNotActive', 'The user of this token is not active.')
  const { impersonatorGeneration = null } = caller
  if (
    row.Generation > caller.generation ||
    row.TokensFrom > issuedAt(caller) ||
    (caller.invitation && (row.InvitedUntil ?? '') <= now) ||
    (impersonatorGeneration !== null && !isWithin(row.ImpersonatorGeneration, impersonatorGeneration))
  )
    throw fail('Auth.TokenRevoked', 'This access token was revoked.')
  return {
    hookVersion: row.HookVersion,
    accessVersion: row.AccessVersion,
    catalogVersion: row.CatalogVersion,
    shopVersion: row.ShopVersion,
    stockVersion: row.StockVersion,
    callerVersion: row.CallerVersion,
    since: row.Since,
    audience: row.Audience,
    audienceVersion: row.AudienceVersion,
    tells: (row.ChangeSequence ?? 0) > 0,
    tracked: JSON.parse(row.Tracked ?? '[]') as string[],
    company: row.Company!,
    user: row.User!,
    heard: row.Heard === 1,
  }
}
