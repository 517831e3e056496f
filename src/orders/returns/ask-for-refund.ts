import { fail, Outdated } from '../../api/errors.ts'
import { numberOf } from '../../api/kinds/numbers.ts'
import { lower } from '../../api/names.ts'
import { askCheckout } from '../../integration/events/checkout-call.ts'
import { identityQueries } from '../../integration/events/elevated-token.ts'
import { eventNamed, type IntegrationEvent } from '../../integration/events/event-call.ts'
import { storedResponse } from '../../integration/events/stored-response.ts'
import type { Call } from '../../store/call.ts'
import { type Relying, type Results, relyOnAll } from '../../store/fact.ts'
import type { Answer } from '../../store/outbox/answer.ts'
import { sql } from '../../tables/sql.ts'
import { showWorksheet, worksheetReads } from '../checkout/shown-worksheet.ts'
import { orderOfKey } from '../operation/named-order.ts'
import type { ReturnRow, WholeOrder } from '../state/order-state.ts'
import { calculatedText } from '../state/voiding.ts'
import { type Calculation, calculatedAmounts, entryOf, isSaid } from './refund-amounts.ts'
import { showReturn } from './shown-returns.ts'

type Order = WholeOrder<'lines' | 'payments'>

/** What a server has calculated, and for what. */
export interface Calculated {
  about: string
  calculation: Calculation
}

/** The server that calculates the returns of the caller's API client, if it names one. */
export const refundReads = ({ marketplace, caller }: Pick<Call, 'marketplace' | 'caller'>) => ({
  event: eventNamed(marketplace, caller.client, 'OrderReturn'),
})

type RefundRead = Results<ReturnType<typeof refundReads>>

const aboutOf = (order: Order, { ID }: IntegrationEvent, { ItemsToReturn, RefundAmount }: ReturnRow) =>
  JSON.stringify([ID, calculatedText(order), ItemsToReturn, RefundAmount])

/**
 * Asks the server what a return comes to; nothing where there is none, or an administrator has said it all.
 * @throws ApiError `IntegrationEvent.BadRequest` where it does not answer as it should
 */
export async function askForRefund(
  call: Call<unknown>,
  order: Order,
  { event: { rows } }: RefundRead,
  row: ReturnRow,
): Promise<Calculated | undefined> {
  const [event] = rows
  if (!event || isSaid(row)) return undefined
  const { env, session, caller, input, marketplace } = call
  const asking = { env, session, baseUrl: input.baseUrl, depth: caller.depth }
  const known = await call.read({
    ...identityQueries(marketplace),
    ...worksheetReads(orderOfKey(marketplace, sql`${order.header.Key}`)),
  })
  const worksheet = showWorksheet(order, known, { kind: 'Seller' })
  const told = { OrderReturn: showReturn(row, order) }
  const answer = await askCheckout(asking, event, '/calculateorderreturn', worksheet, known, told)
  return { about: aboutOf(order, event, row), calculation: calculationOf(answer, row, call) }
}

/**
 * A return at what the server has calculated; it must be the one that is named still.
 * @throws Outdated where that was not asked yet, about this return of this order
 */
export function atItsRefund(
  on: Relying,
  order: Order,
  { event }: RefundRead,
  row: ReturnRow,
  asked: Calculated | undefined,
): ReturnRow {
  const [named] = relyOnAll(on, event)
  if (!named || isSaid(row)) return row
  if (asked?.about !== aboutOf(order, named, row))
    throw new Outdated('what the return comes to was not asked yet')
  return { ...row, ...calculatedAmounts(row, asked.calculation) }
}

function calculationOf(answer: Answer, { ItemsToReturn }: ReturnRow, call: Pick<Call, 'newID'>): Calculation {
  const read = answer.status === null ? answer : { ...answer, text: withNumbers(answer.text) }
  const response = storedResponse('OrderReturnCalculateResponse', read, () => call.newID())
  const { Succeeded, HttpStatusCode, ItemsToReturnCalcs: calculated } = response
  const refuse = (UnhandledErrorBody: string | null) =>
    fail('IntegrationEvent.BadRequest', 'The server that calculates returns has not answered as it should.', {
      HttpStatusCode,
      UnhandledErrorBody,
    })
  if (!Succeeded) throw refuse(response.UnhandledErrorBody)
  for (const entry of calculated) {
    const { LineItemID } = entry
    const isStrange = !entryOf(ItemsToReturn, LineItemID) || entryOf(calculated, LineItemID) !== entry
    if (isStrange) throw refuse(`ItemsToReturnCalcs: "${LineItemID}" is not to be returned, or there twice.`)
  }
  return response
}

/** An answer whose amounts are numbers, where they were told as texts; what is no JSON stays as it came. */
function withNumbers(text: string): string {
  const isAmount = (name: string) => lower(name) === 'refundamount'
  try {
    return JSON.stringify(
      JSON.parse(text, (name, value) =>
        isAmount(name) && typeof value === 'string' ? (numberOf(value) ?? value) : value,
      ),
    )
  } catch {
    return text
  }
}
