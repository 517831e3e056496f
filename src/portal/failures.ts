import { type SQL, sql } from 'drizzle-orm'
import { plain, type Query } from '../api/sql.ts'
import type { Row } from '../api/table.ts'
import { toWire } from '../api/time.ts'
import { LONGEST_NAME } from '../auth/attempts.ts'
import { FLOOR } from '../auth/password-policy.ts'
import { NOBODY, verifyPassword } from '../auth/passwords.ts'
import { refuse, wrongPassword } from '../auth/refusal.ts'
import type { Call } from '../store/call.ts'
import type { Guard, Write } from '../store/rows.ts'
import { attemptsQuery, countAttempt, fewAttempts, refuseTooMany } from './attempts.ts'
import { newCode, storeCode } from './codes.ts'
import { sendMail } from './mail.ts'
import type { portalAccounts } from './tables.ts'

type Account = Row<typeof portalAccounts>

/** What must be read to check a password. */
export const failureQueries = (call: Call<unknown>, username: SQL | string) => ({
  failures: plain(
    sql`select LockedUntil from portal_login_failures where Username = ${username}`,
  ) as Query<Failure>,
  attempts: attemptsQuery(call),
})

interface Failure {
  LockedUntil: string | null
}

/**
 * Checks a password, and counts it where it is wrong. An unknown account costs the same time and gets the same answer.
 * @throws ApiError 401 `Auth.LockedOut`, without a look at the password: the answer must not confirm a guess
 * @throws ApiError 401 `Auth.InvalidUsernameOrPassword`
 * @throws ApiError 429 after too many failures from the caller's address
 */
export async function checkPassword(
  call: Call<unknown>,
  username: string,
  password: string,
  account: Account | undefined,
  read: { failures: Failure[]; attempts: { failures: number }[] },
): Promise<void> {
  refuseTooMany(call, read.attempts)
  const locked = read.failures[0]?.LockedUntil
  if (locked && locked > call.now) {
    await call.commit({ statements: [fewAttempts(call), ...countAttempt(call)], answer: null })
    throw refuse('Auth.LockedOut', 'Too many failed attempts. Please try again later.')
  }
  const right = await verifyPassword(password, account?.PasswordHash ?? NOBODY)
  if (right && account?.PasswordHash) return
  const code = newCode()
  const until = toWire(call.input.now + FLOOR.LockoutDuration! * 60_000)
  // Sent by the failure that begins the lockout.
  const begun = sql`exists (select 1 from portal_login_failures where Username = ${username} and LockedUntil = ${until})`
  const { unlock } = await call.commit({
    statements: [
      fewAttempts(call),
      ...countAttempt(call),
      ...(username.length > LONGEST_NAME ? [] : [countFailure(call, username, until)]),
      ...(account
        ? [storeCode(call, { kind: 'Unlock', subject: account.Email, code, when: begun }, 'unlock')]
        : []),
    ],
    answer: null,
  })
  if (account && unlock?.length)
    call.later.push(() =>
      sendMail(call.env, {
        To: account.Email,
        Subject: 'Your account is locked for a while',
        Kind: 'UnlockAccount',
        Data: { Username: account.Username, Code: code },
      }),
    )
  throw wrongPassword()
}

/** What a success writes: guesses sent at once are all read before the first is counted. */
export const passed = (call: Call<unknown>, account: Account): (Write | Guard)[] => [
  fewAttempts(call),
  {
    guard: sql`not exists (select 1 from portal_login_failures where Username = ${account.Username} and LockedUntil > ${call.now})`,
  },
  {
    guard: sql`exists (select 1 from portal_accounts p where p.Key = ${account.Key} and p.Active = 1
      and p.TokenGeneration = ${account.TokenGeneration} and p.PasswordHash is ${account.PasswordHash})`,
  },
  forgetFailures(account.Username),
]

/** Ends the lockout of a name, and the count of its failures. */
export const forgetFailures = (username: string): Write => ({
  sql: sql`delete from portal_login_failures where Username = ${username}`,
})

/** One more failure, counted by the database; after a lockout it starts again. */
const countFailure = (call: Call<unknown>, username: string, until: string): Write => ({
  sql: sql`insert into portal_login_failures (Username, Attempts, LockedUntil, Version) values (${username}, 1, null, 1)
    on conflict (Username) do update set
      LockedUntil = case when coalesce(LockedUntil <= ${call.now}, 0) then null
        when Attempts + 1 >= ${FLOOR.AllowedFailedAttempts} then ${until} end,
      Attempts = case when coalesce(LockedUntil <= ${call.now}, 0) then 1 else Attempts + 1 end`,
})
