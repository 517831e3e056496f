import { createHash, timingSafeEqual } from 'node:crypto'
import { fail, invalid } from '../../api/errors.ts'
import { json, required, secret, text } from '../../api/field.ts'
import { model, present } from '../../api/model.ts'
import { isUsedUp, readAttempt, refund } from '../../auth/attempts.ts'
import { passwordChange } from '../../auth/passwords/new-password.ts'
import { combine } from '../../auth/passwords/password-policy.ts'
import type { Env } from '../../env.ts'
import type { Call } from '../../store/call.ts'
import { answered, commit } from '../../store/commit.ts'
import { insert, select, update } from '../../store/rows.ts'
import { plain } from '../../store/sql/sql.ts'
import { portalAccounts } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import type { Row } from '../../tables/table.ts'
import { revokeEverywhere } from '../access/revocation.ts'
import { portalOperation } from '../declare.ts'
import { portalUser } from '../models.ts'
import { guessing } from './attempts.ts'
import { type CodeKind, guess, isRight, mailCode, takeCode } from './codes.ts'
import { forgetFailures } from './failures.ts'
import type { Mail } from './mail.ts'
import { refuseUsername } from './usernames.ts'

type Account = Row<typeof portalAccounts>

/** What browsers send to prove that a person sits there: taken, and not asked for. */
const Recaptcha = json()
const Email = required(text(200))
const Password = required(secret(200))
const Code = required(secret(100))

/** Who may make an account: anybody in development, else whom somebody invited. */
const mayRegister = (env: Env, email: string) =>
  env.DEVELOPMENT === '1'
    ? sql`1`
    : sql`(exists (select 1 from portal_access a where a.Kind = 'Email' and a.Party = ${email})
        or exists (select 1 from portal_team_members t where t.Kind = 'Email' and t.Party = ${email}))`

const register = portalOperation({
  id: 'PortalAccounts.Register',
  method: 'POST',
  path: '/register',
  roles: 'anonymous',
  body: { model: model('PortalRegistration', { Email, Recaptcha }) },
  summary: 'Sends a code to make an account with. Whether one was sent is not told.',
  run: async (call) => {
    const email = call.body.Email
    refuseEmail(email)
    // Each is an attempt, right or wrong: somebody else is sent the mail.
    const subjects = guessing(call)
    const read = await readAttempt(call, subjects, {
      known: plain<{ known: number; open: number }>(
        sql`select exists (select 1 from portal_accounts where Email = ${email}) known, ${mayRegister(call.env, email)} open`,
      ),
    })
    const { known, open } = read.known[0]!
    const when = sql`${known || open} = 1`
    await mailCode(
      call,
      { kind: 'Register', subject: email, pause: true, when },
      (Code): Mail =>
        known
          ? { To: email, Subject: 'You have an account already', Kind: 'AlreadyRegistered', Data: {} }
          : { To: email, Subject: 'Your code to make an account', Kind: 'Register', Data: { Code } },
    )
  },
})

const verify = portalOperation({
  id: 'PortalAccounts.Verify',
  method: 'POST',
  path: '/verify',
  roles: 'anonymous',
  body: {
    model: model('PortalVerification', {
      Code,
      Username: required(text(100)),
      Password,
      Name: text(200),
      Email: text(200),
      Country: text(100),
      Region: text(100),
    }),
  },
  summary: 'Makes an account, with a code that was mailed or with the secret of the set-up.',
  run: async (call) => {
    const { Code: sent, Password: password, Email: given, ...person } = call.body
    const bySecret = isSecret(call.env, sent)
    if (bySecret && !given) throw invalid('Email', 'Required', 'Email is required.')
    const shown = { kinds: ['Register'], subject: given ?? null, code: sent } as const
    const subjects = guessing(call, bySecret ? sql`1` : isRight(shown, call.now))
    const read = await readAttempt(call, subjects, {
      ...guess(shown, call.now, bySecret ? sql`0` : sql`not ${isUsedUp(call, subjects)}`),
      accounts: plain<{ any: number }>(sql`select exists (select 1 from portal_accounts) "any"`),
    })
    const code = read.code[0]
    if (!bySecret && !code) throw badCode('Register')
    refuseUsername(person.Username)
    const email = bySecret ? given! : code!.Subject
    if (bySecret) refuseEmail(email)
    const Key = call.newID()
    const first = !read.accounts[0]!.any
    const row = {
      ...person,
      Key,
      Email: email,
      ...(await passwordChange(password, combine([]), null, call.now)),
      SCAdmin: first,
      Verified: !bySecret,
      Active: true,
      DateCreated: call.now,
    }
    await commit(call, [
      ...refund(call, subjects, read),
      ...(bySecret ? [] : [takeCode(code!, call.now, badCode('Register'))]),
      { guard: sql`exists (select 1 from portal_accounts) = ${first ? 0 : 1}` },
      insert(portalAccounts, '', row),
      // The first account owns the installation, and so what was made in it by hand.
      ...(first ? [sql`update marketplaces set Owner = ${Key} where Owner is null`] : []),
    ])
  },
})

