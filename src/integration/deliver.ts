import type { DeliveryMessage, Env } from '../env.ts'
import type { Claimed } from '../store/outbox/claimed.ts'
import { begin, claim, overdue, record } from '../store/outbox/deliveries.ts'
import { sendMessages } from '../store/outbox/outbox.ts'
import { type InTurn, MOST_CALLS, takeTurns } from '../store/outbox/post.ts'
import { deleteOldEvents } from '../store/retention/old-events.ts'
import { attempt, endpointOf, isInTime, report } from './attempt.ts'

/** Deliveries taken at once: the last of them must be under way before it is taken for lost. */
const MOST_CLAIMED = 10
/** Seconds a message waits in the queue at most; the sweep finds what waits longer. */
const LONGEST_DELAY = 600
/** Seconds until a message is looked at again when the database did not answer. */
const AFTER_FAILURE = 30

/**
 * Sends what the queue brings; the queue of dead letters brings what an unexpected error kept from being sent, and is
 * served alike. When to try again is in the database, so a message is done with once its delivery has been taken.
 */
export async function deliverBatch(batch: MessageBatch<DeliveryMessage>, env: Env): Promise<void> {
  const inTurn = takeTurns()
  for (let i = 0; i < batch.messages.length; i += MOST_CLAIMED) {
    const messages = batch.messages.slice(i, i + MOST_CLAIMED)
    const claimed = await claimAll(messages, env)
    const { fresh = [], suspect = [] } = Object.groupBy(claimed, (d) => (isSuspect(d) ? 'suspect' : 'fresh'))
    const waiting = byReceiver(fresh)
    const lane = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) await deliver(next, env, inTurn)
    }
    await Promise.all(Array.from({ length: MOST_CALLS }, lane))
    for (const delivery of suspect) if (isInTime(delivery)) await deliver(delivery, env, inTurn)
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
  const inTurn = takeTurns()
  const work = claim(env, marketplace, messages, Date.now())
    .then((claimed) => Promise.all(claimed.map((delivery) => deliver(delivery, env, inTurn))))
    .catch((error) => report('claim', error))
  background(work)
  let timer: ReturnType<typeof setTimeout> | undefined
  const patience = new Promise((resume) => {
    timer = setTimeout(resume, milliseconds)
  })
  await Promise.race([work, patience]).finally(() => clearTimeout(timer))
}

/**
 * Whether nothing came of a delivery when it was last taken: it may have been too much for the isolate. It is sent alone,
 * when there is nothing else that it could take along.
 */
const isSuspect = ({ begun }: Claimed) => begun > 1

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
function byReceiver(deliveries: Claimed[]): Claimed[] {
  const groups = [...Map.groupBy(deliveries, endpointOf).values()]
  const rounds = Math.max(0, ...groups.map((d) => d.length))
  return Array.from({ length: rounds }, (_, round) => groups.flatMap((d) => d[round] ?? [])).flat()
}

/** Sends one delivery and writes down what came of it. Never throws: what goes wrong here, the sweep finds. */
async function deliver(delivery: Claimed, env: Env, inTurn: InTurn): Promise<void> {
  try {
    if (isSuspect(delivery)) await begin(env, delivery)
    const result = await attempt(delivery, env, inTurn)
    await record(env, delivery, result)
    if ('next' in result && result.next !== null) await comeBack(delivery, result.next, env)
  } catch (error) {
    report(delivery.id, error)
  }
}

/** A message of its own for the next attempt: how often a queue tries again is not for it to say. */
async function comeBack(delivery: Claimed, next: number, env: Env) {
  const delaySeconds = Math.ceil((next - Date.now()) / 1000)
  if (delaySeconds <= LONGEST_DELAY)
    await env.DELIVERIES.send(
      { marketplace: delivery.marketplace, delivery: delivery.id },
      { delaySeconds: Math.max(delaySeconds, 0) },
    )
}

/** Deliveries one sweep hands to the queue. */
const MOST_SWEPT = 5000

/** Hands to the queue what it lost or was not trusted with, and forgets what is old. Runs every minute. */
export async function sweep(env: Env, now: number): Promise<void> {
  await sendMessages(env, await overdue(env, now, MOST_SWEPT))
  await deleteOldEvents(env, now)
}
