import type { DeliveryMessage, Env } from '../env.ts'
import { type Answer, isSuccess } from '../store/outbox/answer.ts'
import { createBreaker } from '../store/outbox/breaker.ts'
import type { Claimed, DeliveryResult } from '../store/outbox/claimed.ts'
import { claim, overdue, record } from '../store/outbox/deliveries.ts'
import { sendMessages } from '../store/outbox/outbox.ts'
import { post } from '../store/outbox/post.ts'
import { nextAttempt } from '../store/outbox/retries.ts'
import { deleteOldEvents } from '../store/retention/old-events.ts'
import { isDeliverable, type Parcel, sendTo, type TargetName, targetsOf } from './delivery/targets.ts'
import { CHECKOUT_ANSWER, CHECKOUT_TIME_LIMIT } from './events/checkout-call.ts'
import { eventUrl } from './events/event-url.ts'
import { endsStep, keptAnswer, stepPayload } from './events/step-delivery.ts'
import { messagePayload } from './messages/message-call.ts'
import { urlFor } from './messages/message-senders.ts'
import type { MessageType } from './messages/message-types.ts'
import { toldPayload } from './sync/told-payload.ts'
import { isWalk, stepWalk } from './sync/walks.ts'
import { hookPayload } from './webhooks/hook-call.ts'

/** Milliseconds a receiver has to answer. */
const TIME_LIMIT = 15_000
/** What a step of an order is given: it is answered at length, by servers that may take their time. */
const STEP_LIMITS = { milliseconds: CHECKOUT_TIME_LIMIT, read: CHECKOUT_ANSWER }
/** Calls under way at once: a Worker opens six connections. */
const MOST_CALLS = 6
/** Deliveries taken at once: the last of them must be under way before it is taken for lost. */
const MOST_CLAIMED = 10
/** Seconds a message waits in the queue at most; the sweep finds what waits longer. */
const LONGEST_DELAY = 600
/** Seconds until a message is looked at again when the database did not answer. */
const AFTER_FAILURE = 30
/** Minutes of a `UserToken` whose client is gone; it will be refused, but receivers expect one. */
const CLIENT_GONE = 10

const breaker = createBreaker({ failures: 5, coolDown: 30_000, longest: 600_000 })

/**
 * Sends what the queue brings; the queue of dead letters brings what an unexpected error kept from being sent, and is
 * served alike. When to try again is in the database, so a message is done with once its delivery has been taken.
 */
export async function deliverBatch(batch: MessageBatch<DeliveryMessage>, env: Env): Promise<void> {
  for (let i = 0; i < batch.messages.length; i += MOST_CLAIMED) {
    const messages = batch.messages.slice(i, i + MOST_CLAIMED)
    const claimed = await claimAll(messages, env)
    const waiting = takeTurns(claimed)
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await deliver(next, env)
    }
    await Promise.all(Array.from({ length: MOST_CALLS }, lane))
  }
}

/**
 * Makes deliveries at once, while somebody waits for them: so long at most. What has not come to its end then goes on in
 * the background; what is lost there, the sweep finds.
 * @param background keeps a task alive beyond the request
 */
export async function deliverNow(
  env: Env,
  marketplace: string,
  ids: readonly string[],
  milliseconds: number,
  background: (task: Promise<unknown>) => void,
): Promise<void> {
  if (ids.length === 0) return
  const messages = ids.map((delivery) => ({ marketplace, delivery }))
  const work = claim(env, marketplace, messages, Date.now())
    .then((claimed) => Promise.all(claimed.map((delivery) => deliver(delivery, env))))
    .catch((error) => report('claim', error))
  background(work)
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise((resume) => {
    timer = setTimeout(resume, milliseconds)
  })
  await Promise.race([work, patience]).finally(() => clearTimeout(timer))
}

/** Takes the deliveries that messages speak of, marketplace by marketplace. */
async function claimAll(messages: readonly Message<DeliveryMessage>[], env: Env): Promise<Claimed[]> {
  const groups = Map.groupBy(messages, (m) => m.body.marketplace)
  const claims = [...groups].map(async ([marketplace, group]) => {
    try {
      const claimed = await claim(
        env,
        marketplace,
        group.map((m) => m.body),
        Date.now(),
      )
      for (const message of group) message.ack()
      return claimed
    } catch (error) {
      report('claim', error)
      for (const message of group) message.retry({ delaySeconds: AFTER_FAILURE })
      return []
    }
  })
  return (await Promise.all(claims)).flat()
}

