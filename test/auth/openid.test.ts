import { env } from 'cloudflare:workers'
import { createHash, createHmac } from 'node:crypto'
import { decodeJwt } from 'jose'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deleteOrphans } from '../../src/store/retention/expired.ts'
import { ORIGIN, send } from '../support/marketplace.ts'
import { HASH_KEY, SECRET, type SignOn, signOn, why } from './sign-on.ts'

let s: SignOn
beforeEach(async () => {
  s = await signOn()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

const links = async () =>
  (await env.DB.prepare('select * from openid_links where Marketplace = ?').bind(s.m.id).all()).results

describe('a login', () => {
  it('goes to the identity provider with what it wants to know', async () => {
    await s.change({ AdditionalIdpScopes: ['offline_access', 'openid'] })
    const answer = await s.login({ customParams: ['login_hint=uma', 'hd=a.com&prompt=login'] })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    const url = new URL(answer.headers.get('Location')!)
    expect(url.href.startsWith(s.config.AuthorizationEndpoint as string)).toBe(true)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      policy: 'b2b',
      response_type: 'code',
      client_id: 'wharf',
      redirect_uri: `${ORIGIN}/ocrpcode`,
      scope: 'openid profile email offline_access',
      login_hint: 'uma',
      hd: 'a.com',
      prompt: 'login',
      state: expect.any(String),
      nonce: expect.any(String),
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
    })
    expect(answer.headers.get('Set-Cookie')).toMatch(
      /^__Host-wharf-login=[\w-]{22}; Path=\/; Max-Age=600; HttpOnly; Secure; SameSite=None$/,
    )
    expect(s.fetched).toEqual([])
  })

  it('ends in the application, with tokens that work', async () => {
    const url = await s.walk({ roles: 'Shopper MeAdmin OrderAdmin', appstartpath: '/products/rope?x=1' })
    expect(url.origin + url.pathname).toBe('https://shop.example.com/products/rope%3Fx%3D1')
    expect(url.searchParams.get('idp')).toBe('idp-access')
    const token = url.searchParams.get('token')!
    expect(decodeJwt(token)).toMatchObject({
      usr: s.buyer.user.username,
      cid: s.m.clients.storefront,
      role: ['Shopper', 'MeAdmin'],
    })
    expect((await s.m.api('GET', '/me', undefined, token)).body.ID).toBe(s.buyer.user.ID)
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: s.m.clients.storefront,
      refresh_token: url.searchParams.get('refresh')!,
    })
    const again = await send('POST', '/oauth/token', form.toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
    })
    expect(decodeJwt(again.body.access_token).role).toEqual(['Shopper', 'MeAdmin'])
  })

  it('comes back by a form as well', async () => {
    const { state, cookie } = await s.begin()
    const answer = await send('POST', '/ocrpcode', new URLSearchParams({ code: 'c', state }).toString(), {
      'Content-Type': 'application/x-www-form-urlencoded',
      Cookie: `other=1; ${cookie}`,
    })
    expect(answer.status).toBe(302)
    expect(answer.headers.get('Location')).toMatch(/^https:\/\/shop\.example\.com\/\?token=ey/)
    expect(answer.headers.get('Cache-Control')).toBe('no-store')
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer')
  })

  it('gives a client without refresh tokens none', async () => {
    await s.m.must('PATCH', `/apiclients/${s.m.clients.storefront}`, { RefreshTokenDuration: 0 })
    expect((await s.walk()).searchParams.get('refresh')).toBe('')
  })

  it('fills {token} as {0}', async () => {
    await s.change({ AppStartUrl: 'https://shop.example.com/in/{token}#/start/{2}' })
    const url = await s.walk({ appstartpath: 'a b/c' })
    expect(url.pathname).toMatch(/^\/in\/ey/)
    expect(url.hash).toBe('#/start/a%20b/c')
  })

  it('is not finished by HEAD', async () => {
    const { state, cookie } = await s.begin()
    const headers = { Cookie: cookie }
    const path = `/ocrpcode?code=c&state=${state}`
    expect((await send('HEAD', path, undefined, headers)).status).toBe(405)
    expect(s.fetched).toEqual([])
    expect((await send('GET', path, undefined, headers)).headers.get('Location')).toContain('token=ey')
  })

  it.each([true, false])(
    'proves to the token endpoint that it was begun here, by a secret that no URL tells (form: %s)',
    async (UrlEncoded) => {
      await s.change({ UrlEncoded })
      const seen = new Set<string>()
      const first = await s.login()
      const Cookie = first.headers.get('Set-Cookie')!.split(';')[0]!
      for (const answer of [first, await s.login({}, { Cookie })]) {
        const url = new URL(answer.headers.get('Location')!)
        const back = await s.back({ code: 'c', state: url.searchParams.get('state')! }, Cookie)
        expect(back.status).toBe(302)
        const { code_verifier } = s.fetched.findLast((f) => f.url.endsWith('/token'))!.body
        expect(code_verifier).toMatch(/^[\w-]{43}$/)
        expect(createHash('sha256').update(code_verifier).digest('base64url')).toBe(
          url.searchParams.get('code_challenge'),
        )
        const claims = JSON.stringify(decodeJwt(url.searchParams.get('state')!))
        expect(`${url.href} ${claims} ${back.headers.get('Location')}`).not.toContain(code_verifier)
        seen.add(code_verifier)
      }
      expect(seen.size).toBe(2)
    },
  )

  it('begun in two windows ends in both', async () => {
    const first = await s.login()
    const headers = { Cookie: first.headers.get('Set-Cookie')!.split(';')[0]! }
    const second = await s.login({}, headers)
    expect(second.headers.get('Set-Cookie')!.split(';')[0]).toBe(headers.Cookie)
  })
})

