import { environmentOf } from '../../api/environment.ts'
import { signToken } from '../../auth/tokens/token.ts'
import type { Env } from '../../env.ts'
import type { Claimed, MessageFacts, Receiver } from '../../store/outbox/claimed.ts'

/** Minutes the tokens of a message live. */
const MINUTES = 60

/** What one message tells a sender, of a recipient who is there. */
type MessageCall = Pick<Claimed, 'logID' | 'body' | 'caller' | 'baseUrl'> & Omit<MessageFacts, 'isOver'>

/** Messages that invite to set a password: by the code they tell, or by a token for that alone. */
const RENEWALS: readonly string[] = ['ForgottenPassword', 'NewUserInvitation']

/**
 * The body a message sender is sent. Its tokens are the recipient's and made now (tokens are never stored): one with
 * the sender's roles, and where a password is to be set one that is good for nothing else.
 */
export async function messagePayload(
  env: Env,
  call: MessageCall,
  sender: Pick<Receiver, 'ElevatedRoles' | 'ConfigData'>,
  now: number,
): Promise<string> {
  const { caller: recipient, baseUrl } = call
  const token = (roles: string[], seconds: number, renewal?: boolean) =>
    signToken(env, { ...recipient, roles, renewal, depth: recipient.depth + 1 }, seconds, baseUrl, now)
  const seconds = Math.ceil(((call.until ?? now) - now) / 1000)
  const renewal =
    call.until !== null && RENEWALS.includes(call.type)
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
