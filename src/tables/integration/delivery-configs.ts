import { fail } from '../../api/errors.ts'
import {
  type Field,
  flag,
  json,
  list,
  object,
  ref,
  required,
  secret,
  text,
  writeOnly,
} from '../../api/field.ts'
import { kept } from '../reference.ts'
import { table } from '../table.ts'

/** A secret of a target. Answers do not show it, so that a target that is put back without it keeps it. */
const hush = (max?: number) => writeOnly(secret(max))

const customHeader = { CustomAuthHeaderName: text(100), CustomAuthHeaderValue: hush(50) }

/** Where a configuration delivers to: each property that is not null is one target. */
export const targetFields = {
  Kafka: object('KafkaConfig', {
    BootstrapServers: required(text(2000)),
    SaslUsername: required(text(200)),
    SaslPassword: hush(2000),
    Topic: required(text(250)),
  }),
  Http: object('HttpConfig', { Endpoint: required(text(2000)), Secret: hush(50), ...customHeader }),
  SearchIngestion: object('SearchIngestion', {
    Domain: required(text(200)),
    Source: required(text(200)),
    Endpoint: required(text(2000)),
    Entity: required(text(200)),
    ApiKey: hush(2000),
    Content: object('SearchIngestionContent', {
      Locales: required(list(text(50))),
      Http: object('SearchIngestionHttpContent', { Endpoint: required(text(2000)), ...customHeader }),
    }),
  }),
  SendEvent: object('SendEvent', { SiteID: required(text(200)), ServiceEndpoint: required(text(2000)) }),
  DiscoverEvent: object('DiscoverEvent', {
    ClientID: required(text(200)),
    ApiKey: hush(2000),
    ServiceEndpoint: required(text(2000)),
  }),
  EventHub: object('EventHubConfig', { EventHubName: required(text(256)), ConnectionString: hush(2000) }),
  AzureBlob: object('AzureBlobConfig', {
    ConnectionString: hush(2000),
    OverrideContainerName: text(63),
  }),
  AzureTable: object('AzureTableConfig', { ConnectionString: hush(2000), OverrideTableName: text(63) }),
  CosmosDb: object('CosmosDbConfig', { ConnectionString: hush(2000), OverrideDatabaseName: text(255) }),
  Mailchimp: object('MailchimpConfig', { ApiKey: hush(50) }),
  MessageSender: object('MessageSenderConfig', { Secret: hush(50), Endpoint: required(text(2000)) }),
  ContentHub: object('ContentHubConfig', {
    ApiKey: hush(50),
    Endpoint: required(text(2000)),
    TargetSchemaName: required(text(200)),
    ConfigData: json(),
  }),
  /** A queue of the customer's own at Cloudflare. */
  CloudflareQueue: object('CloudflareQueueConfig', {
    AccountID: required(text(64)),
    QueueID: required(text(64)),
    ApiToken: hush(200),
  }),
}

/** Where and how what happens in a marketplace is delivered. */
export const deliveryConfigs = table('delivery_configs', {
  keys: ['ID'],
  fields: {
    Name: required(text(128)),
    Enabled: flag(),
    DeliveryTargets: required(object('DeliveryTargets', targetFields)),
  },
})

/** The delivery configuration that something uses: it stays as long as it is used. */
export const usedConfig = (): Field<string | null> =>
  kept(ref('DeliveryConfig'), 'delivery_configs', {
    onDelete: {
      refuse: (id) =>
        fail('DeliveryConfig.CannotDeleteConfigInUse', `Delivery configuration "${id}" is in use.`),
    },
  })
