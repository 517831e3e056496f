import { environmentOf } from '../../api/environment.ts'
import { present } from '../../api/model.ts'
import { grantRoles } from '../../auth/granted-roles.ts'
import { identityOf, maySignIn } from '../../auth/sign-in.ts'
import { clientQuery, userQuery } from '../../auth/sign-in-rows.ts'
import { signToken } from '../../auth/tokens/token.ts'
import type { Env } from '../../env.ts'
import { CHECKOUT_TIME_LIMIT } from '../../integration/events/checkout-call.ts'
import { eventUrl } from '../../integration/events/event-url.ts'
import { storedResponse } from '../../integration/events/stored-response.ts'
import type { Call } from '../../store/call.ts'
import type { Answer } from '../../store/outbox/answer.ts'
import { MOST_ANSWER, post } from '../../store/outbox/post.ts'
import { intoWorksheet } from '../../store/outbox/steps.ts'
import { unlessDown } from '../../store/outbox/unless-down.ts'
import { alter } from '../../store/rows.ts'
import { subscriptions } from '../../tables/orders/subscriptions.ts'
import { sql } from '../../tables/sql.ts'
import { showWorksheet, worksheetReads } from '../checkout/shown-worksheet.ts'
import { worksheetModel } from '../checkout/worksheet.ts'
import { orderOfKey } from '../operation/named-order.ts'
import { linesQuery, orderQuery } from '../operation/order-rows.ts'
import { type Due, itself, originOf } from './due.ts'
import { dateAfterNext } from './next-date.ts'
import { subscriptionModel } from './subscription-model.ts'

/** Seconds the token of the server lives. */
const LIFE = 3600

/** What the server of a marketplace is told of a subscription whose date has come. */
export interface Telling {
  due: Due
  /** Key of the order of that date; null where none could be made. */
  orderKey: string | null
  /** IDs of the products that its user cannot buy now. */
  unavailable: string[]
  /** Why there is no order, or empty. */
  errorCode: string
}

/**
 * Tells the marketplace's server of an order that is to be submitted, or that there is none. What it answers is kept with
 * the order; where that is a yes, the subscription goes on to its next date.
 * @returns whether it is
 */
export async function tellServer(env: Env, call: Call, telling: Telling): Promise<boolean> {
  const { due, unavailable, errorCode } = telling
  const { integration, subscription } = due
  const { order, ...asked } = await askedOf(env, call, telling)
  const payload = {
    Environment: environmentOf(env),
    ...asked,
    UnavailableProductIDs: unavailable,
    // One that was made may have been deleted since.
    ErrorCode: order ? '' : errorCode || 'NotFound',
  }
  const Url = integration.Url && eventUrl(integration.Url, order ? '/success' : '/failure')
  const options = {
    milliseconds: CHECKOUT_TIME_LIMIT,
    read: MOST_ANSWER,
    // The same however often it is told.
    headers: { 'X-oc-delivery-id': `${subscription.TemplateKey}-${Date.parse(subscription.NextOrderDate)}` },
  }
  const answer = await unlessDown(Url ?? '', () =>
    post(env, { ...integration, Url }, JSON.stringify(payload), options),
  )
  return record(call, subscription, order ? telling.orderKey : null, answer)
}

/** The order with all that belongs to it, and a token of the integration's user, made now. */
async function askedOf(env: Env, call: Call, { due, orderKey }: Telling) {
  const { subscription, integration } = due
  const { Marketplace } = integration
  const key = sql`${orderKey}`
  const read = await call.session.read({
    order: orderQuery(Marketplace, key),
    lines: linesQuery(Marketplace, key),
    ...worksheetReads(orderOfKey(Marketplace, key)),
    client: clientQuery(integration.ApiClientID, Marketplace),
    user: userQuery(integration.ApiClientID, sql`u.Username = c.DefaultContextUserName`, Marketplace),
  })
  const [client] = read.client
  const [user] = read.user
  const roles =
    client && user && maySignIn(client, user) ? grantRoles(user.AvailableRoles ?? [], '', client) : null
  const token =
    client && user && roles
      ? await signToken(
          env,
          { ...identityOf(client, user, [...new Set([...roles, ...integration.ElevatedRoles])]), depth: 1 },
          LIFE,
          originOf(env, integration),
          // By the clock: it is verified by that.
          Date.now(),
        )
      : null
  const [order] = read.order
  const worksheet = order
    ? showWorksheet({ ...order, lines: read.lines }, read, { kind: 'Seller' })
    : { ...present(worksheetModel, {}), Order: null }
  return {
    order,
    OrderCloudAccessToken: token,
    OrderWorksheet: { ...worksheet, Subscription: present(subscriptionModel, subscription) },
  }
}

/** Writes down what came of it. A date that was said anew meanwhile stays; where there is no order, none was the last. */
async function record(
  call: Call,
  subscription: Due['subscription'],
  orderKey: string | null,
  answer: Answer,
): Promise<boolean> {
  const { Marketplace, NextOrderDate } = subscription
  const column = 'SubscriptionIntegrationResponse'
  const response = storedResponse(column, answer, () => call.newID())
  const statements = [
    ...(orderKey ? [intoWorksheet(Marketplace, { orderKey, column, answer: response }, sql`1`)] : []),
    ...(response.Succeeded
      ? [
          alter(subscriptions, Marketplace, itself(subscription), {
            ...(orderKey ? { LastOrderDate: call.now } : {}),
            NextOrderDate: sql`iif(NextOrderDate = ${NextOrderDate}, ${dateAfterNext(subscription)}, NextOrderDate)`,
            Version: sql`Version + 1`,
          }).sql,
        ]
      : []),
  ]
  if (statements.length > 0) await call.session.send(...statements)
  return response.Succeeded
}
