import { expect, vi } from 'vitest'
import { type Answer, type Marketplace, marketplace, send, type User } from '../support/marketplace.ts'

/** A call to somebody's server. */
export interface Fetched {
  url: string
  method: string
  redirect?: string
  headers: Headers
  signal: AbortSignal
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: a test looks where it likes
  body: any
}

type Respond = (call: Fetched) => Response | Promise<Response>

/** A login on its way: what the browser holds while it is at the identity provider. */
export interface Begun {
  url: URL
  state: string
  nonce: string
  cookie: string
}

/** A marketplace whose buyer's users sign in with an identity provider; both its servers are the test's. */
export interface SignOn {
  m: Marketplace
  buyer: { ID: string; user: User }
  config: Record<string, unknown>
  /** Everything fetched by the server. */
  fetched: Fetched[]
  /** The identity provider's token endpoint; unless told, it gives an identity token of `claims`. */
  tokenEndpoint: Respond
  /** What differs in the identity token. */
  claims: Record<string, unknown>
  /** The customer's server; unless told, it names the buyer's user. */
  service: Respond
  login(query?: Record<string, string | string[]>, headers?: Record<string, string>): Promise<Answer>
  begin(query?: Record<string, string | string[]>): Promise<Begun>
  back(query: Record<string, string>, cookie?: string): Promise<Answer>
  /** Begins a login and ends it; returns where the browser is sent. */
  walk(query?: Record<string, string | string[]>): Promise<URL>
  /** Calls of the customer's server. */
  served(): Fetched[]
  change(config: Record<string, unknown>): Promise<void>
}

export const HASH_KEY = 'sign-on-key'
export const SECRET = 'idp secret/+='

const part = (value: object) =>
  btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')

/** An identity token; nobody checks its signature. */
export const identityToken = (claims: object) => `${part({ alg: 'RS256' })}.${part(claims)}.c2ln`

/** What a browser keeps of an answer's cookie. */
export const cookieOf = (answer: Answer) => answer.headers.get('Set-Cookie')!.split(';')[0]!

export async function signOn(event: Record<string, unknown> = {}): Promise<SignOn> {
  const m = await marketplace()
  const buyer = await m.buyer()
  await m.must('POST', '/securityprofiles/assignments', { SecurityProfileID: 'shopper', BuyerID: buyer.ID })
  const host = `${m.id}.example.com`
  await m.must('POST', '/integrationEvents', {
    ID: 'sso',
    Name: 'Sign-on',
    EventType: 'OpenIDConnect',
    CustomImplementationUrl: `https://service.${host}/api/?code=7`,
    HashKey: HASH_KEY,
    ConfigData: { Region: 'North' },
    ...event,
  })
  const config = {
    ID: 'idp',
    OrderCloudApiClientID: m.clients.storefront,
    ConnectClientID: 'wharf',
    ConnectClientSecret: SECRET,
    AppStartUrl: 'https://shop.example.com{2}?token={0}&idp={1}&refresh={3}',
    AuthorizationEndpoint: `https://idp.${host}/authorize?policy=b2b`,
    TokenEndpoint: `https://idp.${host}/token`,
    UrlEncoded: true,
    IntegrationEventID: 'sso',
    CustomErrorUrl: 'https://shop.example.com/oops?why={0}',
  }
  await m.must('POST', '/openidconnects', config)
  let nonce = ''
  const s: SignOn = {
    m,
    buyer,
    config,
    fetched: [],
    claims: {},
    tokenEndpoint: () => {
      const now = Math.floor(Date.now() / 1000)
      const id_token = identityToken({
        iss: `https://idp.${host}`,
        sub: 'subject-1',
        aud: 'wharf',
        exp: now + 300,
        iat: now,
        nonce,
        ...s.claims,
      })
      return Response.json({ id_token, access_token: 'idp-access', token_type: 'Bearer' })
    },
    service: () => Response.json({ Username: buyer.user.username, ErrorMessage: null }),
    login(query = {}, headers = {}) {
      const all = { id: 'idp', cid: m.clients.storefront, ...query }
      const search = new URLSearchParams(
        Object.entries(all).flatMap(([name, value]) => [value].flat().map((v) => [name, v])),
      )
      return send('GET', `/ocrplogin?${search}`, undefined, headers)
    },
    async begin(query) {
      const answer = await s.login(query)
      const url = new URL(answer.headers.get('Location')!)
      nonce = url.searchParams.get('nonce')!
      return { url, state: url.searchParams.get('state')!, nonce, cookie: cookieOf(answer) }
    },
    back: (query, cookie) =>
      send('GET', `/ocrpcode?${new URLSearchParams(query)}`, undefined, cookie ? { Cookie: cookie } : {}),
    async walk(query) {
      const { state, cookie } = await s.begin(query)
      const answer = await s.back({ code: 'code-1', state }, cookie)
      return new URL(answer.headers.get('Location')!)
    },
    served: () => s.fetched.filter((f) => f.url.startsWith('https://service.')),
    async change(changes) {
      await m.must('PATCH', '/openidconnects/idp', changes)
    },
  }
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const text = new TextDecoder().decode(init.body as Uint8Array)
    const headers = new Headers(init.headers)
    const isJson = headers.get('Content-Type') === 'application/json'
    const call: Fetched = {
      url,
      method: init.method!,
      redirect: init.redirect,
      headers,
      signal: init.signal!,
      text,
      body: isJson ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text)),
    }
    s.fetched.push(call)
    return url.endsWith('/token') ? s.tokenEndpoint(call) : s.service(call)
  })
  return s
}

/** What the user is told where the browser ended. */
export const why = (url: URL) => url.searchParams.get('why')

/** The same of an answer. */
export const told = (answer: Answer) => why(new URL(answer.headers.get('Location')!))

/** The page that says why, where there is nowhere to go. */
export function onPage(answer: Answer): [number, string] {
  expect(answer.headers.get('Location')).toBeNull()
  expect(answer.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
  expect(answer.headers.get('Content-Security-Policy')).toContain("default-src 'none'")
  expect(answer.headers.get('Cache-Control')).toBe('no-store')
  return [answer.status, /<p>(.*)<\/p>/s.exec(answer.body)![1]!]
}
