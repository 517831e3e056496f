import type { Env } from '../../env.ts'
import type { Answer } from '../../store/outbox/answer.ts'
import type { Claimed, StepFacts } from '../../store/outbox/claimed.ts'
import type { KeptAnswer } from '../../store/outbox/steps.ts'
import { Session } from '../../store/session.ts'
import { shard } from '../../store/shard.ts'
import { checkoutPayload } from './checkout-call.ts'
import { elevatedToken, identityQueries } from './elevated-token.ts'
import { storedResponse } from './stored-response.ts'

/** What keeps the answer to each step. */
const COLUMNS = {
  '/ordersubmit': 'OrderSubmitResponse',
  '/ordersubmitforapproval': 'OrderSubmitForApprovalResponse',
  '/orderapproved': 'OrderApprovedResponse',
} as const

/**
 * The body an integration event is sent, with a token made now. Where no client could be given its roles any more, it is
 * told all the same what has happened.
 */
export async function stepPayload(env: Env, delivery: Claimed): Promise<string> {
  const { marketplace, baseUrl, caller, receiver, body } = delivery
  const session = new Session(shard(env, marketplace), 'deliver')
  const known = await session.read(identityQueries(marketplace))
  const roles = known.sellerClient.rows.length > 0 ? receiver.ElevatedRoles : []
  const wanted = { marketplace, baseUrl, roles, depth: caller.depth + 1 }
  const token = await elevatedToken(env, session, wanted, known)
  return JSON.stringify(checkoutPayload(env, receiver.ConfigData, body, token))
}

/** What the worksheet of a step's order has from now on. */
export function keptAnswer({ step, orderKey }: StepFacts, answer: Answer): KeptAnswer {
  const column = COLUMNS[step]
  return { orderKey, column, answer: storedResponse(column, answer, () => crypto.randomUUID()) }
}

/**
 * Whether a step is over with an answer: whatever it was, or when none came in time, since then it may have been taken.
 */
export const endsStep = (answer: Answer): boolean => answer.status !== null || answer.problem === 'Timeout'
