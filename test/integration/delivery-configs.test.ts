import { env } from 'cloudflare:workers'
import { describe, expect, test } from 'vitest'
import { signature } from '../../src/store/outbox/signature.ts'
import { useDeliveries } from './harness.ts'
import { newUrl, receive } from './receiver.ts'
import { useSynchronization } from './synchronizing.ts'

const t = useDeliveries()
const { config, sync, deliverAll } = useSynchronization(t)
const PATH = '/integrations/deliveryconfig'
const put = (DeliveryTargets: unknown, more = {}) =>
  t.market.call('PUT', `${PATH}/erp`, { Name: 'ERP', Enabled: true, DeliveryTargets, ...more })

describe('a delivery configuration', () => {
  test('shows no secret, and keeps those it has when it is put back as it was shown', async () => {
    const Endpoint = newUrl()
    const made = await put({
      Http: { Endpoint, Secret: 'hush', CustomAuthHeaderName: 'X-A', CustomAuthHeaderValue: 'b' },
    })
    expect(made.body.DeliveryTargets).toMatchObject({
      Http: { Endpoint, Secret: null, CustomAuthHeaderName: 'X-A', CustomAuthHeaderValue: null },
      Kafka: null,
    })
    expect((await put(made.body.DeliveryTargets)).status).toBe(200)
    expect((await t.market.call('PATCH', `${PATH}/erp`, { Name: 'New' })).status).toBe(200)
    const received = receive()
    await sync('entitysync/buyers')
    await t.create('a')
    await deliverAll()
    const [{ headers, text }] = received as [(typeof received)[0]]
    expect(headers.get('X-oc-hash')).toBe(signature('hush', new TextEncoder().encode(text)))
    expect(headers.get('X-A')).toBe('b')
  })

  const stored = async () => {
    const row = await env.DB.prepare('select DeliveryTargets from delivery_configs where Marketplace = ?')
      .bind(t.market.id)
      .first<{ DeliveryTargets: string }>()
    return JSON.parse(row!.DeliveryTargets)
  }

  test('keeps secrets at any depth, and lets go of a header with its name', async () => {
    const SearchIngestion = {
      ...{ Domain: 'd', Source: 's', Endpoint: 'https://a.example.com', Entity: 'e', ApiKey: 'key' },
      Content: {
        Locales: ['en'],
        Http: {
          Endpoint: 'https://b.example.com/{messagetype}',
          CustomAuthHeaderName: 'X-A',
          CustomAuthHeaderValue: 'deep',
        },
      },
    }
    const made = await put({ SearchIngestion })
    expect(made.body.DeliveryTargets.SearchIngestion.Content.Http.CustomAuthHeaderValue).toBeNull()
    expect((await put(made.body.DeliveryTargets)).status).toBe(200)
    expect((await stored()).SearchIngestion).toEqual(SearchIngestion)
    const shown = made.body.DeliveryTargets.SearchIngestion
    shown.Content.Http.CustomAuthHeaderName = null
    expect((await put({ SearchIngestion: shown })).status).toBe(200)
    expect((await stored()).SearchIngestion.Content.Http.CustomAuthHeaderValue).toBeNull()
    shown.Content.Http.CustomAuthHeaderName = 'X-oc-hash'
    expect((await put({ SearchIngestion: shown })).status).toBe(400)
  })

  const header = { CustomAuthHeaderName: 'X-A', CustomAuthHeaderValue: 'hush' }
  const [here, there] = ['https://here.example.com', 'https://there.example.com']
  test.each([
    ['Http', { Endpoint: here, Secret: 'hush' }, { Endpoint: there }],
    ['Http', { Endpoint: here, Secret: 'hush' }, { Endpoint: `${here}:8443` }],
    [
      'Kafka',
      { BootstrapServers: here, SaslUsername: 'u', SaslPassword: 'hush', Topic: 't' },
      { BootstrapServers: there },
    ],
    ['MessageSender', { Endpoint: here, Secret: 'hush' }, { Endpoint: there }],
    ['DiscoverEvent', { ClientID: 'c', ServiceEndpoint: here, ApiKey: 'hush' }, { ServiceEndpoint: there }],
    ['ContentHub', { Endpoint: here, TargetSchemaName: 't', ApiKey: 'hush' }, { Endpoint: there }],
  ])('%s does not take its secrets to another server', async (name, target, moved) => {
    const secret = Object.entries(target).find(([, value]) => value === 'hush')![0]
    const shown = { ...target, [secret]: null }
    expect((await put({ [name]: target })).status).toBe(200)
    const change = (targets: unknown, method: string) =>
      t.market.call(method, `${PATH}/erp`, { Name: 'ERP', DeliveryTargets: targets })
    for (const [method, sent] of [
      ['PUT', { ...shown, ...moved }],
      ['PATCH', { ...shown, ...moved }],
      ['PATCH', moved],
    ] as const)
      expect(await change({ [name]: sent }, method)).toMatchObject({
        status: 400,
        body: { Errors: [{ Data: { Property: `DeliveryTargets.${name}.${secret}` } }] },
      })
    expect((await stored())[name]).toMatchObject(target)
    const deeper = { [Object.keys(moved)[0]!]: `${here}/deeper` }
    expect((await change({ [name]: { ...shown, ...deeper } }, 'PUT')).status).toBe(200)
    expect((await stored())[name]).toMatchObject({ ...target, ...deeper })
    expect((await change({ [name]: { ...moved, [secret]: 'new' } }, 'PATCH')).status).toBe(200)
    expect((await stored())[name]).toMatchObject({ ...target, ...moved, [secret]: 'new' })
  })

  test.each([
    ['webhooks', 'Url', { Name: 'H', HashKey: 'k', ApiClientIDs: [], WebhookRoutes: [] }],
    [
      'integrationEvents',
      'CustomImplementationUrl',
      { Name: 'E', HashKey: 'k', EventType: 'OrderCheckout', ElevatedRoles: [] },
    ],
  ])('nor does a header of %s', async (path, url, more) => {
    const made = await t.market.call('PUT', `/${path}/x`, { ...more, ...header, [url]: here })
    expect([made.status, made.body.CustomAuthHeaderValue]).toEqual([200, null])
    const change = async (body: object, method = 'PATCH') => {
      const answer = await t.market.call(method, `/${path}/x`, body)
      return [answer.status, answer.body.Errors?.[0].ErrorCode]
    }
    const refused = [400, 'Integration.CustomAuthHeaderValueRequired']
    expect(await change({ [url]: there })).toEqual(refused)
    expect(await change({ ...made.body, [url]: there }, 'PUT')).toEqual(refused)
    expect(await change({ [url]: `${here}/deeper` })).toEqual([200, undefined])
    expect(await change({ [url]: there, CustomAuthHeaderValue: 'new' })).toEqual([200, undefined])
    expect(await change({ [url]: here, CustomAuthHeaderName: null })).toEqual([200, undefined])
  })

  test.each([
    ['no target', {}, 'DeliveryTargets'],
    [
      'a target without its secret',
      { Http: { Endpoint: 'https://a.example.com' } },
      'DeliveryTargets.Http.Secret',
    ],
    [
      'an address inside',
      { Http: { Endpoint: 'https://10.0.0.1', Secret: 's' } },
      'DeliveryTargets.Http.Endpoint',
    ],
    [
      'a hub inside',
      {
        EventHub: { EventHubName: 'h', ConnectionString: 'Endpoint=sb://169.254.169.254;SharedAccessKey=a' },
      },
      'DeliveryTargets.EventHub.ConnectionString',
    ],
    [
      'an account inside',
      { AzureBlob: { ConnectionString: 'BlobEndpoint=https://10.0.0.1;AccountName=a;AccountKey=YQ==' } },
      'DeliveryTargets.AzureBlob.ConnectionString',
    ],
    [
      'two known services',
      { Mailchimp: { ApiKey: 'a' }, SendEvent: { SiteID: 'a', ServiceEndpoint: 'https://a.example.com' } },
      'DeliveryTargets',
    ],
  ])('with %s is refused', async (_, targets, property) => {
    const { status, body } = await put(targets)
    expect([status, body.Errors?.[0].Data.Property]).toEqual([400, property])
  })

  test('stays as long as it is used, and goes with nothing', async () => {
    await config()
    await sync('entitysync/buyers')
    const gone = () => t.market.call('DELETE', `${PATH}/erp`)
    expect(await gone()).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'DeliveryConfig.CannotDeleteConfigInUse' }] },
    })
    await t.market.call('DELETE', '/integrations/entitysync/buyers')
    expect((await gone()).status).toBe(204)
    expect(await sync('entitysync/buyers')).toMatchObject({ status: 404 })
  })

  test('that is not enabled is no answer to a request, and holds back what happens', async () => {
    const received = receive()
    await config('erp', { Enabled: false })
    await sync('entitysync/buyers')
    await t.create('a')
    await deliverAll()
    expect(
      await t.market.call('POST', '/integrations/entitysync/buyers/sync', { BuyerID: 'a' }),
    ).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'DeliveryConfig.ConfigurationDisabled' }] },
    })
    await config()
    t.now += 700_000
    await t.sweepAt(t.now)
    await deliverAll()
    expect(received.length).toBe(1)
  })

  test('says where failures go, and tries it', async () => {
    const received = receive()
    await config()
    const validate = () => t.market.call('POST', '/integrations/ErrorConfig/validate')
    expect((await validate()).status).toBe(404)
    await t.market.call('PUT', '/integrations/ErrorConfig', { DeliveryConfigID: 'erp' })
    expect((await validate()).status).toBe(204)
    await deliverAll()
    expect(received[0]!.body.Data.Source).toBe('ErrorConfig')
    await config('erp', { Enabled: false })
    expect(await validate()).toMatchObject({
      status: 400,
      body: { Errors: [{ ErrorCode: 'ErrorConfig.DeliveryConfigDisabled' }] },
    })
  })

  test('is sent what a webhook and a message sender would be, and by whoever holds their roles', async () => {
    const received = receive()
    const url = await config()
    await t.hook({ Url: null, HashKey: null, DeliveryConfigID: 'erp', ElevatedRoles: ['OrderAdmin'] })
    await t.create('a')
    await deliverAll()
    expect(received[0]).toMatchObject({ url, body: { Route: 'v1/buyers', Verb: 'POST' } })
    const weak = await t.market.tokenFor({ roles: ['DeliveryConfigAdmin'] })
    const move = { DeliveryTargets: { Http: { Endpoint: newUrl(), Secret: 'x' } } }
    expect((await t.market.call('PATCH', `${PATH}/erp`, move, weak)).status).toBe(403)
    expect((await t.market.call('PATCH', `${PATH}/erp`, { Name: 'N' }, weak)).status).toBe(200)
    expect((await t.market.call('PATCH', `${PATH}/erp`, move)).status).toBe(200)
    const before = { BeforeProcessRequest: true }
    expect((await t.market.call('PATCH', '/webhooks/hook', before)).body.Errors[0].ErrorCode).toBe(
      'Webhook.InvalidDeliveryConfig',
    )

    received.length = 0
    await t.market.call('PUT', '/messagesenders/mail', {
      Name: 'Mail',
      MessageTypes: ['NewUserInvitation'],
      DeliveryConfigID: 'erp',
      AllowAllBuyers: true,
    })
    await t.market.call('POST', '/buyers/a/users', {
      Username: `x-${t.market.id}`,
      FirstName: 'F',
      LastName: 'L',
      Email: 'f@x.com',
      Active: true,
    })
    await deliverAll()
    expect(received.map((r) => r.body.MessageType)).toEqual(['NewUserInvitation'])
  })
})

