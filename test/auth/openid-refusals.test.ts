import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { signClaims } from '../../src/auth/tokens/token.ts'
import { signState } from '../../src/integration/openid/login-state.ts'
import { deleteOrphans } from '../../src/store/retention/expired.ts'
import { Session } from '../../src/store/session.ts'
import { ORIGIN, send } from '../support/marketplace.ts'
import { onPage, type SignOn, signOn, told, why } from './sign-on.ts'

let s: SignOn
beforeEach(async () => {
  s = await signOn()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const MINUTE = 60_000

const FOREIGN: [number, string] = [401, 'This login was not begun here.']

describe('a state', () => {
  const claims = () => ({
    id: 'state',
    marketplace: s.m.id,
    config: 'idp',
    client: s.m.clients.storefront,
    roles: '',
    path: '',
    nonce: 'n',
    browser: 'b',
    begun: Date.now(),
  })

  it('that is missing or forged is answered by a page', async () => {
    const { state, cookie } = await s.begin()
    const [head, body, signature] = state.split('.')
    const other = btoa(JSON.stringify({ ...claims(), config: 'mine' })).replaceAll('=', '')
    const forged = [
      '',
      'x',
      'a.b.c',
      `${head}.${other}.${signature}`,
      `${btoa('{"alg":"none"}')}.${body}.`,
      `${head}.${body}.${'A'.repeat(342)}`,
    ]
    for (const one of forged) expect(onPage(await s.back({ code: 'c', state: one }, cookie))).toEqual(FOREIGN)
    expect(s.fetched).toEqual([])
  })

  it('is no other token of ours, nor one of another origin', async () => {
    const { cookie } = await s.begin()
    const now = Date.now()
    const statement = await signClaims(env, claims(), 600, ORIGIN, now)
    const elsewhere = await signState(env, claims(), 'https://other.example.com')
    for (const state of [s.m.seller.token, statement, elsewhere])
      expect(onPage(await s.back({ code: 'c', state }, cookie))).toEqual(FOREIGN)
  })

  it('is no access token', async () => {
    const { state } = await s.begin()
    expect((await s.m.api('GET', '/me', undefined, state)).status).toBe(401)
  })

  it('is good for ten minutes', async () => {
    const { state, cookie } = await s.begin()
    const now = Date.now()
    vi.spyOn(Date, 'now').mockReturnValue(now + 10 * MINUTE)
    expect(told(await s.back({ code: 'c', state }, cookie))).toBe(
      'This login took too long. Please sign in again.',
    )
    vi.mocked(Date.now).mockReturnValue(now + 9 * MINUTE)
    expect((await s.back({ code: 'c', state }, cookie)).headers.get('Location')).toContain('token=ey')
  })

  it('is good once, also of two that come at once', async () => {
    const { state, cookie } = await s.begin()
    const ends = await Promise.all([1, 2, 3].map(() => s.back({ code: 'c', state }, cookie)))
    const reasons = ends.map(told).sort()
    const again = 'This login was finished before. Please sign in again.'
    expect(reasons).toEqual([again, again, null])
    expect(s.fetched.filter((f) => f.url.endsWith('/token')).length).toBe(1)
    expect(told(await s.back({ code: 'c', state }, cookie))).toBe(again)
  })

  it('is good in the browser it was made for', async () => {
    const { state } = await s.begin()
    const { cookie } = await s.begin()
    const expected = 'This login began in another browser.'
    expect(told(await s.back({ code: 'c', state }))).toBe(expected)
    expect(told(await s.back({ code: 'c', state }, cookie))).toBe(expected)
    expect(s.fetched).toEqual([])
  })

  it('ends with the configuration it was made for', async () => {
    const begun = await s.begin()
    await s.m.must('PATCH', '/openidconnects/idp', { OrderCloudApiClientID: s.m.clients.guests })
    const removed: [number, string] = [401, 'What this login began with has been removed.']
    expect(onPage(await s.back({ code: 'c', state: begun.state }, begun.cookie))).toEqual(removed)
    await s.m.must('DELETE', '/openidconnects/idp')
    expect(onPage(await s.back({ code: 'c', state: begun.state }, begun.cookie))).toEqual(removed)
  })

  it('takes its code to the identity provider it was made for', async () => {
    const { state, cookie } = await s.begin()
    const other = { ...s.config, ID: 'other', TokenEndpoint: `https://other.${s.m.id}.example.com/token` }
    await s.m.must('POST', '/openidconnects', other)
    await s.back({ code: 'c', state, id: 'other' }, cookie)
    expect(s.fetched[0]!.url).toBe(s.config.TokenEndpoint)
  })

  it('is forgotten a day after', async () => {
    await s.walk()
    const count = () =>
      env.DB.prepare('select count(*) n from used_login_states where Marketplace = ?').bind(s.m.id).first('n')
    await deleteOrphans(env, Date.now() + 60 * MINUTE)
    expect(await count()).toBe(1)
    await deleteOrphans(env, Date.now() + 25 * 60 * MINUTE)
    expect(await count()).toBe(0)
  })
})

it('logins that fail are twenty a minute from one address, and those that succeed are none', async () => {
  const minute = Math.ceil(Date.now() / MINUTE) * MINUTE
  vi.spyOn(Date, 'now').mockReturnValue(minute + 1000)
  const from = async (ip: string, fields: Record<string, string>) => {
    const { state, cookie } = await s.begin()
    const query = new URLSearchParams({ state, ...fields })
    return send('GET', `/ocrpcode?${query}`, undefined, { Cookie: cookie, 'CF-Connecting-IP': ip })
  }
  const fails = (ip: string) => from(ip, { error: 'access_denied' })
  const succeeds = (ip: string) => from(ip, { code: 'c' })
  for (let i = 0; i < 3; i++) expect(told(await succeeds('198.51.100.9'))).toBeNull()
  for (let i = 0; i < 20; i++)
    expect(told(await fails('198.51.100.9'))).toBe('The identity provider answered access_denied.')
  const refused = await succeeds('198.51.100.9')
  expect(onPage(refused)[0]).toBe(429)
  expect(told(await succeeds('198.51.100.10'))).toBeNull()
})

describe('an identity token', () => {
  it.each([
    [{ nonce: 'another' }, 'another nonce'],
    [{ aud: 'another' }, 'another audience'],
    [{ aud: ['wharf', 'another'] }, 'another audience'],
    [{ exp: 1 }, 'expired'],
    [{ sub: null }, 'no subject'],
  ])('with %j signs nobody in', async (claims, how) => {
    s.claims = claims
    expect(why(await s.walk())).toBe(`The identity provider’s token does not belong to this login: ${how}.`)
    expect(s.served()).toEqual([])
  })

  it('is of the issuer that the browser names', async () => {
    const { state, cookie } = await s.begin()
    const answer = await s.back({ code: 'c', state, iss: 'https://evil.example' }, cookie)
    expect(told(answer)).toContain('another issuer')
  })
})

describe('a failure', () => {
  it('of the identity provider is told by its name alone', async () => {
    for (const [error, shown] of [
      ['access_denied', 'access_denied'],
      ['<script>', 'an error'],
    ]) {
      const { state, cookie } = await s.begin()
      const answer = await s.back({ error: error!, error_description: 'Call 555', state }, cookie)
      expect(told(answer)).toBe(`The identity provider answered ${shown}.`)
    }
    const { state, cookie } = await s.begin()
    expect(told(await s.back({ state }, cookie))).toBe('The identity provider sent no code.')
    expect(s.fetched).toEqual([])
  })

  it('is told on a page where the application has none for it, escaped', async () => {
    await s.change({ CustomErrorUrl: null })
    s.service = () => Response.json({ ErrorMessage: `<img src=x onerror="a('b')">&` })
    const { state, cookie } = await s.begin()
    expect(onPage(await s.back({ code: 'c', state }, cookie))).toEqual([
      401,
      '&#60;img src=x onerror=&#34;a(&#39;b&#39;)&#34;&#62;&#38;',
    ])
  })

  it('that nobody expected shows nothing of its insides', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {})
    const { state, cookie } = await s.begin()
    const batch = Session.prototype.batch
    let rounds = 0
    vi.spyOn(Session.prototype, 'batch').mockImplementation(function (this: Session, statements) {
      if (++rounds === 3) throw new Error('D1_ERROR: insides')
      return batch.call(this, statements)
    })
    const answer = await s.back({ code: 'secret-code', state }, cookie)
    expect(told(answer)).toMatch(/^An unexpected error occurred\. Please quote [0-9a-f-]{36}\.$/)
    const logged = log.mock.calls.flat().join()
    expect(logged).toContain('insides')
    for (const secret of ['secret-code', state, cookie.split('=')[1]!]) expect(logged).not.toContain(secret)
  })
})
