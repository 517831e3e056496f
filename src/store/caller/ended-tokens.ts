import type { Caller } from '../../api/caller.ts'
import { toWire } from '../../api/time.ts'
import { type SQL, sql } from '../../tables/sql.ts'

/** When a token was issued, in the wire's form. */
export const issuedAt = (caller: Caller): string => toWire(Math.round(caller.issuedAt * 1000))

/** The moment from which tokens of an organisation `o` by a client `c` are good. */
export const goodFrom = sql`max(coalesce(o.TokensFrom, ''), coalesce(c.TokensFrom, ''))`

/** Whether a token is from after that. */
export const isIssuedSince = (caller: Caller): SQL => sql`${goodFrom} <= ${issuedAt(caller)}`
