import type { Caller } from '../../api/caller.ts'
import { environmentOf } from '../../api/environment.ts'
import { signToken } from '../../auth/tokens/token.ts'
import type { Env } from '../../env.ts'
import type { MessageType } from './message-types.ts'

/** Minutes the tokens of a message live. */
const MINUTES = 60

/** What one message tells a sender. */
export interface MessageCall {
  type: MessageType
  logID: string
  body: object
  /** The recipient as a caller without roles. */
  recipient: Caller
  /** What of the recipient is told. */
  user: { ID: string; Email: string }
  cc: string[]
  baseUrl: string
  /** Until when the body's code is good, where it tells one; milliseconds since 1970. */
  until: number | null
}

/** Messages that invite to set a password: by the code they tell, or by a token for that alone. */
const RENEWALS = new Set<MessageType>(['ForgottenPassword', 'NewUserInvitation'])

/**
 * The body a message sender is sent. Its tokens are the recipient's and made now (tokens are never stored): one with
 * the sender's roles, and where a password is to be set one that is good for nothing else.
 */
export async function messagePayload(
  env: Env,
  call: MessageCall,
  sender: { ElevatedRoles: string[]; ConfigData: unknown },
  now: number,
): Promise<string> {
  const { recipient, baseUrl } = call
  const token = (roles: string[], seconds: number, renewal?: boolean) =>
    signToken(env, { ...recipient, roles, renewal, depth: recipient.depth + 1 }, seconds, baseUrl, now)
  const seconds = Math.ceil(((call.until ?? now) - now) / 1000)
  const renewal =
    call.until !== null && RENEWALS.has(call.type)
      ? { PasswordRenewalAccessToken: await token(['PasswordReset'], seconds, true) }
      : {}
  return JSON.stringify({
    OcLogIdHeader: call.logID,
    Environment: environmentOf(env),
    BuyerID: recipient.kind === 'Buyer' ? recipient.company : null,
    UserToken: await token(sender.ElevatedRoles, MINUTES * 60),
    Recipient: call.user,
    CCList: call.cc,
    MessageType: call.type,
    EventBody: { ...call.body, ...renewal },
    ConfigData: sender.ConfigData,
  })
}
