import { refuse } from '../sign-in-refusal.ts'
import type { Client } from '../sign-in-rows.ts'

/** What the token endpoint is asked, with names that matter to us. */
export interface TokenRequest {
  grant_type?: string
  client_id?: string
  client_secret?: string
  username?: string
  password?: string
  scope?: string
  refresh_token?: string
  anonuserid?: string
}

/** @throws ApiError 400 where no client is named */
export function clientIDOf(request: TokenRequest): string {
  if (!request.client_id) throw refuse('Auth.OauthError', 'client_id is required.', 'invalid_request', 400)
  return request.client_id
}

/** Characters of a scope, which is kept with the refresh token. */
const LONGEST_SCOPE = 4000

/** @throws ApiError 400 for a scope that is too long to keep */
export function scopeOf({ scope = '' }: TokenRequest): string {
  if (scope.length > LONGEST_SCOPE)
    throw refuse(
      'Auth.OauthError',
      `scope may have at most ${LONGEST_SCOPE} characters.`,
      'invalid_request',
      400,
    )
  return scope
}

/**
 * The client, which has shown a secret where it has one: it must in every grant.
 * @throws ApiError 401
 */
export function checkClient(
  client: Client | undefined,
  secret: { HasSecret: number; Shown: number } | undefined,
): Client {
  if (!client || !secret)
    throw refuse('ApiClient.InvalidClientID', 'The client ID is invalid.', 'invalid_client')
  if (secret.HasSecret && !secret.Shown)
    throw refuse('Auth.OauthError', 'The client secret is missing or wrong.')
  return client
}
