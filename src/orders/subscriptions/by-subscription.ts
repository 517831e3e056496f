import type { Caller } from '../../api/caller.ts'
import { notFound } from '../../api/errors.ts'
import type { SQL } from '../../tables/sql.ts'
import { sql } from '../../tables/sql.ts'
import { bundles } from '../lines/bundles.ts'
import { lineWrites } from '../lines/line-items.ts'
import { lineReading } from '../lines/read-lines.ts'
import { orderOfKey } from '../operation/named-order.ts'
import { byID, type Place } from '../operation/places.ts'
import {
  access,
  ownAccess,
  ownSubscriptions,
  subscriptionLock,
  visibleSubscriptions,
} from './subscriptions.ts'
import { templateKey } from './template.ts'

/** What templates have in common, wherever they are named. */
const template = (
  { roles, users }: typeof access | typeof ownAccess,
  visible: (caller: Caller, alias: string) => SQL,
) =>
  ({
    only: { roles: roles.write, users: users.write, noGuests: true },
    readers: roles.read,
    untold: true,
    lines: '/items/{subscriptionItemID}',
    lock: subscriptionLock,
    order: ({ caller, marketplace, params }) =>
      orderOfKey(
        marketplace,
        templateKey(marketplace, params.subscriptionID, sql`and ${visible(caller, 's')}`),
      ),
    header: byID.header,
    missing: ({ params }) => notFound('Subscription', params.subscriptionID),
  }) satisfies Partial<Place>

/** By the ID of a subscription: the order that is its template, whose lines are the subscription's items. */
const bySubscription: Place = {
  ...template(access, visibleSubscriptions),
  path: '/subscriptions/{subscriptionID}',
  named: (id) => id.replace('LineItems.', 'SubscriptionItems.').replace('BundleLine', 'BundleSubscription'),
  says: (summary) => summary.replace(/\ban order\b/, 'a subscription'),
}

/** `Me.CreateSubscriptionItem` is `LineItems.Create`. */
function namedAsMine(id: string): string {
  const [resource, method] = id.split('.') as [string, string]
  const part = resource.startsWith('Bundle') ? 'SubscriptionBundleItem' : 'SubscriptionItem'
  return `Me.${method}${part}${method === 'List' ? 's' : ''}`
}

/** The same of one of the caller's own; bundles are among the items there, by no rule. */
const asMySubscription: Place = {
  ...template(ownAccess, ownSubscriptions),
  path: '/me/subscriptions/{subscriptionID}',
  bundles: '/items/bundles/{bundleID}',
  named: namedAsMine,
  says: (summary) => summary.replace(/\ban order\b/, 'one of the caller’s subscriptions'),
}

export const operations = [bySubscription, asMySubscription].flatMap((place) => [
  ...lineReading(place),
  ...lineWrites(place),
  ...bundles(place),
])
