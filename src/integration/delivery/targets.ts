import type { ValuesOf } from '../../api/field.ts'
import type { Env } from '../../env.ts'
import { type Answer, isSuccess } from '../../store/outbox/answer.ts'
import { type PostOptions, post, send } from '../../store/outbox/post.ts'
import { targetFields } from '../../tables/integration/delivery-configs.ts'
import { urlFor } from '../messages/message-senders.ts'
import { blob, eventHub } from './azure.ts'

/** The targets of a configuration, as they are stored. */
export type Targets = ValuesOf<typeof targetFields>
export type TargetName = keyof Targets
type Target<N extends TargetName> = NonNullable<Targets[N]>

/** What is sent to a target. */
export interface Parcel {
  /** The same each time it is sent. */
  id: string
  /** What it is of, as a message says it: `ordersync.updated`, `ordersubmitted`. */
  type: string
  /** What it tells of: things of one key stay in their order, where a target can see to that. */
  key: string
  json: string
  /** The moment of the attempt, in milliseconds since 1970. */
  now: number
}

/** Milliseconds a target has to answer. */
const TIME_LIMIT = 15_000
/** Bytes of a target's answer that are looked at, where success does not say all. */
const SOME = 10_000

const utf8 = (text: string) => new TextEncoder().encode(text)
const options = (parcel: Parcel, headers: Record<string, string> = {}): PostOptions => ({
  milliseconds: TIME_LIMIT,
  headers: { 'X-oc-delivery-id': parcel.id, ...headers },
})

/** What can be delivered to, and how. */
const senders: { [N in TargetName]?: (env: Env, target: Target<N>, parcel: Parcel) => Promise<Answer> } = {
  Http: (env, { Endpoint, Secret, ...header }, parcel) =>
    post(env, { Url: Endpoint, HashKey: Secret, ...header }, parcel.json, options(parcel)),
  MessageSender: (env, { Endpoint, Secret }, parcel) =>
    post(
      env,
      {
        Url: urlFor(Endpoint, parcel.type),
        HashKey: Secret,
        CustomAuthHeaderName: null,
        CustomAuthHeaderValue: null,
      },
      parcel.json,
      options(parcel),
    ),
  EventHub: async (env, { ConnectionString, EventHubName }, parcel) => {
    const hub = eventHub(ConnectionString ?? '', EventHubName, parcel.now)
    if (!hub) return unusable('ConnectionString names no endpoint or no key')
    const headers = {
      'Content-Type': 'application/json',
      Authorization: hub.authorization,
      // Events of one partition keep their order; a header holds ASCII.
      BrokerProperties: JSON.stringify({ PartitionKey: encodeURIComponent(parcel.key).slice(0, 128) }),
    }
    return send(env, hub.url, utf8(parcel.json), options(parcel, headers))
  },
  AzureBlob: async (env, { ConnectionString, OverrideContainerName }, parcel) => {
    const body = utf8(parcel.json)
    const name = parcel.id.split('/').map(encodeURIComponent).join('/')
    const container = OverrideContainerName ?? 'wharf'
    const put = blob(
      ConnectionString ?? '',
      `${container}/${parcel.type}/${name}.json`,
      body.length,
      parcel.now,
    )
    if (!put) return unusable('ConnectionString names no account or no key')
    return send(env, put.url, body, {
      method: 'PUT',
      milliseconds: TIME_LIMIT,
      headers: { 'Content-Type': 'application/json', ...put.headers },
    })
  },
  /** By way of a REST proxy (API v2), whose address stands in place of the servers: Workers speak HTTP only. */
  Kafka: async (env, { BootstrapServers, SaslUsername, SaslPassword, Topic }, parcel) => {
    const records = [{ key: parcel.key, value: JSON.parse(parcel.json) }]
    const headers = {
      'Content-Type': 'application/vnd.kafka.json.v2+json',
      Accept: 'application/vnd.kafka.v2+json',
      Authorization: `Basic ${Buffer.from(`${SaslUsername}:${SaslPassword ?? ''}`).toString('base64')}`,
    }
    const url = `${proxyOf(BootstrapServers)}/topics/${encodeURIComponent(Topic)}`
    const answer = await send(env, url, utf8(JSON.stringify({ records })), {
      ...options(parcel, headers),
      read: SOME,
    })
    return answer.status !== null && isSuccess(answer.status) ? checkOffsets(answer) : answer
  },
  CloudflareQueue: (env, { AccountID, QueueID, ApiToken }, parcel) =>
    send(
      env,
      `https://api.cloudflare.com/client/v4/accounts/${encodeURIComponent(AccountID)}/queues/${encodeURIComponent(QueueID)}/messages`,
      utf8(JSON.stringify({ body: JSON.parse(parcel.json), content_type: 'json' })),
      options(parcel, { 'Content-Type': 'application/json', Authorization: `Bearer ${ApiToken ?? ''}` }),
    ),
}

/** The address of the proxy: a URL, or the first server's host. */
export const proxyOf = (servers: string) => {
  const first = servers.split(',')[0]!.trim().replace(/\/+$/, '')
  return /^https?:/i.test(first) ? first : `https://${first}`
}

/** A proxy says for each record whether it was taken. */
function checkOffsets(answer: Extract<Answer, { status: number }>): Answer {
  const failed = /"error_code"\s*:\s*(\d+)/.exec(answer.text)?.[1]
  return failed ? unusable(`the proxy took no record: error ${failed}`) : answer
}

const unusable = (why: string): Answer => ({
  status: null,
  problem: 'Unreachable',
  message: `Not sent: ${why}.`,
})

/** Whether there is a way to deliver to a target. */
export const isDeliverable = (name: TargetName): boolean => senders[name] !== undefined

/** Sends something to one target; never throws. */
export async function sendTo(env: Env, name: TargetName, targets: Targets, parcel: Parcel): Promise<Answer> {
  const sender = senders[name] as ((env: Env, target: unknown, parcel: Parcel) => Promise<Answer>) | undefined
  if (!sender) return unusable(`deliveries to ${name} are not available on this server`)
  return sender(env, targets[name], parcel)
}

/** The targets that are set. */
export const targetsOf = (targets: Targets): TargetName[] =>
  // The names are those of the fields.
  (Object.keys(targetFields) as TargetName[]).filter((name) => targets[name])
