import { present } from '../../api/model.ts'
import { declared as productResource } from '../../catalog/products/products.ts'
import { show } from '../../resource/reading.ts'
import type { Call } from '../../store/call.ts'
import type { Message } from '../../store/outbox/messages.ts'
import type { products } from '../../tables/catalog/products.ts'
import type { Row } from '../../tables/table.ts'
import { showLine } from '../state/shown-order.ts'
import type { Due } from './due.ts'
import { subscriptionModel } from './subscription-model.ts'
import type { Template } from './template.ts'

/** The message that reminds the user of a subscription of what will be ordered, and what not. */
export const reminder = (
  call: Call,
  { subscription, integration }: Due,
  { header, lines }: Template,
  live: readonly Row<typeof products>[],
  UnavailableProductIDs: string[],
): Message => ({
  type: 'SubscriptionReminder',
  marketplace: call.marketplace,
  to: subscription.FromUserKey,
  client: integration.ApiClientID,
  body: {
    Subscription: present(subscriptionModel, subscription),
    LineItems: lines.map((line) => showLine(line, header.Status, call.caller)),
    Products: live.map((product) => show(productResource, product, call.now)),
    UnavailableProductIDs,
  },
})
