import {
  count,
  hidden,
  int,
  json,
  list,
  oneOf,
  readOnly,
  ref,
  required,
  text,
  timestamp,
} from '../../api/field.ts'
import { kept, owned } from '../reference.ts'
import { table } from '../table.ts'
import { tellingTables } from './synchronized.ts'

/** What happened and some receiver wants to hear of: written by the commit that did it. */
export const events = table('events', {
  carried: 'moved',
  keys: ['ID'],
  follows: tellingTables,
  fields: {
    /** Of a request; a message has a type instead. */
    Route: text(),
    Verb: text(),
    MessageType: text(),
    LogID: text(),
    /** Whose token did it; each delivery signs a fresh one. */
    Claims: json(),
    /** What a receiver is told but for its envelope; secrets redacted. */
    Body: json(),
    DateCreated: timestamp(),
  },
  indexes: [['DateCreated']],
})

/** What integration events are told of orders, as their URLs end. */
export const orderSteps = ['/ordersubmit', '/ordersubmitforapproval', '/orderapproved'] as const
export type OrderStep = (typeof orderSteps)[number]

/** Where a delivery stands: still to be tried, taken, given up, or not sent since there was nobody or nothing to tell any more. */
const deliveryStatuses = ['Pending', 'Delivered', 'Failed', 'Skipped'] as const

/** One event on its way to one receiver; kept as the log of what was delivered. */
export const deliveries = table('deliveries', {
  carried: 'moved',
  keys: ['ID'],
  follows: tellingTables,
  fields: {
    /** One of these receives it, by itself or by the targets of a delivery configuration. */
    WebhookID: owned(ref('Webhook'), 'webhooks'),
    MessageSenderID: owned(ref('MessageSender'), 'message_senders'),
    IntegrationEventID: owned(hidden(ref('IntegrationEvent')), 'integration_events'),
    TrackingEventID: kept(hidden(ref('TrackingEvent')), 'tracking_events', {
      onDelete: 'remove',
      sparse: true,
    }),
    /** The synchronization that it is for: a key of `synchronizations`. */
    Source: readOnly(text()),
    DeliveryConfigID: kept(hidden(ref('DeliveryConfig')), 'delivery_configs', {
      onDelete: 'remove',
      sparse: true,
    }),
    /** Targets of the configuration that have taken it. */
    Reached: hidden(list(text())),
    /** That of what is synchronized names its object, whose IDs have a hundred characters each. */
    EventID: owned(readOnly(required({ ...ref('Event'), max: 300 })), 'events'),
    Route: readOnly(text()),
    Verb: readOnly(text()),
    MessageType: readOnly(text()),
    /** What an integration event is told, and the order whose worksheet its answer goes into. */
    Step: hidden(oneOf(orderSteps)),
    OrderKey: hidden(text()),
    Status: readOnly(oneOf(deliveryStatuses)),
    Attempts: readOnly(count()),
    /** Of the last answer; null when there was none. */
    LastStatus: readOnly(int()),
    LastError: readOnly(text()),
    DateCreated: readOnly(timestamp()),
    DateDelivered: readOnly(timestamp()),
    /** When it is due; while it is being sent, when it would be taken for lost. */
    NextAttempt: readOnly(timestamp()),
    /** After this moment it is not tried again. */
    Deadline: hidden(timestamp()),
    /** How often it was taken since something was last written down of what came of it: see `claim`. */
    Begun: hidden(count()),
    /** Who caused it, which link of a chain it is, and when it was sent to who took it; see `linksOf`. */
    Caller: hidden(text()),
    Link: hidden(count()),
    Sent: hidden(timestamp()),
  },
  indexes: [['Status', 'NextAttempt'], ['Caller', 'DateCreated'], ['Sent']],
})
