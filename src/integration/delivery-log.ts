import { notFound } from '../api/errors.ts'
import {
  count,
  hidden,
  id,
  int,
  json,
  oneOf,
  readOnly,
  ref,
  required,
  text,
  timestamp,
} from '../api/field.ts'
import { model } from '../api/model.ts'
import { operation } from '../api/operation.ts'
import { param, resource } from '../api/resource.ts'
import { table } from '../api/table.ts'
import { toWire } from '../api/time.ts'
import { keyOf, parents } from '../store/needs.ts'
import { relay } from '../store/outbox.ts'
import { getOne, listOf, rowQuery } from '../store/reading.ts'
import { lastAttempt } from '../store/retries.ts'
import { update } from '../store/rows.ts'
import { webhooks } from './webhooks.ts'

/** What happened and some webhook wants to hear of: written by the commit that did it. */
export const events = table('events', {
  keys: ['ID'],
  fields: {
    Route: required(text()),
    Verb: required(text()),
    LogID: text(),
    /** Whose token did it; each delivery signs a fresh one. */
    Claims: json(),
    /** What a webhook is told but for its envelope; secrets redacted. */
    Body: json(),
    DateCreated: timestamp(),
  },
  indexes: [['DateCreated']],
})

export const deliveryStatuses = ['Pending', 'Delivered', 'Failed'] as const

/** One event on its way to one webhook; kept as the log of what was delivered. */
export const deliveries = table('deliveries', {
  keys: ['ID'],
  fields: {
    WebhookID: required(ref('Webhook')),
    EventID: readOnly(required(ref('Event'))),
    Route: readOnly(text()),
    Verb: readOnly(text()),
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
  },
  references: [
    { columns: ['WebhookID'], to: () => webhooks, onDelete: 'remove' },
    { columns: ['EventID'], to: () => events, onDelete: 'remove' },
  ],
  indexes: [['Status', 'NextAttempt']],
})

const { WebhookID: _, Deadline: __, ...shown } = deliveries.fields

const declared = resource({
  id: 'Webhooks',
  table: deliveries,
  model: model('WebhookDelivery', { ID: readOnly(id()), ...shown }),
  path: '/webhooks/{webhookID}/deliveries/{deliveryID}',
  scope: { WebhookID: param('webhookID') },
  roles: { read: ['WebhookReader', 'WebhookAdmin'], write: ['WebhookAdmin'] },
  users: { read: ['Seller'], write: ['Seller'] },
  list: { search: ['ID', 'EventID', 'Route'], sort: ['DateCreated'], order: ['DateCreated'] },
})

const read = {
  method: 'GET',
  roles: declared.roles.read,
  users: declared.users!.read,
  response: declared.model,
  status: 200,
} as const

export const operations = [
  operation({
    ...read,
    id: 'Webhooks.ListDeliveries',
    path: '/webhooks/{webhookID}/deliveries',
    list: declared.list,
    page: 'plain',
    summary: 'Lists what was sent, or is still to be sent, to a webhook.',
    run: (call) => listOf(declared, call),
  }),
  operation({
    ...read,
    id: 'Webhooks.GetDelivery',
    path: declared.path,
    summary: 'Gets a delivery of a webhook.',
    run: (call) => getOne(declared, call),
  }),
  operation({
    id: 'Webhooks.Redeliver',
    method: 'POST',
    path: `${declared.path}/redeliver`,
    roles: declared.roles.write,
    users: declared.users!.write,
    status: 204,
    summary: 'Sends a delivery once more, whatever became of it; its ID stays the same.',
    run: async (call) => {
      const deliveryID = call.params.deliveryID!
      const above = parents(declared, call)
      const rows = await call.read({ ...above.queries, row: rowQuery(declared, call, deliveryID) })
      above.refuse(rows as never)
      const row = rows.row[0]
      if (!row) throw notFound('WebhookDelivery', deliveryID)
      const changes = {
        Status: 'Pending',
        Attempts: 0,
        NextAttempt: call.now,
        Deadline: toWire(lastAttempt(call.input.now)),
      }
      await call.commit({
        statements: [
          update(deliveries, call.marketplace, keyOf(declared, call, deliveryID), row.Version, changes),
        ],
        answer: null,
      })
      call.later.push(() => relay(call.env, call.marketplace, [row.ID]))
    },
  }),
]
