import type { Writing } from './rules.ts'

/**
 * Ends the tokens of what is opened again by a write: they are not revived. Of many users in one row; a user's own are
 * told by their generation.
 */
export function endTokens({ call, before, after }: Writing): void {
  if (before && !before.Active && after.Active) after.TokensFrom = call.now
}
