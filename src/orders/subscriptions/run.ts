import { Stale } from '../../api/errors.ts'
import { toWire } from '../../api/time.ts'
import { readAsShopper } from '../../catalog/visibility/audiences.ts'
import type { Env } from '../../env.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { needed, rely, the } from '../../store/fact.ts'
import { apart, logFailure } from '../../store/retention/apart.ts'
import { alter, update } from '../../store/rows.ts'
import { Session } from '../../store/session.ts'
import { databases } from '../../store/shard.ts'
import { subscriptions } from '../../tables/orders/subscriptions.ts'
import { sql } from '../../tables/sql.ts'
import { difference } from '../operation/difference.ts'
import { orderOfKey } from '../operation/named-order.ts'
import { linesQuery, orderQuery, paymentsQuery, viewOfOrder } from '../operation/order-rows.ts'
import { relyOnCatalogue } from '../submit/same-catalogue.ts'
import { valueReads } from '../submit/valued-anew.ts'
import {
  callFor,
  type Due,
  type DueRow,
  dueOrders,
  dueReminders,
  itself,
  missedDates,
  readDue,
} from './due.ts'
import { madeFrom, unavailableProducts } from './make-order.ts'
import { reminder } from './reminder.ts'
import { type Telling, tellServer } from './tell-server.ts'
import { asItWasRead, type Template } from './template.ts'

/** Subscriptions under way at once: a Worker opens six connections. */
const LANES = 6

/** What is done in a run. */
const outcomes = ['ordered', 'told', 'refused', 'reminded'] as const
type Outcome = (typeof outcomes)[number]

/**
 * Runs what is due of subscriptions: makes the orders of an hour, has the marketplace's server submit them, and reminds
 * users of what comes. Every minute: what an earlier run of the hour was too short for, the next one takes up; each
 * subscription once an hour. What was done is logged in one line.
 * @param now the moment of the run, in milliseconds since 1970
 */
export async function runSubscriptions(env: Env, now: number): Promise<void> {
  await apart('runSubscriptions', databases(env), async (database) => {
    const session = new Session(database, 'runSubscriptions')
    const { orders, reminders } = await session.read({
      orders: dueOrders(now),
      reminders: dueReminders(now),
    })
    await tellMissed(session, now).catch((error) => logFailure('missed dates', error))
    const done = [
      ...(await inLanes(orders, (due) => attempt(env, session, due, now, order))),
      ...(await inLanes(reminders, (due) => attempt(env, session, due, now, remind))),
    ].flat()
    const counts = outcomes.map((outcome) => [outcome, done.filter((d) => d === outcome).length])
    if (done.length > 0) console.warn(JSON.stringify({ subscriptions: 'run', ...Object.fromEntries(counts) }))
  })
}

async function tellMissed(session: Session, now: number) {
  const [missed = []] = await session.send(missedDates(now))
  for (const date of missed) console.warn(JSON.stringify({ subscriptions: 'missed', ...date }))
}

/** Works on some at a time. */
async function inLanes<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const waiting = [...all]
  const done: R[] = []
  const lane = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) done.push(await work(next))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return done
}

type Work = (env: Env, call: Call, due: Due) => Promise<Outcome[]>

/**
 * Works on a subscription. One that is changed meanwhile is left to the next run, and so is a reminder that has failed;
 * an order that has, to the next hour, and whatever cannot even be read: it must not keep others waiting.
 */
async function attempt(env: Env, session: Session, row: DueRow, now: number, work: Work): Promise<Outcome[]> {
  const { Marketplace, ID, NextOrderDate } = row
  let due: Due | undefined
  try {
    due = readDue(row)
    return await work(env, callFor(env, due, now), due)
  } catch (error) {
    if (error instanceof Stale) return []
    logFailure('subscription', error, { subscription: ID, marketplace: Marketplace })
    const givenUp = work === order ? { Tried: toWire(now) } : due ? undefined : { RemindedFor: NextOrderDate }
    if (givenUp) await giveUp(session, row, givenUp)
    return []
  }
}

/** @param until what keeps a subscription from being taken up for a while */
const giveUp = (session: Session, row: DueRow, until: Partial<Due['subscription']>) =>
  session
    .send(alter(subscriptions, row.Marketplace, itself(row), until).sql)
    .catch((error) => logFailure('subscription', error, { marketplace: row.Marketplace }))

/** A subscription's template, and the catalogue as its user sees it. */
async function look(call: Call, { subscription: { Marketplace, TemplateKey } }: Due) {
  const key = sql`${TemplateKey}`
  const named = orderOfKey(Marketplace, key)
  const read = await readAsShopper(call, viewOfOrder(named).shopper, {
    ...valueReads(named),
    header: needed(orderQuery(Marketplace, key)),
    lines: linesQuery(Marketplace, key),
    payments: paymentsQuery(Marketplace, key),
    asItWas: asItWasRead(Marketplace, key),
  })
  const template: Template = { ...the(read.header), lines: read.lines, payments: read.payments }
  return { read, template, unavailable: unavailableProducts(template, read.products.rows) }
}

/**
 * Takes a subscription up for this hour. The commit that does has the order of its date, where that is not made yet: two
 * runs make one, and one that ends here has it told in the next hour.
 */
const order: Work = async (env, call, due) => {
  const { Marketplace, Version, NextOrderDate, OrderedFor, OrderKey } = due.subscription
  const { read, template, unavailable } = await look(call, due)
  const isMade = OrderedFor === NextOrderDate
  const made = isMade ? null : madeFrom(call, template, read, due.Currency)
  if (made) {
    relyOnCatalogue(call, read)
    rely(call, read.asItWas)
  }
  const key = made?.order?.header.Key
  await commit(call, [
    update(subscriptions, Marketplace, itself(due.subscription), Version, {
      Tried: call.now,
      ...(key ? { OrderedFor: NextOrderDate, OrderKey: key } : {}),
    }),
    ...(made?.order ? difference(call, null, made.order) : []),
  ])
  const telling: Telling = {
    due,
    orderKey: key ?? (isMade ? OrderKey : null),
    unavailable,
    errorCode: made?.refusal ?? '',
  }
  const isTaken = await tellServer(env, call, telling)
  return [...(key ? (['ordered'] as const) : []), isTaken ? 'told' : 'refused']
}

/** Reminds a user of a date, once. */
const remind: Work = async (_, call, due) => {
  const { Marketplace, Version, NextOrderDate } = due.subscription
  const { read, template, unavailable } = await look(call, due)
  await commit(call, {
    statements: [
      update(subscriptions, Marketplace, itself(due.subscription), Version, { RemindedFor: NextOrderDate }),
    ],
    answer: null,
    messages: [reminder(call, due, template, read.stock.rows, unavailable)],
  })
  await Promise.all(call.later.map((task) => task()))
  return ['reminded']
}
