import {
  attempt,
  isUsedUp,
  LONGEST_NAME,
  refund,
  refuseFlood,
  refuseKnownFlood,
} from '../../auth/attempts.ts'
import { countPortalFailure, type Failure, notLockedSince } from '../../auth/passwords/lockout.ts'
import { LONGEST_PASSWORD, nobodysHash, takeTurn, verifyPassword } from '../../auth/passwords/passwords.ts'
import { refuse, wrongPassword } from '../../auth/sign-in-refusal.ts'
import type { Call } from '../../store/call.ts'
import type { Results } from '../../store/fact.ts'
import { plain } from '../../store/sql/sql.ts'
import type { portalAccounts } from '../../tables/portal/accounts.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { guessing } from './attempts.ts'
import { mailCode } from './codes.ts'

type Account = Row<typeof portalAccounts>

/**
 * Begins to check a password, when it is its turn: `queries` must be read, and count the attempt and the failure in
 * that round trip; then `check` compares.
 * @param username as it was sent, or where to find it
 * @throws ApiError 429 after too many failures from the caller's address, or when too many wait for a turn
 */
export async function checkingPassword(call: Call, username: SQL | string, password: string) {
  const subjects = guessing(call)
  refuseKnownFlood(call, subjects)
  const name = sql`${username}`
  const isPossible =
    password.length <= LONGEST_PASSWORD && !(typeof username === 'string' && username.length > LONGEST_NAME)
  const turn = isPossible ? await takeTurn() : undefined
  const when = isPossible ? sql`${name} is not null and not ${isUsedUp(call, subjects)}` : sql`0`
  const queries = {
    lockout: plain<Failure>(sql`select LockedUntil from portal_login_failures where Username = ${name}`),
    failure: countPortalFailure(call, name, when),
    ...attempt(call, subjects),
  }

  /**
   * An unknown account costs the same time and gets the same answer.
   * @returns what a success writes
   * @throws ApiError 401 `Auth.LockedOut`, without a look at the password: the answer must not confirm a guess
   * @throws ApiError 401 `Auth.InvalidUsernameOrPassword`
   * @throws ApiError 429 after too many failures from the caller's address
   */
  async function check(read: Results<typeof queries>, account: Account | undefined) {
    if (read.failure.length === 0) turn?.giveBack()
    refuseFlood(call, read)
    const locked = read.lockout[0]?.LockedUntil
    if (locked && locked > call.now)
      throw refuse('Auth.LockedOut', 'Too many failed attempts. Please try again later.')
    if (!isPossible) throw wrongPassword()
    const isRight = await verifyPassword(password, account?.PasswordHash ?? nobodysHash(), turn)
    if (isRight && account?.PasswordHash)
      return [
        notLockedSince(call, 'portal_login_failures', sql`Username = ${account.Username}`, read.failure[0]),
        ...refund(call, subjects, read),
        ...unchanged(account),
      ]
    if (account && read.failure[0]?.LockedUntil) await tellOfLockout(call, account)
    throw wrongPassword()
  }
  return { queries, check }
}

/** Mails the code that ends a lockout, when a failure has begun one. */
async function tellOfLockout(call: Call, account: Account): Promise<void> {
  const runs = sql`exists (select 1 from portal_login_failures where Username = ${account.Username} and LockedUntil > ${call.now})`
  await mailCode(call, { kind: 'Unlock', subject: account.Email, when: runs }, (Code) => ({
    To: account.Email,
    Subject: 'Your account is locked for a while',
    Kind: 'UnlockAccount',
    Data: { Username: account.Username, Code },
  }))
}

/** The account is as it was when its password was compared, and its failures are over. */
const unchanged = (account: Account): Written[] => [
  {
    guard: sql`exists (select 1 from portal_accounts p where p.Key = ${account.Key} and p.Active = 1
      and p.TokenGeneration = ${account.TokenGeneration} and p.PasswordHash is ${account.PasswordHash})`,
  },
  forgetFailures(account.Username),
]

/** Ends the lockout of a name, and the count of its failures. */
export const forgetFailures = (username: string): SQL =>
  sql`delete from portal_login_failures where Username = ${username}`
