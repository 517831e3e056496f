import { invalid } from '../../api/errors.ts'
import { spend, subject } from '../../auth/attempts.ts'
import type { Call } from '../../store/call.ts'
import { packed } from '../../store/packed.ts'
import { codeInUse, type promotions } from '../../tables/orders/promotions.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'

/** Characters that nobody takes for one another: 32 of them, so that a random byte chooses each as often. */
const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'

/** Codes that are made in one go: each is three rows to a database that serves one request after the other. */
export const MOST_AT_ONCE = 10_000
/** Codes of a minute after which a marketplace makes no more until the next. */
export const MOST_A_MINUTE = 20_000

/**
 * What is written for a promotion to have as many codes as it says, and for its own to be none of another. Codes that
 * were given out go on being good: more of them can come, and none goes.
 * @throws ApiError 400 for fewer codes than there are, or more than are made in one go
 */
export function codeStatements(
  call: Call<unknown>,
  before: Row<typeof promotions> | null,
  after: Row<typeof promotions>,
): Written[] {
  const had = before?.GeneratedCodeCount ?? 0
  // A PUT by a client that knows nothing of them leaves them out.
  if (!call.sent('GeneratedCodeCount')) after.GeneratedCodeCount = had
  const { marketplace } = call
  const { ID, Code, GeneratedCodeCount: wanted, GeneratedCodeLength: length, GeneratedCodePrefix } = after
  if (wanted < had)
    throw invalid(
      'GeneratedCodeCount',
      'Range',
      `GeneratedCodeCount must be at least ${had}: codes that were generated stay.`,
      { Minimum: had },
    )
  const made = wanted - had
  if (made > MOST_AT_ONCE)
    throw invalid(
      'GeneratedCodeCount',
      'Range',
      `GeneratedCodeCount must be at most ${had + MOST_AT_ONCE} for now: a request makes ${MOST_AT_ONCE} codes, and the next one more.`,
      { Maximum: had + MOST_AT_ONCE },
    )
  const codes = Array.from({ length: made }, () => [randomCode(length)])
  const code = sql`${GeneratedCodePrefix ?? ''} || (j.value ->> 0)`
  const here = sql`promotion_codes c where c.Marketplace = ${marketplace}`
  const isFree = { guard: sql`not exists (select 1 from ${here} and c.Code = ${Code})`, else: codeInUse() }
  const inserted = packed(codes).map(
    (json) => sql`insert or ignore into promotion_codes (Marketplace, PromotionID, Code, Redeemed, Version)
      select ${marketplace}, ${ID}, ${code}, 0, 1 from json_each(${json}) j
      where not exists (select 1 from promotions p where p.Marketplace = ${marketplace} and p.Code = ${code})`,
  )
  // Where one is taken already, the operation runs again, and makes others.
  const areAll = { guard: sql`(select count(*) from ${here} and c.PromotionID = ${ID}) = ${wanted}` }
  const spent = subject(`codes of ${marketplace}`, { most: MOST_A_MINUTE, times: made })
  return [
    ...(Code === before?.Code ? [] : [isFree]),
    ...(made > 0 ? [...spend(call, [spent]), ...inserted, areAll] : []),
  ]
}

const randomCode = (length: number): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(length)), (b) => ALPHABET[b % ALPHABET.length]).join('')
