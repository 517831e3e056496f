import { sql } from 'drizzle-orm'
import { fail } from '../api/errors.ts'
import { count, required, secret } from '../api/field.ts'
import { plain, type Query } from '../api/sql.ts'
import { table } from '../api/table.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'

/** Failed attempts that one address may make in a minute. */
const MOST = 20
const MINUTE = 60_000

/** Attempts by where they came from and the minute since 1970. */
export const portalAttempts = table('portal_attempts', {
  control: true,
  keys: ['Source', 'Minute'],
  fields: { Source: required(secret()), Minute: required(count()), Attempts: count() },
  indexes: [['Minute']],
})

const minuteOf = (call: Call<unknown>) => Math.floor(call.input.now / MINUTE)
const sourceOf = (call: Call<unknown>) => call.input.headers.ip ?? ''

/** How often the caller's address has failed in this minute. */
export const attemptsQuery = (call: Call<unknown>): Query<{ Attempts: number }> =>
  plain(
    sql`select Attempts from portal_attempts where Source = ${sourceOf(call)} and Minute = ${minuteOf(call)}`,
  )

/** @throws ApiError 429 with `Retry-After` when it was too often */
export function refuseTooMany(call: Call<unknown>, rows: { Attempts: number }[]): void {
  if ((rows[0]?.Attempts ?? 0) >= MOST) throw tooMany(call)
}

/** The same at the commit: attempts made at once are all read before the first is counted. */
export const fewAttempts = (call: Call<unknown>): Guard => ({
  guard: sql`not exists (select 1 from portal_attempts where Source = ${sourceOf(call)} and Minute = ${minuteOf(call)}
    and Attempts >= ${MOST})`,
  else: tooMany(call),
})

/** One more. */
export const countAttempt = (call: Call<unknown>): Write => ({
  sql: sql`insert into portal_attempts (Source, Minute, Attempts, Version) values (${sourceOf(call)}, ${minuteOf(call)}, 1, 1)
    on conflict (Source, Minute) do update set Attempts = Attempts + 1`,
})

const tooMany = (call: Call<unknown>) =>
  fail('TooManyRequests', 'Too many attempts. Please try again later.', null, {
    'Retry-After': String(Math.ceil((MINUTE - (call.input.now % MINUTE)) / 1000)),
  })