/** One delivery of each receiver, then the second of each …: a slow receiver keeps no other one's waiting. */
function takeTurns(deliveries: Claimed[]): Claimed[] {
  const byReceiver = [...Map.groupBy(deliveries, endpointOf).values()]
  const rounds = Math.max(0, ...byReceiver.map((d) => d.length))
  return Array.from({ length: rounds }, (_, round) => byReceiver.flatMap((d) => d[round] ?? [])).flat()
}

function endpointOf({ receiver: { Url, config }, what, marketplace }: Claimed): string {
  if (config) return `${marketplace}/${config.ID}`
  if ('type' in what) return urlFor(Url ?? '', what.type)
  return 'step' in what ? eventUrl(Url ?? '', what.step) : (Url ?? '')
}

/** Sends one delivery and writes down what came of it. Never throws: what goes wrong here, the sweep finds. */
async function deliver(delivery: Claimed, env: Env): Promise<void> {
  try {
    const { result, answer } = await attempt(delivery, env)
    const { what } = delivery
    await record(env, delivery, result, 'step' in what ? keptAnswer(what, answer) : undefined)
    if (result.status !== 'Delivered' && result.next !== null) await comeBack(delivery, result.next, env)
  } catch (error) {
    report(delivery.id, error)
  }
}

/** What came of an attempt: where nothing was sent, no answer either. */
interface Attempt {
  result: DeliveryResult
  answer: Answer
}

const NONE: Extract<Answer, { status: null }> = { status: null, problem: 'Unreachable', message: '' }

const untried = (error: string, next: number | null): Attempt => ({
  result: { status: 'Postponed', error, next },
  answer: { status: null, problem: 'Unreachable', message: error },
})

async function attempt(delivery: Claimed, env: Env): Promise<Attempt> {
  const { what, receiver } = delivery
  if (isWalk(delivery)) return { result: await stepOf(delivery, env), answer: NONE }
  if (receiver.config) return toTargets(delivery, receiver.config, env)
  if ('source' in what) return untried('Nothing says any more where it is to be delivered.', null)
  const endpoint = endpointOf(delivery)
  const open = breaker.open(endpoint, Date.now())
  if (open)
    return untried(
      `The receiver keeps failing: ${open.reason}`,
      open.until <= delivery.deadline ? open.until : null,
    )
  const payload = await payloadOf(delivery, env, Date.now())
  if (payload === null)
    return untried('The recipient is not active any more, or the code has expired or was used.', null)
  const isStep = 'step' in delivery.what
  const answer = await post(env, { ...delivery.receiver, Url: endpoint }, payload, {
    ...(isStep ? STEP_LIMITS : { milliseconds: TIME_LIMIT }),
    headers: { 'X-oc-delivery-id': delivery.id },
  })
  const now = Date.now()
  const error = failureOf(answer)
  if (error === null) {
    breaker.succeeded(endpoint)
    return { result: { status: 'Delivered', answer: answer.status!, at: now }, answer }
  }
  breaker.failed(endpoint, now, error)
  const next = isStep && endsStep(answer) ? null : nextAttempt(delivery.attempts, now, delivery.deadline)
  return { result: { status: 'Refused', answer: answer.status, error, next }, answer }
}

/** A step of a walk; one that fails is made again, as what is sent to a receiver that fails is sent again. */
async function stepOf(delivery: Claimed, env: Env): Promise<DeliveryResult> {
  try {
    const next = await stepWalk(env, delivery)
    return next === null
      ? { status: 'Delivered', answer: 200, at: Date.now() }
      : { status: 'Continued', next }
  } catch (error) {
    report(delivery.id, error)
    const next = nextAttempt(delivery.attempts, Date.now(), delivery.deadline)
    return { status: 'Refused', answer: null, error: 'A step of it has failed.', next }
  }
}

/** Milliseconds for which deliveries of a configuration that is not enabled wait. */
const DISABLED = 600_000