/** Whether a code is the secret of the set-up; by hashes, so that the time taken tells nothing. */
function isSecret(env: Env, code: string): boolean {
  if (!env.SETUP_SECRET) return false
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(code), digest(env.SETUP_SECRET))
}

const forgotPassword = portalOperation({
  id: 'PortalAccounts.ForgotPassword',
  method: 'POST',
  path: '/forgotpassword',
  roles: 'anonymous',
  body: { model: model('PortalForgottenPassword', { Email, Recaptcha }) },
  summary: 'Sends a code to set another password with. Whether one was sent is not told.',
  run: async (call) => {
    const subjects = guessing(call)
    const read = await readAttempt(call, subjects, {
      account: select(portalAccounts, '', { Email: call.body.Email, Active: true }),
    })
    const account = read.account[0]
    const subject = account?.Email ?? call.body.Email
    const when = sql`${account ? 1 : 0} = 1`
    await mailCode(call, { kind: 'Reset', subject, pause: true, when }, (Code) => ({
      To: subject,
      Subject: 'Your code to set another password',
      Kind: 'ResetPassword',
      Data: { Username: account?.Username ?? null, Code },
    }))
  },
})

const resetPassword = portalOperation({
  id: 'PortalAccounts.ResetPassword',
  method: 'POST',
  path: '/resetpassword',
  roles: 'anonymous',
  body: { model: model('PortalPasswordReset', { Email, Password, Code }) },
  response: portalUser,
  summary: 'Sets another password, with a code that was mailed.',
  run: async (call) => {
    const account = await byCode(call, 'Reset')
    // The code came by this address.
    const changes = {
      ...(await passwordChange(call.body.Password, combine([]), account.row, call.now)),
      Verified: true,
      TokenGeneration: account.row.TokenGeneration + 1,
    }
    const answer = present(portalUser, { ...account.row, ...changes })
    return answered(call, answer, [
      ...account.take,
      update(portalAccounts, '', { Key: account.row.Key }, account.row.Version, changes),
      forgetFailures(account.row.Username),
      ...revokeEverywhere(account.row.Key),
    ])
  },
})

const unlock = portalOperation({
  id: 'PortalAccounts.Unlock',
  method: 'POST',
  path: '/unlock',
  roles: 'anonymous',
  body: { model: model('PortalUnlock', { Email, Code }) },
  summary: 'Ends the lockout of an account, with the code that was mailed when it began.',
  run: async (call) => {
    const account = await byCode(call, 'Unlock')
    await commit(call, [...account.take, forgetFailures(account.row.Username)])
  },
})

/**
 * The account whose owner shows the code that was mailed to it.
 * @throws ApiError 400 `PasswordReset.InvalidVerification` for an unknown address as for a wrong code
 */
async function byCode(
  call: Call<{ Email: string; Code: string }>,
  kind: CodeKind,
): Promise<{ row: Account; take: Written[] }> {
  const { Email: email, Code: sent } = call.body
  const shown = { kinds: [kind], subject: email, code: sent }
  const subjects = guessing(call, isRight(shown, call.now))
  const read = await readAttempt(call, subjects, {
    ...guess(shown, call.now, sql`not ${isUsedUp(call, subjects)}`),
    account: select(portalAccounts, '', { Email: email, Active: true }),
  })
  const [code] = read.code
  const [row] = read.account
  if (!row || !code) throw badCode(kind)
  return { row, take: [...refund(call, subjects, read), takeCode(code, call.now, badCode(kind))] }
}

const badCode = (kind: CodeKind) =>
  kind === 'Register'
    ? fail('Registration.InvalidVerificationCode', 'The code is wrong or expired.')
    : fail('PasswordReset.InvalidVerification', 'The code is wrong or expired.')

/** @throws ApiError 400 for what cannot be an address */
export function refuseEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw invalid('Email', 'Pattern', 'Email must be an email address.')
}

export const operations = [register, verify, forgotPassword, resetPassword, unlock]
