import { hasRole } from '../../api/caller.ts'
import { insufficientRoles, invalid, Outdated } from '../../api/errors.ts'
import { askCheckout } from '../../integration/events/checkout-call.ts'
import { identityQueries } from '../../integration/events/elevated-token.ts'
import type { IntegrationEvent } from '../../integration/events/event-call.ts'
import { type ResponseOf, storedResponse } from '../../integration/events/stored-response.ts'
import type { Call } from '../../store/call.ts'
import { type Relying, type Results, rely, the } from '../../store/fact.ts'
import { type OrderRow, type OrderState, type OrderWith, statusOfLines } from '../state/order-state.ts'
import { type Actor, isCalculable } from '../state/states.ts'
import { calculatedText } from '../state/voiding.ts'
import { checkoutEvent } from './checkout-event.ts'
import { showWorksheet, type WorksheetRead } from './shown-worksheet.ts'
import { standing } from './standing.ts'

/** What calling a checkout server takes. */
export const serverReads = ({ marketplace, caller }: Call) => ({
  event: checkoutEvent(marketplace, caller),
  ...identityQueries(marketplace),
})

type ServerRead = Results<ReturnType<typeof serverReads>> & WorksheetRead

/** What is asked at each step, as the URL ends, and what the answer is called. */
const QUESTIONS = {
  ShipEstimateResponse: '/shippingrates',
  OrderCalculateResponse: '/ordercalculate',
} as const

/** What a server has answered, and of what. */
export interface Answered<K extends keyof typeof QUESTIONS> {
  response: ResponseOf<K>
  /** What it was asked about: of anything else its answer says nothing. */
  about: string
  /** The estimate that stood then. */
  estimate: ResponseOf<'ShipEstimateResponse'> | null
}

/** The question, as a text: another server may say something else of the same order. */
const aboutOf = (order: OrderState, { ID }: IntegrationEvent) => `${ID} ${calculatedText(order)}`

/**
 * Asks the checkout server of the caller's API client about an order as it is to be.
 * @throws ApiError where the client names none; what goes wrong with the call is an answer
 */
export async function askServer<K extends keyof typeof QUESTIONS>(
  call: Call<unknown>,
  kind: K,
  order: OrderWith<'lines' | 'promotions' | 'worksheet'>,
  read: ServerRead,
): Promise<Answered<K>> {
  const { env, session, caller, input } = call
  const asking = { env, session, baseUrl: input.baseUrl, depth: caller.depth }
  const worksheet = showWorksheet(order, read, { kind: 'Seller' })
  const event = the(read.event)
  const answer = await askCheckout(asking, event, QUESTIONS[kind], worksheet, read)
  return {
    response: storedResponse(kind, answer, () => call.newID()),
    about: aboutOf(order, event),
    estimate: standing(order).ShipEstimateResponse,
  }
}

/**
 * The answer to a question, where the order is what it was asked about, and the server the one that was asked; it must be
 * so still.
 * @throws Outdated where it is another by now
 */
export function answerTo<K extends keyof typeof QUESTIONS>(
  on: Relying,
  order: OrderWith<'lines'>,
  { event }: ServerRead,
  asked: Answered<K> | undefined,
): Answered<K> {
  if (asked?.about !== aboutOf(order, rely(on, event))) throw new Outdated('the order was changed meanwhile')
  return asked
}

/**
 * An order is calculated until it is agreed, by whoever may change it and by those who see to its integration. Who only
 * reads orders of others moves none on, but for a calculation of what awaits approval: approvers have it calculated.
 * @throws ApiError 403, or 400 naming the status
 */
export function requireStep(
  { caller }: Pick<Call, 'caller'>,
  header: OrderRow,
  actors: readonly Actor[],
  approversMay = false,
): void {
  const Status = statusOfLines(header)
  const may = actors.length > 0 || hasRole(caller, 'IntegrationEventAdmin')
  if (!may && !(approversMay && Status === 'AwaitingApproval'))
    throw insufficientRoles(['FullAccess', 'IntegrationEventAdmin', 'OrderAdmin'], caller.roles)
  if (!isCalculable(Status))
    throw invalid(
      'Status',
      'Rule',
      'An order can be estimated and calculated until it is submitted or while it awaits approval.',
      { Status },
    )
}
