import { type Fields, id, readOnly } from '../api/field.ts'
import { model } from '../api/model.ts'
import { pathParams } from '../api/operation.ts'
import { toWire } from '../api/time.ts'
import { crud } from '../resource/crud.ts'
import { parents } from '../resource/links.ts'
import { type Operation, operation } from '../resource/operation.ts'
import { objectOf } from '../resource/reading.ts'
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
  Source,
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
  const declared = resource({
    id: receiver.id,
    table: deliveries,
    model: model(receiver.modelName, { ID: readOnly(id()), EventID, ...receiver.facts, ...progress }),
    path: `${receiver.path}/deliveries/{deliveryID}`,
    scope: { [receiver.column]: param(pathParams(receiver.path)[0]!) },
    roles: receiver.roles,
    users: { read: ['Seller'], write: ['Seller'] },
    list: {
      search: ['ID', 'EventID', ...Object.keys(receiver.facts).slice(0, 1)],
      sort: ['DateCreated'],
      order: ['DateCreated'],
    },
    verbs: ['List', 'Get'],
    names: (verb) => `${receiver.id}.${verb === 'List' ? 'ListDeliveries' : 'GetDelivery'}`,
    summaries: {
      List: `Lists what was sent, or is still to be sent, to a ${receiver.what}.`,
      Get: `Gets a delivery of a ${receiver.what}.`,
    },
  })
  return [
    ...crud(declared),
    operation({
      id: `${receiver.id}.Redeliver`,
      method: 'POST',
      path: `${declared.path}/redeliver`,
      roles: declared.roles.write,
      users: declared.users!.write,
      summary: 'Sends a delivery once more, whatever became of it; its ID stays the same.',
      run: async (call) => {
        const read = await call.read({ above: parents(declared, call), delivery: objectOf(declared, call) })
        these(read.above)
        const { ID, Version } = the(read.delivery)
        const anew = {
          Status: 'Pending',
          Attempts: 0,
          Begun: 0,
          Reached: [],
          NextAttempt: call.now,
          Deadline: toWire(lastAttempt(call.input.now)),
        }
        await commit(call, [update(deliveries, call.marketplace, keyOf(declared, call, ID), Version, anew)])
        call.later.push(() => relay(call.env, call.marketplace, [ID]))
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
  ...logOf({
    id: 'DeliveryConfigurations',
    column: 'DeliveryConfigID',
    path: '/integrations/deliveryconfig/{deliveryConfigID}',
    what: 'delivery configuration',
    modelName: 'ConfigDelivery',
    facts: { Source },
    roles: { read: ['DeliveryConfigAdmin'], write: ['DeliveryConfigAdmin'] },
  }),
]
