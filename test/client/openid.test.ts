import { decodeJwt } from 'jose'
import { Auth, IntegrationEvents, Me, OpenIdConnects, Users } from 'ordercloud-javascript-sdk'
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { storefront } from '../../scripts/demo/demo.ts'
import { Browser, type Page } from './browser.ts'
import { credentials, type IdentityProvider, startIdentityProvider } from './identity-provider.ts'
import { hashOf, type Received, type Receiver, startReceiver } from './receiver.ts'
import { useWorker } from './sdk.ts'

const HASH_KEY = 'a key of the sign-on service'
const APP = 'http://localhost:4451'
const url = inject('url')

let admin: { accessToken: string }
let idp: IdentityProvider
let service: Receiver

beforeAll(async () => {
  admin = await useWorker()
  idp = await startIdentityProvider(`${url}/ocrpcode`)
  service = await startReceiver(provision)
  await IntegrationEvents.Create(
    {
      ID: 'sign-on',
      Name: 'Sign-on',
      EventType: 'OpenIDConnect',
      CustomImplementationUrl: `${service.url}/integration-events/`,
      HashKey: HASH_KEY,
      ElevatedRoles: ['BuyerUserAdmin'],
    },
    admin,
  )
  for (const [ID, method, path] of [
    ['form', 'client_secret_post', '/token'],
    ['json', 'client_secret_basic', '/json/token'],
  ] as const) {
    const { client_id, client_secret } = credentials(method)
    await OpenIdConnects.Create(
      {
        ID,
        OrderCloudApiClientID: storefront,
        ConnectClientID: client_id,
        ConnectClientSecret: client_secret,
        // The second asks for the answer as a form.
        AuthorizationEndpoint: `${idp.issuer}/auth${ID === 'form' ? '' : '?response_mode=form_post'}`,
        TokenEndpoint: `${idp.issuer}${path}`,
        UrlEncoded: ID === 'form',
        AppStartUrl: `${APP}{2}?token={0}&idpToken={1}&refreshToken={3}`,
        CustomErrorUrl: `${APP}/oops?why={0}`,
        IntegrationEventID: 'sign-on',
        CallSyncUserIntegrationEvent: true,
      },
      admin,
    )
  }
})

afterAll(async () => {
  await Promise.all([idp.close(), service.close()])
})

beforeEach(() => {
  service.received.length = 0
})

/** What a customer's service does: makes users with the token it is given, and keeps their names. */
async function provision({ path, headers, bytes, body }: Received): Promise<object> {
  if (headers['x-oc-hash'] !== hashOf(HASH_KEY, bytes)) return { ErrorMessage: 'unsigned' }
  const options = { accessToken: body.OrderCloudAccessToken as string }
  const claims = decodeJwt(body.TokenResponse.id_token)
  if (path === '/integration-events/syncuser') {
    const { CompanyID, ID } = body.ExistingUser
    await Users.Patch(CompanyID, ID, { Phone: `synced ${claims.sub}` }, options)
    return { ErrorMessage: null }
  }
  const person = {
    Username: claims.email as string,
    Email: claims.email as string,
    FirstName: claims.given_name as string,
    LastName: claims.family_name as string,
    Active: true,
  }
  const { Username } = await Users.Create('acme', person, options)
  return { Username, ErrorMessage: null }
}

/** Follows the login link of an application as somebody, through the identity provider's forms. */
async function login(
  id: string,
  somebody: string,
  { query = {}, browser = new Browser() }: { query?: Record<string, string>; browser?: Browser } = {},
): Promise<Page> {
  const link = new URLSearchParams({ id, cid: storefront, roles: 'Shopper MeAdmin', ...query })
  let page = await browser.open(`${url}/ocrplogin?${link}`, APP)
  while (page.text.includes('<form')) {
    const isLogin = page.text.includes('name="login"')
    page = await browser.submit(page, isLogin ? { login: somebody, password: 'any' } : {}, APP)
  }
  return page
}

test.each([
  ['form', 'Fay'],
  ['json', 'Jay'],
])('a new user signs in by the %s style, and works with the token', async (id, name) => {
  const page = await login(id, name, { query: { appstartpath: '/products/rope' } })
  expect([page.url.origin, page.url.pathname]).toEqual([APP, '/products/rope'])
  const { token, idpToken, refreshToken } = Object.fromEntries(page.url.searchParams)
  const me = await Me.Get({ accessToken: token! })
  expect(me).toMatchObject({
    Username: `${name}@idp.example`,
    FirstName: name,
    Buyer: { ID: 'acme' },
  })
  expect(decodeJwt(token!)).toMatchObject({ cid: storefront, role: ['Shopper', 'MeAdmin'] })
  const known = await fetch(`${idp.issuer}/me`, { headers: { Authorization: `Bearer ${idpToken}` } })
  expect(await known.json()).toMatchObject({ sub: name })
  const again = await Auth.RefreshToken(refreshToken!, storefront)
  expect((await Me.Get({ accessToken: again.access_token })).ID).toBe(me.ID)
  expect(service.received.map((r) => r.path)).toEqual(['/integration-events/createuser'])
  const [{ body }] = service.received as [Received]
  expect(body).toMatchObject({ ExistingUser: null, Environment: 'Sandbox', OpenIdConnect: { ID: id } })
  expect(body.OpenIdConnect.ConnectClientSecret).toBe('[redacted]')
})

test('who has signed in before is the same user, whom the service brings up to date', async () => {
  const first = await login('form', 'Sam')
  const second = await login('form', 'Sam')
  const [a, b] = await Promise.all(
    [first, second].map((page) => Me.Get({ accessToken: page.url.searchParams.get('token')! })),
  )
  expect([b!.ID, b!.Phone]).toEqual([a!.ID, 'synced Sam'])
  expect(service.received.map((r) => r.path)).toEqual([
    '/integration-events/createuser',
    '/integration-events/syncuser',
  ])
  expect(service.received[1]!.body.ExistingUser).toMatchObject({ ID: a!.ID, CompanyID: 'acme' })
})

test('who does not go through with it comes back to the application without a token', async () => {
  const browser = new Browser()
  const link = new URLSearchParams({ id: 'form', cid: storefront })
  const page = await browser.open(`${url}/ocrplogin?${link}`, APP)
  const cancel = /href="([^"]+\/abort)"/.exec(page.text)![1]!
  const end = await browser.open(new URL(cancel, page.url), APP)
  expect([end.url.pathname, end.url.searchParams.get('why')]).toEqual([
    '/oops',
    'The identity provider answered access_denied.',
  ])
  expect(service.received).toEqual([])
})

test('a code is good for nobody else', async () => {
  const victim = new Browser()
  const attacker = new Browser()
  const link = new URLSearchParams({ id: 'form', cid: storefront })
  let page = await attacker.open(`${url}/ocrplogin?${link}`, `${url}/ocrpcode`)
  while (page.text.includes('<form'))
    page = await attacker.submit(page, { login: 'Eve', password: 'any' }, `${url}/ocrpcode`)
  expect(page.url.searchParams.has('code')).toBe(true)
  const end = await victim.open(page.url, APP)
  expect(end.url.searchParams.get('why')).toBe('This login began in another browser.')
})
