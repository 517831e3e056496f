import { createHash, randomBytes } from 'node:crypto'
import type { ApiError } from '../../api/errors.ts'
import { toWire } from '../../api/time.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { rowsFrom } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { portalCodes } from '../../tables/portal/accounts.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Write, Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { type Mail, sendMail } from './mail.ts'

/** What a code is good for. */
export type CodeKind = 'Register' | 'Reset' | 'Unlock' | 'VerifyEmail' | 'ChangeEmail' | 'DeleteOrganization'

const LIFE = 120 * 60_000
/** Wrong guesses after which a code is dead. */
const MOST_WRONG = 10
/** Time in which somebody without a token is not sent the same again. */
const PAUSE = 60_000

/** Digits and letters that are not taken for one another; Crockford's base 32. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** A new code: 80 random bits, in groups that a person can copy. */
export const newCode = (): string =>
  [...randomBytes(16)]
    .map((byte) => ALPHABET[byte % 32])
    .join('')
    .replace(/(.{4})(?!$)/g, '$1-')

/** Hash of a code as it was typed: letter case and hyphens do not matter. */
export const hashCode = (code: string): string =>
  createHash('sha256').update(code.toUpperCase().replace(/[\s-]/g, '')).digest('hex')

interface Issued {
  kind: CodeKind
  subject: string
  code: string
  data?: Record<string, string>
  /** Keeps a code that was mailed within the last minute: a stranger asks, and somebody else gets the mail. */
  pause?: boolean
  /** Stores it only where this holds at the commit. */
  when?: SQL
}

/** Stores a code, in place of an earlier one. With `returning`, a row comes back when it was stored. */
export const storeCode = (
  call: Call,
  { kind, subject, code, data, pause, when }: Issued,
  returning?: string,
): Write => {
  const recent = toWire(call.input.now + LIFE - (pause ? PAUSE : 0))
  return {
    sql: sql`insert into portal_codes (Kind, Subject, Hash, Wrong, Expires, Data, Version)
      select ${kind}, ${subject}, ${hashCode(code)}, 0, ${toWire(call.input.now + LIFE)}, ${JSON.stringify(data ?? null)}, 1
      where ${when ?? sql`1`}
      on conflict (Kind, Subject) do update set Hash = excluded.Hash, Wrong = 0, Expires = excluded.Expires, Data = excluded.Data
        where portal_codes.Expires <= ${recent} returning Subject`,
    returning,
  }
}

/**
 * Issues a code, and mails it if it was stored. The same statements are sent whether it is stored or not: how long it
 * takes must not tell.
 * @param mail what is sent with the code
 * @param beside what is written before it
 */
export async function mailCode(
  call: Call,
  issued: Omit<Issued, 'code'>,
  mail: (code: string) => Mail,
  beside: Written[] = [],
): Promise<void> {
  const code = newCode()
  const { stored } = await commit(call, [...beside, storeCode(call, { ...issued, code }, 'stored')])
  if (stored?.length) sendMail(call, mail(code))
}

/** A code that somebody shows: of which kinds it may be, and whom it was sent to, where they say so. */
interface Shown {
  kinds: readonly CodeKind[]
  subject: string | null
  code: string
}

const isOfKinds = (kinds: readonly CodeKind[]) =>
  sql`c.Kind in (select value from json_each(${JSON.stringify(kinds)}))`

/** A code that is good, as a condition over `portal_codes c`. */
const isGood = (
  { kinds, subject, code }: Shown,
  now: string,
): SQL => sql`${isOfKinds(kinds)} and c.Hash = ${hashCode(code)}
  and c.Wrong < ${MOST_WRONG} and c.Expires > ${now} ${subject === null ? sql`` : sql`and c.Subject = ${subject}`}`

/** Whether the code is good. */
export const isRight = (shown: Shown, now: string): SQL =>
  sql`exists (select 1 from portal_codes c where ${isGood(shown, now)})`

/**
 * The code, where it is good; where it is not, that is a wrong guess at those that the subject was sent, which counts
 * in the round trip that looks: of many guesses at once no more are looked at than a code bears.
 * @param when guesses are not looked at anyway where this does not hold
 */
export const guess = (shown: Shown, now: string, when: SQL) => ({
  code: rowsFrom(portalCodes, 'c', sql`portal_codes c where ${isGood(shown, now)}`),
  wrong: plain(sql`update portal_codes as c set Wrong = Wrong + 1 where ${isOfKinds(shown.kinds)}
    and c.Subject = ${shown.subject} and c.Hash <> ${hashCode(shown.code)} and ${when}
    and not ${isRight(shown, now)} returning Wrong`),
})

/** Takes a code, once. */
export const takeCode = (stored: Row<typeof portalCodes>, now: string, refusal: ApiError): Write => ({
  sql: sql`delete from portal_codes where Kind = ${stored.Kind} and Subject = ${stored.Subject} and Hash = ${stored.Hash}
    and Wrong < ${MOST_WRONG} and Expires > ${now}`,
  expect: 1,
  else: refusal,
})