/** Sends one delivery to all targets of a configuration that have not taken it yet, none of which waits for another. */
async function toTargets(
  delivery: Claimed,
  { Enabled, DeliveryTargets }: NonNullable<Claimed['receiver']['config']>,
  env: Env,
): Promise<Attempt> {
  const now = Date.now()
  const later = (next: number) => (next <= delivery.deadline ? next : null)
  if (!Enabled) return untried('The delivery configuration is not enabled.', later(now + DISABLED))
  const json = await payloadOf(delivery, env, now).catch((error) => {
    report(delivery.id, error)
    return undefined
  })
  if (json === undefined) {
    const next = nextAttempt(delivery.attempts, now, delivery.deadline)
    return { result: { status: 'Refused', answer: null, error: 'It could not be read.', next }, answer: NONE }
  }
  if (json === null)
    return untried('The recipient is not active any more, or there is nothing to tell.', null)
  const parcel = parcelOf(delivery, json, now)
  const left = targetsOf(DeliveryTargets).filter((name) => !delivery.receiver.reached.includes(name))
  const send = async (name: TargetName): Promise<[TargetName, Answer]> => {
    const endpoint = `${endpointOf(delivery)}/${name}`
    const open = breaker.open(endpoint, now)
    if (open) return [name, { ...NONE, message: `The receiver keeps failing: ${open.reason}` }]
    const answer = await sendTo(env, name, DeliveryTargets, parcel)
    const error = failureOf(answer)
    if (error === null) breaker.succeeded(endpoint)
    else breaker.failed(endpoint, Date.now(), error)
    return [name, answer]
  }
  const answers = await Promise.all(left.map(send))
  const taken = answers.filter(([, answer]) => failureOf(answer) === null)
  const failures = answers.filter(([, answer]) => failureOf(answer) !== null)
  // What nobody can be told there is not told by trying again, unless there are others.
  const failed = failures.find(([name]) => isDeliverable(name)) ?? failures[0]
  const at = Date.now()
  if (!failed) {
    const answer = taken[0]?.[1] ?? NONE
    return { result: { status: 'Delivered', answer: answer.status ?? 200, at }, answer }
  }
  const [name, answer] = failed
  const result: DeliveryResult = {
    status: 'Refused',
    answer: answer.status,
    error: `${name}: ${failureOf(answer)}`,
    next: isDeliverable(name) ? nextAttempt(delivery.attempts, at, delivery.deadline) : null,
    reached: [...delivery.receiver.reached, ...taken.map(([target]) => target)],
  }
  return { result, answer }
}

/** A payload with what names it. */
function parcelOf({ id, event, what, body }: Claimed, json: string, now: number): Parcel {
  if (!('source' in what)) return { id, type: 'type' in what ? what.type : 'webhook', key: id, json, now }
  const { ID, Type } = JSON.parse(json) as { ID: string; Type: string }
  return { id: ID, type: Type, key: 'Key' in body ? event : what.source, json, now }
}

/** What is sent; nothing to a recipient who has been shut out since, nor a code that is good for nothing any more. */
async function payloadOf(delivery: Claimed, env: Env, now: number): Promise<string | null> {
  const { what, receiver, caller } = delivery
  if ('step' in what) return stepPayload(env, delivery)
  if ('source' in what) return toldPayload(env, delivery, what, now)
  if (!('type' in what)) {
    const call = { ...delivery, ...what, minutes: what.minutes ?? CLIENT_GONE }
    return hookPayload(env, call, receiver, now)
  }
  if (!what.user || what.isOver || (what.until !== null && what.until <= now)) return null
  const call = {
    ...delivery,
    ...what,
    type: what.type as MessageType,
    user: what.user,
    recipient: caller,
  }
  return messagePayload(env, call, receiver, now)
}

/** Why an answer is no success; null when it is. */
const failureOf = (answer: Answer): string | null =>
  answer.status === null ? answer.message : isSuccess(answer.status) ? null : `HTTP ${answer.status}`

/** A message of its own for the next attempt: how often a queue tries again is not for it to say. */
async function comeBack(delivery: Claimed, next: number, env: Env) {
  const delaySeconds = Math.ceil((next - Date.now()) / 1000)
  if (delaySeconds <= LONGEST_DELAY)
    await env.DELIVERIES.send(
      { marketplace: delivery.marketplace, delivery: delivery.id },
      { delaySeconds: Math.max(delaySeconds, 0) },
    )
}

const report = (what: string, error: unknown) =>
  console.error(
    JSON.stringify({
      delivery: what,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    }),
  )

/** Deliveries one sweep hands to the queue. */
const MOST_SWEPT = 5000

/** Hands to the queue what it lost or was not trusted with, and forgets what is old. Runs every minute. */
export async function sweep(env: Env, now: number): Promise<void> {
  await sendMessages(env, await overdue(env, now, MOST_SWEPT))
  await deleteOldEvents(env, now)
}
