import { fail } from './api/errors.ts'
import type { Input } from './api/request.ts'
import { networkOf } from './auth/ip-network.ts'
import type { Env } from './env.ts'

/** A user of a marketplace, an account of the portal, or neither. */
export type Who = Pick<Input, 'caller' | 'account'>

/**
 * Counts a request, where there is a limit (`REQUESTS`). The platform counts beside the Worker: nothing is read for it.
 * @param ip as a proxy tells it, or empty
 * @throws ApiError 429 `TooManyRequests`
 */
export async function refuseTooMany(env: Env, who: Who, ip: string): Promise<void> {
  const key = countedAs(who, networkOf(ip))
  if (!env.REQUESTS || env.DEVELOPMENT || !key || (await env.REQUESTS.limit({ key })).success) return
  // The binding's period, of which nobody is told when it began.
  throw fail('TooManyRequests', 'Too many requests. Try again in a minute.', null, { 'Retry-After': '60' })
}

/**
 * Who shares a limit. An application is one, whoever it acts as; people have one each, or one of them could shut out a
 * shop; those without a name are told apart by their network, since anybody gets as many tokens of a guest as they like.
 */
function countedAs({ caller, account }: Who, network: string): string {
  if (account) return `account ${account.key}`
  if (!caller) return network && `network ${network}`
  const { marketplace, client, service, order, invitation, impersonator, key } = caller
  const one = service ? 'itself' : (order ?? invitation) ? network || order : (impersonator ?? key)
  return JSON.stringify([marketplace, client, one])
}
