import type { Env } from '../env.ts'
import { type Answer, isSuccess } from '../store/outbox/answer.ts'
import { createBreaker } from '../store/outbox/breaker.ts'
import type { Claimed, DeliveryResult, MessageFacts, ToldFacts } from '../store/outbox/claimed.ts'
import { type InTurn, post } from '../store/outbox/post.ts'
import { nextAttempt } from '../store/outbox/retries.ts'
import { isDeliverable, type Parcel, sendTo, type TargetName, targetsOf } from './delivery/targets.ts'
import { CHECKOUT_ANSWER, CHECKOUT_TIME_LIMIT } from './events/checkout-call.ts'
import { eventUrl } from './events/event-url.ts'
import { endsStep, keptAnswer, stepPayload } from './events/step-delivery.ts'
import { messagePayload } from './messages/message-call.ts'
import { urlFor } from './messages/message-senders.ts'
import { NOWHERE } from './sync/destination.ts'
import { toldParcel } from './sync/told-parcel.ts'
import { isWalk, stepWalk } from './sync/walks.ts'
import { hookPayload } from './webhooks/hook-call.ts'

/** Milliseconds a receiver has to answer. */
const TIME_LIMIT = 15_000
/** What a step of an order is given: it is answered at length, by servers that may take their time. */
const STEP_LIMITS = { milliseconds: CHECKOUT_TIME_LIMIT, read: CHECKOUT_ANSWER }
/** Minutes of a `UserToken` whose client is gone; it will be refused, but receivers expect one. */
const CLIENT_GONE = 10
const breaker = createBreaker({ failures: 5, coolDown: 30_000, longest: 600_000 })

/** What tells receivers apart, as those that keep failing are left alone. */
export function endpointOf({ receiver: { Url, config }, what, marketplace }: Claimed): string {
  if (config) return `${marketplace}/${config.ID}`
  if ('type' in what) return urlFor(Url ?? '', what.type)
  return 'step' in what ? eventUrl(Url ?? '', what.step) : (Url ?? '')
}

const untried = (error: string, next: number | null): DeliveryResult => ({
  status: 'Postponed',
  error,
  next,
})
const skipped = (error: string): DeliveryResult => ({ status: 'Skipped', error })

/** What came of a call that was not made. */
const noAnswer = (message: string): Answer => ({ status: null, problem: 'Unreachable', message })

/** Milliseconds after a delivery was taken within which calls for it begin: they end before it is taken for lost. */
const BEGINS = 25_000

export const isInTime = ({ taken }: Claimed) => Date.now() <= taken + BEGINS

/** Why a receiver is not called now, and until when; null where it may be. */
function hindrance(endpoint: string, delivery: Claimed): { error: string; until: number } | null {
  const now = Date.now()
  const open = breaker.open(endpoint, now)
  if (open) return { error: `The receiver keeps failing: ${open.reason}`, until: open.until }
  return isInTime(delivery) ? null : { error: 'Others were called first for too long.', until: now }
}

/**
 * Sends a delivery to its receiver, or makes the next step of a walk.
 * @returns what came of it; where a receiver fails, that is none to throw
 */
export async function attempt(delivery: Claimed, env: Env, inTurn: InTurn): Promise<DeliveryResult> {
  const { what, receiver } = delivery
  const over = overOf(delivery, Date.now())
  if (over) return over
  if (isWalk(delivery)) return stepOf(delivery, env)
  const end = 'type' in what ? endOf(what, Date.now()) : null
  if (end) return end
  if (receiver.config) return toTargets(delivery, receiver.config, env, inTurn)
  if ('source' in what) return skipped(NOWHERE)
  const endpoint = endpointOf(delivery)
  const isStep = 'step' in what
  const kept = (answer: Answer) => (isStep ? { kept: keptAnswer(what, answer) } : {})
  const postponed = (error: string, until: number) => ({
    ...untried(error, until <= delivery.deadline ? until : null),
    ...kept(noAnswer(error)),
  })
  const hindered = hindrance(endpoint, delivery)
  if (hindered) return postponed(hindered.error, hindered.until)
  const payload = await payloadOf(delivery, what, env, Date.now())
  const { answer, error, until } = await called(endpoint, delivery, inTurn, () =>
    post(env, { ...receiver, Url: endpoint }, payload, {
      ...(isStep ? STEP_LIMITS : { milliseconds: TIME_LIMIT }),
      headers: { 'X-oc-delivery-id': delivery.id },
    }),
  )
  const at = Date.now()
  if (until) return postponed(error, until)
  if (error === null) return { status: 'Delivered', answer: answer.status, at, ...kept(answer) }
  const next = isStep && endsStep(answer) ? null : nextAttempt(delivery.attempts, at, delivery.deadline)
  return { status: 'Refused', answer: answer.status, error, next, ...kept(answer) }
}

/** Times a delivery may be lost without a word of what came of it. */
const MOST_LOST = 3

/** What ends any delivery that was tried: its time, or that it never comes to an end. */
function overOf({ begun, attempts, deadline }: Claimed, now: number): DeliveryResult | null {
  if (begun > MOST_LOST)
    return { status: 'Refused', answer: null, error: 'Sending it never came to an end.', next: null }
  return attempts > 1 && now > deadline ? untried('Its time is over.', null) : null
}

/** What ends a message: a code that has expired unsent is a failure; who was shut out, or has used it, needs none. */
function endOf({ user, isOver, until }: MessageFacts, now: number): DeliveryResult | null {
  if (until !== null && until <= now) return untried('The code it tells has expired.', null)
  return user && !isOver ? null : skipped('The recipient is not active any more, or the code was used.')
}

