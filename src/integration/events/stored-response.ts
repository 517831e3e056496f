import { normalise, sentAt, whole } from '../../api/body.ts'
import { ApiError } from '../../api/errors.ts'
import type { Fields, ValuesOf } from '../../api/field.ts'
import { isObject } from '../../api/kinds/free-json.ts'
import { lower } from '../../api/names.ts'
import { type Answer, isSuccess } from '../../store/outbox/answer.ts'
import { responseFields } from '../../tables/orders/checkout-responses.ts'

/** Steps whose answers are read, by their name on the wire. */
export type ResponseKind = keyof typeof responseFields
/** What is kept of an answer. */
export type ResponseOf<K extends ResponseKind> = ValuesOf<(typeof responseFields)[K]>

/** Steps that need an answer: the others are told what has happened, and need not say anything. */
const ASKED: readonly ResponseKind[] = [
  'ShipEstimateResponse',
  'OrderCalculateResponse',
  'OrderReturnCalculateResponse',
]

/** The status that is told where no answer came: a gateway's, whose server gave it none. */
const NO_ANSWER = 504
/** Characters that are kept of what came in place of an answer. */
const MOST_ERROR = 10_000
/** Bytes of what is kept: a row of D1 may have two million, and one holds every answer on the way of an order. */
const MOST_BYTES = 800_000

/**
 * What is kept of the answer of a customer's server. Property names come in any letter case, and what it says of its own
 * success is the last word. An answer with a value that no such property has failed as a whole, and says which; of one
 * that failed nothing is kept but its `xp`.
 * @param newID of what it gives no ID though it is chosen by one
 */
export function storedResponse<K extends ResponseKind>(
  kind: K,
  answer: Answer,
  newID: () => string,
): ResponseOf<K> {
  const fields: Fields = responseFields[kind]
  const silence = ASKED.includes(kind) ? undefined : {}
  const response =
    answer.status === null
      ? failed(NO_ANSWER, answer.message)
      : outcomeOf(fields, answer, answer.text.trim() ? parsed(answer.text) : silence, newID)
  // Each value is of the type of its field: the fields have checked it.
  return { ...whole({}, fields), ...response } as ResponseOf<K>
}

interface Outcome {
  HttpStatusCode: number | null
  UnhandledErrorBody: string | null
  Succeeded: boolean
  [content: string]: unknown
}

const failed = (HttpStatusCode: number, error: string): Outcome => ({
  HttpStatusCode,
  // Where it is cut, half a character may be left, which cannot be stored.
  UnhandledErrorBody: error.slice(0, MOST_ERROR).toWellFormed() || null,
  Succeeded: false,
})

function outcomeOf(
  fields: Fields,
  { status, text }: Extract<Answer, { text: string }>,
  sent: unknown,
  newID: () => string,
): Outcome {
  if (!isObject(sent)) return failed(status, text.trim() || 'The answer is empty.')
  try {
    const {
      HttpStatusCode,
      UnhandledErrorBody,
      Succeeded: _,
      ...content
    } = whole(normalise(sent, fields), fields)
    const code = (HttpStatusCode as number | null) ?? status
    const error = (UnhandledErrorBody as string | null) ?? (isSuccess(status) ? null : text)
    const told = sentAt(sent, ['Succeeded'])
    if (!(typeof told === 'boolean' ? told : isSuccess(code) && error === null))
      return { ...failed(code, error ?? ''), xp: content.xp }
    const problem = complete(content.ShipEstimates as Estimate[] | undefined, newID) ?? tooLarge(content)
    if (problem) return failed(status, problem)
    return { ...content, ...failed(code, error ?? ''), Succeeded: true }
  } catch (refusal) {
    if (!(refusal instanceof ApiError)) throw refusal
    return failed(status, isSuccess(status) ? refusal.errors.map((e) => e.Message).join(' ') : text)
  }
}

/** Undefined where it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const tooLarge = (content: object): string | undefined =>
  new TextEncoder().encode(JSON.stringify(content)).length > MOST_BYTES
    ? `The answer comes to more than ${MOST_BYTES} bytes.`
    : undefined

type Estimate = ResponseOf<'ShipEstimateResponse'>['ShipEstimates'][number]

/**
 * Gives IDs to estimates and methods that have none. One that is given twice is refused, since it chooses nothing, and so
 * is a choice of a method that is not there.
 * @returns what is wrong with them
 */
function complete(estimates: Estimate[] = [], newID: () => string): string | undefined {
  const twice = identify(estimates, newID)
  if (twice) return `ShipEstimates must have different IDs, and "${twice}" is there twice.`
  for (const { ID, ShipMethods, SelectedShipMethodID: chosen } of estimates) {
    const again = identify(ShipMethods, newID)
    if (again) return `ShipMethods of "${ID}" must have different IDs, and "${again}" is there twice.`
    if (chosen !== null && !ShipMethods.some((m) => m.ID === chosen))
      return `SelectedShipMethodID "${chosen}" of "${ID}" names none of its ShipMethods.`
  }
  return undefined
}

/** @returns an ID that two of them have, in any letter case */
function identify(identified: { ID: string | null }[], newID: () => string): string | undefined {
  const seen = new Set<string>()
  for (const one of identified) {
    one.ID ||= newID()
    if (seen.has(lower(one.ID))) return one.ID
    seen.add(lower(one.ID))
  }
  return undefined
}
