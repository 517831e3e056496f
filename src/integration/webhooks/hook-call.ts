import type { Caller } from '../../api/caller.ts'
import { rolesWithin } from '../../auth/granted-roles.ts'
import { signToken } from '../../auth/tokens/token.ts'
import type { Env } from '../../env.ts'

/** Minutes a webhook's `UserToken` lives at most. */
const LONGEST_TOKEN = 60

/** What one request tells a webhook. */
export interface HookCall {
  /** Path template from the root. */
  route: string
  verb: string
  /** Moment of the request, in the wire's form. */
  date: string
  logID: string
  /** RouteParams, QueryParams, Request and Response. */
  body: object
  /** Who made the request. */
  caller: Caller
  /** Origin of the API, for the token. */
  baseUrl: string
  /** Minutes that tokens of the caller's API client live. */
  minutes: number
}

/** What a webhook adds of its own. */
export interface HookSettings {
  ElevatedRoles: string[]
  /** Roles of whoever set it up. */
  HeldRoles: string[]
  ConfigData: unknown
}

/**
 * The body a webhook is sent. Its `UserToken` is the caller's, with those roles that whoever set the webhook up held, and
 * the webhook's added, made now (tokens are
 * never stored), and one level deeper: a receiver that calls back fires webhooks in turn, but not for ever.
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
