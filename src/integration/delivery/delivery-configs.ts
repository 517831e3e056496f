import { invalid } from '../../api/errors.ts'
import { type Fields, id } from '../../api/field.ts'
import { model } from '../../api/model.ts'
import { differs, holdsAll } from '../../auth/privilege.ts'
import type { Env } from '../../env.ts'
import { crud } from '../../resource/crud.ts'
import { resource } from '../../resource/resource.ts'
import { releaseHeld } from '../../store/outbox/told.ts'
import { deliveryConfigs, targetFields } from '../../tables/integration/delivery-configs.ts'
import { sql } from '../../tables/sql.ts'
import { type CustomHeader, checkUrl, isElsewhere, pairHeader } from '../endpoint-rules.ts'
import { connectionOf } from './azure.ts'
import { proxyOf, type TargetName, type Targets } from './targets.ts'

/** Targets that nothing can be delivered to in mixture: each is a service that is known for one thing. */
const KNOWN: TargetName[] = ['SearchIngestion', 'SendEvent', 'DiscoverEvent', 'Mailchimp', 'ContentHub']

type Values = Record<string, unknown>

/** A target, or a part of one that has properties of its own: as it is to be, as it was, and as the body has it. */
interface Part {
  path: string
  fields: Fields
  after: Values
  before: Values | null
  sent: Values | null
}

/** Everything that targets consist of, at whatever depth. */
function partsOf({ path, fields, after, before, sent }: Part): Part[] {
  const at = (values: Values | null, name: string) => (values?.[name] ?? null) as Values | null
  return Object.entries(fields).flatMap(([name, f]) => {
    const is = at(after, name)
    if (!f.fields || !is) return []
    const part = { path: `${path}.${name}`, fields: f.fields, after: is }
    const whole = { ...part, before: at(before, name), sent: at(sent, name) }
    return [whole, ...partsOf(whole)]
  })
}

/** The properties that say where something is sent. */
const ADDRESSES = ['Endpoint', 'ServiceEndpoint', 'BootstrapServers', 'ConnectionString']

/** The URL that an address stands for: of Azure it is in the secret itself. */
function urlIn(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined
  if (name === 'BootstrapServers') return proxyOf(value)
  if (name !== 'ConnectionString') return value.replace(/\{messagetype\}/gi, 'x')
  const { Endpoint, BlobEndpoint } = connectionOf(value)
  return (Endpoint ?? BlobEndpoint)?.replace(/^sb:/i, 'https:')
}

/**
 * A target that is put back as it was answered, without its secrets, keeps them, but not where it is on another server now;
 * a new one needs them.
 * @throws ApiError 400 for a secret or a header that is missing, or a URL that would not be called
 */
function settle({ path, fields, after, before, sent }: Part, env: Env) {
  const address = ADDRESSES.find((name) => name in fields && !fields[name]!.writeOnly) ?? ''
  const moved = isElsewhere(urlIn(address, before?.[address]), urlIn(address, after[address]))
  for (const [name, f] of Object.entries(fields)) {
    const property = `${path}.${name}`
    // A PATCH has been merged with what was before: the body alone tells what was sent.
    if (f.writeOnly) after[name] = sent?.[name] ?? (moved ? null : (before?.[name] ?? null))
    if (f.writeOnly && after[name] === null && name !== 'CustomAuthHeaderValue')
      throw invalid(property, 'Required', `${property} is required.`)
    const url = ADDRESSES.includes(name) ? urlIn(name, after[name]) : undefined
    if (url) checkUrl(property, url, env)
  }
  // Its fields are among these.
  if ('CustomAuthHeaderName' in fields) pairHeader(after as Values & CustomHeader, sent ?? {}, moved)
}

/** @throws ApiError 400 for targets that cannot stand together */
function checkTargets(targets: Targets) {
  const names = (Object.keys(targets) as TargetName[]).filter((name) => targets[name])
  const known = names.filter((name) => KNOWN.includes(name))
  if (names.length === 0 || known.length > 1)
    throw invalid(
      'DeliveryTargets',
      'Rule',
      known.length > 1
        ? `Only one of ${KNOWN.join(', ')} can be a target.`
        : 'DeliveryTargets must have at least one target.',
    )
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
      checkTargets(after.DeliveryTargets)
      // The body is kept as it was sent: if this is decided again, on other rows, a secret of theirs is none of it.
      after.DeliveryTargets = structuredClone(after.DeliveryTargets)
      for (const part of partsOf({
        path: 'DeliveryTargets',
        fields: targetFields,
        after: after.DeliveryTargets,
        before: before?.DeliveryTargets ?? null,
        sent: call.body.DeliveryTargets ?? null,
      }))
        settle(part, call.env)
      return [
        ...(before && !before.Enabled && after.Enabled ? [releaseHeld(call.marketplace)] : []),
        ...(before && differs(['DeliveryTargets'], before, after)
          ? holdsAll(call, rolesSent(call.marketplace, after.ID))
          : []),
      ]
    },
  },
)
