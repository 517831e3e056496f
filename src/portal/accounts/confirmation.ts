import { fail } from '../../api/errors.ts'
import { required, secret } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { isUsedUp, readAttempt, refund } from '../../auth/attempts.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { alter } from '../../store/rows.ts'
import { portalAccounts } from '../../tables/portal/accounts.ts'
import { sql } from '../../tables/sql.ts'
import type { Written } from '../../tables/statements.ts'
import { portalOperation } from '../declare.ts'
import { shutting } from '../marketplaces/organizations.ts'
import { guessing } from './attempts.ts'
import { type CodeKind, guess, isRight, takeCode } from './codes.ts'
import { sendMail } from './mail.ts'

/** What an account confirms with a code it was mailed. */
const CONFIRMED = ['VerifyEmail', 'ChangeEmail', 'DeleteOrganization'] as const satisfies CodeKind[]

const wrong = () => fail('Registration.InvalidVerificationCode', 'The code is wrong or expired.')

const confirm = portalOperation({
  id: 'PortalAccounts.Confirm',
  method: 'POST',
  path: '/confirmation',
  body: { model: model('PortalConfirmation', { Code: required(secret(100)) }) },
  summary: 'Confirms what a code was mailed for: an email address, or the deletion of a marketplace.',
  run: async (call) => {
    const shown = { kinds: CONFIRMED, subject: call.accountKey, code: call.body.Code }
    const subjects = guessing(call, isRight(shown, call.now))
    const read = await readAttempt(
      call,
      subjects,
      {
        ...guess(shown, call.now, sql`not ${isUsedUp(call, subjects)}`),
      },
      call,
    )
    const code = read.code[0]
    if (!code) throw wrong()
    await commit(call, [
      ...refund(call, subjects, read),
      takeCode(code, call.now, wrong()),
      ...confirmed(call, code.Kind as CodeKind, code.Data ?? {}),
    ])
    const { Email, Username } = call.account
    if (code.Kind === 'ChangeEmail')
      sendMail(call, {
        To: Email,
        Subject: 'Your account has another email address now',
        Kind: 'EmailChanged',
        Data: { Username },
      })
  },
})

/** What a code was for. */
function confirmed(call: Call, kind: CodeKind, data: Record<string, string>): Written[] {
  if (kind === 'DeleteOrganization') return shutting(call, data.Id!, wrong())
  // A code for the address as it was says nothing of another.
  const where = { Key: call.accountKey, ...(kind === 'VerifyEmail' ? { Email: data.Email } : {}) }
  return [
    { ...alter(portalAccounts, '', where, { Email: data.Email, Verified: true }), expect: 1, else: wrong() },
  ]
}

export const operations = [confirm]
