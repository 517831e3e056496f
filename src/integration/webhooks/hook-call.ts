import { rolesWithin } from '../../auth/granted-roles.ts'
import { signToken } from '../../auth/tokens/token.ts'
import type { Env } from '../../env.ts'
import type { Claimed, HookFacts, Receiver } from '../../store/outbox/claimed.ts'

/** Minutes a webhook's `UserToken` lives at most. */
const LONGEST_TOKEN = 60

/** What one request tells a webhook. */
type HookCall = Pick<Claimed, 'date' | 'logID' | 'body' | 'caller' | 'baseUrl'> &
  HookFacts & { minutes: number }

/** What a webhook adds of its own. */
type HookSettings = Pick<Receiver, 'ElevatedRoles' | 'HeldRoles' | 'ConfigData'>

/**
 * The body a webhook is sent. Its `UserToken` is the caller's, with those roles that whoever set the webhook up held, and
 * the webhook's added, made now (tokens are never stored), and one level deeper: a receiver that calls back fires webhooks in
 * turn, but not for ever.
 */
export async function hookPayload(
  env: Env,
  call: HookCall,
  hook: HookSettings,
  now: number,
): Promise<string> {
  const { caller } = call
  const roles = [...new Set([...rolesWithin(caller.roles, hook.HeldRoles), ...hook.ElevatedRoles])]
  const seconds = Math.min(call.minutes, LONGEST_TOKEN) * 60
  const userToken = await signToken(
    env,
    { ...caller, roles, renewal: false, depth: caller.depth + 1 },
    seconds,
    call.baseUrl,
    now,
  )
  return JSON.stringify({
    Route: call.route,
    Verb: call.verb,
    Date: call.date,
    LogID: call.logID,
    UserToken: userToken,
    ...call.body,
    ConfigData: hook.ConfigData,
  })
}