describe('the code', () => {
  it('is exchanged by a form that holds the credentials', async () => {
    await s.walk()
    const [call] = s.fetched
    expect(call).toMatchObject({ method: 'POST', redirect: 'manual', url: s.config.TokenEndpoint })
    expect(call!.headers.get('Content-Type')).toBe('application/x-www-form-urlencoded')
    expect(call!.headers.has('Authorization')).toBe(false)
    expect(call!.body).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: `${ORIGIN}/ocrpcode`,
      code_verifier: expect.any(String),
      client_id: 'wharf',
      client_secret: SECRET,
    })
  })

  it('is exchanged by JSON, with the credentials in the header', async () => {
    await s.change({ UrlEncoded: false })
    expect((await s.walk()).searchParams.has('token')).toBe(true)
    const [call] = s.fetched
    expect(call!.headers.get('Content-Type')).toBe('application/json')
    expect(call!.headers.get('Authorization')).toBe(`Basic ${btoa('wharf:idp+secret%2F%2B%3D')}`)
    expect(JSON.parse(call!.text)).toEqual({
      grant_type: 'authorization_code',
      code: 'code-1',
      redirect_uri: `${ORIGIN}/ocrpcode`,
      code_verifier: expect.any(String),
    })
  })

  it.each([
    [
      'refuses',
      () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
      'answered 400 (invalid_grant)',
    ],
    ['says nonsense', () => Response.json({ error: '<b>' }, { status: 500 }), 'answered 500 (an error)'],
    ['leads elsewhere', () => Response.redirect('https://10.0.0.1/', 307), 'answered 307'],
    ['gives no identity', () => Response.json({ access_token: 'a' }), 'gave no identity token'],
    ['gives no JSON', () => new Response('id_token=1'), 'gave no identity token'],
    ['gives too much', () => new Response(`{"id_token":"${'x'.repeat(200_000)}"}`), 'gave no identity token'],
    ['is down', () => Promise.reject(new Error('idp secret/+=')), 'could not be reached'],
  ])('is worth nothing where the identity provider %s', async (_, respond, message) => {
    s.tokenEndpoint = respond
    expect(why(await s.walk())).toBe(`The identity provider’s token endpoint ${message}.`)
    expect([s.fetched.length, await links()]).toEqual([1, []])
  })

  it('is waited for half a minute, and so is the service', async () => {
    const limits = vi.spyOn(AbortSignal, 'timeout')
    await s.walk()
    expect(limits.mock.calls).toEqual([[30_000], [30_000]])
    // Whoever answers after this does not answer in time.
    const late = ({ signal }: { signal: AbortSignal }) => Promise.reject(signal.reason)
    const passed = () => AbortSignal.abort(new DOMException('', 'TimeoutError'))
    s.claims = { sub: 'another' }
    s.service = late
    limits.mockImplementationOnce(() => new AbortController().signal).mockImplementationOnce(passed)
    expect(why(await s.walk())).toBe('The sign-on service did not answer in time.')
    s.tokenEndpoint = late
    limits.mockImplementationOnce(passed)
    expect(why(await s.walk())).toBe('The identity provider’s token endpoint did not answer in time.')
  })

  it('is not sent to an identity provider that keeps failing, for a while', async () => {
    s.tokenEndpoint = () => new Response(null, { status: 502 })
    for (let i = 0; i < 5; i++) expect(why(await s.walk())).toContain('answered 502')
    expect(why(await s.walk())).toContain('could not be reached')
    expect(s.fetched.length).toBe(5)
  })
})