/** What came of calling a receiver: the answer, why it is a failure, and until when it was not called at all. */
type Called = { answer: Answer } & (
  | { error: string | null; until?: never }
  | { error: string; until: number }
)

/** Calls a receiver when it is its turn, and remembers whether that failed. What was not called has not failed. */
const called = (endpoint: string, delivery: Claimed, inTurn: InTurn, call: () => Promise<Answer>) =>
  inTurn<Called>(async () => {
    const hindered = hindrance(endpoint, delivery)
    if (hindered) return { answer: noAnswer(hindered.error), ...hindered }
    const answer = await call()
    const error = failureOf(answer)
    if (error === null) breaker.succeeded(endpoint)
    else breaker.failed(endpoint, Date.now(), error)
    return { answer, error }
  })

/** Milliseconds of the first and of the longest pause of a walk that waits for what it has told. */
const PAUSES = [2000, 300_000] as const

/**
 * A step of a walk; one that fails is made again, as what is sent to a receiver that fails is sent again. One that waits
 * looks ever less often. Both are given up when the time is over, and so is one that does not come to its end.
 */
async function stepOf(delivery: Claimed, env: Env): Promise<DeliveryResult> {
  const { attempts, deadline } = delivery
  const refused = (error: string, next: number | null): DeliveryResult => ({
    status: 'Refused',
    answer: null,
    error,
    next: next !== null && next <= deadline ? next : null,
  })
  try {
    const came = await stepWalk(env, delivery)
    const now = Date.now()
    if (came === 'ended') return { status: 'Delivered', answer: 200, at: now }
    const pause = Math.min(PAUSES[0] * 2 ** (attempts - 1), PAUSES[1])
    if (came === 'waits') return refused('What it told last is not delivered yet.', now + pause)
    return now <= deadline ? { status: 'Continued', next: now } : refused('It has taken too long.', null)
  } catch (error) {
    report(delivery.id, error)
    return refused('A step of it has failed.', nextAttempt(attempts, Date.now(), deadline))
  }
}

/** Sends one delivery to all targets of a configuration that have not taken it yet, none of which waits for another. */
async function toTargets(
  delivery: Claimed,
  { ID, Enabled, DeliveryTargets }: NonNullable<Claimed['receiver']['config']>,
  env: Env,
  inTurn: InTurn,
): Promise<DeliveryResult> {
  const now = Date.now()
  if (!Enabled) {
    const next = now < delivery.deadline ? delivery.deadline : null
    return { status: 'Held', error: 'The delivery configuration is not enabled.', config: ID, next }
  }
  const parcel = await parcelOf(delivery, env, now).catch((error) => {
    report(delivery.id, error)
    return undefined
  })
  if (parcel === undefined) {
    const next = nextAttempt(delivery.attempts, now, delivery.deadline)
    return { status: 'Refused', answer: null, error: 'It could not be read.', next }
  }
  if (parcel === null) return skipped('There is nothing to tell any more.')
  const { reached } = delivery.receiver
  const send = async (name: TargetName) => {
    const endpoint = `${endpointOf(delivery)}/${name}`
    const result = await called(endpoint, delivery, inTurn, () => sendTo(env, name, DeliveryTargets, parcel))
    return { name, ...result }
  }
  const sent = await Promise.all(
    targetsOf(DeliveryTargets)
      .filter((n) => !reached.includes(n))
      .map(send),
  )
  const taken = sent.filter(({ error }) => error === null)
  const failures = sent.filter(({ error }) => error !== null)
  // What nobody can be told there is not told by trying again, unless there are others.
  const failed = failures.find(({ name }) => isDeliverable(name)) ?? failures[0]
  const at = Date.now()
  if (!failed) return { status: 'Delivered', answer: taken[0]?.answer.status ?? 200, at }
  const { name, answer, error } = failed
  return {
    status: 'Refused',
    answer: answer.status,
    error: `${name}: ${error}`,
    next: isDeliverable(name) ? nextAttempt(delivery.attempts, at, delivery.deadline) : null,
    reached: [...reached, ...taken.map((t) => t.name)],
  }
}

/** What is sent to targets, with what names it; null where there is nothing to tell. */
async function parcelOf(delivery: Claimed, env: Env, now: number): Promise<Parcel | null> {
  const { id, what } = delivery
  if ('source' in what) return toldParcel(env, delivery, what, now)
  const json = await payloadOf(delivery, what, env, now)
  return { id, type: 'type' in what ? what.type : 'webhook', key: id, json, now }
}

function payloadOf(
  delivery: Claimed,
  what: Exclude<Claimed['what'], ToldFacts>,
  env: Env,
  now: number,
): Promise<string> {
  const { receiver } = delivery
  if ('step' in what) return stepPayload(env, delivery)
  if ('type' in what) return messagePayload(env, { ...delivery, ...what }, receiver, now)
  return hookPayload(env, { ...delivery, ...what, minutes: what.minutes ?? CLIENT_GONE }, receiver, now)
}

/** Why an answer is no success; null when it is. */
const failureOf = (answer: Answer): string | null =>
  answer.status === null ? answer.message : isSuccess(answer.status) ? null : `HTTP ${answer.status}`

/** Logs what went wrong in a delivery. */
export const report = (what: string, error: unknown) =>
  console.error(
    JSON.stringify({
      delivery: what,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  )
