import { env } from 'cloudflare:workers'
import { afterEach, expect, it, vi } from 'vitest'
import { firesHooks, routeOf } from '../../src/integration/webhooks/triggers.ts'
import { operations } from '../../src/operations.ts'
import { tables } from '../../src/tables/table.ts'
import { eventually } from '../support/eventually.ts'
import { marketplace, PASSWORD } from '../support/marketplace.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

/** Tables that must know a secret as it is, since it is shown again or calls are signed with it. */
const KEEPERS = [
  'api_clients',
  'webhooks',
  'message_senders',
  'integration_events',
  'openid_connects',
  'signing_keys',
]

it('passwords, secrets and tokens are in no answer, webhook, record, log or error but where they belong', async () => {
  const said: string[] = []
  for (const method of ['log', 'info', 'warn', 'error'] as const)
    vi.spyOn(console, method).mockImplementation((...all) => void said.push(all.join(' ')))
  const posted: string[] = []
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    posted.push(new TextDecoder().decode(init.body as Uint8Array))
    return new Response(null, { status: 204 })
  })
  const m = await marketplace()
  const buyer = await m.buyer({ ID: 'acme' })
  await m.must('POST', '/webhooks', {
    Name: 'All',
    Url: 'https://hooks.example.com',
    HashKey: 'Key-Of-Hook',
    ApiClientIDs: Object.values(m.clients),
    WebhookRoutes: operations.filter(firesHooks).map((o) => ({ Route: routeOf(o), Verb: o.method })),
  })
  const secrets = {
    password: 'Secret-Password-1',
    changed: 'Changed-Password-2',
    mine: 'Mine-Password-3',
    token: 'Token-Password-4',
    client: 'Secret-Of-Client',
    shared: 'Shared-Key-Of-Sender',
    header: 'Value-Of-Header',
    provider: 'Secret-Of-Provider',
  }
  const answers: unknown[] = []
  const call = async (
    method: string,
    path: string,
    body: unknown,
    as: Parameters<typeof m.api>[3] = 'seller',
  ) => {
    const key = { 'Idempotency-Key': crypto.randomUUID() }
    const answer = await m.api(method, path, body, as, key)
    expect([path, answer.status < 300]).toEqual([path, true])
    answers.push(answer.body)
    return answer.body
  }
  const user = { Username: 'una', FirstName: 'U', LastName: 'Na', Email: 'una@example.com', Active: true }
  await call('POST', '/buyers/acme/users', { ID: 'una', ...user, Password: secrets.password })
  await call('PATCH', '/buyers/acme/users/una', { Password: secrets.changed })
  const own = await m.as(buyer.user, { roles: ['MeAdmin', 'PasswordReset'] })
  await call('PATCH', '/me', { Password: secrets.mine }, own)
  await call('POST', '/me/password', { NewPassword: secrets.token }, own)
  const sender = { URL: 'https://mail.example.com', MessageTypes: ['OrderSubmitted'] }
  const kept = [
    await call('POST', '/apiclients', {
      AppName: 'App',
      AccessTokenDuration: 60,
      ClientSecret: secrets.client,
    }),
    await call('POST', '/messagesenders', { Name: 'Mailer', SharedKey: secrets.shared, ...sender }),
    await call('POST', '/openidconnects', {
      OrderCloudApiClientID: m.clients.storefront,
      ConnectClientID: 'id',
      ConnectClientSecret: secrets.provider,
      AppStartUrl: 'https://shop.example.com',
      AuthorizationEndpoint: 'https://idp.example.com/a',
      TokenEndpoint: 'https://idp.example.com/t',
    }),
  ]
  // These are shown to who may administer them.
  answers.splice(0, answers.length, ...answers.filter((a) => !kept.includes(a)))
  const hook = { Url: 'https://hooks.example.com', HashKey: 'Key', CustomAuthHeaderName: 'X-Key' }
  await call('POST', '/webhooks', { Name: 'Own', ...hook, CustomAuthHeaderValue: secrets.header })
  const made = await m.api('POST', `/apiclients/${m.clients.guests}/secrets`, { Name: 'One' }, 'seller', {
    'Idempotency-Key': 'once',
  })
  const wrong = await m.api('POST', '/buyers/acme/users', { ...user, Password: secrets.password, Email: 7 })
  answers.push(wrong.body)
  await eventually(() => expect(posted.length).toBeGreaterThanOrEqual(9))

  const names = tables().filter((t) => !KEEPERS.includes(t.name) && !t.control)
  const rows = await Promise.all(
    names.map(async ({ name }) =>
      env.DB.prepare(`select * from "${name}" where Marketplace = ?`)
        .bind(m.id)
        .all()
        .then((r) => r.results),
    ),
  )
  const everywhere = {
    answers,
    posted,
    said,
    rows: Object.fromEntries(names.map((t, i) => [t.name, rows[i]])),
  }
  // An answer that shows a secret to who may administer it is kept for a day, to be given again to its repetition.
  const { idempotency_keys: repeated, ...others } = everywhere.rows
  expect(JSON.stringify(repeated)).toContain(secrets.client)
  const shown = [secrets.client, secrets.shared, secrets.provider]
  for (const secret of [
    ...Object.values(secrets),
    PASSWORD,
    made.body.ClientSecret,
    m.seller.token,
    own.token,
  ])
    for (const [place, content] of Object.entries({
      ...everywhere,
      rows: shown.includes(secret) ? others : everywhere.rows,
    }))
      expect([secret, place, JSON.stringify(content).includes(secret)]).toEqual([secret, place, false])
})
