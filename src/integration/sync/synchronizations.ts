import type { ErrorCode } from '../../api/error-codes/error-codes.ts'
import { fail, notFound } from '../../api/errors.ts'
import { type Fields, missingAs, ref, required } from '../../api/field.ts'
import { type Model, model } from '../../api/model.ts'
import { toWire } from '../../api/time.ts'
import { crud, words } from '../../resource/crud.ts'
import { type Operation, operation } from '../../resource/operation.ts'
import { fixed, type Resource, singleton, type Verb } from '../../resource/resource.ts'
import type { Call } from '../../store/call.ts'
import { commit } from '../../store/commit.ts'
import { rely, the } from '../../store/fact.ts'
import { lastAttempt } from '../../store/outbox/retries.ts'
import { reported, type Told, toldStatement } from '../../store/outbox/told.ts'
import { plain } from '../../store/sql/sql.ts'
import { synchronizations } from '../../tables/integration/synchronizations.ts'
import { type Entity, synchronized } from '../../tables/integration/synchronized.ts'
import { sql } from '../../tables/sql.ts'
import { releasedFrom } from '../endpoint-rules.ts'
import { destination } from './destination.ts'
import { objects, settingsOf } from './entities.ts'

const { DeliveryConfigID, SyncEntityChanged, SyncEntityDeleted, Paused, ConfigData, ...more } =
  synchronizations.fields

/** Settings of one kind, of which a marketplace has one row. */
interface Settings {
  source: string
  id: string
  path: string
  role: string
  model: Model
  nouns: [one: string, all: string]
  names?: Resource['names']
}

/**
 * Changes held back while it was paused are due when it goes on, and have time then, however long it was paused. They are
 * due too when it is deleted: who looks for where they go finds nothing, and their log says so.
 */
const release = (marketplace: string, source: string, now: number) => ({
  sql: sql`update deliveries set NextAttempt = '', Deadline = max(Deadline, ${toWire(lastAttempt(now))}), Version = Version + 1
    where Marketplace = ${marketplace} and Status = 'Pending' and NextAttempt is null and Source = ${source}`,
})

/** What a synchronization was told is counted from here on, so that commits ask for what is due. */
const begin = (marketplace: string) => ({
  sql: sql`update marketplaces set ChangeSequence = coalesce(ChangeSequence, 0) + 1 where ID = ${marketplace}`,
})

/** The operations on settings. */
function settings({ source, id, path, role, model: of, nouns, names }: Settings): Operation[] {
  const declared = singleton({
    id,
    table: synchronizations,
    model: of,
    path,
    scope: { Source: fixed(source) },
    roles: { read: [], write: [role] },
    users: { read: ['Seller'], write: ['Seller'] },
    nouns,
    names,
  })
  return crud(declared, {
    decide: ({ call, before, after }) => {
      // Orders are told of whatever becomes of them: their settings have no switches.
      if (source === 'orders') Object.assign(after, { SyncEntityChanged: true, SyncEntityDeleted: true })
      const { marketplace } = call
      return [
        ...(before ? [] : [begin(marketplace)]),
        ...(before?.Paused && !after.Paused ? [release(marketplace, source, call.input.now)] : []),
        ...releasedFrom({ call, before, after }),
      ]
    },
    remove: ({ marketplace, input }, { Paused }) => (Paused ? [release(marketplace, source, input.now)] : []),
  })
}

/** Tells something that was asked for, whatever the settings' switches say. */
const tell = (call: Call, told: Omit<Told, 'marketplace' | 'logID'>) =>
  commit(call, [toldStatement({ ...told, marketplace: call.marketplace, logID: call.input.requestID })])

/** The request that one object be told. Its body names the object as its path does. */
function oneOperation(
  entity: Exclude<Entity, 'orders'>,
  {
    id,
    path,
    role,
    modelName,
    disabled,
  }: { id: string; path: string; role: string; modelName: string; disabled: ErrorCode },
): Operation {
  const { names } = objects[entity]
  const type = names.at(-1)!.replace(/ID$/, '')
  const fields: Fields = Object.fromEntries(
    names.map((name) => [name, required(ref(name.replace(/ID$/, '')))]),
  )
  const { table, key, ...more } = synchronized[entity]
  return operation({
    id,
    method: 'POST',
    path,
    roles: [role],
    users: ['Seller'],
    body: { model: model(modelName, fields) },
    summary: `Delivers one ${words(type)} as it is now.`,
    run: async (call) => {
      const values = names.map((name) => String((call.body as Record<string, unknown>)[name]))
      const which = 'which' in more ? sql` and ${sql.raw(more.which.replaceAll('{row}', 't'))}` : sql``
      const found = sql`select 1 from ${sql.identifier(table)} t where t.Marketplace = ${call.marketplace} and ${sql.join(
        key.map((column, i) => sql`t.${sql.identifier(column)} = ${values[i]}`),
        sql` and `,
      )}${which}`
      const read = await call.read({
        to: destination(
          call.marketplace,
          entity,
          fail(disabled, `Nothing says where a ${type} is to be delivered.`),
        ),
        object: { ...plain(found), missing: notFound(type, values.at(-1)), holds: null },
      })
      rely(call, read.to)
      the(read.object)
      const body = { Entity: entity, Key: values, Action: 'Updated' }
      await tell(call, { id: `${entity}/${values.join('/')}`, to: { source: entity }, body })
    },
  })
}

