import { type SQL, sql } from 'drizzle-orm'
import { type ApiError, fail } from '../api/errors.ts'
import { plain, type Query } from '../api/sql.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'

/** Failures that one address with one client, or one client with one user name, may have in a minute. */
export const MOST_FAILURES = 20

const MINUTE = 60_000

/** Characters a user name has at most. A longer one is nobody's, and no failure is counted for it. */
export const LONGEST_NAME = 100

/**
 * Who makes an attempt: the address it comes from with the client it names, and the client with the user name. Without
 * an address (no proxy told one) only the latter count. Each says which it is: client and user name are any text, and
 * must not spell somebody else's address.
 */
export function subjectsOf(call: Call<unknown>, client: string, username?: string): string[] {
  const ip = call.input.headers.ip
  return [
    ...(ip ? [`address ${ip} ${client}`] : []),
    ...(username ? [`name ${client} ${username}`] : []),
  ].map((subject) => subject.slice(0, 300).toLowerCase())
}

const minuteOf = (call: Call<unknown>) => Math.floor(call.input.now / MINUTE)

const counted = (subjects: string[], minute: number): SQL =>
  sql`(select coalesce(max(a.Count), 0) from attempts a where a.Subject in (select value from json_each(${JSON.stringify(subjects)})) and a.Minute = ${minute})`

/** How many failures the present minute has seen of the worst of the subjects. */
export const attemptsQuery = (call: Call<unknown>, subjects: string[]): Query<{ failures: number }> =>
  plain(sql`select ${counted(subjects, minuteOf(call))} failures`)

/** @throws ApiError 429 when the minute's failures are used up */
export function refuseFlood(call: Call<unknown>, read: { failures: number }[]): void {
  if (read[0]!.failures >= MOST_FAILURES) throw flooded(call)
}

const flooded = (call: Call<unknown>): ApiError => {
  const seconds = Math.ceil(MINUTE / 1000 - (call.input.now % MINUTE) / 1000)
  return fail('TooManyRequests', 'Too many attempts. Please try again in a minute.', null, {
    'Retry-After': String(seconds),
  })
}

/** Many guesses sent at once are all read before the first is counted: a success must still be within the limit. */
export const withinLimit = (call: Call<unknown>, subjects: string[]): Guard => ({
  guard: sql`${counted(subjects, minuteOf(call))} < ${MOST_FAILURES}`,
  else: flooded(call),
})

/** One more failure of each subject; a new minute begins at one. */
export const countAttempt = (call: Call<unknown>, subjects: string[]): Write[] =>
  subjects.map((subject) => ({
    sql: sql`insert into attempts (Subject, Minute, Count, Version) values (${subject}, ${minuteOf(call)}, 1, 1)
      on conflict (Subject) do update set Count = iif(Minute = excluded.Minute, Count + 1, 1), Minute = excluded.Minute`,
  }))
