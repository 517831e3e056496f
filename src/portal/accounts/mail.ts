import type { Env } from '../../env.ts'
import type { Call } from '../../store/call.ts'
import { isSuccess } from '../../store/outbox/answer.ts'
import { post } from '../../store/outbox/post.ts'

/** What somebody is told by email. `Data` is what the text needs: a code, names. */
export interface Mail {
  To: string
  Subject: string
  Kind:
    | 'Register'
    | 'AlreadyRegistered'
    | 'ResetPassword'
    | 'UnlockAccount'
    | 'VerifyEmail'
    | 'ChangeEmail'
    | 'EmailChanged'
    | 'DeleteOrganization'
    | 'OrganizationInvitation'
    | 'TeamInvitation'
  Data: Record<string, string | null>
}

const MILLISECONDS = 10_000

/** Sends a mail when the request is answered: how long that takes tells nobody whether one was sent. */
export function sendMail(call: Call, mail: Mail): void {
  call.later.push(() => handOver(call.env, mail))
}

/**
 * Hands a mail to the installation's mail service. Without one, development prints it, so that a person can finish by
 * hand; elsewhere it is lost: it holds a code, which no log may have.
 */
async function handOver(env: Env, mail: Mail): Promise<void> {
  const json = JSON.stringify(mail)
  if (!env.PORTAL_MAIL_URL) {
    if (env.DEVELOPMENT === '1') console.log(json)
    return
  }
  const to = {
    Url: env.PORTAL_MAIL_URL,
    HashKey: env.PORTAL_MAIL_KEY ?? null,
    CustomAuthHeaderName: null,
    CustomAuthHeaderValue: null,
  }
  const answer = await post(env, to, json, { milliseconds: MILLISECONDS })
  if (answer.status === null || !isSuccess(answer.status))
    console.error(JSON.stringify({ mail: mail.Kind, status: answer.status }))
}
