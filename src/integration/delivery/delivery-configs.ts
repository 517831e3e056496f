import { invalid } from '../../api/errors.ts'
import { id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { deliveryConfigs, targetFields } from '../../tables/integration/delivery-configs.ts'
import { sql } from '../../tables/sql.ts'
import { checkUrl, pairHeader } from '../endpoint-rules.ts'
import { connectionOf } from './azure.ts'
import { proxyOf, type TargetName, type Targets } from './targets.ts'

/** Targets that nothing can be delivered to in mixture: each is a service that is known for one thing. */
const KNOWN: TargetName[] = ['SearchIngestion', 'SendEvent', 'DiscoverEvent', 'Mailchimp', 'ContentHub']

type Target = Record<string, unknown>

/** The secrets of a target: what answers do not show. */
const secretsOf = (name: TargetName) =>
  Object.entries(targetFields[name].fields ?? {}).flatMap(([property, f]) => (f.writeOnly ? [property] : []))

/** A target that is put back as it was answered, without its secrets, keeps them; a new one needs them. */
function keepSecrets(after: Targets, before: Targets | undefined) {
  for (const name of Object.keys(after) as TargetName[]) {
    // Of any target: its properties are asked for by name.
    const [is, was] = [after[name], before?.[name]] as (Target | null | undefined)[]
    for (const secret of is ? secretsOf(name) : []) {
      is![secret] ??= was?.[secret] ?? null
      if (is![secret] === null && secret !== 'CustomAuthHeaderValue')
        throw invalid({
          property: `DeliveryTargets.${name}.${secret}`,
          rule: 'Required',
          message: `DeliveryTargets.${name}.${secret} is required.`,
        })
    }
  }
}

/** The URLs that are called of the targets, each with the property that tells it. */
function urlsOf({
  Http,
  MessageSender,
  Kafka,
  SearchIngestion,
  SendEvent,
  DiscoverEvent,
  ContentHub,
  ...azure
}: Targets) {
  const hub = connectionOf(azure.EventHub?.ConnectionString ?? '').Endpoint
  const { BlobEndpoint } = connectionOf(azure.AzureBlob?.ConnectionString ?? '')
  const urls: Record<string, string | null | undefined> = {
    'Http.Endpoint': Http?.Endpoint,
    'MessageSender.Endpoint': MessageSender?.Endpoint,
    'Kafka.BootstrapServers': Kafka && proxyOf(Kafka.BootstrapServers),
    'SearchIngestion.Endpoint': SearchIngestion?.Endpoint,
    'SearchIngestion.Content.Http.Endpoint': SearchIngestion?.Content?.Http?.Endpoint,
    'SendEvent.ServiceEndpoint': SendEvent?.ServiceEndpoint,
    'DiscoverEvent.ServiceEndpoint': DiscoverEvent?.ServiceEndpoint,
    'ContentHub.Endpoint': ContentHub?.Endpoint,
    'EventHub.ConnectionString': hub?.replace(/^sb:/i, 'https:'),
    'AzureBlob.ConnectionString': BlobEndpoint,
  }
  return Object.entries(urls).flatMap(([name, url]) =>
    url ? [[`DeliveryTargets.${name}`, url] as const] : [],
  )
}

/** @throws ApiError 400 for targets that cannot stand together, or that would not be called */
function checkTargets(targets: Targets, env: Env) {
  const names = (Object.keys(targets) as TargetName[]).filter((name) => targets[name])
  const known = names.filter((name) => KNOWN.includes(name))
  if (names.length === 0 || known.length > 1)
    throw invalid({
      property: 'DeliveryTargets',
      rule: 'Rule',
      message:
        known.length > 1
          ? `Only one of ${KNOWN.join(', ')} can be a target.`
          : 'DeliveryTargets must have at least one target.',
    })
  for (const [property, url] of urlsOf(targets))
    checkUrl(property, url.replace(/\{messagetype\}/gi, 'x'), env)
  if (targets.Http) pairHeader(targets.Http, targets.Http)
}

/**
 * Whoever says where a configuration sends is sent what its webhooks and message senders are: tokens among it, whose roles
 * they must hold. A sender's tokens are its recipients', which may be anybody's.
 */
const rolesSent = (marketplace: string, config: string) =>
  sql`select r.value Role from webhooks w, json_each(json_array(json(w.HeldRoles), json(w.ElevatedRoles))) a, json_each(a.value) r
      where w.Marketplace = ${marketplace} and w.DeliveryConfigID = ${config}
    union all select 'FullAccess' from message_senders s where s.Marketplace = ${marketplace} and s.DeliveryConfigID = ${config}`

export const operations = crud(
  resource({
    id: 'DeliveryConfigurations',
    table: deliveryConfigs,
    model: model('DeliveryConfig', { ID: id(), ...deliveryConfigs.fields }),
    path: '/integrations/deliveryconfig/{deliveryConfigID}',
    scope: {},
    roles: { read: [], write: ['DeliveryConfigAdmin'] },
    users: { read: ['Seller'], write: ['Seller'] },
    list: { search: ['ID', 'Name'], sort: ['ID', 'Name'], order: ['ID', 'Name'] },
    nouns: ['a delivery configuration', 'delivery configurations'],
  }),
  {
    decide: ({ call, before, after }) => {
      keepSecrets(after.DeliveryTargets, before?.DeliveryTargets)
      checkTargets(after.DeliveryTargets, call.env)
      return before && differs(['DeliveryTargets'], before, after)
        ? holdsAll(call, rolesSent(call.marketplace, after.ID))
        : []
    },
  },
)
