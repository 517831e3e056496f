import { notFound } from '../api/errors.ts'
import {
  count,
  type Fields,
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
import { type Operation, operation } from '../api/operation.ts'
import { param, resource } from '../api/resource.ts'
import { table } from '../api/table.ts'
import { toWire } from '../api/time.ts'
import { keyOf, parents } from '../store/needs.ts'
import { relay } from '../store/outbox.ts'
import { getOne, listOf, rowQuery } from '../store/reading.ts'
import { lastAttempt } from '../store/retries.ts'
import { update } from '../store/rows.ts'
import { messageSenders } from './message-senders.ts'
import { webhooks } from './webhooks.ts'

/** What happened and some webhook wants to hear of: written by the commit that did it. */
export const events = table('events', {
  keys: ['ID'],
  fields: {
    /** Of a request; a message has a type instead. */
    Route: text(),
    Verb: text(),
    MessageType: text(),
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
    /** One of the two receives it. */
    WebhookID: ref('Webhook'),
    MessageSenderID: ref('MessageSender'),
    EventID: readOnly(required(ref('Event'))),
    Route: readOnly(text()),
    Verb: readOnly(text()),
    MessageType: readOnly(text()),
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
    /** Who caused it, which link of a chain it is, and when it was sent to who took it; see `linksOf`. */
    Caller: hidden(text()),
    Link: hidden(count()),
    Sent: hidden(timestamp()),
  },
  references: [
    { columns: ['WebhookID'], to: () => webhooks, onDelete: 'remove' },
    { columns: ['MessageSenderID'], to: () => messageSenders, onDelete: 'remove' },
    { columns: ['EventID'], to: () => events, onDelete: 'remove' },
  ],
  indexes: [['Status', 'NextAttempt'], ['Caller', 'DateCreated'], ['Sent']],
})

const {
  WebhookID: _,
  MessageSenderID: __,
  Deadline: ___,
  Caller: ____,
  Link: _____,
  Sent: ______,
  EventID,
  Route,
  Verb,
  MessageType,
  ...progress
} = deliveries.fields

/** The log of one kind of receiver: what was sent, or is still to be sent, and sending it once more. */
function logOf(receiver: {
  id: string
  column: string
  path: string
  what: string
  modelName: string
  facts: Fields
  roles: { read: string[]; write: string[] }
}): Operation[] {
  const own = /\{(\w+)\}$/.exec(receiver.path)![1]!
  const declared = resource({
    id: receiver.id,
    table: deliveries,
    model: model(receiver.modelName, {
      ID: readOnly(id()),
      EventID,
      ...receiver.facts,
      ...progress,
    }),
    path: `${receiver.path}/deliveries/{deliveryID}`,
    scope: { [receiver.column]: param(own) },
    roles: receiver.roles,
    users: { read: ['Seller'], write: ['Seller'] },
    list: {
      search: ['ID', 'EventID', ...Object.keys(receiver.facts).slice(0, 1)],
      sort: ['DateCreated'],
      order: ['DateCreated'],
    },
  })
  const read = {
    method: 'GET',
    roles: declared.roles.read,
    users: declared.users!.read,
    response: declared.model,
    status: 200,
  } as const
  return [
    operation({
      ...read,
      id: `${receiver.id}.ListDeliveries`,
      path: `${receiver.path}/deliveries`,
      list: declared.list,
      page: 'plain',
      summary: `Lists what was sent, or is still to be sent, to a ${receiver.what}.`,
      run: (call) => listOf(declared, call),
    }),
    operation({
      ...read,
      id: `${receiver.id}.GetDelivery`,
      path: declared.path,
      summary: `Gets a delivery of a ${receiver.what}.`,
      run: (call) => getOne(declared, call),
    }),
    operation({
      id: `${receiver.id}.Redeliver`,
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
        if (!row) throw notFound(receiver.modelName, deliveryID)
        const changes = {
          Status: 'Pending',
          Attempts: 0,
          NextAttempt: call.now,
          Deadline: toWire(lastAttempt(call.input.now)),
        }
        await call.commit({
          statements: [
            update(
              deliveries,
              call.marketplace,
              { ...keyOf(declared, call, deliveryID) },
              row.Version,
              changes,
            ),
          ],
          answer: null,
        })
        call.later.push(() => relay(call.env, call.marketplace, [row.ID]))
      },
    }),
  ]
}

export const operations = [
  ...logOf({
    id: 'Webhooks',
    column: 'WebhookID',
    path: '/webhooks/{webhookID}',
    what: 'webhook',
    modelName: 'WebhookDelivery',
    facts: { Route, Verb },
    roles: { read: ['WebhookReader', 'WebhookAdmin'], write: ['WebhookAdmin'] },
  }),
  ...logOf({
    id: 'MessageSenders',
    column: 'MessageSenderID',
    path: '/messagesenders/{messageSenderID}',
    what: 'message sender',
    modelName: 'MessageDelivery',
    facts: { MessageType },
    roles: { read: ['MessageSenderReader', 'MessageSenderAdmin'], write: ['MessageSenderAdmin'] },
  }),
]