const role = 'EntitySyncConfigAdmin'
const at = '/integrations/entitysync'
const entityModel = model('EntitySyncConfig', {
  DeliveryConfigID,
  SyncEntityChanged,
  SyncEntityDeleted,
  Paused,
})

// Its keys are the entities.
const entityOperations = (Object.keys(settingsOf) as (keyof typeof settingsOf)[]).flatMap((entity) => {
  const { all, saved = all, one, path = entity, disabled } = settingsOf[entity]
  const name = (verb: Verb) => `${verb}${verb === 'Save' || verb === 'Delete' ? saved : all}`
  return [
    ...settings({
      source: entity,
      id: 'EntitySynchronization',
      path: `${at}/${entity}`,
      role,
      model: entityModel,
      nouns: [`what is delivered of ${entity.replace('/', "' ")}`, ''],
      names: (verb) => `EntitySynchronization.${name(verb)}`,
    }),
    oneOperation(entity, {
      id: `EntitySynchronization.Sync${one}`,
      path: `${at}/${path}/sync`,
      role,
      modelName: `Sync${one}`,
      disabled,
    }),
  ]
})

/** Has a message sent to where failures are reported. */
const validate = operation({
  id: 'ErrorConfigs.Validate',
  method: 'POST',
  path: '/integrations/ErrorConfig/validate',
  roles: ['ErrorConfigAdmin'],
  users: ['Seller'],
  mayBeMissing: true,
  summary: 'Sends a test message to where failures are reported.',
  run: async (call) => {
    const read = await call.read({
      to: destination(
        call.marketplace,
        'errors',
        notFound('ErrorConfig', ''),
        'ErrorConfig.DeliveryConfigDisabled',
      ),
    })
    rely(call, read.to)
    const what = { Source: 'ErrorConfig', Error: 'A test message that was asked for.' }
    await tell(call, reported({ ...what, LogID: call.input.requestID, Date: call.now }))
  },
})

export const operations = [
  ...entityOperations,
  ...settings({
    source: 'products',
    id: 'ProductSynchronization',
    path: '/integrations/productsync',
    role: 'ProductSyncConfigAdmin',
    model: model('ProductSyncConfig', {
      SyncProductChanged: more.SyncProductChanged,
      SyncProductDeleted: more.SyncProductDeleted,
      DeliveryConfigID,
      ConfigData,
      Paused,
      ExcludePriceSchedules: more.ExcludePriceSchedules,
    }),
    nouns: ['what is delivered of products', ''],
  }),
  oneOperation('products', {
    id: 'ProductSynchronization.Sync',
    path: '/integrations/productsync/sync',
    role: 'ProductSyncConfigAdmin',
    modelName: 'SyncProduct',
    disabled: 'Synchronize.ProductSyncNotEnabled',
  }),
  ...settings({
    source: 'orders',
    id: 'OrderSynchronization',
    path: '/integrations/OrderSync',
    role: 'OrderSyncConfigAdmin',
    model: model('OrderSyncConfig', { DeliveryConfigID, ConfigData }),
    nouns: ['what is delivered of orders', ''],
  }),
  ...settings({
    source: 'inventory',
    id: 'InventoryIntegrations',
    path: '/integrations/inventory',
    role: 'ProductAdmin',
    model: model('InventoryIntegration', {
      DeliveryConfigID: missingAs(DeliveryConfigID, 'InventoryIntegration.DeliveryConfigIDRequired'),
      LimitNotifications: more.LimitNotifications,
    }),
    nouns: ['where changes of stock are told', ''],
  }),
  ...settings({
    source: 'errors',
    id: 'ErrorConfigs',
    path: '/integrations/ErrorConfig',
    role: 'ErrorConfigAdmin',
    model: model('ErrorConfig', { DeliveryConfigID }),
    nouns: ['where failures are reported', ''],
  }),
  validate,
]
