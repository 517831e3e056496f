import { env } from 'cloudflare:workers'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { onPage, type SignOn, signOn, told } from './sign-on.ts'

let s: SignOn
beforeEach(async () => {
  s = await signOn()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('a login', () => {
  it.each([
    ['no configuration', { id: 'nothing' }],
    ['no client', { cid: 'nothing' }],
    ['nothing', { id: '', cid: '' }],
  ])('that names %s is answered by a page', async (_, query) => {
    const [status, text] = onPage(await s.login(query))
    expect([status, text]).toEqual([400, expect.stringContaining('id and cid must name')])
  })

  it('names the configuration’s own client, and of its own marketplace', async () => {
    const other = await signOn()
    for (const cid of [s.m.clients.guests, other.m.clients.guests])
      expect(onPage(await s.login({ cid }))[0]).toBe(400)
    await s.m.must('PATCH', '/openidconnects/idp', { ID: 'renamed' })
    expect(onPage(await s.login({ cid: other.m.clients.storefront, id: 'renamed' }))[0]).toBe(400)
    expect((await s.login({ id: 'RENAMED', cid: s.m.clients.storefront.toUpperCase() })).status).toBe(302)
  })

  it.each([
    ['a path that climbs', { appstartpath: '/../other' }, 'appstartpath must be a path.'],
    [
      'a long path',
      { appstartpath: `/${'x'.repeat(1000)}` },
      'appstartpath must have at most 1000 characters.',
    ],
    ['many roles', { roles: 'x'.repeat(4001) }, 'roles must have at most 4000 characters.'],
  ])('with %s is refused', async (_, query, reason) => {
    expect(told(await s.login(query))).toBe(reason)
  })

  it.each([
    'response_type',
    'response_mode',
    'client_id',
    'redirect_uri',
    'scope',
    'state',
    'nonce',
    'code_challenge',
    'code_challenge_method',
    'request',
    'request_uri',
  ])('sets %s itself, or leaves it to the configuration: no link does', async (name) => {
    for (const customParams of [`${name}=1`, `hd=a.com&${name.toUpperCase()}`, ['x=1', `${name}=1`]])
      expect(told(await s.login({ customParams }))).toBe(`customParams may not hold ${name}.`)
  })

  it.each(['/\\evil.example', '//evil.example', '.evil.example', '@evil.example', 'https://evil.example'])(
    'that began at %s stays with the application',
    async (appstartpath) => {
      const url = await s.walk({ appstartpath })
      expect([url.host, url.searchParams.has('token')]).toEqual(['shop.example.com', true])
    },
  )

  it('needs an endpoint that a browser may be sent to', async () => {
    // As it may have been saved before endpoints were looked at.
    await env.DB.prepare(
      "update openid_connects set AuthorizationEndpoint = 'javascript:alert(1)' where Marketplace = ?",
    )
      .bind(s.m.id)
      .run()
    expect(told(await s.login())).toBe(
      'The configured AuthorizationEndpoint is no https URL of a public host.',
    )
  })

  it('needs an active client and marketplace', async () => {
    await s.m.must('PATCH', `/apiclients/${s.m.clients.storefront}`, { Active: false })
    expect(told(await s.login())).toBe('The API client is not active.')
    await s.m.must('PATCH', `/apiclients/${s.m.clients.storefront}`, { Active: true })
    const { state, cookie } = await s.begin()
    await env.DB.prepare('update marketplaces set Active = 0 where ID = ?').bind(s.m.id).run()
    expect(told(await s.login())).toBe('The marketplace is not active.')
    expect(told(await s.back({ code: 'c', state }, cookie))).toBe('The marketplace is not active.')
  })
})
