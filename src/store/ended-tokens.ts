import { type SQL, sql } from 'drizzle-orm'
import type { Caller } from '../api/caller.ts'
import { hidden, timestamp } from '../api/field.ts'
import { toWire } from '../api/time.ts'
import type { Writing } from './writing.ts'

/** When an organisation or API client that was shut was last opened again: tokens from before are over for good. */
export const tokensFrom = () => hidden(timestamp())

/**
 * Ends the tokens of what is opened again by a write: they are not revived. Of many users in one row; a user's own are
 * told by their generation.
 */
export function endTokens({ call, before, after }: Writing): void {
  if (before && !before.Active && after.Active) after.TokensFrom = call.now
}

/** When a token was issued, in the wire's form. */
export const issuedAt = (caller: Caller): string => toWire(Math.round(caller.issuedAt * 1000))

/** The moment from which tokens of an organisation `o` by a client `c` are good. */
export const goodFrom = sql`max(coalesce(o.TokensFrom, ''), coalesce(c.TokensFrom, ''))`

/** Whether a token is from after that. */
export const isIssuedSince = (caller: Caller): SQL => sql`${goodFrom} <= ${issuedAt(caller)}`