describe('targets', () => {
  const told = async (targets: unknown) => {
    const { status, body } = await put(targets)
    expect([status, body.Errors]).toEqual([200, undefined])
    await sync('entitysync/buyers')
    await t.create('a')
    await deliverAll()
  }
  const only = async () => (await t.market.call('GET', `${PATH}/erp/deliveries`)).body.Items[0]

  test('Kafka, by a REST proxy', async () => {
    let answer = '{"offsets":[{"partition":0,"offset":null,"error_code":50003}]}'
    const received = receive(() => new Response(answer))
    const Kafka = {
      BootstrapServers: 'proxy.example.com:8082,other:1',
      SaslUsername: 'u',
      SaslPassword: 'p',
      Topic: 'a b',
    }
    await told({ Kafka })
    expect(received[0]!.url).toBe('https://proxy.example.com:8082/topics/a%20b')
    expect(received[0]!.headers.get('Authorization')).toBe(`Basic ${btoa('u:p')}`)
    expect(received[0]!.headers.get('Content-Type')).toBe('application/vnd.kafka.json.v2+json')
    expect(received[0]!.body.records[0]).toMatchObject({ key: 'buyers/a', value: { Action: 'Created' } })
    expect(await only()).toMatchObject({ Status: 'Pending', LastError: expect.stringContaining('50003') })
    answer = '{"offsets":[{"partition":0,"offset":1,"error_code":null}]}'
    t.now += 60_000
    await t.sweepAt(t.now)
    await deliverAll()
    expect((await only()).Status).toBe('Delivered')
  })

  test('a blob, signed with the key of its account', async () => {
    const received = receive()
    const AccountKey = btoa('a key of the account')
    await told({
      AzureBlob: {
        ConnectionString: `DefaultEndpointsProtocol=https;AccountName=acct;AccountKey=${AccountKey};EndpointSuffix=core.windows.net`,
        OverrideContainerName: 'box',
      },
    })
    const [{ url, headers, text }] = received as [(typeof received)[0]]
    expect(url).toMatch(
      /^https:\/\/acct\.blob\.core\.windows\.net\/box\/sitecore\.ordercloud\.messages\.entitysync\.buyers\.created\/buyers\/a\/\d+\.json$/,
    )
    // As the service's documentation has it: verb, eleven headers, those of its own, the resource.
    const lines = [
      'PUT\n\n',
      String(new TextEncoder().encode(text).length),
      '\napplication/json\n\n\n\n\n\n',
      `x-ms-blob-type:BlockBlob\nx-ms-date:${headers.get('x-ms-date')}\nx-ms-version:${headers.get('x-ms-version')}`,
      `/acct${new URL(url).pathname}`,
    ].join('\n')
    const key = await crypto.subtle.importKey(
      'raw',
      new TextEncoder().encode('a key of the account'),
      { name: 'HMAC', hash: 'SHA-256' },
      false,
      ['sign'],
    )
    const signed = await crypto.subtle.sign('HMAC', key, new TextEncoder().encode(lines))
    const expected = btoa(String.fromCharCode(...new Uint8Array(signed)))
    expect(headers.get('Authorization')).toBe(`SharedKey acct:${expected}`)
  })

  test('a queue of the customer’s at Cloudflare', async () => {
    const received = receive()
    await told({ CloudflareQueue: { AccountID: 'acc', QueueID: 'q1', ApiToken: 'tok' } })
    expect(received[0]).toMatchObject({
      url: 'https://api.cloudflare.com/client/v4/accounts/acc/queues/q1/messages',
      body: { content_type: 'json', body: { Action: 'Created', Data: { ID: 'a' } } },
    })
    expect(received[0]!.headers.get('Authorization')).toBe('Bearer tok')
  })
})
