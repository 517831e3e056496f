import { type ApiError, fail } from '../api/errors.ts'
import { remember } from '../api/memory.ts'
import type { Call } from '../store/call.ts'
import type { Reads } from '../store/fact.ts'
import { plain, type Query } from '../store/sql/sql.ts'
import { type SQL, sql } from '../tables/sql.ts'
import type { Guard, Write, Written } from '../tables/statements.ts'
import { networkOf } from './ip-network.ts'

/** Attempts that one address with one client, or one client with one user name, may have in a minute. */
const MOST_FAILURES = 20

const MINUTE = 60_000

/** Characters a user name has at most. A longer one is nobody's, and no failure is counted for it. */
export const LONGEST_NAME = 100

/** What attempts are counted of. */
export interface Subject {
  name: string
  /** Attempts of a minute. */
  most: number
  /** As how many attempts it counts, where that is not one. */
  times?: number
  /** Where this holds, the attempt is none: what was shown is right. */
  unless?: SQL
}

/** A subject. Each says of what kind it is: names are any text, and must not spell another one's. */
export const subject = (name: string, more: Partial<Subject> = {}): Subject => ({
  name: name.slice(0, 300).toLowerCase(),
  most: MOST_FAILURES,
  ...more,
})

/** The network a request comes from; empty where no proxy tells it. */
export const sourceOf = (call: Call<unknown>) => networkOf(call.input.headers.ip ?? '')

/** When an attempt does not count for one of its subjects. */
interface Exceptions {
  ofAddress?: SQL
  ofName?: SQL
}

/**
 * Who makes an attempt: the address it comes from with the client it names, and the client with the user name. Without
 * an address only the latter count.
 */
export function subjectsOf(
  call: Call<unknown>,
  client: string,
  username?: string | null,
  unless: Exceptions = {},
): Subject[] {
  const source = sourceOf(call)
  return [
    ...(source ? [subject(`address ${source} ${client}`, { unless: unless.ofAddress })] : []),
    ...(username
      ? [
          subject(`name ${JSON.stringify([client, username])}`, {
            unless: source ? unless.ofName : undefined,
          }),
        ]
      : []),
  ]
}

const minuteOf = (call: Call<unknown>) => Math.floor(call.input.now / MINUTE)

/** Subjects whose minute is used up, as rows. */
const usedUp = (call: Call<unknown>, subjects: Subject[]): SQL =>
  sql`select a.Subject from json_each(${JSON.stringify(subjects.map((s) => [s.name, s.most]))}) tried
    join attempts a on a.Subject = tried.value ->> 0 where a.Minute >= ${minuteOf(call)} and a.Count >= tried.value ->> 1`

/** Whether the minute of a subject is used up, as a condition. */
export const isUsedUp = (call: Call<unknown>, subjects: Subject[]): SQL =>
  sql`exists (${usedUp(call, subjects)})`

/** What was read of an attempt, and counted. */
export interface Counted {
  usedUp: { Subject: string }[]
  counted: { Subject: string }[]
}

/**
 * Counts an attempt in the round trip that looks at what was shown, before anybody knows whether it is right: of many
 * sent at once no more are looked at than the minute has. This alone writes among reads, so that there is no moment
 * between the two; what turns out right is given back by `refund`.
 */
export const attempt = (
  call: Call<unknown>,
  subjects: Subject[],
): { [K in keyof Counted]: Query<Counted[K][number]> } => ({
  usedUp: plain(usedUp(call, subjects)),
  counted: plain(count(call, subjects)),
})

/** One more of each subject, or as many as it counts for, unless the minute of any is used up. A minute that is over begins anew. */
const count = (
  call: Call<unknown>,
  subjects: Subject[],
): SQL => sql`insert into attempts (Subject, Minute, Count, Version)
  select tried.Subject, ${minuteOf(call)}, tried.Times, 1 from (${counting(subjects)}) tried where not ${isUsedUp(call, subjects)}
  on conflict (Subject) do update set Count = iif(Minute < excluded.Minute, 0, Count) + excluded.Count, Minute = max(Minute, excluded.Minute)
  returning Subject`

/**
 * The same in a commit, of what is no guess but has a limit: messages to somebody who did not ask. A subject that is
 * excepted is not refused either.
 */
export const spend = (call: Call<unknown>, subjects: Subject[]): Written[] => [
  {
    guard: sql`not exists (select 1 from (${usedUp(call, subjects)}) u
      where u.Subject in (select Subject from (${counting(subjects)})))`,
    else: flooded(call),
  },
  count(call, subjects),
]

/** Subjects that an attempt counts for: not those that it is none of. */
const counting = (subjects: Subject[]): SQL =>
  subjects.length === 0
    ? sql`select null Subject, 0 Times where 0`
    : sql.join(
        subjects.map(
          (s) =>
            sql`select ${s.name} Subject, ${s.times ?? 1} Times where not coalesce(${s.unless ?? sql`0`}, 0)`,
        ),
        sql` union all `,
      )

/** Minutes that this isolate knows to be used up, by subject: a flood is refused without asking again. */
const floods = new Map<string, number>()
const MOST_REMEMBERED = 2000

/** @throws ApiError 429 for subjects whose minute is known to be used up */
export function refuseKnownFlood(call: Call<unknown>, subjects: Subject[]): void {
  if (subjects.some((s) => floods.get(s.name) === minuteOf(call))) throw flooded(call)
}

/** @throws ApiError 429 when the minute of a subject was used up before this attempt, right or wrong */
export function refuseFlood(call: Call<unknown>, read: Counted): void {
  if (read.usedUp.length === 0) return
  for (const { Subject } of read.usedUp) remember(floods, Subject, minuteOf(call), MOST_REMEMBERED)
  throw flooded(call)
}

const flooded = (call: Call<unknown>): ApiError => {
  const seconds = Math.ceil(MINUTE / 1000 - (call.input.now % MINUTE) / 1000)
  return fail('TooManyRequests', 'Too many attempts. Please try again in a minute.', null, {
    'Retry-After': String(seconds),
  })
}

/**
 * Reads what an attempt is judged by, and counts it in that round trip, behind what is read.
 * @param from what reads: the call's session, or the call itself, which reads its caller's state with it
 * @throws ApiError 429 when the minute of a subject was used up before
 */
export async function readAttempt<R extends Reads>(
  call: Call<unknown>,
  subjects: Subject[],
  reads: R,
  from: Pick<Call<unknown>, 'read'> = call.session,
) {
  refuseKnownFlood(call, subjects)
  const read = await from.read({ ...reads, ...attempt(call, subjects) })
  // What was counted is among the results, whatever else was read.
  refuseFlood(call, read as Counted)
  return read
}

/**
 * Takes an attempt back that was right: successes are not counted. One that was not counted must still be within the
 * minute, where others have used it up since.
 */
export function refund(call: Call<unknown>, subjects: Subject[], read: Counted): (Write | Guard)[] {
  if (read.counted.length === 0) return [{ guard: sql`not ${isUsedUp(call, subjects)}`, else: flooded(call) }]
  const own = sql.list(read.counted.map((c) => sql`${c.Subject}`))
  return [
    {
      sql: sql`update attempts set Count = Count - 1 where Subject in (${own}) and Minute = ${minuteOf(call)} and Count > 0`,
    },
  ]
}
