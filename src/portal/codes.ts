import { createHash, randomBytes } from 'node:crypto'
import { type SQL, sql } from 'drizzle-orm'
import type { ApiError } from '../api/errors.ts'
import type { Query } from '../api/sql.ts'
import { decodeRow, type Row } from '../api/table.ts'
import { toWire } from '../api/time.ts'
import type { Call } from '../store/call.ts'
import { columns, type Write } from '../store/rows.ts'
import { portalCodes } from './tables.ts'

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
  call: Call<unknown>,
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

/** The code of these kinds that somebody was sent, whatever its state. */
export const codesOf = (subject: string, ...kinds: CodeKind[]): Query<Row<typeof portalCodes>> => ({
  sql: sql`select ${columns(portalCodes, 'c')} from portal_codes c
    where c.Kind in (select value from json_each(${JSON.stringify(kinds)})) and c.Subject = ${subject}`,
  decode: (row) => decodeRow(portalCodes, row),
})

/** The code of a kind by itself, for who says nothing of whom it was sent to. */
export const codeByItself = (kind: CodeKind, code: string): Query<Row<typeof portalCodes>> => ({
  sql: sql`select ${columns(portalCodes, 'c')} from portal_codes c where c.Kind = ${kind} and c.Hash = ${hashCode(code)}`,
  decode: (row) => decodeRow(portalCodes, row),
})

/** Whether a stored code is this one and still good. */
export const isGood = (stored: Row<typeof portalCodes> | undefined, code: string, now: string) =>
  !!stored && stored.Hash === hashCode(code) && stored.Wrong < MOST_WRONG && stored.Expires! > now

/** Takes a code, once. */
export const takeCode = (stored: Row<typeof portalCodes>, now: string, refusal: ApiError): Write => ({
  sql: sql`delete from portal_codes where Kind = ${stored.Kind} and Subject = ${stored.Subject} and Hash = ${stored.Hash}
    and Wrong < ${MOST_WRONG} and Expires > ${now}`,
  expect: 1,
  else: refusal,
})

/** One wrong guess at the codes of these kinds that somebody was sent. */
export const countWrong = (subject: string, ...kinds: CodeKind[]): Write => ({
  sql: sql`update portal_codes set Wrong = Wrong + 1
    where Kind in (select value from json_each(${JSON.stringify(kinds)})) and Subject = ${subject}`,
})
