import { type Fields, id, readOnly } from '../api/field.ts'
import { model } from '../api/model.ts'
import { toWire } from '../api/time.ts'
import { parents } from '../resource/links.ts'
import { type Operation, operation } from '../resource/operation.ts'
import { getOne, listOf, objectOf } from '../resource/reading.ts'
import { param, resource } from '../resource/resource.ts'
import { keyOf } from '../resource/scope.ts'
import { commit } from '../store/commit.ts'
import { the, these } from '../store/fact.ts'
import { relay } from '../store/outbox/outbox.ts'
import { lastAttempt } from '../store/outbox/retries.ts'
import { update } from '../store/rows.ts'
import { deliveries } from '../tables/integration/deliveries.ts'

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
        const read = await call.read({ above: parents(declared, call), delivery: objectOf(declared, call) })
        these(read.above)
        const row = the(read.delivery)
        const changes = {
          Status: 'Pending',
          Attempts: 0,
          NextAttempt: call.now,
          Deadline: toWire(lastAttempt(call.input.now)),
        }
        await commit(call, {
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
