import { type Caller, hasRole } from '../../api/caller.ts'
import { insufficientRoles } from '../../api/errors.ts'
import type { Named } from '../../api/operation.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { rulesFor } from '../../resource/rules.ts'
import { needed, rely } from '../../store/fact.ts'
import { at } from '../../tables/columns.ts'
import { subscriptions } from '../../tables/orders/subscriptions.ts'
import { type SQL, sql } from '../../tables/sql.ts'
import { difference } from '../operation/difference.ts'
import { orderQuery } from '../operation/order-rows.ts'
import type { Parties } from '../order/create-order.ts'
import { dayOfMonth } from './next-date.ts'
import { subscriptionModel } from './subscription-model.ts'
import {
  type SubscriptionCall,
  type SubscriptionWriting,
  templateKey,
  templateReads,
  templateWrites,
} from './template.ts'

/** Whoever sees to subscriptions of others must see orders that are not submitted, and administer them. */
const OTHERS = ['OrderAdmin', 'UnsubmittedOrderReader']
const seesOthers = (caller: Caller) => OTHERS.every((role) => hasRole(caller, role))

/** Subscriptions of the caller's own, as a condition over the alias. */
export const ownSubscriptions = (caller: Caller, alias: string): SQL =>
  sql`${at(alias, 'FromUserKey')} = ${caller.key}`

/** Subscriptions that a caller sees: their own, and with the roles for it those of their side. */
export function visibleSubscriptions(caller: Caller, alias: string): SQL {
  if (!seesOthers(caller)) return ownSubscriptions(caller, alias)
  if (caller.kind === 'Seller') return sql`1`
  return sql`exists (select 1 from orders o where o.Marketplace = ${caller.marketplace} and o.Key = ${at(alias, 'TemplateKey')}
    and o.FromCompanyID = ${caller.company})`
}

/** The name under which writes to a subscription run one by one. */
export const subscriptionLock = ({ params }: Named): string => `subscription/${params.subscriptionID}`

const shared = {
  table: subscriptions,
  model: subscriptionModel,
  scope: {},
  list: {
    search: ['ID'],
    sort: ['ID', 'Interval', 'NextOrderDate', 'LastOrderDate', 'DateCreated', 'EndDate'],
    order: ['ID'],
    indexed: ['ID'],
  },
  lock: subscriptionLock,
  // Whoever shares their user with strangers has none.
  noGuests: 'at all',
} as const

/** Who reads subscriptions by their IDs beside those who write them, and who comes that way. */
export const access = {
  roles: { read: ['SubscriptionReader'], write: ['SubscriptionAdmin'] },
  users: { read: ['Seller', 'Buyer'], write: ['Seller', 'Buyer'] },
} as const

/** The same of the caller's own; the second role is none that profiles know by themselves. */
export const ownAccess = {
  roles: { read: ['MeSubscriptionReader', 'Shopper'], write: ['MeSubscriptionAdmin'] },
  users: { read: ['Buyer'], write: ['Buyer'] },
} as const

const all = resource({
  ...shared,
  ...access,
  id: 'Subscriptions',
  path: '/subscriptions/{subscriptionID}',
  visible: visibleSubscriptions,
})

const mine = resource({
  ...shared,
  ...ownAccess,
  id: 'MySubscriptions',
  path: '/me/subscriptions/{subscriptionID}',
  names: (verb) => (verb === 'List' ? 'Me.ListSubscriptions' : `Me.${verb}Subscription`),
  nouns: ['one of the caller’s subscriptions', 'the caller’s subscriptions'],
  visible: ownSubscriptions,
})

type From = Pick<Parties, 'FromCompanyID' | 'FromUserID'>

/** Of another user only with the roles for it: what is none of theirs, nobody sees afterwards. */
function requireOthers({ caller }: SubscriptionCall, { FromUserKey }: { FromUserKey: string }): void {
  if (FromUserKey !== caller.key && !seesOthers(caller)) throw insufficientRoles(OTHERS, caller.roles)
}

/** @param from whose a subscription is that is created */
const rules = (from: (call: SubscriptionCall) => From) =>
  rulesFor(all, {
    read: (call, id) => {
      const { FromCompanyID, FromUserID } = from(call)
      const ToCompanyID = call.body.ToCompanyID ?? call.marketplace
      const isSaid = FromCompanyID && FromUserID
      return templateReads(call, id, isSaid ? { Leg: 'Buyer', FromCompanyID, FromUserID, ToCompanyID } : null)
    },
    decide: async (writing: SubscriptionWriting) => {
      const { call, before, after, read } = writing
      const statements = await templateWrites(writing)
      if (!before) requireOthers(call, after)
      const isNewDate = before?.NextOrderDate !== after.NextOrderDate
      // Days and weeks lead away from the day that was said.
      if (isNewDate || before?.Interval !== after.Interval) after.DayOfMonth = dayOfMonth(after.NextOrderDate)
      if (isNewDate) after.NotificationDate = read.notified[0]?.Date ?? null
      return statements
    },
    readForRemoval: ({ marketplace }, id) => ({
      template: needed(orderQuery(marketplace, templateKey(marketplace, id))),
    }),
    remove: (call, _, { template }) => difference(call, rely(call, template), null),
  })

export const operations = [
  ...crud(
    all,
    rules(({ caller, body: { FromCompanyID = null, FromUserID = null } }) => ({
      // A buyer's user has none of another buyer.
      FromCompanyID: caller.kind === 'Buyer' && FromCompanyID ? caller.company : FromCompanyID,
      FromUserID,
    })),
  ),
  ...crud(
    mine,
    rules(({ caller }) => ({ FromCompanyID: caller.company, FromUserID: caller.user })),
  ),
]