describe('the first login', () => {
  it('asks the service, signed, which user it is', async () => {
    await s.m.must('PATCH', '/integrationEvents/sso', {
      CustomAuthHeaderName: 'X-Service',
      CustomAuthHeaderValue: 'hush',
    })
    await s.walk()
    const [call] = s.served()
    expect(call!.url).toBe(`https://service.${s.m.id}.example.com/api/createuser?code=7`)
    expect(call!.headers.get('X-oc-hash')).toBe(
      createHmac('sha256', HASH_KEY).update(call!.text).digest('base64'),
    )
    expect(call!.headers.get('X-Service')).toBe('hush')
    expect(call!.body).toEqual({
      ExistingUser: null,
      OpenIdConnect: {
        ...s.config,
        AdditionalIdpScopes: [],
        CallSyncUserIntegrationEvent: false,
        IntegrationEventName: 'Sign-on',
        ConnectClientSecret: '[redacted]',
      },
      TokenResponse: { id_token: expect.any(String), access_token: 'idp-access' },
      Environment: 'Sandbox',
      OrderCloudAccessToken: null,
      ConfigData: { Region: 'North' },
    })
  })

  it('links the user: the second asks nobody', async () => {
    await s.walk()
    s.service = () => Response.json({ ErrorMessage: 'not again' })
    expect((await s.walk()).searchParams.has('token')).toBe(true)
    expect(s.served().length).toBe(1)
    expect(await links()).toMatchObject([{ Subject: 'subject-1', UserKey: s.buyer.user.identity.key }])
  })

  it.each([
    ['subject', { sub: 'Subject-1' }],
    ['issuer', { iss: 'https://another.example.com' }],
  ])('of another %s is another', async (_, claims) => {
    await s.walk()
    s.claims = claims
    const other = await s.m.user('Buyer', s.buyer.ID, ['Shopper'])
    s.service = () => Response.json({ username: other.username.toUpperCase(), errormessage: '' })
    const url = await s.walk()
    expect(decodeJwt(url.searchParams.get('token')!).usr).toBe(other.username)
    expect((await links()).length).toBe(2)
  })

  it('of one identity ten times at once signs in one user', async () => {
    const made = await Promise.all(Array.from({ length: 10 }, () => s.m.user('Buyer', s.buyer.ID, [])))
    s.service = () => Response.json({ Username: made.pop()!.username })
    const begun = await s.begin()
    const rest = await Promise.all(Array.from({ length: 9 }, () => s.login({}, { Cookie: begun.cookie })))
    const all = [begun.url, ...rest.map((r) => new URL(r.headers.get('Location')!))]
    const tokens = all.map((url) => url.searchParams)
    s.tokenEndpoint = ({ body }) =>
      Response.json({ id_token: tokenFor(tokens[Number(body.code)]!.get('nonce')!) })
    const ends = await Promise.all(
      tokens.map((t, i) => s.back({ code: String(i), state: t.get('state')! }, begun.cookie)),
    )
    const names = ends.map(
      (e) => decodeJwt(new URL(e.headers.get('Location')!).searchParams.get('token')!).usr,
    )
    expect(new Set(names).size).toBe(1)
    expect((await links()).length).toBe(1)
  })

  it('links anew when the user linked is gone', async () => {
    const gone = await s.m.user('Buyer', s.buyer.ID, ['Shopper'])
    s.service = () => Response.json({ Username: gone.username })
    await s.walk()
    await env.DB.prepare('delete from users where Marketplace = ? and Key = ?')
      .bind(s.m.id, gone.identity.key)
      .run()
    s.service = () => Response.json({ Username: s.buyer.user.username })
    expect((await s.walk()).searchParams.has('token')).toBe(true)
    await s.m.must('DELETE', `/buyers/${s.buyer.ID}/users/${s.buyer.user.ID}`)
    expect(await links()).toEqual([])
  })

  it('is forgotten with the company of the user', async () => {
    await s.walk()
    await s.m.must('DELETE', `/buyers/${s.buyer.ID}`)
    expect((await links()).length).toBe(1)
    await deleteOrphans(env, Date.now())
    expect(await links()).toEqual([])
    expect(why(await s.walk())).toBe('The user of this identity does not exist.')
  })
})

function tokenFor(nonce: string): string {
  const now = Math.floor(Date.now() / 1000)
  const claims = { iss: 'https://idp', sub: 'one', aud: 'wharf', exp: now + 60, iat: now, nonce }
  return `e30.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.x`
}
